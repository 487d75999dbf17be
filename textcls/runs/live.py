"""The run of the models in the page, §5.4: trained here, run there by JavaScript."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from textcls.corpora.corpus import Corpus, Split
from textcls.errors import InputError
from textcls.models.live import LiveModel
from textcls.models.networks import compact_lstm
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.engine import Trial, run_trials
from textcls.runs.learners import Material, Network, read
from textcls.runs.measures import is_right
from textcls.runs.provenance import digest
from textcls.runs.training import divide
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
    rest, shown = divide(split, held_out=max(2, len(split) // 20))  # shown in the bar alone
    fitted = _network(recipe).fit(rest, shown, recipe.seed, name)
    vocabulary, _ = read(rest, recipe.max_tokens)
    weights = [w.astype(np.float16) for w in fitted.model.get_weights()]
    return LiveModel(vocabulary, recipe.length, weights)


def _network(recipe: Recipe) -> Network:
    def build(material: Material) -> Any:
        return compact_lstm(
            len(material.vocabulary),
            recipe.length,
            recipe.embedding_dim,
            recipe.units,
            learning_rate=material.falling(recipe.learning_rate),
        )

    return Network(
        build,
        asdict(recipe),
        recipe.max_tokens,
        recipe.length,
        recipe.epochs,
        recipe.batch_size,
        "middle",
    )


def reproduce(
    name: str,
    corpus: Corpus,
    recipe: Recipe,
    folder: str | os.PathLike[str] = "book/site/static/live",
    results: str | os.PathLike[str] = "book/results",
    progress: bool = True,
    *,
    cache: str | os.PathLike[str] = engine.CACHE,
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
    cache
        Folder for the trained network.

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
    target = engine.prepare(Path(results) / f"live-{name}.json")
    title = f"the page's model, {name}" if progress else None
    trial = Trial(
        f"live_{name}",
        recipe.seed,
        [digest(corpus), asdict(recipe)],
        lambda: _pack(train(corpus.train, recipe, title)),
    )
    trained = _unpack(run_trials([trial], cache, progress)[trial.name][0])
    right = is_right(corpus.test.labels, trained.predict_proba(corpus.test.texts))
    model = replace(trained, accuracy=round(float(right.mean()), 5), n_test=len(corpus.test))
    model.save(Path(folder) / f"model-{name}.js", name)
    record = {"recipe": asdict(recipe), "n_train": len(corpus.train), "n_test": model.n_test}
    engine.write(target, record | {"accuracy": model.accuracy})
    return model


def _pack(model: LiveModel) -> Result:
    """Give what is kept of a trained network."""
    weights = {f"weight{i}": weight for i, weight in enumerate(model.weights)}
    return Result({"length": model.length, "tokens": list(model.vocabulary.tokens)}, weights)


def _unpack(result: Result) -> LiveModel:
    vocabulary = Vocabulary(tuple(result.record["tokens"]))
    weights = [result.arrays[f"weight{i}"] for i in range(len(result.arrays))]
    return LiveModel(vocabulary, result.record["length"], weights)
