"""What an estimator for texts is given."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.utils import get_tags

from textcls.errors import InputError
from textcls.models.inputs import check_texts, check_texts_and_labels, tags_of_texts


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series])
def test_texts_may_come_in_any_sequence(kind):
    check_texts(kind(["a", "b"]))
    assert check_texts_and_labels(kind(["a", "b"]), kind(["x", "y"])).tolist() == ["x", "y"]


@pytest.mark.parametrize("texts", ["ab", ["a", 1], [b"a"], [None], np.eye(2)])
def test_all_of_them_have_to_be_strings(texts):
    for check in (check_texts, lambda texts: check_texts_and_labels(texts, [0, 1])):
        with pytest.raises(InputError, match="each text a string"):
            check(texts)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1, 1], "2 texts came with 3 labels"),
        ([[0, 1]], "2 texts came with 1 labels"),
        (None, "2 texts came with 0 labels"),
        ([1, 1], "2 texts came with 1 classes; give texts of two classes or more"),
    ],
)
def test_labels_have_to_fit(labels, message):
    with pytest.raises(InputError, match=message):
        check_texts_and_labels(["a", "b"], labels)


def test_scikit_learn_is_told_that_texts_go_in():
    before = get_tags(DummyClassifier())
    tags = tags_of_texts(get_tags(DummyClassifier()))
    assert before.input_tags.two_d_array and not tags.input_tags.two_d_array
    assert tags.input_tags.string and not before.input_tags.string
    assert tags.estimator_type == "classifier"
