r"""Text to numbers, §5.2: cleaning, tokens, vocabulary, padding.

The rules are few, and written so that JavaScript can follow them to the letter: the regular
expressions use letters and numbers (``[^\W_]`` here, ``[\p{L}\p{N}]`` there: the same characters),
decimal digits (``\d``; ``\p{Nd}``), marks (built below; ``\p{M}``) and ranges that are spelt out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.entities import name2codepoint
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from textcls.errors import InputError

__all__ = ["PADDING", "UNKNOWN", "UNSPACED", "Vocabulary", "clean", "pad", "tokenize"]

PADDING, UNKNOWN = "", "[UNK]"

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


# Scripts written without spaces: Thai and Lao, Burmese, Khmer, kana, Chinese characters.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_EMOJI = "\u2600-\u27bf\U0001f300-\U0001faff"
_SPELLING = str.maketrans(
    {**dict.fromkeys("\u0060\u00b4\u2018\u2019\u02bc\u2032", "'"), "\u2122": " "}
)


@cache
def _token_pattern() -> re.Pattern[str]:
    marks = "".join(
        chr(code)
        for code in (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))
        if unicodedata.category(chr(code)).startswith("M")
    )
    follower = f"[{marks}\u200c\u200d]"
    letter = rf"[^\W_{UNSPACED}]"
    word = rf"{letter}+(?:{follower}+{letter}*)*"
    return re.compile(
        r"\d+(?:[.,]\d+)+"
        r"|(?>[a-z0-9]+(?:'[a-z0-9]+)*)(?!'?[^\x00-\x7f])"  # changes nothing but the speed: × 4
        rf"|{word}(?:'{word})*"
        rf"|(?=[^\W_])[{UNSPACED}]{follower}*"
        rf"|[!?{_EMOJI}]"
    )


def tokenize(text: str) -> list[str]:
    """Split a text into its tokens, in lower case.

    A token is

    - a number with inner points or commas: "3.5", "1,000";
    - a word of letters, digits and marks, with inner apostrophes: "don't", "1990s";
    - one character, with its marks, of a script that is written without spaces (Chinese, Japanese
      kana, Thai, Lao, Burmese, Khmer);
    - "!", "?" or one emoji.

    All else separates. Before that the text is brought to Unicode's form NFKC, which folds
    "ＡＢＣ！" to "ABC!" and "ﬁ" to "fi", typographic apostrophes become straight ones, and the
    text is put in lower case. Tags and entities are not looked for: that is what `clean` is for.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> tokenize("It isn’t bad: 7.5/10, really!")
    ['it', "isn't", 'bad', '7.5', '10', 'really', '!']
    >>> tokenize("不错的电影！ I liked 2 of 3")
    ['不', '错', '的', '电', '影', '!', 'i', 'liked', '2', 'of', '3']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SPELLING))
    else:
        text = text.replace("`", "'")
    return _token_pattern().findall(text.lower())


@dataclass(frozen=True)
class Vocabulary:
    """The tokens a model knows, each with its number.

    Number 0 is padding (the empty string), number 1 stands for every unknown token ("[UNK]");
    neither can come out of `tokenize`.

    Parameters
    ----------
    tokens : tuple of str
        ``tokens[i]`` has number i; the first two are "" and "[UNK]".

    Raises
    ------
    InputError
        If the first two tokens are others, or a token stands twice.

    Examples
    --------
    >>> vocabulary = Vocabulary.build(["a good film", "a bad film, a bore"], max_tokens=5)
    >>> vocabulary.tokens
    ('', '[UNK]', 'a', 'film', 'bad')
    >>> vocabulary.encode("A very bad film")
    [2, 1, 4, 3]
    >>> vocabulary.decode([2, 1, 4, 3, 0])
    ['a', '[UNK]', 'bad', 'film', '']
    """

    tokens: tuple[str, ...]
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tokens = tuple(self.tokens)
        if tokens[:2] != (PADDING, UNKNOWN):
            raise InputError(
                f"the vocabulary begins with {tokens[:2]!r}; the first two tokens have to be "
                f"{PADDING!r} for padding and {UNKNOWN!r} for unknown tokens"
            )
        numbers = {token: number for number, token in enumerate(tokens)}
        if len(numbers) < len(tokens):
            twice = next(token for number, token in enumerate(tokens) if numbers[token] != number)
            raise InputError(f"the token {twice!r} stands twice in the vocabulary; give it once")
        object.__setattr__(self, "tokens", tokens)
        object.__setattr__(self, "_numbers", numbers)

    @classmethod
    def build(cls, texts: Iterable[str], max_tokens: int = 10_000) -> Vocabulary:
        """Count the tokens of cleaned texts and keep the most frequent.

        Parameters
        ----------
        texts : iterable of str
        max_tokens : int
            The size of the vocabulary, padding and unknown included; at least 2.

        Returns
        -------
        Vocabulary
            By falling frequency; tokens of equal frequency by their code points.

        Examples
        --------
        >>> len(Vocabulary.build(["one two", "two"], max_tokens=100))
        4
        """
        if isinstance(texts, str):
            raise InputError("a vocabulary is built from a list of texts, but got a single text")
        if max_tokens < 2:
            raise InputError(
                f"a vocabulary of {max_tokens} tokens has no room for padding and unknown; "
                "max_tokens must be 2 or more"
            )
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(tokenize(clean(text)))
        by_frequency = sorted(counts, key=lambda token: (-counts[token], token))
        return cls((PADDING, UNKNOWN, *by_frequency[: max_tokens - 2]))

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the tokens of a text, cleaned first.

        Parameters
        ----------
        text : str

        Returns
        -------
        list of int
            Numbers from 1 to ``len(self) - 1``; an unknown token has number 1.

        Examples
        --------
        >>> Vocabulary(("", "[UNK]", "film")).encode("This <b>film</b>")
        [1, 2]
        """
        numbers = self._numbers
        return [numbers.get(token, 1) for token in tokenize(clean(text))]

    def encode_all(self, texts: Iterable[str]) -> list[list[int]]:
        """Encode each of many texts.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        list of list of int

        Examples
        --------
        >>> Vocabulary(("", "[UNK]", "film")).encode_all(["film", "a film", ""])
        [[2], [1, 2], []]
        """
        return [self.encode(text) for text in texts]

    def decode(self, numbers: Iterable[int]) -> list[str]:
        """Return the tokens that have these numbers.

        Parameters
        ----------
        numbers : iterable of int
            For instance one row of what `pad` returns.

        Returns
        -------
        list of str

        Raises
        ------
        InputError
            If a number is outside the vocabulary.

        Examples
        --------
        >>> Vocabulary(("", "[UNK]", "film")).decode([1, 2, 0])
        ['[UNK]', 'film', '']
        """
        found = [int(number) for number in numbers]
        for number in found:
            if not 0 <= number < len(self):
                raise InputError(
                    f"{number} is no token of this vocabulary; its numbers go from 0 to "
                    f"{len(self) - 1}"
                )
        return [self.tokens[number] for number in found]


def pad(
    sequences: Sequence[Sequence[int]],
    length: int,
    padding: Literal["pre", "post"] = "post",
    truncating: Literal["pre", "post", "middle"] = "post",
) -> NDArray[np.int32]:
    """Bring sequences to one length: fill short ones with zeros, cut long ones.

    Parameters
    ----------
    sequences : n sequences of int
    length : int
        The length of every row of the result; at least 1.
    padding : {"pre", "post"}
        Where the zeros go: before the numbers or after them.
    truncating : {"pre", "post", "middle"}
        What a long sequence loses: its beginning ("pre"), its end ("post"), or its middle
        ("middle": the first ``length // 4`` numbers and the last ``length - length // 4`` stay).

    Returns
    -------
    int32 array, shape (n, length)

    Raises
    ------
    InputError
        If the length is below 1 or a word is none of those above.

    Notes
    -----
    For "pre" and "post" the result is that of `keras.utils.pad_sequences`, whose defaults are
    "pre" and "pre".

    Examples
    --------
    >>> pad([[5, 6], [1, 2, 3, 4, 5, 6]], 4)
    array([[5, 6, 0, 0],
           [1, 2, 3, 4]], dtype=int32)
    >>> pad([[5, 6], [1, 2, 3, 4, 5, 6]], 4, padding="pre", truncating="middle")
    array([[0, 0, 5, 6],
           [1, 4, 5, 6]], dtype=int32)
    """
    if length < 1:
        raise InputError(f"sequences cannot be padded to length {length}; give 1 or more")
    if padding not in ("pre", "post"):
        raise InputError(f"padding is {padding!r}; it must be 'pre' or 'post'")
    if truncating not in ("pre", "post", "middle"):
        raise InputError(f"truncating is {truncating!r}; it must be 'pre', 'post' or 'middle'")
    head = {"pre": 0, "post": length, "middle": length // 4}[truncating]
    padded = np.zeros((len(sequences), length), dtype=np.int32)
    for row, sequence in zip(padded, sequences, strict=True):
        n = len(sequence)
        if n > length:
            row[:head], row[head:] = sequence[:head], sequence[n - (length - head) :]
        elif padding == "pre":
            row[length - n :] = sequence
        else:
            row[:n] = sequence
    return padded
