"""What every measure is given, in one form: probabilities, class numbers, right or wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Flags, Floats, Integers
from textcls.errors import InputError


def class_probabilities(probabilities: ArrayLike) -> Floats:
    """Bring a classifier's output into the shape (texts, classes), each row summing to 1.

    Parameters
    ----------
    probabilities
        Shape (texts, classes); or, for two classes, (texts,) or (texts, 1) holding the
        probability of class 1, as a sigmoid gives it.

    Raises
    ------
    InputError
        If there are no rows, a value lies outside [0, 1], or a row does not sum to 1
        (tolerance 0.001, for float32).

    Examples
    --------
    >>> class_probabilities([0.25, 1.0])
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    p = np.asarray(probabilities, dtype=np.float64)
    if p.ndim == 2 and p.shape[1] == 1:
        p = p[:, 0]
    if p.ndim == 1:
        p = np.column_stack([1 - p, p])
    if p.ndim != 2 or len(p) == 0:
        raise InputError(
            f"Got probabilities of shape {np.shape(probabilities)}; expected (texts, classes) "
            "with at least one text: pass one row of probabilities for each text."
        )
    if not np.all((p >= 0) & (p <= 1)):
        raise InputError(
            "Got a probability outside [0, 1] or NaN: pass probabilities, not logits "
            "(apply softmax or sigmoid first)."
        )
    if not np.allclose(p.sum(axis=1), 1, atol=1e-3):
        raise InputError(
            "Got a row of probabilities that does not sum to 1: pass one probability for each "
            "class, in one row for each text."
        )
    return p


def class_numbers(labels: ArrayLike, n: int, n_classes: int) -> Integers:
    """Check that there is one class number for each text."""
    y = np.asarray(labels)
    if y.shape != (n,):
        raise InputError(
            f"Got labels of shape {y.shape} for {n} texts; expected ({n},): "
            "pass one class number for each text."
        )
    if not np.array_equal(y, y.astype(np.int64)) or y.min() < 0 or y.max() >= n_classes:
        raise InputError(
            f"Got labels {y.min()} to {y.max()}; expected whole numbers from 0 to "
            f"{n_classes - 1}: encode the class names as numbers first."
        )
    return y.astype(np.int64)


def flags(flags: ArrayLike, n: int | None = None) -> Flags:
    """Check a list of right (true) and wrong (false)."""
    given = np.asarray(flags)
    wanted = given.shape if n is None else (n,)
    if given.ndim != 1 or given.shape != wanted or len(given) == 0:
        raise InputError(
            f"Got {given.shape} true/false values; expected one for each text, and at least one."
        )
    return given.astype(np.bool_)
