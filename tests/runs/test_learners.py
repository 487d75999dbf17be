"""What learns: a pipeline with texts that have no labels, a network with a clock."""

import json
import time
from functools import partial

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from textcls.corpora.corpus import Split
from textcls.models.linear import (
    TextPipeline,
    document_vector_logistic_regression,
    nb_logistic_regression,
)
from textcls.models.networks import article_lstm
from textcls.runs.learners import Linear, Material, Network, Stopwatch, read
from textcls.text.vocabulary import Vocabulary

from .conftest import easy_split

ROWS, OTHERS = easy_split(60, seed=0), easy_split(20, seed=1)


def test_unlabelled_texts_bring_their_n_grams():
    """Words that only they hold get vectors; the labelled rows alone do not have them."""
    n_parameters = [
        Linear(document_vector_logistic_regression, unlabelled)
        .fit(ROWS, OTHERS, seed=0)
        .record["n_parameters"]
        for unlabelled in (["entirely new"] * 5, ["film"] * 5)
    ]
    assert n_parameters[0] - n_parameters[1] == 3 * 100  # entirely, new, entirely new


def test_learning_again_keeps_what_unlabelled_texts_have_taught():
    learner = Linear(document_vector_logistic_regression, ["entirely new"] * 5, refit=True)
    first = learner.fit(ROWS, OTHERS, seed=0)
    vectors = first.model["features"].vectors_
    before = first.predict_proba(OTHERS.texts)
    more = Split(ROWS.texts + OTHERS.texts, np.append(ROWS.labels, OTHERS.labels))
    again = first.refit(more)
    assert again.model["features"].vectors_ is vectors
    assert (again.record["n_train"], again.record["n_unlabelled"]) == (80, 5)
    assert not np.allclose(again.predict_proba(OTHERS.texts), before, atol=1e-9)
    assert again.refit is None


def test_a_model_that_does_not_learn_again_cannot():
    assert Linear(nb_logistic_regression).fit(ROWS, OTHERS, seed=0).refit is None


class Sleepy(TransformerMixin, ClassifierMixin, BaseEstimator):
    """Takes its time, as features or as classifier, and learns nothing."""

    def __init__(self, naps: float = 0.1) -> None:
        self.naps = naps

    def fit(self, X, y=None):
        time.sleep(self.naps)
        self.classes_ = np.array([0, 1])
        return self

    def transform(self, X):
        return X

    def predict_proba(self, X):
        return np.full((len(X), 2), 0.5)


def test_preparing_counts_once_and_the_last_training_alone():
    """0.2 s for features from unlabelled texts, then 0.1 s for each training."""

    def build():
        return TextPipeline([("features", Sleepy(0.2)), ("classifier", Sleepy(0.1))])

    first = Linear(build, ["a"], refit=True).fit(ROWS, OTHERS, seed=0)
    for fitted in (first, first.refit(ROWS)):
        assert 0.3 <= fitted.record["seconds_to_train"] < 0.39
        assert fitted.record["core_seconds_to_train"] < 0.1


def test_a_stopwatch_tells_waiting_from_working():
    with Stopwatch() as waiting:
        time.sleep(0.1)
    assert waiting.seconds >= 0.1 > waiting.core_seconds
    with Stopwatch() as working:
        end = time.process_time() + 0.1
        while time.process_time() < end:
            pass
    assert working.core_seconds >= 0.1


def test_every_parameter_of_a_pipeline_is_in_its_key():
    keys = {json.dumps(Linear(partial(nb_logistic_regression, C=C)).key) for C in (0.3, 0.3, 7)}
    assert len(keys) == 2
    one, other = (Linear(nb_logistic_regression, texts).key for texts in (["a"], ["b"]))
    assert one != other


# --- networks --------------------------------------------------------------------------------


def network(**sizes):
    return Network(
        lambda material: article_lstm(len(material.vocabulary), 6),
        {},
        **{"vocabulary": 12, "length": 6, "epochs": 2, "batch_size": 16} | sizes,
    )


@pytest.fixture(scope="module")
def fitted():
    return network().fit(ROWS, OTHERS, seed=4)


def test_a_record_tells_what_the_training_was(fitted):
    record = fitted.record
    assert (record["seed"], record["n_train"]) == (4, 60)
    assert record["n_parameters"] == fitted.model.count_params()
    curves = record["curves"]
    assert {len(values) for values in curves.values()} == {2}
    assert record["core_seconds_to_train"] == pytest.approx(sum(curves["core_seconds"]))
    assert record["core_seconds_per_epoch"] == pytest.approx(np.median(curves["core_seconds"]))
    assert record["seconds_per_epoch"] == pytest.approx(np.median(curves["seconds"]))
    assert record["seconds_to_train"] >= sum(curves["seconds"])


def test_the_curve_is_that_of_the_rows_shown(fitted):
    """Its last point is the accuracy of the finished network on them."""
    p = fitted.predict_proba(fitted.encode(OTHERS.texts))
    accuracy = np.mean(p.argmax(axis=1) == OTHERS.labels)
    assert fitted.record["curves"]["val_accuracy"][-1] == pytest.approx(accuracy)


def test_texts_are_encoded_with_the_vocabulary_of_the_rows(fitted):
    vocabulary = Vocabulary.build(ROWS.texts, 12)
    assert fitted.encode(["film unheard-of"])[0, 0] == vocabulary.encode("film")[0]
    assert fitted.encode(["a", "b"]).shape == (2, 6)


def test_long_texts_lose_what_the_network_says_they_lose():
    text = "film plot the good bad dull fine poor"
    ends = {}
    for truncating in ("pre", "post"):
        learner = network(truncating=truncating)
        vocabulary, _ = read(ROWS, 12)
        ends[truncating] = vocabulary.decode(learner._encode(vocabulary, [text])[0])
    assert ends == {"post": text.split()[:6], "pre": text.split()[2:]}


def test_a_learning_rate_falls_to_nothing_by_the_last_step():
    rate = Material(Vocabulary.build(["a"]), [], steps=30, seed=0).falling(0.004)
    assert [float(rate(step)) for step in (0, 15, 30)] == pytest.approx([0.004, 0.002, 0], abs=1e-9)


def test_a_network_is_given_the_number_of_its_steps_and_its_seed():
    seen = []

    def build(material):
        seen.append(material)
        return article_lstm(len(material.vocabulary), 6)

    Network(build, {}, 12, 6, epochs=2, batch_size=16).fit(ROWS, OTHERS.take([]), seed=4)
    assert (seen[0].steps, seen[0].seed) == (2 * 4, 4)  # 60 rows make 4 steps
    assert seen[0].ids == seen[0].vocabulary.encode_all(ROWS.texts)


def test_a_title_names_the_bar(capsys):
    learner = network(epochs=1)
    learner.fit(ROWS, OTHERS, 0, "some network, seed 0")
    assert "some network, seed 0" in capsys.readouterr().err
