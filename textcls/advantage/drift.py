"""§2.3: how a market that moves is noticed, and how often a model is to be trained again.

How many tokens are unknown, whether the scores of a classifier are still spread as they were, how
many labels show a loss, how often to retrain. `textcls.synthetic.months` makes such a market.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm
from sklearn.base import clone

from textcls.checks import check_not_negative, check_positive, check_sizes
from textcls.errors import InputError
from textcls.text.vocabulary import Vocabulary

__all__ = [
    "accuracy_by_month",
    "best_period",
    "labels_to_detect",
    "loss_of_rhythm",
    "population_stability_index",
    "train_each_month",
    "unknown_share",
]


def unknown_share(texts: Sequence[str], vocabulary: Vocabulary) -> float:
    """Compute the share of the tokens that a vocabulary does not hold.

    Parameters
    ----------
    texts
        New texts; no label is needed.
    vocabulary
        The words of the training texts.

    Examples
    --------
    >>> unknown_share(["a naff film"], Vocabulary.build(["a bad film"])).__round__(2)
    0.33
    """
    numbers = [number for ids in vocabulary.encode_all(texts) for number in ids]
    return float(np.mean(np.equal(numbers, 1)))


def population_stability_index(before: ArrayLike, after: ArrayLike, n_bins: int = 10) -> float:
    r"""Compare two samples of scores by the population stability index.

    The bins hold equal shares :math:`p_i` of the scores ``before``; with :math:`q_i` the shares of
    those ``after`` (half a score added to each count, so that none is 0),

    .. math:: \mathrm{PSI} = \sum_i (q_i - p_i) \ln \frac{q_i}{p_i},

    the sum of the two Kullback-Leibler divergences. It is 0 for equal shares. Chance alone gives
    about :math:`(B - 1)(1/n + 1/m)` for B bins and samples of n and m scores.

    Parameters
    ----------
    before, after
        Scores, such as probabilities, shapes (n,) and (m,).
    n_bins
        B, the number of bins.

    Raises
    ------
    InputError
        If there are fewer scores than bins.

    References
    ----------
    C. J. Potgieter, C. van Zyl, W. D. Schutte, F. Lombard (2023), arXiv:2307.11878, on its
    properties.

    Examples
    --------
    >>> scores = np.linspace(0, 1, 1000)
    >>> round(population_stability_index(scores, scores), 3)
    0.0
    >>> round(population_stability_index(scores, scores**2), 2)
    0.38
    """
    old, new = (np.asarray(scores, dtype=np.float64).ravel() for scores in (before, after))
    if min(len(old), len(new)) < n_bins:
        raise InputError(
            f"{len(old)} and {len(new)} scores came for {n_bins} bins; give more scores or fewer "
            "bins"
        )
    inner = np.quantile(old, np.linspace(0, 1, n_bins + 1)[1:-1])
    p, q = (
        (np.bincount(np.searchsorted(inner, scores, "right"), minlength=n_bins) + 0.5)
        / (len(scores) + 0.5 * n_bins)
        for scores in (old, new)
    )
    return float(np.sum((q - p) * np.log(q / p)))


def labels_to_detect(
    before: float, after: float, false_alarms: float = 0.05, power: float = 0.8
) -> int:
    r"""Compute how many labelled answers show that the accuracy has fallen.

    The month's accuracy is compared with the known one of before, one-sided, by the normal
    approximation:

    .. math:: n = \left(\frac{z_{1-\alpha}\sqrt{p_0(1-p_0)} + z_{1-\beta}\sqrt{p_1(1-p_1)}}
                           {p_0 - p_1}\right)^2

    Parameters
    ----------
    before, after
        p₀ and p₁, the accuracies, p₁ < p₀.
    false_alarms
        α, the share of alarms when nothing has happened.
    power
        1 − β, the share of alarms when the accuracy has fallen.

    Raises
    ------
    InputError
        If ``after`` is not below ``before``, or one lies outside 0 and 1.

    Examples
    --------
    >>> labels_to_detect(0.85, 0.80), labels_to_detect(0.85, 0.75)
    (342, 91)
    """
    if not 0 < after < before < 1:
        raise InputError(
            f"the accuracy is {before} before and {after} after; give a second one below the "
            "first, and both between 0 and 1"
        )
    spread = norm.ppf(1 - false_alarms) * math.sqrt(before * (1 - before))
    spread += norm.ppf(power) * math.sqrt(after * (1 - after))
    return math.ceil((spread / (before - after)) ** 2)


def train_each_month(
    classifier: Any, train: tuple[Any, ArrayLike, ArrayLike], *, window: int = 3000
) -> list[Any]:
    """Train a model at the end of each month on the latest labels.

    Parameters
    ----------
    classifier
        A scikit-learn classifier; each training takes a fresh copy.
    train
        Rows of features, their labels, and the month of each row, from 0, in the order of time.
    window
        How many of the latest labels are trained on.

    Returns
    -------
    list
        Model t knows no label from after month t.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> months, labels = np.repeat([0, 1, 2], 10), np.repeat([0, 1, 1], 10)
    >>> models = train_each_month(DummyClassifier(), (np.zeros((30, 1)), labels, months), window=10)
    >>> [model.predict([[0]]).item() for model in models]
    [0, 1, 1]
    """
    X, y, month_of = train[0], np.asarray(train[1]), np.asarray(train[2])
    latest = (np.flatnonzero(month_of <= month)[-window:] for month in np.unique(month_of))
    return [clone(classifier).fit(X[rows], y[rows]) for rows in latest]


def accuracy_by_month(
    models: Sequence[Any],
    test: tuple[Any, ArrayLike, ArrayLike],
    *,
    period: int | None,
    delay: int = 0,
) -> list[float]:
    """Serve a market month by month, changing the model in a rhythm, and measure the accuracy.

    The model of month 0 begins. At the end of every ``period``-th month a newer one takes over
    and answers from the next month on.

    Parameters
    ----------
    models
        The model of each month, see `train_each_month`.
    test
        Rows of features, their labels, and the month of each row, from 0.
    period
        Months between two changes; None for never again.
    delay
        Months that pass before labels can be used: at the end of month t, those up to t − delay.

    Returns
    -------
    list of float
        The accuracy in each month of ``test``, in order.

    Raises
    ------
    InputError
        If the period is below 1, or the delay negative.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> months, labels = np.repeat([0, 1, 2, 3], 10), np.repeat([0, 1, 1, 1], 10)
    >>> rows = np.zeros((40, 1)), labels, months
    >>> models = train_each_month(DummyClassifier(), rows, window=10)
    >>> accuracy_by_month(models, rows, period=1)
    [1.0, 0.0, 1.0, 1.0]
    """
    if period is not None:
        check_sizes(period=period)
    check_not_negative(delay=delay)
    X, y, month_of = test[0], np.asarray(test[1]), np.asarray(test[2])
    model, accuracies = models[0], []
    for month in np.unique(month_of).tolist():
        here = month_of == month
        accuracies.append(float(np.mean(model.predict(X[here]) == y[here])))
        if period is not None and month % period == 0:
            model = models[max(month - delay, 0)]
    return accuracies


def loss_of_rhythm(decay: float, period: float, delay: float = 0.0) -> float:
    r"""Compute the accuracy lost on average when it decays evenly between two trainings.

    The labels are ``delay`` months old when the model goes into service and ``delay + period``
    when it is replaced, so on average

    .. math:: \ell = s\,(D + T/2).

    Parameters
    ----------
    decay
        s, accuracy lost in a month.
    period
        T, months between two trainings.
    delay
        D, months between the labels and the model that uses them.

    Examples
    --------
    >>> round(loss_of_rhythm(0.01, period=12), 3), round(loss_of_rhythm(0.01, 3, delay=1), 3)
    (0.06, 0.025)
    """
    return decay * (delay + period / 2)


def best_period(
    decay: float, cost_of_training: float, monthly_predictions: float, error_cost: float
) -> float:
    r"""Compute the rhythm at which retraining and the errors between two trainings cost least.

    A month costs :math:`R/T` for retraining and :math:`N v s\,T/2` for errors. The sum is least at

    .. math:: T^* = \sqrt{\frac{2R}{N\,v\,s}},

    Harris's square-root formula for how many parts to make at once.

    Parameters
    ----------
    decay
        s, accuracy lost in a month, above 0.
    cost_of_training
        R, labels, machine and people for one retraining.
    monthly_predictions
        N, answers in a month, above 0.
    error_cost
        v, what a wrong answer costs, above 0.

    Returns
    -------
    float
        T*, in months.

    Raises
    ------
    InputError
        If decay, predictions or the cost of an error are not positive (then never retrain), or the
        cost of training is negative.

    References
    ----------
    F. W. Harris (1913), How Many Parts to Make at Once, reprinted in Operations Research 38 (1990).

    Examples
    --------
    >>> round(best_period(0.008, 900, monthly_predictions=50_000, error_cost=0.5), 1)
    3.0
    """
    check_positive(decay=decay, monthly_predictions=monthly_predictions, error_cost=error_cost)
    check_not_negative(cost_of_training=cost_of_training)
    return math.sqrt(2 * cost_of_training / (monthly_predictions * error_cost * decay))
