r"""Abstention, §6.1: a classifier that hands unsure cases to a person.

Terms are those of selective classification (El-Yaniv and Wiener, 2010): *coverage* is the share of
cases that the classifier answers itself, *risk* the share of these answers that are wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import beta

from textcls.arrays import Floats
from textcls.checks import (
    check_not_negative,
    check_positive,
    check_share,
    check_share_between,
)
from textcls.errors import InputError
from textcls.evaluation.inputs import class_numbers, class_probabilities, flags

__all__ = [
    "RiskCoverage",
    "hand_over_below",
    "risk_coverage",
    "risk_coverage_of",
    "threshold_for_accuracy",
]


class RiskCoverage(NamedTuple):
    """Risk and coverage for each threshold on the confidence, strictest first.

    Attributes
    ----------
    threshold : ndarray of float64, shape (k,)
        Cases at or above it are answered. Each distinct confidence is a threshold once.
    coverage : ndarray of float64, shape (k,)
    risk : ndarray of float64, shape (k,)

    Examples
    --------
    >>> risk_coverage([1, 0], [0.9, 0.6]).coverage.tolist()
    [0.5, 1.0]
    """

    threshold: Floats
    coverage: Floats
    risk: Floats


def risk_coverage(y_true: ArrayLike, y_prob: ArrayLike) -> RiskCoverage:
    r"""Trace what is gained by answering only the sure cases.

    With confidence :math:`c_i = \max_k p_{ik}` and threshold t,

    .. math::

        \text{coverage}(t) = \frac1n \sum_i [c_i \ge t], \qquad
        \text{risk}(t) = \frac{\sum_i [c_i \ge t]\,[\hat y_i \ne y_i]}{\sum_i [c_i \ge t]} .

    Parameters
    ----------
    y_true
        True class numbers, shape (n,).
    y_prob
        Shape (n, classes), or (n,) with the probability of class 1.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    References
    ----------
    R. El-Yaniv, Y. Wiener (2010), On the Foundations of Noise-free Selective Classification,
    JMLR 11, 1605-1641.

    Examples
    --------
    >>> curve = risk_coverage([1, 1, 0, 0], [0.95, 0.9, 0.8, 0.3])
    >>> curve.coverage.tolist(), curve.risk.round(2).tolist()
    ([0.25, 0.5, 0.75, 1.0], [0.0, 0.0, 0.33, 0.25])
    """
    p = class_probabilities(y_prob)
    right = p.argmax(axis=1) == class_numbers(y_true, *p.shape)
    return risk_coverage_of(right, p.max(axis=1))


def risk_coverage_of(right: ArrayLike, confidence: ArrayLike) -> RiskCoverage:
    """Trace the same for answers of any kind.

    Parameters
    ----------
    right
        Whether each answer is right, shape (n,).
    confidence
        How sure it is, on any scale, shape (n,).

    Raises
    ------
    InputError
        If there is not one confidence, a number, for each of at least one answer.

    Examples
    --------
    >>> risk_coverage_of([True, False, True], [-0.1, -2.3, -0.7]).risk.round(2).tolist()
    [0.0, 0.0, 0.33]
    """
    values = np.asarray(confidence, dtype=np.float64)
    if values.ndim != 1 or np.isnan(values).any():
        raise InputError(
            f"the confidences are NaN or of the shape {values.shape}; give one number for each "
            "answer"
        )
    wrong = ~flags(right, len(values))
    order = np.argsort(-values)
    sorted_confidence = values[order]
    last_of_equals = np.append(sorted_confidence[1:] != sorted_confidence[:-1], True)
    answered = np.arange(1, len(order) + 1)[last_of_equals]
    errors = np.cumsum(wrong[order])[last_of_equals]
    return RiskCoverage(sorted_confidence[last_of_equals], answered / len(order), errors / answered)


_PROMISES_KEPT = 0.95  # share of the draws of validation rows
_CANDIDATES = 20


def threshold_for_accuracy(y_true: ArrayLike, y_prob: ArrayLike, accuracy: float) -> float:
    r"""Choose, on validation rows, the lowest threshold that keeps a promise.

    The promise: of the answered cases at least the given share is right, also on new cases of the
    same kind. Candidates are the thresholds at coverage 1/20, 2/20, …, 1. Each is tested with an
    exact binomial bound at the level 0.05/20, so that in 95 of 100 draws of validation rows none
    of the twenty bounds is wrong; the largest coverage that passes wins.

    Parameters
    ----------
    y_true, y_prob
        Validation rows, as in `risk_coverage`; none that the model was trained on.
    accuracy
        Promised share of right answers, such as 0.95.

    Returns
    -------
    float
        A threshold on the confidence; infinity if no candidate passes, so that nothing is
        answered.

    Raises
    ------
    InputError
        If the shapes do not fit, or the accuracy is not between 0 and 1.

    References
    ----------
    Y. Geifman, R. El-Yaniv (2017), Selective Classification for Deep Neural Networks,
    arXiv:1705.08500: the same bound, with a binary search over thresholds.

    Examples
    --------
    Two hundred right answers with confidence 0.9 and a hundred guesses with 0.6:

    >>> truth = [1] * 200 + [1, 0] * 50
    >>> threshold_for_accuracy(truth, [0.9] * 200 + [0.6] * 100, accuracy=0.95)
    0.9
    """
    check_share_between(accuracy=accuracy)
    curve = risk_coverage(y_true, y_prob)
    n = np.asarray(y_true).size
    # The loosest threshold of each step of coverage that is no larger than the step.
    steps = np.arange(1, _CANDIDATES + 1) / _CANDIDATES
    positions = np.searchsorted(curve.coverage, steps + 1e-12, side="right") - 1
    chosen = np.unique(positions[positions >= 0])
    answered = np.rint(curve.coverage[chosen] * n)
    errors = np.rint(curve.risk[chosen] * answered)
    level = (1 - _PROMISES_KEPT) / _CANDIDATES
    highest_risk = np.where(
        errors == answered, 1.0, beta.ppf(1 - level, errors + 1, np.maximum(answered - errors, 1))
    )
    passed = chosen[highest_risk <= 1 - accuracy]
    return float(curve.threshold[passed[-1]]) if len(passed) else float("inf")


def hand_over_below(error_cost: float, reader_cost: float, reader_risk: float = 0.0) -> float:
    r"""Return the confidence below which a person is the cheaper answer (Chow's rule).

    The classifier's answer costs :math:`(1 - c) E` on average, the person's :math:`R + q E`, as
    `textcls.advantage.economics.cost_with_a_person` adds them up; they are equal at

    .. math::

        c^* = 1 - \frac{R}{E} - q .

    Parameters
    ----------
    error_cost
        What a wrong answer costs, E, above 0.
    reader_cost
        What it costs to have a case read by a person, R.
    reader_risk
        Share of the person's answers that are wrong, q.

    Returns
    -------
    float
        0 or less: never ask.

    Raises
    ------
    InputError
        If a cost is negative, an error costs nothing, or the risk is no share.

    References
    ----------
    C. K. Chow (1970), On Optimum Recognition Error and Reject Tradeoff, IEEE Transactions on
    Information Theory 16, 41-46.

    Examples
    --------
    >>> hand_over_below(error_cost=10.0, reader_cost=1.0)
    0.9
    """
    check_positive(error_cost=error_cost)
    check_not_negative(reader_cost=reader_cost)
    check_share(reader_risk=reader_risk)
    return 1 - reader_cost / error_cost - reader_risk
