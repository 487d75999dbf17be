"""The stored vectors of §3.3: what the sentence encoder makes of some embedded texts.

With them a reader fits and breaks classifiers without the encoder's weights.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textcls.corpora.corpus import Corpus, Split
from textcls.errors import InputError
from textcls.models.encoder import SentenceEncoder
from textcls.runs import engine
from textcls.synthetic import news, reviews

__all__ = ["N_TEST", "N_TRAIN", "Encoded", "corpora", "load", "reproduce_vectors"]

N_TRAIN, N_TEST = 240, 160


class Encoded(NamedTuple):
    """Texts of a split with their vectors, shape (texts, 384).

    Examples
    --------
    >>> Encoded(Split(["a text"], [0]), np.zeros((1, 384))).split.texts
    ['a text']
    """

    split: Split
    vectors: NDArray[np.float32]


def corpora() -> dict[str, Corpus]:
    """Give the texts whose vectors are stored.

    Returns
    -------
    dict
        ``news`` and ``reviews``: the first corpora of `textcls.synthetic`, small.

    Examples
    --------
    >>> len(corpora()["news"].train)
    240
    """
    return {name: module.load(N_TRAIN, N_TEST) for name, module in _MODULES.items()}


_MODULES = {"news": news, "reviews": reviews}


def load(name: str, path: str | os.PathLike[str] = "results/vectors.npz") -> list[Encoded]:
    """Read the stored vectors of a corpus, beside its texts and labels.

    Parameters
    ----------
    name
        ``"news"`` or ``"reviews"``.
    path
        What `reproduce_vectors` has written.

    Returns
    -------
    train, test : Encoded

    Raises
    ------
    InputError
        If there is no such file or no such name.

    Examples
    --------
    >>> load("news", "nothing.npz")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no nothing.npz; make it with 'textcls reproduce vectors'
    """
    if name not in _MODULES:
        raise InputError(f"there are no vectors of {name!r}; give 'news' or 'reviews'")
    if not Path(path).is_file():
        raise InputError(f"there is no {path}; make it with 'textcls reproduce vectors'")
    corpus = _MODULES[name].load(N_TRAIN, N_TEST)
    with np.load(path) as kept:
        return [
            Encoded(split, kept[f"{name}/{part}"].astype(np.float32))
            for part, split in (("train", corpus.train), ("test", corpus.test))
        ]


def reproduce_vectors(
    out: str | os.PathLike[str] = "book/results/vectors.npz", encoder: SentenceEncoder | None = None
) -> None:
    """Encode the texts, and store the vectors in half precision.

    Parameters
    ----------
    out
        The ``.npz`` file to write.
    encoder
        By default that of the book.

    Raises
    ------
    InputError
        If the file cannot be written, or the encoder cannot be found.

    Examples
    --------
    >>> reproduce_vectors(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    engine.prepare(out)
    encoder = encoder or SentenceEncoder()
    arrays = {
        f"{name}/{part}": encoder.transform(split.texts).astype(np.float16)
        for name, corpus in corpora().items()
        for part, split in (("train", corpus.train), ("test", corpus.test))
    }
    engine.write_arrays(out, arrays)
