"""Bars and counts: sizes of texts (§5.1), what each token contributes (§9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import INK, LINES, axes_or_new, in_house_style

__all__ = ["contributions", "histogram"]


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
