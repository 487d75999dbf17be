r"""A network of two layers and its gradient, by hand, §4.2.

The hidden layer has u units with tanh, the second layer gives one logit: for a matrix X of m rows
and n inputs,

.. math::

    H &= \tanh(X W_1 + b_1) \\
    z &= H w_2 + b_2

and row i belongs to class 1 with probability :math:`\sigma(z_i)`. The loss is the binary
cross-entropy. Real weights give real results; complex ones pass through `loss`, so that
`textcls.scratch.derivatives.complex_step` can check `gradient`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.scratch.activations import sigmoid
from textcls.scratch.losses import (
    binary_cross_entropy_from_logits,
    binary_cross_entropy_from_logits_gradient,
)

__all__ = [
    "Weights",
    "flatten",
    "forward",
    "gradient",
    "initial_weights",
    "loss",
    "predict_proba",
    "unflatten",
]


class Weights(NamedTuple):
    """What the network learns; its gradient has the same form.

    Attributes
    ----------
    W1 : ndarray, shape (inputs, units)
        Kernel of the hidden layer.
    b1 : ndarray, shape (units,)
        Bias of the hidden layer.
    w2 : ndarray, shape (units,)
        Kernel of the second layer.
    b2 : ndarray, shape ()
        Bias of the second layer.

    Examples
    --------
    >>> weights = initial_weights(n_inputs=2, n_units=3)
    >>> [part.shape for part in weights]
    [(2, 3), (3,), (3,), ()]
    """

    W1: NDArray[Any]
    b1: NDArray[Any]
    w2: NDArray[Any]
    b2: NDArray[Any]


def initial_weights(n_inputs: int, n_units: int, seed: int = 0) -> Weights:
    """Draw kernels at random, each layer's with variance 1 / (its inputs), and zeros for biases.

    Parameters
    ----------
    n_inputs, n_units : int
        At least 1.
    seed : int
        The same seed draws the same weights.

    Returns
    -------
    Weights

    Raises
    ------
    InputError
        If a size is below 1.

    Examples
    --------
    >>> initial_weights(2, 2).b1.tolist()
    [0.0, 0.0]
    """
    check_sizes(n_inputs=n_inputs, n_units=n_units)
    generator = np.random.default_rng(seed)
    W1 = generator.normal(scale=n_inputs**-0.5, size=(n_inputs, n_units))
    w2 = generator.normal(scale=n_units**-0.5, size=n_units)
    return Weights(W1, np.zeros(n_units), w2, np.zeros(()))


def forward(weights: Weights, X: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    r"""Compute the hidden outputs H and the logits z.

    Parameters
    ----------
    weights : Weights
    X : array of float, shape (m, inputs)

    Returns
    -------
    H : ndarray, shape (m, units)
    z : ndarray, shape (m,)

    Raises
    ------
    InputError
        If X has not as many columns as the hidden layer has inputs.

    Examples
    --------
    >>> H, z = forward(initial_weights(2, 3), np.zeros((4, 2)))
    >>> H.shape, z.tolist()
    ((4, 3), [0.0, 0.0, 0.0, 0.0])
    """
    X = np.asarray(X)
    if X.ndim != 2 or X.shape[1] != len(weights.W1):
        raise InputError(
            f"X has shape {X.shape}; give a matrix with {len(weights.W1)} columns, one for each "
            "input"
        )
    H = np.tanh(X @ weights.W1 + weights.b1)
    return H, H @ weights.w2 + weights.b2


def predict_proba(weights: Weights, X: ArrayLike) -> Floats:
    r"""Return :math:`1 - p_i` and :math:`p_i = \sigma(z_i)`, the probabilities of both classes.

    Parameters
    ----------
    weights : Weights
    X : array of float, shape (m, inputs)

    Returns
    -------
    ndarray of float64, shape (m, 2)

    Examples
    --------
    >>> predict_proba(initial_weights(2, 3), np.zeros((1, 2))).tolist()
    [[0.5, 0.5]]
    """
    z = forward(weights, X)[1]
    return np.column_stack([sigmoid(-z), sigmoid(z)])


def loss(weights: Weights, X: ArrayLike, y: ArrayLike) -> float:
    """Return the binary cross-entropy of the network's predictions.

    Parameters
    ----------
    weights : Weights
    X : array of float, shape (m, inputs)
    y : array of int, shape (m,)
        0 or 1.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    InputError
        If the shapes do not fit, or a label is neither 0 nor 1.

    Examples
    --------
    >>> round(loss(initial_weights(2, 3), np.zeros((1, 2)), [1]), 4)  # log 2
    0.6931
    """
    return binary_cross_entropy_from_logits(y, forward(weights, X)[1])


def gradient(weights: Weights, X: ArrayLike, y: ArrayLike) -> Weights:
    r"""Return the gradient of `loss` by back-propagation.

    Layer by layer from the loss to the first weights; :math:`\odot` multiplies number by number.

    .. math::

        \delta &= (\sigma(z) - y) / m \\
        \frac{\partial L}{\partial w_2} &= H^\top \delta, \qquad
        \frac{\partial L}{\partial b_2} = \sum_i \delta_i \\
        \Delta &= \delta\, w_2^\top \odot (1 - H \odot H) \\
        \frac{\partial L}{\partial W_1} &= X^\top \Delta, \qquad
        \frac{\partial L}{\partial b_1} = \sum_i \Delta_i

    Parameters
    ----------
    weights : Weights
    X : array of float, shape (m, inputs)
    y : array of int, shape (m,)
        0 or 1.

    Returns
    -------
    Weights
        The derivative by each weight, in the place of that weight.

    Raises
    ------
    InputError
        If the shapes do not fit, or a label is neither 0 nor 1.

    Examples
    --------
    >>> slopes = gradient(initial_weights(2, 3), np.zeros((1, 2)), [1])
    >>> slopes.b2.item(), slopes.w2.tolist()
    (-0.5, [0.0, 0.0, 0.0])
    """
    X = np.asarray(X, dtype=np.float64)
    H, z = forward(weights, X)
    delta = binary_cross_entropy_from_logits_gradient(y, z)
    Delta = np.outer(delta, weights.w2) * (1 - H**2)
    return Weights(X.T @ Delta, Delta.sum(axis=0), H.T @ delta, delta.sum())


def flatten(weights: Weights) -> NDArray[Any]:
    """Put all weights into one vector, which a descent can move.

    Parameters
    ----------
    weights : Weights

    Returns
    -------
    ndarray, shape ((inputs + 2) * units + 1,)

    Examples
    --------
    >>> flatten(initial_weights(2, 3)).shape
    (13,)
    """
    return np.concatenate([np.ravel(part) for part in weights])


def unflatten(theta: ArrayLike, n_inputs: int, n_units: int) -> Weights:
    """Give the vector of `flatten` its form back.

    Parameters
    ----------
    theta : array, shape ((n_inputs + 2) * n_units + 1,)
    n_inputs, n_units : int

    Returns
    -------
    Weights

    Raises
    ------
    InputError
        If the vector has another length.

    Examples
    --------
    >>> weights = initial_weights(2, 3)
    >>> bool(np.all(unflatten(flatten(weights), 2, 3).W1 == weights.W1))
    True
    """
    theta = np.asarray(theta)
    expected = (n_inputs + 2) * n_units + 1
    if theta.shape != (expected,):
        raise InputError(
            f"theta has shape {theta.shape}; give {expected} weights for {n_inputs} inputs and "
            f"{n_units} units"
        )
    W1, b1, w2, b2 = np.split(theta, np.cumsum([n_inputs * n_units, n_units, n_units]))
    return Weights(W1.reshape(n_inputs, n_units), b1, w2, b2[0])
