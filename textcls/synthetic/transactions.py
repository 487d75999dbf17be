"""Transactions whose fraud probability is known, §6.5.

About one transaction in two hundred is fraudulent. They are drawn from a declared model, so the
best possible ranking, the best possible decision and the true calibration are all known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from textcls.arrays import Flags, Floats
from textcls.checks import check_sizes
from textcls.scratch.activations import sigmoid

__all__ = ["FEATURES", "Transactions", "make_transactions"]


FEATURES = ("log_amount", "night", "new_device", "abroad", "payments_last_hour")


class Transactions(NamedTuple):
    """Transactions, what is seen of them and what is true of them.

    Attributes
    ----------
    features : ndarray of float64, shape (n, 5)
        The columns named in `FEATURES`.
    amount : ndarray of float64, shape (n,)
        In euros.
    probability : ndarray of float64, shape (n,)
        The true probability of fraud: no bank ever sees it.
    is_fraud : ndarray of bool, shape (n,)

    Examples
    --------
    >>> make_transactions(10).features.shape
    (10, 5)
    """

    features: Floats
    amount: Floats
    probability: Floats
    is_fraud: Flags


def make_transactions(n: int, seed: int = 0) -> Transactions:
    r"""Draw transactions, about 0.5 % of them fraudulent.

    With a standardised log amount z, flags for night, new device and abroad, and the number h of
    payments in the last hour, the log odds of fraud are

    .. math::

        -8.1 + 0.6 z + 0.7\,\text{night} + 1.5\,\text{new} + 0.8\,\text{abroad}
           + 5\,\text{new}\cdot\text{abroad} + h .

    A new device abroad is worse than the two apart: a model that only adds up misses it.

    Parameters
    ----------
    n
        How many.
    seed
        The same seed gives the same transactions.

    Raises
    ------
    InputError
        If n is not positive.

    Examples
    --------
    >>> drawn = make_transactions(200_000)
    >>> bool(0.004 < drawn.is_fraud.mean() < 0.006)
    True
    """
    check_sizes(n=n)
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(n)
    night, new, abroad = (rng.random(n) < p for p in (0.15, 0.08, 0.10))
    hour = rng.poisson(0.5, n)
    log_odds = -8.1 + 0.6 * z + 0.7 * night + 1.5 * new + 0.8 * abroad + 5 * (new & abroad) + hour
    probability = sigmoid(log_odds)
    features = np.column_stack([z, night, new, abroad, hour]).astype(np.float64)
    amount = np.exp(3.7 + z)
    return Transactions(features, amount, probability, rng.random(n) < probability)
