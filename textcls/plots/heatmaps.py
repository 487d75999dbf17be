"""Tables of numbers, shaded: an LSTM's gates over the tokens (§5.3)."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.plots.style import INK, in_house_style

__all__ = ["heatmap"]


@in_house_style
def heatmap(values: ArrayLike, tokens: Sequence[str], rows: Sequence[str], title: str) -> Axes:
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
    >>> ax = heatmap([[0.1, 0.9]], ["not", "bad"], ["forget gate"], "gates")
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
