"""Figures about classifiers and their training (§5): counts, curves, scores, errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import BLUE, INK, LINES, axes_or_new, in_house_style

__all__ = [
    "against",
    "comparison",
    "confusion",
    "histogram",
    "learning_curves",
    "over_tokens",
    "reliability",
]


@in_house_style
def histogram(
    groups: Mapping[str, ArrayLike], xlabel: str, *, bins: int = 40, upper: float | None = None
) -> Axes:
    """Draw how often each size of something occurs, one outline for each group (§5.1).

    Parameters
    ----------
    groups
        Name of a group to its values, shape (n,).
    xlabel
        What is counted, with its unit.
    bins
        Number of bins, the same for all groups.
    upper
        Right end of the axis; values beyond it are counted in the last bin.

    Examples
    --------
    >>> histogram({"a": [1, 2, 2], "b": [2, 3, 3]}, "words", bins=3).get_xlabel()
    'words'
    """
    if not groups:
        raise InputError("Got no group to draw; give at least one name with its values.")
    values = {name: np.asarray(group, dtype=float) for name, group in groups.items()}
    top = upper if upper is not None else max(group.max() for group in values.values())
    edges = np.linspace(0, top, bins + 1)
    ax = axes_or_new()
    for line, (name, group) in zip(LINES, values.items(), strict=False):
        counts, _ = np.histogram(np.minimum(group, top), edges)
        ax.stairs(counts, edges, label=name, color=line["color"], linestyle=line["linestyle"], lw=2)
    ax.set(xlabel=xlabel, ylabel="number", xlim=(0, top))
    if len(values) > 1:
        ax.legend()
    return ax


@in_house_style
def learning_curves(
    curves: Mapping[str, ArrayLike],
    ylabel: str,
    *,
    reference: tuple[str, float] | None = None,
    ax: Axes | None = None,
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
    ax
        Axes to draw in; new ones when left out.

    Examples
    --------
    >>> learning_curves({"training": [0.7, 0.4], "validation": [0.6, 0.5]}, "loss").get_xlabel()
    'epoch'
    """
    ax = axes_or_new(ax)
    ends = []
    for line, (name, values) in zip(LINES, curves.items(), strict=False):
        runs = np.atleast_2d(np.asarray(values, dtype=float))
        epochs = np.arange(1, runs.shape[1] + 1)
        mean = runs.mean(axis=0)
        ends.append(mean[[0, -1]])
        ax.plot(epochs, mean, label=name, **line)
        if len(runs) > 1:
            low, high = runs.min(axis=0), runs.max(axis=0)
            ax.fill_between(epochs, low, high, color=line["color"], alpha=0.15, lw=0)
    if reference is not None:
        ax.axhline(reference[1], color=INK, lw=1, ls=(0, (1, 2)))
        room = np.abs(np.array(ends) - reference[1]).min(axis=0)
        end = int(room.argmax())
        ax.annotate(
            reference[0],
            ((1, epochs[-1])[end], reference[1]),
            (0, 3),
            textcoords="offset points",
            ha=("left", "right")[end],
            fontsize=9,
        )
    ax.set(xlabel="epoch", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return ax


@in_house_style
def comparison(
    scores: Mapping[str, tuple[float, float, float]],
    xlabel: str,
    *,
    reference: tuple[str, float] | None = None,
) -> Axes:
    """Draw a point with its interval for each model or setting, the first at the top (§5.4).

    Parameters
    ----------
    scores
        Name to (value, low end, high end).
    xlabel
        What the values are.
    reference
        A name and a place for a vertical line, such as chance or a known ceiling.

    Examples
    --------
    >>> ax = comparison({"majority": (0.5, 0.45, 0.55), "linear": (0.8, 0.77, 0.83)}, "accuracy")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['majority', 'linear']
    """
    if not scores:
        raise InputError(
            "Got no score to draw; give at least one name with its value and interval."
        )
    value, low, high = np.array(list(scores.values()), dtype=float).T
    rows = np.arange(len(scores))
    ax = plt.figure(figsize=(6.4, 1.1 + 0.42 * len(scores))).add_subplot()
    ax.errorbar(value, rows, xerr=[value - low, high - value], fmt="o", color=BLUE, capsize=4)
    for row, number in zip(rows, value, strict=True):
        ax.annotate(
            f"{number:.3f}",
            (number, row),
            (0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=8,
        )
    if reference is not None:
        ax.axvline(reference[1], color=INK, lw=1, ls=(0, (1, 2)))
        ax.annotate(
            reference[0],
            (reference[1], 0),
            (-4, 3),
            textcoords="offset points",
            xycoords=("data", "axes fraction"),
            ha="right",
            va="bottom",
            fontsize=9,
        )
    names = [fill(name, 32) for name in scores]
    foot = 0.5 if reference is None else 0.3  # room for the name of the reference
    ax.set(yticks=rows, yticklabels=names, xlabel=xlabel, ylim=(len(rows) - foot, -0.6))
    ax.grid(visible=False, axis="y")
    return ax


@in_house_style
def confusion(counts: ArrayLike, class_names: Sequence[str]) -> Axes:
    """Draw a confusion table: rows the true class, columns the predicted one (§5.4).

    Parameters
    ----------
    counts
        Shape (classes, classes).
    class_names
        The classes, in the order of ``counts``.

    Examples
    --------
    >>> confusion([[5, 1], [2, 4]], ["negative", "positive"]).get_xlabel()
    'predicted'
    """
    table = np.asarray(counts)
    ax = plt.figure(figsize=(3.6, 3.2)).add_subplot()
    ax.imshow(table, cmap="Blues", vmin=0)
    for (row, column), count in np.ndenumerate(table):
        colour = "white" if count > table.max() / 2 else INK
        ax.text(column, row, f"{count:,}", ha="center", va="center", color=colour)
    ticks = range(len(class_names))
    ax.set(xlabel="predicted", ylabel="true", xticks=ticks, yticks=ticks)
    ax.set_xticklabels(class_names)
    ax.set_yticklabels(class_names, rotation=90, va="center")
    ax.grid(visible=False)
    return ax


@in_house_style
def reliability(curves: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Axes:
    """Draw how often a classifier is right against how sure it says it is (§5.4).

    Parameters
    ----------
    curves
        Name to (mean confidence, share correct), each of shape (bins,); empty bins left out.

    Examples
    --------
    >>> reliability({"network": ([0.6, 0.9], [0.55, 0.8])}).get_ylabel()
    'share that is correct'
    """
    ax = plt.figure(figsize=(4.4, 4.0)).add_subplot()
    ax.plot([0.5, 1], [0.5, 1], color=INK, lw=1, ls=(0, (1, 2)), label="as sure as it is right")
    for line, (name, (confidence, correct)) in zip(LINES, curves.items(), strict=False):
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
    ax = axes_or_new()
    for line, (name, (x, y)) in zip(LINES, curves.items(), strict=False):
        ax.plot(np.asarray(x), np.asarray(y), label=name, **line)
    if logarithmic:
        ax.set_xscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if len(curves) > 1:
        ax.legend()
    return ax


@in_house_style
def over_tokens(values: ArrayLike, tokens: Sequence[str], rows: Sequence[str], title: str) -> Axes:
    """Draw a number for each token and row as a shaded table, such as an LSTM's gates (§5.3).

    Parameters
    ----------
    values
        Shape (rows, tokens), between -1 and 1.
    tokens
        The tokens, in reading order.
    rows
        What each row is.
    title
        What is shown.

    Examples
    --------
    >>> ax = over_tokens([[0.1, 0.9]], ["not", "bad"], ["forget gate"], "gates")
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['not', 'bad']
    """
    table = np.asarray(values, dtype=float)
    size = (max(4.0, 0.55 * len(tokens) + 1.5), 1.2 + 0.36 * len(rows))
    ax = plt.figure(figsize=size).add_subplot()
    image = ax.imshow(table, cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
    for (row, column), number in np.ndenumerate(table):
        colour = "white" if abs(number) > 0.55 else INK
        ax.text(column, row, f"{number:.2f}", ha="center", va="center", fontsize=7, color=colour)
    ax.set(xticks=range(len(tokens)), yticks=range(len(rows)), yticklabels=rows, title=title)
    ax.set_xticklabels(tokens, rotation=40, ha="right")
    ax.grid(visible=False)
    ax.figure.colorbar(image, ax=ax, shrink=0.9)
    return ax
