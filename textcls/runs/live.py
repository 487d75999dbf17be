"""The recorded runs of the models in the page, §5.4: trained here, run there by JavaScript."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
import numpy as np

from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.errors import InputError
from textcls.files import replacing
from textcls.models.live import LiveModel
from textcls.models.networks import compact_lstm
from textcls.models.training import fit, set_seed
from textcls.text.cleaning import clean
from textcls.text.vocabulary import Vocabulary

__all__ = ["IMDB", "REVIEWS", "Recipe", "reproduce", "train"]


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
    >>> from textcls.synthetic import reviews
    >>> model = train(reviews.make_reviews(32), Recipe(max_tokens=50, length=20, epochs=1))
    >>> model.predict_proba(["A fine film."]).shape
    (1, 2)
    """
    rest, shown = split_off(split, max(2, len(split) // 20), seed=0)  # shown in the bar alone
    vocabulary = Vocabulary.build((clean(text) for text in rest.texts), recipe.max_tokens)
    untrained = LiveModel(vocabulary, recipe.length, [])
    set_seed(recipe.seed)
    steps = recipe.epochs * -(-len(rest) // recipe.batch_size)
    network = compact_lstm(
        len(vocabulary),
        recipe.length,
        recipe.embedding_dim,
        recipe.units,
        learning_rate=keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps),
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
    right = trained.predict_proba(corpus.test.texts).argmax(axis=1) == corpus.test.labels
    model = replace(trained, accuracy=round(float(right.mean()), 5), n_test=len(corpus.test))
    model.save(Path(folder) / f"model-{name}.js", name)
    record = {"recipe": asdict(recipe), "n_train": len(corpus.train), "n_test": model.n_test}
    record["accuracy"] = model.accuracy
    with replacing(Path(results) / f"live-{name}.json") as temporary:
        temporary.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return model
