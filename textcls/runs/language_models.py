"""The instruction models of the recorded runs: opened once, and what each piece of work costs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Self

from textcls.models.llama import Llama, find_model
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.engine import Trial
from textcls.runs.learners import Stopwatch

__all__ = ["Meter", "facts", "load", "mean_costs"]


@lru_cache(maxsize=1)
def load(model: str) -> Llama:
    """Open a model, to run on one thread; the one that was open before is closed.

    Parameters
    ----------
    model
        See `textcls.models.llama.find_model`.

    Returns
    -------
    Llama

    Raises
    ------
    InputError
        If it cannot be found or run.

    Examples
    --------
    >>> load("7b")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no model '7b'; give 0.5b, 1.5b or the path of a GGUF file
    """
    return Llama(find_model(model), n_threads=1)


class Meter(Stopwatch):
    """Counts what a language model does inside ``with``.

    Parameters
    ----------
    language_model
        Of `load`.

    Attributes
    ----------
    record
        ``seconds``, ``core_seconds``, ``tokens_given`` and ``tokens_read``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> model = SimpleNamespace(tokens_given=5, tokens_read=5)
    >>> with Meter(model) as meter:
    ...     model.tokens_given += 20
    >>> meter.record["tokens_given"]
    20
    """

    def __init__(self, language_model: Llama) -> None:
        super().__init__()
        self._model = language_model

    def __enter__(self) -> Self:
        self._before = self._model.tokens_given, self._model.tokens_read
        return super().__enter__()

    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        given, read = self._before
        self.record: dict[str, Any] = {
            "seconds": self.seconds,
            "core_seconds": self.core_seconds,
            "tokens_given": self._model.tokens_given - given,
            "tokens_read": self._model.tokens_read - read,
        }


def mean_costs(pieces: Sequence[Result], n: int) -> dict[str, float]:
    """Average what the pieces of a model's work have cost.

    Parameters
    ----------
    pieces
        Their records hold that of a `Meter`.
    n
        Number of texts or questions in all of them.

    Returns
    -------
    dict
        ``core_seconds``, ``tokens_given`` and ``tokens_read`` of one.

    Examples
    --------
    >>> piece = Result({"core_seconds": 3.0, "tokens_given": 90, "tokens_read": 60}, {})
    >>> mean_costs([piece, piece], n=4)["tokens_given"]
    45.0
    """
    return {
        key: sum(piece.record[key] for piece in pieces) / n
        for key in ("core_seconds", "tokens_given", "tokens_read")
    }


def facts(model: str, cache: str | os.PathLike[str], progress: bool) -> dict[str, Any]:
    """Say which model a name stands for.

    Parameters
    ----------
    model
        See `load`.
    cache, progress
        See `textcls.runs.engine.run_trials`.

    Returns
    -------
    dict
        See `textcls.models.llama.Llama.describe`.

    Examples
    --------
    >>> import tempfile
    >>> facts("7b", tempfile.mkdtemp(), progress=False)
    Traceback (most recent call last):
    textcls.errors.InputError: there is no model '7b'; give 0.5b, 1.5b or the path of a GGUF file
    """
    trial = Trial(f"facts-{Path(model).name}", 0, "", partial(_describe, model))
    return engine.run_trials([trial], cache, progress)[trial.name][0].record


def _describe(model: str) -> Result:
    return Result(load(model).describe(), {})
