"""Calibration: against scikit-learn, against known distortions, and for any input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import accuracy_score, log_loss

from tests.evaluation.predictions import predictions
from textcls.errors import InputError
from textcls.evaluation.calibration import (
    apply_temperature,
    expected_calibration_error,
    fit_temperature,
    reliability_curve,
)
from textcls.evaluation.metrics import accuracy_interval, evaluate

NAMES = ("red", "green", "blue")


@given(predictions(), st.integers(1, 30))
def test_calibration_error_lies_between_0_and_1(case, n_bins):
    assert 0 <= expected_calibration_error(*case, n_bins) <= 1


@given(st.integers(1, 9), st.integers(1, 5))
def test_calibration_error_is_zero_when_claims_come_true(tenths, repeats):
    """Of ten texts at probability t/10, exactly t are positive."""
    y = [1] * tenths + [0] * (10 - tenths)
    p = [tenths / 10] * 10
    assert expected_calibration_error(y * repeats, p * repeats) == pytest.approx(0, abs=1e-12)


@settings(deadline=None)
@given(predictions(), st.integers(2, 20))
def test_reliability_agrees_with_scikit_learn(case, n_bins):
    y, p = case
    curve = reliability_curve(y, p, n_bins)
    correct, confidence = p.argmax(axis=1) == y, p.max(axis=1)
    share, mean = calibration_curve(correct, confidence, n_bins=n_bins)
    assert np.allclose(curve["accuracy"], share)
    assert np.allclose(curve["confidence"], mean)
    assert curve["n"].sum() == len(y)


def test_a_confidence_on_an_edge_belongs_to_the_bin_below():
    """(0.25, 0.5], (0.5, 0.75] and (0.75, 1]; what lies on an edge is in one bin and no other."""
    curve = reliability_curve([1, 1, 0, 1], [0.5, 0.75, 0.25, 1.0], n_bins=4)
    assert curve["lower"].tolist() == [0.25, 0.5, 0.75]
    assert curve["upper"].tolist() == [0.5, 0.75, 1.0]
    assert curve["n"].tolist() == [1, 2, 1]
    assert curve["accuracy"].tolist() == [0, 1, 1]


@given(predictions(), st.integers(1, 20))
def test_each_bin_has_the_interval_of_its_accuracy(case, n_bins):
    for row in reliability_curve(*case, n_bins).itertuples():
        assert (row.low, row.high) == accuracy_interval(round(row.accuracy * row.n), row.n)


@given(predictions())
def test_reliability_of_the_predicted_class_averages_to_the_accuracy(case):
    y, p = case
    curve = reliability_curve(y, p)
    assert np.average(curve["accuracy"], weights=curve["n"]) == pytest.approx(
        accuracy_score(y, p.argmax(axis=1))
    )
    assert ((curve["lower"] <= curve["confidence"]) & (curve["confidence"] <= curve["upper"])).all()


@pytest.mark.parametrize("ask", [reliability_curve, expected_calibration_error])
def test_at_least_one_bin(ask):
    with pytest.raises(InputError, match="n_bins is 0; give 1 or more"):
        ask([0], [0.5], n_bins=0)


def test_ten_bins_if_nothing_else_is_said():
    y, p = np.arange(40) % 2, np.linspace(0.5, 1, 40)
    assert reliability_curve(y, p).equals(reliability_curve(y, p, 10))
    assert expected_calibration_error(y, p) == expected_calibration_error(y, p, 10)
    assert expected_calibration_error(y, p) != expected_calibration_error(y, p, 9)


@given(predictions(), st.integers(1, 20))
def test_calibration_error_is_the_mean_gap_over_texts(case, n_bins):
    y, p = case
    bins = np.ceil(np.round(p.max(axis=1) * n_bins, 9))
    correct = p.argmax(axis=1) == y
    gaps = [
        abs(np.sum(correct[bins == m]) - np.sum(p.max(axis=1)[bins == m])) for m in np.unique(bins)
    ]
    found = expected_calibration_error(y, p, n_bins)
    assert found == pytest.approx(sum(gaps) / len(y), abs=1e-9)


@given(predictions(), st.floats(0.05, 20))
def test_temperature_keeps_the_ranking_and_can_be_undone(case, temperature):
    p = np.clip(case[1], 1e-3, None)
    p /= p.sum(axis=1, keepdims=True)
    scaled = apply_temperature(p, temperature)
    assert np.allclose(scaled.sum(axis=1), 1)
    if temperature > 0.5:  # below, the small ones underflow to the rounding error
        assert np.array_equal(scaled.argmax(axis=1), p.argmax(axis=1))
        assert np.allclose(apply_temperature(scaled, 1 / temperature), p)
    assert np.allclose(apply_temperature(p, 1), p)


@settings(deadline=None)
@given(predictions(min_size=10))
def test_fitted_temperature_never_raises_the_log_loss(case):
    y, p = case
    p = np.clip(p, 1e-6, None)
    p /= p.sum(axis=1, keepdims=True)
    classes = range(p.shape[1])
    fitted = fit_temperature(y, p)
    best = log_loss(y, apply_temperature(p, fitted), labels=classes)
    for other in (1.0, fitted * 0.9, fitted * 1.1):
        if 0.01 <= other <= 100:
            assert best <= log_loss(y, apply_temperature(p, other), labels=classes) + 1e-9


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
    temperature = fit_temperature(y, p)
    assert temperature == pytest.approx(3.0, rel=0.1)
    mended = apply_temperature(p, temperature)
    assert expected_calibration_error(y, p) > 0.1
    assert expected_calibration_error(y, mended) < 0.03
    assert evaluate(y, mended, NAMES).accuracy == evaluate(y, p, NAMES).accuracy


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
    ours = apply_temperature(p, fit_temperature(y, p))
    assert np.allclose(ours, reference.predict_proba(p), atol=1e-4)


def test_temperature_ends_near_its_bounds_when_there_is_no_best_one():
    assert 0.01 <= fit_temperature([1] * 10, [0.9] * 10) < 0.1
    assert fit_temperature([0] * 10, [0.9] * 10) == pytest.approx(100, rel=1e-3)
    hardly_sure = fit_temperature([1] * 9 + [0], [0.5001] * 10)  # 0.9 would take 0.0002
    assert hardly_sure == pytest.approx(0.01, rel=1e-3)


def test_certainties_survive_the_logarithm():
    assert np.isfinite(apply_temperature(np.array([1.0, 0.0], dtype=np.float32), 3)).all()
    assert np.isfinite(fit_temperature([1, 0, 0], [1.0, 0.0, 1.0]))


@pytest.mark.parametrize(
    ("kind", "least"), [(np.float32, 2.0**-23), (np.float64, 2.0**-52), (np.int64, 2.0**-52)]
)
def test_zeros_are_lifted_to_the_rounding_error_of_their_type(kind, least):
    found = apply_temperature(np.array([1, 0], dtype=kind), 1)
    np.testing.assert_allclose(found, [[least, 1], [1, least]], rtol=1e-6)


@pytest.mark.parametrize("temperature", [0, -1, np.nan, np.inf])
def test_temperature_has_to_be_a_positive_number(temperature):
    with pytest.raises(InputError, match="temperature"):
        apply_temperature([0.5], temperature)
