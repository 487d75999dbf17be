"""Predictions of a recorded run beside the labels of its test: how good, how sure, where wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from textcls import evaluation
from textcls.arrays import Flags, Floats, Integers
from textcls.corpora.corpus import Corpus

__all__ = [
    "accuracy_by_length",
    "average",
    "calibration",
    "describe",
    "disagreement",
    "is_new",
    "is_right",
    "measure",
    "words_of_errors",
]

_PRIOR_WORDS = 2_000
"""Weight of the prior in the list of words that go with errors; see `overrepresented_words`."""


def is_right(y_true: ArrayLike, y_prob: ArrayLike) -> Flags:
    """Say for each text whether the most probable class is the true one.

    Parameters
    ----------
    y_true
        Class numbers, shape (texts,).
    y_prob
        Shape (texts, classes), or (texts,) with the probability of class 1.

    Returns
    -------
    numpy.ndarray
        Shape (texts,).

    Examples
    --------
    >>> is_right([0, 1], [0.2, 0.4]).tolist()
    [True, False]
    """
    best = evaluation.class_probabilities(y_prob).argmax(axis=1)
    return np.asarray(best == np.asarray(y_true))


def is_new(corpus: Corpus) -> Flags:
    """Say for each test text whether it does not stand in train.

    Parameters
    ----------
    corpus
        Any.

    Returns
    -------
    numpy.ndarray
        Shape (test texts,).

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> is_new(Corpus(Split(["a"], [0]), Split(["a", "b"], [0, 1]), ("no", "yes"))).tolist()
    [False, True]
    """
    known = set(corpus.train.texts)
    return np.array([text not in known for text in corpus.test.texts])


def measure(y_true: Integers, y_prob: Floats, class_names: Sequence[str]) -> dict[str, Any]:
    """Measure one training of one model.

    Parameters
    ----------
    y_true
        Class numbers, shape (texts,).
    y_prob
        Shape (texts, classes).
    class_names
        One for each class.

    Returns
    -------
    dict
        Accuracy with its 95 % interval, log loss, macro-F1, confusion, calibration error.

    Examples
    --------
    >>> measure(np.array([1, 0]), np.array([[0.2, 0.8], [0.7, 0.3]]), ("bad", "good"))["accuracy"]
    1.0
    """
    report = evaluation.evaluate(y_true, y_prob, class_names)
    return {
        "accuracy": report.accuracy,
        "interval": list(report.interval),
        "loss": report.log_loss,
        "macro_f1": report.macro_f1,
        "confusion": report.confusion.tolist(),
        "calibration_error": evaluation.expected_calibration_error(y_true, y_prob),
    }


def average(runs: Sequence[Mapping[str, Any]], keys: Iterable[str], n: int) -> dict[str, Any]:
    """Average the trainings (seeds) of one model.

    Parameters
    ----------
    runs
        What is recorded of each, accuracy included.
    keys
        Of the numbers to average; those that the runs don't have are left out.
    n
        Number of test texts.

    Returns
    -------
    dict
        Mean and spread (None for a single run) of each; the accuracy also has an interval.

    Examples
    --------
    >>> average([{"accuracy": 0.5}, {"accuracy": 0.7}], ["accuracy"], n=10)["accuracy"]["mean"]
    0.6
    """
    averages = {key: _mean_and_spread([run[key] for run in runs]) for key in keys if key in runs[0]}
    n_right = round(averages["accuracy"]["mean"] * n)
    # The interval of the mean accuracy for n new texts; the seeds' spread stands beside it.
    averages["accuracy"]["interval"] = list(evaluation.accuracy_interval(n_right, n))
    return averages


def _mean_and_spread(values: Sequence[float]) -> dict[str, Any]:
    mean, spread = evaluation.mean_and_spread(values)
    return {"mean": mean, "spread": spread if len(values) > 1 else None}


def describe(
    title: str, runs: Sequence[Mapping[str, Any]], averaged: Iterable[str], n: int
) -> dict[str, Any]:
    """Put together what is recorded of one model.

    Parameters
    ----------
    title
        As the reader sees it.
    runs, averaged, n
        See `average`.

    Returns
    -------
    dict
        ``title``, ``is_network``, ``runs`` and the averages.

    Examples
    --------
    >>> describe("Majority", [{"accuracy": 0.5}], ["accuracy"], n=10)["is_network"]
    False
    """
    is_network = "curves" in runs[0]
    return {"title": title, "is_network": is_network, "runs": runs} | average(runs, averaged, n)


def calibration(
    y_true: Integers, columns: Sequence[Floats], temperatures: Sequence[float]
) -> dict[str, Any]:
    """Compare confidence and accuracy, before and after temperature scaling.

    Parameters
    ----------
    y_true
        Class numbers, shape (texts,).
    columns
        The probabilities of each training, shape (texts, classes); all count together.
    temperatures
        The temperature of each.

    Returns
    -------
    dict
        ``before`` and ``after``: ``error`` and ``bins`` (see `reliability_curve`).

    Examples
    --------
    >>> sure = np.array([[0.1, 0.9]] * 4)
    >>> round(calibration(np.array([1, 1, 1, 0]), [sure], [2.0])["after"]["error"], 6)
    0.0
    """
    scaled = [
        evaluation.apply_temperature(p, t) for p, t in zip(columns, temperatures, strict=True)
    ]
    labels = np.tile(y_true, len(columns))
    return {
        name: {
            "error": evaluation.expected_calibration_error(labels, p),
            "bins": evaluation.reliability_curve(labels, p).to_dict("records"),
        }
        for name, p in (("before", np.concatenate(columns)), ("after", np.concatenate(scaled)))
    }


def accuracy_by_length(
    lengths: Integers, right: Sequence[Flags], groups: int
) -> list[dict[Any, Any]]:
    """Give the accuracy on short and on long texts, averaged over the trainings of a model.

    Parameters
    ----------
    lengths
        Words of each text, shape (texts,).
    right
        Whether each text is answered rightly, one array for each training.
    groups
        Into how many groups of equal size the texts are cut.

    Returns
    -------
    list of dict
        ``shortest``, ``longest``, ``n``, ``accuracy``.

    Examples
    --------
    >>> accuracy_by_length(np.array([3, 9]), [np.array([True, False])], groups=2)[1]["accuracy"]
    0.0
    """
    tables = [evaluation.accuracy_by_length(lengths, flags, groups) for flags in right]
    means = np.mean([table["accuracy"] for table in tables], axis=0)
    return tables[0][["shortest", "longest", "n"]].assign(accuracy=means).to_dict("records")


def words_of_errors(texts: Sequence[str], right: Flags) -> list[dict[Any, Any]]:
    """List the words that stand more often in texts that were answered wrongly.

    Parameters
    ----------
    texts
        Of the test.
    right
        Whether each is answered rightly, shape (texts,).

    Returns
    -------
    list of dict
        See `textcls.evaluation.error_analysis.overrepresented_words`.

    Examples
    --------
    >>> texts = ["it was dull"] * 6 + ["it was fine"] * 6
    >>> words_of_errors(texts, np.arange(12) >= 6)[0]["word"]
    'dull'
    """
    common = max(5, len(texts) // 80)  # rarer words are names of people and films
    table = evaluation.overrepresented_words(
        texts, ~right, min_texts=common, prior_weight=_PRIOR_WORDS
    )
    return table.to_dict("records")


def disagreement(first: Flags, second: Flags) -> dict[str, Any]:
    """Count on how many texts both, one or neither of two models is right.

    Parameters
    ----------
    first, second
        Whether each text is answered rightly, shape (texts,).

    Returns
    -------
    dict
        ``only_first``, ``only_second``, ``p_value`` (McNemar's test), ``both``, ``neither``.

    Examples
    --------
    >>> disagreement(np.array([True, True]), np.array([True, False]))["only_first"]
    1
    """
    both = {"both": int(np.sum(first & second)), "neither": int(np.sum(~first & ~second))}
    return evaluation.mcnemar(first, second)._asdict() | both
