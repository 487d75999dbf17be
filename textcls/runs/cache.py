"""§5.4: keep each finished model of a recorded run, so that an interrupted run loses at most one.

What is kept is not the model but what the run needs of it: its record and its probabilities.
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

__all__ = ["Trained", "file_of", "kept", "plain"]


class Trained(NamedTuple):
    """One finished model: what to record, and P(class 1) on held-out and on test rows.

    Examples
    --------
    >>> Trained({"seed": 0}, np.array([0.5]), np.array([0.7, 0.2])).test.tolist()
    [0.7, 0.2]
    """

    record: dict[str, Any]
    held_out: NDArray[np.float64]
    test: NDArray[np.float64]


def file_of(folder: Path, name: str, seed: int, decisive: Any) -> Path:
    """Say where a finished model is kept.

    Parameters
    ----------
    folder
        For the finished models of all runs.
    name, seed
        Which model it is.
    decisive
        What its result depends on (data, settings), as JSON can hold it: other content gives
        another name.

    Returns
    -------
    Path

    Examples
    --------
    >>> file_of(Path("kept"), "nb", 0, {"C": 1}) == file_of(Path("kept"), "nb", 0, {"C": 2})
    False
    """
    digest = hashlib.sha256(json.dumps(decisive).encode()).hexdigest()
    return folder / f"{name}-{seed}-{digest[:12]}.npz"


def kept(file: Path, train: Callable[[], Trained]) -> Trained:
    """Read a finished model; if there is none, train it and keep it.

    Parameters
    ----------
    file
        Of `file_of`.
    train
        Called only if there is no such file. The file is written when it has returned, and
        then at one stroke.

    Returns
    -------
    Trained

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "model.npz"
    >>> first = kept(file, lambda: Trained({"seed": 0}, np.zeros(1), np.zeros(2)))
    >>> kept(file, train=None).record
    {'seed': 0}
    """
    if not file.exists():
        trained = train()
        with replacing(file) as temporary:
            np.savez_compressed(
                temporary,
                record=np.array(json.dumps(plain(trained.record))),
                held_out=trained.held_out,
                test=trained.test,
            )
        return trained
    with np.load(file) as stored:
        return Trained(json.loads(str(stored["record"])), stored["held_out"], stored["test"])


def plain(value: Any) -> Any:
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
    >>> plain({"loss": np.array([1 / 3])})
    {'loss': [0.333333]}
    """
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(entry) for entry in value]
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return value.item() if isinstance(value, np.generic) else value
