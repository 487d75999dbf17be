"""Curves: over epochs (§5.4), labels (§2.2), months (§2.3, §2.4), confidence, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter
from numpy.typing import ArrayLike

from textcls.advantage.learning_curve import power_law
from textcls.plots.style import BLUE, ORANGE, REFERENCE, in_house_style, looks, note

__all__ = [
    "against",
    "by_month",
    "error_against_step",
    "fitted_power_law",
    "reliability_diagram",
    "survival",
    "training_curves",
]


@in_house_style
def training_curves(
    curves: Mapping[str, ArrayLike], ylabel: str, *, reference: tuple[str, float]
) -> Axes:
    """Draw a quantity against the epoch, a line for each name (§5.4).

    Parameters
    ----------
    curves
        Name to its values by epoch: shape (epochs,), or (seeds, epochs) for a line with the
        range over the seeds around it.
    ylabel
        What the values are.
    reference
        A name and a height for a horizontal line, such as a known ceiling.

    Examples
    --------
    >>> training_curves({"training": [0.7, 0.4]}, "loss", reference=("chance", 0.69)).get_xlabel()
    'epoch'
    """
    each = zip(looks(len(curves)), curves.items(), strict=True)
    ax = plt.figure().add_subplot()
    ends = []
    for line, (name, values) in each:
        runs = np.atleast_2d(np.asarray(values, dtype=float))
        epochs = np.arange(1, runs.shape[1] + 1)
        mean = runs.mean(axis=0)
        ends.append(mean[[0, -1]])
        ax.plot(epochs, mean, label=name, **line)
        if len(runs) > 1:
            low, high = runs.min(axis=0), runs.max(axis=0)
            ax.fill_between(epochs, low, high, color=line["color"], alpha=0.15, lw=0)
    label, height = reference
    ax.axhline(height, **REFERENCE)
    end = int(np.abs(np.array(ends) - height).min(axis=0).argmax())  # where there is more room
    note(ax, label, ((1, epochs[-1])[end], height), (0, 3), ha=("left", "right")[end])
    ax.set(xlabel="epoch", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return ax


@in_house_style
def reliability_diagram(curves: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Axes:
    """Draw how often a classifier is right against how sure it says it is (§5.4).

    Parameters
    ----------
    curves
        Name to (mean confidence, share correct), each of shape (bins,); empty bins left out.

    Examples
    --------
    >>> reliability_diagram({"network": ([0.6, 0.9], [0.55, 0.8])}).get_ylabel()
    'share that is correct'
    """
    each = zip(looks(len(curves)), curves.items(), strict=True)
    ax = plt.figure(figsize=(4.4, 4.0)).add_subplot()
    ax.plot([0.5, 1], [0.5, 1], label="as sure as it is right", **REFERENCE)
    for line, (name, (confidence, correct)) in each:
        ax.plot(np.asarray(confidence), np.asarray(correct), label=name, **line)
    ax.set(xlabel="confidence", ylabel="share that is correct")
    ax.legend()
    return ax


@in_house_style
def against(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]],
    xlabel: str,
    ylabel: str,
    *,
    logarithmic: bool = False,
) -> Axes:
    """Draw one quantity against another, a line for each name.

    Parameters
    ----------
    curves
        Name to (x, y), each of shape (points,).
    xlabel, ylabel
        What the two are, with their units.
    logarithmic
        Whether the horizontal axis is logarithmic.

    Examples
    --------
    >>> against({"network": ([50, 100], [0.7, 0.8])}, "words kept", "accuracy").get_ylabel()
    'accuracy'
    """
    each = zip(looks(len(curves)), curves.items(), strict=True)
    ax = plt.figure().add_subplot()
    for line, (name, (x, y)) in each:
        ax.plot(np.asarray(x), np.asarray(y), label=name, **line)
    if logarithmic:
        ax.set_xscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend()
    return ax


@in_house_style
def fitted_power_law(
    sizes: ArrayLike,
    errors: ArrayLike,
    laws: ArrayLike,
    *,
    fitted_to: float,
    reference: tuple[str, float],
) -> Axes:
    """Draw measured errors against the number of labels, and what fitted curves say of them (§2.2).

    Parameters
    ----------
    sizes
        Numbers of labels, shape (sizes,).
    errors
        Shape (draws, sizes): a dot for each.
    laws
        Fitted (a, b, c), shape (fits, 3): their median is a line, their middle 95 % a band.
    fitted_to
        Largest size that the fits have seen: dashed beyond it.
    reference
        A name and a height for a horizontal line.

    Examples
    --------
    >>> ax = fitted_power_law(
    ...     [100, 400], [[0.3, 0.2]], [[0.05, 2.5, 0.5]], fitted_to=100, reference=("floor", 0.05)
    ... )
    >>> ax.get_xscale(), ax.get_yscale()
    ('log', 'log')
    """
    n, measured = np.asarray(sizes, dtype=float), np.atleast_2d(np.asarray(errors, dtype=float))
    grid = np.geomspace(n.min(), n.max(), 80)
    curves = np.array([power_law(grid, *law) for law in np.atleast_2d(np.asarray(laws))])
    low, middle, high = np.quantile(curves, [0.025, 0.5, 0.975], axis=0)
    ax = plt.figure().add_subplot()
    ax.fill_between(grid, low, high, color=ORANGE, alpha=0.2, lw=0)
    seen = grid <= fitted_to * 1.0001
    ax.plot(grid[seen], middle[seen], color=ORANGE, label="fitted")
    ax.plot(grid[~seen], middle[~seen], color=ORANGE, ls="--", label="extrapolated")
    for draw in measured:
        ax.plot(n, draw, "o", color=BLUE, markersize=4, fillstyle="none")
    ax.plot(n, measured.mean(axis=0), "D", color=BLUE, label="measured (mean; rings: draws)")
    label, height = reference
    ax.axhline(height, **REFERENCE)
    note(ax, label, (n.min(), height), (0, 3))
    ax.set(xscale="log", yscale="log", xlabel="labels", ylabel="error")
    ticks = [tick for tick in (0.03, 0.05, 0.1, 0.2, 0.4) if tick > 0.6 * measured.min()]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_xticks(n, [f"{size:,.0f}" for size in n], rotation=30)
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.legend()
    return ax


@in_house_style
def by_month(
    curves: Mapping[str, ArrayLike],
    ylabel: str,
    *,
    intervals: Mapping[str, ArrayLike] | None = None,
    events: Mapping[str, float],
) -> Axes:
    """Draw a quantity month by month, from month 0, a line for each name (§2.3).

    Parameters
    ----------
    curves
        Name to its values by month, shape (months,).
    ylabel
        What the values are.
    intervals
        Name to the low and high ends of its values, shape (months, 2), for a band.
    events
        What happens, and in which month: a vertical line each.

    Examples
    --------
    >>> by_month({"never": [0.9, 0.8]}, "accuracy", events={"albums": 1}).get_xlabel()
    'month'
    """
    each = zip(looks(len(curves)), curves.items(), strict=True)
    ax = plt.figure().add_subplot()
    for line, (name, values) in each:
        y = np.asarray(values, dtype=float)
        ax.plot(np.arange(len(y)), y, label=name, markersize=3.5, **line)
        if intervals and name in intervals:
            low, high = np.asarray(intervals[name], dtype=float).T
            ax.fill_between(np.arange(len(y)), low, high, color=line["color"], alpha=0.15, lw=0)
    for name, month in events.items():
        ax.axvline(month, **REFERENCE)
        note(ax, name, (month, 1), (3, -10), xycoords=("data", "axes fraction"), fontsize=8)
    ax.set(xlabel="month", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(curves) > 1:
        ax.legend()
    return ax


@in_house_style
def survival(curves: Mapping[str, Sequence[ArrayLike]], *, smooth: Mapping[str, ArrayLike]) -> Axes:
    """Draw the share of customers still there, month by month, as steps (§2.4).

    Parameters
    ----------
    curves
        Name to (survival, low, high), each of shape (months + 1,), from month 0.
    smooth
        Name to a curve without steps, such as a model's, shape (months + 1,).

    Examples
    --------
    >>> steps = [[1, 0.8, 0.7], [1, 0.7, 0.6], [1, 0.9, 0.8]]
    >>> survival({"cohort": steps}, smooth={"model": [1, 0.9, 0.81]}).get_ylabel()
    'share still there'
    """
    lines = iter(looks(len(curves) + len(smooth)))
    ax = plt.figure().add_subplot()
    for (name, (share, low, high)), line in zip(curves.items(), lines, strict=False):
        months = np.arange(len(np.asarray(share)))
        ax.step(months, np.asarray(share), where="post", label=name, **(line | {"marker": ""}))
        ax.fill_between(
            months, np.asarray(low), np.asarray(high), step="post", color=line["color"], alpha=0.15
        )
    for (name, values), line in zip(smooth.items(), lines, strict=True):
        y = np.asarray(values)
        ax.plot(np.arange(len(y)), y, label=name, markersize=3, **line)
    ax.set(xlabel="month", ylabel="share still there", ylim=(0, 1.03))
    ax.legend()
    return ax


@in_house_style
def error_against_step(errors: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Axes:
    """Draw the error of a measured derivative against the step, both logarithmic (§4.3).

    Parameters
    ----------
    errors
        Name to (steps, relative errors), each of shape (n,). An error of 0, and any below 1e-17,
        is drawn at 1e-17.

    Examples
    --------
    >>> ax = error_against_step({"central differences": ([1e-2, 1e-4], [1e-5, 1e-9])})
    >>> ax.get_xscale(), ax.get_yscale()
    ('log', 'log')
    """
    each = zip(looks(len(errors)), errors.items(), strict=True)
    ax = plt.figure().add_subplot()
    for line, (name, (steps, error)) in each:
        ax.plot(
            np.asarray(steps), np.maximum(error, 1e-17), label=name, **(line | {"markersize": 3})
        )
    epsilon = np.finfo(float).eps
    ax.axhline(epsilon, **REFERENCE)
    place = ("axes fraction", "data")
    note(ax, "rounding unit", (1, epsilon), (-2, 3), xycoords=place, ha="right")
    ax.set(xscale="log", yscale="log", xlabel="step h", ylabel="relative error")
    ax.legend()
    return ax
