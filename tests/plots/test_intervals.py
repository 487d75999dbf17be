"""Figures of values with intervals."""

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from textcls import plots
from textcls.errors import InputError


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_the_frontier_draws_dominated_models_as_rings():
    points = {"a": (1, 0.8, 0.7, 0.9), "b": (2, 0.7, 0.6, 0.8), "c": (3, 0.9, 0.85, 0.95)}
    ax = plots.frontier(points, "cents")
    line = ax.lines[0]
    np.testing.assert_allclose(line.get_xydata(), [(1, 0.8), (3, 0.9)])
    faces = [container.lines[0].get_markerfacecolor() for container in ax.containers]
    assert [face == "white" for face in faces] == [False, True, False]
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c"]


def test_the_frontier_refuses_costs_that_have_no_logarithm():
    with pytest.raises(InputError, match="not above 0"):
        plots.frontier({"free": (0, 0.5, 0.4, 0.6)}, "cents")
