"""Descents: against Keras, and against what theory promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.scratch.descent import adam, gradient_descent, momentum

SLOPES = np.array([0.7, -1.3])


def bowl(theta):
    """Return a loss with known slopes, its sharpest curvature 5."""
    return 0.5 * (theta[0] ** 2 + 5 * theta[1] ** 2)


def bowl_gradient(theta):
    return np.array([1.0, 5.0]) * theta


@given(st.floats(0.01, 0.35), st.integers(0, 30))
def test_gradient_descent_shrinks_each_direction_by_its_own_factor(rate, steps):
    path = gradient_descent(bowl_gradient, [1.0, 1.0], rate, steps)
    assert path.shape == (steps + 1, 2)
    t = np.arange(steps + 1)
    factors = np.column_stack([(1 - rate) ** t, (1 - 5 * rate) ** t])
    np.testing.assert_allclose(path, factors, rtol=1e-9, atol=1e-300)


def test_a_learning_rate_beyond_two_over_the_curvature_explodes():
    below, above = (gradient_descent(bowl_gradient, [1, 1], r, 200)[-1] for r in (0.39, 0.41))
    assert bowl(below) < 1e-2 < 1e2 < bowl(above)


def test_all_weights_move_at_once():
    """A slope that contains the other weight tells a simultaneous update from one by one."""
    path = gradient_descent(lambda t: t[::-1], [1.0, 10.0], 0.1, 1)
    np.testing.assert_allclose(path[1], [0.0, 9.9])  # one by one, the second were 10.0


@given(st.floats(0, 0.99))
def test_momentum_adds_up_to_at_most_one_over_one_minus_mu(mu):
    path = momentum(lambda theta: SLOPES, [0.0, 0.0], 0.1, 2000, mu)
    steps = np.diff(path, axis=0)
    np.testing.assert_allclose(steps[0], -0.1 * SLOPES)
    np.testing.assert_allclose(steps[-1], -0.1 * SLOPES / (1 - mu), rtol=1e-6)


def test_without_momentum_it_is_gradient_descent():
    plain = gradient_descent(bowl_gradient, [1, 1], 0.1, 20)
    np.testing.assert_array_equal(momentum(bowl_gradient, [1, 1], 0.1, 20, momentum=0), plain)


def test_the_first_step_of_adam_sees_signs_only():
    path = adam(lambda theta: np.array([1e-3, -40.0]), [0.0, 0.0], 0.1, 1)
    np.testing.assert_allclose(path, [[0, 0], [-0.1, 0.1]], atol=1e-5)


def test_epsilon_halves_a_step_where_the_slope_is_as_small():
    tiny = adam(lambda theta: np.array([1e-8]), [0.0], 0.1, 1)
    small = adam(lambda theta: np.array([1e-3]), [0.0], 0.1, 1, epsilon=1e-3)
    np.testing.assert_allclose([tiny[1, 0], small[1, 0]], -0.05)


def test_adam_without_memory_takes_the_sign():
    path = adam(bowl_gradient, [1.0, -2.0], 0.1, 3, beta_1=0.0, beta_2=0.0)
    np.testing.assert_allclose(np.diff(path, axis=0), [[-0.1, 0.1]] * 3, atol=1e-8)


@given(st.floats(1e-3, 1e3))
def test_adam_does_not_see_the_scale_of_the_loss(scale):
    once = adam(bowl_gradient, [1, 1], 0.1, 50)
    scaled = adam(lambda t: scale * bowl_gradient(t), [1, 1], 0.1, 50)
    np.testing.assert_allclose(once, scaled, atol=1e-3)


def keras_path(optimizer, steps):
    import keras

    variable = keras.Variable(np.array([1.0, -2.0], dtype="float32"))
    path = [variable.numpy()]
    for _ in range(steps):
        optimizer.apply([bowl_gradient(path[-1]).astype("float32")], [variable])
        path.append(variable.numpy())
    return np.array(path)


def test_paths_are_those_of_keras():
    from keras.optimizers import SGD, Adam

    cases = [
        (SGD(0.1), gradient_descent(bowl_gradient, [1, -2], 0.1, 25)),
        (SGD(0.1, momentum=0.9), momentum(bowl_gradient, [1, -2], 0.1, 25)),
        (SGD(0.1, momentum=0.8), momentum(bowl_gradient, [1, -2], 0.1, 25, momentum=0.8)),
        (Adam(0.1, epsilon=1e-8), adam(bowl_gradient, [1, -2], 0.1, 25)),
        (Adam(0.1, 0.7, 0.8), adam(bowl_gradient, [1, -2], 0.1, 25, beta_1=0.7, beta_2=0.8)),
    ]
    for optimizer, ours in cases:
        np.testing.assert_allclose(ours, keras_path(optimizer, 25), atol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gradient_descent(bowl_gradient, [1, 1], 0, 3), "learning_rate is 0"),
        (lambda: gradient_descent(bowl_gradient, [1, 1], 0.1, -3), "steps is -3"),
        (lambda: momentum(bowl_gradient, [1, 1], 0.1, 3, 1.0), "momentum is 1.0"),
        (lambda: momentum(bowl_gradient, [1, 1], 0, 3), "learning_rate is 0"),
        (lambda: adam(bowl_gradient, [1, 1], -0.1, 3), "learning_rate is -0.1"),
        (lambda: adam(bowl_gradient, [1, 1], 0.1, 3, beta_1=1), "beta_1 is 1"),
        (lambda: adam(bowl_gradient, [1, 1], 0.1, 3, beta_2=1), "beta_2 is 1"),
        (lambda: adam(bowl_gradient, [1, 1], 0.1, 3, epsilon=0), "epsilon is 0"),
    ],
)
def test_numbers_out_of_range_are_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
