"""A first look at labelled texts, §5.1: sizes, classes, lengths, markup, repeats, vocabulary."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from textcls.corpora.corpus import Split
from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize

__all__ = ["summarise", "token_counts", "words_per_text"]


def words_per_text(texts: list[str]) -> NDArray[np.int64]:
    """Count the tokens of each text, cleaned first.

    Parameters
    ----------
    texts : list of str, length n

    Returns
    -------
    int64 array, shape (n,)

    Examples
    --------
    >>> words_per_text(["A fine film.<br />Not dull", ""])
    array([5, 0])
    """
    return np.array([len(tokenize(clean(text))) for text in texts], dtype=np.int64)


def token_counts(texts: list[str]) -> Counter[str]:
    """Count how often each token occurs in all texts together.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    Counter
        Token to its number of occurrences.

    Examples
    --------
    >>> token_counts(["a fine film", "A bad film"]).most_common(2)
    [('a', 2), ('film', 2)]
    """
    return Counter(token for text in texts for token in tokenize(clean(text)))


def summarise(split: Split, class_names: tuple[str, ...]) -> dict[str, float]:
    """Describe labelled texts in a dozen figures.

    Parameters
    ----------
    split : Split
        At least one row.
    class_names : tuple of str
        Label i stands for ``class_names[i]``.

    Returns
    -------
    dict
        What is counted, in words fit for a table, to its value: rows, rows of each class, tokens a
        text (5 %, 50 % and 95 % quantile, and the longest), share of texts with markup, rows that
        repeat an earlier one, distinct tokens, and those that occur once.

    Raises
    ------
    InputError
        If there is no row.

    Examples
    --------
    >>> summary = summarise(Split(["Good.", "Bad<br />film", "Good."], [1, 0, 1]), ("bad", "good"))
    >>> summary["rows"], summary["class good"], summary["rows that repeat an earlier one"]
    (3, 2, 1)
    """
    if len(split) == 0:
        raise InputError("got a split without a row; give at least one text to summarise")
    lengths = words_per_text(split.texts)
    counts = token_counts(split.texts)
    quantiles = np.quantile(lengths, [0.05, 0.5, 0.95])
    return {
        "rows": len(split),
        **{f"class {name}": int((split.labels == i).sum()) for i, name in enumerate(class_names)},
        **dict(
            zip(
                ["tokens, 5 % quantile", "tokens, median", "tokens, 95 % quantile"],
                quantiles.tolist(),
                strict=True,
            )
        ),
        "tokens, longest": int(lengths.max()),
        "share with HTML breaks": round(float(np.mean(["<br" in text for text in split.texts])), 4),
        "rows that repeat an earlier one": len(split) - len(set(split.texts)),
        "distinct tokens": len(counts),
        "tokens seen once": sum(count == 1 for count in counts.values()),
    }
