"""Parts that the book's Keras networks share; they read token numbers, where 0 is padding."""

from __future__ import annotations

from typing import Any

from keras import layers, ops

__all__ = ["compiled", "mean_over_tokens", "output_layer", "token_mask"]


def token_mask(ids: Any) -> Any:
    """Give 1 where a token stands and 0 for padding.

    Parameters
    ----------
    ids
        Token numbers, shape (texts, places).

    Returns
    -------
    tensor
        Shape (texts, places, 1).

    Examples
    --------
    >>> token_mask(ops.array([[5, 0]])).numpy().tolist()
    [[[1.0], [0.0]]]
    """
    return ops.expand_dims(ops.cast(ops.not_equal(ids, 0), "float32"), -1)


def mean_over_tokens(x: Any, mask: Any) -> Any:
    """Average over the tokens, padding left out.

    Parameters
    ----------
    x
        Numbers of each token, shape (texts, places, numbers).
    mask
        See `token_mask`.

    Returns
    -------
    tensor
        Shape (texts, numbers); 0 for a text without tokens.

    Examples
    --------
    >>> x, mask = ops.array([[[3.0], [9.0]]]), ops.array([[[1.0], [0.0]]])
    >>> mean_over_tokens(x, mask).numpy().tolist()
    [[3.0]]
    """
    return ops.sum(x * mask, axis=1) / ops.maximum(ops.sum(mask, axis=1), 1)


def output_layer(n_classes: int = 2) -> Any:
    """Make the last layer.

    Parameters
    ----------
    n_classes
        Two or more.

    Returns
    -------
    keras.layers.Dense
        Gives the probability of class 1, or with more than two classes that of each.

    Examples
    --------
    >>> output_layer(2).units, output_layer(4).units
    (1, 4)
    """
    if n_classes == 2:
        return layers.Dense(1, activation="sigmoid")
    return layers.Dense(n_classes, activation="softmax")


def compiled(model: Any, optimizer: Any) -> Any:
    """Compile a network with the cross-entropy that belongs to its `output_layer`.

    Parameters
    ----------
    model
        Whose last layer is one.
    optimizer
        Of Keras.

    Returns
    -------
    keras.Model
        The same.

    Examples
    --------
    >>> import keras
    >>> model = compiled(keras.Sequential([keras.Input((2,)), output_layer(3)]), "adam")
    >>> model.loss
    'sparse_categorical_crossentropy'
    """
    binary = model.output_shape[-1] == 1
    loss = "binary_crossentropy" if binary else "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=["accuracy"], jit_compile=False)
    return model
