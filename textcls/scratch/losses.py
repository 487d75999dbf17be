r"""Losses, §4.1: how wrong a prediction is, each function beside its derivative.

Names are those of the formulae: y is what is true, p a predicted probability, z a logit (any real
number, before the sigmoid or the softmax makes a probability of it), m the number of predictions.
A loss is the mean over the m predictions, its gradient has the shape of the predictions.

Complex numbers pass through every function but the gradients, so that
`textcls.scratch.derivatives.complex_step` can differentiate it.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.scratch.activations import log_sum_exp, real_or_complex, sigmoid, softmax, softplus

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_from_logits",
    "binary_cross_entropy_from_logits_gradient",
    "binary_cross_entropy_gradient",
    "cross_entropy",
    "cross_entropy_from_logits",
    "cross_entropy_from_logits_gradient",
    "cross_entropy_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
]


def binary_cross_entropy(y: ArrayLike, p: ArrayLike) -> float:
    r"""Return the cross-entropy of probabilities for the two classes 0 and 1.

    .. math:: L = -\frac{1}{m} \sum_{i=1}^m \bigl( y_i \log p_i + (1 - y_i) \log(1 - p_i) \bigr)

    A term with factor 0 is 0, whatever its logarithm. A probability of 0 for what is true gives an
    infinite loss; compute from logits to avoid it.

    Parameters
    ----------
    y : array of float, any shape
        What is true: 0 or 1, or a share between them.
    p : array of float, same shape
        Predicted probabilities of class 1.

    Returns
    -------
    float
        In nats; 0 for a model that is always sure and right.

    Raises
    ------
    InputError
        If the shapes differ, there is no prediction, or a number lies outside 0 to 1.

    Examples
    --------
    >>> round(binary_cross_entropy([1, 0], [0.9, 0.2]), 4)
    0.1643
    >>> binary_cross_entropy([1, 0], [1.0, 1.0])
    inf
    """
    y, p = _labels_and_probabilities(y, p)
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = np.where(y > 0, y * np.log(p), 0) + np.where(y < 1, (1 - y) * np.log1p(-p), 0)
    return _mean(-losses)


def binary_cross_entropy_gradient(y: ArrayLike, p: ArrayLike) -> Floats:
    r"""Return :math:`\partial L / \partial p_i = (p_i - y_i) / (m\, p_i (1 - p_i))`.

    Parameters
    ----------
    y, p : array of float, same shape
        As in `binary_cross_entropy`; p strictly between 0 and 1.

    Returns
    -------
    ndarray of float64, same shape

    Raises
    ------
    InputError
        As in `binary_cross_entropy`, and if a probability is 0 or 1.

    Examples
    --------
    >>> binary_cross_entropy_gradient([1, 0], [0.5, 0.5]).tolist()
    [-1.0, 1.0]
    """
    y, p = _labels_and_probabilities(y, p)
    if np.any((p == 0) | (p == 1)):
        raise InputError(
            "a probability is exactly 0 or 1, where the loss has no slope; take the gradient by "
            "the logits instead"
        )
    return np.asarray((p - y) / (p * (1 - p)) / p.size)


def binary_cross_entropy_from_logits(y: ArrayLike, z: ArrayLike) -> float:
    r"""Return the cross-entropy of :math:`p_i = \sigma(z_i)`, without computing p.

    .. math:: L = \frac{1}{m} \sum_{i=1}^m \bigl( \log(1 + e^{z_i}) - y_i z_i \bigr)

    Finite for every finite z.

    Parameters
    ----------
    y : array of float, any shape
        What is true: 0 or 1, or a share between them.
    z : array of float, same shape
        Logits of class 1.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    InputError
        If the shapes differ, there is no prediction, or a label lies outside 0 to 1.

    Examples
    --------
    >>> binary_cross_entropy_from_logits([0, 1], [1000.0, 1000.0])
    500.0
    """
    y, z = _same_shape(_labels(y), real_or_complex(z))
    # Equal to softplus(z) - y z, but that difference of two large numbers would lose digits.
    return _mean(y * softplus(-z) + (1 - y) * softplus(z))


def binary_cross_entropy_from_logits_gradient(y: ArrayLike, z: ArrayLike) -> Floats:
    r"""Return :math:`\partial L / \partial z_i = (\sigma(z_i) - y_i) / m`.

    Parameters
    ----------
    y, z : array of float, same shape
        As in `binary_cross_entropy_from_logits`.

    Returns
    -------
    ndarray of float64, same shape

    Raises
    ------
    InputError
        As in `binary_cross_entropy_from_logits`.

    Examples
    --------
    >>> binary_cross_entropy_from_logits_gradient([1, 0], [0.0, 0.0]).tolist()
    [-0.25, 0.25]
    """
    y, z = _same_shape(_labels(y), real_or_complex(z))
    return np.asarray((sigmoid(z) - y) / z.size)


def cross_entropy(y: ArrayLike, p: ArrayLike) -> float:
    r"""Return the cross-entropy of probabilities for any number of classes (categorical).

    .. math:: L = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K y_{ik} \log p_{ik}
              = -\frac{1}{m} \sum_{i=1}^m \log p_{i,y_i}

    where :math:`y_{ik}` is 1 for the class of row i and 0 for the others.

    Parameters
    ----------
    y : array of int, shape (m,)
        The class of each row, a number from 0.
    p : array of float, shape (m, classes)
        Predicted probabilities.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    InputError
        If the shapes do not fit, a class has no column, or a number lies outside 0 to 1.

    Examples
    --------
    >>> round(cross_entropy([2, 0], [[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]]), 4)
    0.5249
    """
    y, p = _classes(y, _probabilities(p))
    with np.errstate(divide="ignore"):
        return _mean(-np.log(p[np.arange(len(y)), y]))


def cross_entropy_gradient(y: ArrayLike, p: ArrayLike) -> Floats:
    r"""Return :math:`\partial L / \partial p_{ik} = -y_{ik} / (m\, p_{ik})`.

    Each probability counts as free to move, although those of a row have to sum to 1.

    Parameters
    ----------
    y : array of int, shape (m,)
    p : array of float, shape (m, classes)
        As in `cross_entropy`, above 0 for the true class.

    Returns
    -------
    ndarray of float64, shape (m, classes)

    Raises
    ------
    InputError
        As in `cross_entropy`, and if a true class has probability 0.

    Examples
    --------
    >>> cross_entropy_gradient([1], [[0.5, 0.5]]).tolist()
    [[0.0, -2.0]]
    """
    y, p = _classes(y, _probabilities(p))
    rows = np.arange(len(y))
    if np.any(p[rows, y] == 0):
        raise InputError(
            "a true class has probability 0, where the loss has no slope; take the gradient by "
            "the logits instead"
        )
    gradient = np.zeros_like(p)
    gradient[rows, y] = -1 / (len(y) * p[rows, y])
    return gradient


def cross_entropy_from_logits(y: ArrayLike, z: ArrayLike) -> float:
    r"""Return the cross-entropy of the softmax of logits, without computing probabilities.

    .. math:: L = \frac{1}{m} \sum_{i=1}^m \Bigl( \log \sum_{k=1}^K e^{z_{ik}} - z_{i,y_i} \Bigr)

    Parameters
    ----------
    y : array of int, shape (m,)
        The class of each row, a number from 0.
    z : array of float, shape (m, classes)
        Logits.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    InputError
        If the shapes do not fit, or a class has no column.

    Examples
    --------
    >>> cross_entropy_from_logits([0], [[0.0, 1000.0]])
    1000.0
    """
    y, z = _classes(y, real_or_complex(z))
    return _mean(log_sum_exp(z) - z[np.arange(len(y)), y])


def cross_entropy_from_logits_gradient(y: ArrayLike, z: ArrayLike) -> Floats:
    r"""Return :math:`\partial L / \partial z_{ik} = (p_{ik} - y_{ik}) / m`, p the softmax of z.

    Parameters
    ----------
    y : array of int, shape (m,)
    z : array of float, shape (m, classes)
        As in `cross_entropy_from_logits`.

    Returns
    -------
    ndarray of float64, shape (m, classes)
        Each row sums to 0: what one class gains, others lose.

    Raises
    ------
    InputError
        As in `cross_entropy_from_logits`.

    Examples
    --------
    >>> cross_entropy_from_logits_gradient([1], [[0.0, 0.0]]).tolist()
    [[0.5, -0.5]]
    """
    y, z = _classes(y, real_or_complex(z))
    return (softmax(z) - np.eye(z.shape[1])[y]) / len(y)


def mean_squared_error(y: ArrayLike, predicted: ArrayLike) -> float:
    r"""Return :math:`L = \frac{1}{m} \sum_{i=1}^m (y_i - \hat y_i)^2`.

    This is Keras's and scikit-learn's convention; the article (§4.1) has half of it.

    Parameters
    ----------
    y : array of float, any shape
        What is true.
    predicted : array of float, same shape

    Returns
    -------
    float
        In the square of the unit of y.

    Raises
    ------
    InputError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> mean_squared_error([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    y, predicted = _same_shape(real_or_complex(y), real_or_complex(predicted))
    return _mean((y - predicted) ** 2)


def mean_squared_error_gradient(y: ArrayLike, predicted: ArrayLike) -> Floats:
    r"""Return :math:`\partial L / \partial \hat y_i = 2 (\hat y_i - y_i) / m`.

    Parameters
    ----------
    y, predicted : array of float, same shape

    Returns
    -------
    ndarray of float64, same shape

    Raises
    ------
    InputError
        If the shapes differ, or there is no prediction.

    Examples
    --------
    >>> mean_squared_error_gradient([1.0, 2.0], [1.0, 4.0]).tolist()
    [0.0, 2.0]
    """
    y, predicted = _same_shape(real_or_complex(y), real_or_complex(predicted))
    return np.asarray(2 * (predicted - y) / y.size)


def _mean(losses: NDArray[Any]) -> float:
    return cast(float, losses.mean().item())  # a complex number in the complex step


def _labels(y: ArrayLike) -> Floats:
    labels = np.asarray(y, dtype=np.float64)
    if not np.all((labels >= 0) & (labels <= 1)):
        raise InputError(f"a label y lies outside 0 to 1 ({_example(labels)}); give 0 or 1")
    return labels


def _probabilities(p: ArrayLike) -> NDArray[Any]:
    probabilities = real_or_complex(p)
    if not np.all((probabilities.real >= 0) & (probabilities.real <= 1)):
        raise InputError(
            f"a probability p lies outside 0 to 1 ({_example(probabilities.real)}); give logits to "
            "the function that ends in _from_logits"
        )
    return probabilities


def _example(values: Floats) -> str:
    return f"{values[~((values >= 0) & (values <= 1))].flat[0]:g}"


def _labels_and_probabilities(y: ArrayLike, p: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    return _same_shape(_labels(y), _probabilities(p))


def _same_shape(y: NDArray[Any], other: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    if y.shape != other.shape or not y.size:
        raise InputError(
            f"labels of shape {y.shape} came with predictions of shape {other.shape}; give one "
            "prediction for each label, and at least one"
        )
    return y, other


def _classes(y: ArrayLike, rows: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]]:
    classes = np.asarray(y)
    if classes.ndim != 1 or rows.shape[:1] != classes.shape or rows.ndim != 2 or not classes.size:
        raise InputError(
            f"classes of shape {classes.shape} came with predictions of shape {rows.shape}; give "
            "a class number for each row of a matrix with a column for each class"
        )
    if classes.dtype.kind not in "iu" or classes.min() < 0 or classes.max() >= rows.shape[1]:
        raise InputError(
            f"the classes are not all whole numbers from 0 to {rows.shape[1] - 1}; give the number "
            "of a column for each row"
        )
    return classes.astype(np.intp), rows
