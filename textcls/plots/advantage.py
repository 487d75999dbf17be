"""Figures about the positions of models among their rivals (§1)."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from textcls.advantage.frontier import frontier as frontier_of
from textcls.errors import InputError
from textcls.plots.style import BLUE, INK, ORANGE, in_house_style

__all__ = ["frontier"]


@in_house_style
def frontier(
    models: Mapping[str, tuple[float, float, float, float]],
    xlabel: str,
    *,
    ylabel: str = "test accuracy",
) -> Axes:
    """Draw models by cost and accuracy, and the frontier of those that no other dominates (§1).

    A disc is on the frontier, a ring is dominated; the bars are intervals of the accuracy.

    Parameters
    ----------
    models
        Name to (cost, accuracy, low end, high end of its interval); costs above 0.
    xlabel
        What the cost is, with its unit; the axis is logarithmic.
    ylabel
        What the accuracy is measured on.

    Examples
    --------
    >>> ax = frontier({"cheap": (1, 0.8, 0.78, 0.82), "dear": (9, 0.7, 0.68, 0.72)}, "cents")
    >>> ax.get_xscale()
    'log'
    """
    if not models:
        raise InputError("Got no model to draw; give at least one name with cost and accuracy.")
    cost, accuracy, low, high = np.array(list(models.values()), dtype=float).T
    if (cost <= 0).any():
        raise InputError("Got a cost that is not above 0; a logarithmic axis has no place for it.")
    best = frontier_of(cost, accuracy)
    ax = plt.figure(figsize=(6.4, 4.0)).add_subplot()
    ax.step(cost[best], accuracy[best], where="post", color=BLUE, ls="--", lw=1.2)
    for model, name in enumerate(models):
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
        ax.annotate(
            name,
            (cost[model], accuracy[model]),
            (-7, 4) if on_it else (7, -4),
            textcoords="offset points",
            ha="right" if on_it else "left",
            va="bottom" if on_it else "top",
            fontsize=9,
            color=INK,
        )
    ax.set(xscale="log", xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.35, y=0.15)
    return ax
