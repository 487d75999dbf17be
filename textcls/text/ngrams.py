"""N-grams and skip-grams, §5.4: the features of the linear models."""

from __future__ import annotations

import re
from itertools import chain

from textcls.text.cleaning import clean
from textcls.text.tokens import UNSPACED

__all__ = ["ngrams", "skipgrams"]


def skipgrams(text: str) -> list[str]:
    """Cut a text into `ngrams`, and pairs of pieces with one or two pieces between.

    How many pieces are left out of a pair is not told apart, so that "not a good" and "not a very
    good" share "not _ good".

    Parameters
    ----------
    text
        Cleaned first.

    Returns
    -------
    list of str

    References
    ----------
    D. Guthrie, B. Allison, W. Liu, L. Guthrie, Y. Wilks (2006), A Closer Look at Skip-gram
    Modelling, LREC.

    Examples
    --------
    >>> [pair for pair in skipgrams("not a very good film") if "_" in pair]
    ['not _ very', 'a _ good', 'very _ film', 'not _ good', 'a _ film']
    """
    pieces = _pieces(text)
    pairs = [map(" _ ".join, zip(pieces, pieces[gap:], strict=False)) for gap in (2, 3)]
    return [*ngrams(text), *chain(*pairs)]


def ngrams(text: str) -> list[str]:
    """Cut a text into n-grams: one to three pieces in a row.

    The pieces are words, numbers and single marks of punctuation, in lower case; contractions are
    cut as in the Penn Treebank ("did n't", "it 's").

    Parameters
    ----------
    text
        Cleaned first.

    Returns
    -------
    list of str

    Examples
    --------
    >>> ngrams("Didn't like it!")[:7]
    ['did', "n't", 'like', 'it', '!', "did n't", "n't like"]
    """
    pieces = _pieces(text)
    shifted = [pieces[distance:] for distance in range(3)]
    return [*chain(*(map(" ".join, zip(*shifted[:n], strict=False)) for n in (1, 2, 3)))]


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(clean(text).translate(_APOSTROPHES).lower())


_APOSTROPHES = str.maketrans("\u2019`", "''")


_LETTER = rf"[^\W_{UNSPACED}]"


_PIECES = re.compile(
    r"\d+(?:[.,]\d+)+"
    rf"|(?:n't|'(?:s|m|d|ll|re|ve))(?!{_LETTER})"
    rf"|{_LETTER}+?(?=n't(?!{_LETTER}))"
    rf"|{_LETTER}+|[{UNSPACED}]|[^\w\s]"
)
