"""The run on embedded reviews: its layout, its order, and what cross-validation chooses."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegressionCV

from textcls.corpora.corpus import Corpus, Split
from textcls.runs import reviews
from textcls.runs.cache import Result
from textcls.runs.reviews import ChosenNgrams, list_models

RECORD = Path(__file__).parents[2] / "book" / "results" / "reviews.json"


def layout(value):
    return {key: layout(entry) for key, entry in value.items()} if isinstance(value, dict) else None


def test_the_run_writes_a_record_like_that_of_the_book(watched):
    watch = watched("reviews")
    made = json.loads((watch.folder / "reviews.json").read_text())
    stored = json.loads(RECORD.read_text(encoding="utf-8"))
    assert layout(made) == layout(stored)
    assert list(made["models"]) == list(stored["models"])
    texts = watch.corpora[0].train.texts
    assert made["sha256"] == hashlib.sha256("\n".join(texts).encode()).hexdigest()
    assert made["rows"] == {"train": 60, "test": 40}
    assert made["models"]["majority"]["accuracy"] == [0.5]


def test_the_record_of_the_book_is_of_the_seeds_and_sizes_in_the_code():
    stored = json.loads(RECORD.read_text(encoding="utf-8"))
    assert tuple(stored["seeds"]) == reviews.SEEDS
    assert list(stored["models"]) == [model.title for model in list_models().values()]


def test_each_training_is_tried_on_the_test_of_its_own_corpus():
    """Two tests with opposite labels: a model that always says 1 is right on one of them."""
    corpora = {
        seed: Corpus(Split(["a"], [0]), Split(["b"] * 4, [label] * 4), ("no", "yes"))
        for seed, label in ((5, 0), (6, 1))
    }
    results = [
        Result(
            {"seed": seed, "core_seconds_to_train": seconds}, {"test": np.tile([0.2, 0.8], (4, 1))}
        )
        for seed, seconds in ((5, 1.0), (6, 2.26))
    ]
    found = reviews._describe_model(results, corpora)
    assert found == {"accuracy": [0.0, 1.0], "core_seconds": 1.6}


@pytest.mark.parametrize("longest", [1, 2])
def test_ngrams_are_those_that_cross_validation_prefers(longest, monkeypatch):
    """Whatever each kind of feature scores, the better one is kept and predicts."""
    texts = ["good film", "fine film", "good plot", "bad film", "dull film", "bad plot"] * 3
    y = [1, 1, 1, 0, 0, 0] * 3
    for scores, kind in (((0.9, 0.6), CountVectorizer), ((0.6, 0.9), TfidfVectorizer)):
        left = iter(scores)

        class Scored(LogisticRegressionCV):
            def fit(self, X, y, left=left):
                super().fit(X, y)
                self.scores_ = {1: np.full((3, 6), next(left))}
                return self

        monkeypatch.setattr(reviews, "LogisticRegressionCV", Scored)
        model = ChosenNgrams(longest).fit(texts, y)
        assert type(model.features_) is kind
        assert model.predict(["good", "bad"]).tolist() == [1, 0]
        assert model.features_.ngram_range == (1, longest)
        assert model.coef_.shape == (1, len(model.features_.vocabulary_))
