"""Training: seeds, curves against Keras's own, clocks, faults."""

import keras
import numpy as np
import pytest

from textcls.errors import InputError
from textcls.models import training
from textcls.models.training import Curves, fit, predict_proba, set_seed

ROWS = np.tile(np.eye(4, dtype=np.int32), (8, 1))
LABELS = np.tile([0, 1, 0, 1], 8)


def network(n_classes: int = 2) -> keras.Model:
    binary = n_classes == 2
    head = keras.layers.Dense(1, "sigmoid") if binary else keras.layers.Dense(n_classes, "softmax")
    model = keras.Sequential([keras.Input((4,)), head])
    loss = "binary_crossentropy" if binary else "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(0.1), loss, metrics=["accuracy"])
    return model


def trained(seed: int, epochs: int = 3) -> tuple[keras.Model, Curves]:
    set_seed(seed)
    model = network()
    return model, fit(model, ROWS, LABELS, (ROWS, LABELS), epochs=epochs, batch_size=8)


def test_equal_seeds_give_equal_networks():
    (first, curves), (second, again), (other, _) = trained(3), trained(3), trained(4)
    np.testing.assert_array_equal(first.get_weights()[0], second.get_weights()[0])
    assert curves.loss == again.loss
    assert not np.array_equal(first.get_weights()[0], other.get_weights()[0])


def test_the_last_validation_figures_are_those_of_evaluate():
    model, curves = trained(0)
    loss, accuracy = model.evaluate(ROWS, LABELS, verbose=0)
    assert curves.val_loss[-1] == pytest.approx(loss, rel=1e-5)
    assert curves.val_accuracy[-1] == pytest.approx(accuracy)
    assert curves.loss[0] > curves.loss[-1]


def test_one_entry_an_epoch():
    _, curves = trained(0, epochs=2)
    assert {len(values) for values in curves.to_dict().values()} == {2}
    assert all(seconds > 0 for seconds in curves.seconds + curves.core_seconds)


def test_the_clock_stops_during_validation(monkeypatch):
    ticks = iter(range(100))
    monkeypatch.setattr(training, "perf_counter", lambda: next(ticks))
    _, curves = trained(0, epochs=2)
    assert curves.seconds == [1, 1]


def test_validation_rows_teach_nothing():
    set_seed(0)
    model = network()
    fit(model, ROWS, LABELS, (ROWS, 1 - LABELS), epochs=3, batch_size=8)
    np.testing.assert_array_equal(model.get_weights()[0], trained(0)[0].get_weights()[0])


def test_progress_is_shown_only_on_request(capsys):
    trained(0)
    assert capsys.readouterr() == ("", "")
    fit(network(), ROWS, LABELS, (ROWS, LABELS), epochs=1, name="a small network")
    out, err = capsys.readouterr()
    assert out == ""
    assert "a small network" in err
    assert "a small network, epoch 1 of at most 1" in err
    assert "1/1" in err and "validation accuracy" in err


@pytest.mark.parametrize("n_classes", [2, 3])
def test_predictions_have_a_column_for_each_class(n_classes):
    model = network(n_classes)
    p = predict_proba(model, ROWS[:3])
    assert p.shape == (3, n_classes)
    np.testing.assert_allclose(p[:, -1], model.predict(ROWS[:3], verbose=0)[:, -1], atol=1e-7)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_impossible_seeds(seed):
    with pytest.raises(InputError, match="seed"):
        set_seed(seed)


@pytest.mark.parametrize(
    ("rows", "labels", "validation"),
    [
        (ROWS, LABELS[:-1], (ROWS, LABELS)),
        (ROWS[:0], LABELS[:0], (ROWS, LABELS)),
        (ROWS, LABELS, (ROWS, LABELS[:-1])),
    ],
)
def test_rows_and_labels_have_to_fit(rows, labels, validation):
    with pytest.raises(InputError, match="labels"):
        fit(network(), rows, labels, validation, epochs=1)
