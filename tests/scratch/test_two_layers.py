"""The two-layer network: its back-propagation against measured slopes, Keras and TensorFlow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.scratch import two_layers
from textcls.scratch.derivatives import complex_step
from textcls.scratch.descent import gradient_descent

sizes = st.integers(1, 5)


def a_case(m, n_inputs, n_units, seed=0):
    generator = np.random.default_rng(seed)
    weights = two_layers.initial_weights(n_inputs, n_units, seed)
    weights = weights._replace(b1=generator.normal(size=n_units), b2=generator.normal())
    return weights, generator.normal(size=(m, n_inputs)), generator.integers(0, 2, size=m)


@given(sizes, sizes, sizes, st.integers(0, 999))
def test_back_propagation_agrees_with_the_complex_step(m, n_inputs, n_units, seed):
    weights, X, y = a_case(m, n_inputs, n_units, seed)

    def loss(theta):
        return two_layers.loss(two_layers.unflatten(theta, n_inputs, n_units), X, y)

    measured = complex_step(loss, two_layers.flatten(weights))
    by_hand = two_layers.flatten(two_layers.gradient(weights, X, y))
    np.testing.assert_allclose(by_hand, measured, atol=1e-13)


def test_forward_pass_loss_and_gradient_are_those_of_keras():
    import keras
    import tensorflow as tf

    weights, X, y = a_case(m=7, n_inputs=3, n_units=4)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)]
    )
    model.set_weights(
        [weights.W1, weights.b1, weights.w2[:, np.newaxis], np.atleast_1d(weights.b2)]
    )
    with tf.GradientTape() as tape:
        z = model(X.astype("float32"))
        loss = keras.losses.BinaryCrossentropy(from_logits=True)(y[:, np.newaxis], z)
    theirs = tape.gradient(loss, model.trainable_variables)
    np.testing.assert_allclose(two_layers.forward(weights, X)[1], z.numpy()[:, 0], atol=1e-5)
    assert two_layers.loss(weights, X, y) == pytest.approx(loss.numpy().item(), abs=1e-6)
    for ours, part in zip(two_layers.gradient(weights, X, y), theirs, strict=True):
        np.testing.assert_allclose(np.ravel(ours), part.numpy().ravel(), atol=1e-6)


def test_forward_pass_is_that_of_the_formula_row_by_row():
    weights, X, _ = a_case(m=4, n_inputs=2, n_units=3)
    H, z = two_layers.forward(weights, X)
    for i, row in enumerate(X):
        hidden = [np.tanh(row @ weights.W1[:, k] + weights.b1[k]) for k in range(3)]
        np.testing.assert_allclose(H[i], hidden)
        assert z[i] == pytest.approx(np.dot(hidden, weights.w2) + weights.b2)


def test_a_gradient_has_the_form_of_the_weights():
    weights, X, y = a_case(m=4, n_inputs=2, n_units=3)
    slopes = two_layers.gradient(weights, X, y)
    assert [np.shape(part) for part in slopes] == [np.shape(part) for part in weights]


def test_lists_of_whole_numbers_are_rows():
    weights, _, _ = a_case(m=2, n_inputs=2, n_units=3)
    listed = two_layers.gradient(weights, [[1, 0], [3, -2]], [0, 1])
    again = two_layers.unflatten(two_layers.flatten(weights).tolist(), 2, 3)
    np.testing.assert_array_equal(again.W1, weights.W1)
    floats = two_layers.gradient(weights, np.array([[1.0, 0.0], [3.0, -2.0]]), [0, 1])
    for ours, theirs in zip(listed, floats, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_slopes_through_an_updated_second_layer_are_wrong():
    """Updating w2 before the backward pass is over gives slopes of W1 that belong to no loss."""
    weights, X, y = a_case(m=20, n_inputs=2, n_units=3)
    right = two_layers.gradient(weights, X, y)
    H, _ = two_layers.forward(weights, X)
    delta = (two_layers.predict_proba(weights, X)[:, 1] - y) / len(y)
    too_new = X.T @ (np.outer(delta, weights.w2 - 0.5 * right.w2) * (1 - H**2))
    assert np.linalg.norm(too_new - right.W1) > 0.01 * np.linalg.norm(right.W1)


def test_two_layers_learn_the_negation_that_one_cannot():
    from textcls.scratch import logistic

    X = np.array([[1.0, 0.0], [1.0, 1.0], [-1.0, 0.0], [-1.0, 1.0]])
    y = np.array([1, 0, 0, 1])

    def slopes(theta):
        return two_layers.flatten(two_layers.gradient(two_layers.unflatten(theta, 2, 3), X, y))

    start = two_layers.flatten(two_layers.initial_weights(2, 3, seed=0))
    end = two_layers.unflatten(gradient_descent(slopes, start, 1.0, 400)[-1], 2, 3)
    np.testing.assert_array_equal(two_layers.predict_proba(end, X)[:, 1] > 0.5, y == 1)
    flat = logistic.with_ones(X)
    one_layer = gradient_descent(lambda t: logistic.gradient(t, flat, y), [0.3, -0.2, 0.1], 1, 400)
    assert logistic.loss(one_layer[-1], flat, y) == pytest.approx(np.log(2))


def test_zero_weights_never_move():
    X, y = np.array([[1.0], [-2.0]]), [1, 0]
    zeros = two_layers.unflatten(np.zeros(7), n_inputs=1, n_units=2)
    slopes = two_layers.gradient(zeros, X, y)
    assert not np.any(slopes.W1)
    assert not np.any(slopes.w2)


def test_probabilities_of_both_classes_are_those_of_the_logit():
    weights, X, _ = a_case(m=4, n_inputs=2, n_units=3)
    said = two_layers.predict_proba(weights, X)
    z = two_layers.forward(weights, X)[1]
    np.testing.assert_allclose(np.log(said[:, 1] / said[:, 0]), z)
    np.testing.assert_allclose(said.sum(axis=1), 1)


@given(sizes, sizes, st.integers(0, 99))
def test_flattening_loses_nothing(n_inputs, n_units, seed):
    weights, _, _ = a_case(1, n_inputs, n_units, seed)
    again = two_layers.unflatten(two_layers.flatten(weights), n_inputs, n_units)
    for before, after in zip(weights, again, strict=True):
        np.testing.assert_array_equal(before, after)


def test_initial_weights_keep_the_spread_of_what_goes_in():
    weights = two_layers.initial_weights(400, 300, seed=1)
    assert weights.W1.std() == pytest.approx(1 / 20, rel=0.02)
    assert weights.w2.std() == pytest.approx(300**-0.5, rel=0.15)
    assert not np.any(weights.b1)
    again = two_layers.initial_weights(400, 300, seed=1)
    np.testing.assert_array_equal(weights.W1, again.W1)
    first, other = two_layers.initial_weights(4, 3), two_layers.initial_weights(4, 3, seed=0)
    np.testing.assert_array_equal(first.w2, other.w2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda w: two_layers.forward(w, np.zeros((4, 3))), r"shape \(4, 3\).*2 columns"),
        (lambda w: two_layers.forward(w, np.zeros(2)), "give a matrix"),
        (lambda w: two_layers.loss(w, np.zeros((4, 2)), [1]), "one prediction for each label"),
        (lambda w: two_layers.unflatten(np.zeros(5), 2, 3), "give 13 weights"),
        (lambda w: two_layers.unflatten(np.zeros((13, 1)), 2, 3), "give 13 weights"),
        (lambda w: two_layers.initial_weights(3, 0), "n_units is 0; give 1 or more"),
        (lambda w: two_layers.initial_weights(0, 3), "n_inputs is 0; give 1 or more"),
    ],
)
def test_shapes_that_do_not_fit_are_named(call, message):
    with pytest.raises(InputError, match=message):
        call(two_layers.initial_weights(2, 3))
