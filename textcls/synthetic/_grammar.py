"""The machinery of the embedded corpora: attribute grammars, and a random stream for each text.

A grammar has one inherited attribute, the *sign*, +1 or −1. In a production

- ``<name>`` and ``<name+>`` stand for ``name`` with the same sign,
- ``<name->`` for ``name`` with the opposite sign,
- ``<name*>`` for ``name`` with a sign of its own, drawn at random,
- a name that begins with a capital is chosen once in a text and then stays the same.

A production may begin with its weight and a colon. A name in the tables may end in ``+`` or ``-``:
it is then used for that sign only. The words of a list stand in the order of how common they are
(see `RANK_OFFSET`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate
from numbers import Integral
from statistics import NormalDist

import numpy as np

from textcls.errors import InputError

__all__ = [
    "Draws",
    "Grammar",
    "Writer",
    "check_at_least",
    "compiled",
    "enter",
    "lexicon",
    "log_normal",
    "spelled",
    "words",
]

RANK_OFFSET = 1
"""The word of rank r in a list has weight 1 / (r + RANK_OFFSET): Zipf's law, with a soft head."""


def check_at_least(value: object, name: str, least: int) -> None:
    """Refuse what is not a whole number of at least ``least``.

    Examples
    --------
    >>> check_at_least(0, "n", 1)
    Traceback (most recent call last):
    textcls.errors.InputError: n is 0; give a whole number of at least 1
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise InputError(f"{name} is {value!r}; give a whole number of at least {least}")


class Draws:
    """Uniform numbers from a stream of their own, so that no text depends on another.

    Parameters
    ----------
    seed : int
        Of the corpus.
    key : ints
        Which stream: the split and the number of the text, for instance.

    Examples
    --------
    >>> Draws(0, 1, 2).next() == Draws(0, 1, 2).next() != Draws(0, 1, 3).next()
    True
    """

    def __init__(self, seed: int, *key: int) -> None:
        sequence = np.random.SeedSequence(seed, spawn_key=key)
        self._rng = np.random.Generator(np.random.PCG64(sequence))
        self._left = self._more()

    def _more(self) -> Iterator[float]:
        while True:
            yield from self._rng.random(256).tolist()

    def next(self) -> float:
        """Give the next number, from 0 up to, not including, 1."""
        return next(self._left)

    def chance(self, probability: float) -> bool:
        """Say yes with this probability."""
        return next(self._left) < probability

    def below(self, n: int) -> int:
        """Give a whole number from 0 to n − 1."""
        return int(next(self._left) * n)


def log_normal(draws: Draws, median: float, spread: float) -> float:
    """Draw exp(log median + spread · z), with z from the standard normal distribution.

    Examples
    --------
    >>> log_normal(Draws(0), 40, 0)
    40.0
    """
    z = NormalDist().inv_cdf(min(max(draws.next(), 1e-9), 1 - 1e-9))
    return median * math.exp(spread * z)


# --- the grammar, compiled ------------------------------------------------------------------

Part = str | tuple[str, int]
Choice = tuple[list[float], list[list[Part]]]  # cumulative weights, productions
Grammar = dict[tuple[str, int], Choice]


def words(text: str) -> list[str]:
    r"""Split a list of words at its commas.

    Examples
    --------
    >>> words("good,  fall\n apart")
    ['good', 'fall apart']
    """
    return [" ".join(word.split()) for word in text.split(",")]


def _parse(production: str) -> list[Part]:
    """Split a production into literal text and (symbol, sign factor) pairs."""
    parts: list[Part] = []
    for literal, symbol, mark in re.findall(r"([^<]+)|<(\w+)([-+*]?)>", production):
        parts.append(literal or (symbol, {"-": -1, "*": 0}.get(mark, 1)))
    return parts


def _productions(text: str) -> Choice:
    r"""Compile the productions of a symbol, one a line.

    Examples
    --------
    >>> _productions("3: it <verb->\n never")
    ([3.0, 4.0], [['it ', ('verb', -1)], ['never']])
    """
    weights, found = [], []
    for line in filter(None, map(str.strip, text.split("\n"))):
        weight, _, production = line.partition(": ") if line[0].isdigit() else ("1", "", line)
        weights.append(float(weight))
        found.append(_parse(production))
    return list(accumulate(weights)), found


def lexicon(listed: list[str]) -> Choice:
    """Compile a list of words, the most common first.

    Examples
    --------
    >>> lexicon(["good", "fine"])[0]
    [0.5, 0.8333333333333333]
    """
    weights = accumulate(1 / (rank + RANK_OFFSET) for rank in range(1, len(listed) + 1))
    return list(weights), [[word] for word in listed]


def enter(grammar: Grammar, name: str, choice: Choice) -> None:
    """Put a symbol into the grammar: for both signs, or for the one that its name ends in.

    Examples
    --------
    >>> grammar = {}
    >>> enter(grammar, "adj-", lexicon(["dull"]))
    >>> list(grammar)
    [('adj', -1)]
    """
    for sign, mark in ((1, "+"), (-1, "-")):
        if name[-1] not in "+-" or name[-1] == mark:
            grammar[name.rstrip("+-"), sign] = choice


def compiled(lists: Mapping[str, str], rules: Mapping[str, str]) -> Grammar:
    """Compile lists of words and productions.

    Examples
    --------
    >>> grammar = compiled({"adj": "good"}, {"verdict": "It is <adj>."})
    >>> Writer(grammar, Draws(0)).write("verdict", 1)
    'It is good.'
    """
    grammar: Grammar = {}
    for name, text in lists.items():
        enter(grammar, name, lexicon(words(text)))
    for name, text in rules.items():
        enter(grammar, name, _productions(text))
    return grammar


class Writer:
    """Expands symbols, and remembers what has to stay the same throughout a text.

    Parameters
    ----------
    grammar : Grammar
    draws : Draws
        The text's own.
    once : collection of str
        Symbols whose productions are used once in a text, as far as they reach.
    people : collection of str
        Remembered names that are given in full the first time, and by the surname from then on.

    Examples
    --------
    >>> grammar = compiled({}, {"Lead": "Ada Quillby", "story": "<Lead> sings. <Lead> bows."})
    >>> Writer(grammar, Draws(0), people={"Lead"}).write("story", 1)
    'Ada Quillby sings. Quillby bows.'
    """

    def __init__(
        self,
        grammar: Grammar,
        draws: Draws,
        once: Collection[str] = (),
        people: Collection[str] = (),
    ) -> None:
        self._grammar = grammar
        self._draws = draws
        self._once = once
        self._people = people
        self._told: dict[int, set[int]] = {}
        self._memory: dict[str, str] = {}

    def write(self, symbol: str, sign: int) -> str:
        """Expand a symbol.

        Parameters
        ----------
        symbol : str
        sign : int
            +1 or −1.
        """
        if symbol in self._memory:
            return self._recall(symbol)
        production = self._choose(symbol, sign)
        text = "".join(
            part if isinstance(part, str) else self.write(part[0], self._turn(sign, part[1]))
            for part in production
        )
        if symbol[0].isupper():
            self._memory[symbol] = text
            return self._recall(symbol)
        return text

    def _choose(self, symbol: str, sign: int) -> list[Part]:
        """Draw a production; a fact of the same form is told once, as far as there are others."""
        cumulative, found = self._grammar[symbol, sign]
        told = self._told.setdefault(id(found), set())
        for _ in range(8 if symbol in self._once else 1):
            at = bisect_right(cumulative, self._draws.next() * cumulative[-1])
            if at not in told:
                break
        told.add(at)
        return found[at]

    def _turn(self, sign: int, factor: int) -> int:
        return sign * factor or (1 if self._draws.chance(0.5) else -1)

    def _recall(self, symbol: str) -> str:
        text = self._memory[symbol]
        if symbol in self._people:
            self._memory[symbol] = text.rpartition(" ")[2]
        return text


_BEFORE_VOWEL = re.compile(
    r"\b([Aa]) (?=[aeio]|u(?!ni[fotqv]|s[eu])|hours?\b|hono|hones|heir)(?!one\b|eu)", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])")


def spelled(sentence: str) -> str:
    """Mend spaces, articles and capitals.

    Examples
    --------
    >>> spelled("it  is a honest film. a one-off.")
    'It is an honest film. A one-off.'
    """
    sentence = _BEFORE_VOWEL.sub(r"\1n ", " ".join(sentence.split()))
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), sentence)
