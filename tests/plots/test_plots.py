"""The figures: what is drawn is what was given, in a style of its own."""

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


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of a colour."""
    channels = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_line_has_text_contrast_on_the_background():
    background = plots.STYLE["figure.facecolor"]
    assert all(contrast(line["color"], background) >= 4.5 for line in plots.LINES)
    assert contrast(plots.INK, background) >= 7


def test_lines_differ_without_colour():
    looks = {(line["linestyle"], line["marker"]) for line in plots.LINES}
    assert len(looks) == len(plots.LINES)


def test_style_does_not_leak_into_the_readers_settings():
    before = dict(plt.rcParams)
    plots.against({"a": ([1, 2], [3, 4])}, "x", "y")
    assert dict(plt.rcParams) == before


def test_histogram_counts_every_value_also_beyond_the_axis():
    ax = plots.histogram({"words": [1, 5, 9, 50, 500]}, "words", bins=4, upper=10)
    assert ax.patches[0].get_data().values.sum() == 5


def test_learning_curves_show_mean_and_range_over_seeds():
    ax = plots.learning_curves({"loss": [[1.0, 0.4], [2.0, 0.6]]}, "loss")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [1.5, 0.5])
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0.4, 2.0)


def test_comparison_puts_the_first_at_the_top_and_spans_the_interval():
    ax = plots.comparison({"a": (0.5, 0.4, 0.6), "b": (0.8, 0.7, 0.9)}, "accuracy")
    bottom, top = ax.get_ylim()
    assert top < 0 < 1 < bottom
    segments = ax.collections[0].get_segments()
    np.testing.assert_allclose([s[:, 0] for s in segments], [[0.4, 0.6], [0.7, 0.9]])


def test_confusion_writes_every_count():
    ax = plots.confusion([[1234, 1], [2, 40]], ["no", "yes"])
    assert [text.get_text() for text in ax.texts] == ["1,234", "1", "2", "40"]


@pytest.mark.parametrize("draw", [plots.histogram, plots.comparison])
def test_nothing_to_draw_is_said_in_one_sentence(draw):
    with pytest.raises(InputError, match="give at least one"):
        draw({}, "x")
