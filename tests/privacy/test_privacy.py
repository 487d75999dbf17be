"""Privacy: pseudonyms hide what they should, and the noise is as much as the promise needs."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.sparse import csr_array

from textcls.errors import InputError
from textcls.privacy.logistic import PrivateLogisticRegression
from textcls.privacy.mechanisms import (
    gaussian_delta,
    gaussian_epsilon,
    laplace_mechanism,
    noise_multiplier,
)
from textcls.privacy.pseudonyms import pseudonymise

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("EMAIL", "mia.o-neil+films@mail.example.co.uk"),
        ("LINK", "https://example.org/u/mia?x=1"),
        ("ADDRESS", "12 Old Mill Road"),
        ("ADDRESS", "7b, Harbour Street"),
        ("PHONE", "+44 20 7946 0958"),
        ("PHONE", "(555) 010-0199"),
        ("PHONE", "555-0142-33"),
        ("NUMBER", "9912345"),
        ("NAME", "Zoë O'Neil"),
    ],
)
def test_each_kind_is_found_whole_wherever_it_stands(kind, value):
    for text in (value, f"Ask {value}, please.", f"Mine ({value})!"):
        hidden = pseudonymise(text, KEY, names=["Zoë O'Neil"])
        assert re.search(rf"\[{kind} [a-p]{{8}}\]", hidden), hidden
        assert re.sub(r"\[\w+ [a-p]{8}\]", value, hidden) == text


@pytest.mark.parametrize(
    "text",
    ["a 2 hour film of 1999", "7.5/10", "a rose", "Annabel", "3 Good Reasons", "10,000 times"],
)
def test_what_names_nobody_stays(text):
    assert pseudonymise(text, KEY, names=["Rose", "Anna"]) == text


def test_same_value_same_pseudonym_however_it_is_written_and_another_key_another():
    one, other = pseudonymise("555 010 0199 or 555-010-0199", KEY).split(" or ")
    assert one == other != pseudonymise("555 010 0199", KEY[::-1])
    assert one != pseudonymise("555 010 0198", KEY)


PIECES = ["12 ", "555", " ", "-", "@", "ann", ".com", "www.", "Old ", "Road", "(", ")", "+", "0199"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_second_pass_finds_nothing_more(text):
    once = pseudonymise(text, KEY, names=["ann"])
    assert pseudonymise(once, KEY, names=["ann"]) == once


def test_short_key_is_refused():
    with pytest.raises(InputError, match="the key has 3 bytes"):
        pseudonymise("a", b"abc")


@given(st.floats(0.05, 5), st.floats(0.1, 10))
def test_laplace_densities_of_neighbours_differ_by_exp_epsilon_at_most_and_somewhere_so(
    epsilon, sensitivity
):
    noise = stats.laplace(scale=sensitivity / epsilon)
    z = np.linspace(-3 * sensitivity, 4 * sensitivity, 101)
    log_ratio = noise.logpdf(z) - noise.logpdf(z - sensitivity)
    np.testing.assert_allclose(abs(log_ratio).max(), epsilon)


def test_laplace_mechanism_draws_this_noise():
    rng = np.random.default_rng(0)
    drawn = laplace_mechanism(np.full(20_000, 7.0), 2.0, 0.5, rng) - 7
    assert stats.kstest(drawn, stats.laplace(scale=4.0).cdf).pvalue > 0.01
    assert laplace_mechanism(3, 1, 1, rng).shape == ()


@given(st.floats(0, 4), st.floats(0.5, 20), st.integers(1, 50))
def test_delta_is_the_definition_integrated(epsilon, sigma, n_steps):
    # T answers about N(0, σ²) against N(1, σ²) are one about N(0, σ²/T): their mean says it all.
    scale = sigma / math.sqrt(n_steps)
    without, present = stats.norm(0, scale), stats.norm(1, scale)
    crossing = 0.5 + epsilon * scale**2  # from here on, P(present) > exp(ε) P(without)
    excess, _ = quad(
        lambda z: present.pdf(z) - math.exp(epsilon) * without.pdf(z),
        crossing,
        crossing + 40 * scale,
        points=[max(1, crossing)],
    )
    assert gaussian_delta(epsilon, sigma, n_steps) == pytest.approx(excess, abs=1e-7)


@given(st.floats(0.01, 20), st.floats(-12, -2), st.integers(1, 1000))
def test_noise_epsilon_and_delta_are_each_others_inverse(epsilon, exponent, n_steps):
    delta = 10**exponent
    sigma = noise_multiplier(epsilon, delta, n_steps)
    assert gaussian_delta(epsilon, sigma, n_steps) == pytest.approx(delta, rel=1e-4)
    assert gaussian_epsilon(sigma, delta, n_steps) == pytest.approx(epsilon, rel=1e-4)


@given(st.floats(1, 50), st.integers(1, 500))
def test_epsilon_is_below_the_looser_bound_of_zero_concentrated_privacy(sigma, n_steps):
    # Bun and Steinke 2016, propositions 1.3 and 1.6
    rho, delta = n_steps / (2 * sigma**2), 1e-6
    bound = rho + 2 * math.sqrt(rho * math.log(1 / delta))
    assert gaussian_epsilon(sigma, delta, n_steps) <= bound


def test_enormous_epsilon_overflows_nothing():
    assert gaussian_delta(800.0, 0.01) == pytest.approx(1.0)
    assert gaussian_epsilon(1e6, 1e-5) == 0.0


def two_clouds(n=1500, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    X = rng.normal(size=(n, 3)) + np.outer(2 * y - 1, [1.0, -0.5, 0.0])
    return X / np.linalg.norm(X, axis=1, keepdims=True), y


def test_without_noise_and_clipping_it_is_logistic_regression():
    from sklearn.linear_model import LogisticRegression

    X, y = two_clouds()
    model = PrivateLogisticRegression(math.inf, n_steps=4000, clip=100).fit(X, y)
    reference = LogisticRegression(C=np.inf).fit(X, y)
    np.testing.assert_allclose(model.coef_, reference.coef_, rtol=1e-3)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-3)


def test_sparse_rows_give_the_same():
    X, y = two_clouds(200)
    dense, sparse = (
        PrivateLogisticRegression(n_steps=20).fit(rows, y) for rows in (X, csr_array(X))
    )
    np.testing.assert_allclose(dense.coef_, sparse.coef_)
    np.testing.assert_array_equal(dense.predict(X), sparse.predict(csr_array(X)))


def test_no_row_moves_a_step_by_more_than_the_clip():
    X, y = two_clouds(50)
    X[0] *= 1000
    step = {"epsilon": math.inf, "n_steps": 1, "clip": 0.3, "learning_rate": 1.0}

    def total(rows, labels):
        model = PrivateLogisticRegression(**step).fit(rows, labels)
        return len(labels) * np.append(model.coef_[0], model.intercept_)

    moved = np.linalg.norm(total(X, y) - total(X[1:], y[1:]))
    assert moved == pytest.approx(0.3)


def test_gradients_shorter_than_the_clip_are_left_alone():
    X, y = two_clouds(50)
    model = PrivateLogisticRegression(math.inf, n_steps=1, clip=1.0, learning_rate=1.0).fit(X, y)
    expected = -np.hstack([X, np.ones((50, 1))]).T @ (0.5 - y) / 50  # lengths of 0.71
    np.testing.assert_allclose(np.append(model.coef_[0], model.intercept_), expected)


def test_the_noise_in_a_step_has_the_promised_size():
    X, y = two_clouds(100)
    X = np.hstack([X, np.zeros((100, 3000))])  # columns in which nothing but noise is learnt
    model = PrivateLogisticRegression(0.7, 1e-6, n_steps=3, clip=0.5, learning_rate=2.0).fit(X, y)
    expected = 2.0 / 100 * 0.5 * noise_multiplier(0.7, 1e-6, 3) * math.sqrt(3)
    assert model.coef_[0, 3:].std() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: laplace_mechanism(1, 1, 0, np.random.default_rng()), "epsilon is 0; give"),
        (lambda: gaussian_delta(-1, 1), "epsilon is -1; give 0 or more"),
        (lambda: gaussian_delta(1, 0), "noise_multiplier is 0"),
        (lambda: gaussian_epsilon(1, 0), "delta is 0; give a number between"),
        (lambda: noise_multiplier(1, 2), "delta is 2"),
        (lambda: PrivateLogisticRegression().fit(np.ones((2, 1)), [1, 2]), r"like \[1, 2\]; give"),
        (lambda: PrivateLogisticRegression().fit(np.ones((2, 1)), [1]), r"2 rows came with"),
        (lambda: PrivateLogisticRegression(clip=0).fit(np.ones((1, 1)), [1]), "clip is 0"),
        (lambda: PrivateLogisticRegression().predict(np.ones((1, 1))), "call fit first"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
