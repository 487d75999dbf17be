"""What measures a market that moves, and when to train again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import entropy
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from textcls.advantage import drift
from textcls.errors import InputError
from textcls.models.linear import nb_logistic_regression
from textcls.synthetic import months
from textcls.text.vocabulary import Vocabulary


def test_unknown_share_counts_new_words():
    vocabulary = Vocabulary.build(["a good film"])
    assert drift.unknown_share(["a good film", "a stellar film"], vocabulary) == 1 / 6


# --- measures -------------------------------------------------------------------------------


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_psi_is_positive_and_blind_to_the_order_of_scores(seed):
    rng = np.random.default_rng(seed)
    before, after = rng.beta(2, 2, 500), rng.beta(3, 2, 400)
    psi = drift.population_stability_index(before, after)
    assert psi > 0
    assert psi == drift.population_stability_index(before, rng.permutation(after))


def test_psi_without_drift_is_what_chance_gives():
    rng = np.random.default_rng(0)
    values = [
        drift.population_stability_index(rng.random(1000), rng.random(500)) for _ in range(200)
    ]
    assert np.mean(values) == pytest.approx(9 * (1 / 1000 + 1 / 500), rel=0.1)


def test_psi_equals_both_divergences():
    before = np.repeat(np.arange(10), 1000) + 0.5
    after = np.repeat(np.arange(10), np.arange(1, 11) * 1000) + 0.5
    p, q = np.full(10, 0.1), np.arange(1, 11) / 55
    expected = entropy(p, q) + entropy(q, p)
    assert drift.population_stability_index(before, after) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("after", "q"), [([1, 1, 1, 4], [3.5, 1.5]), ([1, 1, 2, 2], [4.5, 0.5]), ([4] * 4, [0.5, 4.5])]
)
def test_psi_of_two_bins_by_hand(after, q):
    found = drift.population_stability_index([1, 2, 3, 4], after, n_bins=2)
    p, q = np.array([2.5, 2.5]) / 5, np.array(q) / 5
    assert found == pytest.approx(np.sum((q - p) * np.log(q / p)))


def test_psi_of_tied_scores_by_hand():
    """Ties leave the first bin empty: the shares before are as unequal as those after may be."""
    found = drift.population_stability_index([1, 1, 1, 4], [0, 0, 2, 2], n_bins=2)
    p, q = np.array([0.5, 4.5]) / 5, np.array([2.5, 2.5]) / 5
    assert found == pytest.approx(np.sum((q - p) * np.log(q / p)))


def test_as_many_scores_as_bins_are_enough():
    scores = np.arange(10)
    assert drift.population_stability_index(scores, scores) == pytest.approx(0)
    for before, after in ((scores, scores[1:]), (scores[1:], scores)):
        with pytest.raises(InputError, match="for 10 bins"):
            drift.population_stability_index(before, after)


@pytest.mark.parametrize(("before", "after"), [(0.8, 0.8), (1.0, 0.5), (0.5, 0.0)])
def test_accuracies_at_the_ends_need_no_labels(before, after):
    with pytest.raises(InputError, match="between 0 and 1"):
        drift.labels_to_detect(before, after)


def test_that_many_labels_raise_the_alarm_as_often_as_asked():
    before, after = 0.86, 0.80
    n = drift.labels_to_detect(before, after, false_alarms=0.05, power=0.8)
    threshold = before - 1.645 * math.sqrt(before * (1 - before) / n)
    rng = np.random.default_rng(0)
    assert np.mean(rng.binomial(n, after, 20_000) / n < threshold) == pytest.approx(0.8, abs=0.03)
    assert np.mean(rng.binomial(n, before, 20_000) / n < threshold) == pytest.approx(0.05, abs=0.02)


# --- retraining -----------------------------------------------------------------------------


def test_the_model_of_a_month_knows_the_latest_labels_and_none_from_later():
    """A classifier that remembers which months it saw: each row holds the number of its month."""
    seen = []

    class Remember(LogisticRegression):
        def fit(self, X, y):
            seen.append(np.unique(X[:, 0]).tolist())
            return super().fit(X, y)

    month_of = np.repeat(np.arange(4), 4)
    rows = month_of[:, None].astype(float), np.tile([0, 1], 8), month_of
    drift.train_each_month(Remember(), rows, window=8)
    assert seen == [[0], [0, 1], [1, 2], [2, 3]]


def test_a_new_model_serves_from_the_next_month_on_with_the_labels_that_were_there():
    served = []

    class OfMonth:
        def __init__(self, month):
            self.month = month

        def predict(self, X):
            served.append(self.month)
            return np.zeros(len(X))

    month_of = np.repeat(np.arange(6), 4)
    rows = np.zeros((24, 1)), np.zeros(24), month_of
    models = [OfMonth(month) for month in range(6)]
    drift.accuracy_by_month(models, rows, period=2, delay=1)
    assert served == [0, 0, 0, 1, 1, 3]


def test_without_retraining_the_first_model_serves_for_good():
    month_of = np.repeat([0, 1, 2], 10)
    rows = np.zeros((30, 1)), np.repeat([0, 1, 1], 10), month_of
    found = drift.train_each_month(DummyClassifier(), rows, window=10)
    assert drift.accuracy_by_month(found, rows, period=None) == [1, 0, 0]
    assert drift.accuracy_by_month(found, rows, period=1, delay=1) == [1, 0, 0]


def test_the_latest_three_thousand_labels_count_if_nothing_else_is_said():
    seen = []

    class Remember(DummyClassifier):
        def fit(self, X, y):
            seen.append((len(X), X[0, 0], X[-1, 0]))
            return super().fit(X, y)

    rows = np.arange(4000)[:, None], np.arange(4000) % 2, np.repeat([0, 1], 2000)
    drift.train_each_month(Remember(), rows)
    assert seen == [(2000, 0, 1999), (3000, 1000, 3999)]


def test_a_fresh_model_recovers_what_an_old_one_loses():
    train = [months.make_month(m, 1500, seed=1) for m in (0, 24)]
    test = [months.make_month(m, 700, seed=2) for m in (0, 24)]
    old, new = (nb_logistic_regression().fit(month.texts, month.labels) for month in train)
    first, last = (old.score(month.texts, month.labels) for month in test)
    assert last < first - 0.06
    assert new.score(test[1].texts, test[1].labels) > last + 0.04


@given(st.floats(0.001, 0.05), st.integers(1, 24), st.integers(0, 6))
def test_loss_of_rhythm_is_the_mean_of_an_even_decay(decay, period, delay):
    t = delay + np.linspace(0, period, 10_001)
    assert drift.loss_of_rhythm(decay, period, delay) == pytest.approx((decay * t).mean())


@given(st.floats(0.001, 0.05), st.floats(10, 10_000), st.floats(1e3, 1e6), st.floats(0.01, 5))
@settings(deadline=None)
def test_best_period_is_the_cheapest(decay, cost, predictions, value):
    def monthly(log_period):
        period = np.exp(log_period)
        lost = drift.loss_of_rhythm(decay, period)
        return cost / period + predictions * value * lost

    found = minimize_scalar(monthly, bounds=(-12, 12), method="bounded", options={"xatol": 1e-9})
    assert drift.best_period(decay, cost, predictions, value) == pytest.approx(
        np.exp(found.x), rel=1e-3
    )


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: drift.population_stability_index([1], [2]), "more scores"),
        (lambda: drift.labels_to_detect(0.8, 0.9), "below the first"),
        (lambda: drift.best_period(0, 1, 1, 1), "decay is 0; give a number above 0"),
        (lambda: drift.best_period(1, -1, 1, 1), "cost_of_training is -1"),
        (lambda: drift.best_period(1, 1, 0, 1), "monthly_predictions is 0"),
        (lambda: drift.best_period(1, 1, 1, 0), "error_cost is 0"),
        (
            lambda: drift.accuracy_by_month([], ([], [], []), period=0),
            "period is 0; give 1 or more",
        ),
        (
            lambda: drift.accuracy_by_month([], ([], [], []), period=1, delay=-1),
            "delay is -1; give a number of at least 0",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()
