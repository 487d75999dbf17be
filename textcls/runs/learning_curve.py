"""The run of §2.2: the far end of the learning curve, which the page can only extrapolate to.

The embedded reviews are without end, so each draw has reviews and a test of its own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textcls.models.linear import nb_logistic_regression
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.engine import Trial, run_trials
from textcls.runs.learners import Linear
from textcls.runs.measures import is_right
from textcls.runs.training import Model, train
from textcls.synthetic import reviews

__all__ = ["DRAWS", "N_TEST", "SIZES", "reproduce_learning_curve"]

SIZES = (8_000, 16_000, 32_000, 64_000)
DRAWS, N_TEST = 4, 2_000
MODEL = Model("NB-weighted logistic regression, 1-3-grams", Linear(nb_logistic_regression))


def reproduce_learning_curve(
    out: str | os.PathLike[str] = "book/results/learning_curve.json",
    *,
    sizes: Sequence[int] = SIZES,
    draws: int = DRAWS,
    n_test: int = N_TEST,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Measure the error for each number of labels and each draw, and record it.

    Parameters
    ----------
    out
        The JSON file to write.
    sizes
        Numbers of labels.
    draws
        How many corpora of each size.
    n_test
        Reviews in each test.
    cache
        Folder for finished trainings.
    progress
        Show finished trainings on standard error.

    Returns
    -------
    dict
        What the file holds; ``errors`` has a row for each draw.

    Raises
    ------
    InputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> record = reproduce_learning_curve(
    ...     f"{folder}/run.json", sizes=[40], draws=2, n_test=20, cache=folder, progress=False
    ... )
    >>> len(record["errors"])
    2
    """
    engine.prepare(out)
    trials = [_trial(size, draw, n_test) for draw in range(draws) for size in sizes]
    results = run_trials(trials, Path(cache), progress)
    record = {
        "run": "learning_curve",
        "what": "Error of logistic regression on naive-Bayes-weighted words, pairs and triples.",
        "n_test": n_test,
        "sizes": list(sizes),
        "errors": [
            [results[_name(size)][draw].record["error"] for size in sizes] for draw in range(draws)
        ],
    }
    engine.write(out, record)
    return record


def _name(size: int) -> str:
    return f"learning_curve-{size}"


def _trial(size: int, draw: int, n_test: int) -> Trial:
    key = [reviews.load.__module__, size, n_test, draw, MODEL.learner.key]
    return Trial(_name(size), draw, key, partial(_error, size, draw, n_test))


def _error(size: int, draw: int, n_test: int) -> Result:
    """Train on the first reviews of a draw, and give the share of wrong answers."""
    corpus = reviews.load(size, n_test, seed=draw)
    result = train(MODEL, corpus)
    right = is_right(corpus.test.labels, result.arrays["test"])
    return Result(result.record | {"error": float((~right).mean())}, {})
