"""Pseudonyms hide what they should, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.privacy.pseudonyms import pseudonymise

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("EMAIL", "mia.o-neil+films@mail.example.co.uk"),
        ("LINK", "https://example.org/u/mia?x=1"),
        ("ADDRESS", "12 Old Mill Road"),
        ("ADDRESS", "7b, Harbour Street"),
        ("PHONE", "+44 20 7946 0958"),
        ("PHONE", "(555) 010-0199"),
        ("PHONE", "555-0142-33"),
        ("NUMBER", "9912345"),
        ("NAME", "Zoë O'Neil"),
    ],
)
def test_each_kind_is_found_whole_wherever_it_stands(kind, value):
    for text in (value, f"Ask {value}, please.", f"Mine ({value})!"):
        hidden = pseudonymise(text, KEY, names=["Zoë O'Neil"])
        assert re.search(rf"\[{kind} [a-p]{{8}}\]", hidden), hidden
        assert re.sub(r"\[\w+ [a-p]{8}\]", value, hidden) == text


@pytest.mark.parametrize(
    "text",
    ["a 2 hour film of 1999", "7.5/10", "a rose", "Annabel", "3 Good Reasons", "10,000 times"],
)
def test_what_names_nobody_stays(text):
    assert pseudonymise(text, KEY, names=["Rose", "Anna"]) == text


def test_same_value_same_pseudonym_however_it_is_written_and_another_key_another():
    one, other = pseudonymise("555 010 0199 or 555-010-0199", KEY).split(" or ")
    assert one == other != pseudonymise("555 010 0199", KEY[::-1])
    assert one != pseudonymise("555 010 0198", KEY)


PIECES = ["12 ", "555", " ", "-", "@", "ann", ".com", "www.", "Old ", "Road", "(", ")", "+", "0199"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_second_pass_finds_nothing_more(text):
    once = pseudonymise(text, KEY, names=["ann"])
    assert pseudonymise(once, KEY, names=["ann"]) == once


def test_short_key_is_refused():
    with pytest.raises(InputError, match="the key has 3 bytes"):
        pseudonymise("a", b"abc")
