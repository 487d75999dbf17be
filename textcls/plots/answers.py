"""Figures about the five questions (§9): what each token contributes, what a saving costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import INK, LINES, in_house_style

__all__ = ["contributions", "trade_off"]

_HATCHES = ("", "///", "...", "xxx")


@in_house_style
def contributions(tokens: Sequence[str], values: Mapping[str, ArrayLike], xlabel: str) -> Axes:
    """Draw a bar for each token, in reading order from the top, one group for each method.

    Parameters
    ----------
    tokens
        The tokens.
    values
        Name of a method to its numbers, shape (tokens,).
    xlabel
        What the numbers are.

    Examples
    --------
    >>> ax = contributions(["not", "bad"], {"occlusion": [1.5, -0.5]}, "log-odds")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['not', 'bad']
    """
    for name, numbers in values.items():
        if np.shape(numbers) != (len(tokens),):
            raise InputError(
                f"{len(tokens)} tokens came with numbers of shape {np.shape(numbers)} for {name}; "
                "give one for each token"
            )
    ax = plt.figure(figsize=(6.4, 1.0 + 0.3 * len(tokens))).add_subplot()
    rows, height = np.arange(len(tokens)), 0.8 / max(len(values), 1)
    for k, (name, numbers) in enumerate(values.items()):
        ax.barh(
            rows - 0.4 + (k + 0.5) * height,
            np.asarray(numbers),
            height,
            label=name,
            color=LINES[k % len(LINES)]["color"],
            hatch=_HATCHES[k % len(_HATCHES)],
            edgecolor="white",
            linewidth=0,
        )
    ax.axvline(0, color=INK, lw=1)
    ax.set(yticks=rows, yticklabels=list(tokens), xlabel=xlabel, ylim=(len(tokens) - 0.4, -0.6))
    ax.grid(visible=False, axis="y")
    ax.legend()
    return ax


@in_house_style
def trade_off(points: Mapping[str, tuple[float, float]], xlabel: str, ylabel: str) -> Axes:
    """Draw a named point for each model: what it costs, on a logarithmic axis, and what it gives.

    Parameters
    ----------
    points
        Name to (cost, gain); costs above 0.
    xlabel, ylabel
        What the two are, with their units.

    Examples
    --------
    >>> ax = trade_off({"large": (300.0, 0.86), "small": (30.0, 0.85)}, "kB", "accuracy")
    >>> ax.get_xscale(), len(ax.texts)
    ('log', 2)
    """
    if not points or min(cost for cost, _ in points.values()) <= 0:
        raise InputError("Got no point, or a cost of 0 or less; give costs above 0.")
    ax = plt.figure().add_subplot()
    for k, (name, (cost, gain)) in enumerate(points.items()):
        look = LINES[k % len(LINES)]
        ax.plot(cost, gain, look["marker"], color=look["color"], ms=7)
        ax.annotate(name, (cost, gain), (7, 4), textcoords="offset points", fontsize=9)
    costs = [cost for cost, _ in points.values()]
    ax.set_xscale("log")
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(min(costs) / 1.6, max(costs) * 3.5))
    ax.margins(y=0.15)
    return ax
