"""Bars and outlines are as long as the numbers that they stand for."""

import numpy as np
import pytest

from tests.plots.artists import labels, legend, texts
from textcls import plots
from textcls.errors import InputError

VALUES = {"occlusion": [1.5, -0.5, 0.2], "gradient": [1.0, 0.1, 0.0]}


def test_contributions_are_bars_in_reading_order_from_the_top():
    ax = plots.contributions(["not", "bad", "bad"], VALUES, "log-odds")
    for bars, numbers in zip(ax.containers, VALUES.values(), strict=True):
        np.testing.assert_allclose([bar.get_width() for bar in bars], numbers)
    bottom, top = ax.get_ylim()
    assert top < 0 < 2 < bottom
    assert texts(ax.get_yticklabels()) == ["not", "bad", "bad"]
    assert (legend(ax), ax.get_xlabel()) == (list(VALUES), "log-odds")


def test_the_bars_of_a_token_fill_its_row_without_overlap_the_first_method_on_top():
    ax = plots.contributions(["not", "bad", "bad"], VALUES, "log-odds")
    spans = [
        [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars] for bars in ax.containers
    ]
    for token, row in enumerate(np.transpose(spans, (1, 0, 2))):
        np.testing.assert_allclose(row.ravel(), token + np.array([-0.4, 0, 0, 0.4]), atol=1e-12)


def test_positive_and_negative_contributions_part_at_nought():
    ax = plots.contributions(["a"], {"m": [1]}, "x")
    assert list(ax.lines[0].get_xdata()) == [0, 0]


def test_methods_differ_without_colour():
    ax = plots.contributions(["a"], {name: [1] for name in "abcd"}, "x")
    assert len({bars[0].get_hatch() for bars in ax.containers}) == 4
    assert len({bars[0].get_facecolor() for bars in ax.containers}) == 4


def test_a_figure_of_more_tokens_is_taller():
    heights = [
        plots.contributions(["a"] * n, {"m": [1] * n}, "x").figure.get_size_inches()[1]
        for n in (1, 2, 12)
    ]
    assert heights[1] - heights[0] > 0
    assert heights[2] - heights[1] == pytest.approx(10 * (heights[1] - heights[0]))


def test_numbers_that_do_not_fit_the_tokens_are_named():
    with pytest.raises(
        InputError, match=r"^1 tokens came with numbers of shape \(2,\) for m; give"
    ):
        plots.contributions(["a"], {"m": [1, 2]}, "x")


def test_a_histogram_has_the_counts_of_numpy_for_each_group():
    generator = np.random.default_rng(0)
    groups = {name: generator.uniform(0, 100, 500) for name in "ab"}
    ax = plots.histogram(groups, "words", upper=100)
    for outline, (name, group) in zip(ax.patches, groups.items(), strict=True):
        counts, edges, _ = outline.get_data()
        np.testing.assert_array_equal(counts, np.histogram(group, 40, (0, 100))[0])
        np.testing.assert_allclose(edges, np.linspace(0, 100, 41))
        assert outline.get_label() == name
    assert legend(ax) == ["a", "b"]
    assert labels(ax) == ("words", "number")
    assert ax.get_xlim() == (0, 100)
    assert len({outline.get_linestyle() for outline in ax.patches}) == 2


def test_a_histogram_counts_values_beyond_the_axis_in_the_last_bin():
    ax = plots.histogram({"words": [1, 5, 9, 50, 500]}, "words", upper=10)
    counts, _, _ = ax.patches[0].get_data()
    assert (counts.sum(), counts[-1]) == (5, 2)
    assert ax.get_legend() is None


def test_a_histogram_of_nothing_is_refused():
    with pytest.raises(InputError, match=r"^0 lines to draw; give 1"):
        plots.histogram({}, "words", upper=10)
