"""Matrix factorisation against singular values, least squares and the tastes that were put in."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.utils.estimator_checks import parametrize_with_checks

from textcls.errors import InputError
from textcls.scratch import factorisation as fz
from textcls.synthetic.tastes import make_tastes


def seen_cells(shape, density, seed=1):
    return np.random.default_rng(seed).random(shape) < density


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000), st.integers(1, 4))
def test_complete_table_without_penalty_gives_the_truncated_svd(seed, rank):
    rng = np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.standard_normal((n, 6)))[0] for n in (12, 9))
    table = left @ np.diag([10, 7, 4, 2, 0.5, 0.1]) @ right.T
    model = fz.MatrixFactorisation(rank, 0.0, n_iterations=150, biases=False).fit(table)
    u, s, vt = np.linalg.svd(table)
    np.testing.assert_allclose(model.predictions_, (u[:, :rank] * s[:rank]) @ vt[:rank], atol=1e-6)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.floats(0.1, 10))
def test_a_step_is_ridge_regression_for_each_row(seed, regularisation):
    rng = np.random.default_rng(seed)
    ratings = np.where(seen_cells((4, 8), 0.6, seed), rng.standard_normal((4, 8)), np.nan)
    factors = rng.standard_normal((8, 2))
    for row, found in zip(ratings, fz.als_step(ratings, factors, regularisation), strict=True):
        seen = ~np.isnan(row)
        expected = np.zeros(2)
        if seen.any():
            ridge = Ridge(alpha=regularisation, fit_intercept=False)
            expected = ridge.fit(factors[seen], row[seen]).coef_
        np.testing.assert_allclose(found, expected, atol=1e-7)


def objective(model, ratings):
    squares = np.nansum((ratings - model.predictions_) ** 2)
    learnt = [model.user_biases_, model.item_biases_, model.user_factors_, model.item_factors_]
    return squares + model.regularisation * sum((x**2).sum() for x in learnt)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000), st.floats(0.3, 5))
def test_no_turn_makes_the_objective_larger(seed, regularisation):
    tastes = make_tastes(20, 15, seed=seed)
    ratings = tastes.rate(seen_cells((20, 15), 0.4, seed))
    values = [
        objective(fz.MatrixFactorisation(2, regularisation, n).fit(ratings), ratings)
        for n in range(1, 7)
    ]
    assert all(b <= a * (1 + 1e-9) for a, b in itertools.pairwise(values))


def test_predictions_come_near_the_noise_floor_and_no_lower():
    tastes = make_tastes(300, 150)
    seen = seen_cells((300, 150), 0.3)
    model = fz.MatrixFactorisation(3).fit(tastes.rate(seen))
    new = tastes.rate(~seen, seed=1)
    assert tastes.noise < fz.rmse(model.predictions_, new) < 1.15 * tastes.noise
    assert fz.rmse(tastes.expected, new) == pytest.approx(tastes.noise, rel=0.02)


def test_hidden_factors_are_found_up_to_a_rotation():
    tastes = make_tastes(100, 80, noise=0.0)
    ratings = tastes.rate(seen_cells((100, 80), 0.5))
    model = fz.MatrixFactorisation(3, 1e-3, 60).fit(ratings)
    assert fz.rmse(model.predictions_, tastes.expected) < 0.01 * tastes.expected.std()


@parametrize_with_checks([fz.MatrixFactorisation()])
def test_it_is_an_estimator_of_scikit_learns_kind(estimator, check):
    check(estimator)


def test_a_clone_learns_the_same_and_another_random_state_something_else():
    ratings = make_tastes(30, 20).rate(seen_cells((30, 20), 0.5))
    model = fz.MatrixFactorisation(2, n_iterations=3).fit(ratings)
    np.testing.assert_array_equal(clone(model).fit(ratings).predictions_, model.predictions_)
    other = clone(model).set_params(random_state=1).fit(ratings)
    assert abs(other.predictions_ - model.predictions_).max() > 1e-3


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0.5, 5))
def test_biases_are_ridge_regression_on_who_and_what(seed, regularisation):
    rng = np.random.default_rng(seed)
    ratings = np.where(seen_cells((6, 5), 0.7, seed), rng.normal(3, 1, (6, 5)), np.nan)
    ratings[0, 0] = 3.0
    model = fz.MatrixFactorisation(0, regularisation, n_iterations=200).fit(ratings)
    users, items = np.nonzero(~np.isnan(ratings))
    indicators = np.hstack([np.eye(6)[users], np.eye(5)[items]])
    ridge = Ridge(alpha=regularisation, fit_intercept=False)
    ridge.fit(indicators, ratings[users, items] - np.nanmean(ratings))
    learnt = np.concatenate([model.user_biases_, model.item_biases_])
    np.testing.assert_allclose(learnt, ridge.coef_, atol=1e-6)
    assert model.mean_ == pytest.approx(np.nanmean(ratings))


def test_who_has_rated_nothing_or_once_needs_no_penalty():
    ratings = [[np.nan, np.nan, np.nan], [1.0, 3.0, 2.0], [4.0, np.nan, np.nan]]
    model = fz.MatrixFactorisation(0, 0.0, n_iterations=500).fit(ratings)
    assert model.user_biases_[0] == 0
    seen = ~np.isnan(ratings)
    np.testing.assert_allclose(model.predictions_[seen], np.array(ratings)[seen], atol=1e-6)


def test_three_factors_a_penalty_of_one_and_twenty_turns_unless_said_otherwise():
    ratings = make_tastes(30, 20).rate(seen_cells((30, 20), 0.5))
    explicit = fz.MatrixFactorisation(3, 1.0, 20, biases=True, random_state=0)
    default = fz.MatrixFactorisation().fit(ratings).predictions_
    np.testing.assert_array_equal(default, explicit.fit(ratings).predictions_)


def test_a_prediction_is_the_sum_of_its_parts():
    tastes = make_tastes(12, 9)
    model = fz.MatrixFactorisation(2).fit(tastes.rate(seen_cells((12, 9), 0.6)))
    for u, i in np.ndindex(12, 9):
        fit = model.user_factors_[u] @ model.item_factors_[i]
        expected = model.mean_ + model.user_biases_[u] + model.item_biases_[i] + fit
        assert model.predictions_[u, i] == pytest.approx(expected)


def test_a_newcomer_gets_what_everybody_likes():
    tastes = make_tastes(50, 30)
    seen = seen_cells((50, 30), 0.5)
    seen[7] = False
    model = fz.MatrixFactorisation(3).fit(tastes.rate(seen))
    np.testing.assert_allclose(model.predictions_[7], model.mean_ + model.item_biases_)


@given(st.integers(0, 1000), st.integers(1, 3))
def test_recommendations_are_unseen_and_the_best_of_these(seed, k):
    rng = np.random.default_rng(seed)
    scores, seen = rng.standard_normal((5, 8)), rng.random((5, 8)) < 0.4
    seen[:, :3] = False
    for user, items in enumerate(fz.recommend(scores, seen, k)):
        assert not seen[user, items].any()
        rest = [i for i in range(8) if not seen[user, i] and i not in items]
        assert not rest or scores[user, items].min() >= scores[user, rest].max()


@given(st.lists(st.integers(1, 50), min_size=10, max_size=40))
def test_top_items_have_at_least_their_share(views):
    assert fz.share_of_top_items(views) >= round(0.1 * len(views)) / len(views) - 1e-12


def test_the_top_tenth_is_rounded_and_at_least_one_item():
    assert fz.share_of_top_items([1, 4, 3]) == 4 / 8
    assert fz.share_of_top_items([5, 1, 1, 1, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == 12 / 26


def test_equal_scores_are_recommended_in_order_and_one_item_unless_said_otherwise():
    scores = np.zeros((2, 30))
    seen = np.zeros((2, 30), dtype=bool)
    seen[1, [0, 2]] = True
    assert fz.recommend(scores, seen).tolist() == [[0], [1]]
    assert fz.recommend(scores, seen, k=3).tolist() == [[0, 1, 2], [1, 3, 4]]
    assert fz.recommend([[1, 2]], [[False, False]], k=2).tolist() == [[1, 0]]


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=1, max_size=9))
def test_rmse_is_the_root_of_scikit_learns_mean_squared_error(pairs):
    y_true, y_pred = np.array(pairs).T
    expected = root_mean_squared_error(y_true, y_pred)
    assert fz.rmse(y_true, y_pred) == pytest.approx(expected)
    whole = np.uint8([1, 200]), np.uint8([3, 199])
    assert fz.rmse(*whole) == pytest.approx(np.sqrt(2.5))
    gaps = [*y_true, np.nan, 7.0], [*y_pred, 3.0, np.nan]
    assert fz.rmse(*gaps) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fz.MatrixFactorisation().fit([[np.nan]]), "give one rating or more"),
        (lambda: fz.rmse([1.0], [np.nan]), "both values"),
        (lambda: fz.MatrixFactorisation(-1).fit([[1.0]]), "rank is -1"),
        (lambda: fz.MatrixFactorisation(1, -1.0).fit([[1.0]]), "regularisation is -1.0"),
        (lambda: fz.MatrixFactorisation(n_iterations=-1).fit([[1.0]]), "n_iterations is -1"),
        (lambda: fz.rmse([1.0], [1.0, 2.0]), "the same shape"),
        (lambda: fz.recommend([[1.0]], [[True]]), "unseen items"),
        (lambda: fz.recommend([[1.0, 2.0]], [[False, True]], k=2), "unseen items"),
        (lambda: fz.recommend(np.ones((2, 1)), [[True], [False]]), "unseen items"),
        (lambda: fz.recommend([[1.0]], [[False, False]]), "give equal shapes"),
        (lambda: fz.share_of_top_items([0, 0]), "there are 0 views; give some"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
