"""Film reviews from a grammar written for this book (article section 5.1).

Every review has a hidden sentiment, its *sign*, and every opinion that the reviewer holds in the
end has this sign. What the reviewer concedes ("although the cast is fine"), reports ("my brother
called it a gem"), expected or denies ("never dull") is written with the opposite sign, so that
words of praise and of blame stand in both classes. To know the sign one has to read in order.

The best possible accuracy is known, because it is put in: the sign can be read off every text, and
a declared share of the labels, `LABEL_NOISE`, is flipped by lot. Whoever reads every review rightly
agrees with 1 − `LABEL_NOISE` of the labels, and nobody can do better than by luck.

The words and the rules, and how a sign is handed down, are in `textcls.corpora._reviews_grammar`.
"""

from __future__ import annotations

import html
import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from numbers import Integral, Real
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.corpora import Corpus, Split
from textcls.corpora._reviews_grammar import RULES, RULES_BY_SIGN, WORDS
from textcls.errors import InputError

__all__ = ["BEST_ACCURACY", "CLASS_NAMES", "LABEL_NOISE", "Reviews", "generate", "load"]

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
RANK_OFFSET = 1
"""The word of rank r in a list has weight 1 / (r + RANK_OFFSET): Zipf's law, with a soft head."""

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
    >>> reviews = generate(40, seed=1)
    >>> int((reviews.labels != reviews.true_labels).sum())
    2
    """

    true_labels: NDArray[np.int64]

    def take(self, indices: ArrayLike) -> Reviews:
        """Return the reviews at ``indices``, in that order.

        Parameters
        ----------
        indices : array of int, shape (k,)
            Positions in this set.

        Returns
        -------
        Reviews

        Examples
        --------
        >>> len(generate(10).take([3, 1, 4]))
        3
        """
        chosen = super().take(indices)
        return Reviews(
            chosen.texts, chosen.labels, self.true_labels[np.asarray(indices, dtype=np.int64)]
        )


def generate(n: int, seed: int = 0, label_noise: float = LABEL_NOISE) -> Reviews:
    """Write ``n`` reviews, half of them positive.

    Review i depends on ``seed`` and i alone, so that the first m texts and true labels of a larger
    set are those of ``generate(m, seed)``. Only which labels are flipped depends on ``n``: they are
    the round(label_noise · n / 2) of each class with the smallest lot, so both the share of noise
    and the balance are exact. An odd ``n`` has one review more in one class.

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
    >>> reviews = generate(1000, seed=0)
    >>> int(reviews.true_labels.sum()), float((reviews.labels == reviews.true_labels).mean())
    (500, 0.95)
    >>> reviews.texts[:3] == generate(3, seed=0).texts
    True
    """
    _check(n, "n", 1)
    _check(seed, "seed", 0)
    if not isinstance(label_noise, Real) or not 0 <= label_noise < 0.5:
        raise InputError(
            f"label_noise is {label_noise!r}; give a number from 0 up to, not including, 0.5."
        )
    return _generate(int(n), int(seed), _TRAIN, float(label_noise))


def load(n_train: int = 5000, n_test: int = 2000, seed: int = 0) -> Corpus:
    """Return the embedded reviews as training and test set.

    The training set is ``generate(n_train, seed)``; the test set comes from other random streams,
    and it keeps its label noise too, so that `BEST_ACCURACY` is the ceiling of any score on it.

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
    _check(n_train, "n_train", 1)
    _check(n_test, "n_test", 1)
    _check(seed, "seed", 0)
    return Corpus(
        train=_generate(int(n_train), int(seed), _TRAIN, LABEL_NOISE),
        test=_generate(int(n_test), int(seed), _TEST, LABEL_NOISE),
        class_names=CLASS_NAMES,
    )


def _check(value: object, name: str, least: int) -> None:
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise InputError(f"{name} is {value!r}; give a whole number of at least {least}.")


def _generate(n: int, seed: int, stream: int, label_noise: float) -> Reviews:
    texts: list[str] = []
    signs = np.empty(n, dtype=np.int64)
    lots = np.empty(n)
    by_sign: dict[int, list[str]] = {-1: [], 1: []}
    for i in range(n):
        draws = _Draws(seed, stream, i)
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


class _Draws:
    """Uniform numbers from the review's own stream, so that no review depends on another."""

    def __init__(self, seed: int, stream: int, index: int) -> None:
        key = np.random.SeedSequence(seed, spawn_key=(stream, index))
        self._rng = np.random.Generator(np.random.PCG64(key))
        self._left = self._more()

    def _more(self) -> Iterator[float]:
        while True:
            yield from self._rng.random(256).tolist()

    def next(self) -> float:
        return next(self._left)

    def chance(self, probability: float) -> bool:
        return next(self._left) < probability

    def below(self, n: int) -> int:
        return int(next(self._left) * n)


# --- the grammar, compiled ------------------------------------------------------------------

_Part = str | tuple[str, int]
_Choice = tuple[list[float], list[list[_Part]]]

_IRREGULAR = {"go": "goes", "do": "does"}


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


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


def _parse(production: str) -> list[_Part]:
    """Split a production into literal text and (symbol, sign factor) pairs."""
    parts: list[_Part] = []
    for literal, symbol, mark in re.findall(r"([^<]+)|<(\w+)([-+*]?)>", production):
        parts.append(literal or (symbol, {"-": -1, "*": 0}.get(mark, 1)))
    return parts


def _productions(text: str) -> _Choice:
    weights, productions = [], []
    for line in filter(None, map(str.strip, text.split("\n"))):
        weight, _, production = line.rpartition(": ") if line[0].isdigit() else ("1", "", line)
        weights.append(float(weight))
        productions.append(_parse(production))
    return list(accumulate(weights)), productions


def _lexicon(words: list[str]) -> _Choice:
    weights = accumulate(1 / (rank + RANK_OFFSET) for rank in range(1, len(words) + 1))
    return list(weights), [[word] for word in words]


@cache
def _grammar() -> dict[tuple[str, int], _Choice]:
    table: dict[tuple[str, int], _Choice] = {}

    def enter(name: str, choice: _Choice) -> None:
        for sign, mark in ((1, "+"), (-1, "-")):
            if name[-1] not in "+-" or name[-1] == mark:
                table[name.rstrip("+-"), sign] = choice

    for name, text in WORDS.items():
        words = _words(text)
        enter(name, _lexicon(words))
        stem, mark = name[:-1], name[-1]
        if stem in ("verb", "act", "do"):
            enter(f"{stem}_s{mark}", _lexicon([_third_person(word) for word in words]))
        if stem == "feel":
            enter(f"{stem}_ed{mark}", _lexicon([_past(word) for word in words]))
    for name, text in RULES.items():
        enter(name, _productions(text))
    for name, (praise, blame) in RULES_BY_SIGN.items():
        enter(name + "+", _productions(praise))
        enter(name + "-", _productions(blame))
    return table


class _Writer:
    """Expands symbols, and remembers what has to stay the same throughout a review."""

    def __init__(self, draws: _Draws) -> None:
        self._draws = draws
        self._grammar = _grammar()
        self._introduced = False
        self._told: dict[int, set[int]] = {}
        she, her, first = (
            ("she", "her", "first_f") if draws.chance(0.5) else ("he", "his", "first_m")
        )
        self._memory = {"she": she, "She": she.capitalize(), "Her": her.capitalize()}
        self._memory["Lead"] = self.write(first, 1) + " " + self.write("surname", 1)

    def write(self, symbol: str, sign: int) -> str:
        if symbol in self._memory:
            return self._recall(symbol)
        if symbol == "plot" and not self._introduced:
            symbol, self._introduced = "premise", True
        production = self._choose(symbol, sign)
        text = "".join(
            part if isinstance(part, str) else self.write(part[0], self._turn(sign, part[1]))
            for part in production
        )
        if symbol[0].isupper():
            self._memory[symbol] = text
            return self._recall(symbol)
        return text

    def _choose(self, symbol: str, sign: int) -> list[_Part]:
        """Draw a production; a fact of the same form is told once, as far as there are others."""
        cumulative, productions = self._grammar[symbol, sign]
        told = self._told.setdefault(id(productions), set())
        for _ in range(8 if symbol in ONCE else 1):
            at = bisect_right(cumulative, self._draws.next() * cumulative[-1])
            if at not in told:
                break
        told.add(at)
        return productions[at]

    def _turn(self, sign: int, factor: int) -> int:
        return sign * factor or (1 if self._draws.chance(0.5) else -1)

    def _recall(self, symbol: str) -> str:
        text = self._memory[symbol]
        if symbol in ("Lead", "Director"):  # full name first, surname from then on
            self._memory[symbol] = text.rpartition(" ")[2]
        return text


# --- from sentences to a page ---------------------------------------------------------------

_CONTRACTIONS = (
    (re.compile(r"\b(is|does|did|do|could|would|should|was|has|had) not\b"), r"\1n't"),
    (re.compile(r"\b([Ii]t|[Tt]here) is\b"), r"\1's"),
    (re.compile(r"\bI have\b"), "I've"),
)
_BEFORE_VOWEL = re.compile(
    r"\b([Aa]) (?=[aeio]|u(?!ni[fotqv]|s[eu])|hours?\b|hono|hones|heir)(?!one\b|eu)", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])")


def _published(sign: int, draws: _Draws, earlier: list[str]) -> str:
    if draws.chance(DUPLICATES) and earlier:
        return earlier[draws.below(len(earlier))]
    sentences = [_spelled(sentence) for sentence in _sentences(sign, draws)]
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


def _intended_words(draws: _Draws) -> int:
    z = NormalDist().inv_cdf(min(max(draws.next(), 1e-9), 1 - 1e-9))
    return min(max(round(MEDIAN_WORDS * math.exp(SPREAD * z)), SHORTEST), LONGEST)


def _sentences(sign: int, draws: _Draws) -> list[str]:
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


def _spelled(sentence: str) -> str:
    """Mend spaces, articles and capitals."""
    sentence = _BEFORE_VOWEL.sub(r"\1n ", " ".join(sentence.split()))
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), sentence)


def _with_typo(sentence: str, draws: _Draws) -> str:
    """Swap or drop a letter inside one longer word, half of the time."""
    words = list(re.finditer(r"\b[a-z]{6,}\b", sentence))
    if not words or draws.chance(0.5):
        return sentence
    word = words[draws.below(len(words))]
    at = word.start() + 1 + draws.below(len(word[0]) - 3)
    swapped = sentence[at + 1] + sentence[at] if draws.chance(0.5) else sentence[at]
    return sentence[:at] + swapped + sentence[at + 2 :]


def _page(sentences: list[str], draws: _Draws) -> str:
    """Join the sentences; longer reviews often have paragraphs."""
    gaps = [" "] * (len(sentences) - 1)
    if len(sentences) > 4 and draws.chance(0.6):
        gaps[draws.below(len(gaps))] = "<br /><br />"
        gaps[-1] = "<br /><br />"
    return "".join(part for pair in zip(sentences, [*gaps, ""], strict=True) for part in pair)
