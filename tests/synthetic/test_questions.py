"""Questions about the news: each has the answer it says, or none, and nothing gives it away."""

import hashlib
import re
from collections import Counter

import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from textcls.errors import InputError
from textcls.synthetic import news
from textcls.synthetic._grammar import Writer
from textcls.synthetic._news_grammar import EVENTS, RULES, WORDS
from textcls.synthetic.questions import DAYS, DESCRIPTIONS, describe_events, make_questions

N_ANSWERABLE, N_UNANSWERABLE = 60, 30
DIGEST = "7e78c51a173369c00b69bd69ad4b304a31e2e5ea3f01a670deb0a7d40f5cfc36"


class Told(Writer):
    """A writer that tells what it has written for each symbol first."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.first = {}
        Told.written.append(self.first)

    def write(self, symbol, sign):
        text = super().write(symbol, sign)
        self.first.setdefault(symbol, text)
        return text


@pytest.fixture(scope="module")
def told():
    """An archive, and for each item what its stories name."""
    by_item = []
    write = news._item

    def item(topics, draws):
        Told.written = []
        found = write(topics, draws)
        by_item.append([first for first in Told.written if "second" not in first])
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(news, "Writer", Told)
        patch.setattr(news, "_item", item)
        return news.make_news(360), by_item


@pytest.fixture(scope="module")
def archive(told):
    return told[0]


@pytest.fixture(scope="module")
def asked(archive):
    return make_questions(archive, N_ANSWERABLE, N_UNANSWERABLE)


def named(question):
    """What a question names: the office, if it asks for one, and the person, club or firm."""
    if question.kind == "day":
        return (re.search(r"news of (.+)\?", question.text)[1],)
    return re.search(r"name of the ([a-z ]+?) of ([A-Z].*)\?", question.text).groups()


def holding(archive, question):
    """The items that hold all that a question names."""
    return [
        item
        for item, text in enumerate(archive.texts)
        if all(part in text or part in text.lower() for part in named(question))
    ]


def test_the_questions_are_the_same_on_every_machine(asked):
    content = str([(q.text, q.answer, q.item, q.kind) for q in asked])
    assert hashlib.sha256(content.encode()).hexdigest() == DIGEST


def test_another_seed_asks_about_other_items_in_another_order(archive, asked):
    other = make_questions(archive, N_ANSWERABLE, N_UNANSWERABLE, seed=1)
    assert other != asked
    assert {q.item for q in other} != {q.item for q in asked}
    kinds = [q.kind for q in asked]
    assert kinds not in (sorted(kinds), sorted(kinds, reverse=True))


def test_as_many_are_asked_of_each_kind_as_promised(asked):
    counts = Counter((q.kind, q.answerable, q.item is None) for q in asked)
    assert counts == {
        ("day", True, False): 40,
        ("office", True, False): 20,
        ("day", False, True): 10,
        ("office", False, True): 10,
        ("office", False, False): 10,
    }
    assert len(set(asked)) == len(asked)
    items = [q.item for q in asked if q.answerable]
    assert len(set(items)) == len(items)


def test_what_is_asked_about_stands_in_one_item_and_with_one_day(archive, asked):
    for question in asked:
        if question.answerable:
            assert holding(archive, question) == [question.item]
            if question.kind == "day":
                found = {day for day in DAYS if day in archive.texts[question.item]}
                assert found == {question.answer}


def test_the_holder_of_an_office_is_the_one_whom_the_story_names(told, asked):
    archive, by_item = told
    for question in asked:
        if question.answerable and question.kind == "office":
            office, of = named(question)
            stories = [
                story
                for story in by_item[question.item]
                if of in {story.get(name) for name in ("Country", "Firm", "Club")}
                and office
                in {story.get("Ruler"), story.get("Officer"), "coach", "finance minister"}
            ]
            assert [story["Person"] for story in stories] == [question.answer]
            assert question.answer in archive.texts[question.item]


def test_what_cannot_be_answered_is_named_nowhere_or_not_stated(archive, asked):
    for question in asked:
        if question.answerable:
            continue
        *office, entity = named(question)
        items = [item for item, text in enumerate(archive.texts) if entity in text]
        assert items == ([] if question.item is None else [question.item])
        assert holding(archive, question) == []
        if question.item is not None:
            assert office[0] not in archive.texts[question.item].lower()


def test_unanswerable_questions_read_like_the_others(asked):
    def shapes(answerable):
        found = {
            re.sub(r"\b[A-Z&][\w-]*( [A-Z&][\w-]*)*", "X", q.text)
            for q in asked
            if q.answerable == answerable
        }
        return {re.sub("the .* of X", "the … of X", shape) for shape in found}

    assert shapes(True) == shapes(False)


def test_too_many_questions_are_one_sentence():
    archive = news.make_news(12)
    with pytest.raises(InputError, match="too few for the questions; give a larger archive"):
        make_questions(archive, 30, 3)
    with pytest.raises(InputError, match="too few for the questions"):
        make_questions(archive, 3, 300)
    with pytest.raises(InputError, match="n_answerable is 0"):
        make_questions(archive, 0, 3)


# --- descriptions ----------------------------------------------------------------------------


def test_the_relevant_items_are_those_in_which_the_event_was_written(told):
    archive, by_item = told
    for description in describe_events(archive):
        found = [
            i for i, stories in enumerate(by_item) if any(description.event in s for s in stories)
        ]
        assert description.items == tuple(found)
        assert found


def test_every_event_has_a_description():
    assert set(DESCRIPTIONS) == {event for events in EVENTS.values() for event in events}
    assert len(set(DESCRIPTIONS.values())) == len(DESCRIPTIONS)


def test_only_events_that_happen_are_asked_for():
    few = news.make_news(3)
    assert {d.event for d in describe_events(few)} == {e for found in few.events for e in found}


def vocabulary(symbol, seen):
    """Every word that a symbol can write."""
    rules = [RULES[name] for name in (symbol, f"{symbol}+", f"{symbol}-") if name in RULES]
    lists = [WORDS[name] for name in (symbol, f"{symbol}+", f"{symbol}-") if name in WORDS]
    seen.add(symbol)
    text = " ".join([*rules, *lists])
    found = set(re.findall(r"[\w'-]+", re.sub(r"<\w+[-+*]?>", " ", text).lower()))
    for inner in set(re.findall(r"<(\w+)[-+*]?>", text)) - seen:
        found |= vocabulary(inner, seen)
    return found


@pytest.mark.parametrize("event", DESCRIPTIONS)
def test_a_description_has_no_word_of_the_items_that_it_looks_for(event):
    (about,) = (topic for topic, events in EVENTS.items() if event in events)
    used = set()
    for symbol in (event, f"{event}_more", f"{about}_more", "generic"):
        used |= vocabulary(symbol, set())
    said = set(re.findall(r"[\w'-]+", DESCRIPTIONS[event].lower())) - ENGLISH_STOP_WORDS
    assert said
    assert not said & used
