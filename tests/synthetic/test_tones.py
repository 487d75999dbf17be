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


def clean(word="up", seed=0, pitch=1.0):
    """Speak a word without noise."""
    return tones.speak(word, np.random.default_rng(seed), pitch=pitch, snr_db=300)


def test_a_word_waits_a_moment_and_lasts_three_tones():
    starts, lengths = [], []
    for seed in range(60):
        (spoken,) = np.nonzero(np.abs(clean(seed=seed)) > 1e-9)
        starts.append(spoken[0] / signals.SAMPLE_RATE)
        lengths.append(len(spoken) / signals.SAMPLE_RATE)
    assert 0.02 <= min(starts) < 0.03 and 0.13 < max(starts) < 0.142
    assert 3 * 0.12 <= min(lengths) < 0.46 and 0.68 < max(lengths) <= 3 * 0.26


def test_a_tone_has_two_overtones_of_a_half_and_a_quarter():
    wave = clean("on")
    first = wave[np.nonzero(np.abs(wave) > 1e-9)[0][0] :][: int(0.12 * signals.SAMPLE_RATE)]
    strength = np.abs(np.fft.rfft(first * np.hanning(len(first)), 8 * signals.SAMPLE_RATE))

    def near(hertz):
        return strength[8 * (hertz - 15) : 8 * (hertz + 15)].max()

    tone, double, triple, fourth = (near(k * 440) for k in (1, 2, 3, 4))
    assert double / tone == pytest.approx(0.5, abs=0.02)
    assert triple / tone == pytest.approx(0.25, abs=0.01)
    assert fourth / tone < 0.02


def test_a_recording_lasts_a_second():
    assert len(clean()) == signals.SAMPLE_RATE


def test_what_is_left_out_is_the_default_of_the_signature():
    plain = tones.make_utterances(3).waves
    declared = tones.make_utterances(3, pitches=(1.0,), snr_db=20.0, seed=0).waves
    np.testing.assert_array_equal(plain, declared)
    one, other = (
        tones.speak("up", np.random.default_rng(0), **options)
        for options in ({}, {"pitch": 1.0, "snr_db": 20.0})
    )
    np.testing.assert_array_equal(one, other)


def test_the_noise_of_the_recordings_is_the_one_asked_for():
    quiet, loud = (tones.make_utterances(2, snr_db=s).waves[:, -100:].std() for s in (40, 0))
    assert loud / quiet == pytest.approx(100, rel=1e-6)


def test_words_and_speakers_come_equally_often_and_in_random_order():
    spoken = tones.make_utterances(60, pitches=[0.8, 1.0, 1.2])
    pairs = list(zip(spoken.labels.tolist(), spoken.pitches.tolist(), strict=True))
    assert {pairs.count(pair) for pair in pairs} == {4} and len(set(pairs)) == 15
    assert sorted(spoken.labels.tolist()) != spoken.labels.tolist()


def test_each_recording_says_its_word_in_its_speakers_voice():
    spoken = tones.make_utterances(20, pitches=[0.8, 1.2], snr_db=40)
    for wave, label, pitch in zip(*spoken, strict=True):
        picture = np.abs(signals.stft(wave, length=512))
        loud = picture.max(axis=1) > 0.3 * picture.max()
        first = picture.argmax(axis=1)[loud][0] * signals.SAMPLE_RATE / 512
        word = list(tones.WORDS.values())[label]
        assert first == pytest.approx(pitch * word[0], abs=12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tones.speak("on", np.random.default_rng(), pitch=0), "pitch is 0"),
        (lambda: tones.make_utterances(3, pitches=[]), "there is no pitch; give one for each"),
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
