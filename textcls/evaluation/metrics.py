"""§5.4: how good a classifier is, and how sure we may be of that.

The metrics are scikit-learn's and the statistics SciPy's. What this module adds is that no
accuracy is reported without its confidence interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

from textcls.arrays import Integers
from textcls.checks import check_share_between
from textcls.errors import InputError
from textcls.evaluation.inputs import class_numbers, class_probabilities


class Interval(NamedTuple):
    """A confidence interval, ``low`` to ``high``.

    Examples
    --------
    >>> Interval(0.25, 0.75).high
    0.75
    """

    low: float
    high: float


class MeanAndSpread(NamedTuple):
    """Mean and standard deviation of a metric over seeds.

    Examples
    --------
    >>> MeanAndSpread(0.5, 0.1).mean
    0.5
    """

    mean: float
    spread: float


@dataclass(frozen=True)
class Report:
    """What `evaluate` found on one set of texts.

    Attributes
    ----------
    n
        Number of texts.
    accuracy
        Share of texts whose most probable class is the right one.
    interval
        Its 95 % Wilson interval (`accuracy_interval`).
    macro_f1
        Mean over the classes of each class's F1, so that small classes count as much as large.
    log_loss
        Mean of -ln(probability given to the right class).
    confusion
        Counts, shape (classes, classes): row = true class, column = predicted class.
    class_names
        The classes, in the order of ``confusion``.

    Examples
    --------
    >>> report = evaluate([0, 1, 1], [0.2, 0.9, 0.4], ("negative", "positive"))
    >>> report.confusion.tolist()
    [[1, 0], [1, 1]]
    """

    n: int
    accuracy: float
    interval: Interval
    macro_f1: float
    log_loss: float
    confusion: Integers
    class_names: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain Python values, ready for JSON.

        Examples
        --------
        >>> report = evaluate([0, 1], [0.2, 0.9], ("negative", "positive"))
        >>> report.to_dict()["confusion"]
        [[1, 0], [0, 1]]
        """
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "macro_f1": self.macro_f1,
            "log_loss": self.log_loss,
            "confusion": self.confusion.tolist(),
            "class_names": list(self.class_names),
        }

    def confusion_table(self) -> pd.DataFrame:
        """Give the confusion counts as a table, rows true, columns predicted.

        Examples
        --------
        >>> print(evaluate([0, 1], [0.2, 0.9], ("bad", "good")).confusion_table())
        predicted  bad  good
        true
        bad          1     0
        good         0     1
        """
        return pd.DataFrame(
            self.confusion,
            index=pd.Index(self.class_names, name="true"),
            columns=pd.Index(self.class_names, name="predicted"),
        )


def accuracy_interval(n_correct: int, n: int, confidence: float = 0.95) -> Interval:
    r"""Wilson's score interval for an accuracy.

    With :math:`\hat p` = n_correct / n and :math:`z` the normal quantile of the confidence, it
    holds the values of :math:`p` with
    :math:`|\hat p - p| \le z \sqrt{p (1 - p) / n}`. Unlike
    :math:`\hat p \pm z \sqrt{\hat p (1 - \hat p) / n}` it stays inside [0, 1] and does not
    shrink to a point when every answer is right.

    Parameters
    ----------
    n_correct, n
        How many of how many answers are right.
    confidence
        Share of such intervals that hold the true accuracy, between 0 and 1.

    Raises
    ------
    InputError
        Unless 0 <= n_correct <= n, n >= 1 and 0 < confidence < 1.

    References
    ----------
    E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212,
    doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    Nine right answers of ten prove much less than 900 of 1,000:

    >>> [round(bound, 3) for bound in accuracy_interval(9, 10)]
    [0.596, 0.982]
    >>> [round(bound, 3) for bound in accuracy_interval(900, 1000)]
    [0.88, 0.917]
    """
    if not (0 <= n_correct <= n and n >= 1):
        raise InputError(
            f"{n_correct} of {n} answers are right; give at least one answer, and no more right "
            "answers than answers"
        )
    check_share_between(confidence=confidence)
    found = binomtest(int(n_correct), int(n)).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def evaluate(y_true: ArrayLike, y_prob: ArrayLike, class_names: Sequence[str]) -> Report:
    """Compare predicted probabilities with the true classes.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.
    class_names
        One name for each class.

    Returns
    -------
    Report
        Accuracy with its 95 % interval, macro-F1, log loss and confusion counts.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    Examples
    --------
    >>> report = evaluate([0, 1, 1, 0], [0.1, 0.8, 0.3, 0.4], ("negative", "positive"))
    >>> report.accuracy, round(report.macro_f1, 3), round(report.log_loss, 3)
    (0.75, 0.733, 0.511)
    """
    p = class_probabilities(y_prob)
    names = tuple(class_names)
    if len(names) != p.shape[1]:
        raise InputError(
            f"probabilities of {p.shape[1]} classes came with {len(names)} class names; give one "
            "name for each class"
        )
    y = class_numbers(y_true, *p.shape)
    classes = list(range(len(names)))
    predicted = p.argmax(axis=1)
    # Rows of float32 sum to 1 within rounding only, about which log_loss would warn.
    normalised = p / p.sum(axis=1, keepdims=True)
    return Report(
        n=len(y),
        accuracy=float(accuracy_score(y, predicted)),
        interval=accuracy_interval(int(np.sum(y == predicted)), len(y)),
        macro_f1=float(f1_score(y, predicted, labels=classes, average="macro", zero_division=0)),
        log_loss=float(log_loss(y, normalised, labels=classes)),
        confusion=confusion_matrix(y, predicted, labels=classes).astype(np.int64),
        class_names=names,
    )


def mean_and_spread(values: ArrayLike) -> MeanAndSpread:
    r"""Mean and sample standard deviation (divisor n - 1) of a metric over seeds.

    Parameters
    ----------
    values
        One value for each seed.

    Returns
    -------
    MeanAndSpread
        The spread of a single value is NaN: one run says nothing about the next.

    Raises
    ------
    InputError
        If there is no value, or one is not a finite number.

    Examples
    --------
    >>> mean_and_spread([0.75, 0.875, 1.0])
    MeanAndSpread(mean=0.875, spread=0.125)
    >>> mean_and_spread([0.75])
    MeanAndSpread(mean=0.75, spread=nan)
    """
    runs = np.asarray(values, dtype=np.float64).ravel()
    if len(runs) == 0 or not np.isfinite(runs).all():
        raise InputError(
            f"{int(np.sum(~np.isfinite(runs)))} of {len(runs)} values are not finite; give one "
            "finite number for each of at least one seed"
        )
    spread = float(runs.std(ddof=1)) if len(runs) > 1 else float("nan")
    return MeanAndSpread(float(runs.mean()), spread)
