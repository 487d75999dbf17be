"""Slopes measured without calculus, §4.2.

`central_differences` and `complex_step` measure the gradient of any function; they are slow, and
meant for checking a gradient that somebody has derived.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats
from textcls.checks import check_positive
from textcls.errors import InputError

__all__ = ["central_differences", "complex_step"]


def central_differences(
    f: Callable[[Floats], float], theta: ArrayLike, step: float = 6e-6
) -> Floats:
    r"""Measure the gradient of f: go a step h forth and back along each parameter.

    .. math:: \frac{\partial f}{\partial \theta_j} \approx
              \frac{f(\theta + h e_j) - f(\theta - h e_j)}{2 h}

    Cutting Taylor's series off costs an error that grows with :math:`h^2`; rounding f costs one
    that grows with :math:`1/h`. The default, near the cube root of float64's rounding unit,
    balances the two where θ and f are of the size of 1.

    Parameters
    ----------
    f : callable
        From an array of the shape of theta to a number.
    theta : array of float, any shape
        Where to measure.
    step : float
        The h above, above 0.

    Returns
    -------
    ndarray of float64, shape of theta

    Raises
    ------
    InputError
        If the step is not above 0.

    Examples
    --------
    >>> central_differences(lambda theta: theta[0] ** 2 * theta[1], [3.0, 2.0]).round(6)
    array([12.,  9.])
    """
    theta = np.asarray(theta, dtype=np.float64)
    check_positive(step=step)
    gradient = np.empty_like(theta)
    for j in np.ndindex(theta.shape):
        forth, back = theta.copy(), theta.copy()
        forth[j] += step
        back[j] -= step
        gradient[j] = (f(forth) - f(back)) / (2 * step)
    return gradient


def complex_step(
    f: Callable[[NDArray[np.complex128]], Any], theta: ArrayLike, step: float = 1e-20
) -> Floats:
    r"""Measure the gradient of f by a step along the imaginary axis.

    .. math:: \frac{\partial f}{\partial \theta_j} \approx
              \frac{\operatorname{Im} f(\theta + i h e_j)}{h}

    Nothing is subtracted, so nothing cancels: h may be as small as you like, and the result is as
    exact as f itself. It takes an f that computes with complex numbers and is analytic: no absolute
    value, no maximum, no conjugate on the way. (Choosing a formula by the real part is harmless.)

    Parameters
    ----------
    f : callable
        From a complex array of the shape of theta to a number.
    theta : array of float, any shape
        Where to measure.
    step : float
        The h above, above 0.

    Returns
    -------
    ndarray of float64, shape of theta

    Raises
    ------
    InputError
        If the step is not above 0, or f drops the imaginary part.

    References
    ----------
    W. Squire, G. Trapp (1998), Using complex variables to estimate derivatives of real functions,
    doi:10.1137/S003614459631241X.

    Examples
    --------
    >>> complex_step(lambda theta: np.exp(theta[0]), [0.0]).tolist()
    [1.0]
    """
    theta = np.asarray(theta, dtype=np.float64)
    check_positive(step=step)
    gradient = np.empty_like(theta)
    for j in np.ndindex(theta.shape):
        aside = theta.astype(np.complex128)
        aside[j] += 1j * step
        value = f(aside)
        if not np.iscomplexobj(value):
            raise InputError(
                "the function returned a real number for a complex argument; give one that "
                "computes with complex numbers, or use central_differences"
            )
        gradient[j] = np.imag(value) / step
    return gradient
