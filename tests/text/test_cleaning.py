"""Cleaning, over whole families of texts."""

import html
import re
import unicodedata
from html.entities import name2codepoint

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.text.strategies import TEXTS
from textcls.text.cleaning import clean


@given(TEXTS)
@example("&amp;lt;br&amp;gt;")
@example("<b<i>>")
@example("&" + "amp;" * 20 + "lt;")
@example("&hearts\u037e")
def test_clean_is_idempotent(text):
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_a_cleaned_text_is_clean(text):
    cleaned = clean(text)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not re.search(r"<[a-z/!][^<>]*>", cleaned, re.IGNORECASE)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in cleaned)
    cleaned.encode("utf-8")


@given(st.text(st.characters(categories=["L", "N"]), max_size=20), st.integers(0, 3))
def test_clean_only_removes_what_it_says(word, n_breaks):
    word = unicodedata.normalize("NFC", word)
    assert clean("<br />" * n_breaks + word + "\t") == word
    assert clean(html.escape(f"{word} & 'so'")) == f"{word} & 'so'".strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("one<br /><br />two", "one two"),
        ("&quot;Caf&eacute;&quot; &#233; &#xE9;&nbsp;!", '"Café" é é !'),
        ("don&#146;t \x96 x", "don\u2019t \u2013 x"),  # Windows-1252
        ("I <3 it, 1 < 2 > 0 & AT&T; &unknown;", "I <3 it, 1 < 2 > 0 & AT&T; &unknown;"),
        ("so\u00adft \ufeffbom zero\u200bwidth", "soft bom zero width"),
        ("a\ud800b\x00c&#0;&#xFFFFFF;d&#xd800;", "a b c d"),
        ("e\u0301 KEEPS Ｃase!", "é KEEPS Ｃase!"),
    ],
)
def test_clean_examples(text, expected):
    assert clean(text) == expected


def test_clean_takes_nested_markup_in_linear_time():
    """One round a level would take hours here."""
    n = 200_000
    assert "<" not in clean("<b" * n + ">" * n)
    assert clean("&" + "amp;" * n).count("&") == 0


@pytest.mark.parametrize(("name", "code"), [*name2codepoint.items(), ("apos", ord("'"))])
def test_references_by_name_are_those_of_html_4_and_an_apostrophe(name, code):
    assert clean(f"a&{name};b") == clean(f"a&amp;{name};b") == clean(f"a{chr(code)}b")


@pytest.mark.parametrize("code", range(0x80, 0xA0))
def test_bytes_of_windows_1252_are_read_as_such(code):
    meant = bytes([code]).decode("cp1252", errors="ignore") or " "
    assert clean(f"a{chr(code)}b") == clean(f"a&#{code};b") == f"a{meant}b"


def test_numbers_of_characters_end_where_unicode_does():
    assert clean("a&#x10FFFF;b&#1114111;c") == "a\U0010ffffb\U0010ffffc"
    assert clean("a&#x110000;b&#1114112;c&#9999999;d") == "a b c d"


def test_four_wrappings_are_taken_off_and_a_fifth_is_no_honest_text():
    assert clean("&" + "amp;" * 4) == "&"
    assert clean("&" + "amp;" * 5) == "amp;"
