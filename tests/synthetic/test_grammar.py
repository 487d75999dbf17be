"""The machinery of the embedded corpora: signs, memory, weights, spelling, streams of chance."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.synthetic._grammar import (
    Draws,
    Writer,
    check_at_least,
    compiled,
    lexicon,
    log_normal,
    spelled,
    words,
)


def written(grammar, symbol, sign, n, **options):
    """Write a symbol n times, each time as a text of its own."""
    return [Writer(grammar, Draws(0, i), **options).write(symbol, sign) for i in range(n)]


@pytest.mark.parametrize("sign", [1, -1])
def test_marks_keep_turn_or_draw_the_sign(sign):
    grammar = compiled({"w+": "good", "w-": "bad"}, {"x": "<w> <w+> <w-> <w*>"})
    own, other = ("good", "bad")[::sign]
    texts = written(grammar, "x", sign, 200)
    assert {text.rpartition(" ")[0] for text in texts} == {f"{own} {own} {other}"}
    assert 70 < Counter(text.split()[-1] for text in texts)["good"] < 130


def test_a_name_with_a_capital_is_drawn_once_in_a_text():
    grammar = compiled({"Hero": "Ada, Ben, Cleo", "thing": "cup, hat, pen"}, {"x": "<Hero> <Hero>"})
    texts = written(grammar, "x", 1, 60)
    assert all(re.fullmatch(r"(\w+) \1", text) for text in texts)
    assert len(set(texts)) == 3


def test_people_lose_their_first_names_and_things_keep_theirs():
    rules = {"Who": "Ada Ann Quill", "Where": "New Town", "x": "<Who> <Who> <Who>, <Where> <Where>"}
    [text] = written(compiled({}, rules), "x", 1, 1, people={"Who"})
    assert text == "Ada Ann Quill Quill Quill, New Town New Town"


def test_what_is_told_once_is_not_told_again_as_long_as_there_is_more():
    grammar = compiled({}, {"fact": "a\nb\nc\nd", "x": "<fact><fact>"})
    same = [text[0] == text[1] for text in written(grammar, "x", 1, 400)]
    once = [text[0] == text[1] for text in written(grammar, "x", 1, 400, once={"fact"})]
    assert 60 < sum(same) < 140
    assert sum(once) < 4
    [only] = written(compiled({}, {"fact": "a", "x": "<fact><fact>"}), "x", 1, 1, once={"fact"})
    assert only == "aa"


def test_productions_are_as_common_as_their_weights():
    counts = Counter(written(compiled({}, {"x": "3: a\n b"}), "x", 1, 2000))
    assert counts["a"] / 2000 == pytest.approx(0.75, abs=0.03)


@given(st.integers(1, 50))
def test_the_word_of_rank_r_weighs_one_by_r_plus_one(n):
    cumulative, found = lexicon([f"w{i}" for i in range(n)])
    np.testing.assert_allclose(np.diff([0, *cumulative]), 1 / np.arange(2, n + 2))
    assert found == [[f"w{i}"] for i in range(n)]


def test_words_lose_the_spaces_around_and_the_line_breaks_within():
    assert words(" good,\n fall   apart ") == ["good", "fall apart"]


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("a  honest   man. a hour", "An honest man. An hour"),
        ("it is a apple", "It is an apple"),
        ("it is a one-off", "It is a one-off"),
        ("it is a european", "It is a european"),
        ("it is a uniform", "It is a uniform"),
        ("it is a user", "It is a user"),
        ("it is a ugly one", "It is an ugly one"),
        ("it is a heir of a hundred", "It is an heir of a hundred"),
        ("so? yes! no. nine", "So? Yes! No. Nine"),
    ],
)
def test_articles_spaces_and_capitals_are_mended(raw, mended):
    assert spelled(raw) == mended


@given(st.text(alphabet="aeinotu .!?h", max_size=40))
def test_mended_twice_is_mended_once(text):
    assert spelled(spelled(text)) == spelled(text)


@given(st.integers(0, 2**64), st.integers(1, 600))
def test_a_stream_depends_on_its_key_and_stays_within_its_range(seed, n):
    first, again, other = Draws(seed, 1), Draws(seed, 1), Draws(seed, 2)
    numbers = [first.next() for _ in range(n)]
    assert numbers == [again.next() for _ in range(n)]
    assert numbers != [other.next() for _ in range(n)]
    assert all(0 <= number < 1 for number in numbers)
    assert {Draws(seed, i).below(3) for i in range(60)} == {0, 1, 2}


def test_a_chance_is_kept():
    draws = Draws(0)
    assert sum(draws.chance(0.2) for _ in range(5000)) == pytest.approx(1000, abs=120)
    assert not any(draws.chance(0.0) for _ in range(100))
    assert all(draws.chance(1.0) for _ in range(100))


def test_lengths_are_log_normal():
    draws = Draws(0)
    logs = np.log([log_normal(draws, 40, 0.5) for _ in range(4000)])
    assert logs.mean() == pytest.approx(np.log(40), abs=0.03)
    assert logs.std() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", None, True])
def test_only_whole_numbers_of_at_least_the_least_pass(value):
    with pytest.raises(InputError, match=r"n is .*; give a whole number of at least 1$"):
        check_at_least(value, "n", 1)


@pytest.mark.parametrize("value", [1, np.int64(7)])
def test_whole_numbers_of_any_kind_pass(value):
    check_at_least(value, "n", 1)
