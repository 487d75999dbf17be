"""The builders of networks: sizes, masks, classes, what they can learn."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.models import networks, parts
from textcls.models.training import set_seed
from textcls.text.vocabulary import pad


def small(length: int = 20, n_classes: int = 2, **changes: object) -> keras.Model:
    sizes = {"embedding_dim": 6, "filters": 8, "units": 4, "segment": 8} | changes
    return networks.improved_lstm(30, length, n_classes, **sizes)


def test_article_network_is_the_listing():
    model = networks.article_lstm()
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
        lambda: networks.article_lstm(0),
        lambda: networks.article_lstm(10, 0),
        lambda: small(0),
        lambda: small(20, 1),
        lambda: networks.convolutional_student(30, 0),
        lambda: networks.compact_lstm(30, 20, units=0),
        lambda: small(20, segment=7),
        lambda: small(20, segment=0),
        lambda: small(embedding=np.zeros((29, 6))),
        lambda: small(embedding=np.zeros(30)),
    ],
)
def test_networks_of_impossible_sizes(build):
    with pytest.raises(InputError):
        build()


# --- parts that the networks share


def test_pooling_looks_at_tokens_alone():
    rng = np.random.default_rng(0)
    ids = np.array([[3, 4, 5], [6, 0, 0], [7, 8, 0]], dtype=np.int32)
    x = rng.uniform(-1, 1, (3, 3, 2)).astype(np.float32) - 0.5  # mostly below 0
    x = np.maximum(x, -1)
    found = np.asarray(networks._maximum_and_mean(x, parts.token_mask(ids)))
    for row, tokens, pooled in zip(x, ids > 0, found, strict=True):
        np.testing.assert_allclose(pooled[:2], row[tokens].max(axis=0), atol=1e-6)
        np.testing.assert_allclose(pooled[2:], row[tokens].mean(axis=0), atol=1e-6)


@pytest.mark.parametrize(
    ("model", "loss"),
    [
        (lambda: networks.article_lstm(30, 8), "binary_crossentropy"),
        (lambda: networks.compact_lstm(30, 8), "binary_crossentropy"),
        (lambda: networks.convolutional_student(30, 8), "binary_crossentropy"),
        (lambda: small(8), "binary_crossentropy"),
        (lambda: small(8, 3), "sparse_categorical_crossentropy"),
    ],
)
def test_every_network_comes_with_the_loss_of_its_last_layer(model, loss):
    model = model()
    assert model.compiled and model.loss == loss
    assert (model.output_shape[-1] == 1) == (loss == "binary_crossentropy")


@pytest.mark.parametrize("shape", [(29, 6), (30,), (30, 6, 1)])
def test_initial_vectors_of_another_shape_are_refused(shape):
    with pytest.raises(InputError, match="the initial vectors have shape"):
        small(embedding=np.zeros(shape))


# --- the Transformer


def close(a, b):
    np.testing.assert_allclose(a, b, atol=1e-5, rtol=0)


@pytest.fixture(scope="module")
def attending() -> keras.Model:
    set_seed(3)
    return networks.transformer(50, 30, 4, dimensions=16, heads=2, hidden=16, blocks=2)


def some_rows(n=4, length=12):
    rng = np.random.default_rng(1)
    rows = rng.integers(1, 50, size=(n, length)).astype(np.int32)
    rows[np.arange(length) >= rng.integers(3, length, size=(n, 1))] = 0
    return rows


@pytest.mark.parametrize("padding", [(0, 1), (0, 18), (7, 0), (5, 5)])
def test_padding_does_not_change_what_a_transformer_predicts(attending, padding):
    rows = some_rows()
    padded = np.pad(rows, [(0, 0), padding])
    close(attending.predict(padded, verbose=0), attending.predict(rows, verbose=0))


def test_order_changes_what_a_transformer_predicts(attending):
    rows = some_rows()
    turned = rows.copy()
    turned[:, :3] = rows[:, 2::-1]
    change = attending.predict(turned, verbose=0) - attending.predict(rows, verbose=0)
    assert np.abs(change).max() > 1e-4


def test_a_transformer_predicts_an_empty_text(attending):
    found = attending.predict(np.zeros((1, 5), dtype=np.int32), verbose=0)
    assert np.isfinite(found).all()
    close(found.sum(), 1)


def test_a_saved_transformer_predicts_the_same(attending, tmp_path):
    attending.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", compile=False)
    close(again.predict(some_rows(), verbose=0), attending.predict(some_rows(), verbose=0))


def test_the_number_of_a_transformers_parameters_is_what_the_formula_says():
    d, h, v, n = 24, 40, 50, 30
    model = networks.transformer(v, n, 3, dimensions=d, heads=3, hidden=h, blocks=2)
    block = 4 * (d * d + d) + 2 * 2 * d + d * h + h + h * d + d
    assert model.count_params() == (v + n + 1) * d + 2 * block + 3 * d + 3


def test_a_transformer_learns_which_of_two_words_came_first():
    """Two words stand in every text, in either order: a bag of words is at chance."""
    set_seed(0)
    rng = np.random.default_rng(0)
    rows = rng.integers(4, 50, size=(600, 8)).astype(np.int32)
    places = np.sort(np.array([rng.choice(8, 2, replace=False) for _ in rows]))
    labels = rng.integers(0, 2, size=600)
    rows[np.arange(600), places[:, 0]] = 2 + labels
    rows[np.arange(600), places[:, 1]] = 3 - labels
    model = networks.transformer(
        50, 8, dimensions=16, heads=2, hidden=32, dropout=0, learning_rate=1e-2
    )
    model.fit(rows[:500], labels[:500], epochs=12, batch_size=50, verbose=0)
    assert model.evaluate(rows[500:], labels[500:], verbose=0)[1] > 0.9


def test_a_transformer_takes_initial_vectors():
    vectors = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    model = networks.transformer(50, 8, embedding=vectors, dimensions=16, heads=2)
    assert np.array_equal(model.get_layer("tokens").get_weights()[0], vectors)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"length": 0}, "length is 0; give 1 or more"),
        ({"n_classes": 1}, "n_classes is 1"),
        ({"heads": 5}, "5 heads cannot share 64 dimensions; give a multiple of 5"),
        ({"embedding": np.ones((5, 64))}, r"shape \(5, 64\); give one of \(50, 64\)"),
    ],
)
def test_impossible_sizes_of_a_transformer_are_told(arguments, message):
    with pytest.raises(InputError, match=message):
        networks.transformer(**{"vocabulary_size": 50, "length": 8} | arguments)
