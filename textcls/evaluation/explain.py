r"""Why this answer? §9 question 3: occlusion, and gradient × input.

Both give each token of a text a number: how much it speaks for a class. *Occlusion* takes the token
away, asks the model again, and reports by how much its score falls; it works with any model.
*Gradient × input* asks how the score would change if the token's vector shrank a little, and
reports that slope times the vector; it needs one pass through a network.

The score is the model's log-odds by default. There a linear model is a sum of what its words
contribute, so that the right answer is known; a probability flattens near 0 and 1, where every
single token seems to matter little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.errors import InputError
from textcls.evaluation.inputs import class_probabilities
from textcls.text.vocabulary import pad

__all__ = ["Scale", "gradient_times_input", "occlusion", "scorer"]

Scale = Literal["log-odds", "probability"]
_TINY = 1e-7  # float32 knows no probability between 1 and 1 - 6e-8


def scorer(
    model: Any, label: int = 1, scale: Scale = "log-odds"
) -> Callable[[Sequence[Sequence[Any]]], Floats]:
    """Make the function from token sequences to scores that `occlusion` asks.

    Parameters
    ----------
    model
        A network of `textcls.models`, which gets token numbers, or a fitted scikit-learn
        classifier of texts, which gets tokens joined by spaces.
    label
        The class whose score is wanted.
    scale
        ``"log-odds"``, log p − log(1 − p), or ``"probability"``.

    Returns
    -------
    callable
        From n token sequences to a float64 array of shape (n,).

    Raises
    ------
    InputError
        If there is no such scale or class.

    Examples
    --------
    >>> from textcls.models import majority
    >>> score = scorer(majority().fit(["a", "b", "c", "d"], [1, 1, 1, 0]), scale="probability")
    >>> score([["any", "words"]])
    array([0.75])
    """
    if scale not in ("log-odds", "probability"):
        raise InputError(f"the scale is {scale!r}; give 'log-odds' or 'probability'")

    def score(sequences: Sequence[Sequence[Any]]) -> Floats:
        if hasattr(model, "predict_proba"):
            found = model.predict_proba([" ".join(map(str, tokens)) for tokens in sequences])
        else:
            rows = pad([[int(t) for t in tokens] for tokens in sequences], model.input_shape[1])
            found = np.asarray(model(rows, training=False))
        p = class_probabilities(found)
        if not 0 <= label < p.shape[1]:
            raise InputError(f"the label is {label}; give one from 0 to {p.shape[1] - 1}")
        return _log_odds(p[:, label]) if scale == "log-odds" else p[:, label]

    return score


def occlusion(
    score: Callable[[Sequence[Sequence[Any]]], ArrayLike],
    tokens: Sequence[Any],
    replacement: Any = None,
) -> Floats:
    r"""Give by how much the score falls when a token is taken away.

    .. math:: a_t = s(x_1, \dots, x_n) - s(x_1, \dots, x_{t-1}, x_{t+1}, \dots, x_n)

    Parameters
    ----------
    score
        From n token sequences to n scores: see `scorer`.
    tokens
        Those of one text, words or numbers.
    replacement
        What to put in the token's place, such as the number 1 of an unknown token, which keeps
        the other tokens where they are; by default nothing.

    Returns
    -------
    numpy.ndarray
        Shape (tokens,). Positive: the token speaks for the class.

    Raises
    ------
    InputError
        If there is no token.

    References
    ----------
    M. D. Zeiler, R. Fergus (2014), Visualizing and Understanding Convolutional Networks, ECCV,
    arXiv:1311.2901; J. Li, W. Monroe, D. Jurafsky (2016), Understanding Neural Networks through
    Representation Erasure, arXiv:1612.08220.

    Examples
    --------
    A model that counts what it likes:

    >>> worth = {"fine": 2.0, "dull": -3.0}
    >>> score = lambda texts: [sum(worth.get(token, 0.0) for token in text) for text in texts]
    >>> occlusion(score, ["a", "fine", "but", "dull", "film"]).tolist()
    [0.0, 2.0, 0.0, -3.0, 0.0]
    """
    kept = list(tokens)
    if not kept:
        raise InputError("there is no token to explain; give a text with at least one")
    put = [] if replacement is None else [replacement]
    without = [kept[:t] + put + kept[t + 1 :] for t in range(len(kept))]
    scores = np.asarray(score([kept, *without]), dtype=np.float64)
    return np.asarray(scores[0] - scores[1:], dtype=np.float64)


def gradient_times_input(network: Any, row: ArrayLike, label: int = 1) -> Floats:
    r"""Give the slope of the log-odds along each token's vector, times the vector.

    With :math:`e_t` the vector of the token at place t and s the log-odds of the class,

    .. math:: a_t = \sum_k e_{tk} \frac{\partial s}{\partial e_{tk}} .

    Parameters
    ----------
    network : keras.Model
        From token numbers to probabilities, its first layer with weights an ``Embedding``.
    row
        Token numbers, padded to the network's length, shape (length,).
    label
        The class whose score is wanted.

    Returns
    -------
    numpy.ndarray
        Shape (length,). To first order what the score would lose without the token; exactly so
        if the score is linear in the vectors.

    Raises
    ------
    InputError
        If the row does not fit or the network has no ``Embedding``.

    References
    ----------
    A. Shrikumar, P. Greenside, A. Kundaje (2017), Learning Important Features Through Propagating
    Activation Differences, ICML, arXiv:1704.02685, who compare it with their own method.

    Examples
    --------
    >>> from textcls.models import article_lstm
    >>> gradient_times_input(article_lstm(50, length=4), [3, 7, 2, 0]).shape
    (4,)
    """
    numbers = tf.constant(np.asarray(row, dtype=np.int32)[None])
    if tuple(numbers.shape[1:]) != network.input_shape[1:]:
        raise InputError(
            f"the row has the shape {tuple(numbers.shape[1:])}; the network reads rows of "
            f"{network.input_shape[1:]}"
        )
    embeddings = [layer for layer in network.layers if isinstance(layer, keras.layers.Embedding)]
    if not embeddings:
        raise InputError("the network has no Embedding layer; give one that reads token numbers")
    upper = keras.Model([*network.inputs, embeddings[0].output], network.outputs[0])
    vectors = embeddings[0](numbers)
    with tf.GradientTape() as tape:
        tape.watch(vectors)
        found = upper([numbers, vectors], training=False)
        if found.shape[1] == 1:
            found = tf.concat([1 - found, found], axis=1)
        p = tf.clip_by_value(found[0, label], _TINY, 1 - _TINY)
        score = tf.math.log(p) - tf.math.log1p(-p)
    slope = tape.gradient(score, vectors)
    return np.asarray(tf.reduce_sum(slope * vectors, axis=-1)[0], dtype=np.float64)


def _log_odds(p: Floats) -> Floats:
    inner = np.clip(p, _TINY, 1 - _TINY)
    return np.log(inner) - np.log1p(-inner)
