"""Customers whose truth is known: who stays after a trial, §4.3, and for how long, §2.4."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats, Integers
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.scratch.activations import sigmoid

__all__ = ["Customers", "make_customers", "make_trial_customers"]


def make_trial_customers() -> tuple[Floats, NDArray[np.int64]]:
    """Return an invented example with two features: who stays after a free trial.

    Each row is a customer of a service that classifies texts. The features are the hours that the
    customer spent with it during the trial, and how many texts it was given to classify, both
    standardised: mean 0 and standard deviation 1 over the customers. Whoever spends more hours
    tends to send more texts, but a heavy sender fears the bill. The classes overlap, and fewer
    customers stay than leave.

    Returns
    -------
    X : ndarray of float64, shape (120, 2)
        Hours and texts, standardised.
    y : ndarray of int64, shape (120,)
        1 if the customer stayed, 0 if not.

    Examples
    --------
    >>> X, y = make_trial_customers()
    >>> X.shape, X.mean(axis=0).round(6).tolist(), X.std(axis=0).round(6).tolist()
    ((120, 2), [0.0, 0.0], [1.0, 1.0])
    """
    generator = np.random.default_rng(4)
    hours = generator.normal(size=120)
    texts = 0.7 * hours + 0.7 * generator.normal(size=120)
    z = 2.2 * hours - 1.3 * texts - 0.9
    y = (generator.random(120) < sigmoid(z)).astype(np.int64)
    X = np.column_stack([hours, texts])
    return (X - X.mean(axis=0)) / X.std(axis=0), y


class Customers(NamedTuple):
    """A simulated cohort.

    Attributes
    ----------
    durations
        Months for which each customer was watched, shape (customers,).
    left
        Whether the customer left at the end of the last of them, shape (customers,).
    uses
        Answers that each customer gets in a month, shape (customers,).
    errors
        Wrong answers seen in each month, shape (customers, months); those after leaving were never
        seen.

    Examples
    --------
    >>> make_customers(3, 12, seed=0).errors.shape
    (3, 12)
    """

    durations: Integers
    left: NDArray[np.bool_]
    uses: Integers
    errors: Integers


def make_customers(
    n: int,
    months: int,
    *,
    hazard: ArrayLike = 0.03,
    alpha: float | None = None,
    beta: float | None = None,
    odds_ratio: float = 1.0,
    error_rate: float = 0.0,
    uses: ArrayLike = 10,
    seed: int = 0,
) -> Customers:
    """Draw a cohort by the model of `churn_with_errors` and watch it for some months.

    Parameters
    ----------
    n
        Number of customers.
    months
        How long they are watched.
    hazard
        Of a customer who sees no error: one number, or one for each customer; or
    alpha, beta
        parameters of the beta distribution from which each customer's own is drawn.
    odds_ratio, error_rate
        See `churn_with_errors`.
    uses
        Answers in a month: one number, or one for each customer.
    seed
        Of the lots.

    Returns
    -------
    Customers

    Raises
    ------
    InputError
        If there are no customers or months, or only one of alpha and beta is given.

    Examples
    --------
    >>> customers = make_customers(1000, 12, hazard=0.1, seed=1)
    >>> float(customers.left.mean().round(2)), 1 - 0.9**12
    (0.71, 0.7175704635189999)
    """
    check_sizes(n=n, months=months)
    if (alpha is None) != (beta is None):
        raise InputError(f"alpha is {alpha} and beta is {beta}; give both or neither")
    rng = np.random.default_rng(seed)
    if alpha is None or beta is None:
        own = np.broadcast_to(np.asarray(hazard, dtype=np.float64), (n,))
    else:
        own = rng.beta(alpha, beta, n)
    k = np.broadcast_to(np.asarray(uses, dtype=np.int64), (n,)).copy()
    errors = rng.binomial(k[:, None], error_rate, (n, months))
    weight = own[:, None] * odds_ratio**errors
    leaves = rng.random((n, months)) < weight / (1 - own[:, None] + weight)
    left = np.asarray(leaves.any(axis=1))
    durations = np.where(left, leaves.argmax(axis=1) + 1, months)
    return Customers(durations.astype(np.int64), left, k, errors.astype(np.int64))
