"""The curves, bands and notes are where the numbers say."""

import numpy as np
import pytest

from tests.plots.artists import labels, legend, outline, points, texts
from textcls import plots
from textcls.advantage.learning_curve import power_law
from textcls.errors import InputError

XY = {"a": ([1, 10, 100], [3.0, 5.0, 4.0]), "b": ([1, 10], [2.0, 1.0])}
POINTS = [[[1, 3], [10, 5], [100, 4]], [[1, 2], [10, 1]]]


def looks(ax):
    return [(line.get_color(), line.get_linestyle()) for line in ax.lines]


def test_training_curves_show_mean_and_range_over_seeds():
    ax = plots.training_curves(
        {"a": [[1.0, 0.4], [2.0, 0.6]], "b": [3, 3]}, "loss", reference=("r", 0)
    )
    assert [points(line) for line in ax.lines[:2]] == [[[1, 1.5], [2, 0.5]], [[1, 3], [2, 3]]]
    (band,) = ax.collections  # a single run has no range
    assert outline(band) == {(1, 1), (1, 2), (2, 0.4), (2, 0.6)}
    assert (legend(ax), labels(ax)) == (["a", "b"], ("epoch", "loss"))
    assert {tick % 1 for tick in ax.get_xticks()} == {0}


@pytest.mark.parametrize(
    ("values", "x", "side"), [([0.9, 0.5], 1, "left"), ([0.5, 0.9], 2, "right")]
)
def test_the_reference_is_named_where_the_curves_leave_room(values, x, side):
    ax = plots.training_curves({"a": values}, "loss", reference=("ceiling", 0.4))
    assert list(ax.lines[-1].get_ydata()) == [0.4, 0.4]
    (note,) = ax.texts
    assert (note.get_text(), note.xy, note.get_ha()) == ("ceiling", (x, 0.4), side)


def test_the_nearest_curve_decides_where_there_is_room():
    curves = {"far, then far": [2.0, 2.0], "near, then farther": [0.5, 0.7]}
    ax = plots.training_curves(curves, "loss", reference=("ceiling", 0.4))
    assert ax.texts[0].xy == (2, 0.4)


def test_reliability_has_the_bins_beside_the_diagonal():
    curves = {"network": ([0.6, 0.9], [0.55, 0.8]), "linear": ([0.7], [0.7])}
    ax = plots.reliability_diagram(curves)
    diagonal, *lines = ax.lines
    assert points(diagonal) == [[0.5, 0.5], [1, 1]]
    assert [points(line) for line in lines] == [[[0.6, 0.55], [0.9, 0.8]], [[0.7, 0.7]]]
    assert legend(ax) == ["as sure as it is right", "network", "linear"]
    assert labels(ax) == ("confidence", "share that is correct")


@pytest.mark.parametrize(("logarithmic", "scale"), [(False, "linear"), (True, "log")])
def test_against_draws_each_pair(logarithmic, scale):
    ax = plots.against(XY, "words", "accuracy", logarithmic=logarithmic)
    assert [points(line) for line in ax.lines] == POINTS
    assert (legend(ax), labels(ax)) == (["a", "b"], ("words", "accuracy"))
    assert (ax.get_xscale(), ax.get_yscale()) == (scale, "linear")
    assert len(set(looks(ax))) == 2


def test_one_line_needs_no_legend():
    assert plots.against({"a": XY["a"]}, "x", "y").get_legend() is None
    assert plots.by_month({"a": [1, 2]}, "y", events={}).get_legend() is None


@pytest.fixture
def law():
    """A figure of three laws, fitted up to the middle one of three sizes."""
    laws = np.array([[0.05, 2.5, 0.5], [0.06, 2.5, 0.5], [0.08, 2.5, 0.5]])
    errors = [[0.3, 0.2, 0.1], [0.4, 0.2, 0.2]]
    ax = plots.fitted_power_law(
        [100, 400, 1600], errors, laws, fitted_to=400, reference=("floor", 0.03)
    )
    return ax, laws


def test_the_median_law_is_dashed_beyond_what_it_has_seen(law):
    ax, laws = law
    fitted, extrapolated = ax.lines[:2]
    for line in (fitted, extrapolated):
        np.testing.assert_allclose(line.get_ydata(), power_law(line.get_xdata(), *laws[1]))
    n = np.concatenate([fitted.get_xdata(), extrapolated.get_xdata()])
    np.testing.assert_allclose(n, np.geomspace(100, 1600, 80))
    assert max(fitted.get_xdata()) <= 400.1 < min(extrapolated.get_xdata())
    assert (fitted.get_linestyle(), extrapolated.get_linestyle()) == ("-", "--")


def test_the_band_of_laws_is_their_middle_95_percent(law):
    ax, laws = law
    low, high = (np.quantile(laws[:, 0], q) - laws[1, 0] for q in (0.025, 0.975))
    corners = outline(ax.collections[0])
    middle = power_law(np.array([100.0]), *laws[1])[0]
    heights = [y for x, y in corners if x == 100]
    assert (min(heights), max(heights)) == pytest.approx((middle + low, middle + high))


def test_every_draw_is_a_ring_and_the_mean_a_dot(law):
    ax, _ = law
    assert [points(line) for line in ax.lines[2:4]] == [
        [[100, 0.3], [400, 0.2], [1600, 0.1]],
        [[100, 0.4], [400, 0.2], [1600, 0.2]],
    ]
    np.testing.assert_allclose(ax.lines[4].get_ydata(), [0.35, 0.2, 0.15])
    assert [line.get_fillstyle() for line in ax.lines[2:5]] == ["none", "none", "full"]
    assert legend(ax) == ["fitted", "extrapolated", "measured (mean; rings: draws)"]


def test_the_axes_of_a_law_are_logarithmic_and_have_the_sizes_as_ticks(law):
    ax, _ = law
    assert (ax.get_xscale(), ax.get_yscale(), labels(ax)) == ("log", "log", ("labels", "error"))
    assert texts(ax.get_xticklabels()) == ["100", "400", "1,600"]
    assert list(ax.get_yticks()) == [0.1, 0.2, 0.4]
    assert texts(ax.get_yticklabels()) == ["0.1", "0.2", "0.4"]
    ax.figure.draw_without_rendering()
    assert not any(texts([*ax.get_xticklabels(minor=True), *ax.get_yticklabels(minor=True)]))
    assert list(ax.lines[5].get_ydata()) == [0.03, 0.03]
    assert (ax.texts[0].get_text(), ax.texts[0].xy) == ("floor", (100, 0.03))


def test_months_count_from_nought_with_bands_and_events():
    ax = plots.by_month(
        {"never": [0.9, 0.8], "monthly": [0.9, 0.9]},
        "accuracy",
        intervals={"monthly": [[0.8, 1.0], [0.85, 0.95]]},
        events={"albums": 1, "words turn": 0},
    )
    assert [points(line) for line in ax.lines[:2]] == [[[0, 0.9], [1, 0.8]], [[0, 0.9], [1, 0.9]]]
    (band,) = ax.collections
    assert outline(band) == {(0, 0.8), (0, 1), (1, 0.85), (1, 0.95)}
    assert [list(line.get_xdata()) for line in ax.lines[2:]] == [[1, 1], [0, 0]]
    assert [(note.get_text(), note.xy) for note in ax.texts] == [
        ("albums", (1, 1)),
        ("words turn", (0, 1)),
    ]
    assert (legend(ax), labels(ax)) == (["never", "monthly"], ("month", "accuracy"))
    assert {tick % 1 for tick in ax.get_xticks()} == {0}


def test_survival_goes_down_in_steps_and_a_model_smoothly():
    ax = plots.survival(
        {"cohort": ([1, 0.8, 0.6], [1, 0.7, 0.5], [1, 0.9, 0.7])}, smooth={"model": [1, 0.75, 0.5]}
    )
    steps, smooth = ax.lines
    assert points(steps) == [[0, 1], [1, 0.8], [2, 0.6]]
    assert (steps.get_drawstyle(), smooth.get_drawstyle()) == ("steps-post", "default")
    assert points(smooth) == [[0, 1], [1, 0.75], [2, 0.5]]
    assert {(0, 1), (1, 0.7), (1, 0.9), (2, 0.5), (2, 0.7)} <= outline(ax.collections[0])
    assert {(1, 1)} <= outline(ax.collections[0])  # a step ends before it falls
    assert (legend(ax), labels(ax)) == (["cohort", "model"], ("month", "share still there"))
    assert ax.get_ylim()[0] == 0
    assert len(set(looks(ax))) == 2


def test_an_error_of_nought_is_drawn_at_the_foot():
    ax = plots.error_against_step({"central": ([1e-2, 1e-4], [1e-5, 0]), "complex": ([1], [1e-18])})
    assert [points(line) for line in ax.lines[:2]] == [[[1e-2, 1e-5], [1e-4, 1e-17]], [[1, 1e-17]]]
    assert list(ax.lines[2].get_ydata()) == [np.finfo(float).eps] * 2
    assert (ax.texts[0].get_text(), ax.texts[0].xy) == ("rounding unit", (1, np.finfo(float).eps))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert (legend(ax), labels(ax)) == (["central", "complex"], ("step h", "relative error"))


FIVE = {name: [0.5] for name in "abcde"}
PAIRS = dict.fromkeys("abcde", ([1], [0.5]))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.training_curves(FIVE, "y", reference=("r", 0)),
        lambda: plots.reliability_diagram(PAIRS),
        lambda: plots.against(PAIRS, "x", "y"),
        lambda: plots.by_month(FIVE, "y", events={}),
        lambda: plots.survival(dict.fromkeys("abc", [[1]] * 3), smooth={"d": [1], "e": [1]}),
        lambda: plots.error_against_step(PAIRS),
    ],
)
def test_a_fifth_line_is_refused_and_not_left_out(draw):
    with pytest.raises(InputError, match=r"^5 lines to draw; give 1 to 4"):
        draw()
