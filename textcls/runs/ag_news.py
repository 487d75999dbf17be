"""The recorded run of §3.3: train every model on the real news once, write down what came out.

The procedure takes any corpus, so that its tests run on a few hundred texts. The file has the form
that `textcls.runs.records` reads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from textcls import evaluation
from textcls.arrays import Floats
from textcls.corpora import ag_news
from textcls.corpora.corpus import Corpus, Split, duplicates, split_off
from textcls.files import replacing
from textcls.models.embeddings import cooccurrence_embedding
from textcls.models.linear import (
    TextPipeline,
    majority,
    nb_logistic_regression,
    tfidf_logistic_regression,
)
from textcls.models.networks import improved_lstm, transformer
from textcls.models.training import fit, predict_proba, set_seed
from textcls.runs.cache import Trained, file_of, kept, plain
from textcls.runs.provenance import digest, environment
from textcls.text.vocabulary import Vocabulary, pad

__all__ = ["LSTM", "Settings", "Transformer", "reproduce_ag_news"]


PROTOCOL = (
    "All choices (architectures, sizes, epochs, regularisation) were made on rows held out from "
    "the training file; the test file was not looked at. In this run the same rows are held out "
    "again, stratified, to draw the networks' validation curves, and every model, linear or not, "
    "is trained on the other rows of the training file and on nothing else: no outside weights, "
    "no unlabelled texts. The initial vectors of both networks are computed from these rows. No "
    "epoch is chosen: each network is used as it is after its last one. Then each model predicts "
    "the test file once."
)


@dataclass(frozen=True)
class LSTM:
    """Settings of the LSTM (`textcls.models.networks.improved_lstm`); the learning rate falls to 0.

    Examples
    --------
    >>> LSTM().epochs
    4
    """

    epochs: int = 4
    batch: int = 32
    filters: int = 64
    units: int = 32
    embedding_dropout: float = 0.5
    dropout: float = 0.5
    learning_rate: float = 2e-3


@dataclass(frozen=True)
class Transformer:
    """Settings of the Transformer (`textcls.scratch.attention`); the learning rate falls to 0.

    Examples
    --------
    >>> Transformer().heads
    4
    """

    epochs: int = 4
    batch: int = 32
    heads: int = 4
    hidden: int = 128
    blocks: int = 1
    dropout: float = 0.4
    learning_rate: float = 1e-3


@dataclass(frozen=True)
class Settings:
    """Every number that decides what the recorded run computes.

    Attributes
    ----------
    seeds
        One training of each network for each.
    held_out
        Rows of the training file that nothing is trained on.
    vocabulary, length
        Token numbers that the networks know, and tokens of a text that they read.
    dimensions
        Length of their token vectors.
    sizes
        Numbers of training rows at which the linear models are trained too.
    lstm, transformer
        The networks.

    Examples
    --------
    >>> Settings().seeds, Settings().length
    ((0, 1, 2), 64)
    """

    seeds: tuple[int, ...] = (0, 1, 2)
    held_out: int = 1_000
    vocabulary: int = 12_000
    length: int = 64
    dimensions: int = 64
    sizes: tuple[int, ...] = (250, 500, 1_000, 2_000, 4_000, 8_000)
    lstm: LSTM = field(default_factory=LSTM)
    transformer: Transformer = field(default_factory=Transformer)


def reproduce_ag_news(
    out: str | os.PathLike[str] = "book/results/ag_news.json",
    corpus: Corpus | None = None,
    *,
    settings: Settings | None = None,
    cache: str | os.PathLike[str] = "_build/reproduce",
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models of §3.3, evaluate each on the test file once, record everything.

    Each finished model (and seed) is kept at once; an interrupted run goes on where it stopped.

    Parameters
    ----------
    out
        The JSON file to write; one that is there is replaced at the very end.
    corpus
        By default the real news of `textcls.corpora.ag_news`: all of ``train.csv`` where it is
        found, else ``train_sample.csv``; the record says which.
    settings
        By default those of the book.
    cache
        Folder for finished models. A run with other data or other settings uses other files.
    progress
        Show bars on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If there are no data, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from textcls.synthetic import news
    >>> folder = tempfile.mkdtemp()
    >>> quick = Settings(seeds=(), held_out=40, sizes=())
    >>> run = reproduce_ag_news(
    ...     f"{folder}/run.json", news.load(240, 120), settings=quick, cache=folder, progress=False
    ... )
    >>> list(run["models"]), run["data"]["rows"]["trained_on"]
    (['majority', 'tfidf', 'nb'], 200)
    """
    settings = settings or Settings()
    if corpus is None:
        source = ag_news.describe_source()
        data = {"name": "AG News", "train": _file(source.train), "test": _file(source.test)}
        corpus = ag_news.load()
    else:
        data = {"name": "corpus", "sha256": digest(corpus)}
    folder = Path(cache)
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(corpus, settings, digest(corpus), folder, progress)
    data |= {
        "class_names": list(corpus.class_names),
        "rows": {
            "train": len(corpus.train),
            "trained_on": len(run.rest),
            "held_out": len(run.held_out),
            "test": len(corpus.test),
        },
        "duplicates": str(duplicates(corpus)),
    }
    result = {
        "run": "ag_news",
        "date": datetime.now(UTC).date().isoformat(),
        "environment": environment(),
        "data": data,
        "protocol": PROTOCOL,
        "settings": asdict(settings),
        **run.results(),
    }
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    with replacing(out) as temporary:
        temporary.write_text(json.dumps(plain(result), indent=1) + "\n", encoding="utf-8")
    return result


# --- the run -------------------------------------------------------------------------------

TITLES = {
    "majority": "Majority class",
    "tfidf": "TF-IDF + logistic regression",
    "nb": "NB-weighted logistic regression, 1-3-grams",
    "transformer": "Transformer",
    "lstm": "LSTM",
}
_LINEAR: dict[str, Callable[[], TextPipeline]] = {
    "majority": majority,
    "tfidf": tfidf_logistic_regression,
    "nb": nb_logistic_regression,
}


@dataclass(frozen=True)
class _Run:
    corpus: Corpus
    settings: Settings
    data_hash: str
    folder: Path
    progress: bool

    @cached_property
    def _parts(self) -> tuple[Split, Split]:
        return split_off(self.corpus.train, self.settings.held_out, seed=0)

    @property
    def rest(self) -> Split:
        return self._parts[0]

    @property
    def held_out(self) -> Split:
        return self._parts[1]

    def results(self) -> dict[str, Any]:
        """Train everything and put the results together."""
        models: dict[str, dict[str, Any]] = {}
        right: dict[str, NDArray[np.bool_]] = {}
        for name, title in TITLES.items():
            is_network = name in _NETWORKS
            seeds = self.settings.seeds if is_network else (0,)
            trained = [self._once(name, seed) for seed in seeds]
            if trained:
                models[name] = self._described(title, is_network, trained)
                right[name] = self._right(trained[0].test)
        return {
            "models": models,
            "learning_curve": self._learning_curve(),
            "disagreement": {
                f"{first} against {second}": evaluation.mcnemar(
                    right[first], right[second]
                )._asdict()
                for first, second in (("transformer", "tfidf"), ("lstm", "tfidf"), ("nb", "tfidf"))
                if first in right
            },
        }

    def _once(self, name: str, seed: int) -> Trained:
        """Train a model, or read what an earlier run has kept."""
        s = self.settings
        shared = [self.data_hash, s.held_out, s.vocabulary, s.length, s.dimensions]
        decisive = [*shared, asdict(getattr(s, name))] if name in _NETWORKS else shared[:2]
        train = self._network if name in _NETWORKS else self._linear
        return kept(file_of(self.folder, f"news-{name}", seed, decisive), lambda: train(name, seed))

    def _linear(self, name: str, seed: int) -> Trained:
        start, work = perf_counter(), process_time()
        model = _LINEAR[name]().fit(self.rest.texts, self.rest.labels)
        seconds, work = perf_counter() - start, process_time() - work
        size = {"n_parameters": model.count_params()}
        return self._finished(model.predict_proba, "texts", size, seconds, work)

    def _network(self, name: str, seed: int) -> Trained:

        s = getattr(self.settings, name)
        keras.backend.clear_session()
        set_seed(seed)
        start, work = perf_counter(), process_time()
        steps = s.epochs * -(-len(self.rest) // s.batch)
        rate = keras.optimizers.schedules.CosineDecay(s.learning_rate, steps)
        model = _NETWORKS[name](self.settings, len(self.corpus.class_names), self._vectors, rate)
        rows = self._rows
        curves = fit(
            model,
            rows["rest"],
            self.rest.labels,
            (rows["held_out"], self.held_out.labels),
            epochs=s.epochs,
            batch_size=s.batch,
            name=f"{name}, seed {seed}" if self.progress else None,
        )
        seconds, work = perf_counter() - start, process_time() - work
        record = {
            "seed": seed,
            "n_parameters": int(model.count_params()),
            "core_seconds_per_epoch": float(np.median(curves.core_seconds)),
            "curves": curves.to_dict(),
        }
        return self._finished(lambda x: predict_proba(model, x), "rows", record, seconds, work)

    def _finished(
        self,
        predict: Callable[[Any], Floats],
        view: str,
        record: dict[str, Any],
        seconds: float,
        work: float,
    ) -> Trained:
        """Let a trained model predict the held-out rows, and the test file once."""
        raw = {"held_out": self.held_out.texts, "test": self.corpus.test.texts}
        rows: Mapping[str, Any] = raw if view == "texts" else self._rows
        unseen = predict(rows["held_out"])
        start = process_time()
        test = predict(rows["test"])
        thousands = len(self.corpus.test) / 1000
        right = unseen.argmax(axis=1) == self.held_out.labels
        measured = {
            "n_train": len(self.rest),
            "seconds_to_train": seconds,
            "core_seconds_to_train": work,
            "core_seconds_per_1000_predictions": (process_time() - start) / thousands,
            "held_out": {"n": len(self.held_out), "accuracy": float(np.mean(right))},
        }
        return Trained(record | measured, unseen, test)

    @cached_property
    def _ids(self) -> dict[str, list[list[int]]]:
        """Encode all texts with a vocabulary of the rows that are trained on."""
        vocabulary = Vocabulary.build(self.rest.texts, self.settings.vocabulary)
        splits = {"rest": self.rest, "held_out": self.held_out, "test": self.corpus.test}
        return {name: vocabulary.encode_all(split.texts) for name, split in splits.items()}

    @cached_property
    def _rows(self) -> dict[str, NDArray[np.int32]]:
        return {name: pad(ids, self.settings.length) for name, ids in self._ids.items()}

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        s = self.settings
        return cooccurrence_embedding(self._ids["rest"], s.vocabulary, s.dimensions)

    def _learning_curve(self) -> dict[str, Any]:
        """Train the linear models on fewer rows, drawn from those of the other models."""
        sizes = [size for size in self.settings.sizes if size < len(self.rest)]
        accuracies: dict[str, list[float]] = {"tfidf": [], "nb": []}
        for size in sizes:
            fewer = split_off(self.rest, size, seed=0)[1]
            for name, found in accuracies.items():
                model = _LINEAR[name]().fit(fewer.texts, fewer.labels)
                found.append(model.score(self.corpus.test.texts, self.corpus.test.labels))
        return {"sizes": sizes, "accuracy": accuracies}

    def _right(self, probabilities: Floats) -> NDArray[np.bool_]:
        return np.asarray(probabilities.argmax(axis=1) == self.corpus.test.labels)

    def _described(self, title: str, is_network: bool, trained: Sequence[Trained]) -> Any:
        """Measure each run against the test labels, and summarise the seeds."""
        labels = self.corpus.test.labels
        runs = []
        for record, _, probabilities in trained:
            report = evaluation.evaluate(labels, probabilities, self.corpus.class_names)
            runs.append(
                record
                | {
                    "accuracy": report.accuracy,
                    "interval": list(report.interval),
                    "loss": report.log_loss,
                    "macro_f1": report.macro_f1,
                    "confusion": report.confusion.tolist(),
                    "calibration_error": evaluation.expected_calibration_error(
                        labels, probabilities
                    ),
                }
            )
        summary = {
            key: _mean_and_spread([run[key] for run in runs])
            for key in ("accuracy", "loss", "macro_f1", "calibration_error", *_SECONDS)
            if key in runs[0]
        }
        mean = summary["accuracy"]["mean"]
        # The interval of the mean accuracy for n new texts; the seeds' spread stands beside it.
        summary["accuracy"]["interval"] = list(
            evaluation.accuracy_interval(round(mean * len(labels)), len(labels))
        )
        return {"title": title, "is_network": is_network, "runs": runs, **summary}


def _lstm(settings: Settings, n_classes: int, vectors: Any, rate: Any) -> Any:
    s = settings.lstm
    return improved_lstm(
        settings.vocabulary,
        settings.length,
        n_classes,
        embedding=vectors,
        filters=s.filters,
        units=s.units,
        segment=settings.length,
        embedding_dropout=s.embedding_dropout,
        dropout=s.dropout,
        learning_rate=rate,
    )


def _transformer(settings: Settings, n_classes: int, vectors: Any, rate: Any) -> Any:
    s = settings.transformer
    return transformer(
        settings.vocabulary,
        settings.length,
        n_classes,
        embedding=vectors,
        dimensions=settings.dimensions,
        heads=s.heads,
        hidden=s.hidden,
        blocks=s.blocks,
        dropout=s.dropout,
        learning_rate=rate,
    )


_NETWORKS: dict[str, Callable[..., Any]] = {"lstm": _lstm, "transformer": _transformer}
_SECONDS = (
    "seconds_to_train",
    "core_seconds_to_train",
    "core_seconds_per_epoch",
    "core_seconds_per_1000_predictions",
)


def _mean_and_spread(values: Sequence[float]) -> dict[str, Any]:
    mean, spread = evaluation.mean_and_spread(values)
    return {"mean": mean, "spread": spread if len(values) > 1 else None}


def _file(file: Any) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "rows": file.n_rows,
        "sha256": file.sha256,
        "official": file.official,
    }
