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

__all__ = [
    "article_lstm",
    "compact_lstm",
    "convolutional_student",
    "improved_lstm",
    "small_network",
    "transformer",
]


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


def small_network(side: int = 8, n_classes: int = 10) -> Any:
    """Build a convolutional network for square grey images.

    Two layers of 3 by 3 kernels on images framed by zeros ("same" padding), a maximum over squares
    of 2 by 2, a dense layer. In the manner of LeCun et al. (1998), doi:10.1109/5.726791, but far
    smaller.

    Parameters
    ----------
    side
        Pixels along a side.
    n_classes
        Number of classes.

    Returns
    -------
    keras.Model
        Compiled, from (n, side, side, 1) to probabilities of shape (n, n_classes).

    Raises
    ------
    InputError
        If the images are too small for the network, or there are fewer than two classes.

    Examples
    --------
    >>> small_network().count_params()
    9930
    """
    if side < 2 or n_classes < 2:
        raise InputError(
            f"Got images of side {side} and {n_classes} classes; expected a side of 2 or more and "
            "at least two classes."
        )

    model = keras.Sequential(
        [
            keras.Input((side, side, 1)),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
    adam = keras.optimizers.Adam(learning_rate=0.003)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


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
            keras.layers.Embedding(vocabulary_size, 16),
            keras.layers.LSTM(32, return_sequences=True),
            keras.layers.LSTM(32),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"], jit_compile=False)
    return model


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
        embedding has another number of rows.

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
    check_sizes(vocabulary_size=vocabulary_size, length=length, segment=segment // 2)
    if n_classes < 2 or segment % 2:
        raise InputError(
            f"{n_classes} classes and segments of {segment} tokens were asked for; "
            "give two classes or more, and an even number of tokens"
        )
    start = _initial_embedding(embedding, vocabulary_size)
    embedding_dim = embedding_dim if embedding is None else int(np.shape(embedding)[1])
    n_segments = -(-length // segment)
    padded = n_segments * segment

    ids = keras.Input((length,), dtype="int32")
    x = ops.pad(ids, ((0, 0), (0, padded - length)))
    is_token = ops.expand_dims(ops.cast(ops.not_equal(x, 0), "float32"), -1)
    x = layers.Embedding(vocabulary_size, embedding_dim, embeddings_initializer=start)(x)
    x = layers.SpatialDropout1D(embedding_dropout)(x) * is_token
    x = layers.Conv1D(filters, 3, padding="same", activation="relu")(x) * is_token
    x, is_token = layers.MaxPooling1D(2)(x), layers.MaxPooling1D(2)(is_token)
    x = ops.reshape(x, (-1, segment // 2, filters))
    x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    x = ops.reshape(x, (-1, padded // 2, 2 * units))
    mean = ops.sum(x * is_token, axis=1) / ops.maximum(ops.sum(is_token, axis=1), 1)
    # Outputs of an LSTM lie between -1 and 1: what is pushed below -1 is never the maximum.
    highest = ops.max(x - 2 * (1 - is_token), axis=1)
    x = layers.Dropout(dropout)(layers.Concatenate()([highest, mean]))
    binary = n_classes == 2
    y = layers.Dense(1 if binary else n_classes, activation="sigmoid" if binary else "softmax")(x)

    model = keras.Model(ids, y)
    model.compile(
        keras.optimizers.Adam(learning_rate, global_clipnorm=1.0),
        "binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def _initial_embedding(embedding: ArrayLike | None, vocabulary_size: int) -> Any:
    """Give the initialiser of the token vectors."""
    if embedding is None:
        return "uniform"
    vectors = np.asarray(embedding, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != vocabulary_size:
        raise InputError(
            f"the initial vectors have the shape {vectors.shape}; expected one row for each of "
            f"the {vocabulary_size} token numbers"
        )
    return keras.initializers.Constant(vectors)


def convolutional_student(
    vocabulary_size: int, length: int, dimensions: int = 16, filters: int = 32
) -> Any:
    """Build a small network: vectors, one convolution over three tokens, the maximum, a sigmoid.

    It has no recurrence, hence no long chain of steps. Padding changes nothing.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.
    dimensions, filters
        Sizes of the vectors and of the convolution.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    References
    ----------
    Y. Kim (2014), Convolutional Neural Networks for Sentence Classification, EMNLP,
    arXiv:1408.5882.

    Examples
    --------
    >>> convolutional_student(1000, 50, dimensions=8, filters=4).count_params()
    8105
    """
    ids = keras.Input((length,), dtype="int32")
    is_token = ops.expand_dims(ops.cast(ops.not_equal(ids, 0), "float32"), -1)
    x = layers.Embedding(vocabulary_size, dimensions)(ids) * is_token
    x = layers.Conv1D(filters, 3, padding="same", activation="relu")(x) * is_token
    x = layers.Dropout(0.3)(layers.GlobalMaxPooling1D()(x))
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(x))
    model.compile(
        keras.optimizers.Adam(3e-3), "binary_crossentropy", metrics=["accuracy"], jit_compile=False
    )
    return model


def compact_lstm(
    vocabulary_size: int, length: int, embedding_dim: int = 24, units: int = 24
) -> Any:
    """Build the compact network.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.
    embedding_dim, units
        Length of a token's vector, and size of the LSTM in each direction.

    Returns
    -------
    keras.Model
        Not yet compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    Raises
    ------
    InputError
        If a size is not positive.

    Examples
    --------
    >>> compact_lstm(1000, 50, embedding_dim=4, units=2).output_shape
    (None, 1)
    """
    sizes = {"vocabulary_size": vocabulary_size, "length": length, "units": units}
    for name, size in {**sizes, "embedding_dim": embedding_dim}.items():
        if size < 1:
            raise InputError(f"{name} is {size}; give 1 or more")
    ids = keras.Input((length,), dtype="int32")
    is_token = ops.expand_dims(ops.cast(ops.not_equal(ids, 0), "float32"), -1)
    x = layers.Embedding(vocabulary_size, embedding_dim, mask_zero=True)(ids)
    x = layers.SpatialDropout1D(0.4)(x)
    x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    mean = ops.sum(x * is_token, axis=1) / ops.maximum(ops.sum(is_token, axis=1), 1)
    # Outputs of an LSTM lie between -1 and 1: what is pushed below -1 is never the largest.
    largest = ops.max(x - 2 * (1 - is_token), axis=1)
    x = layers.Dropout(0.4)(layers.Concatenate()([largest, mean]))
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(x))
