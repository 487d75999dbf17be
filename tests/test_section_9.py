"""Claims of the article's section 9 that no single module decides."""

from pathlib import Path

import numpy as np
import pytest

from textcls.models.embeddings import cooccurrence_embedding
from textcls.runs import records
from textcls.synthetic import reviews
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def corpus():
    return reviews.load(n_train=2500, n_test=1000)


def test_batch_normalisation_is_a_layer_with_trained_weights_and_two_behaviours():
    import keras

    layer = keras.layers.BatchNormalization()
    x = np.random.default_rng(0).normal(5, 2, size=(64, 3)).astype("float32")
    during, after = (np.asarray(layer(x, training=mode)) for mode in (True, False))
    assert len(layer.trainable_weights) == 2
    assert abs(during.mean()) < 0.01 < 1 < abs(after.mean())


def test_deleting_random_words_takes_negations_away(corpus):
    rng = np.random.default_rng(0)
    negations = {"not", "never", "hardly", "isn't", "no"}
    lost = 0
    for text in corpus.train.texts[:500]:
        tokens = tokenize(clean(text))
        kept = [token for token in tokens if rng.random() > 0.1]
        lost += sum(t in negations for t in tokens) > sum(t in negations for t in kept)
    assert 0.05 < lost / 500 < 0.6


def test_a_readable_tree_agrees_too_rarely_with_the_model_it_imitates(corpus):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.tree import DecisionTreeClassifier

    words = CountVectorizer(ngram_range=(1, 2), min_df=2)
    X, X_test = words.fit_transform(corpus.train.texts), words.transform(corpus.test.texts)
    model = LogisticRegression().fit(X, corpus.train.labels)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(X, model.predict(X))
    assert tree.score(X, model.predict(X)) < 0.8
    assert tree.score(X_test, model.predict(X_test)) < 0.8


def test_the_most_accurate_recorded_model_is_not_the_cheapest():
    run = records.load(Path(__file__).parent.parent / "book/results/imdb.json")
    key = "core_seconds_per_1000_predictions"
    models = [m for m in run["models"].values() if key in m]
    best = max(models, key=lambda m: m["accuracy"]["mean"])
    close = [m for m in models if m["accuracy"]["mean"] > best["accuracy"]["mean"] - 0.02]
    assert min(close, key=lambda m: m[key]["mean"]) is not best


def test_vectors_from_unlabelled_texts_buy_little(corpus):
    from sklearn.linear_model import LogisticRegression

    vocabulary = Vocabulary.build(corpus.train.texts)
    encoded, test = (vocabulary.encode_all(p.texts) for p in (corpus.train, corpus.test))
    learnt = cooccurrence_embedding(encoded, len(vocabulary), dimensions=50)
    by_lot = np.random.default_rng(0).normal(size=learnt.shape)
    by_lot /= np.linalg.norm(by_lot, axis=1, keepdims=True)
    for n in (60, 2500):
        scores = []
        for table in (learnt, by_lot):
            X, X_test = (np.array([table[i].mean(axis=0) for i in e]) for e in (encoded, test))
            model = LogisticRegression(C=100, max_iter=1000).fit(X[:n], corpus.train.labels[:n])
            scores.append(model.score(X_test, corpus.test.labels))
        assert scores[0] - scores[1] < 0.1, (n, scores)
