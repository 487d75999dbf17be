"""The parts of the networks: what is padding counts nothing, and the loss fits the last layer."""

import keras
import numpy as np
import pytest
from keras import ops

from textcls.models.parts import compiled, mean_over_tokens, output_layer, token_mask


def test_the_mean_is_over_tokens_alone():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 5, 4)).astype(np.float32)
    ids = np.array([[7, 2, 0, 0, 0], [1, 1, 1, 1, 1], [0, 3, 0, 4, 0]])
    found = mean_over_tokens(ops.array(x), token_mask(ops.array(ids))).numpy()
    expected = [x[0, :2].mean(axis=0), x[1].mean(axis=0), x[2, [1, 3]].mean(axis=0)]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_text_without_tokens_has_a_mean_of_0():
    ids = ops.zeros((1, 3), dtype="int32")
    assert not mean_over_tokens(ops.ones((1, 3, 2)), token_mask(ids)).numpy().any()


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_a_network_with_this_last_layer_learns_its_classes(n_classes):
    keras.utils.set_random_seed(0)
    layers = [keras.Input((n_classes,)), output_layer(n_classes)]
    model = compiled(keras.Sequential(layers), keras.optimizers.Adam(0.1))
    labels = np.arange(n_classes).repeat(20)
    rows = np.eye(n_classes)[labels]
    model.fit(rows, labels, epochs=40, verbose=0)
    loss, accuracy = model.evaluate(rows, labels, verbose=0)
    assert accuracy == 1
    found = model.predict(rows, verbose=0)
    of_truth = (
        found[np.arange(len(labels)), labels]
        if n_classes > 2
        else (np.where(labels == 1, found[:, 0], 1 - found[:, 0]))
    )
    assert loss == pytest.approx(-np.log(of_truth).mean(), rel=1e-4)
