"""The model of the page: input, output, file."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.models.live import LiveModel
from textcls.models.networks import compact_lstm
from textcls.text.vocabulary import Vocabulary, pad

VOCABULARY = Vocabulary(("", "[UNK]", "a", "fine", "dull", "film"))
TEXTS = ["a fine film", "dull", "", "a <b>fine</b> film, " * 5]


@pytest.fixture(scope="module")
def model():
    weights = compact_lstm(len(VOCABULARY), 8, embedding_dim=3, units=2).get_weights()
    return LiveModel(VOCABULARY, 8, [w.astype(np.float16) for w in weights], 0.75, 4)


def test_texts_go_in_as_the_vocabulary_numbers_them_without_the_middle(model):
    rows = [VOCABULARY.encode(text) for text in TEXTS]
    np.testing.assert_array_equal(model.encode(TEXTS), pad(rows, 8, truncating="middle"))


def test_there_is_a_column_for_each_class(model):
    p = model.predict_proba(TEXTS)
    assert p.shape == (4, 2)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    positive = np.asarray(model.network()(model.encode(TEXTS)))[:, 0]
    np.testing.assert_allclose(p[:, 1], positive, atol=1e-6)
    assert model.predict_proba([]).shape == (0, 2)


def test_padding_changes_nothing(model):
    longer = LiveModel(VOCABULARY, 30, model.weights)
    np.testing.assert_allclose(
        model.predict_proba(TEXTS[:3]), longer.predict_proba(TEXTS[:3]), atol=1e-6
    )


def test_a_saved_model_comes_back_as_it_was(model, tmp_path):
    model.save(tmp_path / "model.js", "any")
    assert (tmp_path / "model.js").read_text(encoding="utf-8").startswith('liveModel("any", {')
    again = LiveModel.load(tmp_path / "model.js")
    assert (again.vocabulary, again.length) == (VOCABULARY, 8)
    assert (again.accuracy, again.n_test) == (0.75, 4)
    for here, there in zip(model.weights, again.weights, strict=True):
        np.testing.assert_array_equal(here, there)


@pytest.mark.parametrize("content", ["", "liveModel()", 'liveModel("x", {"length": 3});'])
def test_a_file_without_a_model_is_refused(tmp_path, content):
    (tmp_path / "model.js").write_text(content)
    for name in ("model.js", "missing.js"):
        with pytest.raises(InputError, match="holds no model"):
            LiveModel.load(tmp_path / name)
