"""§6.1: how good a ranking is: recall and precision among the first k, and how sure that is.

scikit-learn's measures of rankings take a score for every item; those here take what a search
gives: the numbers of its first items.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from textcls.arrays import Floats, Integers
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.evaluation.metrics import Interval

__all__ = ["mean_interval", "precision_at_k", "recall_at_k"]


def recall_at_k(relevant: Sequence[Collection[int]], ranked: ArrayLike, k: int) -> Floats:
    r"""Give the share of the relevant items that stand among the first k.

    .. math:: \text{recall@}k = \frac{|R \cap \{d_1, \dots, d_k\}|}{|R|}

    Parameters
    ----------
    relevant
        For each question the numbers of its relevant items, R, at least one.
    ranked
        For each question the numbers of the best items, the best first: :math:`d_1, d_2, \dots`,
        shape (questions, k or more).
    k
        How many count.

    Returns
    -------
    numpy.ndarray
        Shape (questions,); 0 or 1 where there is a single relevant item.

    Raises
    ------
    InputError
        If the two do not have the same length, a question has no relevant item, an item is ranked
        twice, or fewer than k are ranked.

    Examples
    --------
    >>> recall_at_k([{7}, {4, 5}], [[3, 7, 1], [5, 2, 0]], k=2).tolist()
    [1.0, 0.5]
    """
    n_relevant = [len(set(items)) for items in relevant]
    return np.asarray(_found(relevant, ranked, k) / n_relevant, dtype=np.float64)


def precision_at_k(relevant: Sequence[Collection[int]], ranked: ArrayLike, k: int) -> Floats:
    r"""Give the share of the first k items that are relevant.

    .. math:: \text{precision@}k = \frac{|R \cap \{d_1, \dots, d_k\}|}{k}

    Parameters
    ----------
    relevant, ranked, k
        See `recall_at_k`.

    Returns
    -------
    numpy.ndarray
        Shape (questions,).

    Raises
    ------
    InputError
        As `recall_at_k` does.

    Examples
    --------
    >>> precision_at_k([{7}, {4, 5}], [[3, 7, 1], [5, 4, 0]], k=2).tolist()
    [0.5, 1.0]
    """
    return _found(relevant, ranked, k) / k


def mean_interval(values: ArrayLike) -> Interval:
    r"""Give the 95 % interval of a mean over questions, from Student's t.

    .. math:: \bar x \pm t_{0.975, n - 1} \, \frac{s}{\sqrt n}

    Of the differences between two rankings of the same questions it is the paired interval.

    Parameters
    ----------
    values
        One for each of at least two questions.

    Returns
    -------
    Interval
        It may go beyond the values' own limits; `textcls.evaluation.accuracy_interval` does not
        and is the better one for shares of yes and no.

    Raises
    ------
    InputError
        If there are fewer than two values.

    Examples
    --------
    >>> [round(bound, 2) for bound in mean_interval([0.2, 0.4, 0.6])]
    [-0.1, 0.9]
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or len(x) < 2:
        raise InputError(
            f"the values have the shape {x.shape}; give one for each of at least two questions"
        )
    mean = float(x.mean())
    half = float(t.ppf(0.975, len(x) - 1) * x.std(ddof=1)) / math.sqrt(len(x))
    return Interval(mean - half, mean + half)


def _found(relevant: Sequence[Collection[int]], ranked: ArrayLike, k: int) -> Integers:
    """Count the relevant items among the first k of each question."""
    check_sizes(k=k)
    rows = np.asarray(ranked)
    if rows.ndim != 2 or rows.shape[0] != len(relevant) or rows.shape[1] < k:
        raise InputError(
            f"rankings of the shape {rows.shape} came with relevant items for {len(relevant)} "
            f"questions; give {k} or more ranked items for each question"
        )
    if any(len(items) == 0 for items in relevant):
        raise InputError("a question has no relevant item; leave it out")
    if any(len(set(row.tolist())) < len(row) for row in rows):
        raise InputError("an item is ranked twice for one question; give each item once")
    pairs = zip(relevant, rows[:, :k].tolist(), strict=True)
    return np.array([len(set(items) & set(first)) for items, first in pairs], dtype=np.int64)
