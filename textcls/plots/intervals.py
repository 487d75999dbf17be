"""Points with their intervals: the scores of models, and their place among rivals (§1, §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from textcls.advantage.frontier import frontier as frontier_of
from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.plots.style import BLUE, ORANGE, REFERENCE, in_house_style, note

__all__ = ["comparison", "frontier"]


@in_house_style
def frontier(models: Mapping[str, tuple[float, float, float, float]], xlabel: str) -> Axes:
    """Draw models by cost and accuracy, and the frontier of those that no other dominates (§1).

    A disc is on the frontier, a ring is dominated; the bars are intervals of the accuracy.

    Parameters
    ----------
    models
        Name to (cost, accuracy, low end, high end of its interval); costs above 0.
    xlabel
        What the cost is, with its unit; the axis is logarithmic.

    Examples
    --------
    >>> ax = frontier({"cheap": (1, 0.8, 0.78, 0.82), "dear": (9, 0.7, 0.68, 0.72)}, "cents")
    >>> ax.get_xscale()
    'log'
    """
    if not models:
        raise InputError("no model to draw; give at least one name with cost and accuracy")
    cost, accuracy, low, high = np.array(list(models.values()), dtype=float).T
    if (cost <= 0).any():
        raise InputError("a cost is not above 0; give costs that have a logarithm")
    best = frontier_of(cost, accuracy)
    figure = plt.figure(figsize=(6.4, 4.0))
    ax = figure.add_subplot()
    ax.step(cost[best], accuracy[best], where="post", color=BLUE, ls="--", lw=1.2)
    for model in range(len(models)):
        on_it = model in best
        colour = BLUE if on_it else ORANGE
        bar = [[accuracy[model] - low[model]], [high[model] - accuracy[model]]]
        ax.errorbar(
            cost[model],
            accuracy[model],
            yerr=bar,
            fmt="o",
            color=colour,
            mfc=colour if on_it else "white",
            capsize=3,
        )
    ax.set(xscale="log", xlabel=xlabel, ylabel="test accuracy")
    ax.margins(x=0.35, y=0.2)
    figure.draw_without_rendering()  # or nobody knows yet how large a name will be
    _name_points(ax, list(models), cost, accuracy, set(best))
    return ax


def _name_points(
    ax: Axes, names: list[str], cost: Floats, accuracy: Floats, above: set[int]
) -> None:
    """Write each name beside its point, and farther up or down where another one stands."""
    taken: list[Bbox] = []
    for model in np.argsort(cost):
        up = 1 if model in above else -1
        name = note(
            ax,
            names[model],
            (cost[model], accuracy[model]),
            (-7 * up, 4 * up),
            ha="right" if up > 0 else "left",
            va="bottom" if up > 0 else "top",
        )
        while any(name.get_window_extent().overlaps(other) for other in taken):
            name.set_position((-7 * up, name.get_position()[1] + 2 * up))
        taken.append(name.get_window_extent())


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
        raise InputError("no score to draw; give at least one name with its value and interval")
    value, low, high = np.array(list(scores.values()), dtype=float).T
    rows = np.arange(len(scores))
    ax = plt.figure(figsize=(6.4, 1.1 + 0.42 * len(scores))).add_subplot()
    ax.errorbar(value, rows, xerr=[value - low, high - value], fmt="o", color=BLUE, capsize=4)
    for row, number in enumerate(value):
        note(ax, f"{number:.3f}", (number, row), (0, 6), ha="center", fontsize=8)
    if reference is not None:
        label, place = reference
        ax.axvline(place, **REFERENCE)
        foot = ("data", "axes fraction")
        note(ax, label, (place, 0), (-4, 3), xycoords=foot, ha="right", va="bottom")
    names = [fill(name, 32) for name in scores]
    room = 0.5 if reference is None else 0.7  # for the name of the reference
    ax.set(yticks=rows, yticklabels=names, xlabel=xlabel, ylim=(len(rows) - 1 + room, -0.6))
    ax.grid(visible=False, axis="y")
    return ax
