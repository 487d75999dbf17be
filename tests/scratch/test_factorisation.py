"""Matrix factorisation against singular values, least squares and the tastes that were put in."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

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


def test_a_newcomer_gets_what_everybody_likes():
    tastes = make_tastes(50, 30)
    seen = seen_cells((50, 30), 0.5)
    seen[7] = False
    model = fz.MatrixFactorisation(3).fit(tastes.rate(seen))
    np.testing.assert_allclose(model.predictions_[7], model.mean_ + model.item_biases_)


def test_the_same_cell_gets_the_same_rating_whatever_else_is_seen():
    tastes = make_tastes(10, 10)
    few, all_of_them = tastes.rate(seen_cells((10, 10), 0.3)), tastes.rate(np.ones((10, 10)))
    known = ~np.isnan(few)
    np.testing.assert_array_equal(few[known], all_of_them[known])


def test_spread_of_the_fit_is_the_declared_one():
    tastes = make_tastes(2000, 500, fit=0.8)
    fit = tastes.expected - tastes.expected.mean(axis=0)
    fit -= fit.mean(axis=1, keepdims=True)
    assert fit.std() == pytest.approx(0.8, rel=0.05)


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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: make_tastes(0, 3), "at least one"),
        (lambda: make_tastes(2, 3).rate(np.ones((3, 2))), "a row for each user"),
        (lambda: fz.MatrixFactorisation().fit([[np.nan]]), "at least one rating"),
        (lambda: fz.rmse([1.0], [np.nan]), "both values"),
        (lambda: fz.recommend([[1.0]], [[True]]), "unseen items"),
        (lambda: fz.share_of_top_items([0, 0]), "some views"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
