"""Attention in NumPy, §3.3: what Keras's ``MultiHeadAttention`` computes.

`attention` and `multi_head_attention` are the formulae of Vaswani et al. (2017), short enough to
be read beside them; a test holds them against Keras's layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.scratch.activations import softmax

__all__ = ["Attention", "attention", "multi_head_attention"]


class Attention(NamedTuple):
    """What attention gives: the mixed values, and the weights they were mixed with.

    Examples
    --------
    >>> found = attention([[1.0]], [[1.0], [1.0]], [[0.0], [2.0]])
    >>> found.output.tolist(), found.weights.tolist()
    ([[1.0]], [[0.5, 0.5]])
    """

    output: Floats
    weights: Floats


def attention(Q: ArrayLike, K: ArrayLike, V: ArrayLike, mask: ArrayLike | None = None) -> Attention:
    r"""Mix values, each query by its own weights (scaled dot-product attention).

    .. math::
        \operatorname{attention}(Q, K, V) =
        \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt{k}}\right) V

    Parameters
    ----------
    Q : array of float, shape (..., queries, k)
        A row for each place that asks.
    K : array of float, shape (..., places, k)
        A row for each place that may be looked at.
    V : array of float, shape (..., places, values)
        What is to be found there.
    mask : array of bool, shape (..., queries, places) or (..., 1, places), optional
        False where a query must not look, such as at padding.

    Returns
    -------
    Attention
        ``output`` of shape (..., queries, values) and ``weights`` of shape (..., queries, places).
        The weights of a query add up to 1; they are all 0 if it must not look anywhere.

    Raises
    ------
    InputError
        If the shapes do not fit together.

    References
    ----------
    A. Vaswani et al. (2017), Attention Is All You Need, NIPS 30, equation 1, arXiv:1706.03762.

    Examples
    --------
    A query that is like the second key gets the second value, unless that is hidden from it:

    >>> Q, K, V = [[0.0, 9.0]], [[9.0, 0.0], [0.0, 9.0]], [[1.0], [2.0]]
    >>> attention(Q, K, V).output.round(6).tolist()
    [[2.0]]
    >>> attention(Q, K, V, mask=[[True, False]]).output.tolist()
    [[1.0]]
    """
    Q, K, V = (np.asarray(a, dtype=np.float64) for a in (Q, K, V))
    if min(Q.ndim, K.ndim, V.ndim) < 2 or Q.shape[-1] != K.shape[-1] or K.shape[-2] != V.shape[-2]:
        raise InputError(
            f"Q, K and V have shapes {Q.shape}, {K.shape} and {V.shape}; give rows of equal length "
            "in Q and K, and as many rows in V as in K"
        )
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    allowed = np.ones(scores.shape, dtype=bool)
    if mask is not None:
        try:
            allowed = np.broadcast_to(np.asarray(mask, dtype=bool), scores.shape)
        except ValueError:
            raise InputError(
                f"the mask has shape {np.shape(mask)}; give one that fits {scores.shape}: a flag "
                "for each query and place, or for each place"
            ) from None
    somewhere = allowed.any(axis=-1, keepdims=True)  # a softmax over nothing does not exist
    weights = somewhere * softmax(np.where(allowed | ~somewhere, scores, -np.inf))
    return Attention(weights @ V, weights)


def multi_head_attention(
    X: ArrayLike, weights: Sequence[ArrayLike], mask: ArrayLike | None = None
) -> Attention:
    r"""Let every token look at every other in several ways at once (self-attention).

    Each head :math:`h` has its own queries, keys and values, and their results are added up:

    .. math::
        Q_h = X W^Q_h + b^Q_h, \quad K_h = X W^K_h + b^K_h, \quad V_h = X W^V_h + b^V_h, \qquad
        Y = \sum_h \operatorname{attention}(Q_h, K_h, V_h)\, W^O_h + b^O.

    ``multi_head_attention(X, layer.get_weights()).output`` is what ``layer(X, X)`` returns for a
    Keras layer ``MultiHeadAttention``.

    Parameters
    ----------
    X : array of float, shape (..., tokens, dimensions)
    weights : sequence of eight arrays
        W and b of the queries, of the keys, of the values: shapes (dimensions, heads, k) and
        (heads, k); then W and b of the output: (heads, k, dimensions) and (dimensions,).
    mask : array of bool, shape (..., tokens), optional
        True for tokens, False for padding, which is not looked at.

    Returns
    -------
    Attention
        ``output`` of shape (..., tokens, dimensions) and ``weights`` of shape
        (..., heads, tokens, tokens).

    Raises
    ------
    InputError
        If there are not eight arrays, or their shapes do not fit.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> inner = [rng.normal(size=s) for s in [(6, 2, 3), (2, 3)] * 3]
    >>> outer = [rng.normal(size=s) for s in [(2, 3, 6), (6,)]]
    >>> found = multi_head_attention(rng.normal(size=(4, 6)), inner + outer)
    >>> found.output.shape, found.weights.shape
    ((4, 6), (2, 4, 4))
    """
    X = np.asarray(X, dtype=np.float64)
    if len(weights) != 8:
        raise InputError(
            f"there are {len(weights)} weight arrays; give eight: W and b of queries, keys, values "
            "and output"
        )
    Wq, bq, Wk, bk, Wv, bv, Wo, bo = (np.asarray(w, dtype=np.float64) for w in weights)
    if X.ndim < 2 or Wq.ndim != 3 or X.shape[-1] != Wq.shape[0]:
        raise InputError(
            f"X has shape {X.shape} and the queries' W {Wq.shape}; give one row for each token, as "
            "long as W's first axis"
        )
    Q, K, V = (
        np.einsum("...td,dhk->...htk", X, W) + b[:, np.newaxis]
        for W, b in ((Wq, bq), (Wk, bk), (Wv, bv))
    )
    looked_at = (
        None if mask is None else np.asarray(mask, dtype=bool)[..., np.newaxis, np.newaxis, :]
    )
    heads = attention(Q, K, V, looked_at)
    return Attention(np.einsum("...htk,hkd->...td", heads.output, Wo) + bo, heads.weights)
