"""Sound as numbers, §6.3: the short-time Fourier transform and time warping."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.arrays import Floats
from textcls.errors import InputError

__all__ = ["SAMPLE_RATE", "dtw_distances", "hann", "spectrogram", "stft"]


SAMPLE_RATE = 8000  # samples a second, as on a telephone


def hann(n: int) -> Floats:
    r"""Return the Hann window :math:`w_j = \sin^2(\pi j / n)`, j = 0 … n - 1.

    Parameters
    ----------
    n
        Number of samples.

    Examples
    --------
    >>> hann(4).round(3).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    return np.asarray(np.sin(np.pi * np.arange(n) / n) ** 2)


def stft(signal: ArrayLike, length: int = 256, hop: int = 160) -> NDArray[np.complex128]:
    r"""Short-time Fourier transform: the spectrum of one short stretch after the other.

    .. math::

        S_{t,f} = \sum_{j=0}^{L-1} x_{t H + j}\, w_j\, e^{-2 \pi i f j / L}

    with window length L, hop H and the Hann window w. No stretch reaches beyond the signal.

    Parameters
    ----------
    signal : array of float, shape (..., samples)
    length
        L, samples in a stretch.
    hop
        H, samples from one stretch to the next.

    Returns
    -------
    ndarray of complex128, shape (..., frames, L // 2 + 1)
        Column f belongs to the frequency f / L times the sample rate.

    Raises
    ------
    InputError
        If a size is not positive or the signal is shorter than one stretch.

    Examples
    --------
    A tone of 1,000 hertz shows up in column 1000 · 256 / 8000 = 32.

    >>> tone = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    >>> int(np.abs(stft(tone)).mean(axis=0).argmax())
    32
    """
    x = np.asarray(signal, dtype=np.float64)
    if length < 2 or hop < 1 or x.ndim == 0 or x.shape[-1] < length:
        raise InputError(
            f"the signal has shape {x.shape}, length is {length} and hop {hop}; give at least as "
            "many samples as the length, a length of 2 or more and a hop of 1 or more"
        )
    stretches = np.lib.stride_tricks.sliding_window_view(x, length, axis=-1)[..., ::hop, :]
    return np.asarray(np.fft.rfft(stretches * hann(length), axis=-1))


def spectrogram(signal: ArrayLike, highest: float = 1600.0) -> Floats:
    r"""Return how loud each frequency is at each time: :math:`\ln(|S_{t,f}|^2 + 1)`.

    Parameters
    ----------
    signal : array of float, shape (..., samples)
        At `SAMPLE_RATE` samples a second.
    highest
        Frequencies above are left out, in hertz.

    Returns
    -------
    ndarray of float64, shape (..., frames, frequencies)

    Examples
    --------
    >>> spectrogram(np.zeros(8000)).shape
    (49, 52)
    """
    spectrum = stft(signal)
    columns = int(highest / SAMPLE_RATE * 2 * (spectrum.shape[-1] - 1)) + 1
    return np.asarray(np.log1p(np.abs(spectrum[..., :columns]) ** 2))


def dtw_distances(a: ArrayLike, b: ArrayLike) -> Floats:
    r"""Dynamic time warping: how far each a is from each b, when either may run slow or fast.

    With :math:`d_{ij}` the Euclidean distance of frame i of one and frame j of the other,

    .. math::

        D_{ij} = d_{ij} + \min(D_{i-1,j},\; D_{i,j-1},\; D_{i-1,j-1}),

    and the distance is D at the last frame of both: the cheapest way to walk through the two from
    beginning to end, never backwards.

    Parameters
    ----------
    a : array of float, shape (n, frames, features)
    b : array of float, shape (m, other frames, features)

    Returns
    -------
    ndarray of float64, shape (n, m)

    Raises
    ------
    InputError
        If the shapes do not fit.

    References
    ----------
    H. Sakoe, S. Chiba (1978), doi:10.1109/TASSP.1978.1163055 (here without slope constraint).

    Examples
    --------
    The same tune at half the speed is no distance away.

    >>> tune = np.array([[[1.0], [5.0], [2.0]]])
    >>> dtw_distances(tune, np.repeat(tune, 2, axis=1)).tolist()
    [[0.0]]
    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if x.ndim != 3 or y.ndim != 3 or x.shape[2] != y.shape[2] or not (x.size and y.size):
        raise InputError(
            f"a and b have shapes {x.shape} and {y.shape}; give (n, frames, features) twice, with "
            "the same number of features"
        )
    squares = np.sum(x**2, axis=-1)[:, None, :, None] + np.sum(y**2, axis=-1)[None, :, None, :]
    products = np.einsum("nif,mjf->nmij", x, y, optimize=True)
    # Rows and columns first: each step then works on one contiguous table of all the pairs.
    between = np.sqrt(np.maximum(squares - 2 * products, 0)).transpose(2, 3, 0, 1).copy()
    above: list[Any] = [np.inf] * between.shape[1]
    for i, row in enumerate(between):
        corner, left = (0.0, np.inf) if i == 0 else (np.inf, np.inf)
        current: list[Any] = []
        for j, distance in enumerate(row):
            left = distance + np.minimum(np.minimum(above[j], left), corner)
            corner = above[j]
            current.append(left)
        above = current
    return np.asarray(above[-1])
