"""Who was in the training data, §8.2: what a loss gives away."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from textcls.errors import InputError

__all__ = ["membership_advantage"]


def membership_advantage(
    member_losses: ArrayLike, other_losses: ArrayLike, threshold: float
) -> float:
    r"""Measure how far a loss gives away who was in the training data.

    The attacker says "member" where the loss is at most the threshold. The advantage is the share
    of members so named less that of others: 0 for guessing, 1 for a full breach.

    .. math:: \frac{1}{m}\sum_{i \in \text{members}} [\ell_i \le t]
        - \frac{1}{k}\sum_{i \in \text{others}} [\ell_i \le t]

    Parameters
    ----------
    member_losses, other_losses
        Loss of the model at each row, shapes (m,) and (k,).
    threshold
        t.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If there are no members or no others.

    References
    ----------
    S. Yeom, I. Giacomelli, M. Fredrikson, S. Jha (2018), Privacy Risk in Machine Learning:
    Analyzing the Connection to Overfitting, CSF, arXiv:1709.01604.

    Examples
    --------
    >>> membership_advantage([0.1, 0.2, 0.9], [0.3, 1.2, 2.0], threshold=0.25)
    0.6666666666666666
    """
    members, others = np.asarray(member_losses), np.asarray(other_losses)
    if not members.size or not others.size:
        raise InputError(
            f"{members.size} members and {others.size} others; give at least one of each"
        )
    return float(np.mean(members <= threshold) - np.mean(others <= threshold))
