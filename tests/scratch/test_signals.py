"""Signals: SciPy's window and transform, and the textbook's time warping."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann as scipy_hann

from textcls.errors import InputError
from textcls.scratch import signals
from textcls.synthetic import tones


@given(n=st.integers(2, 500))
def test_window_is_scipys_periodic_one(n):
    np.testing.assert_allclose(signals.hann(n), scipy_hann(n, sym=False), atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([(256, 160), (64, 64), (100, 30), (33, 10)]),
    st.integers(256, 1500),
)
def test_transform_agrees_with_scipys(seed, sizes, n):
    length, hop = sizes
    x = np.random.default_rng(seed).standard_normal(n)
    ours = signals.stft(x, length, hop)
    theirs = ShortTimeFFT(signals.hann(length), hop, fs=1, phase_shift=None)
    # SciPy also gives stretches that reach beyond the signal; ours begin at sample 0.
    first = -(-(length // 2) // hop)
    offset = first * hop - length // 2
    spectrum = theirs.stft(np.concatenate([np.zeros(offset), x]), p0=first)
    np.testing.assert_allclose(ours, spectrum.T[: len(ours)], atol=1e-9)


def test_whole_window_keeps_the_energy():
    x = np.random.default_rng(0).standard_normal(256)
    spectrum = np.abs(signals.stft(x)[0]) ** 2
    weights = np.array([1] + [2] * 127 + [1])  # all but the ends stand for two frequencies
    assert (weights * spectrum).sum() / 256 == pytest.approx(((x * signals.hann(256)) ** 2).sum())


def test_stretches_are_of_256_samples_160_apart_unless_said_otherwise():
    x = np.random.default_rng(0).standard_normal(1000)
    np.testing.assert_array_equal(signals.stft(x), signals.stft(x, length=256, hop=160))
    assert signals.stft(x[:256]).shape == (1, 129)
    assert signals.stft(x[:5], length=2, hop=1).shape == (4, 2)


@given(st.integers(0, 128))
def test_spectrogram_is_the_loudness_up_to_the_highest_frequency(column):
    x = np.random.default_rng(column).standard_normal(600)
    loudness = np.log(np.abs(signals.stft(x)) ** 2 + 1)
    frequency = column * 8000 / 256
    np.testing.assert_allclose(
        signals.spectrogram(x, highest=frequency), loudness[:, : column + 1], atol=1e-9
    )
    assert signals.spectrogram(x, highest=frequency - 0.01).shape[1] == max(column, 1)
    assert signals.spectrogram(x).shape[1] == 52  # 1600 hertz


def test_many_signals_at_once_are_the_single_ones():
    waves = tones.make_utterances(4).waves
    for one, wave in zip(signals.spectrogram(waves), waves, strict=True):
        np.testing.assert_array_equal(one, signals.spectrogram(wave))


def naive_dtw(a, b):
    table = np.full((len(a) + 1, len(b) + 1), np.inf)
    table[0, 0] = 0
    for i, x in enumerate(a, start=1):
        for j, y in enumerate(b, start=1):
            table[i, j] = np.linalg.norm(x - y) + min(
                table[i - 1, j], table[i, j - 1], table[i - 1, j - 1]
            )
    return table[-1, -1]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6))
def test_time_warping_is_the_textbooks_table(seed, n, m):
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal((3, n, 2)), rng.standard_normal((2, m, 2))
    expected = [[naive_dtw(x, y) for y in b] for x in a]
    np.testing.assert_allclose(signals.dtw_distances(a, b), expected, atol=1e-6)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_time_warping_forgives_any_change_of_speed(seed, repeats):
    tune = np.random.default_rng(seed).standard_normal((1, 5, 3))
    slower = np.repeat(tune, repeats, axis=1)
    assert signals.dtw_distances(tune, slower)[0, 0] == pytest.approx(0, abs=1e-6)
    backwards = slower[:, ::-1]
    assert signals.dtw_distances(tune, backwards)[0, 0] > 0.01


@pytest.mark.parametrize(
    ("shape", "length", "hop"), [((10,), 256, 160), ((9,), 1, 1), ((9,), 4, 0), ((), 4, 1)]
)
def test_stretches_that_do_not_fit_are_refused(shape, length, hop):
    with pytest.raises(InputError, match="give at least as many samples"):
        signals.stft(np.zeros(shape), length, hop)


def test_bytes_are_numbers():
    a, b = np.uint8([[[1], [200]]]), np.uint8([[[20], [0]]])
    expected = signals.dtw_distances(a.astype(float), b.astype(float))
    np.testing.assert_allclose(signals.dtw_distances(a, b), expected)
    np.testing.assert_allclose(signals.stft(np.uint8([9, 250]), 2, 1), [[250.0, -250.0]], atol=1e-9)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((1, 2, 3), (1, 2, 4)),
        ((2, 3), (1, 2, 3)),
        ((1, 2, 3), (2, 3)),
        ((0, 2, 3), (1, 2, 3)),
        ((1, 2, 3), (1, 0, 3)),
    ],
)
def test_recordings_of_different_kinds_are_not_compared(a, b):
    with pytest.raises(InputError, match="the same number of features"):
        signals.dtw_distances(np.zeros(a), np.zeros(b))
