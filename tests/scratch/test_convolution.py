"""Convolution by hand against SciPy and against the trained layers of Keras."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

from textcls import models
from textcls.errors import InputError
from textcls.scratch import convolution as vi


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(3, 7), st.integers(3, 7), st.integers(1, 3))
def test_convolution_is_scipys_correlation_summed_over_channels(seed, height, width, channels):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((2, height, width, channels))
    k, b = rng.standard_normal((3, 2, channels, 4)), rng.standard_normal(4)
    ours = vi.convolve(x, k, b)
    for n, f in np.ndindex(2, 4):
        by_channel = [
            correlate2d(x[n, :, :, c], k[:, :, c, f], mode="valid") for c in range(channels)
        ]
        np.testing.assert_allclose(ours[n, :, :, f], sum(by_channel) + b[f], atol=1e-10)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(-2, 2), st.integers(-2, 2))
def test_convolving_a_moved_image_moves_the_result(seed, down, right):
    rng = np.random.default_rng(seed)
    x = np.zeros((1, 12, 12, 1))
    x[:, 4:8, 4:8] = rng.standard_normal((1, 4, 4, 1))
    k = rng.standard_normal((3, 3, 1, 2))
    moved = vi.convolve(vi.shift(x, down, right), k)
    np.testing.assert_allclose(moved, vi.shift(vi.convolve(x, k), down, right), atol=1e-12)


def test_whole_network_by_hand_equals_keras():
    import keras

    keras.utils.set_random_seed(0)
    network = models.small_network()
    network.set_weights(
        [
            np.random.default_rng(i).normal(0, 0.2, w.shape)
            for i, w in enumerate(network.get_weights())
        ]
    )
    x = np.random.default_rng(9).random((5, 8, 8, 1))
    k1, b1, k2, b2, w, b = network.get_weights()
    frame = [(0, 0), (1, 1), (1, 1), (0, 0)]
    h = np.maximum(vi.convolve(np.pad(x, frame), k1, b1), 0)
    h = np.maximum(vi.convolve(np.pad(h, frame), k2, b2), 0)
    z = vi.max_pool(h).reshape(5, -1) @ w + b
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(p, network(x.astype("float32")).numpy(), atol=1e-5)


@given(st.integers(0, 10_000), st.integers(1, 3))
def test_pooling_keeps_the_largest_of_each_square(seed, size):
    x = np.random.default_rng(seed).standard_normal((2, 7, 6, 2))
    pooled = vi.max_pool(x, size)
    assert pooled.shape == (2, 7 // size, 6 // size, 2)
    for r, s in np.ndindex(pooled.shape[1:3]):
        square = x[:, r * size : (r + 1) * size, s * size : (s + 1) * size]
        np.testing.assert_array_equal(pooled[:, r, s], square.max(axis=(1, 2)))


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_shift_is_rolling_without_what_wraps_round(down, right):
    x = np.arange(1.0, 31.0).reshape(1, 5, 6)
    expected = np.roll(x, (down, right), axis=(1, 2))
    rows, columns = np.arange(5) - down, np.arange(6) - right
    expected[:, (rows < 0) | (rows >= 5)] = 0
    expected[:, :, (columns < 0) | (columns >= 6)] = 0
    np.testing.assert_array_equal(vi.shift(x, down, right), expected)


def test_bytes_are_numbers():
    x = np.full((1, 2, 2, 1), 200, dtype=np.uint8)
    assert vi.convolve(x, np.full((2, 2, 1, 1), 2, dtype=np.uint8)).tolist() == [[[[1600.0]]]]
    assert vi.max_pool(x).dtype == vi.shift(x, 0, 0).dtype == np.float64


def test_a_kernel_may_cover_the_image_and_a_square_too():
    x = np.arange(12).reshape(1, 3, 4, 1)
    assert vi.convolve(x, np.ones((3, 4, 1, 1))).tolist() == [[[[66.0]]]]
    assert vi.max_pool(x, 3).tolist() == [[[[10.0]]]]
    assert vi.max_pool(x).tolist() == [[[[5.0], [7.0]]]]
    assert vi.max_pool(x, 1).tolist() == x.tolist()


@pytest.mark.parametrize(
    ("images", "kernels", "words"),
    [
        ((1, 4, 4, 2), (3, 3, 1, 1), "give .n, height, width, channels."),
        ((4, 4, 1), (3, 3, 1, 1), "give .n, height, width, channels."),
        ((1, 4, 4, 1), (3, 3, 1), "give .n, height, width, channels."),
        ((1, 2, 4, 1), (3, 3, 1, 1), "3 by 3 pixels, larger than the images, 2 by 4"),
        ((1, 4, 2, 1), (3, 3, 1, 1), "3 by 3 pixels, larger than the images, 4 by 2"),
    ],
)
def test_kernels_that_do_not_fit_are_refused(images, kernels, words):
    with pytest.raises(InputError, match=words):
        vi.convolve(np.zeros(images), np.zeros(kernels))


@pytest.mark.parametrize(
    ("shape", "size"), [((1, 1, 4, 1), 2), ((1, 4, 1, 1), 2), ((4, 4, 4), 2), ((1, 4, 4, 1), 0)]
)
def test_squares_that_do_not_fit_are_refused(shape, size):
    with pytest.raises(InputError, match="at least one square in each image"):
        vi.max_pool(np.zeros(shape), size)
