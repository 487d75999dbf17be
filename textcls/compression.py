r"""Smaller networks, §9 question 5: pruning, int8 weights, distillation.

The first two change the weights of a trained network, lists of arrays as Keras's ``get_weights``
gives them; ``set_weights`` puts the result back. *Pruning* sets the smallest to zero,
*quantisation* stores each in one byte instead of four. *Distillation* trains another, smaller
network on the probabilities that a large one gives, which texts without labels will do for.

What any of it saves is to be measured, not assumed: a zero that is multiplied all the same saves
no time, and a byte that is turned back into a float saves memory alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.checks import check_share_below_one
from textcls.errors import InputError

__all__ = ["Quantised", "distil", "prune", "quantise", "stored_bytes"]


Weights = Sequence[NDArray[np.float32]]


class Quantised(NamedTuple):
    """A matrix in one byte a number.

    Attributes
    ----------
    values : int8 array, shape (…, columns)
    scales : float32 array, shape (columns,)
        Of each column: the matrix is about ``values * scales``.

    Examples
    --------
    >>> Quantised(np.array([[127], [-64]], dtype=np.int8), np.float32([0.01])).restore().round(2)
    array([[ 1.27],
           [-0.64]], dtype=float32)
    """

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    def restore(self) -> NDArray[np.float32]:
        """Give the matrix back, each number within half a scale of what it was."""
        return self.values.astype(np.float32) * self.scales


def prune(weights: Weights, sparsity: float) -> list[NDArray[np.float32]]:
    """Set the smallest numbers of each matrix to zero (magnitude pruning).

    Parameters
    ----------
    weights
        As ``get_weights`` gives them. Vectors, which are biases, stay as they are.
    sparsity
        The share of each matrix that becomes zero, from 0 up to, not including, 1.

    Returns
    -------
    list of numpy.ndarray
        New arrays of the same shapes.

    Raises
    ------
    InputError
        If the sparsity is out of range.

    References
    ----------
    S. Han, J. Pool, J. Tran, W. J. Dally (2015), Learning both Weights and Connections for
    Efficient Neural Networks, NeurIPS, arXiv:1506.02626; they go on training afterwards.

    Examples
    --------
    >>> prune([np.float32([[0.1, -3], [2, -0.2]])], sparsity=0.5)
    [array([[ 0., -3.],
           [ 2.,  0.]], dtype=float32)]
    """
    check_share_below_one(sparsity=sparsity)
    pruned = []
    for array in weights:
        kept = array.copy()
        if array.ndim > 1:
            smallest = np.argsort(abs(array), axis=None)[: round(sparsity * array.size)]
            kept.flat[smallest] = 0
        pruned.append(kept)
    return pruned


def quantise(weights: Weights) -> list[Quantised | NDArray[np.float32]]:
    r"""Store each matrix in one byte a number, with a scale of its own for each column.

    With :math:`s_k = \max_j |W_{jk}| / 127`, the stored number is
    :math:`Q_{jk} = \mathrm{round}(W_{jk} / s_k)`, and :math:`|W_{jk} - s_k Q_{jk}| \le s_k / 2`.

    Parameters
    ----------
    weights
        As ``get_weights`` gives them. Vectors, which are small, stay as they are.

    Returns
    -------
    list of Quantised or numpy.ndarray
        Matrices as `Quantised`.

    References
    ----------
    B. Jacob et al. (2018), Quantization and Training of Neural Networks for Efficient
    Integer-Arithmetic-Only Inference, CVPR, arXiv:1712.05877; their numbers have a zero point, and
    the arithmetic is in integers too.

    Examples
    --------
    >>> [small] = quantise([np.float32([[1.0, 20], [-0.5, 5]])])
    >>> small.values
    array([[127, 127],
           [-64,  32]], dtype=int8)
    """
    stored: list[Quantised | NDArray[np.float32]] = []
    for array in weights:
        if array.ndim < 2:
            stored.append(array)
            continue
        largest = abs(array).max(axis=tuple(range(array.ndim - 1)))
        # Below the smallest normal number a scale is too coarse for a byte to hold 127 of it.
        scales = np.maximum(largest / 127, np.finfo(np.float32).tiny).astype(np.float32)
        stored.append(Quantised(np.rint(array / scales).astype(np.int8), scales))
    return stored


def stored_bytes(weights: Sequence[Quantised | NDArray[np.float32]], zipped: bool = False) -> int:
    """Give the size of the weights in a file.

    Parameters
    ----------
    weights
        Arrays, or what `quantise` gives.
    zipped
        Whether to compress them first, which is where zeros pay.

    Returns
    -------
    int
        Bytes.

    Examples
    --------
    >>> weights = [np.zeros((100, 10), dtype=np.float32)]
    >>> stored_bytes(weights), stored_bytes(quantise(weights))
    (4000, 1040)
    >>> stored_bytes(weights, zipped=True) < 100
    True
    """
    arrays = [a for w in weights for a in (w if isinstance(w, Quantised) else [w])]
    data = b"".join(array.tobytes() for array in arrays)
    return len(zlib.compress(data)) if zipped else len(data)


def distil(
    student: Any,
    rows: NDArray[np.int32],
    teacher_probabilities: ArrayLike,
    epochs: int = 5,
) -> Any:
    """Train a network to give the probabilities that another one gives.

    Parameters
    ----------
    student : keras.Model
        Compiled, for two classes: it gives the probability of class 1.
    rows
        Token numbers, shape (texts, length). No labels are needed.
    teacher_probabilities
        Of class 1, shape (texts,).
    epochs
        How often all rows are gone through.

    Returns
    -------
    keras.Model
        The student.

    Raises
    ------
    InputError
        If the numbers of rows and probabilities differ.

    References
    ----------
    G. Hinton, O. Vinyals, J. Dean (2015), Distilling the Knowledge in a Neural Network,
    arXiv:1503.02531; they also soften the teacher's probabilities by a temperature.

    Examples
    --------
    >>> from textcls.models import convolutional_student
    >>> rows = np.array([[2, 3, 0], [4, 3, 0]] * 50, dtype=np.int32)
    >>> student = distil(convolutional_student(5, 3), rows, [0.9, 0.2] * 50, epochs=8)
    >>> bool(student(rows[:1])[0, 0] > student(rows[1:2])[0, 0])
    True
    """
    soft = np.asarray(teacher_probabilities)
    if soft.shape != (len(rows),):
        raise InputError(
            f"{len(rows)} rows came with probabilities of shape {soft.shape}; give one for each row"
        )
    student.fit(rows, soft[:, None], epochs=epochs, batch_size=64, verbose=0)
    return student
