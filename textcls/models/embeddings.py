"""Token vectors from texts alone, §3.2: words in like company get like vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.utils.extmath import randomized_svd

from textcls.checks import check_sizes
from textcls.errors import InputError

__all__ = ["cooccurrence_embedding"]


def cooccurrence_embedding(
    sequences: Sequence[Sequence[int]],
    vocabulary_size: int,
    dimensions: int = 100,
    window: int = 5,
    seed: int = 0,
) -> NDArray[np.float32]:
    r"""Make token vectors from the training texts alone: words in like company get like vectors.

    With :math:`n_{wc}` the number of times that tokens w and c stand within ``window`` places of
    each other, and :math:`n_w`, :math:`n_c` its sums, the positive pointwise mutual information

    .. math::
        M_{wc} = \max\left(0, \ln \frac{n_{wc}}{n_w\, p_c}\right), \qquad
        p_c = \frac{n_c^{0.75}}{\sum_{c'} n_{c'}^{0.75}}

    is factored, :math:`M \approx U S V^\top`, and each row of :math:`U \sqrt{S}` brought to
    length 1. No label is used.

    Parameters
    ----------
    sequences
        Token numbers of the training texts, of any lengths.
    vocabulary_size
        Number of token numbers.
    dimensions
        Length of a vector; at most ``vocabulary_size - 2``.
    window
        How far apart two tokens may stand.
    seed
        Of the randomised factorisation.

    Returns
    -------
    numpy.ndarray
        float32, shape (vocabulary_size, dimensions); zeros for padding (0), unknown (1) and
        tokens without company.

    Raises
    ------
    InputError
        If a size does not fit, or no two known tokens stand together.

    References
    ----------
    O. Levy, Y. Goldberg, I. Dagan (2015), Improving Distributional Similarity with Lessons
    Learned from Word Embeddings, TACL 3, 211-225, doi:10.1162/tacl_a_00134.

    Examples
    --------
    Tokens 2 and 3 stand in the same company, 4 and 5 in another:

    >>> texts = [[2, 6, 7], [3, 6, 7], [4, 8, 9], [5, 8, 9]] * 5
    >>> vectors = cooccurrence_embedding(texts, vocabulary_size=10, dimensions=4)
    >>> bool(vectors[2] @ vectors[3] > 0.9), bool(abs(vectors[2] @ vectors[4]) < 0.1)
    (True, True)
    """
    check_sizes(window=window, dimensions=dimensions)
    if dimensions > vocabulary_size - 2:
        raise InputError(
            f"{dimensions} dimensions were asked for {vocabulary_size} token numbers; "
            f"give at most {vocabulary_size - 2}"
        )
    gap = [0] * window
    stream = np.fromiter((i for s in sequences for i in (*s, *gap)), dtype=np.int32)
    counts = csr_array((vocabulary_size, vocabulary_size), dtype=np.float64)
    for distance in range(1, window + 1):
        left, right = stream[:-distance], stream[distance:]
        known = (left > 1) & (right > 1)
        ones = np.ones(int(known.sum()))
        here = csr_array((ones, (left[known], right[known])), shape=counts.shape)
        counts = csr_array(counts + here)
    pairs = (counts + counts.T).tocoo()
    if pairs.nnz == 0:
        raise InputError("no two known tokens stand together in these texts; give longer ones")
    total = np.bincount(pairs.row, weights=pairs.data, minlength=vocabulary_size)
    context = total**0.75 / (total**0.75).sum()
    information = np.log(pairs.data / (total[pairs.row] * context[pairs.col]))
    matrix = csr_array((np.maximum(information, 0), (pairs.row, pairs.col)), shape=counts.shape)
    matrix.eliminate_zeros()
    left, strength, _ = randomized_svd(matrix, dimensions, n_iter=2, random_state=seed)
    vectors = left * np.sqrt(strength)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    # Tokens without company come out as rounding errors, not as zeros.
    return np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0).astype(np.float32)
