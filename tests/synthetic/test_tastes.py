"""Invented tastes: their spread is the declared one, and a cell's rating stays."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.synthetic.tastes import make_tastes


def seen_cells(shape, density, seed=1):
    return np.random.default_rng(seed).random(shape) < density


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


def test_the_means_of_users_and_items_spread_by_four_tenths_around_three():
    expected = make_tastes(3000, 2000, fit=0).expected
    for axis in (0, 1):
        means = expected.mean(axis=axis)
        assert means.mean() == pytest.approx(3, abs=0.03)
        assert means.std() == pytest.approx(0.4, rel=0.05)


def test_without_fit_everybody_ranks_the_items_alike():
    expected = make_tastes(20, 10, fit=0).expected
    np.testing.assert_allclose(
        expected - expected[:, :1], np.tile(expected[0] - expected[0, 0], (20, 1))
    )


@pytest.mark.parametrize("noise", [0, 0.5, 2])
def test_ratings_scatter_around_the_truth_by_the_declared_noise(noise):
    tastes = make_tastes(400, 300, noise=noise)
    error = tastes.rate(np.ones((400, 300))) - tastes.expected
    assert error.std() == pytest.approx(noise, rel=0.02)
    assert error.mean() == pytest.approx(0, abs=0.01 * max(noise, 1))


def test_what_is_left_out_is_the_default_of_the_docstring():
    plain = make_tastes(6, 5)
    declared = make_tastes(6, 5, rank=3, fit=0.8, noise=0.5, seed=0)
    np.testing.assert_array_equal(plain.expected, declared.expected)
    assert plain.noise == declared.noise == 0.5
    seen = np.ones((6, 5))
    np.testing.assert_array_equal(plain.rate(seen), plain.rate(seen, seed=0))


@pytest.mark.parametrize("kind", [bool, int, float])
def test_seen_cells_may_be_any_kind_of_number(kind):
    seen = seen_cells((10, 10), 0.3).astype(kind)
    np.testing.assert_array_equal(np.isnan(make_tastes(10, 10).rate(seen)), seen == 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: make_tastes(3, 0), "n_items is 0; give 1 or more"),
        (lambda: make_tastes(3, 3, rank=0), "rank is 0; give 1 or more"),
        (lambda: make_tastes(3, 3, fit=-1), "fit is -1; give a number of at least 0"),
        (lambda: make_tastes(3, 3, noise=-1), "noise is -1; give a number of at least 0"),
        (lambda: make_tastes(0, 3), "n_users is 0; give 1 or more"),
        (lambda: make_tastes(2, 3).rate(np.ones((3, 2))), "a row for each user"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
