r"""§1: cost leadership, differentiation and what lies between, as positions of measured models.

Each model is a point: what a prediction costs, and how often it is right. Points that another one
beats in both respects are dominated; the others form the frontier. Which of them serves a customer
best depends on one number, the cost of an error.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Flags, Floats
from textcls.errors import InputError

__all__ = ["Position", "frontier", "is_dominated", "positions", "share_on_frontier"]


class Position(NamedTuple):
    """A model and the error costs for which it is the best choice.

    Examples
    --------
    >>> Position(0, 0.0, 0.25).up_to
    0.25
    """

    model: int
    from_error_cost: float
    up_to: float


def is_dominated(costs: ArrayLike, accuracies: ArrayLike) -> Flags:
    """Say of each model whether another is at least as cheap and as accurate, and better in one.

    Parameters
    ----------
    costs
        Cost of a prediction, shape (models,).
    accuracies
        Shape (models,).

    Returns
    -------
    numpy.ndarray
        Of bool, shape (models,). Two equal models do not dominate each other.

    Raises
    ------
    InputError
        If the two differ in length, are empty, or hold a number that is not finite.

    Examples
    --------
    >>> is_dominated([1, 2, 3], [0.8, 0.7, 0.9]).tolist()
    [False, True, False]
    """
    c, a = _points(costs, accuracies)
    no_worse = (c[:, None] <= c) & (a[:, None] >= a)
    better = (c[:, None] < c) | (a[:, None] > a)
    return np.asarray((no_worse & better).any(axis=0))


def frontier(costs: ArrayLike, accuracies: ArrayLike) -> list[int]:
    """List the models that no other dominates, the cheapest first.

    Parameters
    ----------
    costs, accuracies
        Shape (models,), as in `is_dominated`.

    Returns
    -------
    list of int
        Numbers of the models.

    Examples
    --------
    >>> frontier([3, 2, 1], [0.9, 0.7, 0.8])
    [2, 0]
    """
    c, a = _points(costs, accuracies)
    on_it = np.flatnonzero(~is_dominated(c, a))
    return [int(model) for model in on_it[np.lexsort((a[on_it], c[on_it]))]]


def positions(costs: ArrayLike, accuracies: ArrayLike) -> list[Position]:
    r"""Say for which cost of an error each model costs the customer least.

    A prediction costs :math:`c_i + (1 - a_i)\,e` in all. These are straight lines in e; the lowest
    one changes from model i to model j at

    .. math:: e_{ij} = \frac{c_j - c_i}{a_j - a_i}.

    A model of the frontier may never be lowest: it is then stuck between two others.

    Parameters
    ----------
    costs, accuracies
        Shape (models,), as in `is_dominated`.

    Returns
    -------
    list of Position
        From error cost 0 to infinity without a gap. The first is the cost leader, the last the
        most accurate model.

    Examples
    --------
    >>> for position in positions([1, 2, 5], [0.5, 0.75, 0.875]):
    ...     print(position)
    Position(model=0, from_error_cost=0.0, up_to=4.0)
    Position(model=1, from_error_cost=4.0, up_to=24.0)
    Position(model=2, from_error_cost=24.0, up_to=inf)
    """
    c, a = _points(costs, accuracies)
    # At e = 0 the cheapest is best, of equally cheap ones the most accurate.
    model = int(np.lexsort((-a, c))[0])
    start = 0.0
    found: list[Position] = []
    while True:
        better = np.flatnonzero(a > a[model])
        if not len(better):
            return [*found, Position(model, start, math.inf)]
        switch = (c[better] - c[model]) / (a[better] - a[model])
        successor = int(better[np.lexsort((-a[better], switch))[0]])
        end = float(switch.min())
        found.append(Position(model, start, end))
        model, start = successor, end


def share_on_frontier(
    costs: ArrayLike, correct: ArrayLike, n_resamples: int = 1000, seed: int = 0
) -> Floats:
    """Say how often each model would be on the frontier, had other texts been drawn for the test.

    The texts are drawn anew from those at hand, with replacement (a bootstrap); the costs stay.

    Parameters
    ----------
    costs
        Cost of a prediction, shape (models,).
    correct
        Whether each model is right on each text, shape (models, texts).
    n_resamples
        How often to draw.
    seed
        Of the draws.

    Returns
    -------
    numpy.ndarray
        Shares, shape (models,).

    Raises
    ------
    InputError
        If there is not one row for each cost, or no text.

    Examples
    --------
    >>> right = [[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0]]
    >>> share_on_frontier([1, 2, 3], right, n_resamples=200)[[0, 2]].tolist()
    [1.0, 0.0]
    """
    right = np.asarray(correct, dtype=np.float64)
    c = np.asarray(costs, dtype=np.float64)
    if right.ndim != 2 or len(right) != c.size or right.shape[1] == 0:
        raise InputError(
            f"{c.size} costs came with right answers of shape {right.shape}; "
            "give one row for each model and one column for each text"
        )
    n = right.shape[1]
    generator = np.random.default_rng(seed)
    draws = generator.multinomial(n, np.full(n, 1 / n), size=n_resamples)
    accuracies = draws @ right.T / n
    on_it = np.array([~is_dominated(c, a) for a in accuracies])
    return np.asarray(on_it.mean(axis=0), dtype=np.float64)


def _points(costs: ArrayLike, accuracies: ArrayLike) -> tuple[Floats, ...]:
    c, a = (np.asarray(values, dtype=np.float64) for values in (costs, accuracies))
    if c.ndim != 1 or c.shape != a.shape or not len(c):
        raise InputError(
            f"costs of shape {c.shape} came with accuracies of shape {a.shape}; "
            "give one of each for every model"
        )
    if not (np.isfinite(c).all() and np.isfinite(a).all()):
        raise InputError("a cost or an accuracy is not a finite number; leave that model out")
    return c, a
