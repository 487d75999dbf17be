"""The frozen encoder's vectors of many texts, §3.3: computed once, in pieces that are kept.

A thousand reviews take minutes, and 25,000 of them more than an hour. A run that is stopped goes on
with the piece that it was at.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from textcls.models.encoder import FILES
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.engine import Trial, run_trials
from textcls.runs.learners import Stopwatch
from textcls.runs.provenance import digest_texts

__all__ = ["Encoded", "Encoder", "encode"]

PIECE = 500
"""Texts of a trial."""


class Encoder(Protocol):
    """What gives texts vectors; see `textcls.models.encoder.SentenceEncoder`."""

    max_length: int

    def transform(self, X: Sequence[str]) -> NDArray[np.float32]:
        """Give each text a vector."""


class Encoded(NamedTuple):
    """Vectors, shape (texts, numbers), and what they have cost.

    Examples
    --------
    >>> Encoded(np.zeros((2, 3), dtype=np.float32), core_seconds=0.2).vectors.shape
    (2, 3)
    """

    vectors: NDArray[np.float32]
    core_seconds: float


def encode(
    name: str,
    texts: Sequence[str],
    encoder: Encoder,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> Encoded:
    """Encode texts, except those whose vectors are kept already.

    Parameters
    ----------
    name
        What the texts are, in file names.
    texts
        One or more.
    encoder
        A `textcls.models.encoder.SentenceEncoder` that reads the weights of the book.
    cache
        Folder for finished pieces.
    progress
        Say on standard error which piece is finished.

    Returns
    -------
    Encoded

    Examples
    --------
    >>> import tempfile
    >>> class Length:
    ...     max_length = 8
    ...     def transform(self, X):
    ...         return np.array([[len(text)] for text in X], dtype=np.float32)
    >>> encode("words", ["a", "of"], Length(), tempfile.mkdtemp(), progress=False).vectors.tolist()
    [[1.0], [2.0]]
    """
    parts = [texts[start : start + PIECE] for start in range(0, len(texts), PIECE)]
    trials = [_trial(name, number, part, encoder) for number, part in enumerate(parts)]
    (results,) = run_trials(trials, Path(cache), progress).values()
    return Encoded(
        np.concatenate([result.arrays["vectors"] for result in results]),
        sum(result.record["core_seconds"] for result in results),
    )


def _trial(name: str, number: int, texts: Sequence[str], encoder: Encoder) -> Trial:
    key = [FILES["model.safetensors"], encoder.max_length, digest_texts(texts)]
    return Trial(f"vectors-{name}", number, key, partial(_encode, texts, encoder))


def _encode(texts: Sequence[str], encoder: Encoder) -> Result:
    with Stopwatch() as encoding:
        vectors = encoder.transform(texts)
    record = {
        "n": len(texts),
        "seconds": encoding.seconds,
        "core_seconds": encoding.core_seconds,
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "1",  # it takes a third off
    }
    return Result(record, {"vectors": vectors})
