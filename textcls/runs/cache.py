"""What a recorded run has computed already, kept in one file for each result.

`joblib.Memory` would drop hours of work whenever a line of the training code changes; here a key
that names data and settings decides, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textcls.files import replacing

__all__ = ["Result", "cache_file", "cached", "to_builtin"]


class Result(NamedTuple):
    """What comes out of a trial: numbers and words to record, and arrays to compute with.

    Examples
    --------
    >>> Result({"seed": 0}, {"test": np.array([[0.3, 0.7]])}).arrays["test"].shape
    (1, 2)
    """

    record: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def cache_file(folder: Path, name: str, seed: int, key: Any) -> Path:
    """Say where a result is kept.

    Parameters
    ----------
    folder
        For the results of a run.
    name, seed
        Which result it is.
    key
        What it depends on (data, settings), as JSON can hold it: another key gives another file.

    Returns
    -------
    Path

    Examples
    --------
    >>> cache_file(Path("kept"), "nb", 0, {"C": 1}) == cache_file(Path("kept"), "nb", 0, {"C": 2})
    False
    """
    digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()
    return folder / f"{name}-{seed}-{digest[:12]}.npz"


def cached(file: Path, compute: Callable[[], Result]) -> Result:
    """Read a result; if there is none, compute it and keep it.

    Parameters
    ----------
    file
        Of `cache_file`.
    compute
        Called only if there is no such file. The file is written when it has returned, and
        then at one stroke.

    Returns
    -------
    Result

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "model.npz"
    >>> first = cached(file, lambda: Result({"seed": 0}, {"test": np.zeros(2)}))
    >>> cached(file, compute=None).record
    {'seed': 0}
    """
    if not file.exists():
        result = compute()
        record = np.array(json.dumps(to_builtin(result.record)))
        stored: dict[str, Any] = {"record": record, **result.arrays}
        with replacing(file) as temporary:
            np.savez_compressed(temporary, **stored)
        return result
    with np.load(file) as kept:
        arrays = {name: kept[name] for name in kept.files if name != "record"}
        return Result(json.loads(str(kept["record"])), arrays)


def to_builtin(value: Any) -> Any:
    """Turn NumPy's numbers and arrays into Python's, and round to 6 significant digits.

    Parameters
    ----------
    value
        Numbers, strings, and mappings, lists, tuples and arrays of them.

    Returns
    -------
    object
        What `json.dumps` takes.

    Examples
    --------
    >>> to_builtin({"loss": np.array([1 / 3])})
    {'loss': [0.333333]}
    """
    if isinstance(value, Mapping):
        return {key: to_builtin(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [to_builtin(entry) for entry in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return value.item() if isinstance(value, np.generic) else value
