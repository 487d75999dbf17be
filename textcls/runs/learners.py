"""What learns in a recorded run: a pipeline of scikit-learn or a network, all from texts.

A learner is given the rows to learn from and, for its curves, rows that nothing may be learnt from.
It never meets a test row: what it has learnt predicts texts, whose labels it does not see.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from time import perf_counter, process_time
from typing import Any, Literal, NamedTuple, Protocol, Self

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.frozen import FrozenEstimator

from textcls.arrays import Floats
from textcls.corpora.corpus import Split
from textcls.models.encoder import FILES, word_pieces
from textcls.models.fine_tuning import encoder_network
from textcls.models.linear import TextPipeline
from textcls.models.training import fit, predict_proba, set_seed
from textcls.text.vocabulary import Vocabulary, pad

__all__ = [
    "FineTuned",
    "Fitted",
    "Learner",
    "Linear",
    "Material",
    "Network",
    "Stopwatch",
    "read",
]


class Stopwatch:
    """Seconds, and seconds of work of all cores, that are spent inside ``with``.

    Examples
    --------
    >>> with Stopwatch() as watch:
    ...     _ = sum(range(1000))
    >>> watch.seconds > 0
    True
    """

    def __init__(self) -> None:
        self.seconds = self.core_seconds = 0.0

    def __enter__(self) -> Self:
        self._start = perf_counter(), process_time()
        return self

    def __exit__(self, *exception: object) -> None:
        self.seconds = perf_counter() - self._start[0]
        self.core_seconds = process_time() - self._start[1]


@dataclass(frozen=True)
class Fitted:
    """A model that has learnt.

    Attributes
    ----------
    model
        The pipeline or the network itself.
    record
        What its training has cost, as it is recorded.
    predict_proba
        From encoded texts to probabilities, shape (texts, classes).
    encode
        From texts to what ``predict_proba`` takes; not part of the time to predict.
    refit
        Learns again from more rows; None for a model that is used as it is.

    Examples
    --------
    >>> half = Fitted(None, {}, lambda texts: np.full((len(texts), 2), 0.5), encode=list)
    >>> half.predict_proba(half.encode(["a"])).tolist()
    [[0.5, 0.5]]
    """

    model: Any
    record: dict[str, Any]
    predict_proba: Callable[[Any], Floats]
    encode: Callable[[Sequence[str]], Any]
    refit: Callable[[Split], Fitted] | None = None


class Learner(Protocol):
    """What can learn to classify texts."""

    @property
    def key(self) -> Any:
        """All that decides what it learns from given rows and a seed, as JSON can hold it."""

    def fit(self, rows: Split, shown: Split, seed: int, title: str | None = None) -> Fitted:
        """Learn from ``rows`` alone; ``shown`` is for the validation curve, title for its bar."""


@dataclass(frozen=True)
class Linear:
    """A pipeline that takes raw texts.

    Attributes
    ----------
    build
        Gives a pipeline that is not fitted.
    unlabelled
        Texts that the pipeline's features learn from, once, besides the rows to learn from.
    refit
        Whether the classifier learns again from all training rows before it meets the test.

    Examples
    --------
    >>> from textcls.models.linear import majority
    >>> rows = Split(["good", "bad"] * 4, [1, 0] * 4)
    >>> Linear(majority).fit(rows, rows, seed=0).record["n_train"]
    8
    """

    build: Callable[[], TextPipeline]
    unlabelled: Sequence[str] = ()
    refit: bool = False

    @property
    def key(self) -> Any:
        """Every parameter of the pipeline and of its steps, and the texts without labels."""
        parameters = {
            name: _named(value)
            for name, value in self.build().get_params().items()
            if name != "steps"
        }
        return [parameters, list(self.unlabelled), self.refit]

    def fit(self, rows: Split, shown: Split, seed: int, title: str | None = None) -> Fitted:
        """Learn from ``rows``; nothing is drawn by lot, and there are no curves."""
        with Stopwatch() as preparing:
            pipeline = self.build()
            if self.unlabelled:
                features = pipeline["features"].fit([*rows.texts, *self.unlabelled])
                pipeline.set_params(features=FrozenEstimator(features))
        fitted = self._learnt(pipeline, preparing, rows)
        if not self.refit:
            return fitted
        return replace(fitted, refit=partial(self._learnt, pipeline, preparing))

    def _learnt(self, pipeline: TextPipeline, preparing: Stopwatch, rows: Split) -> Fitted:
        with Stopwatch() as training:
            pipeline.fit(rows.texts, rows.labels)
        record = {
            "n_parameters": pipeline.count_params(),
            "n_train": len(rows),
            "seconds_to_train": preparing.seconds + training.seconds,
            "core_seconds_to_train": preparing.core_seconds + training.core_seconds,
        }
        if self.unlabelled:
            record["n_unlabelled"] = len(self.unlabelled)
        return Fitted(pipeline, record, pipeline.predict_proba, list)


def _named(value: Any) -> str:
    """Give functions and classes by their names, other parameters as they are written."""
    if callable(value) or hasattr(value, "get_params"):
        return getattr(value, "__name__", None) or type(value).__name__
    return repr(value)


class Material(NamedTuple):
    """What a network is built from: nothing but the rows that it will learn from.

    Examples
    --------
    >>> vocabulary = Vocabulary.build(["a fine film"])
    >>> Material(vocabulary, vocabulary.encode_all(["fine"]), steps=8, seed=0).steps
    8
    """

    vocabulary: Vocabulary
    ids: list[list[int]]
    steps: int
    seed: int

    def falling(self, learning_rate: float) -> Any:
        """Give a learning rate that falls to 0 along half a cosine while the training lasts."""
        return keras.optimizers.schedules.CosineDecay(learning_rate, self.steps)


@dataclass(frozen=True)
class Network:
    """A network that reads token numbers.

    Attributes
    ----------
    build
        Makes a compiled Keras network.
    settings
        The numbers that ``build`` uses, as JSON can hold them.
    vocabulary
        Token numbers at most.
    length, truncating
        Tokens of a text that are read, and what a longer text loses; see
        `textcls.text.vocabulary.pad`.
    epochs, batch_size
        How often all rows are gone through, and how many make a step.

    Examples
    --------
    >>> from textcls.models.networks import article_lstm
    >>> rows = Split(["good", "bad"] * 4, [1, 0] * 4)
    >>> network = Network(lambda m: article_lstm(len(m.vocabulary), 2), {}, 4, 2, epochs=1)
    >>> fitted = network.fit(rows, rows, seed=0)
    >>> fitted.record["n_train"], fitted.predict_proba(fitted.encode(["good"])).shape
    (8, (1, 2))
    """

    build: Callable[[Material], Any]
    settings: Any
    vocabulary: int
    length: int
    epochs: int
    batch_size: int = 32
    truncating: Literal["pre", "post", "middle"] = "post"

    @property
    def key(self) -> Any:
        """Everything but the function that builds it."""
        sizes = [self.vocabulary, self.length, self.epochs, self.batch_size, self.truncating]
        return [self.settings, sizes]

    def fit(self, rows: Split, shown: Split, seed: int, title: str | None = None) -> Fitted:
        """Train from a fresh start; the vocabulary is that of ``rows``."""
        vocabulary, ids = read(rows, self.vocabulary)
        return _train(
            lambda steps: self.build(Material(vocabulary, ids, steps, seed)),
            rows,
            shown,
            partial(self._encode, vocabulary),
            seed,
            learnt=self._pad(ids),
            epochs=self.epochs,
            batch_size=self.batch_size,
            name=title,
        )

    def _encode(self, vocabulary: Vocabulary, texts: Sequence[str]) -> NDArray[np.int32]:
        return self._pad(vocabulary.encode_all(texts))

    def _pad(self, ids: Sequence[Sequence[int]]) -> NDArray[np.int32]:
        return pad(ids, self.length, truncating=self.truncating)


@dataclass(frozen=True)
class FineTuned:
    """The pretrained encoder, which learns on (`textcls.models.fine_tuning`).

    Attributes
    ----------
    length
        Word pieces of a text that are read: of a longer one, the first quarter of them and the
        last three quarters.
    epochs, batch_size
        How often all rows are gone through, and how many make a step.
    learning_rate
        The highest.
    folder
        Of the encoder; see `textcls.models.encoder.find_encoder`.
    backup
        A training takes hours: its state after each epoch is kept in this folder, and it goes on
        from there. By default nothing is kept.

    Examples
    --------
    >>> FineTuned(length=64, epochs=3).key[1:]
    [64, 3, 32, 5e-05]
    """

    length: int
    epochs: int
    batch_size: int = 32
    learning_rate: float = 5e-5
    folder: str | os.PathLike[str] | None = None
    backup: str | os.PathLike[str] | None = None

    @property
    def key(self) -> Any:
        """The encoder of the book and the numbers that decide."""
        return [
            FILES["model.safetensors"],
            self.length,
            self.epochs,
            self.batch_size,
            self.learning_rate,
        ]

    def fit(self, rows: Split, shown: Split, seed: int, title: str | None = None) -> Fitted:
        """Train from the pretrained weights and a new last layer."""
        n_classes = int(rows.labels.max()) + 1
        return _train(
            lambda steps: encoder_network(
                self.folder, n_classes, steps=steps, learning_rate=self.learning_rate
            ),
            rows,
            shown,
            self._encode,
            seed,
            learnt=self._encode(rows.texts),
            epochs=self.epochs,
            batch_size=self.batch_size,
            name=title,
            backup=self.backup,
        )

    def _encode(self, texts: Sequence[str]) -> NDArray[np.int32]:
        return pad(word_pieces(texts, self.folder), self.length, truncating="middle")


def _train(
    build: Callable[[int], Any],
    rows: Split,
    shown: Split,
    encode: Callable[[Sequence[str]], NDArray[np.int32]],
    seed: int,
    *,
    learnt: NDArray[np.int32],
    epochs: int,
    batch_size: int,
    **options: Any,
) -> Fitted:
    """Build a network for so many steps and train it."""
    # Without rows to show, some of those that it learns from stand in; nothing depends on them.
    watched = shown if len(shown) else rows.take(np.arange(min(len(rows), 256)))
    validation = encode(watched.texts), watched.labels
    keras.backend.clear_session()
    set_seed(seed)
    with Stopwatch() as training:
        network = build(epochs * -(-len(rows) // batch_size))
        curves = fit(
            network,
            learnt,
            rows.labels,
            validation,
            epochs=epochs,
            batch_size=batch_size,
            **options,
        )
    record = {
        "seed": seed,
        "n_parameters": int(network.count_params()),
        "n_train": len(rows),
        "seconds_to_train": training.seconds,
        "core_seconds_to_train": float(np.sum(curves.core_seconds)),
        "seconds_per_epoch": float(np.median(curves.seconds)),
        "core_seconds_per_epoch": float(np.median(curves.core_seconds)),
        "curves": curves.to_dict(),
    }
    return Fitted(network, record, partial(predict_proba, network), encode)


@lru_cache(maxsize=1)
def read(rows: Split, size: int) -> tuple[Vocabulary, list[list[int]]]:
    """Build the vocabulary of some rows, and encode them; the next seed finds both made.

    Parameters
    ----------
    rows
        Those to learn from.
    size
        Token numbers at most.

    Returns
    -------
    vocabulary : Vocabulary
    ids : list of list of int
        Of any lengths.

    Examples
    --------
    >>> read(Split(["a fine film"], [0]), 4)[1]
    [[2, 1, 3]]
    """
    vocabulary = Vocabulary.build(rows.texts, size)
    return vocabulary, vocabulary.encode_all(rows.texts)
