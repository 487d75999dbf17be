"""The embedded news: what they promise about labels, order, ambiguity and prose."""

import hashlib
import re
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.corpora.corpus import split_off
from textcls.errors import InputError
from textcls.synthetic import news
from textcls.synthetic._news_grammar import EVENTS, RULES, WORDS

DIGEST = "ee70bcd3e2c406ceda453a175872c13322d616015bef9649a5646fd2a2baaa6f"

seeds = st.integers(0, 2**64)


@pytest.fixture(scope="module")
def corpus():
    return news.make_news(3600, seed=0)


def words_of(text):
    return re.findall(r"[\w'-]+", text.lower())


# --- determinism -----------------------------------------------------------------------------


def test_the_items_are_the_same_on_every_machine():
    made = news.make_news(360, seed=7)
    content = "\n".join(made.texts) + str(made.labels.tolist()) + str(made.topics.tolist())
    assert hashlib.sha256(content.encode()).hexdigest() == DIGEST


@settings(max_examples=15, deadline=None)
@given(seed=seeds, m=st.integers(1, 130), more=st.integers(0, 30))
def test_an_item_depends_on_its_number_and_the_seed_alone(seed, m, more):
    few, many = news.make_news(m, seed), news.make_news(m + more, seed)
    assert many.texts[:m] == few.texts
    assert many.labels[:m].tolist() == few.labels.tolist()
    assert many.topics[:m].tolist() == few.topics.tolist()


def test_seeds_and_splits_differ():
    corpus = news.load(n_train=300, n_test=300, seed=3)
    assert corpus.class_names == news.CLASS_NAMES
    assert corpus.train.texts == news.make_news(300, seed=3).texts
    assert set(corpus.train.texts).isdisjoint(corpus.test.texts)
    assert set(corpus.train.texts).isdisjoint(news.make_news(300, seed=2).texts)


# --- topics and labels -----------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(seed=seeds, blocks=st.integers(1, 3))
def test_whole_blocks_have_exact_shares(seed, blocks):
    made = news.make_news(news.BLOCK * blocks, seed)
    assert np.bincount(made.labels).tolist() == [30 * blocks] * 4
    assert made.ambiguous.sum() == 12 * blocks
    labels = defaultdict(list)
    for pair, label in zip(made.topics[made.ambiguous], made.labels[made.ambiguous], strict=True):
        labels[tuple(pair.tolist())].append(int(label))
    assert len(labels) == 6
    for pair, found in labels.items():
        assert Counter(found) == dict.fromkeys(pair, blocks)


def test_who_knows_the_topics_reaches_the_declared_ceiling_exactly(corpus):
    for made in (corpus, news.load(n_train=1, n_test=1200).test):
        assert np.mean(made.topics[:, 0] == made.labels) == news.BEST_ACCURACY
        assert np.mean(made.topics[:, 1] == made.labels) == news.BEST_ACCURACY
    assert news.BEST_ACCURACY == 1 - news.AMBIGUOUS / 2 == 0.95


def test_the_text_of_an_ambiguous_item_is_written_before_its_label_is_drawn(monkeypatch):
    before = news.make_news(240, seed=5)
    plan = news._plan

    def other_labels(draws):
        rows = plan(draws)
        rows[:, 2] = rows[:, 0] + rows[:, 1] - rows[:, 2]  # the other topic of each pair
        return rows

    monkeypatch.setattr(news, "_plan", other_labels)
    after = news.make_news(240, seed=5)
    assert after.texts == before.texts
    assert np.array_equal(after.labels != before.labels, before.ambiguous)


def test_the_first_sentence_settles_the_topics(corpus):
    about = defaultdict(set)
    shape = re.compile(r"[A-Z]\w*|\d\S*")
    for text, topics in zip(corpus.texts, corpus.topics.tolist(), strict=True):
        about[text.split(". ")[0]].add(tuple(topics))
    assert all(len(found) == 1 for found in about.values())
    assert len({shape.sub("", sentence) for sentence in about}) > 100


def test_the_words_alone_do_not_settle_the_topic(corpus):
    """Where there is a second story, it is of another topic, and hardly shorter than the first."""
    leads = [lead.split(": ")[-1].strip() for lead in RULES["second"].splitlines() if lead.strip()]
    found = [re.split("|".join(map(re.escape, leads)), text) for text in corpus.texts]
    assert max(map(len, found)) == 2
    both = [parts for parts in found if len(parts) == 2]
    assert 0.35 < len(both) / len(found) < 0.45
    lengths = np.array([[len(part.split()) for part in parts] for parts in both])
    assert 0.7 < np.median(lengths[:, 1] / lengths[:, 0]) < 1.3


def test_every_pair_and_topic_has_events_and_they_read_differently(corpus):
    names = set(EVENTS)
    assert names == {"_".join(news._SYMBOLS[t] for t in sorted({a, b})) for a, b in corpus.topics}
    for about, events in EVENTS.items():
        assert len(events) >= 3, about


def test_the_events_are_of_the_topics_and_as_many_as_there_are_stories(corpus):
    about = {event: name for name, events in EVENTS.items() for event in events}
    leads = [lead.split(": ")[-1].strip() for lead in RULES["second"].splitlines() if lead.strip()]
    for text, topics, (first, *second) in zip(
        corpus.texts, corpus.topics.tolist(), corpus.events, strict=True
    ):
        assert about[first] == "_".join(news._SYMBOLS[t] for t in sorted(set(topics)))
        assert len(second) == sum(text.count(f" {lead} ") for lead in leads)
        assert not {about[event] for event in second} & set(about[first].split("_"))
    assert corpus.take([5, 3]).events == [corpus.events[5], corpus.events[3]]


def test_taking_and_splitting_keep_the_topics(corpus):
    chosen = corpus.take([5, 3])
    assert chosen.texts == [corpus.texts[5], corpus.texts[3]]
    assert chosen.topics.tolist() == corpus.topics[[5, 3]].tolist()
    rest, held_out = split_off(corpus, 100)
    assert len(rest.topics) == 3500
    assert held_out.ambiguous.sum() + rest.ambiguous.sum() == 360


# --- words, lengths, prose -------------------------------------------------------------------


def test_lengths_and_vocabulary(corpus):
    lengths = np.array([len(text.split()) for text in corpus.texts])
    assert lengths.min() >= 8
    assert 40 <= np.median(lengths) <= 60
    assert lengths.max() < 160
    counts = Counter(word for text in corpus.texts for word in words_of(text))
    assert sum(count > 1 for count in counts.values()) >= 1200


FAULTS = {
    "leftover": r"[<>{}_*\\]|\bNone\b|  | [,.!?:]|[.,:]{2}|,[.!?]|\n",
    "a before a vowel": r"\b[Aa] [aeioAEIO](?!ne\b)",
    "an before a consonant": r"\b[Aa]n (?!h(?:our|on|eir))[^aeiouAEIOU]",
    "word said twice": r"\b([a-z]\w*) (?:and |or )?\1\b",
    "sentence without a capital": r"^[a-z]|[.!] [a-z]",
    "no full stop": r"[^.!]$",
}


def faults(text):
    return {name for name, pattern in FAULTS.items() if re.search(pattern, text)}


@settings(max_examples=30, deadline=None)
@given(seed=seeds)
def test_any_seed_gives_clean_prose(seed):
    assert not faults(news.make_news(1, seed).texts[0])


def test_the_whole_corpus_is_clean_prose(corpus):
    for text in corpus.texts:
        assert not faults(text), text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("It is {adj}.", "leftover"),
        ("It is  good.", "leftover"),
        ("In brief :It is good.", "leftover"),
        ("It is a apple.", "a before a vowel"),
        ("It is an mess.", "an before a consonant"),
        ("It is is good.", "word said twice"),
        ("it is good.", "sentence without a capital"),
        ("It is good", "no full stop"),
    ],
)
def test_the_check_of_prose_sees_each_fault(text, fault):
    assert faults(text) == {fault}


def test_every_symbol_has_a_rule_and_every_rule_is_used():
    table = news._grammar()
    used = {"generic", "second"}
    for about, events in EVENTS.items():
        used |= {f"{about}_more"} | {event + end for event in events for end in ("", "_more")}
        assert (f"{about}_more", 1) in table
        assert all((event, sign) in table for event in events for sign in (1, -1))
    for _, productions in table.values():
        for production in productions:
            for part in production:
                if not isinstance(part, str):
                    used.add(part[0])
                    assert all((part[0], sign) in table for sign in (1, -1)), part
    assert {name.rstrip("+-") for name in [*WORDS, *RULES]} <= used


# --- what it is for --------------------------------------------------------------------------


def test_a_bag_of_words_stays_below_the_ceiling_and_the_first_words_reach_it():
    from textcls.models.linear import tfidf_logistic_regression

    corpus = news.load(n_train=1200, n_test=600)

    def accuracy(view):
        model = tfidf_logistic_regression().fit(
            list(map(view, corpus.train.texts)), corpus.train.labels
        )
        return model.score(list(map(view, corpus.test.texts)), corpus.test.labels)

    assert 0.7 < accuracy(str) < 0.88
    assert accuracy(lambda text: " ".join(text.split()[:15])) > 0.92


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n is 0; give a whole number of at least 1"),
        ({"n": 2.5}, "n is 2.5"),
        ({"n": True}, "n is True"),
        ({"n": 10, "seed": -1}, "seed is -1; give a whole number of at least 0"),
        ({"n": 10, "seed": "a"}, "seed is 'a'"),
    ],
)
def test_bad_arguments_are_told_apart(arguments, message):
    with pytest.raises(InputError, match=re.escape(message)):
        news.make_news(**arguments)


@pytest.mark.parametrize("arguments", [{"n_train": 0}, {"n_test": -3}, {"seed": 1.5}])
def test_bad_sizes_of_a_corpus(arguments):
    with pytest.raises(InputError, match=next(iter(arguments))):
        news.load(**arguments)
