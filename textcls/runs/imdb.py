"""The run of §5.4 on the real reviews: its models, what is combined, and what is looked at."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from textcls import models
from textcls.arrays import Integers
from textcls.corpora import imdb
from textcls.corpora.corpus import Corpus, Split
from textcls.corpora.summary import words_per_text
from textcls.errors import InputError
from textcls.evaluation.calibration import fit_temperature
from textcls.models.ensembles import LogOddsEnsemble
from textcls.runs import engine, measures, provenance
from textcls.runs.cache import Result
from textcls.runs.imdb_settings import PROTOCOL, Article, Improved, Settings
from textcls.runs.learners import Learner, Linear, Material, Network
from textcls.runs.training import Model, divide, train_all

__all__ = ["Article", "Improved", "Settings", "list_models", "reproduce_imdb"]

TITLES = {
    "majority": "Majority class",
    "tfidf": "TF-IDF + logistic regression",
    "nb": "NB-weighted logistic regression, 1-3-grams",
    "skipgrams": "NB-weighted logistic regression, 1-3-grams and skip-grams",
    "documents": "Document vectors + logistic regression",
    "documents_unlabelled": "Document vectors, with unlabelled reviews",
    "article": "The article's network, smallest repair",
    "improved": "The improved network",
}
COMBINED = {
    "networks": "The improved networks together",
    "linear": "Skip-gram model and document vectors",
    "combination": "Skip-gram model, document vectors, networks",
    "combination_unlabelled": "All three, with unlabelled reviews",
}
PARTS = {
    "linear": ("skipgrams", "documents"),
    "combination": ("skipgrams", "documents", "improved"),
    "combination_unlabelled": ("skipgrams", "documents_unlabelled", "improved"),
}
COMPARED = (
    ("improved", "article"),
    ("improved", "nb"),
    ("skipgrams", "nb"),
    ("documents_unlabelled", "documents"),
    ("linear", "skipgrams"),
    ("combination", "linear"),
    ("combination_unlabelled", "combination"),
    ("combination_unlabelled", "documents_unlabelled"),
    ("combination_unlabelled", "skipgrams"),
)
LOOKED_AT = ("nb", "skipgrams", "documents", "improved", "combination")
"""Models whose errors are listed by words."""
AVERAGED = (
    "accuracy",
    "loss",
    "accuracy_without_duplicates",
    "seconds_to_train",
    "core_seconds_to_train",
    "seconds_per_epoch",
    "core_seconds_per_epoch",
    "seconds_per_1000_predictions",
    "core_seconds_per_1000_predictions",
)


def list_models(settings: Settings, unlabelled: Sequence[str]) -> dict[str, Model]:
    """List what is trained, in this order.

    Parameters
    ----------
    settings
        Sizes and seeds.
    unlabelled
        Texts without labels; one model learns from them.

    Returns
    -------
    dict

    Examples
    --------
    >>> list(list_models(Settings(), ["a"]))[:3]
    ['majority', 'tfidf', 'nb']
    """
    linear = partial(Linear, refit=True)
    documents = models.document_vector_logistic_regression
    learners: dict[str, Learner] = {
        "majority": linear(models.majority),
        "tfidf": linear(models.tfidf_logistic_regression),
        "nb": linear(models.nb_logistic_regression),
        "skipgrams": linear(models.skipgram_logistic_regression),
        "documents": linear(documents),
        "documents_unlabelled": linear(documents, unlabelled),
    }
    networks = {"article": _article(settings.article), "improved": _improved(settings.improved)}
    held_out = {"article": settings.article.held_out}
    return {
        name: Model(
            TITLES[name],
            learner,
            settings.seeds if name in networks else (0,),
            held_out.get(name, settings.held_out),
        )
        for name, learner in {**learners, **networks}.items()
    }


def _article(s: Article) -> Network:
    return Network(
        lambda material: models.article_lstm(s.vocabulary, s.length),
        asdict(s),
        s.vocabulary,
        s.length,
        s.epochs,
        s.batch,
    )


def _improved(s: Improved) -> Network:
    def build(material: Material) -> Any:
        return models.improved_lstm(
            s.vocabulary,
            s.length,
            embedding=models.cooccurrence_embedding(
                material.ids, s.vocabulary, s.dimensions, seed=material.seed
            ),
            filters=s.filters,
            units=s.units,
            segment=s.segment,
            embedding_dropout=s.embedding_dropout,
            dropout=s.dropout,
            learning_rate=material.falling(s.learning_rate),
        )

    return Network(build, asdict(s), s.vocabulary, s.length, s.epochs, s.batch, "middle")


def reproduce_imdb(
    out: str | os.PathLike[str] = "book/results/imdb.json",
    corpus: Corpus | None = None,
    unlabelled: Sequence[str] = (),
    *,
    settings: Settings | None = None,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models of §5.4, evaluate each on the test split once, record everything.

    Each finished training is kept at once; an interrupted run goes on where it stopped.

    Parameters
    ----------
    out
        The JSON file to write; one that is there is replaced at the very end.
    corpus
        Two classes; by default the real IMDB reviews of `textcls.corpora.imdb`.
    unlabelled
        Further texts, when a corpus is given; IMDB brings its own.
    settings
        By default those of the book.
    cache
        Folder for finished trainings: their records and probabilities. A run with other data or
        other settings uses other files.
    progress
        Show bars and finished trainings on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If the corpus has not two classes, there are no unlabelled texts, or a file cannot be
        written.

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> reproduce_imdb(corpus=Corpus(Split(["a"], [0]), Split(["b"], [0]), ("only",)))
    Traceback (most recent call last):
    textcls.errors.InputError: the recorded run needs two classes; this corpus has 1: only
    """
    settings = settings or Settings()
    if corpus is None:
        source = imdb.describe_source()
        data = {"name": "Large Movie Review Dataset", "sha256": source.sha256}
        data["verified_by"] = source.verified_by
        corpus, unlabelled = imdb.load(), imdb.load_unlabelled()
    else:
        data = {"name": "corpus", "sha256": provenance.digest(corpus), "verified_by": "content"}
    if len(corpus.class_names) != 2:
        names = ", ".join(corpus.class_names)
        raise InputError(
            "the recorded run needs two classes; "
            f"this corpus has {len(corpus.class_names)}: {names}"
        )
    if not unlabelled:
        raise InputError("the recorded run needs texts without labels too; give some")
    engine.prepare(out)
    listed = list_models(settings, unlabelled)
    results = train_all(listed, corpus, Path(cache), progress)
    return engine.write_run(
        out,
        "imdb",
        data={**data, **provenance.first_look(corpus), "unlabelled": len(unlabelled)},
        protocol=PROTOCOL,
        settings=asdict(settings),
        **_describe(listed, results, corpus, settings),
    )


def _describe(
    listed: Mapping[str, Model],
    results: Mapping[str, list[Result]],
    corpus: Corpus,
    settings: Settings,
) -> dict[str, Any]:
    """Combine, then compare everything with the test labels."""
    combined, weights = _combine(results, divide(corpus.train, settings.held_out)[1].labels)
    described = {
        name: _describe_model(
            model.title,
            [_with_temperature(result, corpus, model) for result in results[name]],
            corpus,
            settings.groups,
        )
        for name, model in listed.items()
    }
    for name, title in COMBINED.items():
        described[name] = _describe_model(title, [combined[name]], corpus, settings.groups)
        if name in weights:
            described[name]["weights"] = weights[name]
    first = {name: found[0] for name, found in results.items()} | combined
    return {"models": described, "errors": _errors(first, corpus.test)}


def _combine(
    results: Mapping[str, list[Result]], held_out_labels: Integers
) -> tuple[dict[str, Result], dict[str, dict[str, float]]]:
    """Average each network's trainings, and weigh models of several kinds against each other."""
    single = {
        part: _ensemble(results[part], LogOddsEnsemble(), held_out_labels)
        for part in dict.fromkeys(part for parts in PARTS.values() for part in parts)
    }
    combined, weights = {"networks": single["improved"]}, {}
    for name, parts in PARTS.items():
        ensemble = LogOddsEnsemble(weighted=True)
        combined[name] = _ensemble([single[part] for part in parts], ensemble, held_out_labels)
        weights[name] = dict(zip(parts, ensemble.weights_.tolist(), strict=True))
    return combined, weights


def _ensemble(parts: Sequence[Result], ensemble: LogOddsEnsemble, y: Integers) -> Result:
    """Fit an ensemble on the held-out rows, and let it predict these and the test."""
    X, X_test = (
        np.column_stack([part.arrays[rows][:, 1] for part in parts])
        for rows in ("held_out", "test")
    )
    ensemble.fit(X, y)
    predicted = {"held_out": ensemble.predict_proba(X), "test": ensemble.predict_proba(X_test)}
    return Result({}, predicted)


def _with_temperature(result: Result, corpus: Corpus, model: Model) -> Result:
    """Record how much too sure a model is, by the rows that it has not learnt from."""
    _, held_out = divide(corpus.train, model.held_out)
    temperature = fit_temperature(held_out.labels, result.arrays["held_out"])
    found = result.record["held_out"] | {"temperature": temperature}
    return Result(result.record | {"held_out": found}, result.arrays)


def _describe_model(
    title: str, results: Sequence[Result], corpus: Corpus, groups: int
) -> dict[str, Any]:
    """Compare the trainings of one model with the test labels."""
    test, new = corpus.test, measures.is_new(corpus)
    columns = [result.arrays["test"] for result in results]
    right = [measures.is_right(test.labels, p) for p in columns]
    temperatures = [
        result.record["held_out"]["temperature"] if result.record else 1.0 for result in results
    ]
    runs = [
        result.record
        | measures.measure(test.labels, p, corpus.class_names)
        | {"accuracy_without_duplicates": float(np.mean(correct[new]))}
        for result, p, correct in zip(results, columns, right, strict=True)
    ]
    lengths = words_per_text(test.texts)
    return measures.describe(title, runs, AVERAGED, len(test)) | {
        "by_length": measures.accuracy_by_length(lengths, right, groups),
        "calibration": measures.calibration(test.labels, columns, temperatures),
    }


def _errors(first: Mapping[str, Result], test: Split) -> dict[str, Any]:
    """Say where models fail, in words and counts."""
    right = {
        name: measures.is_right(test.labels, result.arrays["test"])
        for name, result in first.items()
    }
    return {
        "comment": "the improved network is that of the first seed",
        "words": {
            name: measures.words_of_errors(test.texts, right[name])
            for name in LOOKED_AT
            if 0 < right[name].sum() < len(test)
        },
        "disagreement": {
            f"{one} against {other}": measures.disagreement(right[one], right[other])
            for one, other in COMPARED
        },
    }
