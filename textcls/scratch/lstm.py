r"""The long short-term memory layer in NumPy, §5.3: what Keras's ``LSTM`` computes, step by step.

Names are those of the formulae: x is the input at a step, h the output, c the cell state; W, U, b
are the kernel, the recurrent kernel and the bias as ``keras.layers.LSTM.get_weights()`` returns
them, each with four blocks of columns in Keras's order: input gate, forget gate, candidate, output
gate. The layer is that of Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735, with
the forget gate of Gers, Schmidhuber and Cummins (2000), doi:10.1162/089976600300015015.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.scratch.activations import sigmoid

__all__ = ["Trace", "lstm", "lstm_step"]


class Trace(NamedTuple):
    """What an LSTM computes: at one step, or at each step of a sequence.

    Attributes
    ----------
    i, f, o : ndarray of float64, shape (..., units) or (..., steps, units)
        Input, forget and output gate, each between 0 and 1.
    g : ndarray of float64, same shape
        Candidate: what could be added to the cell state, between -1 and 1.
    c : ndarray of float64, same shape
        Cell state after the step.
    h : ndarray of float64, same shape
        Output after the step.

    Examples
    --------
    >>> step = lstm_step([1.0], [0.0], [0.0], W=np.ones((1, 4)), U=np.ones((1, 4)), b=np.zeros(4))
    >>> bool(step.c == step.f * 0.0 + step.i * step.g)
    True
    """

    i: Floats
    f: Floats
    g: Floats
    o: Floats
    c: Floats
    h: Floats


def lstm_step(
    x: ArrayLike, h: ArrayLike, c: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike
) -> Trace:
    r"""Take one step: from an input and the state before it to the gates and the state after it.

    .. math::

        (z_i, z_f, z_g, z_o) &= x W + h U + b \\
        i = \sigma(z_i), \quad f &= \sigma(z_f), \quad g = \tanh(z_g), \quad o = \sigma(z_o) \\
        c' &= f \odot c + i \odot g \\
        h' &= o \odot \tanh(c')

    Parameters
    ----------
    x : array of float, shape (..., inputs)
        The input at this step.
    h, c : array of float, shape (..., units)
        Output and cell state after the step before; zeros at the first step.
    W : array of float, shape (inputs, 4 * units)
        Kernel.
    U : array of float, shape (units, 4 * units)
        Recurrent kernel.
    b : array of float, shape (4 * units,)
        Bias.

    Returns
    -------
    Trace
        Each field of shape (..., units).

    Raises
    ------
    InputError
        If the shapes do not fit together.

    References
    ----------
    Hochreiter and Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735; Gers, Schmidhuber and Cummins
    (2000), doi:10.1162/089976600300015015.

    Examples
    --------
    With no weights at all, every gate is half open and nothing is added: the state is halved.

    >>> step = lstm_step([3.0], [0.0], [1.0], W=np.zeros((1, 4)), U=np.zeros((1, 4)), b=np.zeros(4))
    >>> step.c.tolist()
    [0.5]
    """
    x, h, c, W, U, b = (np.asarray(a, dtype=np.float64) for a in (x, h, c, W, U, b))
    _check_weights(W, U, b, n_inputs=x.shape[-1] if x.ndim else 0)
    if h.shape[-1:] != U.shape[:1] or c.shape[-1:] != U.shape[:1]:
        raise InputError(
            f"h has shape {h.shape} and c {c.shape}, but U has {len(U)} rows; "
            f"give states that end in {len(U)} units"
        )
    z_i, z_f, z_g, z_o = np.split(x @ W + h @ U + b, 4, axis=-1)
    i, f, g, o = sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
    c = f * c + i * g
    return Trace(i, f, g, o, c, h=o * np.tanh(c))


def lstm(
    X: ArrayLike, W: ArrayLike, U: ArrayLike, b: ArrayLike, mask: ArrayLike | None = None
) -> Trace:
    """Run over a sequence, from a state of zeros; a masked step leaves the state as it was.

    ``lstm(X, *layer.get_weights()).h`` is what ``layer(X)`` returns for a Keras layer
    ``LSTM(units, return_sequences=True)``; its last step, ``.h[..., -1, :]``, is what the layer
    returns without ``return_sequences``.

    Parameters
    ----------
    X : array of float, shape (..., steps, inputs)
        One sequence, or a batch of them.
    W, U, b : array of float
        As in `lstm_step`.
    mask : array of bool, shape (..., steps), optional
        False at the steps to skip, such as padding. Without a mask every step counts.

    Returns
    -------
    Trace
        Each field of shape (..., steps, units). At a skipped step, c and h are those of the step
        before; the gates are what they would have been.

    Raises
    ------
    InputError
        If the shapes do not fit together.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> W, U, b = rng.normal(size=(3, 8)), rng.normal(size=(2, 8)), np.zeros(8)
    >>> X = rng.normal(size=(4, 3))
    >>> lstm(X, W, U, b).h.shape
    (4, 2)
    >>> skipped = lstm(X, W, U, b, mask=[True, True, False, False])
    >>> bool(np.all(skipped.h[3] == skipped.h[1]))
    True
    """
    X, W, U, b = (np.asarray(a, dtype=np.float64) for a in (X, W, U, b))
    if X.ndim < 2 or X.shape[-2] == 0:
        raise InputError(
            f"X has shape {X.shape}; give a sequence of shape (steps, inputs) with at least one "
            "step, or a batch of them"
        )
    kept = np.ones(X.shape[:-1], dtype=bool) if mask is None else np.asarray(mask, dtype=bool)
    if kept.shape != X.shape[:-1]:
        raise InputError(
            f"mask has shape {kept.shape}, but X has {X.shape}; give a mask of {X.shape[:-1]}"
        )
    h = c = np.zeros((*X.shape[:-2], len(U)))
    steps = []
    for t in range(X.shape[-2]):
        step = lstm_step(X[..., t, :], h, c, W, U, b)
        keep = kept[..., t, np.newaxis]
        c, h = np.where(keep, step.c, c), np.where(keep, step.h, h)
        steps.append(step._replace(c=c, h=h))
    return Trace(*(np.stack(field, axis=-2) for field in zip(*steps, strict=True)))


def _check_weights(W: Floats, U: Floats, b: Floats, n_inputs: int) -> None:
    units = len(U)
    expected = ((n_inputs, 4 * units), (units, 4 * units), (4 * units,))
    if (W.shape, U.shape, b.shape) != expected:
        raise InputError(
            f"W, U and b have shapes {W.shape}, {U.shape} and {b.shape}; for {n_inputs} inputs and "
            f"{units} units give {expected[0]}, {expected[1]} and {expected[2]}"
        )
