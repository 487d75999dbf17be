"""A rare class with costs, §6.5: precision, recall, decisions, and priors that were changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Flags, Floats, Integers
from textcls.errors import InputError

__all__ = [
    "PrecisionRecall",
    "correct_prior",
    "decision_cost",
    "flag",
    "precision_recall",
    "undersample",
]


class PrecisionRecall(NamedTuple):
    """Precision and recall when the k highest scores are flagged, k = 1 … n.

    Attributes
    ----------
    precision, recall : ndarray of float64, shape (n,)

    Examples
    --------
    >>> PrecisionRecall(np.array([1.0]), np.array([0.5])).recall
    array([0.5])
    """

    precision: Floats
    recall: Floats


def precision_recall(y_true: ArrayLike, y_score: ArrayLike) -> PrecisionRecall:
    r"""Precision and recall of flagging the k highest scores, for every k.

    .. math::

        \text{precision}_k = \frac1k \sum_{i \le k} y_{(i)}, \qquad
        \text{recall}_k = \frac{\sum_{i \le k} y_{(i)}}{\sum_i y_i},

    where (1), (2), … order the scores from high to low. ``y_true`` may hold labels, or true
    probabilities: then both are what is to be expected, and with ``y_score`` equal to ``y_true``
    no ranking has more of either at any k.

    Parameters
    ----------
    y_true : array of bool or float, shape (n,)
    y_score : array of float, shape (n,)

    Raises
    ------
    InputError
        If the shapes differ or nothing is positive.

    Examples
    --------
    >>> precision_recall([1, 0, 1], [0.9, 0.5, 0.1]).recall.tolist()
    [0.5, 0.5, 1.0]
    """
    y, s = np.asarray(y_true, dtype=np.float64), np.asarray(y_score, dtype=np.float64)
    if s.shape != y.shape or s.ndim != 1 or not y.sum() > 0:
        raise InputError(
            f"scores of shape {s.shape} came with labels of shape {y.shape}, {y.sum():g} of them "
            "positive; give one score and one label for each case, and at least one positive"
        )
    found = np.cumsum(y[np.argsort(-s, kind="stable")])
    return PrecisionRecall(found / np.arange(1, len(y) + 1), found / found[-1])


def flag(y_prob: ArrayLike, loss: ArrayLike, price: float) -> Flags:
    r"""Decide which cases to check: those for which :math:`p \cdot \text{loss} > \text{price}`.

    A check costs its price for certain; leaving a case alone costs p times the loss on average.
    The threshold on p is price / loss, another one for every amount.

    Parameters
    ----------
    y_prob : array of float, shape (n,)
        Calibrated probability of fraud.
    loss : float or array of float, shape (n,)
        What is lost if a fraud goes through, in the unit of the price.
    price
        Of one check.

    Returns
    -------
    ndarray of bool, shape (n,)

    References
    ----------
    C. Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, section 1.3.

    Examples
    --------
    >>> flag([0.01, 0.01], [100, 10_000], price=5).tolist()
    [False, True]
    """
    return np.asarray(np.asarray(y_prob) * np.asarray(loss) > price)


def decision_cost(y_true: ArrayLike, y_pred: ArrayLike, loss: ArrayLike, price: float) -> float:
    r"""Mean cost of a case: the price for each flagged, the loss for each fraud that is not.

    .. math::

        \frac1n \sum_i \bigl( a_i\, c + (1 - a_i)\, y_i\, \ell_i \bigr)

    with :math:`a_i` = 1 for a flagged case, price c, fraud :math:`y_i` and loss :math:`\ell_i`. A
    check is taken to find every fraud that it looks at.

    Parameters
    ----------
    y_true : array of bool or float, shape (n,)
        Labels, or true probabilities for the expected cost.
    y_pred : array of bool, shape (n,)
        Whether each case is flagged.
    loss : float or array of float, shape (n,)
    price
        Of one check, in the unit of the loss.

    Raises
    ------
    InputError
        If the shapes differ, or there is no case.

    Examples
    --------
    >>> decision_cost([1, 0, 1, 0], [1, 0, 0, 0], 80.0, price=4.0)
    21.0
    """
    y, a = np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    if a.shape != y.shape or a.size == 0:
        raise InputError(
            f"decisions of shape {a.shape} came with labels of shape {y.shape}; give one decision "
            "for each of at least one case"
        )
    return float(np.mean(a * price + (1 - a) * y * np.asarray(loss)))


def undersample(is_fraud: ArrayLike, kept: float, seed: int = 0) -> Integers:
    """Choose rows to train on: every fraud, and each other row with probability ``kept``.

    Parameters
    ----------
    is_fraud : array of bool, shape (n,)
    kept
        Between 0 and 1.
    seed
        The same seed gives the same rows.

    Returns
    -------
    ndarray of int64, shape (rows kept,)
        Row numbers, ascending.

    Raises
    ------
    InputError
        If ``kept`` is not above 0 and at most 1.

    Examples
    --------
    >>> rows = undersample([True] * 5 + [False] * 95, kept=0.1)
    >>> rows[:5].tolist(), bool(len(rows) < 30)
    ([0, 1, 2, 3, 4], True)
    """
    y = np.asarray(is_fraud, dtype=np.bool_)
    if not 0 < kept <= 1:
        raise InputError(f"kept is {kept}; give a share above 0 and at most 1, such as 0.02")
    return np.flatnonzero(y | (np.random.default_rng(seed).random(len(y)) < kept))


def correct_prior(y_prob: ArrayLike, kept: float) -> Floats:
    r"""Undo what undersampling did to the probabilities.

    A model that saw every fraud and only the share :math:`\beta` of the others takes the odds of
    fraud for :math:`1/\beta` times too high. Odds times :math:`\beta` gives

    .. math::

        p = \frac{\beta\, p_s}{\beta\, p_s + 1 - p_s} .

    Parameters
    ----------
    y_prob : array of float
        :math:`p_s`, of the model trained on the undersampled rows.
    kept
        :math:`\beta`.

    Returns
    -------
    ndarray of float64, same shape

    References
    ----------
    A. Dal Pozzolo, O. Caelen, R. A. Johnson, G. Bontempi (2015), doi:10.1109/SSCI.2015.33.

    Examples
    --------
    >>> correct_prior([0.5, 1.0], kept=0.25).tolist()
    [0.2, 1.0]
    """
    p = np.asarray(y_prob, dtype=np.float64)
    return np.asarray(kept * p / (kept * p + 1 - p))
