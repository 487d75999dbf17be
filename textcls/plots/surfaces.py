"""Surfaces over two parameters or two features (§4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from textcls.plots.style import BLUE, INK, ORANGE, in_house_style, looks

__all__ = ["decision_boundary", "loss_surface"]


GRID = 81  # points along each axis of a surface


@in_house_style
def loss_surface(
    loss: Callable[[NDArray[np.float64]], float],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    paths: Mapping[str, ArrayLike],
    minimum: ArrayLike | None = None,
) -> Axes:
    """Draw lines of equal loss over two weights, and paths across them (§4.2, §4.3).

    Parameters
    ----------
    loss
        From an array of the two weights to a number.
    xlim, ylim
        From where to where the weights go.
    paths
        Name to a path, shape (steps + 1, 2); its start is drawn as a large ring.
    minimum
        Where to draw a cross.

    Examples
    --------
    >>> path = [[1.0, 1.0], [0.5, 0.5]]
    >>> ax = loss_surface(lambda w: w @ w, (-1, 1), (-1, 1), paths={"descent": path})
    >>> ax.get_legend_handles_labels()[1]
    ['descent']
    """
    first, second = np.linspace(*xlim, GRID), np.linspace(*ylim, GRID)
    heights = np.array([[loss(np.array([a, b])) for a in first] for b in second])
    each = zip(looks(len(paths)), paths.items(), strict=True)
    # Levels that lie close together near the bottom, where a surface is flat.
    levels = heights.min() + np.ptp(heights) * np.linspace(0.04, 0.96, 16) ** 2
    ax = plt.figure(figsize=(6.0, 4.8)).add_subplot()
    lines = ax.contour(first, second, heights, levels, colors="#8a9099", linewidths=0.8)
    ax.clabel(lines, levels[::3].tolist(), fmt="%.2f", fontsize=7)
    for line, (name, path) in each:
        x, y = np.asarray(path, dtype=float).T
        ax.plot(x, y, label=name, **(line | {"markersize": 3}))
        ax.plot(x[0], y[0], "o", color=INK, markersize=10, fillstyle="none")
    if minimum is not None:
        ax.plot(*np.asarray(minimum, dtype=float), "x", color=INK, markersize=9, mew=2)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xlim=xlim, ylim=ylim)
    ax.grid(visible=False)
    ax.legend(frameon=True, facecolor="#fffdf8", framealpha=0.9)
    return ax


@in_house_style
def decision_boundary(
    X: ArrayLike,
    y: ArrayLike,
    probability: Callable[[NDArray[np.float64]], ArrayLike],
    *,
    feature_names: Sequence[str],
    class_names: Sequence[str],
) -> Axes:
    """Draw two features, two classes, and lines of equal probability of the second (§4.3).

    Parameters
    ----------
    X
        Shape (m, 2).
    y
        Shape (m,), 0 or 1.
    probability
        From rows like those of X, shape (n, 2), to the probabilities of class 1, shape (n,). The
        line at one half is drawn thick.
    feature_names, class_names
        Two each.

    Examples
    --------
    >>> ax = decision_boundary(
    ...     [[0, 0], [1, 1]],
    ...     [0, 1],
    ...     lambda rows: rows.mean(axis=1),
    ...     feature_names=["hours", "texts"],
    ...     class_names=["left", "stayed"],
    ... )
    >>> ax.get_legend_handles_labels()[1]
    ['left', 'stayed']
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    margin = 0.08 * np.ptp(X, axis=0)
    first, second = np.linspace(X.min(axis=0) - margin, X.max(axis=0) + margin, GRID).T
    rows = np.stack(np.meshgrid(first, second), axis=-1)
    p = np.asarray(probability(rows.reshape(-1, 2))).reshape(GRID, GRID)
    ax = plt.figure(figsize=(6.0, 4.6)).add_subplot()
    widths = [0.9, 0.9, 2.2, 0.9, 0.9]
    lines = ax.contour(first, second, p, [0.1, 0.25, 0.5, 0.75, 0.9], colors=INK, linewidths=widths)
    for text in ax.clabel(lines, fmt="%.2g", fontsize=8, inline_spacing=0):
        text.set_bbox({"facecolor": "#fffdf8", "edgecolor": "none", "pad": 1})
        text.set_zorder(3)
    looks: tuple[dict[str, Any], ...] = (
        {"marker": "o", "color": BLUE, "fillstyle": "none"},
        {"marker": "s", "color": ORANGE},
    )
    for label, (name, look) in enumerate(zip(class_names, looks, strict=True)):
        ax.plot(*X[y == label].T, linestyle="none", label=name, **look)
    ax.set(xlabel=feature_names[0], ylabel=feature_names[1])
    ax.grid(visible=False)
    ax.legend(frameon=True, facecolor="#fffdf8", framealpha=0.9)
    return ax
