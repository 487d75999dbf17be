"""The LSTM in NumPy: it is Keras's, gate by gate, masked or not."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.scratch.lstm import lstm, lstm_step


def a_case(inputs, units, shape, seed=0):
    """Return weights and a sequence, large enough for every gate to matter."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=s) for s in ((inputs, 4 * units), (units, 4 * units), (4 * units,))]
    return [w.astype("float32") for w in weights], rng.normal(size=(*shape, inputs))


def keras_layer(inputs, weights):
    import keras

    layer = keras.layers.LSTM(len(weights[1]), return_sequences=True)
    layer.build((None, None, inputs))
    layer.set_weights(weights)
    return layer


sizes = st.integers(1, 5)


@given(
    inputs=sizes, units=sizes, batch=sizes, steps=sizes, seed=st.integers(0, 999), data=st.data()
)
@settings(max_examples=10, deadline=None)
def test_outputs_are_those_of_keras_with_and_without_a_mask(
    inputs, units, batch, steps, seed, data
):
    weights, X = a_case(inputs, units, (batch, steps), seed)
    row = st.lists(st.booleans(), min_size=steps, max_size=steps)
    mask = np.array(data.draw(st.lists(row, min_size=batch, max_size=batch)))
    layer = keras_layer(inputs, weights)
    for given_mask in (None, mask):
        expected = layer(X.astype("float32"), mask=given_mask).numpy()
        np.testing.assert_allclose(lstm(X, *weights, mask=given_mask).h, expected, atol=1e-5)


def test_one_step_is_that_of_a_keras_cell():
    weights, X = a_case(inputs=4, units=3, shape=(2,))
    h, c = np.random.default_rng(1).normal(size=(2, 2, 3)).astype("float32")
    output, (_, state) = keras_layer(4, weights).cell(X.astype("float32"), [h, c])
    step = lstm_step(X, h, c, *weights)
    np.testing.assert_allclose(step.h, output.numpy(), atol=1e-6)
    np.testing.assert_allclose(step.c, state.numpy(), atol=1e-6)


def test_any_other_order_of_the_gates_is_noticed():
    weights, X = a_case(inputs=3, units=2, shape=(1, 6))
    expected = keras_layer(3, weights)(X.astype("float32")).numpy()
    orders = list(itertools.permutations(range(4)))
    for order in orders:
        shuffled = [np.concatenate([np.split(w, 4, -1)[k] for k in order], -1) for w in weights]
        agrees = np.allclose(lstm(X, *shuffled).h, expected, atol=1e-3)
        assert agrees == (order == (0, 1, 2, 3)), order


@given(st.integers(1, 6), st.integers(0, 6), st.integers(0, 999))
def test_masked_padding_changes_nothing(length, padding, seed):
    weights, X = a_case(3, 2, (length,), seed)
    plain = lstm(X, *weights).h[-1]
    zeros, mask = np.zeros((padding, 3)), np.arange(length + padding) < length
    after = lstm(np.vstack([X, zeros]), *weights, mask=mask)
    before = lstm(np.vstack([zeros, X]), *weights, mask=mask[::-1])
    np.testing.assert_array_equal(after.h[-1], plain)
    np.testing.assert_array_equal(before.h[-1], plain)


def test_padding_without_a_mask_changes_the_state():
    weights, X = a_case(3, 2, (4,))
    padded = lstm(np.vstack([X, np.zeros((9, 3))]), *weights)
    assert abs(padded.h[-1] - lstm(X, *weights).h[-1]).max() > 0.01


def test_a_batch_is_its_rows_one_by_one():
    weights, X = a_case(3, 2, (5, 4))
    together = lstm(X, *weights)
    for row, alone in enumerate(X):
        for field, value in zip(together, lstm(alone, *weights), strict=True):
            np.testing.assert_allclose(field[row], value, atol=1e-12)


def test_open_forget_gate_keeps_and_closed_one_drops_the_state():
    always, never = 50.0, -50.0
    W, U = np.zeros((1, 4)), np.zeros((1, 4))
    keeping = lstm_step([1.0], [0.3], [7.0], W, U, b=[never, always, 0.0, always])
    dropping = lstm_step([1.0], [0.3], [7.0], W, U, b=[never, never, 0.0, always])
    np.testing.assert_allclose([keeping.c[0], dropping.c[0]], [7.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(keeping.h[0], np.tanh(7.0))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W": np.zeros((2, 8))}, r"W, U and b have shapes \(2, 8\).*give \(3, 8\)"),
        ({"b": np.zeros(4)}, r"and \(4,\); for 3 inputs and 2 units give"),
        ({"X": np.zeros(3)}, r"X has shape \(3,\); give a sequence"),
        ({"X": np.zeros((0, 3))}, "at least one step"),
        ({"mask": [True]}, r"mask has shape \(1,\), but X has \(4, 3\); give a mask of \(4,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_named(change, message):
    fitting = {
        "X": np.zeros((4, 3)),
        "W": np.zeros((3, 8)),
        "U": np.zeros((2, 8)),
        "b": np.zeros(8),
    }
    with pytest.raises(InputError, match=message):
        lstm(**(fitting | change))


@pytest.mark.parametrize("sizes", [(3, 2), (2, 3)])
def test_states_of_another_size_are_named(sizes):
    (W, U, b), X = a_case(inputs=3, units=2, shape=())
    h, c = map(np.zeros, sizes)
    with pytest.raises(InputError, match="give states that end in 2 units"):
        lstm_step(X, h, c, W, U, b)


def test_an_input_without_an_axis_is_named():
    (W, U, b), _ = a_case(inputs=3, units=2, shape=())
    with pytest.raises(InputError, match="for 0 inputs and 2 units give"):
        lstm_step(1.0, np.zeros(2), np.zeros(2), W, U, b)


def test_whole_numbers_are_numbers():
    weights, X = a_case(inputs=3, units=2, shape=(4,))
    whole = [np.round(w * 3).astype(np.int8) for w in weights]
    X = np.round(X * 40).astype(np.int8)
    floats = lstm(X.astype(float), *[w.astype(float) for w in whole])
    np.testing.assert_array_equal(lstm(X, *whole, mask=[1, 1, 1, 1]).h, floats.h)
    zeros = np.zeros(2, dtype=np.int8)
    np.testing.assert_array_equal(lstm_step(X[0], zeros, zeros, *whole).c, floats.c[0])
