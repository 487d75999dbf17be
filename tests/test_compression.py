"""Smaller networks: what is dropped is what should be, and no more is lost than promised."""

import keras
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from textcls.compression import Quantised, distil, prune, quantise, stored_bytes
from textcls.errors import InputError
from textcls.models.networks import convolutional_student

matrices = arrays(np.float32, (7, 4), elements=st.floats(-1e3, 1e3, width=32))


@given(matrices, st.floats(0, 0.99))
def test_pruning_drops_the_stated_share_and_the_smallest(matrix, sparsity):
    [pruned] = prune([matrix], sparsity)
    dropped = pruned != matrix
    assert dropped.sum() <= round(sparsity * matrix.size) <= (pruned == 0).sum()
    assert (pruned[dropped] == 0).all()
    if dropped.any():
        kept = abs(matrix[pruned != 0])
        assert abs(matrix[dropped]).max() <= kept.min(initial=np.inf)


@given(matrices)
@example(np.full((7, 4), 5.192e-42, np.float32))
def test_a_byte_loses_half_a_scale_at_most_and_the_largest_of_a_column_nothing(matrix):
    [small] = quantise([matrix])
    error = abs(small.restore() - matrix)
    assert (error <= small.scales * 0.5001 + 1e-6 * abs(matrix)).all()
    largest = abs(matrix).argmax(axis=0)
    columns = np.arange(matrix.shape[1])
    np.testing.assert_allclose(
        small.restore()[largest, columns],
        matrix[largest, columns],
        rtol=1e-5,
        atol=np.finfo(np.float32).tiny,
    )


@given(matrices.filter(lambda matrix: abs(matrix).max(axis=0).min() > 1e-3))
def test_quantisation_is_that_of_keras(matrix):
    values, scales = keras.quantizers.abs_max_quantize(matrix, axis=0, to_numpy=True)
    [small] = quantise([matrix])
    np.testing.assert_allclose(1 / np.asarray(scales)[0], small.scales, rtol=1e-4)
    assert abs(np.asarray(values, dtype=int) - small.values).max() <= 1  # halves may round away


def test_biases_stay():
    bias = np.float32([0.001, 5])
    assert prune([bias], 0.9)[0].tolist() == quantise([bias])[0].tolist() == bias.tolist()


def test_kernels_of_convolutions_have_a_scale_for_each_filter():
    kernel = np.random.default_rng(0).normal(size=(3, 5, 2)).astype(np.float32)
    kernel[..., 1] *= 100
    [small] = quantise([kernel])
    assert small.scales.shape == (2,)
    np.testing.assert_allclose(small.restore(), kernel, atol=small.scales.max())


def test_sizes_are_counted_as_they_would_be_stored():
    weights = [np.random.default_rng(0).normal(size=(200, 30)).astype(np.float32)]
    assert stored_bytes(weights) == 200 * 30 * 4
    assert stored_bytes(quantise(weights)) == 200 * 30 + 30 * 4
    zipped = [stored_bytes(prune(weights, s), zipped=True) for s in (0, 0.5, 0.9)]
    assert zipped[2] < 0.25 * zipped[0] < zipped[1] < zipped[0]


def test_padding_does_not_change_the_student():
    keras.utils.set_random_seed(0)
    short, long = convolutional_student(20, 6), convolutional_student(20, 11)
    long.set_weights(short.get_weights())
    rows = np.array([[3, 7, 19, 2, 0, 0], [5, 0, 0, 0, 0, 0]], dtype=np.int32)
    np.testing.assert_allclose(short(rows), long(np.pad(rows, [(0, 0), (0, 5)])), atol=1e-6)


def test_student_learns_the_teachers_doubts():
    rows = np.array([[2, 3, 0], [4, 3, 0]] * 100, dtype=np.int32)
    keras.utils.set_random_seed(0)
    student = distil(convolutional_student(5, 3), rows, [0.95, 0.3] * 100, epochs=40)
    np.testing.assert_allclose(np.asarray(student(rows[:2])).ravel(), [0.95, 0.3], atol=0.03)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: prune([], 1.0), "sparsity is 1.0; give a number from 0"),
        (
            lambda: distil(None, np.zeros((3, 2), dtype=np.int32), [0.5]),
            r"3 rows came with probabilities of shape \(1,\); give one for each row",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_a_column_of_zeros_stays_zero():
    [small] = quantise([np.zeros((3, 2), dtype=np.float32)])
    assert isinstance(small, Quantised) and (small.restore() == 0).all()
