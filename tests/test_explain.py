"""Explanations: right where the right answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.explain import gradient_times_input, occlusion, scorer
from textcls.models import article_lstm, improved_lstm

WORDS = ["fine", "dull", "film", "not", "plot"]


def bag_of_words(seed=0):
    """Return a fitted classifier of texts whose log-odds are a sum over their words."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rng = np.random.default_rng(seed)
    texts = [" ".join(rng.choice(WORDS, 6)) for _ in range(80)]
    labels = [int(text.count("fine") > text.count("dull")) for text in texts]
    return make_pipeline(CountVectorizer(), LogisticRegression()).fit(texts, labels)


def additive_network(length=6, vocabulary=9, seed=0):
    """Return a network whose log-odds are the sum of one product for each token."""
    import keras

    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            keras.layers.Embedding(vocabulary, 3, embeddings_initializer="normal"),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    table, kernel, _ = model.get_weights()
    return model, (table @ kernel)[:, 0] / length


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_occlusion_of_a_linear_model_gives_its_coefficients(tokens):
    model = bag_of_words()
    vocabulary = model[0].vocabulary_
    expected = [model[1].coef_[0, vocabulary[token]] for token in tokens]
    np.testing.assert_allclose(occlusion(scorer(model), tokens), expected, atol=1e-9)
    np.testing.assert_allclose(occlusion(scorer(model, label=0), tokens), -np.array(expected))


def test_gradient_times_input_of_an_additive_network_is_what_each_token_adds():
    model, worth = additive_network()
    row = [3, 7, 7, 1, 0, 0]
    for label, sign in ((1, 1), (0, -1)):
        found = gradient_times_input(model, row, label)
        np.testing.assert_allclose(found, sign * worth[row], atol=1e-5)
    found = occlusion(scorer(model), row, replacement=0)
    np.testing.assert_allclose(found, worth[row] - worth[0], atol=1e-5)


def test_on_the_scale_of_probabilities_it_is_the_slope_there():
    model, worth = additive_network()
    row = [3, 7, 7, 1, 0, 0]
    p = float(scorer(model, scale="probability")([row])[0])
    found = gradient_times_input(model, row, scale="probability")
    np.testing.assert_allclose(found, p * (1 - p) * worth[row], atol=1e-6)
    assert float(scorer(model)([row])[0]) == pytest.approx(np.log(p / (1 - p)), abs=1e-5)


@pytest.mark.parametrize(
    "build",
    [
        lambda: article_lstm(30, length=8),
        lambda: improved_lstm(30, 8, n_classes=3, embedding_dim=4, filters=5, units=3, segment=4),
    ],
)
def test_gradient_of_real_networks_agrees_with_finite_differences(build):
    import keras

    keras.utils.set_random_seed(1)
    model = build()
    row = np.array([3, 7, 9, 4, 11, 2, 0, 0], dtype=np.int32)
    found = gradient_times_input(model, row)
    table = model.layers[[type(layer).__name__ for layer in model.layers].index("Embedding")]
    weights = table.get_weights()[0]
    for place, token in enumerate(row[:6]):  # every token stands once: shrink its vector alone
        scores = []
        for factor in (1.02, 0.98):
            changed = weights.copy()
            changed[token] *= factor
            table.set_weights([changed])
            scores.append(float(scorer(model)([row])[0]))
        table.set_weights([weights])
        assert found[place] == pytest.approx((scores[0] - scores[1]) / 0.04, abs=2e-4)


def test_padding_of_the_improved_network_explains_nothing():
    model = improved_lstm(30, 12, embedding_dim=4, filters=5, units=3, segment=4)
    found = gradient_times_input(model, [3, 7, 9] + [0] * 9)
    assert (found[3:] == 0).all() and (found[:3] != 0).all()


def test_a_sure_model_gives_finite_numbers():
    model, _ = additive_network()
    table, kernel, bias = model.get_weights()
    model.set_weights([table, kernel, bias + 60])
    assert np.isfinite(scorer(model)([[1, 2, 3]])).all()
    assert np.isfinite(gradient_times_input(model, [1] * 6)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: occlusion(lambda texts: [0] * len(texts), []), "no token to explain"),
        (lambda: scorer(bag_of_words(), scale="odds"), "the scale is 'odds'; give"),
        (lambda: scorer(bag_of_words(), label=2)([["a"]]), "the label is 2; give one from 0 to 1"),
        (lambda: gradient_times_input(additive_network()[0], [1]), r"the row has the shape \(1,\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_network_without_embedding_is_refused():
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    with pytest.raises(InputError, match="no Embedding layer"):
        gradient_times_input(model, [1, 2])
