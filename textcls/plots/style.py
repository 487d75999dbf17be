"""The house style of the figures: colours, lines, notes, and a decorator that draws in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from textcls.errors import InputError

__all__ = [
    "BLUE",
    "GREEN",
    "INK",
    "LINES",
    "ORANGE",
    "PURPLE",
    "REFERENCE",
    "STYLE",
    "in_house_style",
    "looks",
    "note",
]

P = ParamSpec("P")
R = TypeVar("R")

# Okabe and Ito's colours, which people with any form of colour blindness can tell apart.
INK, BLUE, ORANGE, GREEN, PURPLE = "#1b1f24", "#0072b2", "#c4500b", "#00795a", "#a2467f"
LINES: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": ORANGE, "linestyle": "--", "marker": "s"},
    {"color": GREEN, "linestyle": "-.", "marker": "^"},
    {"color": PURPLE, "linestyle": ":", "marker": "D"},
)
REFERENCE: dict[str, Any] = {"color": INK, "linewidth": 1, "linestyle": (0, (1, 2))}
STYLE: dict[str, Any] = {
    "figure.figsize": (6.4, 3.6),
    "figure.dpi": 110,
    "figure.facecolor": "#fffdf8",
    "axes.facecolor": "#fffdf8",
    "axes.edgecolor": "#6b7076",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#e4e1d8",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "figure.constrained_layout.use": True,
}


def in_house_style(draw: Callable[P, R]) -> Callable[P, R]:
    """Let a drawing function draw in the book's style, whatever the reader's own settings are.

    Examples
    --------
    >>> @in_house_style
    ... def grid() -> bool:
    ...     return plt.rcParams["axes.grid"]
    >>> grid()
    True
    """

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> R:
        with plt.style.context(STYLE):
            return draw(*args, **kwargs)

    return styled


def looks(n: int) -> tuple[dict[str, Any], ...]:
    """Give lines looks that can be told apart, with colour and without.

    Parameters
    ----------
    n
        How many lines there are.

    Raises
    ------
    InputError
        If there is none, or more than there are looks.

    Examples
    --------
    >>> [look["marker"] for look in looks(2)]
    ['o', 's']
    >>> looks(5)
    Traceback (most recent call last):
    textcls.errors.InputError: 5 lines to draw; give 1 to 4, which can be told apart
    """
    if not 1 <= n <= len(LINES):
        raise InputError(f"{n} lines to draw; give 1 to {len(LINES)}, which can be told apart")
    return LINES[:n]


def note(
    ax: Axes,
    text: str,
    place: tuple[float, float],
    offset: tuple[float, float],
    *,
    fontsize: float = 9,
    **options: Any,
) -> Annotation:
    """Write a note so many points beside a place.

    Examples
    --------
    >>> note(plt.figure().add_subplot(), "ceiling", (0, 0.9), (0, 3)).get_text()
    'ceiling'
    """
    return ax.annotate(
        text, place, offset, textcoords="offset points", fontsize=fontsize, **options
    )
