"""Sigmoid, softmax and their relatives, §4.1, each beside its derivative.

A logit z is any real number; the sigmoid makes a probability of it, the softmax of several. Complex
numbers pass through, so that `textcls.scratch.derivatives.complex_step` can differentiate.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats
from textcls.errors import InputError

__all__ = [
    "log_sum_exp",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_jacobian",
    "softplus",
]


def sigmoid(z: ArrayLike) -> Floats:
    r"""Return :math:`\sigma(z) = 1 / (1 + e^{-z})`.

    For z < 0 the form computed is :math:`e^z / (1 + e^z)`, so that no power of e overflows and a
    tiny result keeps its digits.

    Parameters
    ----------
    z : array of float, any shape

    Returns
    -------
    ndarray of float64, same shape
        Between 0 and 1.

    Examples
    --------
    >>> sigmoid([-1000, 0, 1000]).tolist()
    [0.0, 0.5, 1.0]
    """
    z = real_or_complex(z)
    positive = z.real > 0
    power = np.exp(np.where(positive, -z, z))
    return np.asarray(np.where(positive, 1, power) / (1 + power))


def sigmoid_derivative(z: ArrayLike) -> Floats:
    r"""Return :math:`\sigma'(z) = \sigma(z)\,(1 - \sigma(z)) = \sigma(z)\,\sigma(-z)`.

    Parameters
    ----------
    z : array of float, any shape

    Returns
    -------
    ndarray of float64, same shape
        At most 1/4, its value at 0.

    Examples
    --------
    >>> sigmoid_derivative(0.0).item()
    0.25
    """
    z = real_or_complex(z)
    return sigmoid(z) * sigmoid(-z)


def softplus(z: ArrayLike) -> Floats:
    r"""Return :math:`\log(1 + e^z)`, whose derivative is the sigmoid.

    It is minus the logarithm of a probability: :math:`-\log \sigma(z)` is softplus(-z). For z > 0
    the form computed is :math:`z + \log(1 + e^{-z})`, so that no power of e overflows.

    Parameters
    ----------
    z : array of float, any shape

    Returns
    -------
    ndarray of float64, same shape

    Examples
    --------
    >>> softplus([-1000, 1000]).tolist()
    [0.0, 1000.0]
    """
    z = real_or_complex(z)
    positive = z.real > 0
    return np.asarray(np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z))))


def log_sum_exp(z: ArrayLike) -> Floats:
    r"""Return :math:`\log \sum_k e^{z_k}` over the last axis, whose gradient is the softmax.

    Computed as :math:`c + \log \sum_k e^{z_k - c}` with c the largest z: no power of e is then
    larger than 1, and the largest is 1 itself.

    Parameters
    ----------
    z : array of float, shape (..., classes)
        Minus infinity stands for a class that is ruled out.

    Returns
    -------
    ndarray of float64, shape (...)

    Raises
    ------
    InputError
        If there is no class, or a largest z that is not finite.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham (2021), Accurately computing the log-sum-exp and
    softmax functions, doi:10.1093/imanum/draa038.

    Examples
    --------
    >>> round(log_sum_exp([1000.0, 1000.0]).item(), 6)  # 1000 + log 2
    1000.693147
    """
    z = real_or_complex(z)
    largest = _largest(z)
    return np.asarray(largest[..., 0] + np.log(np.exp(z - largest).sum(axis=-1)))


def softmax(z: ArrayLike) -> Floats:
    r"""Return :math:`p_k = e^{z_k} / \sum_l e^{z_l}` over the last axis.

    Computed from z minus its largest entry, which cancels and keeps the powers of e below 1.

    Parameters
    ----------
    z : array of float, shape (..., classes)
        Minus infinity stands for a class that is ruled out.

    Returns
    -------
    ndarray of float64, same shape
        Probabilities: each between 0 and 1, with sum 1 over the classes.

    Raises
    ------
    InputError
        If there is no class, or a largest z that is not finite.

    Examples
    --------
    >>> softmax([1000.0, 1000.0, -np.inf]).tolist()
    [0.5, 0.5, 0.0]
    """
    z = real_or_complex(z)
    powers = np.exp(z - _largest(z))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def softmax_jacobian(z: ArrayLike) -> Floats:
    r"""Return :math:`\partial p_k / \partial z_l = p_k (\delta_{kl} - p_l)` of the softmax.

    Parameters
    ----------
    z : array of float, shape (..., classes)

    Returns
    -------
    ndarray of float64, shape (..., classes, classes)
        Row k, column l: how p_k answers to z_l.

    Examples
    --------
    >>> softmax_jacobian([0.0, 0.0]).tolist()
    [[0.25, -0.25], [-0.25, 0.25]]
    """
    p = softmax(z)
    return p[..., :, np.newaxis] * (np.eye(p.shape[-1]) - p[..., np.newaxis, :])


def real_or_complex(values: ArrayLike) -> NDArray[Any]:
    """Return an array of float64, or of complex128 if the complex step comes through."""
    array = np.asarray(values)
    return array.astype(np.complex128 if np.iscomplexobj(array) else np.float64)


def _largest(z: NDArray[Any]) -> Floats:
    if not z.ndim or not z.shape[-1]:
        raise InputError(f"z has shape {z.shape}; give at least one class in the last axis")
    largest = z.real.max(axis=-1, keepdims=True)
    if not np.all(np.isfinite(largest)):
        raise InputError(
            "a row of z has no finite largest entry; give logits that are finite, or minus "
            "infinity for some classes of a row but not for all"
        )
    return np.asarray(largest)
