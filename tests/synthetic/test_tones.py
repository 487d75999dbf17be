"""Spoken tones: the words' frequencies in their order, and as much noise as declared."""

import itertools

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.scratch import signals
from textcls.synthetic import tones


@pytest.mark.parametrize("word", tones.WORDS)
def test_loudest_frequencies_are_the_words_tones_in_order(word):
    wave = tones.speak(word, np.random.default_rng(3), pitch=1.1, snr_db=30)
    picture = np.abs(signals.stft(wave, length=512))[:, :80]  # below the overtones of the lowest
    loud = picture.max(axis=1) > 0.3 * picture.max()
    heard = picture.argmax(axis=1)[loud] * signals.SAMPLE_RATE / 512
    order = [heard[0]] + [b for a, b in itertools.pairwise(heard) if abs(a - b) > 60]
    np.testing.assert_allclose(order, 1.1 * np.array(tones.WORDS[word]), atol=12)


def test_words_are_distinct_orders_of_the_same_tones():
    assert len(set(tones.WORDS.values())) == len(tones.WORDS)
    assert len({tuple(sorted(tones)) for tones in tones.WORDS.values()}) == 1


@pytest.mark.parametrize("snr_db", [-10, 0, 10])
def test_noise_is_as_strong_as_declared(snr_db):
    noisy, clean = (tones.speak("up", np.random.default_rng(0), snr_db=s) for s in (snr_db, 300))
    spoken = np.abs(clean) > 1e-9
    ratio = (clean[spoken] ** 2).mean() / ((noisy - clean) ** 2).mean()
    assert 10 * np.log10(ratio) == pytest.approx(snr_db, abs=0.3)


def test_recordings_depend_on_the_seed_alone():
    np.testing.assert_array_equal(
        tones.make_utterances(7, seed=1).waves, tones.make_utterances(7, seed=1).waves
    )
    assert not np.array_equal(
        tones.make_utterances(7, seed=1).waves, tones.make_utterances(7, seed=2).waves
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: tones.speak("left", np.random.default_rng()),
            "'left'; give one of: on",
        ),
        (lambda: tones.speak("on", np.random.default_rng(), pitch=1.6), "pitch"),
        (lambda: tones.make_utterances(0), "n is 0; give 1 or more"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
