"""How the models of a recorded run learn and are tried: the rows are divided here, and only here.

Rows of train that are held out reach no model, and rows of test reach none before it has learnt. A
linear model may learn again from all rows of train, after it has predicted those held out.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.runs.cache import Result
from textcls.runs.engine import CACHE, Trial, run_trials
from textcls.runs.learners import Fitted, Learner, Stopwatch
from textcls.runs.measures import is_right
from textcls.runs.provenance import digest

__all__ = ["Model", "divide", "train", "train_all", "trials"]


@dataclass(frozen=True)
class Model:
    """One line of a run's table.

    Attributes
    ----------
    title
        As the reader sees it.
    learner
        What learns.
    seeds
        One training for each.
    held_out
        Rows of train that it does not learn from.
    size
        How many of the others it learns from; None for all.

    Examples
    --------
    >>> from textcls.models.linear import majority
    >>> from textcls.runs.learners import Linear
    >>> Model("Majority class", Linear(majority)).seeds
    (0,)
    """

    title: str
    learner: Learner
    seeds: tuple[int, ...] = (0,)
    held_out: int = 0
    size: int | None = None


@lru_cache(maxsize=2)
def divide(train: Split, held_out: int, size: int | None = None) -> tuple[Split, Split]:
    """Divide the rows of train, each class in proportion, always in the same way.

    Parameters
    ----------
    train
        All rows.
    held_out
        How many nothing is learnt from.
    size
        How many of the others are learnt from; None for all.

    Returns
    -------
    rows, held_out : Split

    Examples
    --------
    >>> rows, held_out = divide(Split(list("abcdefgh"), [0, 1] * 4), held_out=2, size=4)
    >>> len(rows), len(held_out), set(rows.texts) & set(held_out.texts)
    (4, 2, set())
    """
    if held_out:
        rows, unseen = split_off(train, held_out, seed=0)
    else:
        rows, unseen = train, train.take([])
    return (rows if size is None else split_off(rows, size, seed=0)[1]), unseen


def train(model: Model, corpus: Corpus, seed: int = 0, title: str | None = None) -> Result:
    """Train a model once, and let it predict the held-out rows and the test once.

    Parameters
    ----------
    model
        Any.
    corpus
        Train and test.
    seed
        Of the training.
    title
        Show a progress bar of this name, if the learner has one.

    Returns
    -------
    Result
        The record holds what the training and 1,000 predictions cost, and the accuracy on the
        held-out rows; the arrays ``held_out`` and ``test`` hold probabilities, shape (rows,
        classes).

    Examples
    --------
    >>> from textcls.models.linear import majority
    >>> from textcls.runs.learners import Linear
    >>> split = Split(["good", "bad"] * 4, [1, 0] * 4)
    >>> corpus = Corpus(split, split, ("bad", "good"))
    >>> result = train(Model("Majority class", Linear(majority), held_out=2), corpus)
    >>> result.arrays["test"][0].tolist(), result.record["held_out"]["n"]
    ([0.5, 0.5], 2)
    """
    rows, held_out = divide(corpus.train, model.held_out, model.size)
    fitted = model.learner.fit(rows, held_out, seed, title)
    arrays, measured = {}, {}
    if len(held_out):
        arrays["held_out"] = np.asarray(fitted.predict_proba(fitted.encode(held_out.texts)))
        accuracy = float(np.mean(is_right(held_out.labels, arrays["held_out"])))
        measured["held_out"] = {"n": len(held_out), "accuracy": accuracy}
    if fitted.refit is not None:
        fitted = fitted.refit(corpus.train)
    arrays["test"], timing = _predict(fitted, corpus.test)
    return Result({"seed": seed} | fitted.record | timing | measured, arrays)


def _predict(fitted: Fitted, test: Split) -> tuple[Any, dict[str, float]]:
    """Predict, and give the seconds for each thousand texts."""
    encoded, thousands = fitted.encode(test.texts), len(test) / 1000
    with Stopwatch() as predicting:
        probabilities = np.asarray(fitted.predict_proba(encoded))
    return probabilities, {
        "seconds_per_1000_predictions": predicting.seconds / thousands,
        "core_seconds_per_1000_predictions": predicting.core_seconds / thousands,
    }


def trials(models: Mapping[str, Model], corpus: Corpus, progress: bool = False) -> list[Trial]:
    """Make a trial of every training of every model.

    Parameters
    ----------
    models
        Name to model.
    corpus
        Train and test.
    progress
        Show a bar for each training of a network.

    Returns
    -------
    list of Trial

    Examples
    --------
    >>> from textcls.models.linear import majority
    >>> from textcls.runs.learners import Linear
    >>> split = Split(["good", "bad"], [1, 0])
    >>> corpus = Corpus(split, split, ("bad", "good"))
    >>> models = {"majority": Model("Majority class", Linear(majority), seeds=(3, 4))}
    >>> [(trial.name, trial.seed) for trial in trials(models, corpus)]
    [('majority', 3), ('majority', 4)]
    """
    data = digest(corpus)
    return [
        Trial(
            name,
            seed,
            [data, model.held_out, model.size, model.learner.key],
            partial(train, model, corpus, seed, f"{name}, seed {seed}" if progress else None),
        )
        for name, model in models.items()
        for seed in model.seeds
    ]


def train_all(
    models: Mapping[str, Model],
    corpus: Corpus,
    folder: str | os.PathLike[str] = CACHE,
    progress: bool = True,
) -> dict[str, list[Result]]:
    """Train every model with each of its seeds, except what is kept already.

    Parameters
    ----------
    models, corpus
        See `trials`.
    folder, progress
        See `textcls.runs.engine.run_trials`.

    Returns
    -------
    dict
        Name to the results of the seeds.

    Examples
    --------
    >>> import tempfile
    >>> from textcls.models.linear import majority
    >>> from textcls.runs.learners import Linear
    >>> split = Split(["good", "bad"], [1, 0])
    >>> models = {"majority": Model("Majority class", Linear(majority))}
    >>> corpus = Corpus(split, split, ("bad", "good"))
    >>> train_all(models, corpus, tempfile.mkdtemp(), False)["majority"][0].record["n_train"]
    2
    """
    return run_trials(trials(models, corpus, progress), folder, progress)
