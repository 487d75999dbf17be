"""The first look at a corpus, against scikit-learn's counts and by its own sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from textcls.corpora.corpus import Split
from textcls.corpora.summary import summarise, token_counts, words_per_text
from textcls.errors import InputError
from textcls.synthetic import reviews
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize

texts = st.lists(st.text(alphabet="ab <&;!\n", max_size=20), min_size=1, max_size=8)


def counted(split: Split) -> np.ndarray:
    vectorizer = CountVectorizer(analyzer=lambda text: tokenize(clean(text)))
    return vectorizer.fit_transform(split.texts).toarray()


def test_counts_agree_with_scikit_learn():
    split = reviews.make_reviews(60, seed=3)
    table = counted(split)
    summary = summarise(split, reviews.CLASS_NAMES)
    assert summary["distinct tokens"] == table.shape[1]
    assert summary["tokens seen once"] == (table.sum(axis=0) == 1).sum()
    assert summary["tokens, longest"] == table.sum(axis=1).max()
    np.testing.assert_array_equal(words_per_text(split.texts), table.sum(axis=1))


@given(texts)
def test_token_counts_add_up_to_the_lengths(texts):
    assert sum(token_counts(texts).values()) == words_per_text(texts).sum()


def test_classes_and_repeats_are_counted():
    split = Split(["a<br />", "b", "a<br />", "c"], [1, 0, 1, 1])
    summary = summarise(split, ("no", "yes"))
    assert (summary["class no"], summary["class yes"]) == (1, 3)
    assert summary["rows that repeat an earlier one"] == 1
    assert summary["share with HTML breaks"] == 0.5


def test_nothing_to_summarise_is_said():
    with pytest.raises(InputError, match="at least one text"):
        summarise(Split([], []), ("no", "yes"))
