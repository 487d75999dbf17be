"""Pictures show the arrays that were given, the right way up."""

import numpy as np
import pytest

from tests.plots.artists import labels
from textcls import plots
from textcls.errors import InputError


def test_images_are_drawn_in_order_below_their_titles():
    pictures = np.random.default_rng(0).random((5, 3, 4))
    axes = plots.images(pictures, list("abcde"), columns=2)
    assert [ax.get_title() for ax in axes] == list("abcde")
    for ax, picture in zip(axes, pictures, strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)
        assert not ax.axison
    assert axes[0].get_gridspec().get_geometry() == (3, 2)
    places = [ax.get_subplotspec() for ax in axes]
    assert [(p.rowspan.start, p.colspan.start) for p in places] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
    ]


def test_the_largest_value_is_darkest_and_the_first_row_on_top():
    (ax,) = plots.images([[[0, 1], [2, 4]]], ["a"])
    image = ax.images[0]
    assert np.argmin(image.to_rgba(image.get_array())[..., 0]) == 3
    assert image.origin == "upper"


@pytest.mark.parametrize(("n", "rows"), [(6, 1), (7, 2)])
def test_a_full_row_of_images_is_not_followed_by_an_empty_one(n, rows):
    axes = plots.images(np.zeros((n, 2, 2)), ["t"] * n)
    assert axes[0].get_gridspec().get_geometry() == (rows, 6)


@pytest.mark.parametrize(
    ("shape", "n_titles"), [((2, 3, 3), 1), ((3, 3), 3), ((0, 3, 3), 0), ((1, 3, 3, 1), 1)]
)
def test_images_that_do_not_fit_their_titles_are_refused(shape, n_titles):
    with pytest.raises(InputError, match=f"^{n_titles} titles came with images of shape .*; give"):
        plots.images(np.zeros(shape), ["t"] * n_titles)


def test_spectrogram_has_time_to_the_right_and_frequency_upwards():
    loud = np.zeros((10, 4))
    loud[7, 1] = 1.0  # late and low
    (ax,) = plots.spectrograms({"word": loud})
    drawn = ax.images[0]
    assert drawn.origin == "lower"
    assert drawn.get_extent() == [0, 1.0, 0, 1600.0]
    np.testing.assert_array_equal(drawn.get_array(), loud.T)
    assert np.argmin(drawn.to_rgba(drawn.get_array())[..., 0]) == 1 * 10 + 7
    assert (labels(ax), ax.get_title(loc="left")) == (("seconds", "hertz"), "word")


def test_spectrograms_share_one_scale_of_frequencies():
    sounds = {"on": np.ones((3, 2)), "off": np.zeros((3, 2))}
    first, second = plots.spectrograms(sounds)
    assert [ax.get_title(loc="left") for ax in (first, second)] == ["on", "off"]
    for ax, loudness in zip((first, second), sounds.values(), strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), loudness.T)
    assert first.get_shared_y_axes().joined(first, second)
    assert (labels(second), first.get_gridspec().get_geometry()) == (("seconds", ""), (1, 2))
    assert second.yaxis.get_tick_params()["labelleft"] is False


def test_no_sound_is_said_in_one_sentence():
    with pytest.raises(InputError, match=r"^no picture to draw; give at least one name"):
        plots.spectrograms({})
