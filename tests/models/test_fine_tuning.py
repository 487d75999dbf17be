"""Fine-tuning: a BERT of random weights goes through the very code of the pretrained one."""

import keras
import numpy as np
import pytest

from tests.encoders import NumpyBert, tiny_encoder
from textcls.corpora.corpus import Split
from textcls.errors import InputError
from textcls.models.encoder import word_pieces
from textcls.models.fine_tuning import encoder_network
from textcls.models.training import fit, predict_proba, set_seed
from textcls.runs.learners import FineTuned
from textcls.text.vocabulary import pad

WORDS = ["a", "film", "good", "bad", "##ly", "fine", ":", "dull"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder") / "tiny", WORDS)


def some_texts(n, seed, n_classes=2):
    """The word that decides stands after another that says nothing."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, n_classes, size=n)
    words = ("bad", "good", "dull")
    texts = [f"{rng.choice(['a', 'film :', 'fine'])} {words[label]} film" for label in labels]
    return Split(texts, labels)


def rows_of(folder, texts, length=8):
    return pad(word_pieces(texts, folder), length, truncating="middle")


def close(a, b, atol=1e-5):
    np.testing.assert_allclose(a, b, atol=atol, rtol=0)


# --- the network -----------------------------------------------------------------------------


@pytest.mark.parametrize("n_classes", [2, 3])
def test_it_learns_a_toy_task(folder, n_classes):
    train, test = some_texts(128, 0, n_classes), some_texts(48, 1, n_classes)
    learner = FineTuned(8, epochs=10, batch_size=16, learning_rate=1e-2, folder=folder)
    fitted = learner.fit(train, test, seed=0)
    found = fitted.predict_proba(fitted.encode(test.texts))
    assert found.shape == (48, n_classes)
    assert np.mean(found.argmax(axis=1) == test.labels) > 0.95
    assert fitted.record["curves"]["val_accuracy"][-1] > 0.95
    assert fitted.record["n_train"] == 128


def test_it_starts_from_the_pretrained_weights(folder):
    """The last layer is new; before it stands the mean of what BERT in NumPy gives."""
    network = encoder_network(folder, 3, steps=10)
    ids = word_pieces(["a good film", "bad"], folder)
    vectors = np.array([NumpyBert(folder)(text).mean(axis=0) for text in ids])
    kernel, bias = network.layers[-1].get_weights()
    logits = vectors @ kernel + bias
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    close(predict_proba(network, pad(ids, 6)), expected)


def test_every_layer_learns(folder):
    """But the one that nothing reads: BERT's own last layer."""
    network = encoder_network(folder, 2, steps=2, learning_rate=1e-2)
    before = {v.path: v.numpy() for v in network.weights}
    rows = rows_of(folder, ["a good film", "bad", "fine", "dull film"])
    fit(network, rows, [1, 0, 1, 0], (rows, [1, 0, 1, 0]), epochs=2, batch_size=4)
    still = {v.path for v in network.weights if np.array_equal(v.numpy(), before[v.path])}
    assert {path.split("/")[-2] for path in still} == {"pooled_dense"}


def test_padding_does_not_change_a_prediction(folder):
    network = encoder_network(folder, 2, steps=10)
    rows = rows_of(folder, ["a good film", "film : bad bad", "fine"])
    longer = np.pad(rows, [(0, 0), (0, 9)])
    close(predict_proba(network, longer), predict_proba(network, rows))


def test_the_rate_rises_in_the_first_tenth_and_falls_to_0(folder):
    network = encoder_network(folder, 2, steps=100, learning_rate=1e-3)
    rate = [float(network.optimizer._learning_rate(step)) for step in (0, 5, 10, 55, 100)]
    np.testing.assert_allclose(rate, [0, 5e-4, 1e-3, 5e-4, 0], atol=1e-8)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_classes": 1}, "n_classes is 1; give two classes or more"),
        ({"steps": 0}, "steps is 0; give 1 or more"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0; give a number above 0"),
        ({"dropout": 1.0}, "dropout is 1.0; give a number from 0 up to, but not, 1"),
        ({"folder": "no/such"}, "no/such lacks config.json"),
    ],
)
def test_bad_numbers_are_one_sentence(folder, options, message):
    with pytest.raises(InputError, match=f"^{message}"):
        encoder_network(**{"folder": folder, "steps": 10} | options)


# --- going on --------------------------------------------------------------------------------


class SwitchedOffError(Exception):
    """Stands for a machine that is switched off."""


def plain_network(folder):
    """Without dropout, and with all rows in one batch: nothing is left to chance."""
    set_seed(0)
    network = encoder_network(folder, 2, steps=4, learning_rate=1e-2, dropout=0.0)
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0.0
    return network


def train(folder, backup=None, stop_in=None):
    split = some_texts(16, 0)
    rows = rows_of(folder, split.texts)

    class Interruption(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == stop_in:
                raise SwitchedOffError

    network = plain_network(folder)
    with pytest.MonkeyPatch.context() as patch:
        original = network.fit

        def interrupted(*arguments, callbacks, **options):
            return original(*arguments, callbacks=[*callbacks, Interruption()], **options)

        patch.setattr(network, "fit", interrupted)
        data = rows, split.labels, (rows, split.labels)
        return network, fit(network, *data, epochs=4, batch_size=16, backup=backup)


@pytest.mark.parametrize("stop_in", [1, 3])
def test_an_interrupted_training_goes_on_as_if_nothing_had_happened(folder, tmp_path, stop_in):
    whole, curves = train(folder)
    with pytest.raises(SwitchedOffError):
        train(folder, tmp_path / "backup", stop_in)
    again, resumed = train(folder, tmp_path / "backup")
    assert len(resumed.loss) == 4
    close(resumed.loss, curves.loss)
    close(resumed.val_loss, curves.val_loss)
    assert all(seconds > 0 for seconds in resumed.core_seconds)
    for mine, theirs in zip(again.get_weights(), whole.get_weights(), strict=True):
        close(mine, theirs, atol=1e-4)
    assert not (tmp_path / "backup").exists()


def test_an_interrupted_training_is_not_begun_again(folder, tmp_path):
    with pytest.raises(SwitchedOffError):
        train(folder, tmp_path / "backup", stop_in=3)
    _, curves = train(folder, tmp_path / "backup", stop_in=0)
    assert len(curves.loss) == 4
