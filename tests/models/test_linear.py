"""The linear models: against scikit-learn and closed forms."""

from collections import Counter

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import MultinomialNB
from sklearn.utils.estimator_checks import parametrize_with_checks

from tests.models.estimators import with_checks
from textcls import models
from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.ngrams import skipgrams
from textcls.text.tokens import tokenize

TEXTS = ["a fine film", "not bad at all", "fine , fine !", "a dull film", "not fine", "bad"] * 4
LABELS = [1, 1, 1, 0, 0, 0] * 4
LINEAR = (
    models.tfidf_logistic_regression,
    models.nb_logistic_regression,
    models.skipgram_logistic_regression,
)


def test_log_count_ratio_by_its_formula():
    generator = np.random.default_rng(0)
    X, y = generator.integers(0, 3, (20, 5)), generator.integers(0, 2, 20)
    p, q = X[y == 1].sum(axis=0) + 0.5, X[y == 0].sum(axis=0) + 0.5
    expected = np.log((p / p.sum()) / (q / q.sum()))
    fitted = models.LogCountRatio(alpha=0.5).fit(X, y)
    np.testing.assert_allclose(fitted.ratio_, expected)
    np.testing.assert_allclose(fitted.transform(X).toarray(), X * expected)


def test_log_count_ratio_is_that_of_naive_bayes():
    generator = np.random.default_rng(1)
    X, y = generator.integers(0, 3, (30, 6)), np.arange(30) % 2
    reference = MultinomialNB(alpha=1.0).fit(X, y).feature_log_prob_
    found = models.LogCountRatio().fit(X, y).ratio_
    np.testing.assert_allclose(found, reference[1] - reference[0])


@pytest.mark.parametrize("build", LINEAR)
def test_linear_models_learn_and_give_probabilities(build):
    model = build().fit(TEXTS, LABELS)
    p = model.predict_proba(TEXTS)
    assert p.shape == (len(TEXTS), 2)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (model.predict(TEXTS) == LABELS).mean() > 0.9


@pytest.mark.parametrize("build", LINEAR)
def test_linear_models_take_any_number_of_named_classes(build):
    texts = ["red apple", "green leaf", "blue sky", "red rose", "green grass", "blue sea"] * 3
    labels = ["r", "g", "b"] * 6
    model = clone(build()).fit(texts, labels)
    assert model.predict(["blue", "red"]).tolist() == ["b", "r"]
    np.testing.assert_allclose(model.predict_proba(["green blue"]).sum(axis=1), 1)


@pytest.mark.parametrize("build", LINEAR)
def test_linear_models_see_the_tokens_of_the_package(build):
    model = build().fit(TEXTS, LABELS)
    features = set(model["features"].get_feature_names_out())
    assert set(tokenize(clean("Not <br/> FINE!"))) <= features
    assert "not bad" in features


@pytest.mark.parametrize("build", [models.majority, *LINEAR])
@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["a", "b"], [1, 1], "1 classes"),
        (["a", "b"], [1], "exactly one label"),
        (["a", 3], [0, 1], "each text a string"),
        ("ab", [0, 1], "each text a string"),
        ([], [], "0 classes"),
    ],
)
def test_linear_models_refuse_bad_input(build, texts, labels, message):
    with pytest.raises(InputError, match=message):
        build().fit(texts, labels)


@pytest.mark.parametrize("build", LINEAR)
def test_linear_models_need_words(build):
    with pytest.raises(InputError, match="no text has a word"):
        build().fit(["_", " "] * 3, [0, 1] * 3)


@pytest.mark.parametrize("build", LINEAR[1:])
def test_nb_models_need_a_word_that_stands_twice(build):
    with pytest.raises(InputError, match="no text has a word"):
        build(min_df=2).fit(["a", "b"], [0, 1])


def test_skipgram_model_is_the_pipeline_by_hand():
    """Presence times ratio, rows of length 1, logistic regression: the same probabilities."""
    vocabulary = sorted({gram for text in TEXTS for gram in skipgrams(text)})
    presence = np.array([[g in skipgrams(t) for g in vocabulary] for t in TEXTS], float)
    p, q = (presence[np.array(LABELS) == c].sum(axis=0) + 1 for c in (1, 0))
    rows = presence * np.log(p / p.sum() / (q / q.sum()))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    by_hand = LogisticRegression(C=100, solver="liblinear", dual=True, max_iter=300)
    expected = by_hand.fit(rows, LABELS).predict_proba(rows)
    found = models.skipgram_logistic_regression().fit(TEXTS, LABELS).predict_proba(TEXTS)
    np.testing.assert_allclose(found, expected, atol=0.01)


def grams(text, longest=3):
    """Cut a text into its n-grams, as often as they stand there."""
    tokens = tokenize(clean(text))
    return [
        " ".join(tokens[i : i + n])
        for n in range(1, longest + 1)
        for i in range(len(tokens) - n + 1)
    ]


REPEATING = ["so so good", "good , good !", "not so bad", "so so bad", "bad bad bad", "no good"] * 2
OPINIONS = [1, 1, 1, 0, 0, 0] * 2


def counted(texts, longest):
    """Give the n-grams that stand in two texts or more, and their counts by text."""
    found = [Counter(grams(text, longest)) for text in texts]
    n_texts = Counter(gram for counts in found for gram in counts)
    vocabulary = sorted(gram for gram, n in n_texts.items() if n >= 2)
    return np.array([[counts[gram] for gram in vocabulary] for counts in found], float)


def test_naive_bayes_model_is_the_pipeline_by_hand():
    """Presence, not count, times ratio, logistic regression: the same probabilities."""
    presence = np.minimum(counted(REPEATING, 3), 1)
    p, q = (presence[np.array(OPINIONS) == c].sum(axis=0) + 1 for c in (1, 0))
    rows = presence * np.log(p / p.sum() / (q / q.sum()))
    by_hand = LogisticRegression(C=0.3, solver="liblinear").fit(rows, OPINIONS)
    model = models.nb_logistic_regression().fit(REPEATING, OPINIONS)
    np.testing.assert_allclose(
        model.predict_proba(REPEATING), by_hand.predict_proba(rows), atol=1e-3
    )


def test_tfidf_model_is_the_pipeline_by_hand():
    """One plus the logarithm of the count, times rarity, rows of length 1, regression."""
    counts = counted(REPEATING, 2)
    frequency = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0)
    n = len(REPEATING)
    rows = frequency * (np.log((1 + n) / (1 + (counts > 0).sum(axis=0))) + 1)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    by_hand = LogisticRegression(C=10).fit(rows, OPINIONS)
    model = models.tfidf_logistic_regression().fit(REPEATING, OPINIONS)
    np.testing.assert_allclose(
        model.predict_proba(REPEATING), by_hand.predict_proba(rows), atol=1e-3
    )


@pytest.mark.parametrize("build", LINEAR[1:])
def test_rare_features_are_left_out(build):
    model = build(min_df=3).fit([*TEXTS, "rare words", "rare words"], [*LABELS, 0, 0])
    assert "rare" not in model["features"].get_feature_names_out()
    assert "rare" in build().fit([*TEXTS, "rare", "rare"], [*LABELS, 0, 0])["features"].vocabulary_


def test_smoothing_has_to_be_positive():
    for alpha in (0, -1, np.nan):
        with pytest.raises(InputError, match="alpha"):
            models.LogCountRatio(alpha=alpha).fit(np.eye(2), [0, 1])


# --- as estimators of scikit-learn


@parametrize_with_checks([models.LogCountRatio()])
def test_log_count_ratio_is_an_estimator(estimator, check):
    check(estimator)


@with_checks
@pytest.mark.parametrize("build", [models.majority, *LINEAR])
def test_pipelines_are_estimators(build, check):
    check("TextPipeline", build())


@pytest.mark.parametrize("build", [models.majority, *LINEAR])
def test_scikit_learn_validates_and_searches_them(build):
    names = np.array(["no", "yes"])[LABELS]
    scores = cross_val_score(build(), TEXTS, names, cv=2, scoring="accuracy")
    assert ((scores >= 0.5) & (scores <= 1)).all()
    with pytest.raises(NotFittedError):
        build().predict_proba(["fine"])


def test_the_strength_of_the_regularisation_can_be_searched():
    grid = {"classifier__estimator__classifier__C": [1e-6, 1.0]}
    names = np.array(["no", "yes"])[LABELS]
    search = GridSearchCV(models.nb_logistic_regression(), grid, cv=2, scoring="neg_log_loss")
    assert search.fit(TEXTS, names).best_params_[next(iter(grid))] == 1.0
    assert search.predict(["not fine"]).tolist() == ["no"]


# --- sizes


def test_parameters_are_counted():
    counts = {
        models.majority: lambda model: 1,
        models.tfidf_logistic_regression: lambda m: len(m["features"].vocabulary_) + 1,
        models.nb_logistic_regression: lambda m: len(m["features"].vocabulary_) + 1,
    }
    for build, expected in counts.items():
        model = build().fit(TEXTS, LABELS)
        assert model.count_params() == expected(model)
    three = models.nb_logistic_regression().fit(TEXTS, [0, 1, 2] * 8)
    assert three.count_params() == 3 * (len(three["features"].vocabulary_) + 1)
    vectors = models.document_vector_logistic_regression(dimensions=4, epochs=1, min_df=1)
    vectors.fit(TEXTS, LABELS)
    assert vectors.count_params() == 4 * len(vectors["features"].counter_.vocabulary_) + 4 + 1


def test_majority_ignores_the_text():
    model = models.majority().fit(["x", "y", "z"], ["no", "yes", "yes"])
    assert model.predict(["x", "anything"]).tolist() == ["yes", "yes"]
    np.testing.assert_allclose(model.predict_proba(["x"]), [[1 / 3, 2 / 3]])
