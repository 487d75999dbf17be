"""Where a record comes from: its data, the machine, the versions."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from textcls.corpora.corpus import Corpus, duplicates
from textcls.corpora.summary import summarise

__all__ = ["digest", "digest_texts", "environment", "first_look"]


def digest(corpus: Corpus) -> str:
    """Give the sha256 of all texts and labels.

    Parameters
    ----------
    corpus
        Any.

    Returns
    -------
    str

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> one = Split(["a"], [0])
    >>> digest(Corpus(one, one, ("x",))) == digest(Corpus(one, Split(["a"], [1]), ("x", "y")))
    False
    """
    sha256 = hashlib.sha256()
    for split in (corpus.train, corpus.test):
        sha256.update(json.dumps([split.texts, split.labels.tolist()]).encode())
    return sha256.hexdigest()


def digest_texts(texts: Sequence[str]) -> str:
    """Give the sha256 of texts without labels.

    Parameters
    ----------
    texts
        In their order.

    Returns
    -------
    str

    Examples
    --------
    >>> digest_texts(["a", "b"]) == digest_texts(["b", "a"])
    False
    """
    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()


def first_look(corpus: Corpus) -> dict[str, Any]:
    """Summarise both splits and count the duplicates.

    Parameters
    ----------
    corpus
        Any.

    Returns
    -------
    dict
        ``summary`` of train and test (`textcls.corpora.summary`), ``duplicates`` in words.

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> one = Split(["a fine film"], [0])
    >>> first_look(Corpus(one, one, ("x",)))["summary"]["train"]["rows"]
    1
    """
    splits = {"train": corpus.train, "test": corpus.test}
    return {
        "summary": {name: summarise(s, corpus.class_names) for name, s in splits.items()},
        "duplicates": str(duplicates(corpus)),
    }


def environment() -> dict[str, Any]:
    """Name the machine and the versions.

    Returns
    -------
    dict
        ``python``, ``system``, ``processor``, ``cores``, ``versions``.

    Examples
    --------
    >>> environment()["cores"] >= 1
    True
    """
    packages = ("textcls", "tensorflow", "keras", "scikit-learn", "scipy", "numpy", "pandas")
    optional = [name for name in ("keras-hub", "llama-cpp-python") if _is_installed(name)]
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "versions": {package: version(package) for package in (*packages, *optional)},
    }


def _is_installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _processor() -> str:
    """Give the processor's name; Python itself knows no more than its family on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())
