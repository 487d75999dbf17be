"""Fine-tuning: a BERT of random weights goes through the very code of a pretrained one."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from textcls.corpora.corpus import Split
from textcls.errors import InputError
from textcls.models.pretrained import fine_tune, predict_proba, pretrained_bert

ROOT = Path(__file__).parents[2]
WORDS = ["a", "film", "good", "bad", "##ly", "fine"]


@pytest.fixture
def hub():
    """KerasHub, which is optional; but where the lock has it, CI has to have it too."""
    if importlib.util.find_spec("keras_hub") is None:
        locked = "\nkeras-hub==" in (ROOT / "requirements.txt").read_text(encoding="utf-8")
        if locked and os.environ.get("CI"):
            pytest.fail("the lock has KerasHub, this machine has not")
        pytest.skip("KerasHub, the extra 'bert', is not installed")
    return importlib.import_module("keras_hub")


def random_bert(hub, n_classes, length=32, dropout=0.1):
    """Build a BERT that has learnt nothing: the code of a pretrained one, with random weights."""
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    tokenizer = hub.models.BertTokenizer(vocabulary, lowercase=True)
    backbone = hub.models.BertBackbone(
        vocabulary_size=len(vocabulary),
        num_layers=2,
        num_heads=2,
        hidden_dim=32,
        intermediate_dim=128,
        dropout=dropout,
        max_sequence_length=length,
    )
    return hub.models.BertTextClassifier(
        backbone,
        n_classes,
        preprocessor=hub.models.BertTextClassifierPreprocessor(tokenizer, sequence_length=length),
        dropout=dropout,
    )


def some_texts(n, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, size=n)
    texts = [
        f"a {'good' if label else 'bad'} film"
        if rng.random() < 0.5
        else f"film: {'good' if label else 'bad'}<br />"
        for label in labels
    ]
    return Split(texts, labels)


def test_a_random_bert_learns_from_raw_texts(hub):
    classifier = random_bert(hub, 2, length=8, dropout=0.0)
    train, validation = some_texts(128, 0), some_texts(64, 1)
    before = np.mean(
        predict_proba(classifier, validation.texts).argmax(axis=1) == validation.labels
    )
    accuracies = fine_tune(classifier, train, validation, epochs=6, learning_rate=3e-3)
    after = predict_proba(classifier, validation.texts)
    assert len(accuracies) == 6
    assert before < 0.9 < accuracies[-1] == np.mean(after.argmax(axis=1) == validation.labels)
    np.testing.assert_allclose(after.sum(axis=1), 1, atol=1e-6)


def test_what_follows_the_text_plays_no_part(hub):
    """The padding up to ``length`` is masked, and a tag is no text."""
    classifier = random_bert(hub, 3, length=12)
    plain, tagged = predict_proba(classifier, ["a good film", "a <b>good</b> film"])
    np.testing.assert_allclose(plain, tagged, atol=1e-6)
    ids = classifier.preprocessor(np.array(["a good film"]))
    assert ids["padding_mask"].numpy().sum() == 5  # [CLS], three words, [SEP]
    assert ids["token_ids"].numpy()[0, :5].tolist() == [2, 5, 7, 6, 3]
    longer = {name: np.asarray(part).copy() for name, part in ids.items()}
    longer["token_ids"][0, 5:] = 8
    logits = [classifier(part, training=False).numpy() for part in (ids, longer)]
    np.testing.assert_allclose(*logits, atol=1e-5)


def test_a_saved_preset_is_loaded_as_a_downloaded_one_is(hub, tmp_path):
    """From a folder: the backbone's weights come back, the classification layer is new."""
    first = random_bert(hub, 2, length=16)
    first.save_to_preset(str(tmp_path / "preset"))
    again = pretrained_bert(4, str(tmp_path / "preset"), length=10)
    for mine, theirs in zip(
        again.backbone.get_weights(), first.backbone.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(mine, theirs)
    assert predict_proba(again, ["good", "a fine film"]).shape == (2, 4)
    with pytest.raises(InputError, match="reads 16 tokens at most, not 17; give a smaller length"):
        pretrained_bert(4, str(tmp_path / "preset"), length=17)


def test_a_preset_that_cannot_be_had_is_one_sentence(hub):
    with pytest.raises(InputError, match=r"^the preset 'no/such' could not be loaded [^\n]*$"):
        pretrained_bert(2, "no/such")


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras_hub", None)
    with pytest.raises(InputError, match=r"needs KerasHub, which is not installed; [^\n]*bert"):
        pretrained_bert(2)
