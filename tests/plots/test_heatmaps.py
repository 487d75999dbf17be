"""A shaded table shows each number twice, as a shade and as a text."""

import numpy as np

from tests.plots.artists import grid, texts
from textcls import plots

TABLE = [[0.1, -0.96, 0.5], [0.56, 0.0, -0.5]]


def test_numbers_stand_where_their_shade_is():
    ax = plots.heatmap(TABLE, ["not", "so", "bad"], ["forget", "input"], "gates")
    np.testing.assert_array_equal(ax.images[0].get_array(), TABLE)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(c, r): f"{TABLE[r][c]:.2f}" for r in range(2) for c in range(3)}
    assert {(text.get_ha(), text.get_va()) for text in ax.texts} == {("center", "center")}


def test_shades_fill_the_figure_whatever_the_table_s_shape_and_no_grid_cuts_them():
    ax = plots.heatmap(TABLE, ["not", "so", "bad"], ["forget", "input"], "gates")
    assert ax.get_aspect() == "auto"
    assert grid(ax) == (False, False)


def test_rows_columns_and_title_are_named_in_order():
    ax = plots.heatmap(TABLE, ["not", "so", "bad"], ["forget", "input"], "gates")
    assert texts(ax.get_xticklabels()) == ["not", "so", "bad"]
    assert texts(ax.get_yticklabels()) == ["forget", "input"]
    assert (list(ax.get_xticks()), list(ax.get_yticks())) == ([0, 1, 2], [0, 1])
    assert ax.get_title(loc="left") == "gates"
    assert {label.get_ha() for label in ax.get_xticklabels()} == {"right"}  # they end at the column


def test_shades_go_from_minus_one_to_one_and_a_scale_stands_beside():
    ax = plots.heatmap([[0.2]], ["a"], ["r"], "t")
    assert ax.images[0].get_clim() == (-1, 1)
    assert ax.images[0].colorbar is not None


def test_text_is_white_on_dark_shades_of_both_ends():
    ax = plots.heatmap([*TABLE, [0.55, -0.55, 0.5]], ["not", "so", "bad"], ["f", "i", "o"], "gates")
    white = {text.get_text() for text in ax.texts if text.get_color() == "white"}
    assert white == {"-0.96", "0.56"}


def test_more_tokens_are_wider_and_more_rows_taller():
    def size(rows, columns):
        ax = plots.heatmap(np.zeros((rows, columns)), ["a"] * columns, ["r"] * rows, "t")
        return ax.figure.get_size_inches().tolist()

    assert size(2, 20)[0] > size(2, 10)[0] > 4
    assert size(5, 3)[1] > size(2, 3)[1]
    assert size(2, 1)[0] == size(2, 2)[0] == 4
