"""News items, §3.3, from a grammar written for this book.

Every item has a headline, a lead and mostly some more sentences, and was printed by one of four
desks: World, Sports, Business, Sci/Tech. Its first story says which. A share of `SECOND` of the
items go on with a second story, of another topic and about as long, so that the words alone do not
settle what an item is about: their order does. Most items hold a sentence that any desk could have
written.

The best possible accuracy is known, because it is put in. Of every `BLOCK` = 120 items twelve are
*ambiguous*: two for each pair of desks, such as a club's takeover, which is sports as well as
business. Their text is written before lots are drawn for the desk, one for each of the pair, so
that nothing in it tells which. Whoever reads every item rightly gets half of these, and all others.

The words and the rules are in `textcls.synthetic._news_grammar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from textcls.corpora.corpus import Corpus, Split
from textcls.synthetic._grammar import (
    Draws,
    Grammar,
    Writer,
    check_at_least,
    compiled,
    log_normal,
    spelled,
)
from textcls.synthetic._news_grammar import EVENTS, RULES, WORDS

__all__ = ["AMBIGUOUS", "BEST_ACCURACY", "BLOCK", "CLASS_NAMES", "News", "load", "make_news"]

CLASS_NAMES = ("World", "Sports", "Business", "Sci/Tech")
BLOCK = 120
"""Of every so many items, the shares of topics and of ambiguous items are exact."""
_PAIRS = tuple(combinations(range(len(CLASS_NAMES)), 2))
AMBIGUOUS = 2 * len(_PAIRS) / BLOCK
"""Share of the items that belong to two topics."""
BEST_ACCURACY = 1 - AMBIGUOUS / 2
"""Accuracy of a reader who never misreads an item."""

SECOND = 0.4
"""Chance that an item goes on with a second story, of another topic."""
FIRST_SHARE = 0.5
"""Share of the intended words that the first story then gets."""
GENERIC = 0.3
"""Chance that the next sentence is one that any desk could have written."""
MEDIAN_WORDS, SPREAD, LONGEST = 44, 0.35, 110
"""The intended length is log-normal: exp(log MEDIAN_WORDS + SPREAD · z)."""
ONCE = {name for name in RULES if name.endswith("_more")} | {"generic", "view"}
"""Symbols whose productions are used once in an item, as far as they reach."""

_SYMBOLS = ("world", "sports", "business", "tech")
_TRAIN, _TEST = 0, 1  # first part of the key of each random stream
_PLAN, _TEXT = 0, 1  # second part


@dataclass(frozen=True, eq=False)
class News(Split):
    """Generated news with the desk that printed each item, and the topics that it is about.

    Attributes
    ----------
    texts : list of str
        Headline, lead and more, in one line.
    labels : ndarray of int64, shape (n,)
        The desk, a position in `CLASS_NAMES`.
    topics : ndarray of int64, shape (n, 2)
        The two topics of an ambiguous item; the same topic twice for any other.
    events : list of tuple of str
        What happened, in the first story and, if there is one, in the second: names of
        `textcls.synthetic._news_grammar.EVENTS`.

    Examples
    --------
    >>> news = make_news(120, seed=1)
    >>> int(news.ambiguous.sum()), bool((news.topics == news.labels[:, None]).any(axis=1).all())
    (12, True)
    """

    topics: NDArray[np.int64]
    events: list[tuple[str, ...]]

    @property
    def ambiguous(self) -> NDArray[np.bool_]:
        """Whether each item belongs to two topics, shape (n,)."""
        return np.asarray(self.topics[:, 0] != self.topics[:, 1])


def make_news(n: int, seed: int = 0) -> News:
    """Write ``n`` news items.

    Item i depends on ``seed`` and i alone, so that the first m items of a larger set are those of
    ``make_news(m, seed)``. Where ``n`` is a multiple of `BLOCK`, the four classes are of equal size
    and the share of ambiguous items is `AMBIGUOUS`, exactly; otherwise nearly.

    Parameters
    ----------
    n : int
        How many; at least 1.
    seed : int
        The same seed gives the same items on every machine.

    Returns
    -------
    News

    Raises
    ------
    InputError
        If ``n`` or ``seed`` is outside these ranges.

    Examples
    --------
    >>> news = make_news(240)
    >>> np.bincount(news.labels).tolist(), float(news.ambiguous.mean())
    ([60, 60, 60, 60], 0.1)
    >>> news.texts[:3] == make_news(3).texts
    True
    """
    check_at_least(n, "n", 1)
    check_at_least(seed, "seed", 0)
    return _generate(int(n), int(seed), _TRAIN)


def load(n_train: int = 4800, n_test: int = 2400, seed: int = 0) -> Corpus:
    """Return the embedded news as training and test set.

    The training set is ``make_news(n_train, seed)``; the test set comes from other random streams.
    It has its ambiguous items too, so that `BEST_ACCURACY` is the ceiling of any score on it.

    Parameters
    ----------
    n_train, n_test : int
        Sizes, each at least 1.
    seed : int
        The same seed gives the same corpus on every machine.

    Returns
    -------
    Corpus
        ``train`` and ``test`` are `News`; ``class_names`` is `CLASS_NAMES`.

    Raises
    ------
    InputError
        If a size or the seed is out of range.

    Examples
    --------
    >>> corpus = load(n_train=120, n_test=60)
    >>> len(corpus.train), len(corpus.test), corpus.class_names
    (120, 60, ('World', 'Sports', 'Business', 'Sci/Tech'))
    """
    check_at_least(n_train, "n_train", 1)
    check_at_least(n_test, "n_test", 1)
    check_at_least(seed, "seed", 0)
    return Corpus(
        train=_generate(int(n_train), int(seed), _TRAIN),
        test=_generate(int(n_test), int(seed), _TEST),
        class_names=CLASS_NAMES,
    )


def _generate(n: int, seed: int, stream: int) -> News:
    plans = [_plan(Draws(seed, stream, _PLAN, block)) for block in range(-(-n // BLOCK))]
    rows = np.concatenate(plans)[:n]
    items = [_item(row[:2], Draws(seed, stream, _TEXT, i)) for i, row in enumerate(rows.tolist())]
    texts, events = map(list, zip(*items, strict=True))
    return News(texts, rows[:, 2], rows[:, :2], events)


def _plan(draws: Draws) -> NDArray[np.int64]:
    """Give the two topics and the label of each item of a block, in an order drawn by lot."""
    ambiguous = [(*pair, label) for pair in _PAIRS for label in pair]
    n_topics = len(CLASS_NAMES)
    n_clear = (BLOCK - len(ambiguous)) // n_topics
    clear = [(topic, topic, topic) for topic in range(n_topics) for _ in range(n_clear)]
    lots = [draws.next() for _ in range(BLOCK)]
    return np.array(clear + ambiguous, dtype=np.int64)[np.argsort(lots, kind="stable")]


@cache
def _grammar() -> Grammar:
    return compiled(WORDS, RULES)


def _item(topics: list[int], draws: Draws) -> tuple[str, tuple[str, ...]]:
    """Write one item: first what it is about, then perhaps a second story, of another topic."""
    about = "_".join(_SYMBOLS[topic] for topic in sorted(set(topics)))
    words = min(round(log_normal(draws, MEDIAN_WORDS, SPREAD)), LONGEST)
    if not draws.chance(SECOND):
        event, sentences = _story(about, words, draws)
        return " ".join(sentences), (event,)
    others = [symbol for topic, symbol in enumerate(_SYMBOLS) if topic not in topics]
    event, first = _story(about, round(FIRST_SHARE * words), draws)
    lead_in = Writer(_grammar(), draws).write("second", 1)
    other = others[draws.below(len(others))]
    second_event, second = _story(other, words - sum(map(_length, first)), draws)
    return " ".join([*first, lead_in, *second]), (event, second_event)


def _story(about: str, words: int, draws: Draws) -> tuple[str, list[str]]:
    """Write headline and lead of an event, and more up to the intended length."""
    writer = Writer(_grammar(), draws, ONCE, people={"Person"})
    sign = 1 if draws.chance(0.5) else -1
    event = EVENTS[about][draws.below(len(EVENTS[about]))]
    more = [name for name in (f"{event}_more", f"{about}_more") if (name, sign) in _grammar()]
    sentences = [spelled(writer.write(event, sign) + ".")]
    while sum(map(_length, sentences)) < words:
        symbol = "generic" if draws.chance(GENERIC) else more[draws.below(len(more))]
        sentences.append(spelled(writer.write(symbol, sign)))
    return event, sentences


def _length(sentence: str) -> int:
    return len(sentence.split())
