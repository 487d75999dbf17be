"""The engine of every recorded run: trials, kept one by one, and a record at the end.

A run is a list of trials. A trial is whatever takes long and has a result: one training of a model,
one draw of a learning curve, one piece of a thousand answers. A run that is interrupted loses the
trial it was at, and goes on there when it is started again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from textcls.files import replacing, writable
from textcls.runs.cache import Result, cache_file, cached, to_builtin
from textcls.runs.provenance import environment

__all__ = [
    "CACHE",
    "Trial",
    "finished",
    "prepare",
    "run_trials",
    "write",
    "write_arrays",
    "write_run",
]

CACHE = "_build/reproduce"
"""Where the results of trials are kept by default."""


@dataclass(frozen=True)
class Trial:
    """One thing to compute.

    Attributes
    ----------
    name
        Results of the same name belong together, for instance the trainings of one network.
    seed
        What tells them apart: a seed, a draw, the number of a piece.
    key
        All that decides the result, as JSON can hold it.
    compute
        Called if no result of this name, seed and key is kept.

    Examples
    --------
    >>> Trial("piece", 3, key={"model": "a", "rows": [300, 400]}, compute=None).seed
    3
    """

    name: str
    seed: int
    key: Any
    compute: Callable[[], Result]


def run_trials(
    trials: Iterable[Trial], folder: str | os.PathLike[str] = CACHE, progress: bool = True
) -> dict[str, list[Result]]:
    """Compute what is not kept yet.

    Parameters
    ----------
    trials
        In the order in which they are computed.
    folder
        Results are kept there, each at once.
    progress
        Say on standard error which trial is finished.

    Returns
    -------
    dict
        Name to the results of the trials of that name, in their order.

    Examples
    --------
    >>> import tempfile
    >>> trials = [Trial("square", n, n, lambda n=n: Result({"is": n * n}, {})) for n in (2, 3)]
    >>> results = run_trials(trials, tempfile.mkdtemp(), progress=False)
    >>> [result.record["is"] for result in results["square"]]
    [4, 9]
    """
    kept = Path(folder)
    kept.mkdir(parents=True, exist_ok=True)
    results: dict[str, list[Result]] = {}
    for trial in trials:
        result = cached(cache_file(kept, trial.name, trial.seed, trial.key), trial.compute)
        results.setdefault(trial.name, []).append(result)
        if progress:
            accuracy = result.record.get("held_out", {}).get("accuracy")
            found = "finished" if accuracy is None else f"held-out accuracy {accuracy:.4f}"
            tqdm.write(f"{trial.name}, seed {trial.seed}: {found}", file=sys.stderr)
    return results


def finished(trials: Sequence[Trial], folder: str | os.PathLike[str] = CACHE) -> list[Trial]:
    """Give the trials whose results are kept, as long as none of the same name is missing.

    Parameters
    ----------
    trials, folder
        See `run_trials`.

    Returns
    -------
    list of Trial

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> trials = [Trial("square", n, n, lambda n=n: Result({"is": n * n}, {})) for n in (2, 3)]
    >>> _ = run_trials(trials[:1], folder, progress=False)
    >>> len(finished(trials[:1], folder)), len(finished(trials, folder))
    (1, 0)
    """
    missing = {
        trial.name
        for trial in trials
        if not cache_file(Path(folder), trial.name, trial.seed, trial.key).exists()
    }
    return [trial for trial in trials if trial.name not in missing]


def prepare(path: str | os.PathLike[str]) -> Path:
    """Make sure, before hours of work, that a record can be written at their end.

    Parameters
    ----------
    path
        The file; its folder is made if there is none.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    InputError
        If it cannot be written.

    Examples
    --------
    >>> prepare(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return writable(path, overwrite=True)


def write_run(
    path: str | os.PathLike[str],
    name: str,
    *,
    data: Mapping[str, Any],
    protocol: str,
    settings: Mapping[str, Any],
    **results: Any,
) -> dict[str, Any]:
    """Write the record of a run: where it comes from, then what has come out.

    Parameters
    ----------
    path
        The JSON file; one that is there is replaced at one stroke.
    name
        Of the run.
    data, protocol, settings
        What was learnt from, how the test rows were used, every number that decides.
    **results
        Whatever the run has found; `textcls.runs.records` reads ``models``.

    Returns
    -------
    dict
        What the file holds, before rounding.

    Examples
    --------
    >>> import tempfile
    >>> path = f"{tempfile.mkdtemp()}/run.json"
    >>> list(write_run(path, "x", data={}, protocol="none", settings={}, models={}))
    ['run', 'date', 'environment', 'data', 'protocol', 'settings', 'models']
    """
    record = {
        "run": name,
        "date": datetime.now(UTC).date().isoformat(),
        "environment": environment(),
        "data": data,
        "protocol": protocol,
        "settings": settings,
        **results,
    }
    write(path, record)
    return record


def write(path: str | os.PathLike[str], record: Mapping[str, Any]) -> None:
    """Write a record, its numbers rounded to 6 significant digits, at one stroke.

    Parameters
    ----------
    path
        The JSON file.
    record
        See `textcls.runs.cache.to_builtin`.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "run.json"
    >>> write(path, {"accuracy": 2 / 3})
    >>> json.loads(path.read_text())
    {'accuracy': 0.666667}
    """
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(to_builtin(record), indent=1) + "\n", encoding="utf-8")


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays that belong to a record, compressed, at one stroke.

    Parameters
    ----------
    path
        The ``.npz`` file.
    arrays
        By name.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "run.npz"
    >>> write_arrays(path, {"test": np.zeros(2)})
    >>> np.load(path)["test"].tolist()
    [0.0, 0.0]
    """
    with replacing(path) as temporary:
        np.savez_compressed(temporary, **arrays)  # type: ignore[arg-type]
