"""Figures about the five questions (§9): what each token contributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import INK, LINES, in_house_style

__all__ = ["contributions"]

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
