"""Measures of predictions: each against a few answers counted by hand."""

import numpy as np
import pytest

from textcls.corpora.corpus import Corpus, Split
from textcls.evaluation.error_analysis import overrepresented_words
from textcls.evaluation.metrics import accuracy_interval
from textcls.runs import measures

RNG = np.random.default_rng(0)
Y = np.array([0, 1] * 200)


def test_right_is_the_most_probable_class_of_any_number_of_classes():
    assert measures.is_right([2, 0], [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]).tolist() == [True, False]
    assert measures.is_right([1, 0, 0], [0.6, 0.6, 0.4]).tolist() == [True, False, True]


def test_a_text_is_new_if_train_does_not_have_it():
    corpus = Corpus(Split(["a", "b"], [0, 1]), Split(["b", "c", "b"], [1, 1, 0]), ("no", "yes"))
    assert measures.is_new(corpus).tolist() == [False, True, False]


def test_measures_of_four_answers():
    y, p = np.array([0, 0, 1, 1]), np.array([[0.8, 0.2], [0.4, 0.6], [0.1, 0.9], [0.3, 0.7]])
    found = measures.measure(y, p, ("bad", "good"))
    assert found["accuracy"] == 0.75
    assert found["interval"] == pytest.approx(list(accuracy_interval(3, 4)))
    assert found["loss"] == pytest.approx(-np.log([0.8, 0.4, 0.9, 0.7]).mean())
    assert found["confusion"] == [[1, 1], [0, 2]]
    assert found["macro_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert found["calibration_error"] == pytest.approx((0.2 + 0.6 + 0.1 + 0.3) / 4)


def test_an_average_has_the_spread_of_the_seeds_and_the_interval_of_the_mean():
    runs = [{"accuracy": 0.5, "loss": 1.0}, {"accuracy": 0.75, "loss": 3.0}]
    found = measures.average(runs, ["accuracy", "loss", "seconds"], n=8)
    assert found["loss"] == {"mean": 2.0, "spread": pytest.approx(np.sqrt(2))}
    assert found["accuracy"]["mean"] == 0.625
    assert found["accuracy"]["interval"] == list(accuracy_interval(5, 8))
    assert "seconds" not in found
    assert measures.average(runs[:1], ["accuracy"], n=8)["accuracy"]["spread"] is None


def test_a_network_is_what_has_curves():
    runs = [{"accuracy": 0.5, "curves": {}}]
    found = measures.describe("M", runs, ["accuracy"], 8)
    assert (found["title"], found["is_network"], found["runs"]) == ("M", True, runs)
    assert found["accuracy"]["mean"] == 0.5


def honest(z):
    """Probabilities of log-odds z, and labels drawn from them."""
    p = 1 / (1 + np.exp(-z))
    return np.column_stack([1 - p, p]), (RNG.random(len(z)) < p).astype(np.int64)


def test_calibration_after_is_at_the_temperature_and_not_at_its_inverse():
    """A model three times as sure as it may be is right about itself at T = 3."""
    z = RNG.normal(size=20_000) * 1.5
    _, y = honest(z)
    sure, _ = honest(3 * z)
    found = measures.calibration(y, [sure], [3.0])
    assert found["after"]["error"] < 0.015 < 0.1 < found["before"]["error"]
    assert sum(row["n"] for row in found["after"]["bins"]) == 20_000


def test_calibration_counts_all_trainings_each_at_its_own_temperature():
    z = RNG.normal(size=20_000) * 1.5
    _, y = honest(z)
    columns = [honest(3 * z)[0], honest(0.5 * z)[0]]
    assert measures.calibration(y, columns, [3.0, 0.5])["after"]["error"] < 0.015
    assert measures.calibration(y, columns, [0.5, 3.0])["after"]["error"] > 0.05


def test_accuracy_by_length_is_averaged_over_the_trainings():
    lengths = np.array([1, 2, 10, 20])
    right = [np.array([True, True, False, False]), np.array([True, False, True, False])]
    found = measures.accuracy_by_length(lengths, right, groups=2)
    assert [(row["shortest"], row["longest"], row["n"]) for row in found] == [
        (1, 2, 2),
        (10, 20, 2),
    ]
    assert [row["accuracy"] for row in found] == [0.75, 0.25]


def test_words_of_errors_stand_in_wrong_answers():
    texts = [f"the film was {'dull' if i % 4 == 0 else 'fine'}" for i in range(400)]
    right = np.arange(400) % 4 > 0
    assert measures.words_of_errors(texts, right)[0]["word"] == "dull"
    assert measures.words_of_errors(texts, ~right)[0]["word"] == "fine"
    table = overrepresented_words(texts, ~right, min_texts=5, prior_weight=2_000)
    assert measures.words_of_errors(texts, right) == table.to_dict("records")


def test_rare_words_are_not_listed():
    """Five texts of four hundred, or one in eighty of more, have to hold a word."""
    for n, rare in ((320, 4), (800, 9)):
        for n_texts in (rare, rare + 1):
            texts = [f"the film {'krull' if i < n_texts else 'one'}" for i in range(n)]
            listed = {
                row["word"] for row in measures.words_of_errors(texts, np.arange(n) >= n_texts)
            }
            assert ("krull" in listed) == (n_texts > rare)


def test_disagreement_counts_every_text_once():
    first = np.array([1, 1, 1, 1, 0, 0, 0], dtype=bool)
    second = np.array([1, 1, 1, 0, 1, 1, 0], dtype=bool)
    found = measures.disagreement(first, second)
    assert found == {"only_first": 1, "only_second": 2, "p_value": 1.0, "both": 3, "neither": 1}
