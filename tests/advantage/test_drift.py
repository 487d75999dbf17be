"""A market that moves by a known plan, and what measures it."""

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from textcls.advantage import drift
from textcls.errors import InputError
from textcls.synthetic import months, reviews
from textcls.text.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def month_0():
    return reviews.make_reviews(3000, seed=11)


def words(texts):
    return set(re.findall(r"[\w'-]+", " ".join(texts).lower()))


def test_old_words_are_those_of_the_reviews_and_new_ones_are_not(month_0):
    old = words(month_0.texts)
    assert set(months.NEW) | set(months.TURNED) | set(months.TURNED.values()) <= old
    assert not set(months.NEW.values()) & old
    assert len(set(months.NEW.values())) == len(months.NEW)


def test_each_month_some_words_go_none_comes_back_and_at_the_end_all_have_gone(month_0):
    used = [
        words(months.with_new_words(month_0.texts, month))
        for month in range(0, months.MONTHS + 1, 4)
    ]
    gone = [set(months.NEW) - month for month in used]
    assert gone[0] == set()
    assert gone[-1] == set(months.NEW)
    for before, after in pairwise(gone):
        assert before < after


def test_turning_twice_gives_the_text_back(month_0):
    once = months.with_turned_words(month_0.texts, months.TURN)
    assert once != month_0.texts
    mended = [re.sub(r"\b([Aa])n? ", r"\1 ", text) for text in month_0.texts]
    twice = months.with_turned_words(once, months.TURN)
    assert [re.sub(r"\b([Aa])n? ", r"\1 ", text) for text in twice] == mended


def test_before_its_month_nothing_changes(month_0):
    assert months.with_turned_words(month_0.texts, months.TURN - 1) == month_0.texts
    assert months.with_new_words(month_0.texts, 0) == month_0.texts


def test_whoever_knows_the_plan_reads_every_month_as_well_as_the_first():
    """New words are one for one: with the dictionary a model trained on month 0 loses nothing."""
    back = {new: old for old, new in months.NEW.items()}
    later = months.make_month(8, 600, seed=3)
    translated = [months._substitute(text, back) for text in later.texts]
    original = reviews.make_reviews(600, seed=4008)
    assert words(translated) == words(original.texts)
    np.testing.assert_array_equal(later.true_labels, original.true_labels)
    assert (later.labels == later.true_labels).mean() == 1 - reviews.LABEL_NOISE


def test_share_of_albums_is_the_one_planned():
    for month in (0, 12, 18, 24):
        texts = months.make_month(month, 1500).texts
        share = np.mean([bool(re.search(r"\b(album|record|melody)\b", t.lower())) for t in texts])
        films = np.mean([bool(re.search(r"\b(film|movie|story)\b", t.lower())) for t in texts])
        planned = months.share_of_albums(month)
        assert share / (share + films) == pytest.approx(planned, abs=0.05)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Good! An exciting plot; a GREAT-aunt.", "Ace! A pulsating plot; a GREAT-aunt."),
        ("A good film by A. Good", "An ace film by A. Ace"),
        ("goodness, not good.", "goodness, not ace."),
    ],
)
def test_whole_words_change_with_their_capitals_and_articles(text, expected):
    assert months.with_new_words([text], 24) == [expected]


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
    from scipy.stats import entropy

    before = np.repeat(np.arange(10), 1000) + 0.5
    after = np.repeat(np.arange(10), np.arange(1, 11) * 1000) + 0.5
    p, q = np.full(10, 0.1), np.arange(1, 11) / 55
    expected = entropy(p, q) + entropy(q, p)
    assert drift.population_stability_index(before, after) == pytest.approx(expected, rel=1e-3)


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

    months = np.repeat(np.arange(4), 4)
    rows = months[:, None].astype(float), np.tile([0, 1], 8), months
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

    months = np.repeat(np.arange(6), 4)
    rows = np.zeros((24, 1)), np.zeros(24), months
    models = [OfMonth(month) for month in range(6)]
    drift.accuracy_by_month(models, rows, period=2, delay=1)
    assert served == [0, 0, 0, 1, 1, 3]


def test_a_fresh_model_recovers_what_an_old_one_loses():
    train = [months.make_month(m, 1500, seed=1) for m in (0, 24)]
    test = [months.make_month(m, 700, seed=2) for m in (0, 24)]
    from textcls.models.linear import nb_logistic_regression

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
        (lambda: months.make_month(-1, 5), "month -1"),
        (lambda: drift.population_stability_index([1], [2]), "more scores"),
        (lambda: drift.labels_to_detect(0.8, 0.9), "below the first"),
        (lambda: drift.best_period(0, 1, 1, 1), "nothing to retrain for"),
        (
            lambda: drift.accuracy_by_month([], ([], [], []), period=0),
            "period of 0",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()
