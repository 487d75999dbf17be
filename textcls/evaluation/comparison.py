"""§2.1, §5.4: two models on the same texts: the difference, and how sure of it we may be.

SciPy has no Holm correction; statsmodels, which has one, would be tens of megabytes for five lines.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binomtest

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.evaluation.inputs import flags

__all__ = ["Effect", "McNemar", "effect", "holm", "mcnemar"]


class McNemar(NamedTuple):
    """Two classifiers on the same texts: who alone was right how often, and the p-value.

    Examples
    --------
    >>> McNemar(8, 2, 0.109375).only_first
    8
    """

    only_first: int
    only_second: int
    p_value: float


def mcnemar(before: ArrayLike, after: ArrayLike) -> McNemar:
    r"""Test whether two classifiers are equally accurate on the same texts (exact McNemar test).

    Texts that both or neither get right say nothing about it. Of the b + c others, b that
    only the first gets right, the number b follows Binomial(b + c, 1/2) if they are equally
    accurate; the p-value is the two-sided one of that distribution.

    Parameters
    ----------
    before, after
        Whether the first and the second classifier is right on each text, shape (texts,) both.

    Returns
    -------
    McNemar
        ``only_first`` (b), ``only_second`` (c) and ``p_value`` (1 if they never disagree).

    Raises
    ------
    InputError
        If the two do not have the same length, or are empty.

    References
    ----------
    Q. McNemar (1947), Psychometrika 12, 153-157, doi:10.1007/BF02295996.

    Examples
    --------
    >>> mcnemar([1] * 8 + [0] * 2 + [1] * 90, [0] * 8 + [1] * 2 + [1] * 90)
    McNemar(only_first=8, only_second=2, p_value=0.109375)
    """
    first = flags(before)
    second = flags(after, len(first))
    only_first, only_second = int(np.sum(first & ~second)), int(np.sum(second & ~first))
    disagreements = only_first + only_second
    p_value = float(binomtest(only_first, disagreements).pvalue) if disagreements else 1.0
    return McNemar(only_first, only_second, p_value)


class Effect(NamedTuple):
    """Change of the accuracy, its 95 % interval, and McNemar's p-value.

    Examples
    --------
    >>> Effect(0.02, 0.01, 0.03, 0.001).difference
    0.02
    """

    difference: float
    low: float
    high: float
    p_value: float


def effect(before: ArrayLike, after: ArrayLike) -> Effect:
    r"""Compare a model before and after a change, on the same texts.

    With b texts that only the first gets right, c that only the second does, and n in all, the
    difference is :math:`(c - b)/n`. Its interval adds half a text to each of the four counts;
    it lies around :math:`d = (c - b)/(n + 2)`:

    .. math::
        d \pm \frac{1.96}{n + 2} \sqrt{b + c + 1 - \frac{(c - b)^2}{n + 2}}.

    Parameters
    ----------
    before, after
        Whether each is right on each text, shape (texts,) both.

    Returns
    -------
    Effect
        Above 0 if the change helped.

    Raises
    ------
    InputError
        If the two differ in length, or are empty.

    References
    ----------
    A. Agresti, Y. Min (2005), Simple improved confidence intervals for comparing matched
    proportions, Statistics in Medicine 24, 729-740, doi:10.1002/sim.1781: "Wald+2".

    Examples
    --------
    >>> found = effect([1] * 90 + [0] * 10, [1] * 88 + [0] * 2 + [1] * 8 + [0] * 2)
    >>> [round(number, 3) for number in found]
    [0.06, -0.004, 0.122, 0.109]
    """
    b, c, p_value = mcnemar(before, after)
    n = len(np.asarray(before))
    centre = (c - b) / (n + 2)
    half = 1.96 * math.sqrt((b + c + 1) - (c - b) ** 2 / (n + 2)) / (n + 2)
    return Effect((c - b) / n, max(centre - half, -1.0), min(centre + half, 1.0), p_value)


def holm(p_values: ArrayLike) -> Floats:
    r"""Raise p-values so that, over all of them together, 5 % stay 5 %.

    Whoever tries twenty changes that do nothing expects to see one with p < 0.05. Sorted upwards,
    the i-th of m p-values becomes :math:`\max_{j \le i} \min(1, (m - j + 1)\,p_{(j)})`.

    Parameters
    ----------
    p_values
        Shape (tests,), each between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Adjusted p-values, in the order given.

    Raises
    ------
    InputError
        If there is none, or one is not between 0 and 1.

    References
    ----------
    S. Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of
    Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not len(p) or not ((p >= 0) & (p <= 1)).all():
        raise InputError(f"the p-values are {p.tolist()}; give at least one, each between 0 and 1")
    order = np.argsort(p)
    factors = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * p[order]), 1)
    return adjusted
