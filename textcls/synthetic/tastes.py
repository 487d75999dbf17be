"""Tastes whose truth is known, §6.4: who would rate what how, and how much is chance.

A rating is a mean, plus a habit of the user, plus the quality of the item, plus how well the two
fit, plus the mood of the day. Since the tastes are drawn here, it is known how well anybody could
predict.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.checks import check_not_negative, check_sizes
from textcls.errors import InputError

__all__ = ["Tastes", "make_tastes"]


class Tastes(NamedTuple):
    """Who would rate what how on average, and the spread of a single rating around that.

    Attributes
    ----------
    expected : ndarray of float64, shape (users, items)
        The mean rating of each item by each user: the truth.
    noise : float
        Standard deviation of one rating around it. Nobody can predict a rating with a smaller
        root mean square error.

    Examples
    --------
    >>> make_tastes(30, 20).expected.shape
    (30, 20)
    """

    expected: Floats
    noise: float

    def rate(self, seen: ArrayLike, seed: int = 0) -> Floats:
        """Draw ratings for the cells that were seen; the others are NaN.

        Parameters
        ----------
        seen : array of bool, shape (users, items)
        seed
            The same seed gives the same ratings, whichever cells are seen.

        Examples
        --------
        >>> tastes = make_tastes(3, 2)
        >>> np.isnan(tastes.rate([[1, 0], [1, 1], [0, 1]])).sum().item()
        2
        """
        shown = np.asarray(seen, dtype=np.bool_)
        if shown.shape != self.expected.shape:
            raise InputError(
                f"what was seen has the shape {shown.shape}; give {self.expected.shape}, a row for "
                "each user and a column for each item"
            )
        mood = np.random.default_rng(seed).normal(0, self.noise, shown.shape)
        return np.where(shown, self.expected + mood, np.nan)


def make_tastes(
    n_users: int,
    n_items: int,
    *,
    rank: int = 3,
    fit: float = 0.8,
    noise: float = 0.5,
    seed: int = 0,
) -> Tastes:
    r"""Draw users and items: :math:`m_{ui} = 3 + b_u + c_i + p_u^\top q_i`.

    Parameters
    ----------
    n_users, n_items
        How many.
    rank
        Number of hidden factors in :math:`p_u` and :math:`q_i`.
    fit
        Standard deviation of the product :math:`p_u^\top q_i`; :math:`b_u` and :math:`c_i` have
        0.4 each.
    noise
        Standard deviation of a rating around its mean.
    seed
        The same seed gives the same tastes.

    Returns
    -------
    Tastes

    Raises
    ------
    InputError
        If a number is not positive.

    Examples
    --------
    The part that fits users to items has the rank that was asked for.

    >>> m = make_tastes(40, 30, rank=3).expected
    >>> m = m - m.mean(axis=0) - m.mean(axis=1, keepdims=True) + m.mean()
    >>> int(np.linalg.matrix_rank(m))
    3
    """
    check_sizes(n_users=n_users, n_items=n_items, rank=rank)
    check_not_negative(fit=fit, noise=noise)
    rng = np.random.default_rng(seed)
    users = rng.standard_normal((n_users, rank))
    items = rng.standard_normal((n_items, rank))
    habit, quality = rng.normal(0, 0.4, (n_users, 1)), rng.normal(0, 0.4, n_items)
    return Tastes(3 + habit + quality + fit / np.sqrt(rank) * users @ items.T, noise)
