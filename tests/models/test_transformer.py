"""The Transformer: padding changes nothing, and it learns what order says."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.models.networks import transformer
from textcls.models.training import set_seed


def close(a, b):
    np.testing.assert_allclose(a, b, atol=1e-5, rtol=0)


@pytest.fixture(scope="module")
def model():
    set_seed(3)
    return transformer(50, 30, 4, dimensions=16, heads=2, hidden=16, blocks=2)


def some_rows(n=4, length=12):
    rng = np.random.default_rng(1)
    rows = rng.integers(1, 50, size=(n, length)).astype(np.int32)
    rows[np.arange(length) >= rng.integers(3, length, size=(n, 1))] = 0
    return rows


@pytest.mark.parametrize("padding", [(0, 1), (0, 18), (7, 0), (5, 5)])
def test_padding_does_not_change_a_prediction(model, padding):
    rows = some_rows()
    padded = np.pad(rows, [(0, 0), padding])
    close(model.predict(padded, verbose=0), model.predict(rows, verbose=0))


def test_order_changes_a_prediction(model):
    rows = some_rows()
    turned = rows.copy()
    turned[:, :3] = rows[:, 2::-1]
    assert np.abs(model.predict(turned, verbose=0) - model.predict(rows, verbose=0)).max() > 1e-4


def test_an_empty_text_gets_a_prediction(model):
    found = model.predict(np.zeros((1, 5), dtype=np.int32), verbose=0)
    assert np.isfinite(found).all()
    close(found.sum(), 1)


def test_a_saved_network_predicts_the_same(model, tmp_path):
    import keras

    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras", compile=False)
    close(again.predict(some_rows(), verbose=0), model.predict(some_rows(), verbose=0))


def test_the_number_of_parameters_is_what_the_formula_says():
    d, h, v, n = 24, 40, 50, 30
    model = transformer(v, n, 3, dimensions=d, heads=3, hidden=h, blocks=2)
    block = 4 * (d * d + d) + 2 * 2 * d + d * h + h + h * d + d
    assert model.count_params() == (v + n + 1) * d + 2 * block + 3 * d + 3


def test_it_learns_which_of_two_words_came_first():
    """Two words stand in every text, in either order: a bag of words is at chance."""
    set_seed(0)
    rng = np.random.default_rng(0)
    rows = rng.integers(4, 50, size=(600, 8)).astype(np.int32)
    places = np.sort(np.array([rng.choice(8, 2, replace=False) for _ in rows]))
    labels = rng.integers(0, 2, size=600)
    rows[np.arange(600), places[:, 0]] = 2 + labels
    rows[np.arange(600), places[:, 1]] = 3 - labels
    model = transformer(50, 8, dimensions=16, heads=2, hidden=32, dropout=0, learning_rate=1e-2)
    model.fit(rows[:500], labels[:500], epochs=12, batch_size=50, verbose=0)
    assert model.evaluate(rows[500:], labels[500:], verbose=0)[1] > 0.9


def test_initial_vectors_are_taken():
    vectors = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    model = transformer(50, 8, embedding=vectors, dimensions=16, heads=2)
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
def test_impossible_sizes_are_told(arguments, message):
    with pytest.raises(InputError, match=message):
        transformer(**{"vocabulary_size": 50, "length": 8} | arguments)
