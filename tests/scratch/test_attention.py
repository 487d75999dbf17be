"""The Transformer: NumPy equals Keras, padding changes nothing, and it learns what order says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.models.networks import transformer
from textcls.models.training import set_seed
from textcls.scratch.attention import attention, multi_head_attention


def close(a, b):
    np.testing.assert_allclose(a, b, atol=1e-5, rtol=0)


# --- attention -------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    heads=st.integers(1, 4),
    k=st.integers(2, 6),  # with k = 1, two heads and two tokens, Keras contradicts itself
    tokens=st.integers(1, 9),
    texts=st.integers(1, 3),
)
def test_attention_in_numpy_is_that_of_keras(seed, heads, k, tokens, texts):
    import keras

    rng = np.random.default_rng(seed)
    X = rng.normal(size=(texts, tokens, heads * k)).astype(np.float32)
    mask = np.arange(tokens) < rng.integers(1, tokens + 1, size=(texts, 1))
    layer = keras.layers.MultiHeadAttention(heads, k)
    layer.build(X.shape, X.shape)
    layer.set_weights([rng.normal(size=w.shape) for w in layer.get_weights()])
    for given_mask, keras_mask in ((None, None), (mask, mask[:, np.newaxis])):
        output, weights = map(
            keras.ops.convert_to_numpy,
            layer(X, X, attention_mask=keras_mask, return_attention_scores=True),
        )
        found = multi_head_attention(X, layer.get_weights(), given_mask)
        scale = max(1.0, np.abs(output).max())
        close(found.output / scale, output / scale)
        close(found.weights, weights)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), tokens=st.integers(1, 8), hidden=st.integers(0, 8))
def test_weights_are_shares_and_what_is_masked_plays_no_part(seed, tokens, hidden):
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(3, tokens + hidden, 4)) * 20
    mask = np.arange(tokens + hidden) < tokens
    found = attention(Q, K, V, mask[np.newaxis])
    close(found.weights.sum(axis=-1), 1)
    assert (found.weights >= 0).all()
    assert (found.weights[:, tokens:] == 0).all()
    close(found.output, attention(Q, K[:tokens], V[:tokens]).output)
    assert (found.output <= V[:tokens].max(axis=0) + 1e-9).all()


def test_attention_knows_no_order():
    rng = np.random.default_rng(0)
    X, order = rng.normal(size=(5, 6)), np.array([3, 0, 4, 1, 2])
    weights = [rng.normal(size=s) for s in [(6, 2, 3), (2, 3)] * 3 + [(2, 3, 6), (6,)]]
    straight, shuffled = (multi_head_attention(x, weights).output for x in (X, X[order]))
    close(straight[order], shuffled)


def test_huge_scores_do_not_overflow():
    found = attention([[1e4]], [[1e4], [-1e4], [1e4]], [[1.0], [2.0], [3.0]])
    assert found.weights.tolist() == [[0.5, 0.0, 0.5]]


def test_a_query_that_may_look_nowhere_gets_nothing():
    found = attention(
        np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 1)), np.zeros((2, 4), dtype=bool)
    )
    assert not found.weights.any()
    assert not found.output.any()


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((3,), (2, 3), (2, 1)), "give rows of equal length"),
        (((1, 3), (2, 4), (2, 1)), r"\(1, 3\), \(2, 4\) and \(2, 1\)"),
        (((1, 3), (2, 3), (3, 1)), "as many rows in V as in K"),
    ],
)
def test_shapes_that_do_not_fit_are_told(shapes, message):
    with pytest.raises(InputError, match=message):
        attention(*map(np.ones, shapes))


def test_a_mask_and_weights_that_do_not_fit_are_told():
    with pytest.raises(InputError, match=r"the mask has shape \(3,\); it must fit \(1, 2\)"):
        attention(np.ones((1, 3)), np.ones((2, 3)), np.ones((2, 1)), [True] * 3)
    with pytest.raises(InputError, match="2 weight arrays were given"):
        multi_head_attention(np.ones((2, 3)), [np.ones(3)] * 2)
    eight = [np.ones(s) for s in [(6, 2, 3), (2, 3)] * 3 + [(2, 3, 6), (6,)]]
    with pytest.raises(InputError, match=r"X has shape \(4, 5\) and the queries' W \(6, 2, 3\)"):
        multi_head_attention(np.ones((4, 5)), eight)


# --- the network -----------------------------------------------------------------------------


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
