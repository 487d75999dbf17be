"""Retrieval: the order of scikit-learn's neighbours, whatever makes the vectors."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from textcls.errors import InputError
from textcls.models.retrieval import Retriever
from textcls.synthetic import news

ARCHIVE = news.make_news(60, seed=3).texts
QUESTIONS = ["Which club has a new coach?", "Who won the downhill?", "Shares in a bank fall"]


class Lengths(TransformerMixin, BaseEstimator):
    """Stands in for an encoder: dense vectors, nothing to fit."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return np.array([[len(text), text.count("e"), 1] for text in X], dtype=np.float32)


@pytest.mark.parametrize("features", [TfidfVectorizer(), CountVectorizer(), Lengths()])
def test_the_order_is_that_of_the_cosine(features):
    retriever = Retriever(features).fit(ARCHIVE)
    vectors = features.fit(ARCHIVE).transform(ARCHIVE)
    neighbours = NearestNeighbors(n_neighbors=60, metric="cosine").fit(vectors)
    distances, _ = neighbours.kneighbors(features.transform(QUESTIONS))
    ranked, scores = retriever.rank(QUESTIONS, 60), retriever.scores(QUESTIONS)
    np.testing.assert_allclose(1 - np.take_along_axis(scores, ranked, 1), distances, atol=1e-6)
    assert (np.sort(ranked, axis=1) == np.arange(60)).all()
    assert (retriever.rank(QUESTIONS, 5) == ranked[:, :5]).all()


def test_each_item_is_found_by_its_own_text():
    assert Retriever(TfidfVectorizer()).fit(ARCHIVE).rank(ARCHIVE, 1)[:, 0].tolist() == list(
        range(60)
    )


def test_only_the_archive_is_learnt_from():
    features = TfidfVectorizer()
    retriever = Retriever(features).fit(["rain in the north", "rain in the south"])
    before = retriever.scores(["rain"]).tolist()
    retriever.rank(["a comet, a comet"], 1)
    assert set(retriever.features_.vocabulary_) == {"rain", "in", "the", "north", "south"}
    assert retriever.scores(["rain"]).tolist() == before
    assert not hasattr(features, "vocabulary_")


def test_of_equals_the_first_comes_first():
    retriever = Retriever(TfidfVectorizer()).fit(["rain", "snow"] * 50)
    even, odd = list(range(0, 100, 2)), list(range(1, 100, 2))
    assert retriever.rank(["snow", "hail"], 100).tolist() == [odd + even, list(range(100))]
    assert not retriever.scores(["hail"]).any()


def test_faults_are_one_sentence():
    retriever = Retriever(TfidfVectorizer())
    with pytest.raises(InputError, match="the archive has no items"):
        retriever.fit([])
    with pytest.raises(InputError, match="no list of strings"):
        retriever.fit("one text")
    retriever.fit(["rain", "snow"])
    with pytest.raises(InputError, match="3 of 2 items are asked for; give a smaller k"):
        retriever.rank(["rain"], 3)
    with pytest.raises(InputError, match="k is 0"):
        retriever.rank(["rain"], 0)
    with pytest.raises(InputError, match="no list of strings"):
        retriever.scores("rain")
