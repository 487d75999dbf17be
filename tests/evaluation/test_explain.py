"""Explanations: right where the right answer is known."""

import importlib.util
import os
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.evaluation.explain import gradient_times_input, occlusion, scorer
from textcls.models.networks import article_lstm, improved_lstm

ROOT = Path(__file__).parents[2]
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


@pytest.fixture(scope="module")
def shap():
    """SHAP, which is optional; but where the lock has it, CI has to have it too."""
    if importlib.util.find_spec("shap") is None:
        locked = "\nshap==" in (ROOT / "requirements.txt").read_text(encoding="utf-8")
        if locked and os.environ.get("CI"):
            pytest.fail("the lock has SHAP, this machine has not")
        pytest.skip("SHAP, the extra 'explain', is not installed")
    import shap

    return shap


@pytest.fixture(scope="module")
def shapley():
    """Return the function as chapter 9.3 prints it."""
    chapter = nbformat.read(ROOT / "book/09-3-explanations.ipynb", as_version=4)
    [cell] = [c for c in chapter.cells if c.cell_type == "code" and "def shapley(" in c.source]
    names = {"np": np}
    exec(cell.source, names)
    return names["shapley"]


def of_present(keep, row):
    """Mask as SHAP wants it: an absent player is a 0."""
    return (keep * row)[None]


def set_game(game, players):
    """Make a game of sets of players from one of rows of ones and zeros."""
    return lambda S: game(np.isin(np.arange(players), list(S))[None].astype(float))[0]


@given(st.integers(1, 5), st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_shapley_values_of_the_page_are_those_of_shap(shap, shapley, players, seed):
    worth = np.random.default_rng(seed).normal(size=2**players)  # any number for each set

    def game(rows):
        return worth[rows.astype(int) @ (1 << np.arange(players))]

    found = shapley(set_game(game, players), players)
    library = shap.ExactExplainer(game, of_present)(np.ones((1, players)), silent=True)
    np.testing.assert_allclose(found, library.values[0], atol=1e-12)
    assert found.sum() == pytest.approx(worth[-1] - worth[0])


@pytest.mark.parametrize("seed", range(5))
def test_one_order_of_arrival_is_exact_for_pairs_and_not_for_three(shap, shapley, seed):
    together = np.random.default_rng(seed).normal(size=(5, 5))

    def pairs(rows):
        return np.einsum("ni,ij,nj->n", rows, together, rows)

    def three(rows):
        return pairs(rows) + rows[:, :3].prod(axis=1)

    wrong = []
    for game in (pairs, three):
        explainer = shap.PermutationExplainer(game, of_present, seed=seed)
        one_order = explainer(np.ones((1, 5)), max_evals=11, silent=True).values[0]
        wrong.append(np.abs(one_order - shapley(set_game(game, 5), 5)).max())
    assert wrong[0] < 1e-9 < 0.1 < wrong[1]


def test_linear_explainer_is_the_closed_form_only_with_the_whole_background(shap):
    rng = np.random.default_rng(0)
    counts, weights = rng.poisson(1.0, size=(300, 4)).astype(float), rng.normal(size=4)
    row, known = counts[:1], weights * (counts[0] - counts.mean(axis=0))
    for rows, agrees in ((300, True), (100, False)):
        background = shap.maskers.Independent(counts, max_samples=rows)
        values = shap.LinearExplainer((weights, 0.0), background)(row).values[0]
        assert np.allclose(values, known) is agrees
    default = shap.LinearExplainer((weights, 0.0), counts)(row).values[0]
    np.testing.assert_allclose(default, values)


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


def test_scores_are_log_odds_or_probabilities():
    model, worth = additive_network()
    row = [3, 7, 7, 1, 0, 0]
    p = scorer(model, scale="probability")([row])
    assert p == pytest.approx(np.asarray(model(np.array([row])))[0])
    assert scorer(model)([row]) == pytest.approx(np.log(p / (1 - p)), abs=1e-5)
    assert scorer(model)([row]) == pytest.approx(worth[row].sum(), abs=1e-5)


def test_short_token_lists_are_padded_and_long_ones_cut():
    model, _ = additive_network()
    short, long = scorer(model)([[3, 7], [3, 7, 0, 0, 0, 0, 5]])
    assert short == long


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


def test_a_sure_model_gives_finite_numbers_as_large_as_float32_allows():
    model, _ = additive_network()
    table, kernel, bias = model.get_weights()
    model.set_weights([table, kernel, bias + 60])
    assert scorer(model)([[1, 2, 3]]) == pytest.approx(np.log(1e7))  # one in 10 million is wrong
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
