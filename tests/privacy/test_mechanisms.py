"""Noise: as much as the promise of privacy needs."""

import math
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from textcls.errors import InputError
from textcls.privacy.mechanisms import (
    gaussian_delta,
    laplace_mechanism,
    noise_multiplier,
)


@given(st.floats(0.05, 5), st.floats(0.1, 10))
def test_laplace_densities_of_neighbours_differ_by_exp_epsilon_at_most_and_somewhere_so(
    epsilon, sensitivity
):
    generator = Mock()
    generator.laplace.return_value = 0.0
    laplace_mechanism(7.0, sensitivity, epsilon, generator)
    noise = stats.laplace(scale=generator.laplace.call_args.kwargs["scale"])
    z = np.linspace(-3 * sensitivity, 4 * sensitivity, 101)
    log_ratio = noise.logpdf(z) - noise.logpdf(z - sensitivity)
    np.testing.assert_allclose(abs(log_ratio).max(), epsilon)


def test_laplace_mechanism_draws_this_noise():
    rng = np.random.default_rng(0)
    drawn = laplace_mechanism(np.full(20_000, 7.0), 2.0, 0.5, rng) - 7
    assert stats.kstest(drawn, stats.laplace(scale=4.0).cdf).pvalue > 0.01
    assert laplace_mechanism(3, 1, 1, rng).shape == ()
    assert laplace_mechanism(np.uint8([3]), 1, 1, rng).dtype == np.float64


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
def test_the_noise_is_what_the_promise_needs_and_no_more(epsilon, exponent, n_steps):
    delta = 10**exponent
    sigma = noise_multiplier(epsilon, delta, n_steps)
    assert gaussian_delta(epsilon, sigma, n_steps) == pytest.approx(delta, rel=1e-4)


@given(st.floats(1, 50), st.integers(1, 500))
def test_delta_is_below_the_looser_bound_of_zero_concentrated_privacy(sigma, n_steps):
    # Bun and Steinke 2016, propositions 1.3 and 1.6
    rho, delta = n_steps / (2 * sigma**2), 1e-6
    bound = rho + 2 * math.sqrt(rho * math.log(1 / delta))
    assert gaussian_delta(bound, sigma, n_steps) <= delta


def test_enormous_epsilon_overflows_nothing():
    assert gaussian_delta(800.0, 0.01) == pytest.approx(1.0)
    assert gaussian_delta(0.0, 1e6) < 1e-6


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: laplace_mechanism(1, 1, 0, np.random.default_rng()), "epsilon is 0; give"),
        (lambda: gaussian_delta(-1, 1), "epsilon is -1; give a number of at least 0"),
        (lambda: gaussian_delta(1, 0), "noise_multiplier is 0"),
        (lambda: noise_multiplier(1, 2), "delta is 2"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
