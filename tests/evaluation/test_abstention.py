"""Abstention: the curve by its definition, the promise by drawing again and again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from textcls.advantage.economics import cost_with_a_person
from textcls.errors import InputError
from textcls.evaluation import abstention as ab


@st.composite
def cases(draw):
    """Draw labels and probabilities of three classes, with ties among the confidences."""
    n, seed = draw(st.integers(1, 60)), draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(3), n).round(1) + 0.01
    return rng.integers(0, 3, n), p / p.sum(axis=1, keepdims=True)


@given(cases())
def test_curve_is_its_definition_at_every_threshold(case):
    y, p = case
    curve = ab.risk_coverage(y, p)
    assert np.all(np.diff(curve.threshold) < 0)
    assert curve.coverage[-1] == 1
    for threshold, coverage, risk in zip(*curve, strict=True):
        answered = p.max(axis=1) >= threshold
        assert coverage == pytest.approx(answered.mean())
        assert risk == pytest.approx((p.argmax(axis=1) != y)[answered].mean())


@given(cases())
def test_the_curve_needs_no_classes(case):
    y, p = case
    right, sure = p.argmax(axis=1) == y, p.max(axis=1)
    for found, wanted in zip(ab.risk_coverage_of(right, sure), ab.risk_coverage(y, p), strict=True):
        assert found.tolist() == wanted.tolist()
    ranks = np.unique(sure, return_inverse=True)[1]
    risks = [ab.risk_coverage_of(right, scale).risk.tolist() for scale in (sure, ranks - 9)]
    assert risks[0] == risks[1]


@pytest.mark.parametrize("confidence", [[0.5, np.nan], 0.5, [[0.5, 0.5]]])
def test_confidences_that_are_no_numbers_are_one_sentence(confidence):
    with pytest.raises(InputError, match="the confidences are NaN or of the shape"):
        ab.risk_coverage_of([True, False], confidence)
    with pytest.raises(InputError, match="one for each"):
        ab.risk_coverage_of([True, False], [0.5])


def calibrated(rng, n):
    """Draw cases whose confidence is exactly the probability of being right."""
    c = rng.uniform(0.5, 1.0, n)
    return (rng.random(n) < c).astype(int), c


def test_promise_is_broken_no_more_often_than_agreed():
    rng = np.random.default_rng(0)
    broken, coverages = 0, []
    for _ in range(300):
        threshold = ab.threshold_for_accuracy(*calibrated(rng, 500), accuracy=0.85)
        if threshold <= 1:
            # Above the threshold the accuracy of these cases is (threshold + 1) / 2.
            broken += (threshold + 1) / 2 < 0.85
            coverages.append(2 * (1 - threshold))
    assert broken <= 0.05 * 300
    assert 0.3 < np.mean(coverages) < 0.6  # 0.6 would be the most that the promise allows


def test_nothing_is_answered_when_nothing_can_be_promised():
    rng = np.random.default_rng(1)
    y, p = rng.integers(0, 2, 400), rng.uniform(0.5, 1, 400)
    assert ab.threshold_for_accuracy(y, p, accuracy=0.9) == np.inf


@given(cases(), st.floats(0.05, 0.95))
def test_threshold_is_the_loosest_of_twenty_whose_bound_keeps_the_promise(case, accuracy):
    """Candidate by candidate, with SciPy's exact bound at a twentieth of the level."""
    y, p = case
    curve, expected = ab.risk_coverage(y, p), np.inf
    for step in range(1, 21):
        within = np.flatnonzero(curve.coverage <= step / 20 + 1e-9)
        if not len(within):
            continue
        answered = p.max(axis=1) >= curve.threshold[within[-1]]
        errors = int((p.argmax(axis=1) != y)[answered].sum())
        bound = binomtest(errors, int(answered.sum()), alternative="less")
        if bound.proportion_ci(1 - 0.05 / 20, method="exact").high <= 1 - accuracy:
            expected = curve.threshold[within[-1]]
    assert ab.threshold_for_accuracy(y, p, accuracy) == expected


@given(st.integers(1, 500))
def test_right_answers_alone_promise_the_root_of_the_level(n):
    """n right answers of n: the bound is 1 - (0.05 / 20)^(1/n)."""
    possible = 0.0025 ** (1 / n)
    for accuracy, threshold in ((possible * 0.9999, 0.9), (1 - (1 - possible) * 0.9999, np.inf)):
        assert ab.threshold_for_accuracy([1] * n, [0.9] * n, accuracy) == threshold


@given(cases(), st.floats(0.5, 0.95))
def test_threshold_answers_only_whole_groups_of_equal_confidence(case, accuracy):
    threshold = ab.threshold_for_accuracy(*case, accuracy=accuracy)
    assert threshold == np.inf or threshold in case[1].max(axis=1)


@given(st.floats(0.5, 20), st.floats(0, 0.5), st.floats(0, 0.3))
def test_rule_is_where_reader_and_classifier_cost_the_same(error, reader, reader_risk):
    prices = {"error_cost": error, "reader_cost": reader * error, "reader_risk": reader_risk}
    c = ab.hand_over_below(**prices)
    answered = cost_with_a_person(1.0, 1 - c, **prices)
    handed_over = cost_with_a_person(0.0, 0.0, **prices)
    assert answered == pytest.approx(handed_over)


def test_no_threshold_is_cheaper_than_the_rule_when_calibrated():
    y, c = calibrated(np.random.default_rng(2), 200_000)
    prices = {"error_cost": 10.0, "reader_cost": 2.0, "reader_risk": 0.02}
    curve = ab.risk_coverage(y, c)
    costs = cost_with_a_person(curve.coverage, curve.risk, **prices)
    assert curve.threshold[costs.argmin()] == pytest.approx(ab.hand_over_below(**prices), abs=0.03)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ab.risk_coverage([0, 1], [0.1]), "one class number for each"),
        (lambda: ab.threshold_for_accuracy([1], [0.9], accuracy=1.0), "accuracy is 1.0; give"),
        (lambda: ab.threshold_for_accuracy([1], [0.9], accuracy=0.0), "accuracy is 0.0; give"),
        (lambda: ab.hand_over_below(0.0, 1.0), "error_cost is 0.0; give a number above 0"),
        (lambda: ab.hand_over_below(1.0, -1.0), "reader_cost is -1.0"),
        (lambda: ab.hand_over_below(1.0, 1.0, 1.5), "reader_risk is 1.5"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
