"""Points lie where the scores are, and their bars end where the intervals end."""

import numpy as np
import pytest

from tests.plots.artists import grid, labels, points, texts
from textcls import plots
from textcls.errors import InputError

MODELS = {"c": (3, 0.9, 0.85, 0.99), "a": (1, 0.8, 0.7, 0.9), "b": (2, 0.7, 0.6, 0.8)}


def bars(ax):
    return [s for collection in ax.collections for s in collection.get_segments()]


def test_the_frontier_joins_the_models_that_no_other_dominates():
    ax = plots.frontier(MODELS, "cents")
    assert points(ax.lines[0]) == [[1, 0.8], [3, 0.9]]
    assert (ax.lines[0].get_drawstyle(), ax.lines[0].get_linestyle()) == ("steps-post", "--")
    assert (ax.get_xscale(), labels(ax)) == ("log", ("cents", "test accuracy"))


def test_models_are_points_with_intervals_and_the_dominated_ones_rings():
    ax = plots.frontier(MODELS, "cents")
    drawn = [container.lines[0] for container in ax.containers]
    assert [points(point) for point in drawn] == [[[3, 0.9]], [[1, 0.8]], [[2, 0.7]]]
    assert [point.get_markerfacecolor() == "white" for point in drawn] == [False, False, True]
    assert {point.get_marker() for point in drawn} == {"o"}
    assert [point.get_color() for point in drawn] == [plots.BLUE, plots.BLUE, plots.ORANGE]
    expected = [[[cost, low], [cost, high]] for cost, _, low, high in MODELS.values()]
    np.testing.assert_allclose(bars(ax), expected)


def test_names_stand_above_the_frontier_and_below_dominated_models():
    ax = plots.frontier(MODELS, "cents")
    names = {name.get_text(): name for name in ax.texts}
    assert {text: name.xy for text, name in names.items()} == {
        text: model[:2] for text, model in MODELS.items()
    }
    sides = {text: (name.get_ha(), name.get_va()) for text, name in names.items()}
    assert sides == {"a": ("right", "bottom"), "b": ("left", "top"), "c": ("right", "bottom")}
    beside = {text: name.get_position() for text, name in names.items()}
    assert beside == {"a": (-7, 4), "b": (7, -4), "c": (-7, 4)}


def test_names_have_room_on_both_sides_of_the_points_above_and_below():
    ax = plots.frontier(MODELS, "cents")
    ends = [(cost, end) for cost, _, *interval in MODELS.values() for end in interval]
    places = ax.transAxes.inverted().transform(ax.transData.transform(ends))
    (left, bottom), (right, top) = places.min(axis=0), places.max(axis=0)
    assert (left, bottom) == pytest.approx((1 - right, 1 - top))
    assert left > 0.2 and bottom > 0.14


@pytest.mark.parametrize("rise", [1 / 500, -1 / 500], ids=["on the frontier", "dominated"])
def test_names_of_neighbours_do_not_overlap_and_stay_as_near_as_they_can(rise):
    close = {f"a long name, number {i}": (1 + i / 50, 0.8 + i * rise, 0.7, 0.9) for i in range(4)}
    ax = plots.frontier(close, "cents")
    ax.figure.draw_without_rendering()
    boxes = [name.get_window_extent() for name in ax.texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    moved = [name for name in ax.texts if abs(name.get_position()[1]) > 4]
    assert moved
    for name in moved:
        x, y = name.get_position()
        name.set_position((x, y - 2 * np.sign(y)))
        assert abs(x) == 7
        others = (other for other in ax.texts if other is not name)
        assert any(name.get_window_extent().overlaps(o.get_window_extent()) for o in others)
        name.set_position((x, y))


def test_the_frontier_refuses_costs_that_have_no_logarithm_and_no_models():
    with pytest.raises(
        InputError, match=r"^a cost is not above 0; give costs that have a logarithm$"
    ):
        plots.frontier({"cheap": (1, 0.5, 0.4, 0.6), "free": (0, 0.5, 0.4, 0.6)}, "cents")
    with pytest.raises(InputError, match=r"^no model to draw; give at least one name with cost"):
        plots.frontier({}, "cents")


def test_comparison_puts_the_first_at_the_top_and_spans_the_interval():
    ax = plots.comparison({"a": (0.5, 0.4, 0.65), "b": (0.81, 0.7, 0.9)}, "accuracy")
    assert ax.get_ylim() == pytest.approx((1.5, -0.6))  # half a row below, more for the notes above
    (drawn, *_) = ax.containers[0].lines
    assert points(drawn) == [[0.5, 0], [0.81, 1]]
    assert (drawn.get_marker(), drawn.get_linestyle()) == ("o", "None")
    assert grid(ax) == (True, False)
    np.testing.assert_allclose(bars(ax), [[[0.4, 0], [0.65, 0]], [[0.7, 1], [0.9, 1]]])
    assert (texts(ax.get_yticklabels()), ax.get_xlabel()) == (["a", "b"], "accuracy")
    assert [(note.get_text(), note.xy) for note in ax.texts] == [
        ("0.500", (0.5, 0)),
        ("0.810", (0.81, 1)),
    ]
    assert {(note.get_position(), note.get_ha()) for note in ax.texts} == {((0, 6), "center")}


def test_a_reference_is_a_vertical_line_with_its_name_at_the_foot():
    scores = {"a": (0.5, 0.4, 0.6)}
    ax = plots.comparison(scores, "accuracy", reference=("chance", 0.45))
    assert list(ax.lines[-1].get_xdata()) == [0.45, 0.45]
    name = ax.texts[-1]
    assert (name.get_text(), name.xy, name.xycoords) == (
        "chance",
        (0.45, 0),
        ("data", "axes fraction"),
    )
    assert (name.get_position(), name.get_ha(), name.get_va()) == ((-4, 3), "right", "bottom")
    room = ax.get_ylim()[0] - plots.comparison(scores, "accuracy").get_ylim()[0]
    assert room == pytest.approx(0.2)


def test_long_names_are_broken_and_more_scores_make_a_taller_figure():
    def draw(*names):
        return plots.comparison(dict.fromkeys(names, (0.5, 0.4, 0.6)), "accuracy")

    long = "a name that goes on and on until it no longer fits"
    (label,) = texts(draw(long).get_yticklabels())
    assert label.replace("\n", " ") == long
    assert max(map(len, label.split("\n"))) <= 32
    fits, breaks = texts(draw("a " * 15 + "bb", "a " * 15 + "bbb").get_yticklabels())
    assert (len(fits), "\n" in fits, "\n" in breaks) == (32, False, True)
    one, two, twelve = (draw(*"abcdefghijkl"[:n]).figure.get_size_inches()[1] for n in (1, 2, 12))
    assert twelve - two == pytest.approx(10 * (two - one)) and two > one


def test_a_comparison_of_nothing_is_refused():
    with pytest.raises(
        InputError, match=r"^no score to draw; give at least one name with its value"
    ):
        plots.comparison({}, "accuracy")
