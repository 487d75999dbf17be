"""A market that moves by a known plan: which words go, which turn, and how many albums come."""

import re
from itertools import pairwise

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.synthetic import months, reviews


@pytest.fixture(scope="module")
def month_0():
    return reviews.make_reviews(3000, seed=11)


def words(texts):
    return set(re.findall(r"[\w'-]+", " ".join(texts).lower()))


def test_old_words_are_those_of_the_reviews_and_new_ones_are_not(month_0):
    old = words(month_0.texts)
    assert set(months.NEW) | set(months.TURNED) | set(months.TURNED.values()) <= old
    assert not set(months.NEW.values()) & old
    assert len(set(months.NEW.values())) == len(months.NEW)


def test_each_month_some_words_go_none_comes_back_and_at_the_end_all_have_gone(month_0):
    used = [
        words(months.with_new_words(month_0.texts, month))
        for month in range(0, months.MONTHS + 1, 4)
    ]
    gone = [set(months.NEW) - month for month in used]
    assert gone[0] == set()
    assert gone[-1] == set(months.NEW)
    for before, after in pairwise(gone):
        assert before < after


def test_turning_twice_gives_the_text_back(month_0):
    once = months.with_turned_words(month_0.texts, months.TURN)
    assert once != month_0.texts
    mended = [re.sub(r"\b([Aa])n? ", r"\1 ", text) for text in month_0.texts]
    twice = months.with_turned_words(once, months.TURN)
    assert [re.sub(r"\b([Aa])n? ", r"\1 ", text) for text in twice] == mended


def test_before_its_month_nothing_changes(month_0):
    assert months.with_turned_words(month_0.texts, months.TURN - 1) == month_0.texts
    assert months.with_new_words(month_0.texts, 0) == month_0.texts


def test_whoever_knows_the_plan_reads_every_month_as_well_as_the_first():
    """New words are one for one: with the dictionary a model trained on month 0 loses nothing."""
    back = {new: old for old, new in months.NEW.items()}
    later = months.make_month(8, 600, seed=3)
    translated = [months._substitute(text, back) for text in later.texts]
    original = reviews.make_reviews(600, seed=4008)
    assert words(translated) == words(original.texts)
    np.testing.assert_array_equal(later.true_labels, original.true_labels)
    assert (later.labels == later.true_labels).mean() == 1 - reviews.LABEL_NOISE


def test_share_of_albums_is_the_one_planned():
    for month in (0, 12, 18, 24):
        texts = months.make_month(month, 1500).texts
        share = np.mean([bool(re.search(r"\b(album|record|melody)\b", t.lower())) for t in texts])
        films = np.mean([bool(re.search(r"\b(film|movie|story)\b", t.lower())) for t in texts])
        planned = months.share_of_albums(month)
        assert share / (share + films) == pytest.approx(planned, abs=0.05)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good! An exciting plot; a GREAT-aunt.", "Ace! A pulsating plot; a GREAT-aunt."),
        ("A good film by A. Good", "An ace film by A. Ace"),
        ("goodness, not good.", "goodness, not ace."),
    ],
)
def test_whole_words_change_with_their_capitals_and_articles(text, expected):
    assert months.with_new_words([text], 24) == [expected]


def test_a_month_before_the_first_is_refused():
    with pytest.raises(InputError, match="month is -1; give a number of at least 0"):
        months.make_month(-1, 5)
