"""What the article's §5 says of its program and its log, held against the listing and the library.

The chapters show these things; here code decides them, so that a claim can point at a test.
"""

import ast
import builtins
import contextlib
import io
import json
import math
import re
import warnings
from collections.abc import Callable
from importlib.metadata import metadata, requires
from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest
import tensorflow as tf
from packaging.specifiers import SpecifierSet

from textcls.corpora import imdb
from textcls.models.networks import article_lstm
from tools import check_python

LISTING = """
import tensorflow as tf
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.layers import Embedding, LSTM, Dense
from tensorflow.keras.models import Sequential

max_length = 100
trunc_type = 'post'
padding_type = 'post'
oov_tok = '<OOV>'

tokenizer = tf.keras.preprocessing.text.Tokenizer(oov_token=oov_tok)
max_words = 10000
tokenizer.fit_on_texts(training_sentences)
word_index = tokenizer.word_index
sequences = tokenizer.texts_to_sequences(training_sentences)
padded = pad_sequences(sequences, maxlen=max_length, padding=padding_type, truncating=trunc_type)

model = Sequential([
    Embedding(max_words, 16, input_length=max_length),
    LSTM(32, return_sequences=True),
    LSTM(32),
    Dense(24, activation='relu'),
    Dense(1, activation='sigmoid')
])

model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])

num_epochs = 10
history = model.fit(padded, training_labels, epochs=num_epochs, validation_data=(validation_padded, validation_labels), verbose=2)

test_sequences = tokenizer.texts_to_sequences(test_sentences)
padded_test = pad_sequences(test_sequences, maxlen=max_length, padding=padding_type, truncating=truncating_type)
predictions = model.predict(padded_test)
"""  # noqa: E501
TREE = ast.parse(LISTING)
CHAPTER = Path(__file__).parents[1] / "book/05-2-the-listing-run.ipynb"
ROWS_OF_IMDB = 2 * imdb.FILES_PER_FOLDER
PRINTED_ACCURACY = 0.8194


def names(context: type[ast.expr_context]) -> set[str]:
    return {
        node.id
        for node in ast.walk(TREE)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def calls() -> list[ast.Call]:
    return [node for node in ast.walk(TREE) if isinstance(node, ast.Call)]


def called() -> set[str]:
    return {call.func.attr for call in calls() if isinstance(call.func, ast.Attribute)}


def argument(function: str, keyword: str) -> object:
    """Return the constant that the listing gives, or None where it gives none."""
    (call,) = [call for call in calls() if getattr(call.func, "attr", "") == function]
    found = {item.arg: item.value for item in call.keywords}.get(keyword)
    return None if found is None else ast.literal_eval(found)


def tiny_model() -> keras.Model:
    """Build the listing's network for rows of one token."""
    keras.utils.set_random_seed(0)
    return article_lstm(vocabulary_size=2, length=1)


def put_back(model: keras.Model) -> Callable[[], None]:
    """Give what returns a network and its optimizer to where they are now.

    To build a network again would take seconds: Keras traces its steps once more.
    """
    model.optimizer.build(model.trainable_variables)
    variables = [*model.variables, *model.optimizer.variables]
    start = [variable.numpy() for variable in variables]

    def put() -> None:
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)

    return put


def last_bias(model: keras.Model) -> float:
    return model.get_weights()[-1].item()


# --- 5.1: the environment ---------------------------------------------------------------------


def test_tensorflow_runs_on_no_python_of_the_article():
    supported = SpecifierSet(metadata("tensorflow")["Requires-Python"])
    for version, usable in {(3, 6): False, (3, 7): False, (3, 11): True}.items():
        assert (".".join(map(str, version)) in supported) == usable
        assert (not check_python.complaint(version, ("Linux", "x86_64"), True)) == usable


def test_tensorflow_brings_keras():
    needed = requires("tensorflow") or []
    assert any(line.startswith("keras>=") and ";" not in line for line in needed)


# --- 5.2: the listing -------------------------------------------------------------------------


def statements(source: str) -> set[str]:
    return {
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign | ast.Expr)
    }


def test_the_chapter_runs_every_line_of_the_listing_but_the_last():
    cells = nbformat.read(CHAPTER, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    shown = statements(re.sub("^%.*", "", code, flags=re.MULTILINE))
    assert statements(LISTING) - shown == {"predictions = model.predict(padded_test)"}


def test_the_listing_uses_six_names_that_it_never_defines():
    imported = {
        alias.asname or alias.name
        for node in ast.walk(TREE)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names(ast.Load) - names(ast.Store) - imported - set(dir(builtins)) == {
        "training_sentences",
        "training_labels",
        "validation_padded",
        "validation_labels",
        "test_sentences",
        "truncating_type",
    }


def test_the_tokenizer_is_a_legacy_one():
    assert "legacy" in tf.keras.preprocessing.text.Tokenizer.__module__
    assert not hasattr(keras.preprocessing, "text")


def test_the_tokenizer_hands_out_numbers_that_the_embedding_does_not_have():
    assert argument("Tokenizer", "num_words") is None
    words = " ".join(f"word{i}" for i in range(12_000))
    tokenizer = tf.keras.preprocessing.text.Tokenizer(oov_token="<OOV>")
    tokenizer.fit_on_texts([words])
    (numbers,) = tokenizer.texts_to_sequences([words])
    assert max(numbers) >= 10_000
    embedding = keras.layers.Embedding(10_000, 2)
    with tf.device("CPU"):
        embedding(np.array([[9_999]]))
        with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
            embedding(np.array([[max(numbers)]]))


def test_input_length_is_a_warning_and_no_error():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        keras.layers.Embedding(10, 2, input_length=5)
    assert ["input_length" in str(warning.message) for warning in caught] == [True]


def test_labels_in_a_list_are_refused():
    with pytest.raises(ValueError, match="Unrecognized data type"):
        tiny_model().fit(np.zeros((2, 1)), [0, 1], verbose=0)


# --- 5.3 and 5.4: what it prints ----------------------------------------------------------------


def test_verbose_decides_about_the_display_alone():
    weights, logs = [], []
    model = tiny_model()
    start_again = put_back(model)
    for verbose in (0, 1, 2):
        start_again()
        with contextlib.redirect_stdout(io.StringIO()) as log:
            model.fit(np.ones((64, 1)), np.ones(64), epochs=1, verbose=verbose, shuffle=False)
        weights.append(last_bias(model))
        logs.append(log.getvalue())
    start_again()
    assert len({*weights, last_bias(model)}) == 2  # the start, and where each training has led
    assert logs[0] == ""
    assert "━" in logs[1]  # a bar
    assert "━" not in logs[2]
    assert logs[2].count("\n") <= 2  # "Epoch 1/1" may precede it


def test_the_listing_asks_for_one_line_an_epoch_and_the_log_has_bars():
    assert argument("fit", "verbose") == 2


def test_validation_rows_are_not_trained_on():
    rows, labels = np.ones((64, 1)), np.ones(64)
    found = []
    model = tiny_model()
    start_again = put_back(model)
    for validation in (None, (rows, 1 - labels)):
        start_again()
        model.fit(rows, labels, validation_data=validation, verbose=0, shuffle=False)
        found.append(last_bias(model))
    start_again()
    assert found[0] == found[1] != last_bias(model)


def test_the_listing_predicts_and_never_evaluates():
    assert "predict" in called()
    assert "evaluate" not in called()


def test_no_batch_size_makes_399_steps_of_the_training_rows_of_imdb():
    assert argument("fit", "batch_size") is None
    assert math.ceil(ROWS_OF_IMDB / 32) == 782
    assert all(math.ceil(ROWS_OF_IMDB / size) != 399 for size in range(1, ROWS_OF_IMDB + 1))


def test_no_split_of_imdb_makes_632_steps_of_32_test_rows():
    assert not (631 * 32 < ROWS_OF_IMDB <= 632 * 32)
    assert not (631 * 32 < 20_000 <= 632 * 32)


def test_evaluating_twice_gives_one_result():
    model, rng = tiny_model(), np.random.default_rng(0)
    rows, labels = rng.integers(0, 2, (500, 1)), rng.integers(0, 2, 500)
    first, second = (model.evaluate(rows, labels, verbose=0) for _ in range(2))
    assert first == second


# --- 5.4: the recorded run on the real reviews ----------------------------------------------------


@pytest.fixture(scope="module")
def record():
    path = Path(__file__).parents[1] / "book" / "results" / "imdb.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_100_tokens_cut_more_than_half_of_the_real_reviews(record):
    assert all(part["tokens, median"] > 100 for part in record["data"]["summary"].values())


def test_the_repaired_listing_stays_below_the_printed_accuracy_and_a_linear_model_passes_it(record):
    accuracy = {name: model["accuracy"] for name, model in record["models"].items()}
    assert accuracy["article"]["interval"][1] < PRINTED_ACCURACY < accuracy["tfidf"]["interval"][0]


def test_the_repaired_listing_learns_its_rows_by_heart(record):
    for run in record["models"]["article"]["runs"]:
        curves = run["curves"]
        assert curves["loss"][-1] < min(curves["loss"][:3]) / 2
        assert curves["val_loss"][-1] > 1.2 * min(curves["val_loss"])
        assert curves["accuracy"][-1] > 0.9
