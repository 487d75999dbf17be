"""Metrics against scikit-learn, statistics against SciPy, and what has to hold for any input."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

from textcls import evaluation
from textcls import evaluation as ev
from textcls.errors import InputError

NAMES = ("red", "green", "blue")


@st.composite
def predictions(draw, n_classes=None, min_size=1):
    """Labels and probabilities of a made-up classifier, as any seed gives them."""
    n, k = draw(st.integers(min_size, 60)), n_classes or draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sharpness = draw(st.sampled_from([0.05, 1.0, 20.0]))
    return rng.integers(0, k, n), rng.dirichlet(np.full(k, sharpness), n)


counts = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# --- interval ------------------------------------------------------------------------------


@given(counts)
def test_interval_holds_the_point_and_stays_inside_0_and_1(count):
    low, high = ev.accuracy_interval(*count)
    assert 0 <= low <= count[0] / count[1] <= high <= 1
    assert low < high


@given(counts)
def test_interval_of_errors_mirrors_interval_of_right_answers(count):
    n_correct, n = count
    low, high = ev.accuracy_interval(n_correct, n)
    mirrored = ev.accuracy_interval(n - n_correct, n)
    assert np.allclose([1 - high, 1 - low], mirrored)


@given(counts, st.integers(2, 50))
def test_interval_shrinks_with_more_answers_and_grows_with_confidence(count, factor):
    def width(n_correct, n, confidence=0.95):
        low, high = ev.accuracy_interval(n_correct, n, confidence)
        return high - low

    n_correct, n = count
    assert width(n_correct * factor, n * factor) < width(n_correct, n)
    assert width(n_correct, n, 0.99) > width(n_correct, n, 0.9)


@given(counts)
def test_interval_bounds_solve_the_equation_of_the_docstring(count):
    n_correct, n = count
    z = norm.ppf(0.975)
    for bound in ev.accuracy_interval(n_correct, n):
        distance = abs(n_correct / n - bound)
        assert distance == pytest.approx(z * np.sqrt(max(bound * (1 - bound), 0) / n), abs=1e-7)


def test_interval_covers_the_truth_about_as_often_as_it_says():
    truth, n = 0.87, 200
    possible = np.arange(n + 1)
    covered = [low <= truth <= high for low, high in (ev.accuracy_interval(k, n) for k in possible)]
    assert binom.pmf(possible, n, truth)[covered].sum() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("n_correct", "n", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (0, 0, 0.95), (1, 2, 95)]
)
def test_interval_refuses_impossible_counts(n_correct, n, confidence):
    with pytest.raises(InputError, match="expected"):
        ev.accuracy_interval(n_correct, n, confidence)


# --- evaluate ------------------------------------------------------------------------------


@given(predictions(n_classes=3))
def test_report_agrees_with_scikit_learn(case):
    y, p = case
    report = ev.evaluate(y, p, NAMES)
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
    flat = ev.evaluate([0, 1], [0.2, 0.6], ("no", "yes")).to_dict()
    assert flat == ev.evaluate([0, 1], [[0.2], [0.6]], ("no", "yes")).to_dict()
    assert flat == ev.evaluate([0, 1], [[0.8, 0.2], [0.4, 0.6]], ("no", "yes")).to_dict()


def test_float32_probabilities_raise_no_warning():
    p = np.random.default_rng(0).dirichlet([1, 1, 1], 500).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ev.evaluate(np.zeros(500, dtype=int), p, NAMES)


def test_a_class_that_never_occurs_is_in_the_confusion_table_all_the_same():
    table = ev.evaluate([0, 0], [[1.0, 0, 0], [0, 1.0, 0]], NAMES).confusion_table()
    assert table.loc["red"].tolist() == [1, 1, 0]
    assert table.loc["blue"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("y", "p", "names", "message"),
    [
        ([], [], NAMES, "at least one text"),
        ([0], [[2.0, -1.0, 0.0]], NAMES, "not logits"),
        ([0], [[np.nan, 0.5, 0.5]], NAMES, "not logits"),
        ([0], [[0.5, 0.2, 0.2]], NAMES, "sum to 1"),
        ([0], [[0.5, 0.5]], NAMES, "3 class names"),
        ([0, 1], [[0.5, 0.3, 0.2]], NAMES, "one class number for each text"),
        ([3], [[0.5, 0.3, 0.2]], NAMES, "from 0 to 2"),
        ([0.5], [[0.5, 0.3, 0.2]], NAMES, "whole numbers"),
    ],
)
def test_evaluate_says_what_is_wrong(y, p, names, message):
    with pytest.raises(InputError, match=message):
        ev.evaluate(y, p, names)


# --- calibration ---------------------------------------------------------------------------


@given(predictions(), st.integers(1, 30))
def test_calibration_error_lies_between_0_and_1(case, n_bins):
    assert 0 <= evaluation.expected_calibration_error(*case, n_bins) <= 1


@given(st.integers(1, 9), st.integers(1, 5))
def test_calibration_error_is_zero_when_claims_come_true(tenths, repeats):
    """Of ten texts at probability t/10, exactly t are positive."""
    y = [1] * tenths + [0] * (10 - tenths)
    p = [tenths / 10] * 10
    assert evaluation.expected_calibration_error(y * repeats, p * repeats) == pytest.approx(
        0, abs=1e-12
    )


@settings(deadline=None)
@given(predictions(n_classes=2), st.integers(2, 20))
def test_reliability_agrees_with_scikit_learn(case, n_bins):
    y, p = case
    curve = evaluation.reliability_curve(y, p, n_bins, class_index=1)
    came_true, stated = calibration_curve(y == 1, p[:, 1], n_bins=n_bins)
    assert np.allclose(curve["accuracy"], came_true)
    assert np.allclose(curve["confidence"], stated)
    assert curve["n"].sum() == len(y)
    assert (curve["low"] <= curve["accuracy"]).all() and (curve["accuracy"] <= curve["high"]).all()


@given(predictions())
def test_reliability_of_the_predicted_class_averages_to_the_accuracy(case):
    y, p = case
    curve = evaluation.reliability_curve(y, p)
    assert np.average(curve["accuracy"], weights=curve["n"]) == pytest.approx(
        accuracy_score(y, p.argmax(axis=1))
    )
    assert ((curve["lower"] <= curve["confidence"]) & (curve["confidence"] <= curve["upper"])).all()


def test_reliability_refuses_a_class_or_a_bin_number_that_does_not_exist():
    with pytest.raises(InputError, match="class 2"):
        evaluation.reliability_curve([0], [0.5], class_index=2)
    with pytest.raises(InputError, match="0 bins"):
        evaluation.reliability_curve([0], [0.5], n_bins=0)


@given(predictions(), st.floats(0.05, 20))
def test_temperature_keeps_the_ranking_and_can_be_undone(case, temperature):
    p = np.clip(case[1], 1e-3, None)
    p /= p.sum(axis=1, keepdims=True)
    scaled = evaluation.apply_temperature(p, temperature)
    assert np.allclose(scaled.sum(axis=1), 1)
    if temperature > 0.5:  # below, the small ones underflow to the rounding error
        assert np.array_equal(scaled.argmax(axis=1), p.argmax(axis=1))
        assert np.allclose(evaluation.apply_temperature(scaled, 1 / temperature), p)
    assert np.allclose(evaluation.apply_temperature(p, 1), p)


@settings(deadline=None)
@given(predictions(min_size=10))
def test_fitted_temperature_never_raises_the_log_loss(case):
    y, p = case
    p = np.clip(p, 1e-6, None)
    p /= p.sum(axis=1, keepdims=True)
    classes = range(p.shape[1])
    fitted = evaluation.fit_temperature(p, y)
    best = log_loss(y, evaluation.apply_temperature(p, fitted), labels=classes)
    for other in (1.0, fitted * 0.9, fitted * 1.1):
        if 0.01 <= other <= 100:
            assert (
                best <= log_loss(y, evaluation.apply_temperature(p, other), labels=classes) + 1e-9
            )


def overconfident(n=4000, factor=3.0, seed=0):
    """Labels drawn from known probabilities, and these made too sharp by a known factor."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, 3)) * 1.5
    truth = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    y = (rng.random((n, 1)) > truth.cumsum(axis=1)).sum(axis=1)
    sharp = np.exp(factor * logits) / np.exp(factor * logits).sum(axis=1, keepdims=True)
    return y, sharp


def test_fitted_temperature_finds_the_known_factor_and_mends_the_calibration():
    y, p = overconfident(factor=3.0)
    temperature = evaluation.fit_temperature(p, y)
    assert temperature == pytest.approx(3.0, rel=0.1)
    mended = evaluation.apply_temperature(p, temperature)
    assert evaluation.expected_calibration_error(y, p) > 0.1
    assert evaluation.expected_calibration_error(y, mended) < 0.03
    assert ev.evaluate(y, mended, NAMES).accuracy == ev.evaluate(y, p, NAMES).accuracy


class Given(ClassifierMixin, BaseEstimator):
    """Hands the probabilities it is given through, for scikit-learn's calibrator."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return X

    def predict(self, X):
        return X.argmax(axis=1)


def test_temperature_agrees_with_scikit_learn():
    y, p = overconfident(n=1000)
    reference = CalibratedClassifierCV(
        FrozenEstimator(Given().fit(p, y)), method="temperature", ensemble=False
    ).fit(p, y)
    ours = evaluation.apply_temperature(p, evaluation.fit_temperature(p, y))
    assert np.allclose(ours, reference.predict_proba(p), atol=1e-4)


def test_temperature_ends_near_its_bounds_when_there_is_no_best_one():
    assert 0.01 <= evaluation.fit_temperature([0.9] * 10, [1] * 10) < 0.1
    assert evaluation.fit_temperature([0.9] * 10, [0] * 10) == pytest.approx(100, rel=1e-3)


def test_certainties_survive_the_logarithm():
    assert np.isfinite(
        evaluation.apply_temperature(np.array([1.0, 0.0], dtype=np.float32), 3)
    ).all()
    assert np.isfinite(evaluation.fit_temperature([1.0, 0.0, 1.0], [1, 0, 0]))


@pytest.mark.parametrize("temperature", [0, -1, np.nan, np.inf])
def test_temperature_has_to_be_a_positive_number(temperature):
    with pytest.raises(InputError, match="temperature"):
        evaluation.apply_temperature([0.5], temperature)


# --- errors, looked at ---------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1), st.integers(1, 8))
def test_length_groups_hold_every_text_once(texts, n_groups):
    lengths, correct = (np.array(column) for column in zip(*texts, strict=True))
    table = evaluation.accuracy_by_length(lengths, correct, n_groups)
    assert 1 <= len(table) <= n_groups
    assert table["n"].sum() == len(texts)
    assert np.average(table["accuracy"], weights=table["n"]) == pytest.approx(correct.mean())
    assert (table["longest"].to_numpy()[:-1] < table["shortest"].to_numpy()[1:]).all()


def test_length_groups_need_one_flag_for_each_text():
    with pytest.raises(InputError, match="one for each text"):
        evaluation.accuracy_by_length([1, 2, 3], [True, False])


def test_planted_word_is_found_and_a_rare_one_is_not():
    rng = np.random.default_rng(0)
    words = ["the", "a", "plot", "cast", "scene", "score", "camera", "actor", "ending", "music"]
    texts, wrong = [], []
    for row in range(400):
        error = row % 4 == 0
        planted = ["sarcasm"] if rng.random() < (0.6 if error else 0.1) else []
        rare = ["hapax"] if row in (0, 4, 8, 12, 16) else []
        texts.append(" ".join([*rng.choice(words, 8), *planted, *rare, "7", "!"]))
        wrong.append(error)
    table = evaluation.overrepresented_words(texts, wrong, n_words=50).set_index("word")
    assert table.index[0] == "sarcasm"
    assert (table.loc["hapax", "errors"], table.loc["hapax", "others"]) == (5, 0)
    # Its plain log-odds are infinite, but five texts prove less than sixty.
    assert table.loc["hapax", "z"] < table.loc["sarcasm", "z"] / 2
    assert not {"7", "!"} & set(table.index)


def test_words_change_sides_with_the_errors():
    texts = ["plain dull film", "plain fine film", "plain dull plot", "plain fine plot"] * 10
    wrong = np.array([1, 0, 1, 0] * 10, dtype=bool)
    forward = evaluation.overrepresented_words(texts, wrong).set_index("word")["z"]
    backward = evaluation.overrepresented_words(texts, ~wrong).set_index("word")["z"]
    assert np.allclose(forward, -backward[forward.index])
    assert forward["plain"] == pytest.approx(0)


def test_words_need_both_kinds_of_texts_and_enough_of_them():
    with pytest.raises(InputError, match="0 errors in 2"):
        evaluation.overrepresented_words(["a", "b"], [0, 0])
    with pytest.raises(InputError, match="smaller min_texts"):
        evaluation.overrepresented_words(["one", "two"] * 3, [0, 1] * 3, min_texts=4)


# --- comparisons ---------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_mcnemar_is_symmetric_and_counts_disagreements_only(pairs):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    b, c, p_value = evaluation.mcnemar(first, second)
    assert evaluation.mcnemar(second, first) == (c, b, p_value)
    assert 0 < p_value <= 1 + 1e-12
    assert b - c == first.sum() - second.sum()
    tail = binom.cdf(min(b, c), b + c, 0.5)
    assert p_value == pytest.approx(min(1, 2 * tail))


def test_mcnemar_needs_the_same_texts():
    with pytest.raises(InputError, match="one for each text"):
        evaluation.mcnemar([1, 0], [1])
    with pytest.raises(InputError, match="at least one"):
        evaluation.mcnemar([], [])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_mean_and_spread_agree_with_numpy(values):
    mean, spread = ev.mean_and_spread(values)
    assert mean == pytest.approx(np.mean(values))
    assert spread == pytest.approx(np.std(values, ddof=1))


@pytest.mark.parametrize("values", [[], [0.5, np.nan]])
def test_mean_needs_finite_values(values):
    with pytest.raises(InputError, match="finite"):
        ev.mean_and_spread(values)
