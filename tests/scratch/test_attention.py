"""Attention in NumPy is Keras's, and what is masked plays no part."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.scratch.attention import attention, multi_head_attention


def close(a, b):
    np.testing.assert_allclose(a, b, atol=1e-5, rtol=0)


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


def test_bytes_are_numbers_and_a_flag_may_be_0_or_1():
    Q, K, V = np.uint8([[16]]), np.uint8([[16], [0]]), np.uint8([[200], [3]])
    found = attention(Q, K, V)  # 16 times 16 is 0 in a byte
    np.testing.assert_allclose(found.output, [[200.0]])
    np.testing.assert_allclose(attention(Q, K, V, mask=[0, 1]).output, [[3.0]])


def test_a_score_is_divided_by_the_root_of_the_length():
    found = attention([[2.0] * 9], [[1.0] * 9, [0.0] * 9], np.eye(2))
    np.testing.assert_allclose(found.weights[0, 0] / found.weights[0, 1], np.exp(18 / 3))


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
        (((1, 3), (3,), (3, 1)), "give rows of equal length"),
        (((1, 3), (2, 3), (2,)), "give rows of equal length"),
    ],
)
def test_shapes_that_do_not_fit_are_told(shapes, message):
    with pytest.raises(InputError, match=message):
        attention(*map(np.ones, shapes))


def test_a_mask_and_weights_that_do_not_fit_are_told():
    with pytest.raises(InputError, match=r"the mask has shape \(3,\); give one that fits \(1, 2\)"):
        attention(np.ones((1, 3)), np.ones((2, 3)), np.ones((2, 1)), [True] * 3)
    with pytest.raises(InputError, match="there are 2 weight arrays; give eight"):
        multi_head_attention(np.ones((2, 3)), [np.ones(3)] * 2)
    with pytest.raises(InputError, match="there are 9 weight arrays; give eight"):
        multi_head_attention(np.ones((2, 3)), [np.ones(3)] * 9)
    eight = [np.ones(s) for s in [(6, 2, 3), (2, 3)] * 3 + [(2, 3, 6), (6,)]]
    with pytest.raises(InputError, match=r"X has shape \(4, 5\) and the queries' W \(6, 2, 3\)"):
        multi_head_attention(np.ones((4, 5)), eight)
    with pytest.raises(InputError, match=r"X has shape \(6,\)"):
        multi_head_attention(np.ones(6), eight)
    with pytest.raises(InputError, match=r"the queries' W \(6, 6\)"):
        multi_head_attention(np.ones((4, 6)), [np.ones((6, 6)), *eight[1:]])
