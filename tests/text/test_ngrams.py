"""N-grams and skip-grams, the features of the linear models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.text.ngrams import skipgrams


@given(st.lists(st.sampled_from(["not", "a", "very", "good", "film", "!"]), max_size=9))
def test_skipgrams_are_all_runs_and_pairs(pieces):
    expected = [" ".join(pieces[i : i + n]) for n in (1, 2, 3) for i in range(len(pieces) - n + 1)]
    expected += [f"{a} _ {b}" for d in (2, 3) for a, b in zip(pieces, pieces[d:], strict=False)]
    assert skipgrams(" ".join(pieces)) == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It isn’t BAD", ["it", "is", "n't", "bad"]),
        ("can't we'll he`s", ["ca", "n't", "we", "'ll", "he", "'s"]),
        ("8/10, 'fine'<br />3.5", ["8", "/", "10", ",", "'", "fine", "'", "3.5"]),
        ("don'ts o'clock", ["don", "'", "ts", "o", "'", "clock"]),
        ("不错!", ["不", "错", "!"]),
    ],
)
def test_pieces_keep_punctuation_and_cut_contractions(text, pieces):
    assert skipgrams(text)[: len(pieces)] == pieces
