"""The run of labels, §2.2 and §3.3: how many of them a prompt is worth.

A prompt needs none. So models are trained from 25 labels up to all, and tried on the texts that
the prompts are asked about (`textcls.runs.prompts`): words that are counted in two ways, and the
vectors of a pretrained encoder. The record holds the scores, and a file beside it the
probabilities, so that a chapter can compare on the same texts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from textcls.arrays import Floats
from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.models.encoder import SentenceEncoder, encoder_logistic_regression
from textcls.models.linear import nb_logistic_regression, tfidf_logistic_regression
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.draws import (
    PREDICTED,
    curve,
    describe_data,
    divide_task,
    draw_labels,
    predicted,
    up_to_all,
    write_probabilities,
)
from textcls.runs.encodings import Encoder, encode
from textcls.runs.engine import Trial, run_trials
from textcls.runs.learners import Stopwatch
from textcls.runs.prompt_tasks import TASKS, Task
from textcls.runs.prompts import Sizes
from textcls.runs.provenance import digest

__all__ = ["CONTENDERS", "Contender", "Rows", "Settings", "choose_strength", "reproduce_labels"]

PROTOCOL = (
    "Rows of train: some are held out, and nothing is learnt from them. From the others each draw "
    "takes so many labels, each class in proportion; a larger number of the same draw holds the "
    "smaller. Each model chooses its strength of regularisation by cross-validated log loss on the "
    "rows of its draw alone. The test texts are those that the prompts are asked about."
)


@dataclass(frozen=True)
class Settings:
    """Every number that decides what the run computes.

    Attributes
    ----------
    sizes
        Numbers of labels; those that the rows of train don't reach are left out, and all rows come
        last.
    draws
        How often each number is drawn; all rows are there once.
    strengths
        The values of C to choose from, the inverse of the strength of regularisation.
    folds, most
        The cross-validation that chooses, and how many rows it looks at.
    asked
        How many texts are tested and held out; the prompts' own.

    Examples
    --------
    >>> Settings().asked.main
    1000
    """

    sizes: tuple[int, ...] = (25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800)
    draws: int = 5
    strengths: tuple[float, ...] = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000)
    folds: int = 3
    most: int = 2_000
    asked: Sizes = field(default_factory=Sizes)


@dataclass(frozen=True, eq=False)
class Rows(Split):
    """Texts, their labels, and the encoder's vectors of them, shape (texts, numbers).

    Examples
    --------
    >>> Rows(["a", "b"], [0, 1], np.eye(2)).take([1]).vectors
    array([[0., 1.]])
    """

    vectors: NDArray[Any]


@dataclass(frozen=True)
class Contender:
    """A model whose strength of regularisation is chosen.

    Attributes
    ----------
    title
        As the reader sees it.
    build
        From C to a pipeline of features and a classifier.
    read
        What of the rows it takes.

    Examples
    --------
    >>> CONTENDERS["encoder"].read(Rows(["a"], [0], np.ones((1, 2))))
    array([[1., 1.]])
    """

    title: str
    build: Callable[[float], Pipeline]
    read: Callable[[Rows], Any]


def _on_vectors(strength: float) -> Pipeline:
    classifier = encoder_logistic_regression(strength)["classifier"]
    return Pipeline([("features", "passthrough"), ("classifier", classifier)])


def _tfidf(strength: float) -> Pipeline:
    return tfidf_logistic_regression().set_params(classifier__C=strength)


CONTENDERS = {
    "tfidf": Contender("TF-IDF + logistic regression", _tfidf, lambda rows: rows.texts),
    "nb": Contender(
        "NB-weighted logistic regression, 1-3-grams",
        lambda strength: nb_logistic_regression(C=strength),
        lambda rows: rows.texts,
    ),
    "encoder": Contender(
        "Frozen encoder + logistic regression", _on_vectors, lambda rows: rows.vectors
    ),
}


_RECORDED = ("accuracy", "loss", "C", "core_seconds_to_choose", "core_seconds_to_train")


def choose_strength(contender: Contender, rows: Rows, settings: Settings) -> float:
    """Choose C by cross-validation: features and all learn from the other folds alone.

    Parameters
    ----------
    contender
        The model.
    rows
        To learn from; of more than ``settings.most``, so many are looked at.
    settings
        The values to choose from.

    Returns
    -------
    float
        That of the smallest log loss.

    Examples
    --------
    >>> labels = np.arange(60) % 2
    >>> vectors = np.random.default_rng(0).normal(size=(60, 3)) + 3 * labels[:, None]
    >>> rows = Rows(["a"] * 60, labels, vectors)
    >>> choose_strength(CONTENDERS["encoder"], rows, Settings(strengths=(0.0001, 1)))
    1
    """
    seen = rows if len(rows) <= settings.most else split_off(rows, settings.most, seed=0)[1]
    folds = StratifiedKFold(settings.folds, shuffle=True, random_state=0)
    losses = np.zeros(len(settings.strengths))
    for learnt, left in folds.split(seen.labels, seen.labels):
        train, test = seen.take(learnt), seen.take(left)
        features = contender.build(1.0)[:-1]
        X = features.fit_transform(contender.read(train), train.labels)
        X_test = features.transform(contender.read(test))
        for i, strength in enumerate(settings.strengths):
            classifier = contender.build(strength)[-1].fit(X, train.labels)
            losses[i] += log_loss(test.labels, classifier.predict_proba(X_test))
    return settings.strengths[int(losses.argmin())]


def reproduce_labels(
    out: str | os.PathLike[str] = "book/results/labels.json",
    tasks: Mapping[str, Task] | None = None,
    *,
    settings: Settings | None = None,
    encoder: Encoder | None = None,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models from few labels to all, on each task, and record how good they are.

    Parameters
    ----------
    out
        The JSON file to write; the probabilities go to the file of the same name in ``.npz``.
    tasks
        The corpora, by name; by default those of the book.
    settings
        By default those of the book.
    encoder
        By default that of the book.
    cache
        Folder for finished trainings.
    progress
        Say on standard error what is finished.

    Returns
    -------
    dict
        What the JSON file holds.

    Raises
    ------
    InputError
        If the data or the encoder are missing, or a file cannot be written.

    Examples
    --------
    >>> reproduce_labels(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    tasks, settings = tasks or TASKS, settings or Settings()
    encoder = encoder or SentenceEncoder()
    path = engine.prepare(out)
    data: dict[str, Any] = {}
    curves: dict[str, dict[str, Any]] = {name: {} for name in CONTENDERS}
    probabilities: dict[str, Floats] = {}
    for name, task in tasks.items():
        corpus = task.load()
        rows, spent = _encoded(name, corpus, settings.asked, encoder, cache, progress)
        data[name] = describe_data(task, corpus, rows) | {"encoding": spent}
        trials = _trials(name, corpus, rows, settings, encoder.max_length)
        results = run_trials(trials, Path(cache), progress)
        for model, measured in curves.items():
            found = {
                size: results[_name(name, model, size)]
                for size in up_to_all(settings.sizes, len(rows["pool"]))
            }
            measured[name] = curve(found, rows["main"], _RECORDED)
            probabilities |= predicted(f"{name}/{model}", found)
    write_probabilities(path.with_suffix(".npz"), probabilities)
    return engine.write_run(
        out,
        "labels",
        data=data,
        protocol=PROTOCOL,
        settings=asdict(settings) | {"max_length": encoder.max_length},
        models={
            name: {"title": CONTENDERS[name].title, "curves": measured}
            for name, measured in curves.items()
        },
    )


def _encoded(
    name: str,
    corpus: Corpus,
    asked: Sizes,
    encoder: Encoder,
    cache: str | os.PathLike[str],
    progress: bool,
) -> tuple[dict[str, Rows], dict[str, Any]]:
    """Give the rows of each part with their vectors, and what these have cost."""
    rows, seconds = {}, 0.0
    for part, split in divide_task(corpus, asked).items():
        found = encode(f"{name}-{part}", split.texts, encoder, cache, progress)
        rows[part] = Rows(split.texts, split.labels, found.vectors)
        seconds += found.core_seconds
    return rows, {"core_seconds_per_1000": 1000 * seconds / sum(map(len, rows.values()))}


def _name(task: str, model: str, size: int) -> str:
    return f"labels-{task}-{model}-{size}"


def _trials(
    task: str, corpus: Corpus, rows: Mapping[str, Rows], settings: Settings, max_length: int
) -> Iterator[Trial]:
    data, n = digest(corpus), len(rows["pool"])
    chosen = [settings.strengths, settings.folds, settings.most, asdict(settings.asked), max_length]
    for size in up_to_all(settings.sizes, n):
        for draw in range(settings.draws if size < n else 1):
            for model, contender in CONTENDERS.items():
                yield Trial(
                    _name(task, model, size),
                    draw,
                    [data, *chosen],
                    partial(_learn, contender, rows, size, draw, settings),
                )


def _learn(
    contender: Contender, rows: Mapping[str, Rows], size: int, draw: int, settings: Settings
) -> Result:
    """Choose and train on one draw, then predict once."""
    learnt = draw_labels(rows["pool"], size, draw)
    with Stopwatch() as choosing:
        strength = choose_strength(contender, learnt, settings)
    with Stopwatch() as training:
        model = contender.build(strength).fit(contender.read(learnt), learnt.labels)
    arrays = {part: model.predict_proba(contender.read(rows[part])) for part in PREDICTED}
    record = {
        "draw": draw,
        "C": strength,
        "core_seconds_to_choose": choosing.core_seconds,
        "core_seconds_to_train": training.core_seconds,
    }
    return Result(record, arrays)
