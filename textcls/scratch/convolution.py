"""Convolution and pooling by hand, §6.2: what Keras's ``Conv2D`` and ``MaxPooling2D`` compute.

Images are arrays of shape (n, height, width, channels), as Keras has them by default.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.errors import InputError

__all__ = ["convolve", "max_pool", "shift"]


def convolve(images: ArrayLike, kernels: ArrayLike, bias: ArrayLike = 0.0) -> Floats:
    r"""Slide kernels over images: what Keras's ``Conv2D`` computes before its activation.

    .. math::

        z_{r,s,f} = b_f + \sum_{i,j,c} x_{r+i,\,s+j,\,c}\; k_{i,j,c,f}

    Mathematicians call this a cross-correlation: the kernel is not turned round. It is laid only
    where it fits ("valid"), so the result is smaller than the image.

    Parameters
    ----------
    images : array of float, shape (n, height, width, channels)
    kernels : array of float, shape (kernel height, kernel width, channels, filters)
    bias : float or array of float, shape (filters,)

    Returns
    -------
    ndarray of float64, shape (n, height - kernel height + 1, width - kernel width + 1, filters)

    Raises
    ------
    InputError
        If the shapes do not fit.

    Examples
    --------
    A kernel that finds where the brightness jumps from one column to the next:

    >>> image = np.array([[0.0, 0.0, 1.0, 1.0]]).reshape(1, 1, 4, 1)
    >>> convolve(image, np.array([-1.0, 1.0]).reshape(1, 2, 1, 1)).ravel().tolist()
    [0.0, 1.0, 0.0]
    """
    x, k = np.asarray(images, dtype=np.float64), np.asarray(kernels, dtype=np.float64)
    if x.ndim != 4 or k.ndim != 4 or x.shape[3] != k.shape[2]:
        raise InputError(
            f"the images have shape {x.shape} and the kernels {k.shape}; give (n, height, width, "
            "channels) and (kernel height, kernel width, channels, filters)"
        )
    if x.shape[1] < k.shape[0] or x.shape[2] < k.shape[1]:
        raise InputError(
            f"the kernels are {k.shape[0]} by {k.shape[1]} pixels, larger than the images, "
            f"{x.shape[1]} by {x.shape[2]}; give smaller kernels"
        )
    patches = np.lib.stride_tricks.sliding_window_view(x, k.shape[:2], axis=(1, 2))
    return np.asarray(np.einsum("nrscij,ijcf->nrsf", patches, k, optimize=True) + bias)


def max_pool(images: ArrayLike, size: int = 2) -> Floats:
    """Keep the largest value of each square of ``size`` by ``size`` pixels.

    Parameters
    ----------
    images : array of float, shape (n, height, width, channels)
    size
        Side of a square; a rest at the right or lower edge is dropped.

    Returns
    -------
    ndarray of float64, shape (n, height // size, width // size, channels)

    Raises
    ------
    InputError
        If the images have not four dimensions or are smaller than a square.

    Examples
    --------
    >>> max_pool(np.arange(16).reshape(1, 4, 4, 1)).ravel().tolist()
    [5.0, 7.0, 13.0, 15.0]
    """
    x = np.asarray(images, dtype=np.float64)
    if x.ndim != 4 or size < 1 or min(x.shape[1:3]) < size:
        raise InputError(
            f"the images have shape {x.shape} and the squares {size} pixels a side; give (n, "
            "height, width, channels) with at least one square in each image"
        )
    n, height, width, channels = x.shape
    rows, columns = height // size, width // size
    x = x[:, : rows * size, : columns * size]
    return np.asarray(x.reshape(n, rows, size, columns, size, channels).max(axis=(2, 4)))


def shift(images: ArrayLike, down: int, right: int) -> Floats:
    """Move images by whole pixels; what leaves is lost, what comes in is zero.

    Parameters
    ----------
    images : array of float, shape (n, height, width, ...)
    down, right
        Pixels; negative values move up and left.

    Returns
    -------
    ndarray of float64, same shape

    Examples
    --------
    >>> shift([[[1, 2], [3, 4]]], down=1, right=0).tolist()
    [[[0.0, 0.0], [1.0, 2.0]]]
    """
    x = np.asarray(images, dtype=np.float64)
    moved = np.zeros_like(x)
    height, width = x.shape[1:3]
    if abs(down) < height and abs(right) < width:
        moved[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = x[
            :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
        ]
    return moved
