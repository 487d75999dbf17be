"""Every Keras network of the book, each a short builder.

Networks take rows of token numbers: 0 is padding, at the end of a row, and 1 an unknown token, as
`textcls.text` makes them. With two classes they give the probability of class 1, shape (texts, 1);
with more, one column for each class.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import ArrayLike

from textcls.checks import check_n_classes, check_sizes
from textcls.errors import InputError
from textcls.models.parts import compiled, mean_over_tokens, output_layer, token_mask

__all__ = [
    "article_lstm",
    "compact_lstm",
    "convolutional_student",
    "improved_lstm",
    "small_network",
    "transformer",
]


def article_lstm(vocabulary_size: int = 10_000, length: int = 100) -> Any:
    """Build the network of the article's listing: 175,409 parameters in its own sizes.

    Embedding of 16, two LSTMs of 32 units, a dense layer of 24, one sigmoid; Adam. Nothing is
    improved: there is no mask, so the LSTMs also read the padding.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    Raises
    ------
    InputError
        If a size is not positive.

    Examples
    --------
    >>> article_lstm().count_params()
    175409
    """
    check_sizes(vocabulary_size=vocabulary_size, length=length)
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            layers.Embedding(vocabulary_size, 16),
            layers.LSTM(32, return_sequences=True),
            layers.LSTM(32),
            layers.Dense(24, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    return compiled(model, "adam")


def improved_lstm(
    vocabulary_size: int,
    length: int,
    n_classes: int = 2,
    *,
    embedding: ArrayLike | None = None,
    embedding_dim: int = 100,
    filters: int = 128,
    units: int = 64,
    segment: int = 50,
    embedding_dropout: float = 0.6,
    dropout: float = 0.5,
    learning_rate: Any = 1e-3,
) -> Any:
    r"""Build the improved network: short segments, two directions, pooling, dropout.

    1. Each token becomes a vector; dropout removes whole components of the vectors of a text.
    2. A convolution looks at three neighbouring tokens, and the larger of each two neighbouring
       results is kept: half as many steps are left.
    3. The row is cut into segments of ``segment`` tokens, which a bidirectional LSTM reads beside
       each other and not one after the other (Johnson and Zhang 2016 call it chopping): a text
       takes 25 steps instead of 400, and no gradient has to travel further.
    4. Over all places that hold tokens, maximum and mean of each output are taken.
    5. A dense layer gives the probability of class 1, or of each class.

    Padding changes nothing: a segment that holds nothing else is left out of the pooling.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row; padded to whole segments inside.
    n_classes
        Number of classes.
    embedding
        Initial vectors, shape (vocabulary_size, dimensions), for instance of
        `cooccurrence_embedding`; by default small random ones of ``embedding_dim``.
    embedding_dim
        Dimensions of the vectors, when none are given.
    filters, units
        Size of the convolution, and of the LSTM in each direction.
    segment
        Tokens that the LSTM reads at a stretch; even.
    embedding_dropout, dropout
        Shares of the components of a text's token vectors, and of its pooled vector, that each
        training step leaves out.
    learning_rate
        Adam's, a number or a Keras schedule.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1) for two
        classes and (texts, n_classes) for more.

    Raises
    ------
    InputError
        If a size is not positive, ``segment`` is odd, there are fewer than two classes, or the
        embedding has another shape.

    References
    ----------
    R. Johnson, T. Zhang (2016), Supervised and Semi-Supervised Text Categorization using LSTM for
    Region Embeddings, ICML, arXiv:1602.02373.

    Examples
    --------
    >>> model = improved_lstm(1000, 120, n_classes=3, embedding_dim=8, filters=8, units=4)
    >>> model.output_shape
    (None, 3)
    """
    check_n_classes(n_classes)
    check_sizes(vocabulary_size=vocabulary_size, length=length, segment=segment)
    if segment % 2:
        raise InputError(f"segment is {segment}; give an even number of tokens")
    if embedding is not None:
        embedding_dim = int(np.shape(embedding)[-1])
    start = _initial_vectors(embedding, (vocabulary_size, embedding_dim))
    padded = -(-length // segment) * segment

    ids = keras.Input((length,), dtype="int32")
    x = ops.pad(ids, ((0, 0), (0, padded - length)))
    mask = token_mask(x)
    x = layers.Embedding(vocabulary_size, embedding_dim, embeddings_initializer=start)(x)
    x = layers.SpatialDropout1D(embedding_dropout)(x) * mask
    x = layers.Conv1D(filters, 3, padding="same", activation="relu")(x) * mask
    x, mask = layers.MaxPooling1D(2)(x), layers.MaxPooling1D(2)(mask)
    x = ops.reshape(x, (-1, segment // 2, filters))
    x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    x = ops.reshape(x, (-1, padded // 2, 2 * units))
    x = layers.Dropout(dropout)(_maximum_and_mean(x, mask))
    return compiled(keras.Model(ids, output_layer(n_classes)(x)), _adam(learning_rate))


def compact_lstm(
    vocabulary_size: int,
    length: int,
    embedding_dim: int = 24,
    units: int = 24,
    *,
    learning_rate: Any = 1e-3,
) -> Any:
    """Build the compact network: vectors, an LSTM in both directions, pooling, a sigmoid.

    Padding changes nothing.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.
    embedding_dim, units
        Length of a token's vector, and size of the LSTM in each direction.
    learning_rate
        Adam's, a number or a Keras schedule.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    Raises
    ------
    InputError
        If a size is not positive.

    Examples
    --------
    >>> compact_lstm(1000, 50, embedding_dim=4, units=2).output_shape
    (None, 1)
    """
    check_sizes(
        vocabulary_size=vocabulary_size, length=length, embedding_dim=embedding_dim, units=units
    )
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocabulary_size, embedding_dim, mask_zero=True)(ids)
    x = layers.SpatialDropout1D(0.4)(x)
    x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    x = layers.Dropout(0.4)(_maximum_and_mean(x, token_mask(ids)))
    return compiled(keras.Model(ids, output_layer()(x)), _adam(learning_rate))


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
        `textcls.models.embeddings.cooccurrence_embedding`; by default small random ones.
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
    check_n_classes(n_classes)
    check_sizes(
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
    start = _initial_vectors(embedding, (vocabulary_size, dimensions))
    ids = keras.Input((None,), dtype="int32")
    is_token = ops.not_equal(ids, 0)
    place = ops.cumsum(ops.cast(is_token, "int32"), axis=1) * ops.cast(is_token, "int32")
    x = layers.Embedding(vocabulary_size, dimensions, start, name="tokens")(ids)
    x = x + layers.Embedding(length + 1, dimensions, name="places")(place)
    x = layers.Dropout(dropout)(x)
    for block in range(1, blocks + 1):
        x = _encoder_block(x, is_token, heads, hidden, dropout, name=f"attention_{block}")
    y = output_layer(n_classes)(layers.Dropout(dropout)(mean_over_tokens(x, token_mask(ids))))
    return compiled(keras.Model(ids, y), _adam(learning_rate))


def _encoder_block(
    x: Any, is_token: Any, heads: int, hidden: int, dropout: float, name: str
) -> Any:
    """Add to each token's vector what attention finds for it, then what two dense layers make."""
    dimensions = x.shape[-1]
    read = layers.LayerNormalization(epsilon=1e-6)(x)
    attention = layers.MultiHeadAttention(heads, dimensions // heads, name=name)
    found = attention(read, read, attention_mask=ops.expand_dims(is_token, 1))
    x = x + layers.Dropout(dropout)(found)
    read = layers.LayerNormalization(epsilon=1e-6)(x)
    made = layers.Dense(dimensions)(layers.Dense(hidden, activation="gelu")(read))
    return x + layers.Dropout(dropout)(made)


def convolutional_student(vocabulary_size: int, length: int, dimensions: int = 16) -> Any:
    """Build a small network: vectors, one convolution over three tokens, the maximum, a sigmoid.

    It has no recurrence, hence no long chain of steps. Padding changes nothing.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.
    dimensions
        Length of a token's vector.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    Raises
    ------
    InputError
        If a size is not positive.

    References
    ----------
    Y. Kim (2014), Convolutional Neural Networks for Sentence Classification, EMNLP,
    arXiv:1408.5882.

    Examples
    --------
    >>> convolutional_student(1000, 50, dimensions=8).count_params()
    8833
    """
    check_sizes(vocabulary_size=vocabulary_size, length=length, dimensions=dimensions)
    ids = keras.Input((length,), dtype="int32")
    mask = token_mask(ids)
    x = layers.Embedding(vocabulary_size, dimensions)(ids) * mask
    x = layers.Conv1D(32, 3, padding="same", activation="relu")(x) * mask
    x = layers.Dropout(0.3)(layers.GlobalMaxPooling1D()(x))
    return compiled(keras.Model(ids, output_layer()(x)), keras.optimizers.Adam(3e-3))


def small_network() -> Any:
    """Build a convolutional network for grey images of ten kinds, 8 by 8 pixels.

    Two layers of 3 by 3 kernels on images framed by zeros ("same" padding), a maximum over squares
    of 2 by 2, a dense layer. In the manner of LeCun et al. (1998), doi:10.1109/5.726791, but far
    smaller.

    Returns
    -------
    keras.Model
        Compiled, from (n, 8, 8, 1) to probabilities of shape (n, 10).

    Examples
    --------
    >>> small_network().count_params()
    9930
    """
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax"),
        ]
    )
    adam = keras.optimizers.Adam(learning_rate=0.003)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# --- parts that the networks share


def _initial_vectors(embedding: ArrayLike | None, shape: tuple[int, int]) -> Any:
    """Give the initialiser of the token vectors."""
    if embedding is None:
        return "uniform"
    vectors = np.asarray(embedding, dtype=np.float32)
    if vectors.shape != shape:
        raise InputError(
            f"the initial vectors have shape {vectors.shape}; give one of {shape}, "
            "a row for each token number"
        )
    return keras.initializers.Constant(vectors)


def _maximum_and_mean(x: Any, mask: Any) -> Any:
    """Pool an LSTM's outputs over the tokens: to shape (texts, 2 * numbers)."""
    # The outputs lie between -1 and 1: what is pushed below -1 is never the maximum.
    maximum = ops.max(x - 2 * (1 - mask), axis=1)
    return layers.Concatenate()([maximum, mean_over_tokens(x, mask)])


def _adam(learning_rate: Any) -> Any:
    return keras.optimizers.Adam(learning_rate, global_clipnorm=1.0)
