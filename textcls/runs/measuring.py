"""§5.4: compare the predictions of a recorded run with the test labels, and say where they fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcls import evaluation
from textcls.arrays import Floats
from textcls.corpora.corpus import Corpus
from textcls.corpora.summary import words_per_text

__all__ = ["Measuring", "is_right"]


_SECONDS = (
    "seconds_to_train",
    "core_seconds_to_train",
    "seconds_per_epoch",
    "core_seconds_per_epoch",
    "seconds_per_1000_predictions",
    "core_seconds_per_1000_predictions",
)
_PRIOR_WORDS = 2_000
"""Weight of the prior in the list of words that go with errors; see `overrepresented_words`."""


def is_right(labels: NDArray[np.int64], probabilities: Floats) -> NDArray[np.bool_]:
    """Say for each text whether the more probable class is the true one.

    Parameters
    ----------
    labels
        0 or 1, shape (texts,).
    probabilities
        Of class 1, shape (texts,).

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> is_right(np.array([0, 1]), np.array([0.2, 0.4])).tolist()
    [True, False]
    """
    best = evaluation.class_probabilities(probabilities).argmax(axis=1)
    return np.asarray(best == labels)


@dataclass(frozen=True)
class Measuring:
    """The measures of §5.4 on one test split.

    Parameters
    ----------
    corpus
        Two classes.
    groups
        Into how many groups of equal size the test texts are cut by length.

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> corpus = Corpus(Split(["a"], [0]), Split(["good", "bad"], [1, 0]), ("bad", "good"))
    >>> Measuring(corpus, groups=1).one(np.array([0.8, 0.3]))["accuracy"]
    1.0
    """

    corpus: Corpus
    groups: int

    def one(self, probabilities: Floats) -> dict[str, Any]:
        """Measure one run of one model.

        Parameters
        ----------
        probabilities
            Of class 1, for the test texts.

        Returns
        -------
        dict
            Accuracy with its interval, also without the texts that stand in train, log loss,
            macro-F1, confusion, calibration error.

        Examples
        --------
        See the class.
        """
        labels = self.corpus.test.labels
        report = evaluation.evaluate(labels, probabilities, self.corpus.class_names)
        return {
            "accuracy": report.accuracy,
            "interval": list(report.interval),
            "loss": report.log_loss,
            "macro_f1": report.macro_f1,
            "confusion": report.confusion.tolist(),
            "accuracy_without_duplicates": float(
                np.mean(is_right(labels, probabilities)[self._is_new])
            ),
            "calibration_error": evaluation.expected_calibration_error(labels, probabilities),
        }

    def summary(self, runs: list[dict[str, Any]], columns: Sequence[Floats]) -> dict[str, Any]:
        """Summarise the runs (seeds) of one model.

        Parameters
        ----------
        runs
            What is recorded of each, `one` included.
        columns
            The probabilities of each.

        Returns
        -------
        dict
            Mean and spread of each measure and of the seconds; accuracy by length; calibration.

        Examples
        --------
        >>> from textcls.corpora import Split
        >>> corpus = Corpus(Split(["a"], [0]), Split(["good", "bad"], [1, 0]), ("bad", "good"))
        >>> measuring, p = Measuring(corpus, groups=1), np.array([0.8, 0.3])
        >>> measuring.summary([measuring.one(p)], [p])["accuracy"]["mean"]
        1.0
        """
        summary: dict[str, Any] = {
            key: _mean_and_spread([run[key] for run in runs])
            for key in ("accuracy", "loss", "accuracy_without_duplicates", *_SECONDS)
            if all(key in run for run in runs)
        }
        n = len(self.corpus.test)
        n_right = round(summary["accuracy"]["mean"] * n)
        # The interval of the mean accuracy for n new texts; the seeds' spread stands beside it.
        summary["accuracy"]["interval"] = list(evaluation.accuracy_interval(n_right, n))
        summary["by_length"] = self._by_length(columns)
        summary["calibration"] = self._calibration(runs, columns)
        return summary

    def errors(
        self, columns: Mapping[str, Floats], models: Sequence[str], pairs: Sequence[tuple[str, str]]
    ) -> dict[str, Any]:
        """Say where models fail, in words and counts.

        Parameters
        ----------
        columns
            Name to probabilities.
        models
            Those whose errors are looked at by the words of the texts.
        pairs
            Those that are compared with each other, text by text.

        Returns
        -------
        dict
            ``words`` and ``disagreement``.

        Examples
        --------
        >>> from textcls.corpora import Split
        >>> corpus = Corpus(Split(["a"], [0]), Split(["good", "bad"], [1, 0]), ("bad", "good"))
        >>> columns = {"x": np.array([0.8, 0.3]), "y": np.array([0.8, 0.7])}
        >>> found = Measuring(corpus, groups=1).errors(columns, [], [("x", "y")])
        >>> found["disagreement"]["x against y"]["only_first"]
        1
        """
        labels, texts = self.corpus.test.labels, self.corpus.test.texts
        right = {name: is_right(labels, p) for name, p in columns.items()}
        common = max(5, len(texts) // 80)  # rarer words are names of people and films
        return {
            "words": {
                name: evaluation.overrepresented_words(
                    texts, ~right[name], min_texts=common, prior_weight=_PRIOR_WORDS
                ).to_dict("records")
                for name in models
                if 0 < right[name].sum() < len(labels)
            },
            "disagreement": {
                f"{first} against {second}": _disagreement(right[first], right[second])
                for first, second in pairs
            },
        }

    @cached_property
    def _is_new(self) -> NDArray[np.bool_]:
        """Whether each test text does not stand in train."""
        known = set(self.corpus.train.texts)
        return np.array([text not in known for text in self.corpus.test.texts])

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return words_per_text(self.corpus.test.texts)

    def _by_length(self, columns: Sequence[Floats]) -> list[dict[Any, Any]]:
        labels = self.corpus.test.labels
        tables = [
            evaluation.accuracy_by_length(self._lengths, is_right(labels, p), self.groups)
            for p in columns
        ]
        groups = tables[0][["shortest", "longest", "n"]]
        accuracies = np.mean([table["accuracy"] for table in tables], axis=0)
        return groups.assign(accuracy=accuracies).to_dict("records")

    def _calibration(
        self, runs: Sequence[dict[str, Any]], columns: Sequence[Floats]
    ) -> dict[str, Any]:
        """Compare confidence and accuracy, before and after temperature scaling."""
        scaled = [
            evaluation.apply_temperature(p, run["held_out"]["temperature"])[:, 1]
            if "held_out" in run
            else p
            for p, run in zip(columns, runs, strict=True)
        ]
        labels = np.tile(self.corpus.test.labels, len(columns))
        return {
            name: {
                "error": evaluation.expected_calibration_error(labels, p),
                "bins": evaluation.reliability_curve(labels, p).to_dict("records"),
            }
            for name, p in (("before", np.concatenate(columns)), ("after", np.concatenate(scaled)))
        }


def _mean_and_spread(values: Sequence[float]) -> dict[str, Any]:
    mean, spread = evaluation.mean_and_spread(values)
    return {"mean": mean, "spread": spread if len(values) > 1 else None}


def _disagreement(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> dict[str, Any]:
    both = {"both": int(np.sum(first & second)), "neither": int(np.sum(~first & ~second))}
    return evaluation.mcnemar(first, second)._asdict() | both
