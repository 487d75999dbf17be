"""§5.4: whether a classifier is as sure as it is right, and what mends it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.evaluation.inputs import class_numbers, class_probabilities
from textcls.evaluation.metrics import accuracy_interval


def reliability_curve(y_true: ArrayLike, y_prob: ArrayLike, n_bins: int = 10) -> pd.DataFrame:
    """Say for each range of confidence how often the predicted class is the right one.

    The confidence is the probability of the predicted class. The range (0, 1] is cut into
    ``n_bins`` equal bins ((m - 1)/M, m/M]; empty bins are left out. A calibrated classifier has
    equal ``confidence`` and ``accuracy`` in every row.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.
    n_bins
        Number of bins, M.

    Returns
    -------
    pandas.DataFrame
        One row for each bin that holds a text: its edges ``lower`` and ``upper``, the number
        ``n`` of texts, their mean ``confidence``, the share ``accuracy`` of right answers, and
        the 95 % interval ``low``, ``high`` of that share.

    Raises
    ------
    InputError
        If the shapes do not fit, a value is not a probability, or there is no bin.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 2.

    Examples
    --------
    Four predictions at 0.75, of which three are right:

    >>> curve = reliability_curve([1, 1, 1, 0], [0.75] * 4)
    >>> print(curve[["n", "confidence", "accuracy"]].to_string(index=False))
     n  confidence  accuracy
     4        0.75      0.75
    """
    check_sizes(n_bins=n_bins)
    p = class_probabilities(y_prob)
    confidence = p.max(axis=1)
    correct = p.argmax(axis=1) == class_numbers(y_true, *p.shape)

    edges = np.linspace(0, 1, n_bins + 1)
    bins = np.searchsorted(edges[1:-1], confidence)
    rows = []
    for index in np.unique(bins):
        inside = bins == index
        n, n_correct = int(inside.sum()), int(correct[inside].sum())
        rows.append(
            {
                "lower": edges[index],
                "upper": edges[index + 1],
                "n": n,
                "confidence": float(confidence[inside].mean()),
                "accuracy": n_correct / n,
                **accuracy_interval(n_correct, n)._asdict(),
            }
        )
    return pd.DataFrame(rows)


def expected_calibration_error(y_true: ArrayLike, y_prob: ArrayLike, n_bins: int = 10) -> float:
    r"""Mean distance between what a classifier claims and what comes true.

    .. math:: \mathrm{ECE} = \sum_m \frac{n_m}{n}\,|\mathrm{acc}_m - \mathrm{conf}_m|

    over the bins m of `reliability_curve`.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.
    n_bins
        Number of equal bins. The value depends on it: compare only like with like.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, equation 3.

    Examples
    --------
    A classifier that is always certain and right three times of four:

    >>> expected_calibration_error([1, 1, 1, 0], [1.0, 1.0, 1.0, 1.0])
    0.25
    """
    curve = reliability_curve(y_true, y_prob, n_bins)
    gap = (curve["accuracy"] - curve["confidence"]).abs()
    return float((gap * curve["n"]).sum() / curve["n"].sum())


_COLDEST, _HOTTEST = 0.01, 100.0


def apply_temperature(y_prob: ArrayLike, temperature: float) -> Floats:
    r"""Make probabilities softer (temperature > 1) or sharper (< 1); the ranking stays.

    .. math:: p_k \leftarrow \frac{p_k^{1/T}}{\sum_j p_j^{1/T}}

    which equals softmax(logits / T), because logits and ln p differ by a constant for each
    text. Probabilities below the rounding error of their number type are lifted to it.

    Parameters
    ----------
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.
    temperature
        T > 0. At 1 nothing changes.

    Returns
    -------
    numpy.ndarray
        Shape (texts, classes).

    Raises
    ------
    InputError
        If the temperature is not positive or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 4.2.

    Examples
    --------
    >>> apply_temperature([[0.1, 0.9]], 2).round(3)
    array([[0.25, 0.75]])
    """
    if not (temperature > 0 and np.isfinite(temperature)):
        raise InputError(f"temperature is {temperature}; give a finite number above 0")

    return np.asarray(softmax(_log(y_prob) / temperature, axis=1))


def _log(y_prob: ArrayLike) -> Floats:
    """Logarithm of the probabilities, zeros lifted to their number type's rounding error."""
    kind = np.asarray(y_prob).dtype
    least = np.finfo(kind if np.issubdtype(kind, np.floating) else np.float64).eps
    p = class_probabilities(y_prob)
    return np.asarray(np.log(np.clip(p, least, 1)))


def fit_temperature(y_true: ArrayLike, y_prob: ArrayLike) -> float:
    """Find the temperature at which the log loss is smallest.

    Fit it on validation texts, which the network has not been trained on, and use it with
    `apply_temperature` on new ones. Accuracy stays as it is: the most probable class stays
    the most probable one.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.

    Returns
    -------
    float
        Above 1 for a classifier that is too sure of itself, below 1 for one that is not sure
        enough. It stays within 0.01 and 100, and ends near these when there is no best value:
        near 0.01 when every answer is right, at 100 when the probabilities are worth nothing.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 4.2.

    Examples
    --------
    Ten times 0.9, but right only eight times: soften until it says 0.8.

    >>> labels, claimed = [1] * 8 + [0] * 2, [0.9] * 10
    >>> temperature = fit_temperature(labels, claimed)
    >>> round(temperature, 2), apply_temperature([0.9], temperature).round(3)
    (1.58, array([[0.2, 0.8]]))
    """
    logits = _log(y_prob)
    y = class_numbers(y_true, *logits.shape)
    rows = np.arange(len(y))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, y].mean())

    # The loss is convex in 1/T, hence has a single minimum in ln T.
    bounds = (np.log(_COLDEST), np.log(_HOTTEST))
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-8})
    return float(np.exp(found.x))
