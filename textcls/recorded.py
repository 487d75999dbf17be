"""Recorded runs, §5.4: train every model on the real reviews once, and write down what came out.

The procedure takes any two-class corpus, so that its tests run on a few hundred texts. Each
finished model (and seed) is stored at once; an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from textcls import evaluation
from textcls.corpora import Corpus, Split, split_off
from textcls.errors import InputError
from textcls.files import replacing
from textcls.text import Vocabulary, clean, pad, tokenize

__all__ = ["Article", "Improved", "Settings", "reproduce_imdb"]

Floats = NDArray[np.float64]

PROTOCOL = (
    "All choices (architectures, sizes, epochs, regularisation, what is combined) were made on "
    "validation rows taken from the training split; the test split was not looked at. In this "
    "run, rows of the training split are held out again, stratified: for the article's network "
    "to draw its validation curve, for the improved network also to fit its temperature, and "
    "for the combination to fit its weights, with linear models trained on the other rows. No "
    "epoch is chosen: each network is used as it is after its last one. The linear models are "
    "then trained on all training rows. After that each model predicts the test split once. No "
    "outside weights, no unlabelled data; the initial vectors of the improved network are "
    "computed from its training rows."
)


@dataclass(frozen=True)
class Article:
    """Settings of the article's network: as printed, with 5,000 of the rows for validation.

    Examples
    --------
    >>> Article().length, Article().epochs
    (100, 10)
    """

    held_out: int = 5_000
    vocabulary: int = 10_000
    length: int = 100
    epochs: int = 10
    batch: int = 32


@dataclass(frozen=True)
class Improved:
    """Settings of the improved network (`textcls.models.improved_lstm`).

    The learning rate falls to 0 along half a cosine.

    Examples
    --------
    >>> Improved().length, Improved().segment
    (400, 50)
    """

    vocabulary: int = 20_000
    length: int = 400
    epochs: int = 3
    batch: int = 64
    dimensions: int = 200
    filters: int = 128
    units: int = 64
    segment: int = 50
    embedding_dropout: float = 0.6
    dropout: float = 0.5
    learning_rate: float = 1e-3


@dataclass(frozen=True)
class Settings:
    """Every number that decides what the recorded run computes.

    Attributes
    ----------
    seeds
        One training of each network for each.
    held_out
        Rows of train that no part of the combination is trained on while its weights are fitted,
        and that the improved network is never trained on.
    groups
        Into how many groups of equal size the test texts are cut by length.
    article, improved
        The networks.

    Examples
    --------
    >>> Settings().seeds, Settings().improved.length
    ((0, 1, 2), 400)
    """

    seeds: tuple[int, ...] = (0, 1, 2)
    held_out: int = 2_500
    groups: int = 10
    article: Article = field(default_factory=Article)
    improved: Improved = field(default_factory=Improved)


class Trained(NamedTuple):
    """One finished model: what to record, and P(class 1) on held-out and on test rows."""

    record: dict[str, Any]
    held_out: Floats
    test: Floats


class _Model(TypedDict):
    title: str
    is_network: bool
    train: NotRequired[Callable[[int], Trained]]


def reproduce_imdb(
    out: str | os.PathLike[str] = "book/results/imdb.json",
    corpus: Corpus | None = None,
    *,
    settings: Settings | None = None,
    cache: str | os.PathLike[str] = "_build/reproduce",
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models of §5.4, evaluate each on the test split once, record everything.

    Parameters
    ----------
    out
        The JSON file to write; one that is there is replaced at the very end.
    corpus
        Two classes; by default the real IMDB reviews of `textcls.corpora.imdb`.
    settings
        By default those of the book.
    cache
        Folder for finished models: their records and probabilities. A run with other data or
        other settings uses other files.
    progress
        Show bars and finished models on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If the corpus has not two classes, or a file cannot be written.

    Examples
    --------
    >>> reproduce_imdb(corpus=Corpus(Split(["a"], [0]), Split(["b"], [0]), ("only",)))
    Traceback (most recent call last):
    textcls.errors.InputError: the recorded run needs two classes; this corpus has 1: only
    """
    settings = settings or Settings()
    if corpus is None:
        from textcls.corpora import imdb

        source = imdb.describe_source()
        data = {"name": "Large Movie Review Dataset", "sha256": source.sha256}
        data["verified_by"] = source.verified_by
        corpus = imdb.load()
    else:
        data = {"name": "corpus", "sha256": _digest(corpus), "verified_by": "content"}
    if len(corpus.class_names) != 2:
        names = ", ".join(corpus.class_names)
        raise InputError(
            "the recorded run needs two classes; "
            f"this corpus has {len(corpus.class_names)}: {names}"
        )
    target = Path(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(cache)
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(corpus, settings, data["sha256"], folder, progress)
    result = {
        "run": "imdb",
        "date": datetime.now(UTC).date().isoformat(),
        "environment": _environment(),
        "data": {**data, **_first_look(corpus)},
        "protocol": PROTOCOL,
        "settings": asdict(settings),
        **run.results(),
    }
    with replacing(target) as temporary:
        temporary.write_text(json.dumps(_plain(result), indent=1) + "\n", encoding="utf-8")
    return result


# --- the run -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    corpus: Corpus
    settings: Settings
    data_hash: str
    folder: Path
    progress: bool
    _done: dict[tuple[str, int], Trained] = field(default_factory=dict)

    def models(self) -> dict[str, _Model]:
        """Name the models in the order of the table."""
        return {
            "majority": {
                "title": "Majority class",
                "is_network": False,
                "train": lambda seed: self._linear("majority"),
            },
            "tfidf": {
                "title": "TF-IDF + logistic regression",
                "is_network": False,
                "train": lambda seed: self._linear("tfidf_logistic_regression"),
            },
            "nb": {
                "title": "NB-weighted logistic regression, 1-3-grams",
                "is_network": False,
                "train": lambda seed: self._linear("nb_logistic_regression"),
            },
            "article": {
                "title": "The article's network, smallest repair",
                "is_network": True,
                "train": self._article,
            },
            "improved": {
                "title": "The improved network",
                "is_network": True,
                "train": self._improved,
            },
            "networks": {"title": "The improved networks together", "is_network": True},
            "combination": {
                "title": "The improved networks and the NB-weighted model together",
                "is_network": True,
            },
        }

    def results(self) -> dict[str, Any]:
        """Train what is missing and put the results together."""
        models = self.models()
        for name, model in models.items():
            if "train" in model:
                for seed in self.settings.seeds if model["is_network"] else self.settings.seeds[:1]:
                    self._done[name, seed] = self._once(name, seed, model["train"])
        together, weights = self._together()
        columns: dict[str, list[Floats]] = {
            name: [t.test for (n, _), t in self._done.items() if n == name] or [together[name]]
            for name in models
        }
        described: dict[str, dict[str, Any]] = {
            name: {"title": model["title"], "is_network": model["is_network"]}
            for name, model in models.items()
        }
        for name in models:
            records = [t.record for (n, _), t in self._done.items() if n == name] or [{}]
            rows = zip(records, columns[name], strict=True)
            described[name]["runs"] = [record | self._measure(p) for record, p in rows]
            described[name] |= self._summary(described[name]["runs"], columns[name])
        described["combination"]["weights"] = weights
        return {"models": described, "errors": self._errors(columns)}

    def file(self, name: str, seed: int) -> Path:
        """Say where a finished model is kept; other data or settings give another name."""
        key = [self.data_hash, self.settings.held_out, asdict(self.settings).get(name)]
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()
        return self.folder / f"{name}-{seed}-{digest[:12]}.npz"

    def _once(self, name: str, seed: int, train: Callable[[int], Trained]) -> Trained:
        """Train a model, or read what an earlier run has stored."""
        file = self.file(name, seed)
        if file.exists():
            with np.load(file) as stored:
                record = json.loads(str(stored["record"]))
                return Trained(record, stored["held_out"], stored["test"])
        trained = train(seed)
        with replacing(file) as temporary:
            np.savez_compressed(
                temporary,
                record=np.array(json.dumps(_plain(trained.record))),
                held_out=trained.held_out,
                test=trained.test,
            )
        if self.progress:
            from tqdm import tqdm

            accuracy = trained.record["held_out"]["accuracy"]
            tqdm.write(f"{name}, seed {seed}: held-out accuracy {accuracy:.4f}", file=sys.stderr)
        return trained

    # Each of the three below trains one model and lets it predict the test split.

    def _linear(self, builder: str) -> Trained:
        from textcls import models

        build = getattr(models, builder)
        rest, held_out = self._parts
        partial = build().fit(rest.texts, rest.labels)
        unseen = partial.predict_proba(held_out.texts)[:, 1]
        del partial
        start = perf_counter()
        model = build().fit(self.corpus.train.texts, self.corpus.train.labels)
        seconds = perf_counter() - start
        start, work = perf_counter(), process_time()
        test = model.predict_proba(self.corpus.test.texts)[:, 1]
        record = {
            "seed": 0,
            "n_parameters": _n_coefficients(model),
            "n_train": len(self.corpus.train),
            "seconds_to_train": seconds,
            "seconds_per_1000_predictions": self._per_thousand(perf_counter() - start),
            "core_seconds_per_1000_predictions": self._per_thousand(process_time() - work),
            "held_out": _held_out(held_out, unseen),
        }
        return Trained(record, unseen, test)

    def _article(self, seed: int) -> Trained:
        from textcls.models import article_lstm

        s = self.settings.article
        return self._network(
            f"article's network, seed {seed}",
            seed,
            self._article_parts,
            self._article_ids,
            lambda ids, steps: article_lstm(s.vocabulary, s.length),
            epochs=s.epochs,
            batch_size=s.batch,
        )

    def _improved(self, seed: int) -> Trained:
        import keras

        from textcls.models import cooccurrence_embedding, improved_lstm

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

        return self._network(
            f"improved network, seed {seed}",
            seed,
            self._parts,
            self._improved_ids,
            build,
            epochs=s.epochs,
            batch_size=s.batch,
        )

    def _network(
        self,
        title: str,
        seed: int,
        parts: tuple[Split, Split],
        encoded: tuple[list[list[int]], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]],
        build: Callable[[list[list[int]], int], Any],
        *,
        epochs: int,
        batch_size: int,
    ) -> Trained:
        import keras

        from textcls.training import fit, predict, set_seed

        ids, x_train, x_held_out, x_test = encoded
        rest, held_out = parts
        keras.backend.clear_session()
        set_seed(seed)
        start = perf_counter()
        model = build(ids, epochs * -(-len(rest) // batch_size))
        curves = fit(
            model,
            x_train,
            rest.labels,
            (x_held_out, held_out.labels),
            epochs=epochs,
            batch_size=batch_size,
            name=title if self.progress else None,
        )
        seconds = perf_counter() - start
        unseen = predict(model, x_held_out)[:, 1]
        start, work = perf_counter(), process_time()
        test = predict(model, x_test)[:, 1]
        record = {
            "seed": seed,
            "n_parameters": int(model.count_params()),
            "n_train": len(rest),
            "seconds_to_train": seconds,
            "seconds_per_epoch": float(np.median(curves.seconds)),
            "core_seconds_per_epoch": float(np.median(curves.core_seconds)),
            "seconds_per_1000_predictions": self._per_thousand(perf_counter() - start),
            "core_seconds_per_1000_predictions": self._per_thousand(process_time() - work),
            "curves": curves.to_dict(),
            "held_out": _held_out(held_out, unseen),
        }
        return Trained(record, unseen, test)

    # What several models share.

    @cached_property
    def _parts(self) -> tuple[Split, Split]:
        return split_off(self.corpus.train, self.settings.held_out, seed=0)

    @cached_property
    def _article_parts(self) -> tuple[Split, Split]:
        return split_off(self.corpus.train, self.settings.article.held_out, seed=0)

    @cached_property
    def _article_ids(self) -> Any:
        s = self.settings.article
        return self._encode(self._article_parts, s.vocabulary, s.length, "post")

    @cached_property
    def _improved_ids(self) -> Any:
        s = self.settings.improved
        return self._encode(self._parts, s.vocabulary, s.length, "middle")

    def _encode(
        self, parts: tuple[Split, Split], size: int, length: int, truncating: Any
    ) -> tuple[list[list[int]], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        rest, held_out = parts
        vocabulary = Vocabulary.build(rest.texts, size)
        ids = vocabulary.encode_all(rest.texts)
        others = (vocabulary.encode_all(x.texts) for x in (held_out, self.corpus.test))
        rows = [pad(x, length, truncating=truncating) for x in (ids, *others)]
        return ids, rows[0], rows[1], rows[2]

    @cached_property
    def _is_new(self) -> NDArray[np.bool_]:
        """Whether each test text does not stand in train."""
        known = set(self.corpus.train.texts)
        return np.array([text not in known for text in self.corpus.test.texts])

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return np.array([len(tokenize(clean(text))) for text in self.corpus.test.texts])

    def _per_thousand(self, seconds: float) -> float:
        return 1000 * seconds / len(self.corpus.test)

    # Combining and measuring.

    def _together(self) -> tuple[dict[str, Floats], dict[str, float]]:
        """Average the networks' calibrated log-odds; weigh them against the linear model's."""
        from scipy.special import expit
        from sklearn.linear_model import LogisticRegression

        labels = self._parts[1].labels
        nets = [self._done["improved", seed] for seed in self.settings.seeds]
        columns = [
            _calibrated_log_odds(t, labels)
            for t in (self._done["nb", self.settings.seeds[0]], *nets)
        ]
        held_out, test = (
            np.column_stack([z[0], np.mean(z[1:], axis=0)]) for z in zip(*columns, strict=True)
        )
        stack = LogisticRegression(C=1e6, fit_intercept=False).fit(held_out, labels)
        weights = stack.coef_[0]
        together = {"networks": expit(test[:, 1]), "combination": expit(test @ weights)}
        return together, {"nb": float(weights[0]), "improved": float(weights[1])}

    def _measure(self, probabilities: Floats) -> dict[str, Any]:
        """Compare one model's predictions with the test labels."""
        labels = self.corpus.test.labels
        report = evaluation.evaluate(labels, probabilities, self.corpus.class_names)
        new = self._is_new
        return {
            "accuracy": report.accuracy,
            "interval": list(report.interval),
            "loss": report.log_loss,
            "macro_f1": report.macro_f1,
            "confusion": report.confusion.tolist(),
            "accuracy_without_duplicates": float(np.mean(_right(labels, probabilities)[new])),
            "calibration_error": evaluation.expected_calibration_error(labels, probabilities),
        }

    def _summary(self, runs: list[dict[str, Any]], columns: list[Floats]) -> dict[str, Any]:
        """Summarise the seeds of one model."""
        labels = self.corpus.test.labels
        right = np.array([_right(labels, p) for p in columns])
        n = len(labels)
        summary: dict[str, Any] = {
            key: _mean_and_spread([run[key] for run in runs])
            for key in ("accuracy", "loss", "accuracy_without_duplicates", *_SECONDS)
            if all(key in run for run in runs)
        }
        mean = summary["accuracy"]["mean"]
        # The interval of the mean accuracy for n new texts; the seeds' spread stands beside it.
        summary["accuracy"]["interval"] = list(evaluation.accuracy_interval(round(mean * n), n))
        by_length = [
            evaluation.accuracy_by_length(self._lengths, r, self.settings.groups) for r in right
        ]
        table = by_length[0][["shortest", "longest", "n"]].to_dict("records")
        accuracies = np.mean([t["accuracy"] for t in by_length], axis=0)
        summary["by_length"] = [
            row | {"accuracy": float(a)} for row, a in zip(table, accuracies, strict=True)
        ]
        if all("temperature" in run.get("held_out", {}) for run in runs):
            before, after = (
                np.concatenate(columns),
                np.concatenate(
                    [
                        evaluation.apply_temperature(p, run["held_out"]["temperature"])[:, 1]
                        for p, run in zip(columns, runs, strict=True)
                    ]
                ),
            )
        else:
            before = after = np.concatenate(columns)
        repeated = np.tile(labels, len(columns))
        summary["calibration"] = {
            name: {
                "error": evaluation.expected_calibration_error(repeated, p),
                "bins": evaluation.reliability_curve(repeated, p).to_dict("records"),
            }
            for name, p in (("before", before), ("after", after))
        }
        return summary

    def _errors(self, columns: Mapping[str, Sequence[Floats]]) -> dict[str, Any]:
        """Say where network and linear model fail, in words and counts."""
        labels = self.corpus.test.labels
        right = {name: _right(labels, p[0]) for name, p in columns.items()}
        texts = self.corpus.test.texts
        common = max(5, len(texts) // 80)  # rarer words are names of people and films
        return {
            "comment": "the improved network is that of the first seed",
            "words": {
                name: evaluation.overrepresented_words(
                    texts, ~right[name], min_texts=common, prior_weight=2000
                ).to_dict("records")
                for name in ("nb", "improved", "combination")
                if 0 < right[name].sum() < len(labels)
            },
            "disagreement": {
                f"{first} against {second}": evaluation.mcnemar(
                    right[first], right[second]
                )._asdict()
                | {
                    "both": int(np.sum(right[first] & right[second])),
                    "neither": int(np.sum(~right[first] & ~right[second])),
                }
                for first, second in (
                    ("improved", "nb"),
                    ("networks", "nb"),
                    ("combination", "nb"),
                    ("improved", "article"),
                )
            },
        }


_SECONDS = (
    "seconds_to_train",
    "seconds_per_epoch",
    "core_seconds_per_epoch",
    "seconds_per_1000_predictions",
    "core_seconds_per_1000_predictions",
)


def _right(labels: NDArray[np.int64], probabilities: Floats) -> NDArray[np.bool_]:
    best = evaluation.class_probabilities(probabilities).argmax(axis=1)
    return np.asarray(best == labels)


def _held_out(split: Split, probabilities: Floats) -> dict[str, Any]:
    """Measure on held-out rows, and fit the temperature there."""
    return {
        "n": len(split),
        "accuracy": float(np.mean(_right(split.labels, probabilities))),
        "temperature": evaluation.fit_temperature(probabilities, split.labels),
    }


def _calibrated_log_odds(trained: Trained, labels: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Give calibrated log-odds of class 1 for the held-out and for the test rows."""
    temperature = evaluation.fit_temperature(trained.held_out, labels)
    held_out, test = (
        np.diff(np.log(evaluation.apply_temperature(p, temperature)), axis=1)[:, 0]
        for p in (trained.held_out, trained.test)
    )
    return held_out, test


def _mean_and_spread(values: Sequence[float]) -> dict[str, Any]:
    mean, spread = evaluation.mean_and_spread(values)
    return {"mean": mean, "spread": spread if len(values) > 1 else None}


def _n_coefficients(model: Any) -> int:
    """Count the coefficients and intercepts of a fitted pipeline; the majority has one number."""
    classifier = model[-1]
    parts = getattr(classifier, "estimators_", [classifier])
    linear = [part[-1] if hasattr(part, "steps") else part for part in parts]
    return sum(m.coef_.size + m.intercept_.size if hasattr(m, "coef_") else 1 for m in linear)


# --- the surroundings ----------------------------------------------------------------------


def _digest(corpus: Corpus) -> str:
    digest = hashlib.sha256()
    for split in (corpus.train, corpus.test):
        digest.update(json.dumps([split.texts, split.labels.tolist()]).encode())
    return digest.hexdigest()


def _first_look(corpus: Corpus) -> dict[str, Any]:
    from textcls.corpora import duplicates
    from textcls.corpora.summary import summarise

    splits = {"train": corpus.train, "test": corpus.test}
    return {
        "summary": {name: summarise(s, corpus.class_names) for name, s in splits.items()},
        "duplicates": str(duplicates(corpus)),
    }


def _environment() -> dict[str, Any]:
    packages = ("textcls", "tensorflow", "keras", "scikit-learn", "scipy", "numpy", "pandas")
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "versions": {package: version(package) for package in packages},
    }


def _processor() -> str:
    """Give the processor's name; Python itself knows no more than its family on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _plain(value: Any) -> Any:
    """Turn NumPy's numbers and arrays into Python's, and round to 6 significant digits."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(entry) for entry in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return value.item() if isinstance(value, np.generic) else value
