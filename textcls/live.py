r"""The compact network that readers try in the page (§5.4): trained here, run there by JavaScript.

A row of tokens becomes vectors, an LSTM reads them in both directions, and of its outputs the
largest and the mean over all tokens go into one sigmoid. After training, every weight is rounded to
half precision; the rounded network is the model, here and in the page, so that both compute the
same probabilities from a file of half the size.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcls.corpora import Split, split_off
from textcls.errors import InputError
from textcls.files import replacing
from textcls.text import Vocabulary, clean, pad, tokenize

__all__ = ["LiveModel", "compact_lstm", "train"]


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
    import keras
    from keras import layers, ops

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


@dataclass(frozen=True, eq=False)
class LiveModel:
    """A trained compact network with its vocabulary, as the page has it.

    Attributes
    ----------
    tokens : list of str
        Token of each number; 0 is padding and 1 an unknown token.
    length : int
        Tokens that the network reads: of a longer text the first quarter of this number, and the
        last three quarters.
    weights : list of float16 arrays
        In Keras's order: embedding; kernel, recurrent kernel and bias of the LSTM forwards, then
        backwards; kernel and bias of the last layer.

    Examples
    --------
    >>> model = LiveModel(["", "[UNK]", "fine"], 8, [np.ones((3, 2), np.float16)])
    >>> model.encode(["A fine <b>film</b>"])[0].tolist()
    [1, 2, 1, 0, 0, 0, 0, 0]
    """

    tokens: list[str]
    length: int
    weights: list[NDArray[np.float16]]

    def encode(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Give the network's input for raw texts: shape (texts, length)."""
        number = {token: i for i, token in enumerate(self.tokens)}
        rows = [[number.get(token, 1) for token in tokenize(clean(text))] for text in texts]
        return pad(rows, self.length, truncating="middle")

    def network(self) -> Any:
        """Build the Keras network with these weights."""
        embedding, _, recurrent, *_ = self.weights
        model = compact_lstm(len(self.tokens), self.length, embedding.shape[1], recurrent.shape[0])
        model.set_weights([w.astype(np.float32) for w in self.weights])
        return model

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the probability of class 1 for each text: shape (texts,)."""
        if not texts:
            return np.empty(0)
        rows = self.encode(texts)
        return np.asarray(self.network().predict(rows, batch_size=256, verbose=0)[:, 0], float)

    def save(self, path: str | os.PathLike[str], name: str) -> None:
        """Write a script that hands the model to the page under ``name``.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        description = {
            "length": self.length,
            "tokens": " ".join(self.tokens[2:]),
            "weights": [
                {"shape": w.shape, "half": base64.b64encode(w.astype("<f2").tobytes()).decode()}
                for w in self.weights
            ],
        }
        text = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
        with replacing(path) as temporary:
            temporary.write_text(f'liveModel("{name}", {text});\n', encoding="utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> LiveModel:
        """Read what `save` has written.

        Raises
        ------
        InputError
            If there is no such file, or it holds no model.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
            found = json.loads(text[text.index("{") : text.rindex("}") + 1])
            weights = [
                np.frombuffer(base64.b64decode(w["half"]), "<f2").reshape(w["shape"])
                for w in found["weights"]
            ]
            return cls(["", "[UNK]", *found["tokens"].split()], found["length"], weights)
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{path} holds no model of the page; make one with 'textcls reproduce live'"
            ) from error


def train(
    split: Split,
    *,
    max_tokens: int,
    length: int,
    epochs: int,
    seed: int = 0,
    embedding_dim: int = 24,
    units: int = 24,
    name: str | None = None,
) -> LiveModel:
    """Train a compact network and round it.

    The learning rate falls to 0 along half a cosine, over ``epochs`` passes.

    Parameters
    ----------
    split
        Texts of two classes.
    max_tokens
        Size of the vocabulary.
    length
        Tokens of a text that are read.
    epochs, seed
        How often all texts are gone through, and where the random numbers start.
    embedding_dim, units
        See `compact_lstm`.
    name
        Show a progress bar of this name.

    Returns
    -------
    LiveModel

    Examples
    --------
    >>> from textcls.corpora import reviews
    >>> model = train(reviews.generate(32), max_tokens=50, length=20, epochs=1)
    >>> model.predict_proba(["A fine film."]).shape
    (1,)
    """
    import keras

    from textcls.training import fit, set_seed

    rest, shown = split_off(split, max(2, len(split) // 20), seed=0)  # for the bar alone
    vocabulary = Vocabulary.build((clean(text) for text in rest.texts), max_tokens)
    empty = LiveModel(list(vocabulary.tokens), length, [])
    set_seed(seed)
    network = compact_lstm(len(vocabulary), length, embedding_dim, units)
    steps = epochs * -(-len(rest) // 64)
    rate = keras.optimizers.schedules.CosineDecay(3e-3, steps)
    network.compile(
        keras.optimizers.Adam(rate, global_clipnorm=1.0),
        "binary_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    fit(
        network,
        empty.encode(rest.texts),
        rest.labels,
        (empty.encode(shown.texts), shown.labels),
        epochs=epochs,
        batch_size=64,
        name=name,
    )
    rounded = [w.astype(np.float16) for w in network.get_weights()]
    return LiveModel(empty.tokens, length, rounded)
