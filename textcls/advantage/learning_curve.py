r"""§2.2: how the error falls with the number of labels, and what the next thousand are worth.

The curve is the power law

.. math:: e(n) = a + b\, n^{-c}

with n labels, the error :math:`a` that remains however many there are, and a part that shrinks with
exponent :math:`c`. What follows from it is plain arithmetic in n, a, b and c.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import curve_fit
from sklearn.base import clone

from textcls.arrays import Floats
from textcls.checks import check_positive
from textcls.errors import InputError

__all__ = [
    "LabelsWorth",
    "PowerLaw",
    "best_number_of_labels",
    "bootstrap_power_law",
    "errors_by_size",
    "fit_power_law",
    "labels_for_error",
    "labels_worth",
    "power_law",
    "value_of_labels",
]


class LabelsWorth(NamedTuple):
    """How many labels it takes to be level with a rival, and the 95 % interval of that number.

    The smallest number that was tried stands for "so many or fewer", infinity for "more than were
    tried".

    Examples
    --------
    >>> LabelsWorth(400.0, 210.0, float("inf")).low
    210.0
    """

    labels: float
    low: float
    high: float


class PowerLaw(NamedTuple):
    """The three numbers of a learning curve a + b n^-c.

    Attributes
    ----------
    a
        The error that no number of labels removes, between 0 and 1.
    b
        Size of the part that labels remove: what it would be at n = 1.
    c
        Exponent: with twice the labels that part is multiplied by 2^-c.

    Examples
    --------
    >>> PowerLaw(a=0.05, b=2.0, c=0.5).c
    0.5
    """

    a: float
    b: float
    c: float


def power_law(n: ArrayLike, a: float, b: float, c: float) -> Floats:
    r"""Compute the error :math:`a + b\,n^{-c}` after n labels.

    Parameters
    ----------
    n
        Numbers of labels, above 0, any shape.
    a, b, c
        See `PowerLaw`.

    Returns
    -------
    numpy.ndarray
        Errors, in the shape of ``n``.

    Raises
    ------
    InputError
        If a number of labels is not positive.

    Examples
    --------
    >>> power_law([100, 400], a=0.05, b=2.0, c=0.5).round(3).tolist()
    [0.25, 0.15]
    """
    labels = np.asarray(n, dtype=np.float64)
    check_positive(n=labels.min(initial=np.inf))
    return np.asarray(a + b * labels**-c)


def fit_power_law(sizes: ArrayLike, errors: ArrayLike) -> PowerLaw:
    r"""Fit the power law to measured errors by least squares of the relative deviations.

    It minimises :math:`\sum_i \bigl((e_i - a - b\,n_i^{-c}) / e_i\bigr)^2` with
    :math:`0 \le a \le 1`, :math:`b \ge 0` and :math:`0 \le c \le 2`. Relative deviations count,
    because an error of 0.36 may well be off by 0.02 and one of 0.06 may not.

    Parameters
    ----------
    sizes
        Numbers of labels, shape (sizes,), at least three different ones.
    errors
        The error at each size, shape (sizes,), or (draws, sizes), whose mean is then fitted.

    Returns
    -------
    PowerLaw

    Raises
    ------
    InputError
        If the shapes do not fit, there are fewer than three sizes, or an error is not positive.

    References
    ----------
    C. Cortes, L. D. Jackel, S. A. Solla, V. Vapnik, J. S. Denker (1993), Learning Curves:
    Asymptotic Values and Rate of Convergence, NIPS 6.

    Examples
    --------
    >>> sizes = [125, 250, 500, 1000]
    >>> law = fit_power_law(sizes, power_law(sizes, 0.05, 2.0, 0.5))
    >>> [round(value, 3) for value in law]
    [0.05, 2.0, 0.5]
    """
    n, mean = _measured(sizes, errors)
    start = (mean.min() / 2, mean.max() * np.sqrt(n.min()), 0.5)
    best, _ = curve_fit(
        power_law,
        n,
        mean,
        p0=start,
        sigma=mean,
        bounds=([0, 0, 0], [1, np.inf, 2]),
        max_nfev=10_000,
    )
    return PowerLaw(*best.tolist())


def bootstrap_power_law(
    sizes: ArrayLike, errors: ArrayLike, n_resamples: int = 200, seed: int = 0
) -> Floats:
    """Refit the power law to draws drawn again with replacement, to see how firm its numbers are.

    A draw is a whole curve: its own reviews, its own test set, every size. Whole draws are
    resampled, because the errors of one draw go up and down together.

    Parameters
    ----------
    sizes
        Numbers of labels, shape (sizes,).
    errors
        Shape (draws, sizes), at least two draws.
    n_resamples
        How many refits.
    seed
        Of the lots.

    Returns
    -------
    numpy.ndarray
        One row (a, b, c) for each refit, shape (n_resamples, 3).

    Raises
    ------
    InputError
        If there are fewer than two draws, or as `fit_power_law`.

    Examples
    --------
    >>> sizes = np.array([125, 250, 500, 1000])
    >>> draws = power_law(sizes, 0.05, 2.0, 0.5) * np.array([[1.02], [0.99], [1.0], [0.98]])
    >>> a, b, c = bootstrap_power_law(sizes, draws, n_resamples=50).T
    >>> bool(a.min() < 0.05 < a.max())
    True
    """
    draws = np.asarray(errors, dtype=np.float64)
    if draws.ndim != 2 or len(draws) < 2:
        raise InputError(
            f"the errors have the shape {draws.shape}; give (draws, sizes) with two draws or more"
        )
    rng = np.random.default_rng(seed)
    chosen = rng.integers(len(draws), size=(n_resamples, len(draws)))
    return np.array([fit_power_law(sizes, draws[rows]) for rows in chosen])


def labels_for_error(error: float, a: float, b: float, c: float) -> float:
    r"""Compute how many labels the power law needs to come down to an error.

    Solving :math:`e = a + b\,n^{-c}` for n gives :math:`n = (b / (e - a))^{1/c}`.

    Parameters
    ----------
    error
        The error wanted.
    a, b, c
        See `PowerLaw`.

    Raises
    ------
    InputError
        If the error is not above ``a``: no number of labels reaches it.

    Examples
    --------
    >>> round(labels_for_error(0.15, a=0.05, b=2.0, c=0.5))
    400
    """
    if not error > a:
        raise InputError(
            f"error is {error:g}, which this curve never reaches; give more than a, which is {a:g}"
        )
    return float((b / (error - a)) ** (1 / c))


def labels_worth(
    sizes: ArrayLike,
    right: ArrayLike,
    rival: ArrayLike,
    *,
    n_resamples: int = 2_000,
    seed: int = 0,
) -> LabelsWorth:
    """Find with how many labels a model is level with a rival that needs none, and stays so.

    Each number of labels has an accuracy, the mean over draws and texts; between two numbers it
    is interpolated along a straight line over the logarithm. Measured curves go up and down, and
    may cross the rival's accuracy several times: the last crossing counts, from which on the model
    is never worse. The first would as a rule be too early, since it is the first piece of luck.

    The interval is a bootstrap's: texts are drawn again, the same ones for the model and for the
    rival, and whole draws of labels.

    Parameters
    ----------
    sizes
        Numbers of labels, rising, shape (sizes,).
    right
        Whether the model is right, shape (draws, sizes, texts).
    rival
        Whether the rival is right on the same texts, shape (texts,).
    n_resamples
        How many resamples.
    seed
        Of the lots.

    Returns
    -------
    LabelsWorth

    Raises
    ------
    InputError
        If the shapes do not fit, or the sizes do not rise.

    Examples
    --------
    >>> right = np.arange(100) < np.array([60, 70, 80])[:, None]
    >>> found = labels_worth([100, 400, 1600], right[None], np.arange(100) < 75)
    >>> round(found.labels), bool(found.low < 800 < found.high)
    (800, True)
    """
    n, flags, other = _check_rivals(sizes, right, rival)
    n_draws, _, n_texts = flags.shape
    rng = np.random.default_rng(seed)
    gains = flags - other
    found = []
    for _ in range(n_resamples):
        draws = rng.integers(n_draws, size=n_draws)
        weights = np.bincount(rng.integers(n_texts, size=n_texts), minlength=n_texts)
        found.append(_last_crossing(np.log(n), (gains[draws] @ weights).mean(axis=0)))
    # Among infinities nothing can be interpolated: take one of the resamples.
    low, high = np.quantile(found, [0.025, 0.975], method="nearest")
    whole = _last_crossing(np.log(n), gains.mean(axis=(0, 2)))
    return LabelsWorth(whole, float(low), float(high))


def _last_crossing(log_sizes: Floats, gains: Floats) -> float:
    """Give the size from which on there is no loss."""
    below = np.flatnonzero(gains < 0)
    if not below.size:
        return float(np.exp(log_sizes[0]))
    last = below[-1]
    if last == len(gains) - 1:
        return np.inf
    share = -gains[last] / (gains[last + 1] - gains[last])
    return float(np.exp(log_sizes[last] + share * (log_sizes[last + 1] - log_sizes[last])))


def _check_rivals(
    sizes: ArrayLike, right: ArrayLike, rival: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    n, flags, other = (np.asarray(a, dtype=np.float64) for a in (sizes, right, rival))
    if flags.ndim != 3 or flags.shape[1:] != (n.size, other.size) or not flags.size:
        raise InputError(
            f"the answers have the shape {flags.shape} for {n.size} sizes and {other.size} of the "
            "rival's answers; give (draws, sizes, texts)"
        )
    if not (np.diff(n) > 0).all() or n[0] <= 0:
        raise InputError(f"the sizes are {n.tolist()}; give rising numbers above 0")
    return n, flags, other


def value_of_labels(
    n: ArrayLike,
    more: float,
    law: Sequence[float],
    *,
    predictions: float,
    error_cost: float,
    price: float,
) -> Floats:
    r"""Compute what ``more`` labels bring, less what they cost, when n are there already.

    .. math:: V = N v \bigl(e(n) - e(n + m)\bigr) - m p

    Parameters
    ----------
    n
        Labels so far.
    more
        m, the labels to be bought.
    law
        (a, b, c) of the learning curve.
    predictions
        N, answers that the model gives while it is in use.
    error_cost
        v, what one wrong answer costs.
    price
        p, price of a label in the same currency.

    Returns
    -------
    numpy.ndarray
        Money, in the shape of ``n``; negative when they cost more than they bring.

    Examples
    --------
    >>> law = PowerLaw(0.05, 2.0, 0.5)
    >>> deal = {"predictions": 100_000, "error_cost": 0.5, "price": 0.2}
    >>> value_of_labels([1000, 16_000], 1000, law, **deal).round().tolist()
    [726.0, -176.0]
    """
    labels = np.asarray(n)
    avoided = power_law(labels, *law) - power_law(labels + more, *law)
    return np.asarray(predictions * error_cost * avoided - more * price)


def best_number_of_labels(
    law: Sequence[float], *, predictions: float, error_cost: float, price: float
) -> float:
    r"""Compute the number of labels at which the next one is worth exactly its price.

    The n-th label avoids :math:`b\,c\,n^{-c-1}` errors in each answer. Setting N v times that equal
    to the price p gives

    .. math:: n^* = \left(\frac{N v\, b\, c}{p}\right)^{1/(c+1)}

    in which the remaining error a does not occur.

    Parameters
    ----------
    law, predictions, error_cost, price
        See `value_of_labels`; the price above 0.

    Raises
    ------
    InputError
        If the price is not positive.

    Examples
    --------
    >>> deal = {"predictions": 100_000, "error_cost": 0.5, "price": 0.2}
    >>> round(best_number_of_labels(PowerLaw(0.05, 2.0, 0.5), **deal))
    3969
    """
    check_positive(price=price)
    _, b, c = law
    return float((predictions * error_cost * b * c / price) ** (1 / (c + 1)))


def errors_by_size(
    classifier: Any, X: Any, y: ArrayLike, X_test: Any, y_test: ArrayLike, sizes: Sequence[int]
) -> list[float]:
    """Train on the first n rows, for each n, and measure the share of wrong answers.

    Parameters
    ----------
    classifier
        A scikit-learn classifier; each size trains a fresh copy.
    X, X_test
        Rows of features, shape (texts, columns).
    y, y_test
        Their labels.
    sizes
        Numbers of labels, each at most the number of rows.

    Returns
    -------
    list of float
        The error on the test rows for each size.

    Raises
    ------
    InputError
        If a size exceeds the number of rows.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> X, y = np.zeros((8, 1)), [1, 0, 1, 0, 1, 1, 1, 1]
    >>> errors_by_size(DummyClassifier(), X, y, X[:4], [1, 1, 1, 0], sizes=[2, 8])
    [0.75, 0.25]
    """
    labels, truth = np.asarray(y), np.asarray(y_test)
    if max(sizes) > len(labels):
        raise InputError(
            f"a size is {max(sizes)}; give sizes of at most {len(labels)}, the number of labels"
        )
    return [
        float(np.mean(clone(classifier).fit(X[:n], labels[:n]).predict(X_test) != truth))
        for n in sizes
    ]


def _measured(sizes: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats]:
    n = np.asarray(sizes, dtype=np.float64)
    mean = np.atleast_2d(np.asarray(errors, dtype=np.float64)).mean(axis=0)
    if n.ndim != 1 or n.shape != mean.shape or len(np.unique(n)) < 3:
        raise InputError(
            f"sizes of shape {n.shape} came with errors of shape {np.shape(errors)}; give at least "
            "three different sizes and one error for each, or one row of them for each draw"
        )
    if not (mean > 0).all():
        raise InputError("an error is 0 or less; give positive errors, to fit a power law")
    return n, mean
