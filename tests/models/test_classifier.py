"""The saved network: raw text in, one file, no code of ours needed to use it."""

import json
import os
import subprocess
import sys

import keras
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from tests.models.estimators import with_checks
from textcls.errors import InputError
from textcls.evaluation.calibration import apply_temperature
from textcls.models import classifier as cl
from textcls.models.classifier import TextClassifier, choose_unit
from textcls.text.vocabulary import pad

# Names that a vocabulary layer could stumble over.
NAMES = ("[UNK]", "好评 😀", "two words")
TEXTS = ["red apple, so ripe", "green pear", "a blue plum <br /> it was", "紅 apple 😀"] * 6
LABELS = [NAMES[i] for i in (0, 1, 2, 0)] * 6
SMALL = {"epochs": 2, "max_length": 8}


@pytest.fixture(scope="module")
def trained():
    return TextClassifier(**SMALL).fit(TEXTS, LABELS)


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
    assert trained.predict(texts).tolist() == [sorted(NAMES)[i] for i in best]


def test_loaded_file_gives_the_same_numbers_and_names(trained, file):
    loaded = TextClassifier.load(file)
    assert np.array_equal(loaded.predict_proba(TEXTS), trained.predict_proba(TEXTS))
    assert loaded.classes_.tolist() == trained.classes_.tolist() == sorted(NAMES)
    assert loaded.unit_ == trained.unit_ == "word"
    assert loaded.predict(TEXTS).tolist() == trained.predict(TEXTS).tolist()


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
    assert found["labels"] == trained.predict(texts).tolist()
    assert found["names"] == sorted(NAMES)


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
        (["a", "b", "c"], ["bad", "good", "good"], "class 'bad' has 1 text; give two or more"),
        (["a", "b", "c", "d", "e"], [0, 0, 1, 1, 2], "class 2 has 1 text; give two or more"),
        (["a", "b"], [1, 1], "came with 1 classes"),
        (["a", "b", " ", "d"], [0, 0, 1, 1], "text number 3 is empty"),
        (["a", "b"], [0], "exactly one label"),
        ("ab", [0, 1], "each text a string"),
        ([1, 2], [0, 1], "each text a string"),
    ],
)
def test_fit_refuses_what_cannot_be_learnt(texts, labels, message):
    with pytest.raises(InputError, match=message):
        TextClassifier().fit(texts, labels)


def test_predict_refuses_an_empty_text(trained):
    with pytest.raises(InputError, match="text number 2 is empty"):
        trained.predict_proba(["a", " "])


# --- as an estimator of scikit-learn


@with_checks
def test_it_is_an_estimator(check):
    check("TextClassifier", TextClassifier())


FRUIT, KINDS = ["red apple", "green pear"] * 12, [True, False] * 12


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["9", "10"], ["9", "10"]),  # as a table's classes are sorted
        ([7, -1], [-1, 7]),
    ],
)
def test_labels_come_back_as_they_were_given(labels, classes):
    model = TextClassifier(epochs=1).fit(FRUIT, labels * 12)
    assert model.classes_.tolist() == classes
    found = model.predict(FRUIT).tolist()
    assert set(found) <= set(labels)
    columns = model.predict_proba(FRUIT).argmax(axis=1)
    assert found == [classes[column] for column in columns]


def test_names_and_numbers_of_the_classes_give_the_same_network(trained):
    numbers = pd.Series([sorted(NAMES).index(label) for label in LABELS])
    model = TextClassifier(**SMALL).fit(pd.Series(TEXTS), numbers)
    np.testing.assert_allclose(
        model.predict_proba(pd.Series(TEXTS)), trained.predict_proba(TEXTS), atol=1e-5
    )


def test_the_seed_decides(trained):
    other = TextClassifier(**SMALL, random_state=1).fit(TEXTS, LABELS)
    assert not np.allclose(other.predict_proba(TEXTS), trained.predict_proba(TEXTS), atol=1e-3)


def test_fitting_changes_no_parameter_and_forgets_what_was_learnt_before(trained):
    model = TextClassifier(**SMALL).fit(FRUIT, KINDS)
    before = model.get_params()
    model.fit(TEXTS, LABELS)
    assert model.get_params() == before
    np.testing.assert_allclose(model.predict_proba(TEXTS), trained.predict_proba(TEXTS), atol=1e-5)


@pytest.mark.parametrize(
    "ask",
    [
        lambda model: model.predict(["a"]),
        lambda model: model.predict_proba(["a"]),
        lambda model: model.unit_,
        lambda model: model.save("out.keras"),
    ],
)
def test_nothing_is_answered_before_fit(ask, trained):
    with pytest.raises(NotFittedError):
        ask(clone(trained))


ONE_SPLIT = [(np.arange(16), np.arange(16, 24))]


def test_scikit_learn_validates_and_searches_it():
    model = TextClassifier(epochs=1)
    scores = cross_val_score(model, FRUIT, KINDS, cv=ONE_SPLIT, scoring="neg_log_loss")
    assert scores.shape == (1,) and (scores < 0).all()
    search = GridSearchCV(model, {"max_tokens": [4, 50]}, cv=ONE_SPLIT, refit=False)
    search.set_params(scoring="neg_log_loss").fit(FRUIT, KINDS)
    few, many = search.cv_results_["mean_test_score"]
    assert np.isfinite([few, many]).all() and few != many  # what is searched takes effect


def test_scikit_learn_puts_it_into_a_pipeline(trained):
    """Upper case makes no difference, so the pipeline is the classifier alone."""
    upper = FunctionTransformer(lambda texts: [text.upper() for text in texts])
    piped = make_pipeline(upper, TextClassifier(**SMALL)).fit(TEXTS, LABELS)
    np.testing.assert_allclose(piped.predict_proba(TEXTS), trained.predict_proba(TEXTS), atol=1e-5)


# --- what is held out stays out


def marked(n):
    """Give texts of two classes, each with a word of its own."""
    return [f"mark{i} fine film" for i in range(n)], [i % 2 for i in range(n)]


def test_held_out_texts_reach_neither_vocabulary_nor_network(monkeypatch):
    """Rows are known by their mark; what Keras's `fit` is given is decoded again."""
    given = {}
    keras_fit = keras.Model.fit

    def spy(network, ids, labels, validation_data, **options):
        given.update(trained=(ids, labels), held_out=validation_data)
        return keras_fit(network, ids, labels, validation_data=validation_data, **options)

    monkeypatch.setattr(keras.Model, "fit", spy)
    texts, labels = marked(60)
    model = TextClassifier(epochs=1, validation_share=0.2).fit(texts, labels)
    tokens = np.array(model.model_.get_layer("tokens").get_vocabulary())

    def marks(ids):
        return {token for token in tokens[ids].ravel() if token.startswith("mark")}

    ids, given_labels = given["trained"]
    assert len(ids) == 48 and len(given["held_out"][0]) == 12
    assert len(marks(ids)) == 48
    assert marks(ids) == {token for token in tokens if token.startswith("mark")}
    assert marks(given["held_out"][0]) == set()  # words of the held-out texts are unknown
    assert all(
        labels[int(mark.removeprefix("mark"))] == label
        for row, label in zip(ids, given_labels, strict=True)
        for mark in marks(row)
    )


@pytest.mark.parametrize(("share", "calibrated"), [(0.5, True), (0.49, False)])
def test_the_temperature_is_found_on_the_held_out_texts_alone(monkeypatch, share, calibrated):
    """With fewer than a hundred of them it isn't looked for."""
    given, weights = [], []

    def spy(labels, probabilities):
        given.append((probabilities, labels))
        return 2.0

    keras_fit = keras.Model.fit

    def keep(network, ids, labels, validation_data, **options):
        weights.append(validation_data)
        return keras_fit(network, ids, labels, validation_data=validation_data, **options)

    monkeypatch.setattr(cl, "fit_temperature", spy)
    monkeypatch.setattr(keras.Model, "fit", keep)
    texts, labels = marked(200)
    model = TextClassifier(epochs=1, validation_share=share).fit(texts, labels)
    assert model.temperature_ == (2.0 if calibrated else 1.0)
    assert len(given) == calibrated
    for probabilities, found in given:
        assert probabilities.shape == (100, 2)
        np.testing.assert_array_equal(found, weights[0][1])


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
    with pytest.raises(InputError, match="there is no file"):
        TextClassifier.load(tmp_path / "missing.keras")


def test_save_leaves_nothing_behind_where_it_cannot_write(trained, tmp_path):
    with pytest.raises(InputError, match="no folder"):
        trained.save(tmp_path / "missing" / "out.keras")
    with pytest.raises(InputError, match=r"ends in \.keras"):
        trained.save(tmp_path / "out.h5")
    assert list(tmp_path.iterdir()) == []
