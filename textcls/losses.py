r"""Losses, §4.1: how wrong a prediction is, each function beside its derivative.

Names are those of the formulae: y is what is true, p a predicted probability, z a logit (any real
number, before the sigmoid or the softmax makes a probability of it), m the number of predictions.
A loss is the mean over the m predictions, its gradient has the shape of the predictions.

Complex numbers pass through every function but the gradients, so that
`textcls.gradients.complex_step` can differentiate it.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.errors import InputError

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_from_logits",
    "binary_cross_entropy_from_logits_gradient",
    "binary_cross_entropy_gradient",
    "cross_entropy",
    "cross_entropy_from_logits",
    "cross_entropy_from_logits_gradient",
    "cross_entropy_gradient",
    "log_sum_exp",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_jacobian",
    "softplus",
]

Array = NDArray[np.float64]


def sigmoid(z: ArrayLike) -> Array:
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
    z = _numbers(z)
    positive = z.real > 0
    power = np.exp(np.where(positive, -z, z))
    return np.asarray(np.where(positive, 1, power) / (1 + power))


def sigmoid_derivative(z: ArrayLike) -> Array:
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
    z = _numbers(z)
    return sigmoid(z) * sigmoid(-z)


def softplus(z: ArrayLike) -> Array:
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
    z = _numbers(z)
    positive = z.real > 0
    return np.asarray(np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z))))


def log_sum_exp(z: ArrayLike) -> Array:
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
    z = _numbers(z)
    largest = _largest(z)
    return np.asarray(largest[..., 0] + np.log(np.exp(z - largest).sum(axis=-1)))


def softmax(z: ArrayLike) -> Array:
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
    z = _numbers(z)
    powers = np.exp(z - _largest(z))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def softmax_jacobian(z: ArrayLike) -> Array:
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


def binary_cross_entropy_gradient(y: ArrayLike, p: ArrayLike) -> Array:
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
            "A probability is exactly 0 or 1, where the loss has no slope; take the gradient by "
            "the logits instead."
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
    y, z = _same_shape(_labels(y), _numbers(z))
    # Equal to softplus(z) - y z, but that difference of two large numbers would lose digits.
    return _mean(y * softplus(-z) + (1 - y) * softplus(z))


def binary_cross_entropy_from_logits_gradient(y: ArrayLike, z: ArrayLike) -> Array:
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
    y, z = _same_shape(_labels(y), _numbers(z))
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


def cross_entropy_gradient(y: ArrayLike, p: ArrayLike) -> Array:
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
            "A true class has probability 0, where the loss has no slope; take the gradient by "
            "the logits instead."
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
    y, z = _classes(y, _numbers(z))
    return _mean(log_sum_exp(z) - z[np.arange(len(y)), y])


def cross_entropy_from_logits_gradient(y: ArrayLike, z: ArrayLike) -> Array:
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
    y, z = _classes(y, _numbers(z))
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
    y, predicted = _same_shape(_numbers(y), _numbers(predicted))
    return _mean((y - predicted) ** 2)


def mean_squared_error_gradient(y: ArrayLike, predicted: ArrayLike) -> Array:
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
    y, predicted = _same_shape(_numbers(y), _numbers(predicted))
    return np.asarray(2 * (predicted - y) / y.size)


def _numbers(values: ArrayLike) -> NDArray[Any]:
    """Return an array of float64, or of complex128 if the complex step comes through."""
    array = np.asarray(values)
    return array.astype(np.complex128 if np.iscomplexobj(array) else np.float64)


def _mean(losses: NDArray[Any]) -> float:
    return cast(float, losses.mean().item())  # a complex number in the complex step


def _largest(z: NDArray[Any]) -> NDArray[np.float64]:
    if not z.ndim or not z.shape[-1]:
        raise InputError(f"z has shape {z.shape}; give at least one class in the last axis.")
    largest = z.real.max(axis=-1, keepdims=True)
    if not np.all(np.isfinite(largest)):
        raise InputError(
            "A row of z has no finite largest entry; give logits that are finite, or minus "
            "infinity for some classes of a row but not for all."
        )
    return np.asarray(largest)


def _labels(y: ArrayLike) -> NDArray[np.float64]:
    labels = np.asarray(y, dtype=np.float64)
    if not np.all((labels >= 0) & (labels <= 1)):
        raise InputError(f"A label y lies outside 0 to 1 ({_example(labels)}); give 0 or 1.")
    return labels


def _probabilities(p: ArrayLike) -> NDArray[Any]:
    probabilities = _numbers(p)
    if not np.all((probabilities.real >= 0) & (probabilities.real <= 1)):
        raise InputError(
            f"A probability p lies outside 0 to 1 ({_example(probabilities.real)}); logits go to "
            "the function that ends in _from_logits."
        )
    return probabilities


def _example(values: NDArray[np.float64]) -> str:
    return f"{values[~((values >= 0) & (values <= 1))].flat[0]:g}"


def _labels_and_probabilities(y: ArrayLike, p: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    return _same_shape(_labels(y), _probabilities(p))


def _same_shape(y: NDArray[Any], other: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    if y.shape != other.shape or not y.size:
        raise InputError(
            f"Labels of shape {y.shape} came with predictions of shape {other.shape}; give one "
            "prediction for each label, and at least one."
        )
    return y, other


def _classes(y: ArrayLike, rows: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]]:
    classes = np.asarray(y)
    if classes.ndim != 1 or rows.shape[:1] != classes.shape or rows.ndim != 2 or not classes.size:
        raise InputError(
            f"Classes of shape {classes.shape} came with predictions of shape {rows.shape}; give "
            "a class number for each row of a matrix with a column for each class."
        )
    if classes.dtype.kind not in "iu" or classes.min() < 0 or classes.max() >= rows.shape[1]:
        raise InputError(
            f"The classes are not all whole numbers from 0 to {rows.shape[1] - 1}; give the number "
            "of a column for each row."
        )
    return classes.astype(np.intp), rows
