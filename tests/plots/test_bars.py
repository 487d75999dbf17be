"""The figures of chapter 9: what is drawn is what was given."""

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


def test_contributions_draw_every_number_in_reading_order_from_the_top():
    values = {"occlusion": [1.5, -0.5, 0.2], "gradient": [1.0, 0.1, 0.0]}
    ax = plots.contributions(["not", "bad", "bad"], values, "log-odds")
    for bars, numbers in zip(ax.containers, values.values(), strict=True):
        np.testing.assert_allclose([bar.get_width() for bar in bars], numbers)
    bottom, top = ax.get_ylim()
    assert top < 0 < 2 < bottom
    assert [label.get_text() for label in ax.get_yticklabels()] == ["not", "bad", "bad"]


def test_methods_differ_without_colour():
    ax = plots.contributions(["a"], {"one": [1], "two": [1], "three": [1]}, "x")
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 3


def test_numbers_that_do_not_fit_the_tokens_are_named():
    with pytest.raises(InputError, match=r"1 tokens came with .* \(2,\)"):
        plots.contributions(["a"], {"m": [1, 2]}, "x")
