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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: make_tastes(0, 3), "n_users is 0; give 1 or more"),
        (lambda: make_tastes(2, 3).rate(np.ones((3, 2))), "a row for each user"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
