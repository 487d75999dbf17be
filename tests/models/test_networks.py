"""The builders of networks: sizes, masks, classes, what they can learn."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.models import networks, parts
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
