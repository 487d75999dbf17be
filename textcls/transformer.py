r"""A Transformer encoder, §3.3: attention in NumPy, and the network built from Keras layers.

`attention` and `multi_head_attention` are the formulae of Vaswani et al. (2017), short enough to
be read beside them; a test holds them against Keras's layer. `transformer` is the classifier. It
takes rows of token numbers as all networks of this book do: 0 is padding, 1 an unknown token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.errors import InputError

__all__ = ["Attention", "attention", "multi_head_attention", "transformer"]

Array = NDArray[np.float64]


class Attention(NamedTuple):
    """What attention gives: the mixed values, and the weights they were mixed with.

    Examples
    --------
    >>> found = attention([[1.0]], [[1.0], [1.0]], [[0.0], [2.0]])
    >>> found.output.tolist(), found.weights.tolist()
    ([[1.0]], [[0.5, 0.5]])
    """

    output: Array
    weights: Array


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
                f"the mask has shape {np.shape(mask)}; it must fit {scores.shape}: a flag for each "
                "query and place, or for each place"
            ) from None
    highest = np.max(scores, axis=-1, keepdims=True, where=allowed, initial=-1e300)
    shares = np.where(allowed, np.exp(np.minimum(scores - highest, 0)), 0)
    totals = shares.sum(axis=-1, keepdims=True)
    weights = np.divide(shares, totals, out=np.zeros_like(shares), where=totals > 0)
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
            f"{len(weights)} weight arrays were given; multi-head attention has eight: W and b of "
            "queries, keys, values and output"
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


def transformer(
    vocabulary_size: int,
    length: int,
    n_classes: int = 2,
    *,
    embedding: ArrayLike | None = None,
    dimensions: int = 64,
    heads: int = 4,
    hidden: int = 128,
    blocks: int = 1,
    dropout: float = 0.3,
    learning_rate: Any = 1e-3,
) -> Any:
    r"""Build a classifier around a Transformer encoder, from Keras's own layers.

    1. A token's vector is the sum of two: one for the token, one for its place in the text.
    2. Each block adds to every token's vector what `multi_head_attention` has found for it, and
       then what two dense layers make of it alone. Both read the vector brought to mean 0 and
       variance 1 (layer normalisation before, not after, as in the paper: it trains more easily).
    3. The mean over all tokens goes through a dense layer: the probability of class 1, or of each
       class.

    Padding changes nothing: it is not looked at, has no place, and is left out of the mean.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row at most; the network has a place vector for each.
    n_classes
        Number of classes.
    embedding
        Initial token vectors, shape (vocabulary_size, dimensions), for instance of
        `textcls.models.cooccurrence_embedding`; by default small random ones.
    dimensions
        Length of a token's vector; a multiple of ``heads``.
    heads
        In how many ways a block looks.
    hidden
        Width of the inner dense layer of a block.
    blocks
        How many there are.
    dropout
        Share of the numbers that each training step leaves out: of token vectors, of what each
        part of a block adds, and of the mean.
    learning_rate
        Adam's, a number or a Keras schedule.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, up to length) to float32 of shape (texts, 1) for two
        classes and (texts, n_classes) for more. Its attention layers are named ``attention_1`` and
        so on.

    Raises
    ------
    InputError
        If a size is not positive, ``heads`` does not divide ``dimensions``, there are fewer than
        two classes, or the embedding has another shape.

    References
    ----------
    A. Vaswani et al. (2017), Attention Is All You Need, NIPS 30, arXiv:1706.03762.
    R. Xiong et al. (2020), On Layer Normalization in the Transformer Architecture, ICML,
    arXiv:2002.04745.

    Examples
    --------
    >>> model = transformer(1000, 40, n_classes=4, dimensions=8, heads=2, hidden=16)
    >>> model.output_shape
    (None, 4)
    """
    import keras
    from keras import layers, ops

    _check(
        n_classes,
        vocabulary_size=vocabulary_size,
        length=length,
        dimensions=dimensions,
        heads=heads,
        hidden=hidden,
        blocks=blocks,
    )
    if dimensions % heads:
        raise InputError(
            f"{heads} heads cannot share {dimensions} dimensions; give a multiple of {heads}"
        )
    start = "uniform" if embedding is None else keras.initializers.Constant(np.asarray(embedding))
    if embedding is not None and np.shape(embedding) != (vocabulary_size, dimensions):
        raise InputError(
            f"the initial vectors have shape {np.shape(embedding)}; give one of "
            f"{(vocabulary_size, dimensions)}, a row for each token number"
        )
    ids = keras.Input((None,), dtype="int32")
    is_token = ops.not_equal(ids, 0)
    place = ops.cumsum(ops.cast(is_token, "int32"), axis=1) * ops.cast(is_token, "int32")
    x = layers.Embedding(vocabulary_size, dimensions, start, name="tokens")(ids)
    x = x + layers.Embedding(length + 1, dimensions, name="places")(place)
    x = layers.Dropout(dropout)(x)
    for block in range(1, blocks + 1):
        read = layers.LayerNormalization(epsilon=1e-6)(x)
        found = layers.MultiHeadAttention(heads, dimensions // heads, name=f"attention_{block}")(
            read, read, attention_mask=ops.expand_dims(is_token, 1)
        )
        x = x + layers.Dropout(dropout)(found)
        read = layers.LayerNormalization(epsilon=1e-6)(x)
        made = layers.Dense(dimensions)(layers.Dense(hidden, activation="gelu")(read))
        x = x + layers.Dropout(dropout)(made)
    counted = ops.expand_dims(ops.cast(is_token, "float32"), -1)
    mean = ops.sum(x * counted, axis=1) / ops.maximum(ops.sum(counted, axis=1), 1)
    binary = n_classes == 2
    y = layers.Dense(1 if binary else n_classes, activation="sigmoid" if binary else "softmax")(
        layers.Dropout(dropout)(mean)
    )
    model = keras.Model(ids, y)
    model.compile(
        keras.optimizers.Adam(learning_rate, global_clipnorm=1.0),
        "binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def _check(n_classes: int, **sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise InputError(f"{name} is {size}; give 1 or more")
    if n_classes < 2:
        raise InputError(f"{n_classes} classes were asked for; give two classes or more")
