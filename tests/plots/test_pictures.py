"""Figures of chapter 6: what is drawn is what was given."""

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


def test_images_are_drawn_in_order_below_their_titles():
    pictures = np.random.default_rng(0).random((5, 3, 4))
    axes = plots.images(pictures, list("abcde"), columns=2)
    assert [ax.get_title() for ax in axes] == list("abcde")
    for ax, picture in zip(axes, pictures, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)
    assert axes[0].get_gridspec().get_geometry() == (3, 2)


def test_spectrogram_has_time_to_the_right_and_frequency_upwards():
    loud = np.zeros((10, 4))
    loud[7, 1] = 1.0  # late and low
    (ax,) = plots.spectrograms({"word": loud}, seconds=2.0, hertz=800.0)
    drawn = ax.images[0]
    assert drawn.origin == "lower"
    assert drawn.get_extent() == [0, 2.0, 0, 800.0]
    assert drawn.get_array()[1, 7] == 1.0


def test_nothing_to_draw_is_said_in_one_sentence():
    with pytest.raises(InputError, match="a title for each"):
        plots.images(np.zeros((2, 3, 3)), ["one"])
    with pytest.raises(InputError, match="at least one"):
        plots.spectrograms({})
