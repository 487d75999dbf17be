"""Questions about the embedded news, §6.1, whose answers are known because of how they are made.

*Named* questions ask for a fact of one item: the day of the week, where the item names a single
one, or who holds an office. Some cannot be answered: they ask about a person, club or firm that no
item names, or for an office that the only item about a club or firm does not mention.

*Descriptions* say what kind of event is looked for, in words that the items on it do not use.

All are made from the texts, and from what the generator knows of each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from textcls.errors import InputError
from textcls.synthetic._grammar import Draws, Grammar, Writer, check_at_least, compiled, words
from textcls.synthetic._news_grammar import RULES, WORDS
from textcls.synthetic.news import News

__all__ = ["DAYS", "Description", "Question", "describe_events", "make_questions"]

DAYS = tuple(words(WORDS["day"]))
"""The days of the week, as items and questions name them."""

DESCRIPTIONS = {
    "accord": "hostility and reconciliation of adjoining lands",
    "unrest": "a popular uprising and how authorities deal with it",
    "relief": "helping after a natural catastrophe",
    "ballot": "how the electorate decided about its leadership",
    "match": "how an encounter between sporting sides ended",
    "race": "an individual competing for sporting glory",
    "squad": "a sportsman's health, discipline or change of employer",
    "bench": "the man in charge of a sporting side",
    "earnings": "whether a corporation fares well financially",
    "market": "ups and downs of the stock exchange and the economy",
    "expansion": "a corporation that grows or shrinks",
    "boardroom": "changes and scandals in the leadership of a corporation",
    "pay": "labour and management bargaining over compensation",
    "study": "what scholars discovered about nature",
    "software": "the latest edition of an application, and its reception",
    "mission": "a machine that explores where humans cannot go",
    "breach": "cybercrime and vulnerable programs",
    "boycott": "politics decides whether competitors attend a tournament abroad",
    "riot": "aggression and harmony among fans at an international fixture",
    "reception": "a head of state meets sportsmen who represent the nation",
    "tariffs": "customs duties between nations",
    "seizure": "nationalisation of private property",
    "state_debt": "how creditworthy a nation is",
    "embargo": "economic punishment of a nation",
    "space_treaty": "rivalry and cooperation in rocketry",
    "internet_law": "censorship of what citizens may read online",
    "climate": "diplomacy about global warming",
    "vaccine": "immunisation against disease",
    "takeover": "a change of ownership at a sports team",
    "sponsor": "advertising on sports clothing",
    "club_money": "finances of a professional sports team",
    "sensor_ball": "electronic aid for umpires",
    "doping": "forbidden substances in sport",
    "runners": "medical effects of endurance exercise",
    "licence": "a corporation's deal or lawsuit with a maker of electronics",
    "chip_plant": "a semiconductor manufacturing site",
    "tech_shares": "how the stock exchange greets a novelty in electronics",
}
"""What happens in each event, however it turns out, without a word of the items on it."""


@dataclass(frozen=True)
class Question:
    """A question that names what it is about.

    Attributes
    ----------
    text
        As it is asked.
    answer
        A day, or the name of a person; None if the archive does not say.
    item
        Number of the only item that names what is asked about; None if none does. That item holds
        the answer, unless there is none.
    kind
        What is asked for.

    Examples
    --------
    >>> Question("On which day …?", "Monday", item=7, kind="day").answerable
    True
    """

    text: str
    answer: str | None
    item: int | None
    kind: Literal["day", "office"]

    @property
    def answerable(self) -> bool:
        """Whether the archive holds the answer."""
        return self.answer is not None


@dataclass(frozen=True)
class Description:
    """An event in other words, and the items in which it happens.

    Examples
    --------
    >>> Description("immunisation against disease", "vaccine", (3, 8)).event
    'vaccine'
    """

    text: str
    event: str
    items: tuple[int, ...]


def describe_events(archive: News) -> list[Description]:
    """Give the descriptions of all events that happen in an archive.

    Parameters
    ----------
    archive
        Items of `textcls.synthetic.news`.

    Returns
    -------
    list of Description
        An item is relevant if its first or its second story is about the event.

    Examples
    --------
    >>> from textcls.synthetic.news import make_news
    >>> found = describe_events(make_news(12))[0]
    >>> found.event, found.items
    ('unrest', (7,))
    """
    found = [
        Description(text, event, tuple(i for i, e in enumerate(archive.events) if event in e))
        for event, text in DESCRIPTIONS.items()
    ]
    return [description for description in found if description.items]


def make_questions(
    archive: News, n_answerable: int = 150, n_unanswerable: int = 75, seed: int = 0
) -> list[Question]:
    """Ask about an archive.

    Parameters
    ----------
    archive
        Items of `textcls.synthetic.news`.
    n_answerable
        A third of these ask for the holder of an office, as far as the archive has so many; the
        others for a day. No two are about the same item.
    n_unanswerable
        A third each ask on which day there was news of somebody whom no item names, who holds an
        office in a club or firm that no item names, and who holds an office that the only item
        about a club or firm does not mention.
    seed
        The same seed gives the same questions on every machine.

    Returns
    -------
    list of Question
        In an order drawn by lot.

    Raises
    ------
    InputError
        If a number is too small, or the archive too small for so many questions.

    Examples
    --------
    >>> from textcls.synthetic.news import make_news
    >>> questions = make_questions(make_news(60), n_answerable=6, n_unanswerable=3)
    >>> [question for question in questions if question.kind == "office"][0].text
    'What is the name of the coach of Brackwater Olympic?'
    """
    check_at_least(n_answerable, "n_answerable", 1)
    check_at_least(n_unanswerable, "n_unanswerable", 1)
    draws = Draws(seed)
    items_of = _entities(archive.texts)
    offices = _one_an_item(_shuffled(_held_offices(archive.texts), draws))[: n_answerable // 3]
    taken = {question.item for question in offices}
    days = [q for q in _single_days(archive.texts, items_of) if q.item not in taken]
    days = _one_an_item(_shuffled(days, draws))[: n_answerable - len(offices)]
    unstated = _shuffled(_unstated(archive.texts, items_of, draws), draws)[: n_unanswerable // 3]
    absent = _absent(archive.texts, n_unanswerable - len(unstated), draws)
    if len(offices) + len(days) < n_answerable or len(unstated) < n_unanswerable // 3:
        raise InputError(
            f"the archive has {len(offices) + len(days)} answers and {len(unstated)} offices that "
            "are not stated, too few for the questions; give a larger archive, or ask fewer"
        )
    return _shuffled([*offices, *days, *unstated, *absent], draws)


# --- what the texts name ---------------------------------------------------------------------


def _any(*lists: str) -> str:
    """Give a pattern for any word of some lists."""
    listed = sorted({word for name in lists for word in words(WORDS[name])}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, listed))})"


_PERSON = f"{_any('first_f', 'first_m')} {_any('surname')}"
_CLUB = f"{_any('place')} {_any('club_kind')}"
_FIRM = f"{_any('surname')} {_any('firm_kind')}"
_ENTITIES = {
    name: re.compile(rf"(?<![\w-]){pattern}(?![\w-])")
    for name, pattern in {
        "Person": _PERSON,
        "Club": _CLUB,
        "Rival": f"{_any('place')} {_any('rival_kind')}",
        "Firm": _FIRM,
        "Bank": f"{_any('surname')} {_any('bank_kind')}",
    }.items()
}
_DAY = re.compile("|".join(DAYS))
_WHO = rf"(?P<who>{_PERSON})"
_OFFICES = [
    re.compile(pattern)
    for pattern in (
        rf"(?P<of>{_any('country')}|{_FIRM})(?: [a-z][^.]*)?\. The (?P<office>[a-z ]+), {_WHO},",
        rf"(?P<office>[A-Z][a-z ]+) of (?P<of>{_any('country')}) "
        rf"(?:wins|loses|receives|disowns) [^.]*\. {_WHO} ",
        rf"(?P<office>[A-Z][a-z ]+) of (?P<of>{_CLUB}) (?:praises|drops) [^.]*\. {_WHO} ",
        rf"(?P<of>{_CLUB}) (?:sack|extend contract of) (?P<office>coach) {_WHO}",
        rf"New (?P<office>[a-z ]+) for (?P<of>{_FIRM})\. {_WHO} ",
        rf"(?P<office>[A-Z][a-z ]+) of (?P<of>{_FIRM}) resigns\. {_WHO} ",
        rf"(?P<office>[A-Z][a-z ]+) of (?P<of>{_FIRM}) charged with fraud\. Auditors found that "
        rf"{_WHO} ",
    )
]


def _entities(texts: Iterable[str]) -> dict[str, dict[str, set[int]]]:
    """Find who and what is named: kind to name to the numbers of the items."""
    found: dict[str, dict[str, set[int]]] = {kind: defaultdict(set) for kind in _ENTITIES}
    for i, text in enumerate(texts):
        for kind, pattern in _ENTITIES.items():
            for name in pattern.findall(text):
                found[kind][name].add(i)
    return found


def _in_one_item(items_of: dict[str, set[int]]) -> Iterator[tuple[str, int]]:
    return ((name, min(items)) for name, items in items_of.items() if len(items) == 1)


# --- questions -------------------------------------------------------------------------------


def _on_which_day(entity: str) -> str:
    return f"On which day of the week was there news of {entity}?"


def _who_is(office: str, of: str) -> str:
    return f"What is the name of the {office} of {of}?"


def _single_days(texts: list[str], items_of: dict[str, dict[str, set[int]]]) -> list[Question]:
    """Ask for the day, where whatever the item says happens on the same one."""
    found = []
    for names in items_of.values():
        for name, item in _in_one_item(names):
            days = set(_DAY.findall(texts[item]))
            if len(days) == 1:
                found.append(Question(_on_which_day(name), days.pop(), item, "day"))
    return found


def _held_offices(texts: list[str]) -> list[Question]:
    """Ask for the holder of an office, where no other item names both the office and its place."""
    found = []
    for item, text in enumerate(texts):
        for match in (match for pattern in _OFFICES for match in pattern.finditer(text)):
            office, of = match["office"].lower(), match["of"]
            if sum(of in other and office in other.lower() for other in texts) == 1:
                found.append(Question(_who_is(office, of), match["who"], item, "office"))
    return found


def _unstated(
    texts: list[str], items_of: dict[str, dict[str, set[int]]], draws: Draws
) -> list[Question]:
    """Ask for an office that the only item about a club or firm does not mention."""
    found = []
    for kind in ("Club", "Firm"):
        for name, item in _in_one_item(items_of[kind]):
            office = _office(kind, draws)
            if office not in texts[item].lower():
                found.append(Question(_who_is(office, name), None, item, "office"))
    return _one_an_item(found)


def _absent(texts: list[str], n: int, draws: Draws) -> list[Question]:
    """Ask about names of the archive's kind that stand in no item, half of the times for a day."""
    found: dict[str, Question] = {}
    while len(found) < n:
        kinds = ("Club", "Firm") if len(found) < n // 2 else tuple(_ENTITIES)
        kind = kinds[draws.below(len(kinds))]
        name = Writer(_grammar(), draws).write(kind, 1)
        if any(name in text for text in texts):
            continue
        if len(found) < n // 2:
            found[name] = Question(_who_is(_office(kind, draws), name), None, None, "office")
        else:
            found[name] = Question(_on_which_day(name), None, None, "day")
    return list(found.values())


def _office(kind: str, draws: Draws) -> str:
    return "coach" if kind == "Club" else Writer(_grammar(), draws).write("officer", 1)


@cache
def _grammar() -> Grammar:
    return compiled(WORDS, RULES)


# --- lots ------------------------------------------------------------------------------------


def _shuffled(questions: list[Question], draws: Draws) -> list[Question]:
    lots = [draws.next() for _ in questions]
    return [questions[i] for i in sorted(range(len(lots)), key=lots.__getitem__)]


def _one_an_item(questions: list[Question]) -> list[Question]:
    """Keep the first question about each item."""
    first: dict[int | None, Question] = {}
    for question in questions:
        first.setdefault(question.item, question)
    return list(first.values())
