"""Evidence put together, §8.1: several signals of one case, one user and all the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from textcls.arrays import Floats
from textcls.checks import check_positive
from textcls.errors import InputError

__all__ = ["fused_accuracy", "partial_pooling"]


def fused_accuracy(separations: ArrayLike) -> float:
    r"""Give the best accuracy from several independent Gaussian signals of a fair coin's side.

    Signal k is :math:`y\, d_k` plus standard normal noise, with y = ±1:

    .. math:: \Phi\left(\sqrt{\textstyle\sum_k d_k^2}\right)

    Parameters
    ----------
    separations
        The :math:`d_k`, shape (signals,).

    Returns
    -------
    float

    Examples
    --------
    >>> round(fused_accuracy([1.0]), 3), round(fused_accuracy([1.0, 1.0]), 3)
    (0.841, 0.921)
    """
    return float(ndtr(np.linalg.norm(np.atleast_1d(np.asarray(separations, dtype=np.float64)))))


def partial_pooling(means: ArrayLike, counts: ArrayLike, noise: float, spread: float) -> Floats:
    r"""Draw each user's mean towards 0, the more the fewer observations there are of the user.

    .. math:: \hat b_j = \frac{n_j}{n_j + \sigma^2 / \tau^2}\, \bar r_j

    This is the posterior mean if offsets are normal with standard deviation τ and observations
    with σ about them.

    Parameters
    ----------
    means
        Mean deviation of each user from what the common model predicts, shape (users,).
    counts
        How many observations it is made of, shape (users,); where 0, the mean must be finite.
    noise, spread
        σ and τ, above 0.

    Returns
    -------
    numpy.ndarray
        Shape (users,).

    Raises
    ------
    InputError
        If a standard deviation is not above 0 or a count is negative.

    References
    ----------
    B. Efron, C. Morris (1975), Data Analysis Using Stein's Estimator and Its Generalizations,
    Journal of the American Statistical Association 70, 311-319.

    Examples
    --------
    >>> partial_pooling([1.0, 1.0], counts=[1, 9], noise=1.0, spread=1.0).tolist()
    [0.5, 0.9]
    """
    check_positive(noise=noise, spread=spread)
    n = np.asarray(counts, dtype=np.float64)
    if (n < 0).any():
        raise InputError(f"the least count is {n.min():g}; give 0 or more")
    return np.asarray(n / (n + (noise / spread) ** 2) * np.asarray(means, dtype=np.float64))
