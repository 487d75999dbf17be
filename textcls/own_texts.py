"""A reader's own texts, §5.2: read a table, compare models on it, and say what the figures prove.

Three lines do what ``textcls train`` does::

    corpus = own_texts.read("reviews.csv", "review", "sentiment")
    outcome = own_texts.train(corpus)
    outcome.classifier.save("reviews.keras")
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from textcls.arrays import Flags
from textcls.corpora import table as tables
from textcls.corpora.corpus import Corpus, duplicates
from textcls.errors import InputError
from textcls.evaluation.comparison import McNemar, mcnemar
from textcls.evaluation.metrics import Report, evaluate
from textcls.models.classifier import TextClassifier
from textcls.models.linear import majority, nb_logistic_regression

__all__ = ["CANDIDATES", "Outcome", "Score", "read", "train"]

CANDIDATES: Mapping[str, Callable[[], Any]] = {
    "majority": majority,
    "linear": nb_logistic_regression,
    "network": TextClassifier,
}
"""What `train` compares, the simplest first, each estimator's name with its builder."""


@dataclass(frozen=True)
class Score:
    """What one model scored on the test texts.

    Attributes
    ----------
    report
        Accuracy with its interval, macro-F1, log loss, confusion.
    correct
        Which test texts it was right on, shape (texts,).
    seconds
        That its training took.
    """

    report: Report
    correct: Flags
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """What `train` found.

    Attributes
    ----------
    corpus
        What the models were trained and tested on.
    models
        The fitted estimators, by their names in `CANDIDATES`.
    results
        What each scored on the test texts.
    """

    corpus: Corpus
    models: Mapping[str, Any]
    results: Mapping[str, Score]

    @property
    def classifier(self) -> TextClassifier:
        """The fitted network, which can be saved."""
        network: TextClassifier = self.models["network"]
        return network

    @property
    def comparison(self) -> McNemar:
        """McNemar's test of the network against the linear model."""
        return mcnemar(self.results["network"].correct, self.results["linear"].correct)

    @property
    def notes(self) -> list[str]:
        """What the figures prove, and what they do not, in sentences."""
        network, linear = self.results["network"].report, self.results["linear"].report
        p_value = self.comparison.p_value
        notes = []
        if p_value >= 0.05:
            notes.append(
                f"These {network.n} texts do not show a difference between the network and the "
                f"linear model (McNemar's test, p = {p_value:.2f}): prefer the linear one, which "
                "costs less."
            )
        else:
            better = "network" if network.accuracy > linear.accuracy else "linear model"
            notes.append(f"The {better} is better (McNemar's test, p = {p_value:.2g}).")
        if network.interval.low <= self.results["majority"].report.accuracy:
            notes.append(
                "The network is not shown to be better than always answering the commonest class."
            )
        if network.interval.high - network.interval.low > 0.1:
            notes.append(
                f"{network.n} test texts prove little: the true accuracy may be anything from "
                f"{network.interval.low:.2f} to {network.interval.high:.2f}; label more."
            )
        if repeated := duplicates(self.corpus).test_in_train:
            notes.append(
                f"{repeated} of the {network.n} test texts also stand among the training texts, "
                "which flatters every model here."
            )
        return notes

    def table(self) -> pd.DataFrame:
        """Set the results of all models side by side, rounded for reading."""
        return pd.DataFrame(
            {
                "model": name,
                "accuracy": f"{result.report.accuracy:.3f}",
                "95% interval": "{:.3f} to {:.3f}".format(*result.report.interval),
                "macro-F1": f"{result.report.macro_f1:.3f}",
                "log loss": f"{result.report.log_loss:.3f}",
                "seconds": f"{result.seconds:.1f}",
            }
            for name, result in self.results.items()
        )

    def to_dict(self) -> dict[str, Any]:
        """Give every figure in plain types, ready for JSON."""
        network = self.classifier
        return {
            "classes": list(self.corpus.class_names),
            "rows": {"train": len(self.corpus.train), "test": len(self.corpus.test)},
            "unit": network.unit_,
            "seed": network.random_state,
            "epochs": len(network.history_["loss"]),
            "history": network.history_,
            "temperature": network.temperature_,
            "results": {
                name: {**result.report.to_dict(), "seconds": result.seconds}
                for name, result in self.results.items()
            },
            "network_against_linear": self.comparison._asdict(),
            "notes": self.notes,
        }


def read(
    path: str | os.PathLike[str],
    text: str,
    label: str,
    test: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> Corpus:
    r"""Read a table, and hold out a fifth of it where there is no table to test on.

    Parameters
    ----------
    path
        CSV, TSV or JSON lines, see `textcls.corpora.table.read`.
    text, label
        The columns.
    test
        Another table with these columns; all of it is tested on.
    seed
        Draws the rows that are held out.

    Returns
    -------
    Corpus
        At least two training texts of each class.

    Raises
    ------
    InputError
        If a table cannot be read, ``test`` is the training table or has other classes, or a class
        has fewer than two training texts.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "reviews.csv"
    >>> _ = file.write_text("text,mood\n" + "fine,good\ndull,bad\n" * 10)
    >>> corpus = read(file, "text", "mood")
    >>> corpus.class_names, len(corpus.train), len(corpus.test)
    (('bad', 'good'), 16, 4)
    """
    rows = tables.read(path, text, label)
    if test is None:
        # A fifth of a small table with many classes may be less than one text of each.
        held_out = max(len(set(rows.labels)), round(len(rows) / 5))
        corpus = tables.to_corpus(rows, held_out=held_out, seed=seed)
    elif Path(test).exists() and Path(test).samefile(path):
        raise InputError(
            f"{test} is the training table itself, on which an accuracy means nothing; "
            "give another test table, or none"
        )
    else:
        corpus = tables.to_corpus(rows, tables.read(test, text, label, min_classes=1))
    _refuse_rare_classes(corpus)
    return corpus


def _refuse_rare_classes(corpus: Corpus) -> None:
    """Insist on two training texts of each class: one to learn from, one to stop by."""
    counts = np.bincount(corpus.train.labels, minlength=len(corpus.class_names))
    for name, count in zip(corpus.class_names, counts, strict=True):
        if count < 2:
            raise InputError(
                f"class {name!r} has {count} training text{'' if count == 1 else 's'} after the "
                "hold-out; label more of them, or leave the class out"
            )


def train(corpus: Corpus, epochs: int = 30, seed: int = 0, progress: bool = False) -> Outcome:
    """Train every model of `CANDIDATES` and try it once on the test texts.

    Parameters
    ----------
    corpus
        Texts of two classes or more.
    epochs
        Passes of the network, at most.
    seed
        Of the network's weights, of the order of the texts and of its held-out part.
    progress
        Whether to show a progress bar on standard error.

    Returns
    -------
    Outcome

    Raises
    ------
    InputError
        If a class has fewer than two training texts.

    Examples
    --------
    >>> from textcls.synthetic import reviews
    >>> outcome = train(reviews.load(40, 20), epochs=1)
    >>> list(outcome.table()["model"]), len(outcome.results["linear"].correct)
    (['majority', 'linear', 'network'], 20)
    """
    models = {name: build() for name, build in CANDIDATES.items()}
    models["network"].set_params(epochs=epochs, random_state=seed, progress=progress)
    results = {name: _score(model, corpus) for name, model in models.items()}
    return Outcome(corpus, models, results)


def _score(model: Any, corpus: Corpus) -> Score:
    """Fit a model on the training texts and measure it on the test texts."""
    names = np.array(corpus.class_names)
    started = perf_counter()
    model.fit(corpus.train.texts, names[corpus.train.labels])
    seconds = perf_counter() - started
    column = [model.classes_.tolist().index(name) for name in corpus.class_names]
    found = model.predict_proba(corpus.test.texts)[:, column]
    report = evaluate(corpus.test.labels, found, corpus.class_names)
    return Score(report, found.argmax(axis=1) == corpus.test.labels, seconds)
