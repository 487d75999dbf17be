r"""The compact network that readers try in the page (§5.4): trained here, run there by JavaScript.

A row of tokens becomes vectors, an LSTM reads them in both directions, and of its outputs the
largest and the mean over all tokens go into one sigmoid. After training, every weight is rounded to
half precision; the rounded network is the model, here and in the page, so that both compute the
same probabilities from a file of half the size.
"""

from __future__ import annotations

import base64
import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcls.corpora import Corpus, Split, split_off
from textcls.errors import InputError
from textcls.files import replacing
from textcls.text import Vocabulary, clean, pad, tokenize

__all__ = ["IMDB", "REVIEWS", "LiveModel", "Recipe", "compact_lstm", "reproduce", "train"]


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
    accuracy : float
        Share of the test texts on which the rounded network was right.
    n_test : int
        On how many it was tried.

    Examples
    --------
    >>> model = LiveModel(["", "[UNK]", "fine"], 8, [np.ones((3, 2), np.float16)])
    >>> model.encode(["A fine <b>film</b>"])[0].tolist()
    [1, 2, 1, 0, 0, 0, 0, 0]
    """

    tokens: list[str]
    length: int
    weights: list[NDArray[np.float16]]
    accuracy: float = math.nan
    n_test: int = 0

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
            "accuracy": self.accuracy,
            "n_test": self.n_test,
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
            tokens = ["", "[UNK]", *found["tokens"].split()]
            return cls(tokens, found["length"], weights, found["accuracy"], found["n_test"])
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{path} holds no model of the page; make one with 'textcls reproduce live'"
            ) from error


@dataclass(frozen=True)
class Recipe:
    """Numbers that decide how a compact network is trained.

    Attributes
    ----------
    max_tokens, length
        Size of the vocabulary, and tokens of a text that are read.
    epochs, batch_size, learning_rate
        How often all texts are gone through, how many make a step, and Adam's learning rate, which
        falls to 0 along half a cosine.
    embedding_dim, units
        See `compact_lstm`.
    seed
        Where the random numbers start.

    Examples
    --------
    >>> Recipe(max_tokens=100, length=20, epochs=1).units
    24
    """

    max_tokens: int
    length: int
    epochs: int
    batch_size: int = 64
    learning_rate: float = 3e-3
    embedding_dim: int = 24
    units: int = 24
    seed: int = 0


IMDB = Recipe(max_tokens=12_000, length=250, epochs=5)
"""Chosen on 5,000 held-out training rows of the real reviews."""
REVIEWS = Recipe(max_tokens=2_500, length=120, epochs=8)


def train(split: Split, recipe: Recipe, name: str | None = None) -> LiveModel:
    """Train a compact network and round it.

    Parameters
    ----------
    split
        Texts of two classes.
    recipe
        How to train.
    name
        Show a progress bar of this name.

    Returns
    -------
    LiveModel

    Examples
    --------
    >>> from textcls.corpora import reviews
    >>> model = train(reviews.generate(32), Recipe(max_tokens=50, length=20, epochs=1))
    >>> model.predict_proba(["A fine film."]).shape
    (1,)
    """
    import keras

    from textcls.training import fit, set_seed

    rest, shown = split_off(split, max(2, len(split) // 20), seed=0)  # shown in the bar alone
    vocabulary = Vocabulary.build((clean(text) for text in rest.texts), recipe.max_tokens)
    untrained = LiveModel(list(vocabulary.tokens), recipe.length, [])
    set_seed(recipe.seed)
    network = compact_lstm(len(vocabulary), recipe.length, recipe.embedding_dim, recipe.units)
    steps = recipe.epochs * -(-len(rest) // recipe.batch_size)
    rate = keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps)
    network.compile(
        keras.optimizers.Adam(rate, global_clipnorm=1.0),
        "binary_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    fit(
        network,
        untrained.encode(rest.texts),
        rest.labels,
        (untrained.encode(shown.texts), shown.labels),
        epochs=recipe.epochs,
        batch_size=recipe.batch_size,
        name=name,
    )
    return replace(untrained, weights=[w.astype(np.float16) for w in network.get_weights()])


def reproduce(
    name: str,
    corpus: Corpus,
    recipe: Recipe,
    folder: str | os.PathLike[str] = "book/site/static/live",
    results: str | os.PathLike[str] = "book/results",
    progress: bool = True,
) -> LiveModel:
    """Train a model of the page, try it once on the test split, and write its script.

    Parameters
    ----------
    name
        ``"imdb"`` or ``"embedded"``, as the page calls it.
    corpus
        Two classes.
    recipe
        How to train.
    folder
        Where ``model-<name>.js`` is written.
    results
        Where ``live-<name>.json`` is written: the recipe, and the accuracy on the test split.
    progress
        Show a bar on standard error.

    Returns
    -------
    LiveModel

    Raises
    ------
    InputError
        If the corpus has not two classes, or a file cannot be written.

    Examples
    --------
    >>> reproduce("x", Corpus(Split(["a"], [0]), Split(["b"], [0]), ("only",)), REVIEWS)
    Traceback (most recent call last):
    textcls.errors.InputError: the page's model tells two classes apart; this corpus has 1
    """
    if len(corpus.class_names) != 2:
        raise InputError(
            f"the page's model tells two classes apart; this corpus has {len(corpus.class_names)}"
        )
    trained = train(corpus.train, recipe, f"the page's model, {name}" if progress else None)
    right = (trained.predict_proba(corpus.test.texts) > 0.5) == corpus.test.labels
    model = replace(trained, accuracy=round(float(right.mean()), 5), n_test=len(corpus.test))
    model.save(Path(folder) / f"model-{name}.js", name)
    record = {"recipe": asdict(recipe), "n_train": len(corpus.train), "n_test": model.n_test}
    record["accuracy"] = model.accuracy
    with replacing(Path(results) / f"live-{name}.json") as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return model
