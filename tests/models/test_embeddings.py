"""Token vectors from texts alone."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.models.embeddings import cooccurrence_embedding


def test_cooccurrences_are_the_factors_of_their_definition():
    """All dimensions kept: U S V' is the matrix itself, computed here pair by pair."""
    texts = [[2, 3, 4, 1, 5], [3, 2, 5, 5], [4, 2]]
    counts = np.zeros((6, 6))
    for text in texts:
        for i, left in enumerate(text):
            for j, right in enumerate(text):
                if 0 < abs(i - j) <= 2 and left > 1 and right > 1:
                    counts[left, right] += 1
    total = counts.sum(axis=0)
    share = total**0.75 / (total**0.75).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = np.log(counts / np.outer(total, share))
    matrix = np.where(counts > 0, np.maximum(matrix, 0), 0)
    left, strength, _ = np.linalg.svd(matrix)
    expected = left[:, :4] * np.sqrt(strength[:4])
    expected /= (
        np.linalg.norm(expected, axis=1, keepdims=True) + (expected == 0).all(axis=1)[:, None]
    )
    found = cooccurrence_embedding(texts, 6, dimensions=4, window=2)
    np.testing.assert_allclose(
        (found @ found.T)[2:, 2:], (expected @ expected.T)[2:, 2:], atol=1e-5
    )
    assert (found[:2] == 0).all()


def test_a_window_does_not_reach_into_the_next_text():
    apart = cooccurrence_embedding([[2, 3], [4, 5]] * 3, 6, dimensions=4)
    np.testing.assert_allclose(apart[2] @ apart[4], 0, atol=1e-6)


@pytest.mark.parametrize("changes", [{"dimensions": 5}, {"dimensions": 0}, {"window": 0}])
def test_impossible_token_vectors(changes):
    with pytest.raises(InputError):
        cooccurrence_embedding([[2, 3]], 6, **({"dimensions": 2} | changes))


def test_token_vectors_of_texts_without_company():
    with pytest.raises(InputError, match="stand together"):
        cooccurrence_embedding([[2], [1, 3]], 6, dimensions=2)
