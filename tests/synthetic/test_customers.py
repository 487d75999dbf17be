"""Customers: the trial that never changes, and cohorts that follow their declared hazards."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from textcls.errors import InputError
from textcls.scratch.logistic import separable, with_ones
from textcls.synthetic.customers import make_customers, make_trial_customers


def test_the_trial_is_the_same_on_every_call_and_standardised():
    X, y = make_trial_customers()
    X_again, y_again = make_trial_customers()
    assert np.array_equal(X, X_again) and np.array_equal(y, y_again)
    np.testing.assert_allclose([X.mean(axis=0), X.std(axis=0)], [[0, 0], [1, 1]], atol=1e-12)
    assert 0 < y.sum() < 60
    hours, texts = X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)
    assert hours > 0.5  # whoever spends more hours stays
    assert np.corrcoef(X.T)[0, 1] > 0.5
    assert texts < hours
    assert not separable(with_ones(X), y)  # or no finite weights would be best


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 1000))
def test_records_are_whole(n, months, seed):
    cohort = make_customers(n, months, hazard=0.2, error_rate=0.3, uses=5, seed=seed)
    assert cohort.errors.shape == (n, months)
    assert ((cohort.errors >= 0) & (cohort.errors <= 5)).all()
    assert ((cohort.durations >= 1) & (cohort.durations <= months)).all()
    assert (cohort.durations[~cohort.left] == months).all()
    assert cohort.uses.tolist() == [5] * n


def test_each_month_the_hazard_is_the_one_put_in():
    cohort = make_customers(100_000, 4, hazard=0.2, seed=1)
    for month in (1, 2, 3, 4):
        there = cohort.durations >= month
        leaving = cohort.left & (cohort.durations == month)
        assert leaving.sum() / there.sum() == pytest.approx(0.2, abs=0.01)


def test_every_error_multiplies_the_odds():
    cohort = make_customers(300_000, 1, hazard=0.1, odds_ratio=2.0, error_rate=0.3, uses=3, seed=2)
    for seen in range(4):
        rows = cohort.errors[:, 0] == seen
        odds = 0.1 / 0.9 * 2.0**seen
        assert cohort.left[rows].mean() == pytest.approx(odds / (1 + odds), abs=0.01)


def test_hazards_of_their_own_follow_the_beta_distribution():
    cohort = make_customers(200_000, 2, alpha=1.0, beta=3.0, seed=3)
    assert np.mean(cohort.durations >= 2) == pytest.approx(0.75, abs=0.005)
    assert np.mean(~cohort.left) == pytest.approx(0.6, abs=0.005)


def test_hazards_and_uses_may_differ_from_customer_to_customer():
    cohort = make_customers(2, 400, hazard=[0.0, 0.9], uses=[0, 30], error_rate=0.5, seed=4)
    assert cohort.left.tolist() == [False, True]
    assert cohort.errors[0].sum() == 0
    assert cohort.errors[1].mean() == pytest.approx(15, abs=1)


def test_a_seed_repeats_and_another_does_not():
    first, again, other = (make_customers(50, 6, error_rate=0.2, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.errors, again.errors)
    assert np.array_equal(first.durations, again.durations)
    assert not np.array_equal(first.errors, other.errors)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: make_customers(0, 1), "n is 0; give 1 or more"),
        (lambda: make_customers(1, 0), "months is 0; give 1 or more"),
        (lambda: make_customers(5, 1, alpha=1.0), "alpha is 1.0 and beta is None; give both"),
        (lambda: make_customers(5, 1, beta=1.0), "alpha is None and beta is 1.0; give both"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()


def test_hours_and_texts_weigh_about_as_much_as_declared():
    X, y = make_trial_customers()
    fitted = LogisticRegression(C=np.inf).fit(X, y)
    np.testing.assert_allclose(fitted.coef_[0], [2.2, -1.3], atol=0.7)
    assert fitted.intercept_[0] == pytest.approx(-0.9, abs=0.4)


def test_what_is_left_out_is_the_default_of_the_signature():
    plain = make_customers(400, 8)
    declared = make_customers(400, 8, hazard=0.03, odds_ratio=1.0, error_rate=0.0, uses=10, seed=0)
    for one, other in zip(plain, declared, strict=True):
        np.testing.assert_array_equal(one, other)
