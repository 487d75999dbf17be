"""Tokens, against a reference that knows no regular expression."""

import re
import unicodedata

import pytest
from hypothesis import example, given

from tests.text.strategies import TEXTS
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import PADDING, UNKNOWN


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
        ("rock`n`roll, rock´n´roll", ["rock'n'roll", "rock'n'roll"]),
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


@pytest.mark.parametrize("mark", ["\u0300", "\U0001e944", "\U000e0100", "\U000e01ef"])
def test_a_mark_belongs_to_its_letter(mark):
    assert tokenize(f"x{mark}y 漢{mark}字") == [
        unicodedata.normalize("NFKC", f"x{mark}y"),
        f"漢{mark}",
        "字",
    ]
