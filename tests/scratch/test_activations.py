"""Sigmoid, softmax and their relatives: SciPy's values, and slopes that measurements confirm."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit, logsumexp, softmax

from textcls.errors import InputError
from textcls.scratch import activations
from textcls.scratch.derivatives import complex_step

finite = st.floats(-700, 700)


logits = arrays(np.float64, st.integers(1, 8), elements=st.floats(-30, 30))


@given(finite)
def test_sigmoid_is_that_of_scipy_to_the_last_digits(z):
    np.testing.assert_allclose(activations.sigmoid(z), expit(z), rtol=1e-14)


@given(finite)
def test_sigmoid_of_opposites_sums_to_one(z):
    np.testing.assert_allclose(activations.sigmoid(z) + activations.sigmoid(-z), 1, rtol=1e-15)


@given(st.floats(-30, 30))
def test_sigmoid_derivative_is_the_slope_of_the_sigmoid(z):
    measured = complex_step(activations.sigmoid, z)
    np.testing.assert_allclose(activations.sigmoid_derivative(z), measured, rtol=1e-12)


@given(st.floats(-600, 600))
def test_softplus_is_that_of_numpy_and_its_slope_is_the_sigmoid(z):
    np.testing.assert_allclose(activations.softplus(z), np.logaddexp(0, z), rtol=1e-14)
    assume(abs(z) < 30)
    np.testing.assert_allclose(
        complex_step(activations.softplus, z), activations.sigmoid(z), rtol=1e-12
    )


@given(arrays(np.float64, st.integers(1, 6), elements=st.floats(-1e5, 1e5)))
def test_log_sum_exp_and_softmax_are_those_of_scipy(z):
    np.testing.assert_allclose(activations.log_sum_exp(z), logsumexp(z), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(activations.softmax(z), softmax(z), rtol=1e-13)


tables = arrays(np.float64, st.tuples(*[st.integers(1, 3)] * 3), elements=st.floats(-50, 50))


@given(tables)
def test_classes_stand_in_the_last_axis(z):
    np.testing.assert_allclose(activations.log_sum_exp(z), logsumexp(z, axis=-1), atol=1e-13)
    np.testing.assert_allclose(activations.softmax(z), softmax(z, axis=-1), rtol=1e-12)
    jacobians = activations.softmax_jacobian(z)
    for place in np.ndindex(z.shape[:-1]):
        np.testing.assert_allclose(jacobians[place], activations.softmax_jacobian(z[place]))


def test_whole_numbers_give_numbers_with_a_point():
    for function in (activations.sigmoid, activations.softplus, activations.softmax):
        np.testing.assert_array_equal(function([1, 0]), function([1.0, 0.0]))
        assert function([1, 0]).dtype == np.float64
        assert function([1 + 1e-20j, 0]).dtype == np.complex128


@given(logits, st.floats(-1e3, 1e3))
def test_adding_a_constant_shifts_log_sum_exp_and_leaves_softmax(z, c):
    np.testing.assert_allclose(
        activations.log_sum_exp(z + c), activations.log_sum_exp(z) + c, atol=1e-10
    )
    np.testing.assert_allclose(activations.softmax(z + c), activations.softmax(z), atol=1e-10)


@given(logits)
def test_the_slope_of_log_sum_exp_is_the_softmax(z):
    np.testing.assert_allclose(
        complex_step(activations.log_sum_exp, z), activations.softmax(z), atol=1e-14
    )


@given(logits)
def test_softmax_jacobian_is_the_slope_of_the_softmax(z):
    rows = [complex_step(lambda z, k=k: activations.softmax(z)[k], z) for k in range(len(z))]
    np.testing.assert_allclose(activations.softmax_jacobian(z), rows, atol=1e-14)


def test_a_class_that_is_ruled_out_gets_nothing():
    np.testing.assert_array_equal(activations.softmax([[0.0, -np.inf]]), [[1.0, 0.0]])
    assert activations.log_sum_exp([3.0, -np.inf]) == 3.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: activations.softmax([-np.inf, -np.inf]), "no finite largest"),
        (lambda: activations.softmax([[0.0, 1.0], [0.0, np.nan]]), "no finite largest"),
        (lambda: activations.log_sum_exp([0.0, np.inf]), "no finite largest"),
        (lambda: activations.log_sum_exp(np.zeros((2, 0))), "at least one class"),
        (lambda: activations.softmax([]), "at least one class"),
        (lambda: activations.log_sum_exp(1.0), r"shape \(\)"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, message):
    with pytest.raises(InputError, match=message) as caught:
        call()
    assert str(caught.value).count(". ") == 0
