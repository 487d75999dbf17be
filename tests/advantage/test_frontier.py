"""Frontier and positions (§1): held against brute force, and against what a customer would pay."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.advantage.frontier import frontier, is_dominated, positions, share_on_frontier
from textcls.errors import InputError

# Coarse grids, so that ties are common.
model = st.tuples(st.integers(0, 12), st.integers(0, 10))
models = st.lists(model, min_size=1, max_size=8).map(lambda rows: np.array(rows, dtype=float))


@settings(max_examples=50)
@given(models)
def test_domination_is_what_it_says_model_by_model(points):
    c, a = points[:, 0], points[:, 1] / 10
    for i, dominated in enumerate(is_dominated(c, a)):
        rivals = [
            j
            for j in range(len(c))
            if c[j] <= c[i] and a[j] >= a[i] and (c[j] < c[i] or a[j] > a[i])
        ]
        assert dominated == bool(rivals)


@settings(max_examples=50)
@given(models)
def test_along_the_frontier_dearer_means_more_accurate(points):
    c, a = points[:, 0], points[:, 1] / 10
    along = frontier(c, a)
    assert along
    for first, second in pairwise(along):
        same = (c[first], a[first]) == (c[second], a[second])
        assert same or (c[first] < c[second] and a[first] < a[second])


@settings(max_examples=50)
@given(models, st.floats(0, 1000))
def test_the_position_at_an_error_cost_is_the_cheapest_choice_there(points, error_cost):
    c, a = points[:, 0], points[:, 1] / 10
    chosen = [p for p in positions(c, a) if p.from_error_cost <= error_cost <= p.up_to]
    total = c + (1 - a) * error_cost
    assert chosen
    for position in chosen:
        assert total[position.model] == pytest.approx(total.min(), abs=1e-9)


@settings(max_examples=50)
@given(models)
def test_positions_leave_no_gap_and_stand_on_the_frontier(points):
    c, a = points[:, 0], points[:, 1] / 10
    found = positions(c, a)
    assert found[0].from_error_cost == 0
    assert found[-1].up_to == np.inf
    assert all(p.up_to == q.from_error_cost for p, q in pairwise(found))
    assert {p.model for p in found} <= set(frontier(c, a))
    assert a[found[-1].model] == a.max()
    assert c[found[0].model] == c.min()


def test_a_model_of_the_frontier_can_be_stuck_in_the_middle():
    c, a = [0.0, 5.0, 6.0], [0.5, 0.55, 0.9]
    assert frontier(c, a) == [0, 1, 2]
    assert [p.model for p in positions(c, a)] == [0, 2]


def test_share_on_frontier_is_certain_for_clear_cases_and_even_for_twins():
    generator = np.random.default_rng(0)
    better, worse = generator.random(400) < 0.9, generator.random(400) < 0.5
    clear = share_on_frontier([1.0, 2.0], [better, worse], n_resamples=300)
    assert clear.tolist() == [1.0, 0.0]
    # The dearer of two models that are equally good on average, on different texts.
    one = np.arange(400) % 10 < 8
    twins = share_on_frontier([1.0, 2.0], [one, np.roll(one, 5)], n_resamples=2000)
    assert twins[0] == 1.0
    assert 0.4 < twins[1] < 0.6


def test_a_thousand_resamples_if_nothing_else_is_said():
    right = np.random.default_rng(0).random((3, 50)) < 0.7
    costs = [1, 2, 3]
    explicit = share_on_frontier(costs, right, n_resamples=1000, seed=0)
    assert share_on_frontier(costs, right).tolist() == explicit.tolist()
    assert explicit.tolist() != share_on_frontier(costs, right, seed=1).tolist()


def test_share_on_frontier_repeats_for_a_seed():
    right = np.random.default_rng(0).random((3, 50)) < 0.7
    first, again = (share_on_frontier([1, 2, 3], right, n_resamples=50, seed=4) for _ in range(2))
    assert first.tolist() == again.tolist()


@pytest.mark.parametrize(
    ("costs", "accuracies"), [([], []), ([1, 2], [0.5]), ([1], [np.nan]), ([[1]], [[0.5]])]
)
def test_points_that_do_not_fit_are_refused(costs, accuracies):
    for ask in (is_dominated, frontier, positions):
        with pytest.raises(InputError):
            ask(costs, accuracies)


@pytest.mark.parametrize("correct", [[1, 0], [[1, 0]], [[], []]])
def test_right_answers_that_do_not_fit_are_refused(correct):
    with pytest.raises(InputError, match="one row for each model"):
        share_on_frontier([1, 2], correct)
