"""Recommendations by matrix factorisation, §6.4.

A rating is a mean, plus a habit of the user, plus the quality of the item, plus how well the two
fit; the fit is a product of a few factors that nobody observes.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import Tags
from sklearn.utils.validation import validate_data

from textcls.arrays import Flags, Floats, Integers
from textcls.checks import check_not_negative
from textcls.errors import InputError

__all__ = ["MatrixFactorisation", "als_step", "recommend", "rmse", "share_of_top_items"]


def rmse(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    r"""Root mean square error :math:`\sqrt{\tfrac1n \sum (\hat r - r)^2}`; NaN cells do not count.

    Parameters
    ----------
    y_true, y_pred : array of float, same shape

    Raises
    ------
    InputError
        If the shapes differ or no cell has both values.

    Examples
    --------
    >>> round(rmse([1, 4, np.nan], [1, 2, 3]), 3)
    1.414
    """
    true, said = np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if true.shape != said.shape or np.isnan(said - true).all():
        raise InputError(
            f"y_true has shape {true.shape} and y_pred {said.shape}; give the same shape, with at "
            "least one cell that has both values"
        )
    return float(np.sqrt(np.nanmean((said - true) ** 2)))


def als_step(ratings: Floats, known: Floats, regularisation: float) -> Floats:
    r"""Solve for the factors of every row, when those of the columns are known.

    For row u with seen columns :math:`\Omega_u`, of which :math:`Q_u` holds the factors,

    .. math::

        p_u = (Q_u^\top Q_u + \lambda I)^{-1} Q_u^\top r_u .

    Parameters
    ----------
    ratings : ndarray of float64, shape (rows, columns)
        NaN where nothing was seen.
    known : ndarray of float64, shape (columns, rank)
    regularisation : float
        :math:`\lambda`, positive where a row may have fewer ratings than there are factors.

    Returns
    -------
    ndarray of float64, shape (rows, rank)

    Examples
    --------
    >>> als_step(np.array([[2.0, 4.0, np.nan]]), np.array([[1.0], [2.0], [9.0]]), 0.0).tolist()
    [[2.0]]
    """
    seen = ~np.isnan(ratings)
    gram = np.einsum("ui,ik,il->ukl", seen.astype(float), known, known, optimize=True)
    gram += regularisation * np.eye(known.shape[1])
    right = np.where(seen, ratings, 0.0) @ known
    return np.asarray(np.linalg.solve(gram, right[..., None])[..., 0])


class MatrixFactorisation(BaseEstimator):  # type: ignore[misc]
    r"""Matrix factorisation with biases, fitted by alternating least squares.

    It minimises, over the cells that were seen,

    .. math::

        \sum_{(u,i)\,\text{seen}} (r_{ui} - \mu - b_u - c_i - p_u^\top q_i)^2
            + \lambda \Bigl(\sum_u (b_u^2 + |p_u|^2) + \sum_i (c_i^2 + |q_i|^2)\Bigr)

    with :math:`\mu` the mean of all ratings: the users' biases, the items', the users' factors and
    the items' by turns. With all else held, each is a least-squares problem with a solution in
    closed form, so no turn makes the sum larger.

    Parameters
    ----------
    rank : int
        Number of factors; 0 leaves only the biases.
    regularisation : float
        :math:`\lambda`.
    n_iterations : int
        Turns.
    biases : bool
        Without them, :math:`\mu`, :math:`b_u` and :math:`c_i` are zero.
    random_state : int, numpy.random.Generator or None
        Of the first guess of the items' factors.

    Attributes
    ----------
    predictions_ : ndarray of float64, shape (users, items)
        A prediction for every cell.
    mean_ : float
    user_biases_ : ndarray of float64, shape (users,)
    item_biases_ : ndarray of float64, shape (items,)
    user_factors_ : ndarray of float64, shape (users, rank)
    item_factors_ : ndarray of float64, shape (items, rank)
    n_features_in_ : int
        Number of items.

    References
    ----------
    Y. Koren, R. Bell, C. Volinsky (2009), Matrix Factorization Techniques for Recommender
    Systems, Computer 42 (8), 30-37.

    Examples
    --------
    >>> from textcls.synthetic.tastes import make_tastes
    >>> tastes = make_tastes(60, 40, noise=0.0)
    >>> seen = np.random.default_rng(1).random((60, 40)) < 0.5
    >>> model = MatrixFactorisation(rank=3, regularisation=0.1).fit(tastes.rate(seen))
    >>> bool(rmse(tastes.expected, model.predictions_) < 0.1 < tastes.expected.std())
    True
    """

    def __init__(
        self,
        rank: int = 3,
        regularisation: float = 1.0,
        n_iterations: int = 20,
        *,
        biases: bool = True,
        random_state: int | np.random.Generator | None = 0,
    ) -> None:
        self.rank = rank
        self.regularisation = regularisation
        self.n_iterations = n_iterations
        self.biases = biases
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: None = None) -> Self:
        """Learn from a table of ratings.

        Parameters
        ----------
        X : array of float, shape (users, items)
            The ratings; NaN where nothing was seen. Users and items without any rating are allowed:
            they get the mean, and the other side's bias.
        y : None
            Not used; scikit-learn's tools pass it.

        Raises
        ------
        InputError
            If there is no rating, or a setting is negative.
        ValueError
            scikit-learn's, if X is not a table of numbers.

        Examples
        --------
        >>> MatrixFactorisation(rank=0, regularisation=0).fit([[4, 2], [5, 3]]).predictions_
        array([[4., 2.],
               [5., 3.]])
        """
        check_not_negative(
            rank=self.rank, regularisation=self.regularisation, n_iterations=self.n_iterations
        )
        table = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        if np.isnan(table).all():
            raise InputError("the table of ratings holds nothing but NaN; give one rating or more")
        seen, shrink = ~np.isnan(table), self.regularisation
        table = table - (mean := float(np.nanmean(table)) if self.biases else 0.0)
        items = np.random.default_rng(self.random_state).normal(0, 0.1, (table.shape[1], self.rank))
        users = np.zeros((table.shape[0], self.rank))
        habit, quality = np.zeros((table.shape[0], 1)), np.zeros((1, table.shape[1]))
        for _ in range(self.n_iterations):
            if self.biases:
                rest = table - users @ items.T
                habit = _shrunken_mean(rest - quality, seen, 1, shrink)
                quality = _shrunken_mean(rest - habit, seen, 0, shrink)
            rest = table - habit - quality
            users = als_step(rest, items, shrink)
            items = als_step(rest.T, users, shrink)
        self.mean_, self.user_biases_, self.item_biases_ = mean, habit[:, 0], quality[0]
        self.user_factors_, self.item_factors_ = users, items
        self.predictions_ = mean + habit + quality + users @ items.T
        return self

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def _shrunken_mean(rest: Floats, seen: Flags, axis: int, shrink: float) -> Floats:
    """Average what was seen, as if there were ``shrink`` further values of zero."""
    total = np.where(seen, rest, 0.0).sum(axis=axis, keepdims=True)
    weight = seen.sum(axis=axis, keepdims=True) + shrink
    return np.asarray(np.divide(total, weight, out=np.zeros_like(total), where=weight > 0))


def recommend(scores: ArrayLike, seen: ArrayLike, k: int = 1) -> Integers:
    """Give each user the k items with the highest scores among those not seen yet.

    Parameters
    ----------
    scores : array of float, shape (users, items)
    seen : array of bool, shape (users, items)
    k
        How many.

    Returns
    -------
    ndarray of int64, shape (users, k)
        Best first.

    Raises
    ------
    InputError
        If the shapes differ or somebody has fewer than k items left.

    Examples
    --------
    >>> recommend([[5, 4, 3]], [[True, False, False]], k=2).tolist()
    [[1, 2]]
    """
    values, known = np.asarray(scores, dtype=np.float64), np.asarray(seen, dtype=np.bool_)
    if values.shape != known.shape or (~known).sum(axis=1).min() < k:
        raise InputError(
            f"scores has shape {values.shape}, seen {known.shape} and k is {k}; give equal shapes "
            "and at least k unseen items for every user"
        )
    ranked = np.argsort(np.where(known, np.inf, -values), axis=1, kind="stable")
    return ranked[:, :k].astype(np.int64)


def share_of_top_items(counts: ArrayLike) -> float:
    """Return which part of all views the most viewed tenth of the items has: 0.1 if all are equal.

    Parameters
    ----------
    counts : array of float, shape (items,)
        Views of each item.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If there are no views.

    Examples
    --------
    >>> share_of_top_items([5] * 10), share_of_top_items([41] + [1] * 9)
    (0.1, 0.82)
    """
    views = np.sort(np.asarray(counts, dtype=np.float64))[::-1]
    if not views.sum() > 0:
        raise InputError(f"there are {views.sum():g} views; give some")
    return float(views[: max(1, round(len(views) / 10))].sum() / views.sum())
