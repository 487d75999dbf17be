r"""Spoken-word-like tones, §6.3: synthesis, short-time Fourier transform, time warping.

The "words" are five orders of the same three tones. Whoever only counts which tones occur learns
nothing; as with *not bad* and *bad not*, the order is the message. A speaker has a pitch (a factor
on all frequencies), every utterance has its own speed, its own pause before it and its own noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.errors import InputError

__all__ = [
    "SAMPLE_RATE",
    "WORDS",
    "Utterances",
    "dtw_distances",
    "hann",
    "speak",
    "spectrogram",
    "stft",
    "utterances",
]

Floats = NDArray[np.float64]

SAMPLE_RATE = 8000  # samples a second, as on a telephone
SECONDS = 1.0  # length of every recording
LOW, MIDDLE, HIGH = 440.0, 620.0, 880.0  # hertz, for a speaker of pitch 1
WORDS: dict[str, tuple[float, float, float]] = {
    "on": (LOW, MIDDLE, HIGH),
    "off": (HIGH, MIDDLE, LOW),
    "up": (MIDDLE, LOW, HIGH),
    "down": (MIDDLE, HIGH, LOW),
    "stop": (LOW, HIGH, MIDDLE),
}
_OVERTONES = (1.0, 0.5, 0.25)  # strength of the tone, of its double and of its triple frequency


class Utterances(NamedTuple):
    """Recordings with what was said, and by a speaker of which pitch.

    Attributes
    ----------
    waves : ndarray of float64, shape (n, samples)
    labels : ndarray of int64, shape (n,)
        Position of the word in `WORDS`.
    pitches : ndarray of float64, shape (n,)

    Examples
    --------
    >>> utterances(10).waves.shape
    (10, 8000)
    """

    waves: Floats
    labels: NDArray[np.int64]
    pitches: Floats


def speak(
    word: str, rng: np.random.Generator, *, pitch: float = 1.0, snr_db: float = 20.0
) -> Floats:
    r"""Synthesise one utterance of a word, one second long.

    Each tone lasts 0.12 to 0.26 s, fades in and out, and has two overtones of random phase. White
    noise is added so that power of the speech : power of the noise is :math:`10^{s/10}` for a
    signal-to-noise ratio of s decibels.

    Parameters
    ----------
    word
        One of `WORDS`.
    rng
        Source of all that varies between two utterances of a word.
    pitch
        Factor on every frequency: the speaker.
    snr_db
        Signal-to-noise ratio in decibels; 0 is noise as strong as the speech.

    Returns
    -------
    ndarray of float64, shape (8000,)
        Samples, `SAMPLE_RATE` a second.

    Raises
    ------
    InputError
        If the word is unknown or the pitch would carry an overtone past half the sample rate.

    Examples
    --------
    >>> quiet = speak("on", np.random.default_rng(0), snr_db=60)
    >>> bool(np.abs(quiet[-100:]).max() < 0.01 < np.abs(quiet).max())
    True
    """
    if word not in WORDS:
        raise InputError(f"Got the word {word!r}; expected one of {', '.join(WORDS)}.")
    if not 0 < pitch < SAMPLE_RATE / 2 / (HIGH * len(_OVERTONES)):
        raise InputError(
            f"Got a pitch of {pitch}; expected a factor between 0 and 1.5, such as 1.0, so that "
            "every overtone stays below half the sample rate."
        )
    wave = np.zeros(int(SECONDS * SAMPLE_RATE))
    start = int(rng.uniform(0.02, 0.14) * SAMPLE_RATE)
    for frequency in WORDS[word]:
        n = int(rng.uniform(0.12, 0.26) * SAMPLE_RATE)
        seconds = np.arange(n) / SAMPLE_RATE
        tone = sum(
            strength
            * np.sin(2 * np.pi * k * pitch * frequency * seconds + rng.uniform(0, 2 * np.pi))
            for k, strength in enumerate(_OVERTONES, start=1)
        )
        wave[start : start + n] = hann(n) * tone
        start += n
    speech_power = np.mean(wave[wave != 0] ** 2)
    noise = rng.standard_normal(len(wave)) * np.sqrt(speech_power / 10 ** (snr_db / 10))
    return np.asarray(wave + noise)


def utterances(
    n: int, *, pitches: Sequence[float] = (1.0,), snr_db: float = 20.0, seed: int = 0
) -> Utterances:
    """Synthesise n utterances, words and speakers by turns, in random order.

    Parameters
    ----------
    n
        How many.
    pitches
        One for each speaker; every speaker says every word about equally often.
    snr_db
        Signal-to-noise ratio in decibels.
    seed
        The same seed gives the same recordings.

    Examples
    --------
    >>> spoken = utterances(100, pitches=[0.9, 1.1])
    >>> np.bincount(spoken.labels).tolist(), sorted(set(spoken.pitches.tolist()))
    ([20, 20, 20, 20, 20], [0.9, 1.1])
    """
    if n < 1 or not len(pitches):
        raise InputError(f"Got n={n} and {len(pitches)} pitches; expected at least one of each.")
    rng = np.random.default_rng(seed)
    turns = rng.permutation(n)
    labels = turns % len(WORDS)
    spoken_by = np.asarray(pitches, dtype=np.float64)[turns // len(WORDS) % len(pitches)]
    names = list(WORDS)
    waves = [
        speak(names[label], rng, pitch=pitch, snr_db=snr_db)
        for label, pitch in zip(labels, spoken_by, strict=True)
    ]
    return Utterances(np.array(waves), labels.astype(np.int64), spoken_by)


def hann(n: int) -> Floats:
    r"""Return the Hann window :math:`w_j = \sin^2(\pi j / n)`, j = 0 … n - 1.

    Parameters
    ----------
    n
        Number of samples.

    Examples
    --------
    >>> hann(4).round(3).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    return np.asarray(np.sin(np.pi * np.arange(n) / n) ** 2)


def stft(signal: ArrayLike, length: int = 256, hop: int = 160) -> NDArray[np.complex128]:
    r"""Short-time Fourier transform: the spectrum of one short stretch after the other.

    .. math::

        S_{t,f} = \sum_{j=0}^{L-1} x_{t H + j}\, w_j\, e^{-2 \pi i f j / L}

    with window length L, hop H and the Hann window w. No stretch reaches beyond the signal.

    Parameters
    ----------
    signal : array of float, shape (..., samples)
    length
        L, samples in a stretch.
    hop
        H, samples from one stretch to the next.

    Returns
    -------
    ndarray of complex128, shape (..., frames, L // 2 + 1)
        Column f belongs to the frequency f / L times the sample rate.

    Raises
    ------
    InputError
        If a size is not positive or the signal is shorter than one stretch.

    Examples
    --------
    A tone of 1,000 hertz shows up in column 1000 · 256 / 8000 = 32.

    >>> tone = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    >>> int(np.abs(stft(tone)).mean(axis=0).argmax())
    32
    """
    x = np.asarray(signal, dtype=np.float64)
    if length < 2 or hop < 1 or x.ndim == 0 or x.shape[-1] < length:
        raise InputError(
            f"Got a signal of shape {x.shape} with length {length} and hop {hop}; expected at "
            "least as many samples as the length, and positive sizes."
        )
    stretches = np.lib.stride_tricks.sliding_window_view(x, length, axis=-1)[..., ::hop, :]
    return np.asarray(np.fft.rfft(stretches * hann(length), axis=-1))


def spectrogram(signal: ArrayLike, highest: float = 1600.0) -> Floats:
    r"""Return how loud each frequency is at each time: :math:`\ln(|S_{t,f}|^2 + 1)`.

    Parameters
    ----------
    signal : array of float, shape (..., samples)
        At `SAMPLE_RATE` samples a second.
    highest
        Frequencies above are left out, in hertz.

    Returns
    -------
    ndarray of float64, shape (..., frames, frequencies)

    Examples
    --------
    >>> spectrogram(np.zeros(8000)).shape
    (49, 52)
    """
    spectrum = stft(signal)
    columns = int(highest / SAMPLE_RATE * 2 * (spectrum.shape[-1] - 1)) + 1
    return np.asarray(np.log1p(np.abs(spectrum[..., :columns]) ** 2))


def dtw_distances(a: ArrayLike, b: ArrayLike) -> Floats:
    r"""Dynamic time warping: how far each a is from each b, when either may run slow or fast.

    With :math:`d_{ij}` the Euclidean distance of frame i of one and frame j of the other,

    .. math::

        D_{ij} = d_{ij} + \min(D_{i-1,j},\; D_{i,j-1},\; D_{i-1,j-1}),

    and the distance is D at the last frame of both: the cheapest way to walk through the two from
    beginning to end, never backwards.

    Parameters
    ----------
    a : array of float, shape (n, frames, features)
    b : array of float, shape (m, other frames, features)

    Returns
    -------
    ndarray of float64, shape (n, m)

    Raises
    ------
    InputError
        If the shapes do not fit.

    References
    ----------
    H. Sakoe, S. Chiba (1978), doi:10.1109/TASSP.1978.1163055 (here without slope constraint).

    Examples
    --------
    The same tune at half the speed is no distance away.

    >>> tune = np.array([[[1.0], [5.0], [2.0]]])
    >>> dtw_distances(tune, np.repeat(tune, 2, axis=1)).tolist()
    [[0.0]]
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if x.ndim != 3 or y.ndim != 3 or x.shape[2] != y.shape[2] or not (x.size and y.size):
        raise InputError(
            f"Got shapes {x.shape} and {y.shape}; expected (n, frames, features) twice, with the "
            "same number of features."
        )
    squares = np.sum(x**2, axis=-1)[:, None, :, None] + np.sum(y**2, axis=-1)[None, :, None, :]
    products = np.einsum("nif,mjf->nmij", x, y, optimize=True)
    # Rows and columns first: each step then works on one contiguous table of all the pairs.
    between = np.sqrt(np.maximum(squares - 2 * products, 0)).transpose(2, 3, 0, 1).copy()
    above: list[Any] = [np.inf] * between.shape[1]
    for i, row in enumerate(between):
        corner, left = (0.0, np.inf) if i == 0 else (np.inf, np.inf)
        current: list[Any] = []
        for j, distance in enumerate(row):
            left = distance + np.minimum(np.minimum(above[j], left), corner)
            corner = above[j]
            current.append(left)
        above = current
    return np.asarray(above[-1])
