"""Rare events against scikit-learn, against brute force and against the probabilities put in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from textcls.errors import InputError
from textcls.evaluation import rare_events
from textcls.synthetic import transactions


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 50))
def test_precision_and_recall_are_scikit_learns(seed, n):
    rng = np.random.default_rng(seed)
    score, y = rng.random(n), rng.random(n) < 0.4
    y[0] = True
    ours = rare_events.precision_recall(y, score)
    precision, recall, _ = precision_recall_curve(y, score, drop_intermediate=False)
    k = len(precision) - 1  # scikit-learn may stop once every positive is found
    np.testing.assert_allclose(ours.precision[-k:][::-1], precision[:k][: len(ours.precision)])
    np.testing.assert_allclose(ours.recall[-k:][::-1], recall[:k][: len(ours.recall)])


@given(st.integers(0, 10_000))
def test_no_ranking_beats_the_true_probability(seed):
    rng = np.random.default_rng(seed)
    p, other = rng.random(30), rng.random(30)
    best, ours = rare_events.precision_recall(p, p), rare_events.precision_recall(p, other)
    assert np.all(best.precision >= ours.precision - 1e-12)
    assert np.all(best.recall >= ours.recall - 1e-12)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_no_decision_is_cheaper_than_the_rule(seed, price):
    rng = np.random.default_rng(seed)
    p, loss = rng.random(6), rng.exponential(50, 6)
    cost = rare_events.decision_cost(p, rare_events.flag(p, loss, price), loss, price)
    every = ((np.arange(64)[:, None] >> np.arange(6)) & 1).astype(bool)
    assert cost == pytest.approx(min(rare_events.decision_cost(p, a, loss, price) for a in every))


@given(st.floats(0.001, 0.999), st.floats(0.001, 1))
def test_corrected_odds_are_the_kept_share_of_the_odds(p, kept):
    corrected = rare_events.correct_prior(p, kept)
    assert corrected / (1 - corrected) == pytest.approx(kept * p / (1 - p), rel=1e-6)


def test_corrected_probabilities_are_as_precise_as_the_formula():
    found = rare_events.correct_prior(np.array([0.5, 0.999], dtype=np.float32), 0.25)
    assert found.dtype == np.float64


def test_correction_brings_an_undersampled_model_back():
    drawn = transactions.make_transactions(60_000)
    x = np.column_stack([drawn.features, drawn.features[:, 2] * drawn.features[:, 3]])
    rows = rare_events.undersample(drawn.is_fraud, kept=0.1)
    model = LogisticRegression(max_iter=1000).fit(x[rows], drawn.is_fraud[rows])
    raw = model.predict_proba(x)[:, 1]
    assert raw.mean() > 3 * drawn.probability.mean()
    assert rare_events.correct_prior(raw, 0.1).mean() == pytest.approx(
        drawn.is_fraud.mean(), rel=0.2
    )


def test_a_check_has_to_save_more_than_it_costs():
    assert rare_events.flag([0.1, 0.1], [50.0, 50.1], price=5.0).tolist() == [False, True]


def test_each_row_is_chosen_once_or_not_at_all_and_a_seed_repeats():
    y = np.random.default_rng(1).random(2000) < 0.1
    rows = rare_events.undersample(y, kept=0.3)
    assert (np.diff(rows) > 0).all()
    assert np.array_equal(rows, rare_events.undersample(y, kept=0.3, seed=0))
    assert not np.array_equal(rows, rare_events.undersample(y, kept=0.3, seed=1))


def test_ties_keep_their_order():
    curve = rare_events.precision_recall([0, 1, 1], [0.5, 0.5, 0.5])
    assert curve.precision.tolist() == [0, 1 / 2, 2 / 3]
    assert curve.recall.tolist() == [0, 1 / 2, 1]


def test_undersampling_keeps_every_fraud_and_the_share():
    y = np.random.default_rng(0).random(20_000) < 0.01
    rows = rare_events.undersample(y, kept=0.2)
    assert np.isin(np.flatnonzero(y), rows).all()
    assert (~y[rows]).sum() == pytest.approx(0.2 * (~y).sum(), rel=0.05)
    assert np.array_equal(rare_events.undersample(y, kept=1.0), np.arange(20_000))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: rare_events.precision_recall([0], [0.1]), "at least one positive"),
        (lambda: rare_events.decision_cost([1, 0], [1], 1.0, 1.0), "one decision for each"),
        (lambda: rare_events.precision_recall([1, 0], [0.1]), r"shape \(1,\) .* shape \(2,\)"),
        (lambda: rare_events.precision_recall([[1]], [[0.1]]), "one score and one label"),
        (lambda: rare_events.decision_cost([], [], 1.0, 1.0), "at least one case"),
        (lambda: rare_events.undersample([True], 0.0), "kept is 0.0; give a share above 0"),
        (lambda: rare_events.undersample([True], 1.1), "kept is 1.1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError, match=words):
        call()
