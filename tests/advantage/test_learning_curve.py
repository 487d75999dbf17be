"""Learning curves: known laws are found again, and the arithmetic is the best there is."""


import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from textcls.advantage import learning_curve as lc
from textcls.errors import InputError
from textcls.synthetic import reviews

SIZES = np.array([125, 250, 500, 1000, 2000, 4000, 8000])
laws = st.tuples(st.floats(0.01, 0.2), st.floats(0.5, 5), st.floats(0.2, 0.8))
deals = st.fixed_dictionaries(
    {
        "predictions": st.floats(1e4, 1e7),
        "value_per_error": st.floats(0.01, 10),
        "price": st.floats(0.01, 5),
    }
)


@given(laws)
@settings(deadline=None, max_examples=30)
def test_fit_finds_a_law_again_from_its_own_errors(law):
    found = lc.fit_power_law(SIZES, lc.power_law(SIZES, *law))
    np.testing.assert_allclose(found, law, rtol=1e-3)


def test_fit_weighs_deviations_by_the_size_of_the_error():
    errors = lc.power_law(SIZES, 0.05, 2.5, 0.45)
    bent = errors * np.array([1.05, 1, 1, 1, 1, 1, 1])
    change = np.abs(lc.power_law(SIZES, *lc.fit_power_law(SIZES, bent)) / errors - 1)
    assert change[0] > 5 * change[-1]  # the first point is off, the last stays where it is


def test_bootstrap_interval_holds_the_truth_about_as_often_as_it_should():
    truth, rng = (0.06, 2.4, 0.44), np.random.default_rng(1)
    held = 0
    for seed in range(20):
        noise = rng.normal(1, 0.03, (8, 1)) * rng.normal(1, 0.03, (8, len(SIZES)))
        draws = lc.power_law(SIZES, *truth) * noise
        fits = lc.bootstrap_power_law(SIZES, draws, n_resamples=40, seed=seed)
        at_64000 = [lc.power_law(64_000, *law) for law in fits]
        low, high = np.quantile(at_64000, [0.025, 0.975])
        held += low <= lc.power_law(64_000, *truth) <= high
    assert 14 <= held <= 20


def test_bootstrap_of_equal_draws_has_no_spread():
    draws = np.tile(lc.power_law(SIZES, 0.05, 2, 0.5), (4, 1))
    assert np.ptp(lc.bootstrap_power_law(SIZES, draws, n_resamples=5), axis=0).max() < 1e-6


@given(laws, st.floats(1.05, 4))
def test_labels_for_error_undoes_the_power_law(law, factor):
    error = law[0] * factor
    assert lc.power_law(lc.labels_for_error(error, *law), *law) == pytest.approx(error)


@given(laws, deals)
@settings(deadline=None)
def test_best_number_of_labels_is_where_the_profit_is_highest(law, deal):
    def loss(log_n):
        n = np.exp(log_n)
        worth = deal["predictions"] * deal["value_per_error"]
        return worth * float(lc.power_law(n, *law)) + deal["price"] * n

    found = minimize_scalar(loss, bounds=(-5, 30), method="bounded", options={"xatol": 1e-9})
    assert lc.best_number_of_labels(law, **deal) == pytest.approx(np.exp(found.x), rel=1e-3)


@given(laws, deals)
def test_value_of_labels_adds_up_and_falls_with_every_thousand(law, deal):
    first, second, both = (
        lc.value_of_labels(n, more, law, **deal).item()
        for n, more in [(1000, 1000), (2000, 1000), (1000, 2000)]
    )
    assert first + second == pytest.approx(both, rel=1e-9, abs=1e-6)
    assert second < first


def test_more_labels_bring_the_error_of_the_reviews_down_but_not_below_their_floor():
    corpus = reviews.load(n_train=1600, n_test=500, seed=3)
    X, X_test = lc.ngram_counts(corpus.train, corpus.test)
    model = LogisticRegression(C=0.3, solver="liblinear")
    errors = lc.errors_by_size(
        model, X, corpus.train.labels, X_test, corpus.test.labels, [100, 400, 1600]
    )
    assert errors[0] > errors[1] > errors[2] > reviews.LABEL_NOISE


def test_ngrams_are_words_pairs_and_triples():
    assert lc._ngrams(["not", "bad", "at", "all"]) == [
        *["not", "bad", "at", "all"],
        *["not bad", "bad at", "at all"],
        *["not bad at", "bad at all"],
    ]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: lc.power_law([0, 1], 0, 1, 1), "above 0"),
        (lambda: lc.fit_power_law([1, 2], [0.1, 0.2]), "three different sizes"),
        (lambda: lc.fit_power_law([1, 2, 3], [0.1, 0.2]), "three different sizes"),
        (lambda: lc.fit_power_law([1, 2, 3], [0.1, 0, 0.1]), "error of 0"),
        (lambda: lc.bootstrap_power_law([1, 2, 3], [0.3, 0.2, 0.1]), "two draws"),
        (lambda: lc.labels_for_error(0.05, 0.05, 1, 1), "never reaches"),
        (
            lambda: lc.best_number_of_labels((0, 1, 1), predictions=1, value_per_error=1, price=0),
            "price",
        ),
        (lambda: lc.errors_by_size(None, [[1]], [1], [[1]], [1], [2]), "only 1 labels"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()
