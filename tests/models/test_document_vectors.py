"""§5.4: document vectors, their gradient and what they know of texts they have not met."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from tests.models.estimators import with_checks
from textcls.errors import InputError
from textcls.models import document_vectors
from textcls.models.document_vectors import DocumentVectors, _turn
from textcls.models.linear import document_vector_logistic_regression
from textcls.synthetic import news

SMALL = {"dimensions": 10, "epochs": 5, "min_df": 1}
TEXTS = ["sun and sea", "sun and sand", "bit and byte", "byte and code"]
SCALE = 6.0


def objective(document, vectors):
    """What one step climbs: the first vector is the text's own, the others are noise."""
    lengths = np.linalg.norm(document) * np.linalg.norm(vectors, axis=1)
    signs = np.where(np.arange(len(vectors)) == 0, 1, -1)
    return -np.logaddexp(0, -signs * SCALE * (vectors @ document) / lengths).sum()


def central_differences(function, at, step=1e-6):
    gradient = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        moved = np.zeros_like(at)
        moved[place] = step
        gradient[place] = (function(at + moved) - function(at - moved)) / (2 * step)
    return gradient


def test_a_step_follows_the_gradient_of_the_printed_objective():
    rng = np.random.default_rng(0)
    document, vectors = rng.normal(size=5), rng.normal(size=(4, 5))
    of_document = central_differences(lambda d: objective(d, vectors), document)
    of_vectors = central_differences(lambda v: objective(document, v), vectors)
    rate, ngrams = 1e-3, np.arange(4)[np.newaxis]
    new_document, new_vectors = document.copy(), vectors.copy()
    _turn.py_func(new_document, new_vectors, ngrams, SCALE, rate, learns=True)
    # The compiled function counts in single precision.
    np.testing.assert_allclose((new_document - document) / rate, of_document, atol=1e-5)
    np.testing.assert_allclose((new_vectors - vectors) / rate, of_vectors, atol=1e-5)


def test_the_compiled_step_is_the_python_step():
    rng = np.random.default_rng(1)
    start = rng.normal(size=8).astype(np.float32), rng.normal(size=(9, 8)).astype(np.float32)
    ngrams = rng.integers(9, size=(20, 4))
    ends = []
    for step in (_turn, _turn.py_func):
        document, vectors = start[0].copy(), start[1].copy()
        step(document, vectors, ngrams, SCALE, 0.05, True)
        ends.append(np.vstack([document, vectors]))
    np.testing.assert_allclose(*ends, atol=1e-4)


def test_n_grams_stay_as_they_are_while_a_text_is_read():
    model = DocumentVectors(**SMALL).fit(TEXTS)
    before = model.vectors_.copy()
    model.transform(["sea and code"])
    np.testing.assert_array_equal(model.vectors_, before)


def test_a_vector_depends_on_its_text_alone_and_has_length_one():
    model = DocumentVectors(**SMALL).fit(TEXTS)
    together = model.transform([*TEXTS, "never met", ""])
    alone = np.vstack([model.transform([text]) for text in [*TEXTS, "never met", ""]])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)


def test_labels_do_not_matter_and_the_seed_does():
    one = DocumentVectors(**SMALL).fit(TEXTS, [0, 0, 1, 1]).vectors_
    np.testing.assert_array_equal(one, DocumentVectors(**SMALL).fit(TEXTS).vectors_)
    assert not np.allclose(one, DocumentVectors(**SMALL, random_state=1).fit(TEXTS).vectors_)


def test_vectors_learnt_without_labels_tell_topics_apart():
    corpus = news.load(n_train=600, n_test=400)
    model = document_vector_logistic_regression(dimensions=30, epochs=20)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.test.texts, corpus.test.labels) > 0.7  # luck is a quarter


@pytest.mark.parametrize("name", ["dimensions", "epochs", "negatives", "min_df"])
def test_a_size_of_nought_is_refused(name):
    with pytest.raises(InputError, match=f"{name} is 0"):
        DocumentVectors(**{name: 0}).fit(TEXTS)


def test_the_rate_falls_in_equal_steps_from_the_given_one(monkeypatch):
    """In `fit`, and again in `transform`, where the n-grams' vectors stay."""
    asked = []

    def spy(document, vectors, ngrams, scale, rate, learns):
        asked.append((rate, learns))
        document += 1

    monkeypatch.setattr(document_vectors, "_turn", spy)
    DocumentVectors(**SMALL, learning_rate=0.1).fit(["a b", "b c"]).transform(["a c"])
    rates = [0.1, 0.08, 0.06, 0.04, 0.02]
    expected = [(rate, True) for rate in rates for _ in range(2)]
    expected += [(rate, False) for rate in rates]
    np.testing.assert_allclose([rate for rate, _ in asked], [rate for rate, _ in expected])
    assert [learns for _, learns in asked] == [learns for _, learns in expected]


def test_noise_and_thinning_follow_the_counts(monkeypatch):
    """Noise: counts to the power of 3/4; thinning: word2vec's rule, never more than always."""
    monkeypatch.setattr(document_vectors, "_turn", lambda document, *rest: document.fill(1))
    texts = ["common"] * 300 + ["rare"] * 20 + ["once"]
    model = DocumentVectors(dimensions=3, epochs=1, min_df=1).fit(texts)
    names = model.counter_.get_feature_names_out().tolist()
    counts = np.array([{"common": 300, "rare": 20, "once": 1}[name] for name in names])
    shares = np.bincount(model._noise) / model._noise.size
    np.testing.assert_allclose(shares, counts**0.75 / (counts**0.75).sum(), rtol=1e-4)
    excess = counts / counts.sum() / 1e-4
    np.testing.assert_allclose(model._kept, np.minimum(1, np.sqrt(1 / excess) + 1 / excess))


@with_checks
def test_it_is_an_estimator(check):
    check("DocumentVectors", DocumentVectors())


def test_scikit_learn_can_copy_it_and_is_told_what_is_wrong():
    fitted = DocumentVectors(**SMALL).fit(TEXTS)
    copy = clone(fitted)
    with pytest.raises(NotFittedError):
        copy.transform(TEXTS)
    np.testing.assert_array_equal(copy.fit(TEXTS).vectors_, fitted.vectors_)
    for wrong in ("a text", [1, 2]):
        with pytest.raises(InputError, match="each text a string"):
            fitted.transform(wrong)
        with pytest.raises(InputError, match="each text a string"):
            copy.fit(wrong)
