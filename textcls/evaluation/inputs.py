"""What every measure is given, in one form: probabilities, class numbers, right or wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Flags, Floats, Integers
from textcls.errors import InputError


def class_probabilities(y_prob: ArrayLike) -> Floats:
    """Bring a classifier's output into the shape (texts, classes), each row summing to 1.

    Parameters
    ----------
    y_prob
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
    p = np.asarray(y_prob, dtype=np.float64)
    if p.ndim == 2 and p.shape[1] == 1:
        p = p[:, 0]
    if p.ndim == 1:
        p = np.column_stack([1 - p, p])
    if p.ndim != 2 or len(p) == 0:
        raise InputError(
            f"the probabilities have the shape {np.shape(y_prob)}; give one row for each of at "
            "least one text and one column for each class"
        )
    if not np.all((p >= 0) & (p <= 1)):
        raise InputError(
            "a probability is NaN or outside [0, 1]; give probabilities, not logits (apply softmax "
            "or sigmoid first)"
        )
    if not np.allclose(p.sum(axis=1), 1, atol=1e-3):
        raise InputError(
            "a row of probabilities does not sum to 1; give one probability for each class, in one "
            "row for each text"
        )
    return p


def class_numbers(y_true: ArrayLike, n: int, n_classes: int) -> Integers:
    """Check that there is one class number for each text.

    Parameters
    ----------
    y_true
        Whole numbers from 0, shape (n,).
    n, n_classes
        How many texts and classes there are.

    Raises
    ------
    InputError
        If there is not one for each text, or one is no class.

    Examples
    --------
    >>> class_numbers([1.0, 0.0], n=2, n_classes=2)
    array([1, 0])
    """
    y = np.asarray(y_true)
    if y.shape != (n,):
        raise InputError(
            f"{n} texts came with labels of shape {y.shape}; give one class number for each text"
        )
    if not np.array_equal(y, y.astype(np.int64)) or y.min() < 0 or y.max() >= n_classes:
        raise InputError(
            f"the labels go from {y.min()} to {y.max()}; give whole numbers from 0 to "
            f"{n_classes - 1}, one for each class"
        )
    return y.astype(np.int64)


def flags(flags: ArrayLike, n: int | None = None) -> Flags:
    """Check a list of right (true) and wrong (false).

    Parameters
    ----------
    flags
        One for each text.
    n
        How many texts there are; None if nothing else says.

    Raises
    ------
    InputError
        If there is none, or not one for each text.

    Examples
    --------
    >>> flags([1, 0])
    array([ True, False])
    """
    given = np.asarray(flags)
    wanted = given.shape if n is None else (n,)
    if given.ndim != 1 or given.shape != wanted or len(given) == 0:
        raise InputError(
            f"the true or false values have the shape {given.shape}; give one for each of at least "
            "one text"
        )
    return given.astype(np.bool_)
