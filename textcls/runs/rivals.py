"""Prompts beside trained models, §3.3: what the two runs recorded about the same texts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcls.advantage.learning_curve import LabelsWorth, labels_worth
from textcls.arrays import Flags, Integers
from textcls.errors import InputError
from textcls.runs.draws import read_probabilities
from textcls.runs.prompts import Condition
from textcls.runs.records import load, load_arrays

__all__ = ["Rivals"]


class Rivals:
    """The answers of instruction models, and of models that learnt from few labels to all.

    Parameters
    ----------
    folder
        With what ``textcls reproduce prompts`` and ``textcls reproduce labels`` have written.

    Raises
    ------
    InputError
        If a record is missing.

    Examples
    --------
    >>> Rivals("no/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no recorded run at no/folder/prompts.json; ...
    """

    def __init__(self, folder: str | os.PathLike[str] = "results") -> None:
        self._prompts = load(Path(folder) / "prompts.json")
        self._labels = load(Path(folder) / "labels.json")
        self._asked = load_arrays(Path(folder) / "prompts.npz")
        self._learnt = read_probabilities(Path(folder) / "labels.npz")

    @property
    def models(self) -> list[str]:
        """The instruction models."""
        return list(self._prompts["models"])

    @property
    def learners(self) -> dict[str, str]:
        """Name to title of the models that learn from labels."""
        return {name: model["title"] for name, model in self._labels["models"].items()}

    def labels(self, task: str) -> Integers:
        """Give the true class of each text, shape (texts,)."""
        return np.asarray(_find(self._asked, f"{task}/labels/main"), dtype=np.int64)

    def prompt(self, task: str, model: str) -> Flags:
        """Say for each text whether the prompt's main wording was answered rightly."""
        log_prob = _find(self._asked, f"{task}/{model}/{Condition().name}")
        return np.asarray(log_prob.argmax(axis=1) == self.labels(task))

    def sizes(self, task: str, learner: str) -> list[int]:
        """List the numbers of labels; the last is that of all that there are."""
        found: Sequence[int] = self._labels["models"][learner]["curves"][task]["sizes"]
        return list(found)

    def learner(self, task: str, learner: str, size: int) -> Flags:
        """Say whether a model with so many labels is right, shape (draws, texts)."""
        probabilities = _find(self._learnt, f"{task}/{learner}/{size}/main")
        return np.asarray(probabilities.argmax(axis=2) == self.labels(task))

    def with_all_labels(self, task: str, learner: str) -> Flags:
        """Say whether a model with all labels is right, shape (texts,)."""
        return np.asarray(self.learner(task, learner, self.sizes(task, learner)[-1])[0])

    def curve(self, task: str, learner: str) -> tuple[list[int], list[float]]:
        """Give the numbers of labels, and the mean accuracy over the draws for each."""
        sizes = self.sizes(task, learner)
        return sizes, [float(self.learner(task, learner, size).mean()) for size in sizes]

    def worth(self, task: str, model: str, learner: str) -> LabelsWorth:
        """Find how many labels make a model level with a prompt.

        All labels together can be drawn in one way only, so the last number is left out.
        """
        several = self.sizes(task, learner)[:-1]
        right = np.stack([self.learner(task, learner, size) for size in several], axis=1)
        return labels_worth(several, right, self.prompt(task, model))


def _find(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    if name not in arrays:
        raise InputError(f"the record has no {name}; reproduce it, or name another task or model")
    return arrays[name]
