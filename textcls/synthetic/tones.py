"""Spoken-word-like tones, §6.3, whose words and speakers are known.

The "words" are five orders of the same three tones. Whoever only counts which tones occur learns
nothing; as with *not bad* and *bad not*, the order is the message. A speaker has a pitch (a factor
on all frequencies), every utterance has its own speed, its own pause before it and its own noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.scratch.signals import SAMPLE_RATE, hann

__all__ = ["WORDS", "Utterances", "make_utterances", "speak"]


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
    >>> make_utterances(10).waves.shape
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
        raise InputError(f"the word is {word!r}; give one of: {', '.join(WORDS)}")
    if not 0 < pitch < SAMPLE_RATE / 2 / (HIGH * len(_OVERTONES)):
        raise InputError(
            f"pitch is {pitch}; give a factor between 0 and 1.5, such as 1.0, so that every "
            "overtone stays below half the sample rate"
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


def make_utterances(
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
    >>> spoken = make_utterances(100, pitches=[0.9, 1.1])
    >>> np.bincount(spoken.labels).tolist(), sorted(set(spoken.pitches.tolist()))
    ([20, 20, 20, 20, 20], [0.9, 1.1])
    """
    check_sizes(n=n)
    if not len(pitches):
        raise InputError("there is no pitch; give one for each speaker")
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
