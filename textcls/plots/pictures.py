"""Pictures in rows: small grey images (§6.2), the loudness of sounds (§6.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.plots.style import in_house_style

__all__ = ["images", "spectrograms"]

SECONDS, HERTZ = 1.0, 1600.0  # what the last frame and the last frequency of a sound stand for


@in_house_style
def images(pictures: ArrayLike, titles: Sequence[str], *, columns: int = 6) -> list[Axes]:
    """Draw small grey images in a grid, dark on light, each with a title (§6.2).

    Parameters
    ----------
    pictures
        Shape (n, height, width); the largest value of each is drawn darkest.
    titles
        One for each.
    columns
        Images in a row.

    Examples
    --------
    >>> [ax.get_title() for ax in images(np.eye(3)[None], ["a diagonal"])]
    ['a diagonal']
    """
    shown = np.asarray(pictures)
    if shown.ndim != 3 or len(shown) != len(titles) or not len(shown):
        raise InputError(
            f"{len(titles)} titles came with images of shape {shown.shape}; give images of shape "
            "(n, height, width) and a title for each"
        )
    rows = -(-len(shown) // columns)
    figure = plt.figure(figsize=(6.4, 1.4 * rows + 0.1))
    drawn = []
    for place, (picture, title) in enumerate(zip(shown, titles, strict=True), start=1):
        ax = figure.add_subplot(rows, columns, place)
        ax.imshow(picture, cmap="Greys")
        ax.set_title(title, fontsize=9, fontweight="normal", loc="center")
        ax.set_axis_off()
        drawn.append(ax)
    return drawn


@in_house_style
def spectrograms(pictures: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw how loud each frequency is at each time, darker for louder, side by side (§6.3).

    Time goes to the right, from 0 to 1 second, and frequency upwards, from 0 to 1,600 hertz.

    Parameters
    ----------
    pictures
        Name to loudness, shape (frames, frequencies).

    Examples
    --------
    >>> spectrograms({"silence": np.zeros((4, 3))})[0].get_xlabel()
    'seconds'
    """
    if not pictures:
        raise InputError("no picture to draw; give at least one name with its values")
    figure = plt.figure(figsize=(6.4, 2.6))
    drawn: list[Axes] = []
    for place, (name, loudness) in enumerate(pictures.items(), start=1):
        ax = figure.add_subplot(1, len(pictures), place, sharey=drawn[0] if drawn else None)
        ax.imshow(
            np.asarray(loudness).T,
            origin="lower",
            aspect="auto",
            cmap="Greys",
            extent=(0, SECONDS, 0, HERTZ),
        )
        ax.set(title=name, xlabel="seconds")
        ax.grid(visible=False)
        if drawn:
            ax.tick_params(labelleft=False)
        else:
            ax.set_ylabel("hertz")
        drawn.append(ax)
    return drawn
