"""The saved network: raw text in, one file, no code of ours needed to use it."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.evaluation.calibration import apply_temperature
from textcls.models import classifier as cl
from textcls.models.classifier import TextClassifier, choose_unit
from textcls.text.vocabulary import pad

# Names that a vocabulary layer could stumble over.
NAMES = ("[UNK]", "好评 😀", "two words")
TEXTS = ["red apple, so ripe", "green pear", "a blue plum <br /> it was", "紅 apple 😀"] * 6
LABELS = [0, 1, 2, 0] * 6


@pytest.fixture(scope="module")
def trained():
    return TextClassifier(NAMES, epochs=2, max_length=8).fit(TEXTS, LABELS)


@pytest.fixture(scope="module")
def file(trained, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "out.keras"
    trained.save(path)
    return path


def test_probabilities_are_probabilities(trained):
    p = trained.predict_proba(["a red plum", "entirely unseen", "😀", "!!!"])
    assert p.shape == (4, 3)
    assert (p >= 0).all() and np.allclose(p.sum(axis=1), 1, atol=1e-6)
    assert trained.predict_proba([]).shape == (0, 3)


def test_labels_are_those_of_the_largest_probability(trained):
    texts = ["red apple", "green pear", "blue plum"]
    best = trained.predict_proba(texts).argmax(axis=1)
    assert trained.predict(texts) == [NAMES[i] for i in best]


def test_loaded_file_gives_the_same_numbers_and_names(trained, file):
    loaded = TextClassifier.load(file)
    assert np.array_equal(loaded.predict_proba(TEXTS), trained.predict_proba(TEXTS))
    assert loaded.class_names == NAMES
    assert loaded.unit == trained.unit == "word"


STRANGER = """
import json, sys
sys.modules["textcls"] = None  # an import of it would fail
import keras, tensorflow as tf
model = keras.models.load_model(sys.argv[1])
found = model.predict(tf.constant(json.loads(sys.argv[2])), verbose=0)
print(json.dumps({
    "probabilities": found["probabilities"].tolist(),
    "labels": [label.decode() for label in found["label"]],
    "names": [str(name) for name in model.get_layer("label").get_vocabulary()],
}))
"""


def test_file_works_without_our_package(trained, file, tmp_path):
    texts = ["Red apple!", "green pear", "紅 😀 <br /> it", "word " * 50]
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "0", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, "-c", STRANGER, file, json.dumps(texts)],
        capture_output=True,
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    found = json.loads(done.stdout)
    assert np.array_equal(np.float32(found["probabilities"]), trained.predict_proba(texts))
    assert found["labels"] == trained.predict(texts)
    assert found["names"] == list(NAMES)


def test_company_in_the_batch_does_not_change_a_prediction(trained):
    alone = trained.predict_proba(["green pear"])
    together = trained.predict_proba(["green pear", "red " * 300])
    assert np.allclose(alone[0], together[0], atol=1e-6)


def test_the_middle_of_a_long_text_is_left_out(trained):
    def text(start, middle, end):
        return " ".join([*start, *middle, *end])

    start, end = ["red", "apple"], ["green"] * 6  # a quarter and three quarters of 8
    base, same, other = trained.predict_proba(
        [
            text(start, ["plum"] * 20, end),
            text(start, ["blue"] * 30, end),
            text(start, ["plum"] * 20, ["blue"] * 6),
        ]
    )
    assert np.array_equal(base, same)
    assert not np.allclose(base, other)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.lists(st.integers(1, 99), max_size=30), min_size=1, max_size=5), st.integers(1, 12)
)
def test_cutting_in_the_graph_equals_cutting_in_python(rows, length):
    longest = max(map(len, rows))
    padded = np.array([row + [0] * (longest - len(row)) for row in rows], dtype=np.int64)
    padded = padded.reshape(len(rows), longest)
    found = keras.ops.convert_to_numpy(cl._keep_ends(padded, length))
    assert np.array_equal(found, pad(rows, length, truncating="middle"))


def test_temperature_in_the_graph_equals_temperature_in_python():
    p = np.random.default_rng(0).dirichlet([1, 1, 1], 20).astype(np.float32)
    given = keras.Input((3,))
    model = cl._with_labels(given, given * 1, 2.5, NAMES)
    found = model.predict(p, verbose=0)
    assert np.allclose(found["probabilities"], apply_temperature(p, 2.5), atol=1e-5)
    assert [label.decode() for label in found["label"]] == [NAMES[i] for i in p.argmax(axis=1)]


def test_a_sigmoid_becomes_two_classes():
    assert np.allclose(cl._as_classes(np.array([[0.2], [1.0]])), [[0.8, 0.2], [0.0, 1.0]])
    two = np.array([[0.3, 0.7]])
    assert cl._as_classes(two) is two


def test_same_seed_same_numbers(trained):
    again = TextClassifier(NAMES, epochs=2, max_length=8).fit(TEXTS, LABELS)
    assert np.allclose(again.predict_proba(TEXTS), trained.predict_proba(TEXTS), atol=1e-5)


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["这部电影很好看"], "character"),
        (["映画はとても面白かった", "カメラ"], "character"),
        (["หนังเรื่องนี้ดีมาก"], "character"),
        (["이 영화는 정말 재미있다"], "word"),
        (["Ce film est très bon", "фильм"], "word"),
        (["😀 12 !"], "word"),
        ([], "word"),
        (["好 ab"], "word"),
        (["好好好 ab"], "character"),
    ],
)
def test_unit_follows_the_script_of_most_letters(texts, unit):
    assert choose_unit(texts) == unit


@given(st.lists(st.text(st.characters(codec="ascii"))))
def test_ascii_is_always_split_into_words(texts):
    assert choose_unit(texts) == "word"


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        (["a", "b", "c"], [0, 1, 1], r"Got \[1, 2\] texts"),
        (["a", "b"], [1, 1], r"Got \[0, 2\] texts"),
        (["a", "b", "c", "d", "e"], [0, 0, 1, 1, 2], r"Got \[2, 2, 1\] texts"),
        (["a", "b", " ", "d"], [0, 0, 1, 1], "Text number 3 is empty"),
        (["a", "b"], [0], "exactly one label"),
    ],
)
def test_fit_refuses_what_cannot_be_learnt(texts, labels, message):
    with pytest.raises(InputError, match=message):
        TextClassifier(("bad", "good")).fit(texts, labels)


@pytest.mark.parametrize("names", [(), ("one",), ("one", "one")])
def test_classes_are_two_or_more_and_different(names):
    with pytest.raises(InputError, match="two or more"):
        TextClassifier(names)


def test_load_refuses_what_is_no_such_model(tmp_path):
    text = tmp_path / "text.keras"
    text.write_text("not a model")
    other = tmp_path / "other.keras"
    keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(other)
    for path in (text, other):
        with pytest.raises(InputError, match=r"is not a model that 'textcls train' wrote"):
            TextClassifier.load(path)
    with pytest.raises(InputError, match="is a folder"):
        TextClassifier.load(tmp_path)
    with pytest.raises(InputError, match="no file"):
        TextClassifier.load(tmp_path / "missing.keras")


def test_save_leaves_nothing_behind_where_it_cannot_write(trained, tmp_path):
    with pytest.raises(InputError, match="no folder"):
        trained.save(tmp_path / "missing" / "out.keras")
    with pytest.raises(InputError, match=r"ending in \.keras"):
        trained.save(tmp_path / "out.h5")
    assert list(tmp_path.iterdir()) == []
