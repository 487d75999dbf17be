"""The run of §3.3 on the real news: its models and settings, and a learning curve.

It takes any corpus, so that its tests run on a few hundred texts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from textcls import evaluation, models
from textcls.arrays import Flags
from textcls.corpora import ag_news
from textcls.corpora.corpus import Corpus, duplicates
from textcls.runs import engine, measures, provenance
from textcls.runs.cache import Result
from textcls.runs.learners import Learner, Linear, Material, Network
from textcls.runs.training import Model, divide, train_all

__all__ = ["LSTM", "Settings", "Transformer", "list_models", "reproduce_ag_news"]


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
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models of §3.3, evaluate each on the test file once, record everything.

    Each finished training is kept at once; an interrupted run goes on where it stopped.

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
        Folder for finished trainings. A run with other data or other settings uses other files.
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
        data = {"name": "corpus", "sha256": provenance.digest(corpus)}
    engine.prepare(out)
    rows, _ = divide(corpus.train, settings.held_out)
    listed = list_models(settings, n_classes=len(corpus.class_names))
    results = train_all(listed, corpus, Path(cache), progress)
    sizes = [size for size in settings.sizes if size < len(rows)]
    fewer = train_all(_of_sizes(listed, sizes), corpus, Path(cache), progress)
    return engine.write_run(
        out,
        "ag_news",
        data=data
        | {
            "class_names": list(corpus.class_names),
            "rows": {
                "train": len(corpus.train),
                "trained_on": len(rows),
                "held_out": settings.held_out,
                "test": len(corpus.test),
            },
            "duplicates": str(duplicates(corpus)),
        },
        protocol=PROTOCOL,
        settings=asdict(settings),
        models={
            name: _describe_model(listed[name].title, found, corpus)
            for name, found in results.items()
        },
        learning_curve={"sizes": sizes, "accuracy": _learning_curve(sizes, fewer, corpus)},
        disagreement=_disagreement(results, corpus),
    )


def _file(file: Any) -> dict[str, Any]:
    return {
        "file": file.path.name,
        "rows": file.n_rows,
        "sha256": file.sha256,
        "official": file.official,
    }


TITLES = {
    "majority": "Majority class",
    "tfidf": "TF-IDF + logistic regression",
    "nb": "NB-weighted logistic regression, 1-3-grams",
    "transformer": "Transformer",
    "lstm": "LSTM",
}
COMPARED = (("transformer", "tfidf"), ("lstm", "tfidf"), ("nb", "tfidf"))
IN_CURVE = ("tfidf", "nb")
RECORDED = (
    "n_parameters",
    "n_train",
    "seconds_to_train",
    "core_seconds_to_train",
    "core_seconds_per_1000_predictions",
    "held_out",
)
"""What is written down of a training; of a network's, more."""
RECORDED_OF_NETWORKS = ("seed", *RECORDED, "core_seconds_per_epoch", "curves")
AVERAGED = (
    "accuracy",
    "loss",
    "macro_f1",
    "calibration_error",
    "seconds_to_train",
    "core_seconds_to_train",
    "core_seconds_per_epoch",
    "core_seconds_per_1000_predictions",
)


def list_models(settings: Settings, n_classes: int = 4) -> dict[str, Model]:
    """List what is trained, in this order.

    Parameters
    ----------
    settings
        Sizes and seeds.
    n_classes
        Of the corpus.

    Returns
    -------
    dict

    Examples
    --------
    >>> list(list_models(Settings(seeds=(0,))))
    ['majority', 'tfidf', 'nb', 'transformer', 'lstm']
    """
    learners: dict[str, Learner] = {
        "majority": Linear(models.majority),
        "tfidf": Linear(models.tfidf_logistic_regression),
        "nb": Linear(models.nb_logistic_regression),
    }
    networks = {
        "transformer": _network(_transformer, settings, settings.transformer, n_classes),
        "lstm": _network(_lstm, settings, settings.lstm, n_classes),
    }
    return {
        name: Model(
            TITLES[name],
            learner,
            settings.seeds if name in networks else (0,),
            settings.held_out,
        )
        for name, learner in {**learners, **networks}.items()
    }


def _network(build: Any, s: Settings, own: LSTM | Transformer, n_classes: int) -> Network:
    return Network(
        partial(build, s, n_classes),
        [s.dimensions, asdict(own)],
        s.vocabulary,
        s.length,
        own.epochs,
        own.batch,
    )


def _vectors(s: Settings, material: Material) -> Any:
    return models.cooccurrence_embedding(material.ids, s.vocabulary, s.dimensions)


def _lstm(s: Settings, n_classes: int, material: Material) -> Any:
    return models.improved_lstm(
        s.vocabulary,
        s.length,
        n_classes,
        embedding=_vectors(s, material),
        filters=s.lstm.filters,
        units=s.lstm.units,
        segment=s.length,
        embedding_dropout=s.lstm.embedding_dropout,
        dropout=s.lstm.dropout,
        learning_rate=material.falling(s.lstm.learning_rate),
    )


def _transformer(s: Settings, n_classes: int, material: Material) -> Any:
    return models.transformer(
        s.vocabulary,
        s.length,
        n_classes,
        embedding=_vectors(s, material),
        dimensions=s.dimensions,
        heads=s.transformer.heads,
        hidden=s.transformer.hidden,
        blocks=s.transformer.blocks,
        dropout=s.transformer.dropout,
        learning_rate=material.falling(s.transformer.learning_rate),
    )


def _of_sizes(listed: Mapping[str, Model], sizes: Sequence[int]) -> dict[str, Model]:
    """List the linear models again, with fewer rows to learn from."""
    return {
        f"{name}-{size}": replace(listed[name], size=size) for name in IN_CURVE for size in sizes
    }


def _learning_curve(
    sizes: Sequence[int], fewer: Mapping[str, list[Result]], corpus: Corpus
) -> dict[str, list[float]]:
    return {
        name: [_accuracy(fewer[f"{name}-{size}"][0], corpus) for size in sizes] for name in IN_CURVE
    }


def _right(result: Result, corpus: Corpus) -> Flags:
    return measures.is_right(corpus.test.labels, result.arrays["test"])


def _accuracy(result: Result, corpus: Corpus) -> float:
    return float(_right(result, corpus).mean())


def _describe_model(title: str, results: Sequence[Result], corpus: Corpus) -> dict[str, Any]:
    """Compare the trainings of one model with the test labels."""
    test = corpus.test
    runs = []
    for record, arrays in results:
        keys = RECORDED_OF_NETWORKS if "curves" in record else RECORDED
        measured = measures.measure(test.labels, arrays["test"], corpus.class_names)
        runs.append({key: record[key] for key in keys} | measured)
    return measures.describe(title, runs, AVERAGED, len(test))


def _disagreement(results: Mapping[str, list[Result]], corpus: Corpus) -> dict[str, Any]:
    right = {name: _right(found[0], corpus) for name, found in results.items()}
    return {
        f"{one} against {other}": evaluation.mcnemar(right[one], right[other])._asdict()
        for one, other in COMPARED
        if one in right
    }
