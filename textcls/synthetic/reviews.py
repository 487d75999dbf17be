"""Film reviews, §5.1, from a grammar written for this book.

Every review has a hidden sentiment, its *sign*, and every opinion that the reviewer holds in the
end has this sign. What the reviewer concedes ("although the cast is fine"), reports ("my brother
called it a gem"), expected or denies ("never dull") is written with the opposite sign, so that
words of praise and of blame stand in both classes. To know the sign one has to read in order.

The best possible accuracy is known, because it is put in: the sign can be read off every text, and
a declared share of the labels, `LABEL_NOISE`, is flipped by lot. Whoever reads every review rightly
agrees with 1 − `LABEL_NOISE` of the labels, and nobody can do better than by luck.

The words and the rules, and how a sign is handed down, are in `textcls.synthetic._reviews_grammar`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from textcls.corpora.corpus import Corpus, Split
from textcls.errors import InputError
from textcls.synthetic._grammar import (
    Draws,
    Grammar,
    Writer,
    check_at_least,
    compiled,
    enter,
    lexicon,
    log_normal,
    spelled,
    words,
)
from textcls.synthetic._reviews_grammar import RULES, RULES_BY_SIGN, WORDS

__all__ = ["BEST_ACCURACY", "CLASS_NAMES", "LABEL_NOISE", "Reviews", "load", "make_reviews"]

CLASS_NAMES = ("negative", "positive")
LABEL_NOISE = 0.05
"""Share of the labels that is flipped by lot."""
BEST_ACCURACY = 1 - LABEL_NOISE
"""Accuracy of a reader who never misreads a review."""

DUPLICATES = 0.005
"""Chance that a review repeats an earlier one of its class word for word."""
MEDIAN_WORDS, SPREAD = 38, 0.68
"""The intended length is log-normal: exp(log MEDIAN_WORDS + SPREAD · z)."""
SHORTEST, SHORT, LONGEST = 5, 14, 300
VERDICT_WORDS = 14

ONCE = {
    "plot", "does", "trivia", "remark", "meanwhile", "kin", "job", "relative", "property",
    "object", "secret", "event", "surname", "place", "lead_in", "contrast", "plain", "denial",
    "part", "parts", "adj", "noun", "verb", "verb_s", "act_s", "felt",
}  # fmt: skip
"""Symbols whose productions are used once in a review, as far as they reach."""

_TRAIN, _TEST = 0, 1  # first part of the key of each review's own random stream


@dataclass(frozen=True, eq=False)
class Reviews(Split):
    """Generated reviews with their labels, as published and as meant.

    Attributes
    ----------
    texts : list of str
        The reviews.
    labels : ndarray of int64, shape (n,)
        0 for negative, 1 for positive; a share of `LABEL_NOISE` is wrong.
    true_labels : ndarray of int64, shape (n,)
        What the reviews really say.

    Examples
    --------
    >>> reviews = make_reviews(40, seed=1)
    >>> int((reviews.labels != reviews.true_labels).sum())
    2
    """

    true_labels: NDArray[np.int64]


def make_reviews(n: int, seed: int = 0, label_noise: float = LABEL_NOISE) -> Reviews:
    """Write ``n`` reviews, half of them positive.

    Review i depends on ``seed`` and i alone, so that the first m texts and true labels of a larger
    set are those of ``make_reviews(m, seed)``. Only which labels are flipped depends on ``n``: they
    are the round(label_noise · n / 2) of each class with the smallest lot, so both the share of
    noise and the balance are exact. An odd ``n`` has one review more in one class.

    Parameters
    ----------
    n : int
        How many; at least 1.
    seed : int
        The same seed gives the same reviews on every machine.
    label_noise : float
        Share of flipped labels, 0 ≤ label_noise < 0.5.

    Returns
    -------
    Reviews

    Raises
    ------
    InputError
        If ``n``, ``seed`` or ``label_noise`` is outside these ranges.

    Examples
    --------
    >>> reviews = make_reviews(1000, seed=0)
    >>> int(reviews.true_labels.sum()), float((reviews.labels == reviews.true_labels).mean())
    (500, 0.95)
    >>> reviews.texts[:3] == make_reviews(3, seed=0).texts
    True
    """
    check_at_least(n, "n", 1)
    check_at_least(seed, "seed", 0)
    if not isinstance(label_noise, Real) or not 0 <= label_noise < 0.5:
        raise InputError(
            f"label_noise is {label_noise!r}; give a number from 0 up to, not including, 0.5"
        )
    return _generate(int(n), int(seed), _TRAIN, float(label_noise))


def load(n_train: int = 8000, n_test: int = 2000, seed: int = 0) -> Corpus:
    """Return the embedded reviews as training and test set.

    The training set is ``make_reviews(n_train, seed)``; the test set comes from other random
    streams, and it keeps its label noise too, so that `BEST_ACCURACY` is the ceiling of any score
    on it.

    Parameters
    ----------
    n_train, n_test : int
        Sizes, each at least 1.
    seed : int
        The same seed gives the same corpus on every machine.

    Returns
    -------
    Corpus
        ``train`` and ``test`` are `Reviews`; ``class_names`` is ("negative", "positive").

    Raises
    ------
    InputError
        If a size or the seed is out of range.

    Examples
    --------
    >>> corpus = load(n_train=100, n_test=50)
    >>> len(corpus.train), len(corpus.test), corpus.class_names
    (100, 50, ('negative', 'positive'))
    """
    check_at_least(n_train, "n_train", 1)
    check_at_least(n_test, "n_test", 1)
    check_at_least(seed, "seed", 0)
    return Corpus(
        train=_generate(int(n_train), int(seed), _TRAIN, LABEL_NOISE),
        test=_generate(int(n_test), int(seed), _TEST, LABEL_NOISE),
        class_names=CLASS_NAMES,
    )


def _generate(n: int, seed: int, stream: int, label_noise: float) -> Reviews:
    texts: list[str] = []
    signs = np.empty(n, dtype=np.int64)
    lots = np.empty(n)
    by_sign: dict[int, list[str]] = {-1: [], 1: []}
    for i in range(n):
        draws = Draws(seed, stream, i)
        lots[i] = draws.next()
        # Each pair of neighbours holds one review of either sign; the pair's own draw orders it.
        signs[i] = -signs[i - 1] if i % 2 else (1 if draws.chance(0.5) else -1)
        text = _published(int(signs[i]), draws, by_sign[int(signs[i])])
        by_sign[int(signs[i])].append(text)
        texts.append(text)
    true_labels = (signs + 1) // 2
    return Reviews(texts, _with_noise(true_labels, lots, label_noise), true_labels)


def _with_noise(
    true_labels: NDArray[np.int64], lots: NDArray[np.float64], label_noise: float
) -> NDArray[np.int64]:
    labels = true_labels.copy()
    n_flipped = round(label_noise * len(labels) / 2)
    for value in (0, 1):
        members = np.flatnonzero(true_labels == value)
        flipped = members[np.argsort(lots[members], kind="stable")[:n_flipped]]
        labels[flipped] = 1 - value
    return labels


# --- the grammar, compiled ------------------------------------------------------------------


def _third_person(phrase: str) -> str:
    """Inflect the first word of a verb phrase: "fall apart" becomes "falls apart"."""
    verb, _, rest = phrase.partition(" ")
    if re.search(r"(s|x|z|ch|sh|o)$", verb):
        verb += "es"
    elif re.search(r"[^aeiou]y$", verb):
        verb = verb[:-1] + "ies"
    else:
        verb += "s"
    return f"{verb} {rest}".strip()


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb + ("ted" if verb == "regret" else "ed")


@cache
def _grammar() -> Grammar:
    by_sign = {
        name + mark: text
        for name, pair in RULES_BY_SIGN.items()
        for mark, text in zip("+-", pair, strict=True)
    }
    grammar = compiled(WORDS, {**RULES, **by_sign})
    for name, text in WORDS.items():
        stem, mark = name[:-1], name[-1]
        if stem in ("verb", "act", "do"):
            inflected = [_third_person(word) for word in words(text)]
            enter(grammar, f"{stem}_s{mark}", lexicon(inflected))
        if stem == "feel":
            enter(grammar, f"{stem}_ed{mark}", lexicon([_past(word) for word in words(text)]))
    return grammar


class _Writer(Writer):
    """A writer of reviews: knows the lead's pronouns, and introduces the plot before it goes on."""

    def __init__(self, draws: Draws) -> None:
        super().__init__(_grammar(), draws, ONCE, people=("Lead", "Director"))
        self._introduced = False
        she, her, first = (
            ("she", "her", "first_f") if draws.chance(0.5) else ("he", "his", "first_m")
        )
        self._memory |= {"she": she, "She": she.capitalize(), "Her": her.capitalize()}
        self._memory["Lead"] = self.write(first, 1) + " " + self.write("surname", 1)

    def write(self, symbol: str, sign: int) -> str:
        """Expand a symbol; the first sentence on the plot is its premise."""
        if symbol == "plot" and not self._introduced:
            symbol, self._introduced = "premise", True
        return super().write(symbol, sign)


# --- from sentences to a page ---------------------------------------------------------------

_CONTRACTIONS = (
    (re.compile(r"\b(is|does|did|do|could|would|should|was|has|had) not\b"), r"\1n't"),
    (re.compile(r"\b([Ii]t|[Tt]here) is\b"), r"\1's"),
    (re.compile(r"\bI have\b"), "I've"),
)


def _published(sign: int, draws: Draws, earlier: list[str]) -> str:
    if draws.chance(DUPLICATES) and earlier:
        return earlier[draws.below(len(earlier))]
    sentences = [spelled(sentence) for sentence in _sentences(sign, draws)]
    if draws.chance(0.4):
        for pattern, replacement in _CONTRACTIONS:
            sentences = [pattern.sub(replacement, sentence) for sentence in sentences]
    if draws.chance(0.08):
        sentences[-1] = re.sub(r"\.$", "!", sentences[-1])
    if draws.chance(0.12):
        sentences = [_with_typo(sentence, draws) for sentence in sentences]
    if draws.chance(0.12):
        sentences = [html.escape(sentence) for sentence in sentences]
    return _page(sentences, draws)


def _intended_words(draws: Draws) -> int:
    return min(max(round(log_normal(draws, MEDIAN_WORDS, SPREAD)), SHORTEST), LONGEST)


def _sentences(sign: int, draws: Draws) -> list[str]:
    """Write facts first, opinions later and the verdict last, up to the intended length."""
    writer = _Writer(draws)
    words = _intended_words(draws)
    if words < SHORT:
        texts = iter(lambda: writer.write("short", sign), "")
        return [next(text for text in texts if len(text.split()) > SHORTEST)]
    words -= VERDICT_WORDS
    sentences: list[str] = []
    written = 0
    while written < words - 4:
        if not sentences and words > SHORT and draws.chance(0.6):
            kind = "opening"
        else:
            kind = "opinion" if draws.chance(0.25 if written < 0.35 * words else 0.9) else "setting"
        sentences.append(writer.write(kind, sign))
        written += len(sentences[-1].split())
    return [*sentences, writer.write("verdict", sign)]


def _with_typo(sentence: str, draws: Draws) -> str:
    """Swap or drop a letter inside one longer word, half of the time."""
    words = list(re.finditer(r"\b[a-z]{6,}\b", sentence))
    if not words or draws.chance(0.5):
        return sentence
    word = words[draws.below(len(words))]
    at = word.start() + 1 + draws.below(len(word[0]) - 3)
    swapped = sentence[at + 1] + sentence[at] if draws.chance(0.5) else sentence[at]
    return sentence[:at] + swapped + sentence[at + 2 :]


def _page(sentences: list[str], draws: Draws) -> str:
    """Join the sentences; longer reviews often have paragraphs."""
    gaps = [" "] * (len(sentences) - 1)
    if len(sentences) > 4 and draws.chance(0.6):
        gaps[draws.below(len(gaps))] = "<br /><br />"
        gaps[-1] = "<br /><br />"
    return "".join(part for pair in zip(sentences, [*gaps, ""], strict=True) for part in pair)
