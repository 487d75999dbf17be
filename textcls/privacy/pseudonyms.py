"""Pseudonyms for what names a person, §9 question 2."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

from textcls.errors import InputError

__all__ = ["pseudonymise"]


_STREET = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Square|Court|Way|Boulevard|Blvd"


_PATTERNS = {  # in this order: what an earlier one has found, a later one does not see
    "EMAIL": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "LINK": r"\b(?:https?://|www\.)\S*[\w/]",
    "ADDRESS": rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'-]+ ){{1,3}}(?:{_STREET})\b",
    "PHONE": r"(?<!\w)\+?(?:\(\d{2,4}\)|\d{2,4})(?:[ ./-]\d{2,4}){2,4}(?!\w)",
    "NUMBER": r"(?<!\w)\d{5,}(?!\w)",
}


_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # digits would look like numbers


_LENGTH_OF_PSEUDONYM = 8


def pseudonymise(text: str, key: bytes, names: Iterable[str] = ()) -> str:
    """Replace what names a person by pseudonyms such as ``[EMAIL bpamgkcl]``.

    Found are e-mail addresses, links, street addresses in the English order, telephone numbers,
    other numbers of five digits or more, and the names given. The same value gets the same
    pseudonym wherever it stands, so that rows can still be counted and joined. Only who has the
    key can compute the pseudonym of a value; a hash without a key could be undone by trying all
    telephone numbers.

    The result is *not* anonymous: patterns miss what they do not know, and what is left may still
    point to one person.

    Parameters
    ----------
    text
        Any text.
    key
        A secret of 16 bytes or more, kept apart from the texts: ``secrets.token_bytes(32)``.
    names
        Names of people to look for, for instance those in the customer table; upper and lower case
        matter, so that "Rose" is found and "rose" is not.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the key is shorter than 16 bytes.

    References
    ----------
    H. Krawczyk, M. Bellare, R. Canetti (1997), HMAC: Keyed-Hashing for Message Authentication,
    RFC 2104.

    Examples
    --------
    >>> key = bytes(32)
    >>> pseudonymise("Ask Ann Lee, ann@example.com, or Ann.", key, names=["Ann", "Ann Lee"])
    'Ask [NAME genhppif], [EMAIL ohdfikdl], or [NAME cihaogom].'
    """
    if len(key) < 16:
        raise InputError(f"the key has {len(key)} bytes; give a secret one of 16 bytes or more")
    patterns = dict(_PATTERNS)
    if known := sorted(filter(None, names), key=len, reverse=True):
        patterns["NAME"] = rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)"
    kinds = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())
    return re.sub(kinds, lambda found: _pseudonym(found, key), text)


def _pseudonym(found: re.Match[str], key: bytes) -> str:
    kind = found.lastgroup or ""
    value = re.sub(r"[^\w@.+]", "", found[0]).casefold()
    if kind in ("PHONE", "NUMBER"):
        value = re.sub(r"\D", "", value)
    digest = hmac.new(key, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()
    return f"[{kind} {digest.translate(_LETTERS)[:_LENGTH_OF_PSEUDONYM]}]"
