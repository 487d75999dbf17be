r"""Abstention, §6.1: a classifier that hands unsure cases to a person.

Terms are those of selective classification (El-Yaniv and Wiener, 2010): *coverage* is the share of
cases that the classifier answers itself, *risk* the share of these answers that are wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.evaluation.inputs import class_probabilities

__all__ = [
    "RiskCoverage",
    "cost_per_case",
    "hand_over_below",
    "risk_coverage",
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


def risk_coverage(y_true: ArrayLike, probabilities: ArrayLike) -> RiskCoverage:
    r"""Trace what is gained by answering only the sure cases.

    With confidence :math:`c_i = \max_k p_{ik}` and threshold t,

    .. math::

        \text{coverage}(t) = \frac1n \sum_i [c_i \ge t], \qquad
        \text{risk}(t) = \frac{\sum_i [c_i \ge t]\,[\hat y_i \ne y_i]}{\sum_i [c_i \ge t]} .

    Parameters
    ----------
    y_true
        True class numbers, shape (n,).
    probabilities
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
    confidence, wrong = _confidence_and_errors(y_true, probabilities)
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence = confidence[order]
    last_of_equals = np.append(sorted_confidence[1:] != sorted_confidence[:-1], True)
    answered = np.arange(1, len(order) + 1)[last_of_equals]
    errors = np.cumsum(wrong[order])[last_of_equals]
    return RiskCoverage(sorted_confidence[last_of_equals], answered / len(order), errors / answered)


def threshold_for_accuracy(
    y_true: ArrayLike,
    probabilities: ArrayLike,
    accuracy: float,
    confidence: float = 0.95,
    n_candidates: int = 20,
) -> float:
    r"""Choose, on validation rows, the lowest threshold that keeps a promise.

    The promise: of the answered cases at least the given share is right, also on new cases of the
    same kind. Candidates are the thresholds at coverage 1/m, 2/m, …, 1. Each is tested with an
    exact binomial bound at the level (1 - confidence)/m, so that with the given confidence none of
    the m bounds is wrong; the largest coverage that passes wins.

    Parameters
    ----------
    y_true, probabilities
        Validation rows, as in `risk_coverage`; none that the model was trained on.
    accuracy
        Promised share of right answers, such as 0.95.
    confidence
        How often the promise is kept, over repeated draws of validation rows.
    n_candidates
        m.

    Returns
    -------
    float
        A threshold on the confidence; infinity if no candidate passes, so that nothing is
        answered.

    Raises
    ------
    InputError
        If the shapes do not fit, or a share is not between 0 and 1.

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
    if not (0 < accuracy < 1 and 0 < confidence < 1) or n_candidates < 1:
        raise InputError(
            f"Got accuracy {accuracy}, confidence {confidence} and {n_candidates} candidates; "
            "expected shares between 0 and 1 and at least one candidate."
        )

    curve = risk_coverage(y_true, probabilities)
    n = np.asarray(y_true).size
    # The loosest threshold of each step of coverage that is no larger than the step.
    steps = np.arange(1, n_candidates + 1) / n_candidates
    positions = np.searchsorted(curve.coverage, steps + 1e-12, side="right") - 1
    chosen = np.unique(positions[positions >= 0])
    answered = np.rint(curve.coverage[chosen] * n)
    errors = np.rint(curve.risk[chosen] * answered)
    level = (1 - confidence) / n_candidates
    highest_risk = np.where(
        errors == answered, 1.0, beta.ppf(1 - level, errors + 1, np.maximum(answered - errors, 1))
    )
    passed = chosen[highest_risk <= 1 - accuracy]
    return float(curve.threshold[passed[-1]]) if len(passed) else float("inf")


def cost_per_case(
    coverage: ArrayLike,
    risk: ArrayLike,
    *,
    error_price: float,
    reader_price: float,
    reader_risk: ArrayLike = 0.0,
) -> Floats:
    r"""Mean cost of a case when a person reads what the classifier leaves.

    .. math::

        C = \kappa\, r\, E + (1 - \kappa)\,(R + q E)

    with coverage :math:`\kappa`, risk r, price E of an error, price R of reading and the reader's
    own risk q on the cases that are handed over.

    Parameters
    ----------
    coverage, risk : float or array of float
        As `risk_coverage` gives them.
    error_price, reader_price
        E and R, in the same unit.
    reader_risk : float or array of float
        q. On cases that nobody can decide it is that of a coin.

    Returns
    -------
    ndarray of float64

    Examples
    --------
    >>> float(cost_per_case(0.8, 0.05, error_price=10.0, reader_price=1.0).round(6))
    0.6
    """
    covered, wrong = np.asarray(coverage, dtype=np.float64), np.asarray(risk, dtype=np.float64)
    read = reader_price + np.asarray(reader_risk, dtype=np.float64) * error_price
    return np.asarray(covered * wrong * error_price + (1 - covered) * read)


def hand_over_below(error_price: float, reader_price: float, reader_risk: float = 0.0) -> float:
    r"""Return the confidence below which a person is the cheaper answer (Chow's rule).

    The classifier's answer costs :math:`(1 - c) E` on average, the person's :math:`R + q E`; they
    are equal at

    .. math::

        c^* = 1 - \frac{R}{E} - q .

    Parameters
    ----------
    error_price, reader_price, reader_risk
        E, R and q, as in `cost_per_case`.

    Returns
    -------
    float
        0 or less: never ask.

    Raises
    ------
    InputError
        If a price is negative, or an error costs nothing.

    References
    ----------
    C. K. Chow (1970), On Optimum Recognition Error and Reject Tradeoff, IEEE Transactions on
    Information Theory 16, 41-46.

    Examples
    --------
    >>> hand_over_below(error_price=10.0, reader_price=1.0)
    0.9
    """
    if error_price <= 0 or reader_price < 0 or not 0 <= reader_risk <= 1:
        raise InputError(
            f"Got prices {error_price} and {reader_price} and a risk of {reader_risk}; expected a "
            "positive price of an error, no negative price, and a risk between 0 and 1."
        )
    return 1 - reader_price / error_price - reader_risk


def _confidence_and_errors(
    y_true: ArrayLike, probabilities: ArrayLike
) -> tuple[Floats, NDArray[np.bool_]]:
    p = class_probabilities(probabilities)
    y = np.asarray(y_true)
    if y.shape != (len(p),):
        raise InputError(
            f"Got labels of shape {y.shape} for {len(p)} cases; expected one class number each."
        )
    return p.max(axis=1), p.argmax(axis=1) != y
