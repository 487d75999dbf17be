"""What is no text goes, §5.2: tags, entities, control characters."""

from __future__ import annotations

import re
import unicodedata
from html.entities import name2codepoint

__all__ = ["clean"]


_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")


_NAMED = {**name2codepoint, "apos": 39}  # the 252 names of HTML 4, and one of XML


_ENTITY = re.compile(rf"&(?:#([0-9]{{1,7}})|#[xX]([0-9a-fA-F]{{1,6}})|({'|'.join(_NAMED)}));")


# Characters that show nothing; joiners (200C, 200D) stay, since Persian and Hindi spell with them.
_INVISIBLE = re.compile("[\u00ad\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\ud800-\udfff]")


_SPACES = re.compile(r"\s+")


# Old web pages say &#146; or U+0092 where Windows-1252 has byte 92, an apostrophe.
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}


_ROUNDS = 4


def clean(text: str) -> str:
    """Remove what is not text: tags, entities, control characters, superfluous white space.

    Tags become a space; character references of HTML 4 (``&eacute;``, ``&#233;``, ``&#xe9;``)
    become their character; controls, zero-width spaces and lone surrogates become a space; soft
    hyphens and marks of direction vanish; white space becomes one space, none at either end.
    The result is in Unicode's form NFC, so that "é" is one character however it was typed. Case,
    width and punctuation stay (`tokenize` folds them).

    A cleaned text has no tag and no reference left, even where the input wrapped them up more than
    once (``&amp;lt;br&amp;gt;``), so that ``clean(clean(text)) == clean(text)``.

    Parameters
    ----------
    text : str
        Any text, also empty or with lone surrogates.

    Returns
    -------
    str

    Examples
    --------
    >>> clean("A  fine film.<br /><br />Caf&eacute; &amp; all, 3 &lt; 4")
    'A fine film. Café & all, 3 < 4'
    """
    for _ in range(_ROUNDS):
        text = _clean_once(text)
        if not ("<" in text and _TAG.search(text)) and not ("&" in text and _ENTITY.search(text)):
            return text
    return _clean_once(re.sub("[<&]", " ", text))  # nested more deeply than any honest text


def _clean_once(text: str) -> str:
    text = _TAG.sub(" ", _ENTITY.sub(_character, text))
    if not text.isascii():
        text = _INVISIBLE.sub("", text.translate(_WINDOWS))
    text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text))
    return _SPACES.sub(" ", text).strip()


def _character(reference: re.Match[str]) -> str:
    """Return the character that a reference stands for; for an impossible number, a space."""
    decimal, hexadecimal, name = reference.groups()
    if name is not None:
        return chr(_NAMED[name])
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if code < 0x110000 else " "
