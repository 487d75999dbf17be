"""Lines of equal height run where the functions have these heights."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.contour import QuadContourSet

from tests.plots.artists import grid, labels, legend, points
from textcls import plots
from textcls.errors import InputError

PATHS = {"descent": [[1.0, -2.0], [0.5, -1.0], [0.25, 0]], "Adam": [[-1.0, 1.0], [0.0, 0.5]]}


def contours(ax):
    """Give the set of contours and, for each level, the points of its lines."""
    (lines,) = [c for c in ax.collections if isinstance(c, QuadContourSet)]
    return lines, dict(
        zip(lines.levels, [path.vertices for path in lines.get_paths()], strict=True)
    )


def loss(w):
    return w[0] ** 2 + 3 * w[1] ** 2 + 5


def test_a_loss_has_its_level_along_each_contour():
    ax = plots.loss_surface(loss, (-2, 2), (-3, 3), paths=PATHS)
    _, lines = contours(ax)
    assert len(lines) == 16
    for level, vertices in lines.items():
        np.testing.assert_allclose(loss(vertices.T), level, atol=0.01)


def test_levels_lie_closer_near_the_bottom_and_within_the_heights():
    ax = plots.loss_surface(loss, (-2, 2), (-3, 3), paths=PATHS)
    levels = contours(ax)[0].levels
    assert (np.diff(levels, n=2) > 0).all()
    heights = (levels - 5) / 31  # of the highest point, (2, 3)
    np.testing.assert_allclose(np.sqrt(heights), np.linspace(0.04, 0.96, 16))


def test_every_third_level_is_labelled():
    ax = plots.loss_surface(loss, (-2, 2), (-3, 3), paths=PATHS)
    lines, _ = contours(ax)
    written = {text.get_text() for text in lines.labelTexts}
    assert written and written <= {f"{level:.2f}" for level in lines.levels[::3]}


def test_paths_are_drawn_with_a_ring_at_their_start_and_a_cross_at_the_minimum():
    ax = plots.loss_surface(loss, (-2, 2), (-3, 3), paths=PATHS, minimum=[0.1, 0.2])
    path, start, other, other_start, cross = ax.lines
    assert [points(path), points(other)] == list(PATHS.values())
    assert [points(start), points(other_start)] == [[[1, -2]], [[-1, 1]]]
    assert {start.get_fillstyle(), other_start.get_fillstyle()} == {"none"}
    assert {start.get_marker(), other_start.get_marker()} == {"o"}
    assert (points(cross), cross.get_marker()) == ([[0.1, 0.2]], "x")
    assert (path.get_color(), path.get_linestyle()) != (other.get_color(), other.get_linestyle())
    assert legend(ax) == ["descent", "Adam"]
    assert grid(ax) == (False, False)


def test_a_surface_without_minimum_has_no_cross_and_the_limits_asked_for():
    far = {"descent": [[5.0, -9.0], [0.5, -1.0]]}  # a path may start outside
    ax = plots.loss_surface(loss, (-2, 1), (-3, 4), paths=far)
    assert len(ax.lines) == 2
    assert (ax.get_xlim(), ax.get_ylim(), labels(ax)) == ((-2, 1), (-3, 4), ("$w_1$", "$w_2$"))


def test_a_surface_without_paths_is_refused():
    with pytest.raises(InputError, match=r"^0 lines to draw; give 1"):
        plots.loss_surface(loss, (-2, 1), (-3, 4), paths={})


X = np.array([[0.0, 10.0], [1.0, 30.0], [0.25, 20.0], [0.5, 10.0]])


def probability(rows):
    return 0.8 * rows[:, 0] + 0.005 * (rows[:, 1] - 10)


@pytest.fixture
def boundary():
    names = {"feature_names": ["hours", "texts"], "class_names": ["left", "stayed"]}
    return plots.decision_boundary(X, [0, 1, 1, 0], probability, **names)


def test_a_decision_boundary_has_its_probability_along_each_line(boundary):
    _, lines = contours(boundary)
    assert list(lines) == [0.1, 0.25, 0.5, 0.75, 0.9]
    for level, vertices in lines.items():
        assert len(vertices) > 1
        np.testing.assert_allclose(probability(vertices), level, atol=1e-6)


def test_lines_are_labelled_with_their_probability_on_paper_above_lines_and_points(boundary):
    lines, _ = contours(boundary)
    written = lines.labelTexts
    assert {text.get_text() for text in written} == {"0.1", "0.25", "0.5", "0.75", "0.9"}
    assert min(text.zorder for text in written) > max(line.zorder for line in boundary.lines)
    paper = mpl.colors.to_rgba(plots.STYLE["axes.facecolor"])
    assert {text.get_bbox_patch().get_facecolor() for text in written} == {paper}
    assert grid(boundary) == (False, False)


def test_the_line_at_one_half_is_the_thickest(boundary):
    lines, _ = contours(boundary)
    widths = lines.get_linewidths()
    assert np.argmax(widths) == 2 and len(set(widths)) == 2


def test_the_two_classes_are_points_of_their_own_look(boundary):
    first, second = boundary.lines
    assert points(first) == X[[0, 3]].tolist()
    assert points(second) == X[[1, 2]].tolist()
    assert (first.get_marker(), second.get_marker()) == ("o", "s")
    assert {first.get_linestyle(), second.get_linestyle()} == {"None"}
    assert (legend(boundary), labels(boundary)) == (["left", "stayed"], ("hours", "texts"))


def test_lines_reach_a_little_beyond_the_points(boundary):
    _, lines = contours(boundary)
    reach = np.concatenate(list(lines.values()))
    np.testing.assert_allclose(reach[:, 1].min(), 10 - 0.08 * 20)
    np.testing.assert_allclose(reach[:, 1].max(), 30 + 0.08 * 20)
