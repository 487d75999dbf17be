"""Bars and counts: what each token contributes (§9), how often each size occurs (§5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import INK, in_house_style, looks

__all__ = ["contributions", "histogram"]


HATCHES = ("", "///", "...", "xxx")
BINS = 40  # of a histogram


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
    each = zip(looks(len(values)), values.items(), strict=True)
    ax = plt.figure(figsize=(6.4, 1.0 + 0.3 * len(tokens))).add_subplot()
    rows, height = np.arange(len(tokens)), 0.8 / len(values)
    for k, (look, (name, numbers)) in enumerate(each):
        ax.barh(
            rows - 0.4 + (k + 0.5) * height,
            np.asarray(numbers),
            height,
            label=name,
            color=look["color"],
            hatch=HATCHES[k],
            edgecolor="white",
            linewidth=0,
        )
    ax.axvline(0, color=INK, lw=1)
    ax.set(yticks=rows, yticklabels=list(tokens), xlabel=xlabel, ylim=(len(tokens) - 0.4, -0.6))
    ax.grid(visible=False, axis="y")
    ax.legend()
    return ax


@in_house_style
def histogram(groups: Mapping[str, ArrayLike], xlabel: str, *, upper: float) -> Axes:
    """Draw how often each size of something occurs, one outline for each group (§5.1).

    Parameters
    ----------
    groups
        Name of a group to its values, shape (n,).
    xlabel
        What is counted, with its unit.
    upper
        Right end of the axis; values beyond it are counted in the last bin.

    Examples
    --------
    >>> histogram({"a": [1, 2, 2], "b": [2, 3, 3]}, "words", upper=4).get_xlabel()
    'words'
    """
    edges = np.linspace(0, upper, BINS + 1)
    each = zip(looks(len(groups)), groups.items(), strict=True)
    ax = plt.figure().add_subplot()
    for look, (name, group) in each:
        counts, _ = np.histogram(np.minimum(group, upper), edges)
        ax.stairs(counts, edges, label=name, color=look["color"], linestyle=look["linestyle"], lw=2)
    ax.set(xlabel=xlabel, ylabel="number", xlim=(0, upper))
    if len(groups) > 1:
        ax.legend()
    return ax
