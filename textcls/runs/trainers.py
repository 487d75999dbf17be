"""§5.4: train each model of a recorded run once, and let it predict the test split once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter, process_time
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray
from sklearn.frozen import FrozenEstimator

from textcls.arrays import Floats
from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.evaluation.calibration import fit_temperature
from textcls.models.embeddings import cooccurrence_embedding
from textcls.models.linear import TextPipeline, document_vector_logistic_regression
from textcls.models.networks import article_lstm, improved_lstm
from textcls.models.training import fit, predict, set_seed
from textcls.runs.cache import Trained
from textcls.runs.imdb_settings import Settings
from textcls.runs.measuring import is_right
from textcls.text.vocabulary import Vocabulary, pad

__all__ = ["Trainers"]


class _Encoded(NamedTuple):
    """What a network reads: token numbers of the rows it learns from, and padded rows."""

    ids: list[list[int]]
    learnt: NDArray[np.int32]
    held_out: NDArray[np.int32]
    test: NDArray[np.int32]


@dataclass(frozen=True)
class Trainers:
    """One method for each kind of model; rows and encodings are made once and shared.

    Parameters
    ----------
    corpus
        Two classes.
    settings
        Sizes and seeds.
    unlabelled
        Texts without labels; only `documents` learns from them.
    progress
        Show a bar for each training of a network.

    Examples
    --------
    >>> from textcls.models import majority
    >>> split = Split(["good", "bad"] * 4, [1, 0] * 4)
    >>> corpus = Corpus(split, split, ("bad", "good"))
    >>> trainers = Trainers(corpus, Settings(held_out=2), [], progress=False)
    >>> trainers.linear(majority()).test[:2].tolist()
    [0.5, 0.5]
    """

    corpus: Corpus
    settings: Settings
    unlabelled: Sequence[str]
    progress: bool

    def linear(self, model: TextPipeline) -> Trained:
        """Train a linear model without the held-out rows, then on all rows.

        Parameters
        ----------
        model
            Takes raw texts; not fitted.

        Returns
        -------
        Trained
            P(class 1) for the held-out rows is of the first training, for the test rows of the
            second.

        Examples
        --------
        See the class.
        """
        rest, held_out = self.parts
        unseen = model.fit(rest.texts, rest.labels).predict_proba(held_out.texts)[:, 1]
        start, work = perf_counter(), process_time()
        model.fit(self.corpus.train.texts, self.corpus.train.labels)
        seconds, core_seconds = perf_counter() - start, process_time() - work
        test, timing = self._timed(lambda: model.predict_proba(self.corpus.test.texts)[:, 1])
        record = {
            "seed": 0,
            "n_parameters": model.count_params(),
            "n_train": len(self.corpus.train),
            "seconds_to_train": seconds,
            "core_seconds_to_train": core_seconds,
            **timing,
            "held_out": _held_out(held_out, unseen),
        }
        return Trained(record, unseen, test)

    def documents(self) -> Trained:
        """Train a logistic regression on document vectors that know the unlabelled texts too.

        The vectors of n-grams are learnt once, from the rows that are not held out and from the
        unlabelled texts.

        Returns
        -------
        Trained
            As of `linear`.

        Examples
        --------
        >>> split = Split(["good", "bad"] * 4, [1, 0] * 4)
        >>> corpus = Corpus(split, split, ("bad", "good"))
        >>> trainers = Trainers(corpus, Settings(held_out=2), ["so bad"] * 3, progress=False)
        >>> trainers.documents().record["n_unlabelled"]
        3
        """
        rest, _ = self.parts
        model = document_vector_logistic_regression()
        start, work = perf_counter(), process_time()
        vectors = model["features"].fit([*rest.texts, *self.unlabelled])
        seconds, core_seconds = perf_counter() - start, process_time() - work
        trained = self.linear(model.set_params(features=FrozenEstimator(vectors)))
        trained.record["seconds_to_train"] += seconds
        trained.record["core_seconds_to_train"] += core_seconds
        trained.record["n_unlabelled"] = len(self.unlabelled)
        return trained

    def article(self, seed: int) -> Trained:
        """Train the article's network.

        Parameters
        ----------
        seed
            Of its initial weights and of the order of the rows.

        Returns
        -------
        Trained

        Examples
        --------
        >>> from textcls.runs.imdb_settings import Article
        >>> split = Split(["good", "bad"] * 4, [1, 0] * 4)
        >>> article = Article(held_out=2, vocabulary=4, length=2, epochs=1)
        >>> settings = Settings(held_out=2, article=article)
        >>> trainers = Trainers(Corpus(split, split, ("bad", "good")), settings, [], False)
        >>> trainers.article(seed=0).record["n_train"]
        6
        """
        s = self.settings.article
        rest, held_out = self._article_parts
        return self._network(
            f"article's network, seed {seed}",
            seed,
            self._article_rows,
            rest.labels,
            held_out,
            lambda ids, steps: article_lstm(s.vocabulary, s.length),
            epochs=s.epochs,
            batch_size=s.batch,
        )

    def improved(self, seed: int) -> Trained:
        """Train the improved network.

        Parameters
        ----------
        seed
            Of its initial weights, of the factorisation and of the order of the rows.

        Returns
        -------
        Trained

        Examples
        --------
        As `article`.
        """
        s = self.settings.improved

        def build(ids: list[list[int]], steps: int) -> Any:
            return improved_lstm(
                s.vocabulary,
                s.length,
                embedding=cooccurrence_embedding(ids, s.vocabulary, s.dimensions, seed=seed),
                filters=s.filters,
                units=s.units,
                segment=s.segment,
                embedding_dropout=s.embedding_dropout,
                dropout=s.dropout,
                learning_rate=keras.optimizers.schedules.CosineDecay(s.learning_rate, steps),
            )

        rest, held_out = self.parts
        return self._network(
            f"improved network, seed {seed}",
            seed,
            self._improved_rows,
            rest.labels,
            held_out,
            build,
            epochs=s.epochs,
            batch_size=s.batch,
        )

    @cached_property
    def parts(self) -> tuple[Split, Split]:
        """The rows that most models learn from, and those held out for the combination."""
        return split_off(self.corpus.train, self.settings.held_out, seed=0)

    @cached_property
    def _article_parts(self) -> tuple[Split, Split]:
        return split_off(self.corpus.train, self.settings.article.held_out, seed=0)

    @cached_property
    def _article_rows(self) -> _Encoded:
        s = self.settings.article
        return self._encode(self._article_parts, s.vocabulary, s.length, "post")

    @cached_property
    def _improved_rows(self) -> _Encoded:
        s = self.settings.improved
        return self._encode(self.parts, s.vocabulary, s.length, "middle")

    def _encode(
        self,
        parts: tuple[Split, Split],
        size: int,
        length: int,
        truncating: Any,
    ) -> _Encoded:
        rest, held_out = parts
        vocabulary = Vocabulary.build(rest.texts, size)
        ids = vocabulary.encode_all(rest.texts)
        others = (vocabulary.encode_all(x.texts) for x in (held_out, self.corpus.test))
        return _Encoded(ids, *(pad(x, length, truncating=truncating) for x in (ids, *others)))

    def _network(
        self,
        title: str,
        seed: int,
        rows: _Encoded,
        labels: NDArray[Any],
        held_out: Split,
        build: Callable[[list[list[int]], int], Any],
        *,
        epochs: int,
        batch_size: int,
    ) -> Trained:

        keras.backend.clear_session()
        set_seed(seed)
        start = perf_counter()
        model = build(rows.ids, epochs * -(-len(labels) // batch_size))
        curves = fit(
            model,
            rows.learnt,
            labels,
            (rows.held_out, held_out.labels),
            epochs=epochs,
            batch_size=batch_size,
            name=title if self.progress else None,
        )
        seconds = perf_counter() - start
        unseen = predict(model, rows.held_out)[:, 1]
        test, timing = self._timed(lambda: predict(model, rows.test)[:, 1])
        record = {
            "seed": seed,
            "n_parameters": int(model.count_params()),
            "n_train": len(rows.learnt),
            "seconds_to_train": seconds,
            "core_seconds_to_train": float(np.sum(curves.core_seconds)),
            "seconds_per_epoch": float(np.median(curves.seconds)),
            "core_seconds_per_epoch": float(np.median(curves.core_seconds)),
            **timing,
            "curves": curves.to_dict(),
            "held_out": _held_out(held_out, unseen),
        }
        return Trained(record, unseen, test)

    def _timed(self, predict: Callable[[], Floats]) -> tuple[Floats, dict[str, float]]:
        """Predict the test split, and give the seconds for each thousand texts."""
        start, work = perf_counter(), process_time()
        probabilities = predict()
        thousands = len(self.corpus.test) / 1000
        return probabilities, {
            "seconds_per_1000_predictions": (perf_counter() - start) / thousands,
            "core_seconds_per_1000_predictions": (process_time() - work) / thousands,
        }


def _held_out(split: Split, probabilities: Floats) -> dict[str, Any]:
    """Measure on held-out rows, and fit the temperature there."""
    return {
        "n": len(split),
        "accuracy": float(np.mean(is_right(split.labels, probabilities))),
        "temperature": fit_temperature(split.labels, probabilities),
    }
