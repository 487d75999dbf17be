"""Vocabulary and padding, over whole families of texts."""

from collections import Counter

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import TEXTS
from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import PADDING, UNKNOWN, Vocabulary, pad


@given(st.lists(TEXTS, max_size=8), st.integers(2, 20))
def test_vocabulary_is_ordered_by_frequency_then_alphabetically(texts, max_tokens):
    vocabulary = Vocabulary.build(texts, max_tokens)
    counts = Counter(token for text in texts for token in tokenize(clean(text)))
    keys = [(-counts[token], token) for token in vocabulary.tokens[2:]]
    assert vocabulary.tokens[:2] == (PADDING, UNKNOWN)
    assert keys == sorted((-count, token) for token, count in counts.items())[: max_tokens - 2]
    assert len(vocabulary) == min(max_tokens, len(counts) + 2)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_encoding_and_decoding_are_inverse_for_known_tokens(texts):
    vocabulary = Vocabulary.build(texts, max_tokens=10_000)
    for text, numbers in zip(texts, vocabulary.encode_all(texts), strict=True):
        assert vocabulary.decode(numbers) == tokenize(clean(text))
        assert vocabulary.encode(text) == numbers


@given(st.lists(TEXTS, max_size=4), TEXTS, st.integers(2, 8))
def test_numbers_stay_inside_the_vocabulary(texts, text, max_tokens):
    vocabulary = Vocabulary.build(texts, max_tokens)
    tokens = tokenize(clean(text))
    numbers = vocabulary.encode(text)
    assert all(1 <= number < len(vocabulary) for number in numbers)
    known = [token if token in vocabulary.tokens else UNKNOWN for token in tokens]
    assert vocabulary.decode(numbers) == known


def test_vocabulary_survives_its_tokens():
    vocabulary = Vocabulary.build(["one two", "two"])
    assert Vocabulary(vocabulary.tokens) == vocabulary
    assert Vocabulary(list(vocabulary.tokens)) == vocabulary
    assert hash(Vocabulary(vocabulary.tokens)) == hash(vocabulary)


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ((), "begins with"),
        (("a", "b"), "begins with"),
        (("", "[UNK]", "a", "b", "a"), "'a' stands twice"),
        (("", "[UNK]", ""), "'' stands twice"),
    ],
)
def test_bad_vocabulary_is_one_sentence(tokens, message):
    with pytest.raises(InputError, match=message):
        Vocabulary(tokens)


def test_bad_arguments_of_the_vocabulary_are_one_sentence():
    with pytest.raises(InputError, match="max_tokens is 1; give 2 or more"):
        Vocabulary.build(["a"], max_tokens=1)
    with pytest.raises(InputError, match="one string; give a list"):
        Vocabulary.build("a text")
    vocabulary = Vocabulary.build(["a"])
    for number in (-1, 3):
        with pytest.raises(InputError, match="from 0 to 2"):
            vocabulary.decode([number])


# --- pad

SEQUENCES = st.lists(st.lists(st.integers(1, 2**31 - 1), max_size=12), max_size=6)
SIDES = st.sampled_from(["pre", "post"])


@given(SEQUENCES, st.integers(1, 10), SIDES, SIDES)
def test_padding_equals_that_of_keras(sequences, length, padding, truncating):
    ours = pad(sequences, length, padding, truncating)
    assert ours.dtype == np.int32
    assert ours.shape == (len(sequences), length)
    if sequences:
        theirs = keras.utils.pad_sequences(
            sequences, length, padding=padding, truncating=truncating
        )
        np.testing.assert_array_equal(ours, theirs)


@given(SEQUENCES, st.integers(1, 10), SIDES)
def test_cutting_the_middle_keeps_both_ends(sequences, length, padding):
    for sequence, row in zip(sequences, pad(sequences, length, padding, "middle"), strict=True):
        kept = [number for number in row.tolist() if number]
        if len(sequence) <= length:
            assert kept == sequence
        else:
            first, last = length // 4, length - length // 4
            assert kept == sequence[:first] + sequence[-last:]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"length": 0}, "length is 0"),
        ({"length": 3, "padding": "left"}, "padding is 'left'"),
        ({"length": 3, "truncating": "end"}, "truncating is 'end'"),
    ],
)
def test_bad_arguments_of_pad_are_one_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        pad([[1]], **arguments)
