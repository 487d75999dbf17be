"""The run of §5.4 on the embedded reviews: what models reach over five corpora, and five starts.

Seed k draws the corpus k, the start of the network and the order of its batches. The bags of words
choose their settings by cross-validation on the training rows; grammar, sizes and settings of the
network were chosen on corpora 100 and above.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegressionCV

from textcls.arrays import Floats, Integers
from textcls.corpora.corpus import Corpus
from textcls.models.linear import TextPipeline, majority, nb_logistic_regression
from textcls.models.networks import improved_lstm
from textcls.runs import engine
from textcls.runs.cache import Result
from textcls.runs.engine import run_trials
from textcls.runs.learners import Learner, Linear, Material, Network
from textcls.runs.measures import is_right
from textcls.runs.training import Model, trials
from textcls.synthetic import reviews
from textcls.text.tokens import tokenize

__all__ = ["SEEDS", "ChosenNgrams", "list_models", "reproduce_reviews"]

SEEDS = (0, 1, 2, 3, 4)


class ChosenNgrams(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression on 1- to n-grams, counted or TF-IDF: what cross-validation prefers.

    Parameters
    ----------
    longest
        The n.

    Examples
    --------
    >>> texts = ["good film", "fine film", "good plot", "bad film", "dull film", "bad plot"]
    >>> ChosenNgrams().fit(texts, [1, 1, 1, 0, 0, 0]).predict(["good", "bad"]).tolist()
    [1, 0]
    """

    def __init__(self, longest: int = 1) -> None:
        self.longest = longest

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:
        """Fit both kinds of features to texts, shape (texts,), and keep the better."""
        options = {"tokenizer": tokenize, "token_pattern": None, "ngram_range": (1, self.longest)}
        best = -1.0
        for features in (CountVectorizer(binary=True, **options), TfidfVectorizer(**options)):
            rows = features.fit_transform(X)
            model = LogisticRegressionCV(
                Cs=[0.03, 0.1, 0.3, 1, 3, 10],
                l1_ratios=(0,),
                cv=3,
                max_iter=1000,
                scoring="accuracy",
                use_legacy_attributes=True,
            )
            model.fit(rows, y)
            score = np.mean(model.scores_[1], axis=0).max()
            if score > best:
                best, self.features_, self.classifier_ = score, features, model
        self.classes_ = self.classifier_.classes_
        self.coef_, self.intercept_ = self.classifier_.coef_, self.classifier_.intercept_
        return self

    def predict_proba(self, X: Sequence[str]) -> Floats:
        """Give the probability of each class, shape (texts, classes)."""
        return np.asarray(self.classifier_.predict_proba(self.features_.transform(X)))

    def predict(self, X: Sequence[str]) -> Integers:
        """Give the more probable class, shape (texts,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])


def _ngrams(longest: int) -> TextPipeline:
    return TextPipeline([("classifier", ChosenNgrams(longest))])


def _network() -> Network:
    sizes: dict[str, Any] = {
        "embedding_dim": 32,
        "filters": 32,
        "units": 32,
        "segment": 50,
        "dropout": 0.3,
    }
    learning_rate, length = 4e-3, 100

    def build(material: Material) -> Any:
        rate = material.falling(learning_rate)
        return improved_lstm(len(material.vocabulary), length, learning_rate=rate, **sizes)

    return Network(
        build,
        [sizes, learning_rate],
        vocabulary=3_000,
        length=length,
        epochs=10,
        batch_size=64,
        truncating="pre",
    )


def list_models(seed: int = 0) -> dict[str, Model]:
    """List what is trained on a corpus.

    Parameters
    ----------
    seed
        Of the corpus and of the network.

    Returns
    -------
    dict

    Examples
    --------
    >>> list(list_models())
    ['reviews_majority', 'reviews_unigrams', 'reviews_bigrams', 'reviews_nb', 'reviews_improved']
    """
    listed: dict[str, tuple[str, Learner]] = {
        "majority": ("majority", Linear(majority)),
        "unigrams": ("unigram logistic regression", Linear(partial(_ngrams, 1))),
        "bigrams": ("bigram logistic regression", Linear(partial(_ngrams, 2))),
        "nb": ("NB-weighted 1-3-grams", Linear(nb_logistic_regression)),
        "improved": ("improved network, 32 units", _network()),
    }
    return {
        f"reviews_{name}": Model(title, learner, (seed,))
        for name, (title, learner) in listed.items()
    }


def reproduce_reviews(
    out: str | os.PathLike[str] = "book/results/reviews.json",
    *,
    seeds: Sequence[int] = SEEDS,
    n_train: int = 8_000,
    n_test: int = 2_000,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Train each model on each corpus, try it on the corpus's test, and record the accuracies.

    Parameters
    ----------
    out
        The JSON file to write.
    seeds
        Of the corpora.
    n_train, n_test
        Their sizes.
    cache
        Folder for finished trainings.
    progress
        Show bars and finished trainings on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If the file cannot be written.

    Examples
    --------
    >>> reproduce_reviews(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    engine.prepare(out)
    corpora = {seed: reviews.load(n_train, n_test, seed) for seed in seeds}
    results = run_trials(
        [
            trial
            for seed, corpus in corpora.items()
            for trial in trials(list_models(seed), corpus, progress)
        ],
        Path(cache),
        progress,
    )
    first = corpora[seeds[0]].train.texts
    record = {
        "run": "embedded reviews",
        "seeds": list(seeds),
        "rows": {"train": n_train, "test": n_test},
        "sha256": hashlib.sha256("\n".join(first).encode()).hexdigest(),
        "versions": {name: version(name) for name in ("tensorflow", "keras", "scikit-learn")},
        "models": {
            model.title: _describe_model(results[name], corpora)
            for name, model in list_models().items()
        },
    }
    engine.write(out, record)
    return record


def _describe_model(results: Sequence[Result], corpora: Mapping[int, Corpus]) -> dict[str, Any]:
    accuracies = [
        float(is_right(corpora[result.record["seed"]].test.labels, result.arrays["test"]).mean())
        for result in results
    ]
    seconds = np.mean([result.record["core_seconds_to_train"] for result in results])
    return {
        "accuracy": [round(accuracy, 4) for accuracy in accuracies],
        "core_seconds": round(float(seconds), 1),
    }
