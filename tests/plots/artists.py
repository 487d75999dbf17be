"""What figures show, read back from what they have drawn."""

import numpy as np
from matplotlib.axes import Axes


def texts(labels) -> list[str]:
    """Read labels, notes or entries of a legend."""
    return [label.get_text() for label in labels]


def legend(ax: Axes) -> list[str]:
    """Read the legend that a reader sees."""
    return texts(ax.get_legend().get_texts())


def labels(ax: Axes) -> tuple[str, str]:
    """Read what the two axes stand for."""
    return ax.get_xlabel(), ax.get_ylabel()


def points(line) -> list[list[float]]:
    """Read the points of a line, or the corners of a shape."""
    return np.asarray(line.get_xydata()).tolist()


def outline(band) -> set[tuple[float, float]]:
    """Read the corners of a band."""
    (path,) = band.get_paths()
    return {(round(x, 9), round(y, 9)) for x, y in path.vertices}


def grid(ax: Axes) -> tuple[bool, bool]:
    """Tell whether lines of the grid cross the figure from the ticks of x, and of y."""
    lines = ax.get_xgridlines(), ax.get_ygridlines()
    return any(line.get_visible() for line in lines[0]), any(
        line.get_visible() for line in lines[1]
    )
