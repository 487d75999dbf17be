"""Cleaning, tokens, vocabulary and padding, over whole families of texts."""

import html
import re
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import PADDING, UNKNOWN, Vocabulary, pad

ANY_TEXT = st.text(st.characters())  # surrogates included
PIECES = "< > / & ; # 3 8 b ! ' <br /> amp &amp; lt &lt; gt #38 x26 \u2019"
MARKUP_PARTS = (*PIECES.split(), " ", "\n", "\x00", "\x92", "\u00ad", "\u0338", "\u037e")
MARKUP = st.lists(st.sampled_from(MARKUP_PARTS)).map("".join)
WORDS = st.text("ab'\u2019é\u0301ïßİ漢ไทยี1٣.,!?½😀\u200d_- <&", max_size=30)
TEXTS = ANY_TEXT | MARKUP | WORDS


# --- clean


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


# --- tokenize


def reference_tokens(text: str) -> list[str]:
    """Tokenise character by character, from Unicode's categories, without a regular expression."""
    for apostrophe in "\u0060\u00b4\u2018\u2019\u02bc\u2032":
        text = text.replace(apostrophe, "'")
    text = unicodedata.normalize("NFKC", text.replace("\u2122", " ")).lower()
    kinds = [_kind(character) for character in text] + [""]
    tokens, i = [], 0
    while i < len(text):
        start, i = i, i + 1
        if kinds[start] == "digit":
            end = start
            n_groups = 0
            while kinds[end] == "digit":
                while kinds[end] == "digit":
                    end += 1
                n_groups += 1
                if end + 1 < len(text) and text[end] in ".," and kinds[end + 1] == "digit":
                    end += 1
                else:
                    break
            if n_groups > 1:
                tokens.append(text[start:end])
                i = end
                continue
        if kinds[start] in ("letter", "digit"):
            while kinds[i] in ("letter", "digit", "mark") or (
                text[i : i + 1] == "'" and kinds[i + 1] in ("letter", "digit")
            ):
                i += 1
        elif kinds[start] == "unspaced":
            while kinds[i] == "mark":
                i += 1
        elif kinds[start] != "single":
            continue
        tokens.append(text[start:i])
    return tokens


def _kind(character: str) -> str:
    category, code = unicodedata.category(character), ord(character)
    unspaced = [(0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007)]
    unspaced += [(0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF)]
    unspaced += [(0xF900, 0xFAFF), (0x20000, 0x3FFFF)]
    if category[0] in "LN":
        if any(low <= code <= high for low, high in unspaced):
            return "unspaced"
        return "digit" if category == "Nd" else "letter"
    if category[0] == "M" or code in (0x200C, 0x200D):
        return "mark"
    if character in "!?" or 0x2600 <= code <= 0x27BF or 0x1F300 <= code <= 0x1FAFF:
        return "single"
    return ""


@given(TEXTS)
@example("naïve don'té 3.5é don'é 1,000.5x ไทย१२.३")
def test_tokens_are_those_of_the_reference(text):
    assert tokenize(text) == reference_tokens(text)


@given(TEXTS)
def test_tokens_of_any_text(text):
    tokens = tokenize(clean(text))
    assert all(token and not re.search(r"\s", token) for token in tokens)
    assert not {PADDING, UNKNOWN} & set(tokens)
    assert tokenize(clean(text)) == tokenize(clean(clean(text)))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("Isn't it? ISN\u2019T IT!!", ["isn't", "it", "?", "isn't", "it", "!", "!"]),
        ("'quoted' rock'n'roll the '90s", ["quoted", "rock'n'roll", "the", "90s"]),
        ("3.5 1,000 10/10 3.5mm v2.0.", ["3.5", "1,000", "10", "10", "3.5", "mm", "v2", "0"]),
        ("well-made mid_word", ["well", "made", "mid", "word"]),
        ("这部电影很好看！", ["这", "部", "电", "影", "很", "好", "看", "!"]),
        ("ＡＢＣ１２３？", ["abc123", "?"]),
        ("コーヒー ﾃｽﾄ", ["コ", "ー", "ヒ", "ー", "テ", "ス", "ト"]),
        ("영화가 좋다", ["영화가", "좋다"]),
        ("ดีมาก", ["ดี", "ม", "า", "ก"]),
        ("अच्छी फ़िल्म", ["अच्छी", "फ़िल्म"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("Müller naïve ﬁlm Disney™", ["müller", "naïve", "film", "disney"]),
        ("love it 😀❤️👍🏽", ["love", "it", "😀", "❤", "👍", "🏽"]),
        ("\ud800 \x00 \ufffd", []),
    ],
)
def test_token_examples(text, tokens):
    assert tokenize(text) == [unicodedata.normalize("NFKC", token) for token in tokens]


# --- Vocabulary


@given(st.lists(TEXTS, max_size=8), st.integers(2, 20))
def test_vocabulary_is_ordered_by_frequency_then_alphabetically(texts, max_tokens):
    vocabulary = Vocabulary.build(texts, max_tokens)
    counts = Counter(token for text in texts for token in tokenize(clean(text)))
    keys = [(-counts[token], token) for token in vocabulary.tokens[2:]]
    assert vocabulary.tokens[:2] == (PADDING, UNKNOWN)
    assert keys == sorted((-count, token) for token, count in counts.items())[: max_tokens - 2]
    assert len(vocabulary) == min(max_tokens, len(counts) + 2)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_encoding_and_decoding_are_inverse_for_known_tokens(texts):
    vocabulary = Vocabulary.build(texts, max_tokens=10_000)
    for text, numbers in zip(texts, vocabulary.encode_all(texts), strict=True):
        assert vocabulary.decode(numbers) == tokenize(clean(text))
        assert vocabulary.encode(text) == numbers


@given(st.lists(TEXTS, max_size=4), TEXTS, st.integers(2, 8))
def test_numbers_stay_inside_the_vocabulary(texts, text, max_tokens):
    vocabulary = Vocabulary.build(texts, max_tokens)
    tokens = tokenize(clean(text))
    numbers = vocabulary.encode(text)
    assert all(1 <= number < len(vocabulary) for number in numbers)
    known = [token if token in vocabulary.tokens else UNKNOWN for token in tokens]
    assert vocabulary.decode(numbers) == known


def test_vocabulary_survives_its_tokens():
    vocabulary = Vocabulary.build(["one two", "two"])
    assert Vocabulary(vocabulary.tokens) == vocabulary
    assert Vocabulary(list(vocabulary.tokens)) == vocabulary
    assert hash(Vocabulary(vocabulary.tokens)) == hash(vocabulary)


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ((), "begins with"),
        (("a", "b"), "begins with"),
        (("", "[UNK]", "a", "b", "a"), "'a' stands twice"),
        (("", "[UNK]", ""), "'' stands twice"),
    ],
)
def test_bad_vocabulary_is_one_sentence(tokens, message):
    with pytest.raises(InputError, match=message):
        Vocabulary(tokens)


def test_bad_arguments_of_the_vocabulary_are_one_sentence():
    with pytest.raises(InputError, match="max_tokens must be 2 or more"):
        Vocabulary.build(["a"], max_tokens=1)
    with pytest.raises(InputError, match="a single text"):
        Vocabulary.build("a text")
    vocabulary = Vocabulary.build(["a"])
    for number in (-1, 3):
        with pytest.raises(InputError, match="from 0 to 2"):
            vocabulary.decode([number])


# --- pad

SEQUENCES = st.lists(st.lists(st.integers(1, 2**31 - 1), max_size=12), max_size=6)
SIDES = st.sampled_from(["pre", "post"])


@given(SEQUENCES, st.integers(1, 10), SIDES, SIDES)
def test_padding_equals_that_of_keras(sequences, length, padding, truncating):
    import keras  # takes seconds; the other tests here do without

    ours = pad(sequences, length, padding, truncating)
    assert ours.dtype == np.int32
    assert ours.shape == (len(sequences), length)
    if sequences:
        theirs = keras.utils.pad_sequences(
            sequences, length, padding=padding, truncating=truncating
        )
        np.testing.assert_array_equal(ours, theirs)


@given(SEQUENCES, st.integers(1, 10), SIDES)
def test_cutting_the_middle_keeps_both_ends(sequences, length, padding):
    for sequence, row in zip(sequences, pad(sequences, length, padding, "middle"), strict=True):
        kept = [number for number in row.tolist() if number]
        if len(sequence) <= length:
            assert kept == sequence
        else:
            first, last = length // 4, length - length // 4
            assert kept == sequence[:first] + sequence[-last:]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"length": 0}, "length 0"),
        ({"length": 3, "padding": "left"}, "padding is 'left'"),
        ({"length": 3, "truncating": "end"}, "truncating is 'end'"),
    ],
)
def test_bad_arguments_of_pad_are_one_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        pad([[1]], **arguments)
