"""Tokens as numbers, §5.2: the vocabulary, and rows of equal length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize

__all__ = ["PADDING", "UNKNOWN", "Vocabulary", "pad"]


PADDING, UNKNOWN = "", "[UNK]"


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
                f"the vocabulary begins with {tokens[:2]!r}; give {PADDING!r} for padding and "
                f"{UNKNOWN!r} for unknown tokens first"
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
            raise InputError("the texts are one string; give a list of texts")
        if max_tokens < 2:
            raise InputError(
                f"max_tokens is {max_tokens}; give 2 or more, for padding and unknown are included"
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
                    f"{number} is no token of this vocabulary; give numbers from 0 to "
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
    check_sizes(length=length)
    if padding not in ("pre", "post"):
        raise InputError(f"padding is {padding!r}; give 'pre' or 'post'")
    if truncating not in ("pre", "post", "middle"):
        raise InputError(f"truncating is {truncating!r}; give 'pre', 'post' or 'middle'")
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
