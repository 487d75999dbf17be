"""Metrics against scikit-learn, statistics against SciPy, and what has to hold for any input."""

import json
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

from tests.evaluation.predictions import predictions
from textcls.errors import InputError
from textcls.evaluation.metrics import accuracy_interval, evaluate, mean_and_spread

NAMES = ("red", "green", "blue")

counts = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_interval_holds_the_point_and_stays_inside_0_and_1(count):
    low, high = accuracy_interval(*count)
    assert 0 <= low <= count[0] / count[1] <= high <= 1
    assert low < high


@given(counts)
def test_interval_of_errors_mirrors_interval_of_right_answers(count):
    n_correct, n = count
    low, high = accuracy_interval(n_correct, n)
    mirrored = accuracy_interval(n - n_correct, n)
    assert np.allclose([1 - high, 1 - low], mirrored)


@given(counts, st.integers(2, 50))
def test_interval_shrinks_with_more_answers_and_grows_with_confidence(count, factor):
    def width(n_correct, n, confidence=0.95):
        low, high = accuracy_interval(n_correct, n, confidence)
        return high - low

    n_correct, n = count
    assert width(n_correct * factor, n * factor) < width(n_correct, n)
    assert width(n_correct, n, 0.99) > width(n_correct, n, 0.9)


@given(counts)
def test_interval_bounds_solve_the_equation_of_the_docstring(count):
    n_correct, n = count
    z = norm.ppf(0.975)
    for bound in accuracy_interval(n_correct, n):
        distance = abs(n_correct / n - bound)
        assert distance == pytest.approx(z * np.sqrt(max(bound * (1 - bound), 0) / n), abs=1e-7)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    truth, n = 0.87, 200
    possible = np.arange(n + 1)
    covered = [low <= truth <= high for low, high in (accuracy_interval(k, n) for k in possible)]
    assert binom.pmf(possible, n, truth)[covered].sum() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("n_correct", "n", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (0, 0, 0.95), (1, 2, 95)]
)
def test_interval_refuses_impossible_counts(n_correct, n, confidence):
    with pytest.raises(InputError, match="give"):
        accuracy_interval(n_correct, n, confidence)


@given(predictions(n_classes=3))
def test_report_agrees_with_scikit_learn(case):
    y, p = case
    report = evaluate(y, p, NAMES)
    predicted = p.argmax(axis=1)
    assert report.accuracy == accuracy_score(y, predicted)
    assert report.macro_f1 == f1_score(
        y, predicted, labels=[0, 1, 2], average="macro", zero_division=0
    )
    assert report.log_loss == pytest.approx(log_loss(y, p, labels=[0, 1, 2]))
    assert np.array_equal(report.confusion, confusion_matrix(y, predicted, labels=[0, 1, 2]))
    assert report.confusion.sum() == report.n == len(y)
    assert report.interval.low <= report.accuracy <= report.interval.high


def test_one_column_means_the_probability_of_class_1():
    flat = evaluate([0, 1], [0.2, 0.6], ("no", "yes")).to_dict()
    assert flat == evaluate([0, 1], [[0.2], [0.6]], ("no", "yes")).to_dict()
    assert flat == evaluate([0, 1], [[0.8, 0.2], [0.4, 0.6]], ("no", "yes")).to_dict()


def test_float32_probabilities_raise_no_warning():
    p = np.random.default_rng(0).dirichlet([1, 1, 1], 500).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        evaluate(np.zeros(500, dtype=int), p, NAMES)


def test_a_class_that_never_occurs_is_in_the_confusion_table_all_the_same():
    table = evaluate([0, 0], [[1.0, 0, 0], [0, 1.0, 0]], NAMES).confusion_table()
    assert table.loc["red"].tolist() == [1, 1, 0]
    assert table.loc["blue"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        ([0], [[0.5, 0.5]], "probabilities of 2 classes came with 3 class names"),
        ([0], [[2.0, -1.0, 0.0]], "not logits"),
        ([3], [[0.5, 0.3, 0.2]], "whole numbers from 0 to 2"),
    ],
)
def test_evaluate_says_what_is_wrong(y, p, message):
    with pytest.raises(InputError, match=message):
        evaluate(y, p, NAMES)


@given(predictions(n_classes=3))
def test_report_survives_json(case):
    report = evaluate(*case, NAMES)
    found = json.loads(json.dumps(report.to_dict()))
    assert found == {
        "n": report.n,
        "accuracy": report.accuracy,
        "interval": [report.interval.low, report.interval.high],
        "macro_f1": report.macro_f1,
        "log_loss": report.log_loss,
        "confusion": [[int(count) for count in row] for row in report.confusion],
        "class_names": [*NAMES],
    }


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_mean_and_spread_agree_with_numpy(values):
    mean, spread = mean_and_spread(values)
    assert mean == pytest.approx(np.mean(values))
    assert spread == pytest.approx(np.std(values, ddof=1))


@pytest.mark.parametrize("values", [[], [0.5, np.nan]])
def test_mean_needs_finite_values(values):
    with pytest.raises(InputError, match="finite"):
        mean_and_spread(values)


def test_one_run_has_a_mean_and_no_spread():
    mean, spread = mean_and_spread([0.75])
    assert mean == 0.75
    assert np.isnan(spread)
