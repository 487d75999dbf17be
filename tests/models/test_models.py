"""The builders: sizes, masks, classes, baselines against scikit-learn and closed forms."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from textcls import models
from textcls.errors import InputError
from textcls.text.cleaning import clean
from textcls.text.ngrams import skipgrams
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import pad

TEXTS = ["a fine film", "not bad at all", "fine , fine !", "a dull film", "not fine", "bad"] * 4
LABELS = [1, 1, 1, 0, 0, 0] * 4
LINEAR = (
    models.tfidf_logistic_regression,
    models.nb_logistic_regression,
    models.skipgram_logistic_regression,
)


def small(length: int = 20, n_classes: int = 2, **changes: object) -> keras.Model:
    sizes = {"embedding_dim": 6, "filters": 8, "units": 4, "segment": 8} | changes
    return models.improved_lstm(30, length, n_classes, **sizes)


# --- networks ------------------------------------------------------------------------------


def test_article_network_is_the_listing():
    model = models.article_lstm()
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Embedding", "LSTM", "LSTM", "Dense", "Dense"]
    embedding, lstm_1, lstm_2 = 10_000 * 16, 4 * 32 * (16 + 32 + 1), 4 * 32 * (32 + 32 + 1)
    assert model.count_params() == embedding + lstm_1 + lstm_2 + 33 * 24 + 25


@pytest.fixture(scope="module")
def of_lengths() -> dict[int, keras.Model]:
    """The same network for rows of several lengths: whole segments, and parts of them."""
    keras.utils.set_random_seed(1)
    networks = {length: small(length) for length in (20, 21, 24, 25, 40)}
    for network in networks.values():
        network.set_weights(networks[20].get_weights())
    return networks


@given(st.lists(st.integers(1, 29), max_size=20), st.sampled_from([21, 24, 25, 40]))
@settings(max_examples=25, deadline=None)
def test_padding_does_not_change_a_prediction(of_lengths, sequence, length):
    expected = of_lengths[20](pad([sequence], 20))
    found = of_lengths[length](pad([sequence], length))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_every_place_counts():
    """A change in any token, the first and the last included, changes the prediction."""
    keras.utils.set_random_seed(1)
    model = small(20)
    row = np.arange(2, 22, dtype=np.int32)
    changed = np.repeat(row[None], 20, axis=0)
    np.fill_diagonal(changed, 25)
    differences = np.abs(model(changed) - model(row[None]))
    assert (differences > 1e-7).all()


def test_word_order_counts():
    keras.utils.set_random_seed(1)
    rows = np.array([[2, 3, 4, 5], [5, 3, 4, 2]], dtype=np.int32)
    p = np.asarray(small(4)(rows))
    assert abs(p[0] - p[1]) > 1e-6


def test_an_empty_text_gets_a_prediction():
    assert np.isfinite(small()(np.zeros((1, 20), np.int32))).all()


@pytest.mark.parametrize(("n_classes", "columns"), [(2, 1), (3, 3), (5, 5)])
def test_columns_of_the_improved_network(n_classes, columns):
    p = np.asarray(small(20, n_classes)(np.ones((2, 20), np.int32)))
    assert p.shape == (2, columns)
    if columns > 1:
        np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)


def test_improved_network_learns_what_a_bag_of_words_cannot():
    """Class = whether token 2 stands before token 3: every text holds the same words."""
    generator = np.random.default_rng(0)
    rows = np.array([generator.permutation([2, 3, 4, 5, 6, 7]) for _ in range(600)], np.int32)
    labels = np.array([list(r).index(2) < list(r).index(3) for r in rows]).astype(int)
    keras.utils.set_random_seed(0)
    model = small(6, units=16, filters=16, embedding_dropout=0, dropout=0, learning_rate=0.02)
    model.fit(rows[:400], labels[:400], epochs=15, batch_size=32, verbose=0)
    assert model.evaluate(rows[400:], labels[400:], verbose=0)[1] > 0.95


def test_saved_network_loads_without_custom_code(tmp_path):
    model = small()
    rows = np.arange(40, dtype=np.int32).reshape(2, 20) % 30
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model(rows), loaded(rows))


def test_initial_embedding_is_used():
    vectors = np.random.default_rng(0).normal(size=(30, 6)).astype(np.float32)
    np.testing.assert_array_equal(small(embedding=vectors).get_weights()[0], vectors)


@pytest.mark.parametrize(
    "build",
    [
        lambda: models.article_lstm(0),
        lambda: models.article_lstm(10, 0),
        lambda: small(0),
        lambda: small(20, 1),
        lambda: small(20, segment=7),
        lambda: small(20, segment=0),
        lambda: small(embedding=np.zeros((29, 6))),
        lambda: small(embedding=np.zeros(30)),
    ],
)
def test_networks_of_impossible_sizes(build):
    with pytest.raises(InputError):
        build()


# --- token vectors -------------------------------------------------------------------------


def test_cooccurrences_are_the_factors_of_their_definition():
    """All dimensions kept: U S V' is the matrix itself, computed here pair by pair."""
    texts = [[2, 3, 4, 1, 5], [3, 2, 5, 5], [4, 2]]
    counts = np.zeros((6, 6))
    for text in texts:
        for i, left in enumerate(text):
            for j, right in enumerate(text):
                if 0 < abs(i - j) <= 2 and left > 1 and right > 1:
                    counts[left, right] += 1
    total = counts.sum(axis=0)
    share = total**0.75 / (total**0.75).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = np.log(counts / np.outer(total, share))
    matrix = np.where(counts > 0, np.maximum(matrix, 0), 0)
    left, strength, _ = np.linalg.svd(matrix)
    expected = left[:, :4] * np.sqrt(strength[:4])
    expected /= (
        np.linalg.norm(expected, axis=1, keepdims=True) + (expected == 0).all(axis=1)[:, None]
    )
    found = models.cooccurrence_embedding(texts, 6, dimensions=4, window=2)
    np.testing.assert_allclose(
        (found @ found.T)[2:, 2:], (expected @ expected.T)[2:, 2:], atol=1e-5
    )
    assert (found[:2] == 0).all()


def test_a_window_does_not_reach_into_the_next_text():
    apart = models.cooccurrence_embedding([[2, 3], [4, 5]] * 3, 6, dimensions=4)
    np.testing.assert_allclose(apart[2] @ apart[4], 0, atol=1e-6)


@pytest.mark.parametrize("changes", [{"dimensions": 5}, {"dimensions": 0}, {"window": 0}])
def test_impossible_token_vectors(changes):
    with pytest.raises(InputError):
        models.cooccurrence_embedding([[2, 3]], 6, **({"dimensions": 2} | changes))


def test_token_vectors_of_texts_without_company():
    with pytest.raises(InputError, match="stand together"):
        models.cooccurrence_embedding([[2], [1, 3]], 6, dimensions=2)


# --- linear models -------------------------------------------------------------------------


def test_log_count_ratio_by_its_formula():
    generator = np.random.default_rng(0)
    X, y = generator.integers(0, 3, (20, 5)), generator.integers(0, 2, 20)
    p, q = X[y == 1].sum(axis=0) + 0.5, X[y == 0].sum(axis=0) + 0.5
    expected = np.log((p / p.sum()) / (q / q.sum()))
    fitted = models.LogCountRatio(alpha=0.5).fit(X, y)
    np.testing.assert_allclose(fitted.ratio_, expected)
    np.testing.assert_allclose(fitted.transform(X).toarray(), X * expected)


def test_log_count_ratio_is_that_of_naive_bayes():
    from sklearn.naive_bayes import MultinomialNB

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
        (["a", 3], [0, 1], "each a string"),
        ("ab", [0, 1], "each a string"),
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


@given(st.lists(st.sampled_from(["not", "a", "very", "good", "film", "!"]), max_size=9))
def test_skipgrams_are_all_runs_and_pairs(pieces):
    expected = [" ".join(pieces[i : i + n]) for n in (1, 2, 3) for i in range(len(pieces) - n + 1)]
    expected += [f"{a} _ {b}" for d in (2, 3) for a, b in zip(pieces, pieces[d:], strict=False)]
    assert skipgrams(" ".join(pieces)) == expected


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It isn’t BAD", ["it", "is", "n't", "bad"]),
        ("can't we'll he`s", ["ca", "n't", "we", "'ll", "he", "'s"]),
        ("8/10, 'fine'<br />3.5", ["8", "/", "10", ",", "'", "fine", "'", "3.5"]),
        ("don'ts o'clock", ["don", "'", "ts", "o", "'", "clock"]),
        ("不错!", ["不", "错", "!"]),
    ],
)
def test_pieces_keep_punctuation_and_cut_contractions(text, pieces):
    assert skipgrams(text)[: len(pieces)] == pieces


def test_skipgram_model_is_the_pipeline_by_hand():
    """Presence times ratio, rows of length 1, logistic regression: the same probabilities."""
    from sklearn.linear_model import LogisticRegression

    vocabulary = sorted({gram for text in TEXTS for gram in skipgrams(text)})
    presence = np.array([[g in skipgrams(t) for g in vocabulary] for t in TEXTS], float)
    p, q = (presence[np.array(LABELS) == c].sum(axis=0) + 1 for c in (1, 0))
    rows = presence * np.log(p / p.sum() / (q / q.sum()))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    by_hand = LogisticRegression(C=100, solver="liblinear", dual=True, max_iter=300)
    expected = by_hand.fit(rows, LABELS).predict_proba(rows)
    found = models.skipgram_logistic_regression().fit(TEXTS, LABELS).predict_proba(TEXTS)
    np.testing.assert_allclose(found, expected, atol=0.01)


def test_smoothing_has_to_be_positive():
    with pytest.raises(InputError, match="alpha"):
        models.LogCountRatio(alpha=0).fit(np.eye(2), [0, 1])


def test_majority_ignores_the_text():
    model = models.majority().fit(["x", "y", "z"], ["no", "yes", "yes"])
    assert model.predict(["x", "anything"]).tolist() == ["yes", "yes"]
    np.testing.assert_allclose(model.predict_proba(["x"]), [[1 / 3, 2 / 3]])
