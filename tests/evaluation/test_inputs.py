"""What measures are given: other forms are brought into one, and what is no such thing is named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.predictions import predictions
from textcls.errors import InputError
from textcls.evaluation.inputs import class_numbers, class_probabilities, flags


@given(predictions())
def test_a_table_of_probabilities_stays_as_it_is(case):
    found = class_probabilities(case[1].tolist())
    np.testing.assert_array_equal(found, case[1])


@given(st.lists(st.floats(0, 1), min_size=1))
def test_one_column_is_the_probability_of_class_1(p):
    for given_as in (p, np.reshape(p, (-1, 1))):
        found = class_probabilities(given_as)
        assert found.shape == (len(p), 2)
        assert found[:, 1].tolist() == p
        assert np.allclose(found.sum(axis=1), 1)


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.int64, bool])
@pytest.mark.parametrize("shape", [(2,), (2, 1), (1, 2)])
def test_numbers_of_every_type_are_computed_with_in_double_precision(kind, shape):
    assert class_probabilities(np.array([0, 1], dtype=kind).reshape(shape)).dtype == np.float64


def test_sums_may_be_off_by_the_rounding_of_float32_and_no_more():
    assert class_probabilities([[0.5, 0.5005]]).shape == (1, 2)
    with pytest.raises(InputError, match="does not sum to 1"):
        class_probabilities([[0.5, 0.502]])


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([], "give one row for each of at least one text"),
        (np.zeros((0, 2)), "give one row"),
        (0.5, r"have the shape \(\)"),
        ([[[0.5, 0.5]]], r"have the shape \(1, 1, 2\)"),
        ([[2.0, -1.0]], "not logits"),
        ([1.5], "not logits"),
        ([-0.5], "not logits"),
        ([[1.0005, 0.0]], "not logits"),
        ([[np.nan, 0.5]], "is NaN or outside"),
        ([[0.5, 0.2]], "does not sum to 1"),
    ],
)
def test_what_are_no_probabilities_is_named(p, message):
    with pytest.raises(InputError, match=message):
        class_probabilities(p)


def test_whole_numbers_of_any_kind_are_class_numbers():
    for labels in ([0, 2, 1], [0.0, 2.0, 1.0], np.array([0, 2, 1], dtype=np.uint8)):
        found = class_numbers(labels, n=3, n_classes=3)
        assert found.dtype == np.int64
        assert found.tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0, 1], r"3 texts came with labels of shape \(2,\)"),
        ([[0], [1], [1]], "give one class number for each text"),
        ([0, 1, 2], "the labels go from 0 to 2; give whole numbers from 0 to 1"),
        ([0, -1, 1], "the labels go from -1 to 1"),
        ([0, 0.5, 1], "whole numbers"),
    ],
)
def test_what_are_no_class_numbers_is_named(y, message):
    with pytest.raises(InputError, match=message):
        class_numbers(y, n=3, n_classes=2)


@given(st.lists(st.booleans(), min_size=1))
def test_numbers_are_flags_too(values):
    for given_as in (values, [int(value) for value in values]):
        found = flags(given_as, len(values))
        assert found.dtype == np.bool_
        assert found.tolist() == values


@pytest.mark.parametrize(("values", "n"), [([], None), ([[1]], None), (1, None), ([1, 0], 3)])
def test_there_is_one_flag_for_each_of_at_least_one_text(values, n):
    with pytest.raises(InputError, match="give one for each of at least one text"):
        flags(values, n)
