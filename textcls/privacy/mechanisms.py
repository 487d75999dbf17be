"""Noise that hides a person, and how much of it is needed, §9 question 2.

A random answer is (ε, δ)-differentially private if, for any two tables that differ by one row, and
for any set S of answers, P(answer of one table ∈ S) ≤ exp(ε) · P(answer of the other ∈ S) + δ. The
row may be anybody's: so whoever reads the answer can hardly tell whether your row was there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtr

from textcls.arrays import Floats
from textcls.checks import check_not_negative, check_positive
from textcls.errors import InputError

__all__ = ["gaussian_delta", "laplace_mechanism", "noise_multiplier"]


def laplace_mechanism(
    value: ArrayLike, sensitivity: float, epsilon: float, rng: np.random.Generator
) -> Floats:
    r"""Answer with the value plus Laplace noise of scale sensitivity / ε.

    The density of the noise is :math:`\frac{1}{2b} e^{-|z|/b}` with
    :math:`b = \Delta / \varepsilon`. Where the exact answers for two neighbouring tables differ by
    at most the sensitivity Δ (in sum over all components), the densities of the noisy ones differ
    by a factor of at most :math:`e^\varepsilon`.

    Parameters
    ----------
    value
        The exact answer, any shape: for instance a count.
    sensitivity
        By how much one row can change it, summed over its components; for a count, 1.
    epsilon
        The privacy loss, above 0.
    rng
        Where the noise comes from.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``value``.

    Raises
    ------
    InputError
        If the sensitivity or ε is not above 0.

    References
    ----------
    C. Dwork, F. McSherry, K. Nissim, A. Smith (2006), Calibrating Noise to Sensitivity in Private
    Data Analysis, TCC, doi:10.1007/11681878_14.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> answers = laplace_mechanism(np.full(10_000, 120), sensitivity=1, epsilon=0.5, rng=rng)
    >>> bool(abs(answers.mean() - 120) < 0.1)
    True
    """
    check_positive(sensitivity=sensitivity, epsilon=epsilon)
    exact = np.asarray(value, dtype=np.float64)
    return exact + rng.laplace(scale=sensitivity / epsilon, size=exact.shape)


def gaussian_delta(epsilon: float, noise_multiplier: float, n_steps: int = 1) -> float:
    r"""Give the smallest δ for which Gaussian noise, added in each of T steps, is (ε, δ)-private.

    With noise of standard deviation σ times the sensitivity in each step,
    :math:`\mu = \sqrt{T} / \sigma` and

    .. math::
        \delta(\varepsilon) = \Phi\left(\frac{\mu}{2} - \frac{\varepsilon}{\mu}\right)
        - e^{\varepsilon}\, \Phi\left(-\frac{\mu}{2} - \frac{\varepsilon}{\mu}\right).

    Parameters
    ----------
    epsilon
        0 or more.
    noise_multiplier
        σ, above 0.
    n_steps
        T: how many times the rows are asked; each step may depend on the answers before.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is out of range.

    References
    ----------
    B. Balle, Y.-X. Wang (2018), Improving the Gaussian Mechanism for Differential Privacy, ICML,
    arXiv:1805.06530, theorem 8. J. Dong, A. Roth, W. J. Su (2022), Gaussian Differential Privacy,
    JRSS B, arXiv:1905.02383, corollaries 2.13 and 3.3 (for the steps).

    Examples
    --------
    More noise, less chance of a breach:

    >>> gaussian_delta(1.0, noise_multiplier=2) > gaussian_delta(1.0, noise_multiplier=4)
    True
    """
    check_positive(noise_multiplier=noise_multiplier, n_steps=n_steps)
    check_not_negative(epsilon=epsilon)
    return _delta(epsilon, math.sqrt(n_steps) / noise_multiplier)


def _delta(epsilon: float, mu: float) -> float:
    # The second term through its logarithm: exp(ε) alone overflows.
    return float(ndtr(mu / 2 - epsilon / mu) - np.exp(epsilon + log_ndtr(-mu / 2 - epsilon / mu)))


def noise_multiplier(epsilon: float, delta: float, n_steps: int = 1) -> float:
    """Give the least Gaussian noise that makes T steps (ε, δ)-private.

    Parameters
    ----------
    epsilon
        The privacy loss, above 0.
    delta
        Between 0 and 1.
    n_steps
        How many times the rows are asked.

    Returns
    -------
    float
        Standard deviation of each step's noise, in units of the sensitivity.

    Raises
    ------
    InputError
        If a number is out of range.

    Examples
    --------
    A hundred steps need ten times the noise of one:

    >>> one, hundred = noise_multiplier(1, 1e-5), noise_multiplier(1, 1e-5, n_steps=100)
    >>> round(hundred / one, 6)
    10.0
    """
    check_positive(epsilon=epsilon, n_steps=n_steps)
    _check_delta(delta)
    least, most = 1.0, 1.0
    while _delta(epsilon, least) > delta:
        least /= 2
    while _delta(epsilon, most) < delta:
        most *= 2
    mu = brentq(lambda mu: _delta(epsilon, mu) - delta, least, most)
    return float(math.sqrt(n_steps) / mu)


def _check_delta(delta: float) -> None:
    if not 0 < delta < 1:
        raise InputError(f"delta is {delta}; give a number between 0 and 1, such as 1e-5")
