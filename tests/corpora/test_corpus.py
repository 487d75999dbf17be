"""Splits, stratified hold-outs, duplicates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.corpora.corpus import Corpus, Split, duplicates, split_off, without_duplicates
from textcls.errors import InputError

LABELS = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(lambda labels: labels + labels)


@given(LABELS, st.data())
def test_a_hold_out_is_stratified_and_loses_nothing(labels, data):
    n, counts = len(labels), np.unique(labels, return_counts=True)[1]
    k = len(counts)
    size = data.draw(st.integers(k, n - k))
    split = Split([str(row) for row in range(n)], labels)
    rest, held_out = split_off(split, size, seed=data.draw(st.integers(0, 9)))
    assert len(held_out) == size
    assert sorted([*rest.texts, *held_out.texts]) == sorted(split.texts)
    for part in (rest, held_out):
        assert part.texts == sorted(part.texts, key=int)
        assert all(part.labels[i] == labels[int(text)] for i, text in enumerate(part.texts))
    shares = np.unique(held_out.labels, return_counts=True)[1]
    assert len(shares) == k
    ideal = np.clip(size * counts / n, 1, counts - 1)
    assert (np.abs(shares - ideal) < k).all()


def test_proportions_are_exact_where_they_can_be():
    split = Split([""] * 1000, [0] * 500 + [1] * 300 + [2] * 200)
    _, held_out = split_off(split, 100)
    assert np.bincount(held_out.labels).tolist() == [50, 30, 20]
    _, held_out = split_off(split, 0.1)
    assert np.bincount(held_out.labels).tolist() == [50, 30, 20]


def test_the_seed_draws_the_rows():
    split = Split([str(row) for row in range(100)], [0, 1] * 50)
    first, again, other = (split_off(split, 20, seed)[1].texts for seed in (0, 0, 1))
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("labels", "size", "message"),
    [
        ([0, 0, 1], 1, "class 1 has a single row"),
        ([0, 0, 1, 1], 1, "between 2 and 2 rows"),
        ([0, 0, 1, 1], 3, "between 2 and 2 rows"),
        ([0, 0, 1, 1], 1.5, "6 of 4 rows"),
        ([], 1, "1 of 0 rows"),
    ],
)
def test_an_impossible_hold_out_is_one_sentence(labels, size, message):
    with pytest.raises(InputError, match=message):
        split_off(Split([""] * len(labels), labels), size)


@pytest.mark.parametrize("labels", [[0], [[0, 1]], [0.5, 1], ["a", "b"], [-1, 0]])
def test_labels_that_are_no_class_numbers_are_one_sentence(labels):
    with pytest.raises(InputError, match=r"^[^\n]*give [^\n]*$"):
        Split(["a", "b"], labels)


@given(*[st.lists(st.sampled_from("abcdefg"), max_size=12)] * 2)
def test_duplicates_are_counted_and_removed(train, test):
    corpus = Corpus(
        Split(train, list(range(len(train)))), Split(test, list(range(len(test)))), ("x",)
    )
    found = duplicates(corpus)
    assert found.train == sum(text in train[:row] for row, text in enumerate(train))
    assert found.test == sum(text in test[:row] for row, text in enumerate(test))
    assert found.test_in_train == sum(text in train for text in test)
    cleaned = without_duplicates(corpus)
    assert cleaned.train.texts == list(dict.fromkeys(train))
    assert cleaned.test.texts == [text for text in dict.fromkeys(test) if text not in train]
    assert [train[label] for label in cleaned.train.labels] == cleaned.train.texts
    assert [test[label] for label in cleaned.test.labels] == cleaned.test.texts
    assert all(train[:label].count(train[label]) == 0 for label in cleaned.train.labels)


# --- rows keep to their side


@given(LABELS, st.integers(0, 9), st.data())
def test_no_row_is_on_both_sides_of_a_hold_out(labels, seed, data):
    """Each row has a mark, also where texts repeat."""
    counts = np.unique(labels, return_counts=True)[1]
    size = data.draw(st.integers(len(counts), len(labels) - len(counts)))
    split = Split([f"row {row}" for row in range(len(labels))], labels)
    rest, held_out = split_off(split, size, seed)
    assert not set(rest.texts) & set(held_out.texts)
    assert len(rest) + len(held_out) == len(split)


def test_every_row_of_a_class_may_be_drawn():
    """A draw that always took the first rows would flatter a sorted table."""
    split = Split([str(row) for row in range(20)], [0] * 10 + [1] * 10)
    drawn = {text for seed in range(60) for text in split_off(split, 4, seed)[1].texts}
    assert drawn == set(split.texts)


def test_a_share_is_rounded_and_every_class_has_a_row_on_either_side():
    split = Split([""] * 11, [0] * 9 + [1] * 2)
    assert len(split_off(split, 0.41)[1]) == 5
    for size, expected in ((2, [1, 1]), (9, [8, 1]), (5, [4, 1])):
        assert np.bincount(split_off(split, size)[1].labels).tolist() == expected


@given(*[st.lists(st.sampled_from("abcdefg"), max_size=12)] * 2)
def test_no_text_of_train_stays_in_test(train, test):
    """Marks on the rows: what stays in test is a test row, what stays in train one of train."""
    corpus = Corpus(
        Split(train, [2 * row for row in range(len(train))]),
        Split(test, [2 * row + 1 for row in range(len(test))]),
        ("x",),
    )
    cleaned = without_duplicates(corpus)
    assert not set(cleaned.train.texts) & set(cleaned.test.texts)
    assert (cleaned.train.labels % 2 == 0).all() and (cleaned.test.labels % 2 == 1).all()
    assert cleaned.class_names == ("x",)


def test_rows_are_taken_with_all_that_is_known_of_each():
    split = Split(["a", "b", "c"], [0, 1, 2])
    taken = split.take([2, 0])
    assert (taken.texts, taken.labels.tolist()) == (["c", "a"], [2, 0])
    assert taken.labels.dtype == np.int64
    assert len(split.take([])) == 0


def test_duplicates_are_told_in_words():
    assert str(duplicates(Corpus(Split(["a", "a"], [0, 0]), Split(["a"], [0]), ("x",)))) == (
        "1 rows of train and 0 rows of test repeat an earlier one; 1 rows of test stand in train"
    )
