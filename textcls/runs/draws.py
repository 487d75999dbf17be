"""What the runs with few labels share: how rows are drawn and divided, and what is kept of them.

The rows of test are those that the prompts are asked about (`textcls.runs.prompts`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import log_loss

from textcls.arrays import Floats
from textcls.corpora.corpus import AnySplit, Corpus, Split, split_off
from textcls.downloads import existing
from textcls.runs.cache import Result
from textcls.runs.engine import write_arrays
from textcls.runs.measures import is_right
from textcls.runs.prompt_tasks import Task
from textcls.runs.prompts import Sizes, draw_rows
from textcls.runs.provenance import digest
from textcls.runs.training import divide

__all__ = [
    "PREDICTED",
    "curve",
    "describe_data",
    "divide_task",
    "draw_labels",
    "predicted",
    "read_probabilities",
    "scores",
    "up_to_all",
    "write_probabilities",
]

PREDICTED = ("held_out", "main")
"""The parts of a task that every training predicts."""


def divide_task(corpus: Corpus, asked: Sizes) -> dict[str, Split]:
    """Divide the rows of a task.

    Parameters
    ----------
    corpus
        Train and test.
    asked
        How many rows the prompts are asked about.

    Returns
    -------
    dict
        ``main``: the test; ``held_out``: rows of train that nothing is learnt from; ``pool``: the
        other rows of train.

    Examples
    --------
    >>> split = Split(list("abcdefgh"), [0, 1] * 4)
    >>> parts = divide_task(Corpus(split, split, ("x", "y")), Sizes(main=4, varied=2, held_out=2))
    >>> {name: len(rows) for name, rows in parts.items()}
    {'main': 4, 'held_out': 2, 'pool': 6}
    """
    drawn = draw_rows(corpus, asked)
    return {
        "main": drawn["main"],
        "held_out": drawn["held_out"],
        "pool": divide(corpus.train, asked.held_out)[0],
    }


def draw_labels(pool: AnySplit, size: int, draw: int) -> AnySplit:
    """Draw rows to learn from, each class in proportion.

    Parameters
    ----------
    pool
        All rows that may be learnt from.
    size
        How many; all of them give the pool itself.
    draw
        Which draw. A larger one of the same number holds the smaller, but for a row or two where
        the classes don't divide evenly.

    Returns
    -------
    Split

    Examples
    --------
    >>> pool = Split(list("abcdefgh"), [0, 1] * 4)
    >>> few, more = draw_labels(pool, 2, draw=3), draw_labels(pool, 4, draw=3)
    >>> set(few.texts) < set(more.texts), len(draw_labels(pool, 8, draw=3))
    (True, 8)
    """
    return pool if size == len(pool) else split_off(pool, size, seed=draw)[1]


def describe_data(task: Task, corpus: Corpus, rows: Mapping[str, Split]) -> dict[str, Any]:
    """Name what is learnt from.

    Parameters
    ----------
    task, corpus
        What the rows are of.
    rows
        Of `divide_task`.

    Returns
    -------
    dict
        ``title``, ``class_names``, ``rows`` (how many in each part) and ``sha256``.

    Examples
    --------
    >>> one = Split(["a"], [0])
    >>> task = Task("Letters", lambda: Corpus(one, one, ("x",)), ())
    >>> describe_data(task, task.load(), {"main": one})["rows"]
    {'main': 1}
    """
    return {
        "title": task.title,
        "class_names": list(corpus.class_names),
        "rows": {part: len(split) for part, split in rows.items()},
        "sha256": digest(corpus),
    }


def up_to_all(sizes: Sequence[int], n: int) -> list[int]:
    """Keep the sizes that n rows reach, and put all rows last.

    Examples
    --------
    >>> up_to_all([25, 50, 100], 60)
    [25, 50, 60]
    """
    return [*(size for size in sizes if size < n), n]


def scores(truth: Split, probabilities: Floats) -> dict[str, float]:
    """Measure one training.

    Parameters
    ----------
    truth
        The rows.
    probabilities
        Of their classes, shape (texts, classes).

    Returns
    -------
    dict
        ``accuracy`` and ``loss``, the log loss.

    Examples
    --------
    >>> scores(Split(["a", "b"], [0, 1]), np.array([[0.5, 0.5], [0.5, 0.5]]))["accuracy"]
    0.5
    """
    classes = np.arange(probabilities.shape[1])
    return {
        "accuracy": float(np.mean(is_right(truth.labels, probabilities))),
        "loss": float(log_loss(truth.labels, probabilities, labels=classes)),
    }


def curve(
    found: Mapping[int, Sequence[Result]], truth: Split, keys: Sequence[str]
) -> dict[str, Any]:
    """List for each number of labels what each draw has given.

    Parameters
    ----------
    found
        Number of labels to the results of its draws; their arrays hold ``main``.
    truth
        The rows that these predict.
    keys
        What is listed, of the scores and of what the results record.

    Returns
    -------
    dict
        ``sizes``, and for each key a list with one entry for each draw, for each size.

    Examples
    --------
    >>> result = Result({}, {"main": np.array([[0.9, 0.1]])})
    >>> curve({25: [result]}, Split(["a"], [0]), ["accuracy"])
    {'sizes': [25], 'accuracy': [[1.0]]}
    """
    measured = [
        [result.record | scores(truth, result.arrays["main"]) for result in results]
        for results in found.values()
    ]
    return {"sizes": list(found)} | {
        key: [[draw[key] for draw in draws] for draws in measured] for key in keys
    }


def predicted(name: str, found: Mapping[int, Sequence[Result]]) -> dict[str, Floats]:
    """Put the probabilities of all draws of a number of labels into one array.

    Parameters
    ----------
    name
        What the arrays' names begin with.
    found
        As for `curve`; the arrays also hold ``held_out``.

    Returns
    -------
    dict
        ``name/size/part`` to probabilities, shape (draws, texts, classes).

    Examples
    --------
    >>> result = Result({}, {"main": np.ones((2, 1)), "held_out": np.ones((3, 1))})
    >>> {name: array.shape for name, array in predicted("x", {25: [result] * 4}).items()}
    {'x/25/held_out': (4, 3, 1), 'x/25/main': (4, 2, 1)}
    """
    return {
        f"{name}/{size}/{part}": np.stack([result.arrays[part] for result in results])
        for size, results in found.items()
        for part in PREDICTED
    }


def write_probabilities(path: Path, arrays: Mapping[str, Floats]) -> None:
    """Write probabilities in half precision, three digits or so.

    Parameters
    ----------
    path
        Ends in ``.npz``.
    arrays
        By name, shape (draws, texts, classes) each.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "run.npz"
    >>> write_probabilities(path, {"news/nb/25/main": np.full((1, 2, 2), 0.5)})
    >>> read_probabilities(path)["news/nb/25/main"].shape
    (1, 2, 2)
    """
    write_arrays(path, {name: array.astype(np.float16) for name, array in arrays.items()})


def read_probabilities(path: str | os.PathLike[str]) -> dict[str, Floats]:
    """Read what `write_probabilities` has written.

    Parameters
    ----------
    path
        ``book/results/labels.npz``, for instance.

    Returns
    -------
    dict
        ``task/model/labels/part`` to probabilities, shape (draws, texts, classes); each text's add
        up to 1 again.

    Examples
    --------
    >>> read_probabilities("labels.npz")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no labels.npz; make it with 'textcls reproduce labels'
    """
    file = Path(path)
    existing(file, f"make it with 'textcls reproduce {file.stem}'")
    with np.load(file) as kept:
        arrays = {name: kept[name].astype(np.float64) for name in kept.files}
    return {name: array / array.sum(axis=-1, keepdims=True) for name, array in arrays.items()}
