"""Measured slopes: those of calculus, as exact as theory promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.scratch.derivatives import central_differences, complex_step

weights = st.lists(st.floats(-2, 2), min_size=1, max_size=4).map(np.array)


@given(weights)
def test_both_measurements_agree_with_calculus(theta):
    def f(theta):
        return np.sum(np.exp(theta) * np.sin(theta))

    exact = np.exp(theta) * (np.sin(theta) + np.cos(theta))
    np.testing.assert_allclose(central_differences(f, theta), exact, atol=1e-8)
    np.testing.assert_allclose(complex_step(f, theta), exact, rtol=1e-13, atol=1e-13)


def test_the_gradient_has_the_shape_of_the_parameters_and_leaves_them_alone():
    theta = np.arange(6.0).reshape(2, 3)
    for measure in (central_differences, complex_step):
        np.testing.assert_allclose(measure(lambda t: np.sum(t**2), theta), 2 * theta, atol=1e-8)
    np.testing.assert_array_equal(theta, np.arange(6.0).reshape(2, 3))
    assert central_differences(lambda t: t**3, 2.0) == pytest.approx(12)


def test_whole_numbers_are_points_like_others():
    for measure in (central_differences, complex_step):
        slopes = measure(lambda t: np.exp(t[0] / 2) * t[1], [0, 3])
        np.testing.assert_allclose(slopes, [1.5, 1.0], atol=1e-8)


def error(measure, step):
    return abs(measure(np.exp, 1.0, step) - np.e).item() / np.e


def test_central_differences_show_truncation_then_rounding():
    assert error(central_differences, 1e-2) == pytest.approx(1e-4 / 6, rel=0.01)  # h²/6
    assert error(central_differences, 1e-3) == pytest.approx(1e-6 / 6, rel=0.01)
    best = min(error(central_differences, h) for h in np.logspace(-6.5, -4.5, 9))
    assert 1e-13 < best < 1e-9
    assert error(central_differences, 1e-13) > 1e4 * best


def test_complex_step_shows_truncation_but_no_rounding():
    assert error(complex_step, 1e-2) == pytest.approx(1e-4 / 6, rel=0.01)
    assert max(error(complex_step, h) for h in (1e-10, 1e-50, 1e-200)) < 1e-15


def test_complex_step_refuses_a_function_that_drops_the_imaginary_part():
    with pytest.raises(InputError, match="central_differences"):
        complex_step(lambda theta: np.abs(theta).sum(), [1.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: central_differences(np.sum, [1, 1], 0), "step is 0"),
        (lambda: complex_step(np.sum, [1, 1], -1), "step is -1"),
    ],
)
def test_numbers_out_of_range_are_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
