"""Learning curves: known laws are found again, and the arithmetic is the best there is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from textcls.advantage import learning_curve as lc
from textcls.errors import InputError
from textcls.models.linear import ngram_counter
from textcls.synthetic import reviews

SIZES = np.array([125, 250, 500, 1000, 2000, 4000, 8000])
laws = st.tuples(st.floats(0.01, 0.2), st.floats(0.5, 5), st.floats(0.2, 0.8))
deals = st.fixed_dictionaries(
    {
        "predictions": st.floats(1e4, 1e7),
        "error_cost": st.floats(0.01, 10),
        "price": st.floats(0.01, 5),
    }
)


@given(laws)
@settings(deadline=None, max_examples=30)
def test_fit_finds_a_law_again_from_its_own_errors(law):
    found = lc.fit_power_law(SIZES, lc.power_law(SIZES, *law))
    np.testing.assert_allclose(found, law, rtol=1e-3)


def test_errors_have_the_shape_of_the_numbers_of_labels():
    for shape in ((), (0,), (2, 3)):
        assert lc.power_law(np.ones(shape), 0.1, 2, 0.5).shape == shape


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


def test_fit_keeps_within_what_an_error_can_do():
    steep = lc.fit_power_law(SIZES, 1e5 * SIZES**-2.5)
    assert steep.c == pytest.approx(2, abs=1e-3)
    assert steep.a == pytest.approx(0, abs=1e-3)
    bent = lc.fit_power_law(SIZES, 5 * SIZES**-0.5 - 0.03)  # a would be -0.03
    assert bent.a == pytest.approx(0, abs=1e-6)
    assert bent.b > 0


def test_draws_are_fitted_by_their_mean():
    draws = lc.power_law(SIZES, 0.05, 2, 0.5) * [[1.1], [0.9], [1.3]]
    assert lc.fit_power_law(SIZES, draws) == lc.fit_power_law(SIZES, draws.mean(axis=0))


def test_a_refit_is_of_whole_draws_drawn_with_replacement():
    draws = lc.power_law(SIZES, 0.05, 2, 0.5) * [[1.1], [0.9]]
    fits = lc.bootstrap_power_law(SIZES, draws)
    assert fits.shape == (200, 3)
    possible = [lc.fit_power_law(SIZES, draws[rows]) for rows in ([0, 0], [1, 1], [0, 1])]
    distances = np.abs(fits[:, None, :] - np.array(possible)).max(axis=2)
    assert distances.min(axis=1).max() < 1e-6
    shares = np.bincount(distances.argmin(axis=1)) / 200
    np.testing.assert_allclose(shares, [0.25, 0.25, 0.5], atol=0.12)
    assert np.array_equal(fits[:9], lc.bootstrap_power_law(SIZES, draws, 9, seed=0))
    assert not np.array_equal(fits[:9], lc.bootstrap_power_law(SIZES, draws, 9, seed=1))


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
        worth = deal["predictions"] * deal["error_cost"]
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
    counter = ngram_counter()
    X, X_test = counter.fit_transform(corpus.train.texts), counter.transform(corpus.test.texts)
    model = LogisticRegression(C=0.3, solver="liblinear")
    errors = lc.errors_by_size(
        model, X, corpus.train.labels, X_test, corpus.test.labels, [100, 400, 1600]
    )
    assert errors[0] > errors[1] > errors[2] > reviews.LABEL_NOISE


def test_each_size_learns_from_its_first_rows_and_from_no_test_row():
    """Each row holds its number, the test rows negative ones; what is fitted is written down."""
    seen = []

    class Remember(DummyClassifier):
        def fit(self, X, y):
            seen.append((X[:, 0].tolist(), y.tolist()))
            return super().fit(X, y)

    X, y = np.arange(1, 9)[:, None], np.array([0, 0, 1, 1, 1, 1, 1, 1])
    errors = lc.errors_by_size(Remember(), X, y, -X[:4], [0, 0, 0, 1], sizes=[2, 8])
    assert seen == [([1, 2], [0, 0]), ([1, 2, 3, 4, 5, 6, 7, 8], y.tolist())]
    assert errors == [0.25, 0.75]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: lc.power_law([1, 0], 0, 1, 1), "n is 0.0; give a number above 0"),
        (lambda: lc.fit_power_law([1, 2], [0.1, 0.2]), "three different sizes"),
        (lambda: lc.fit_power_law([1, 2, 3], [0.1, 0.2]), "three different sizes"),
        (lambda: lc.fit_power_law([1, 2, 2, 1], [0.1] * 4), "three different sizes"),
        (lambda: lc.fit_power_law([[1, 2, 3]], [0.1] * 3), "three different sizes"),
        (lambda: lc.bootstrap_power_law([1, 2, 3], [[0.3, 0.2, 0.1]]), "two draws"),
        (lambda: lc.fit_power_law([1, 2, 3], [0.1, 0, 0.1]), "an error is 0 or less"),
        (lambda: lc.bootstrap_power_law([1, 2, 3], [0.3, 0.2, 0.1]), "two draws"),
        (lambda: lc.labels_for_error(0.05, 0.05, 1, 1), "never reaches"),
        (
            lambda: lc.best_number_of_labels((0, 1, 1), predictions=1, error_cost=1, price=0),
            "price is 0; give a number above 0",
        ),
        (
            lambda: lc.errors_by_size(None, [[1]], [1], [[1]], [1], [2]),
            "a size is 2; give sizes of at most 1",
        ),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()


# --- labels and a rival without any ----------------------------------------------------------


def answers(accuracies, n_texts=1000, n_draws=1):
    """Give flags of exactly these accuracies: the first texts are the easy ones."""
    flags = np.arange(n_texts) < np.round(np.array(accuracies)[:, None] * n_texts)
    return np.tile(flags, (n_draws, 1, 1))


RIVAL = answers([0.8])[0, 0]


@pytest.mark.parametrize(
    ("accuracies", "labels"),
    [
        ([0.6, 0.7, 0.9], 200),  # half-way between 100 and 400 on the logarithm
        ([0.6, 0.8, 0.9], 100),
        ([0.8, 0.8, 0.8], 25),
        ([0.85, 0.9, 0.95], 25),
        ([0.6, 0.7, 0.79], np.inf),
        ([0.9, 0.7, 0.9], 200),  # the luck of the first does not count
        ([0.7, 0.9, 0.79], np.inf),
    ],
)
def test_the_last_crossing_counts(accuracies, labels):
    found = lc.labels_worth([25, 100, 400], answers(accuracies), RIVAL, n_resamples=10)
    assert found.labels == pytest.approx(labels)
    assert found.low <= found.high


def test_draws_count_equally():
    right = np.concatenate([answers([0.5, 0.7, 0.7]), answers([0.7, 0.9, 1.0])])
    assert lc.labels_worth([25, 100, 400], right, RIVAL, n_resamples=10).labels == pytest.approx(
        100
    )


def test_the_pairing_narrows_the_interval():
    """A rival that errs on the same texts is a closer match than one that errs on others."""
    rng = np.random.default_rng(0)
    right = answers([0.7, 0.75, 0.85, 0.9])
    widths = []
    for rival in (RIVAL, rng.permutation(RIVAL)):
        found = lc.labels_worth([25, 100, 400, 1600], right, rival, n_resamples=400)
        assert found.labels == pytest.approx(200)
        widths.append(np.log(found.high / found.low))
    assert widths[0] < 0.8 * widths[1]


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    """The truth is known: accuracies of 0.7, 0.8, 0.9 against 0.8, texts and draws at random."""
    sizes, truth, hits = [100, 200, 400], np.array([0.7, 0.8, 0.9]), 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        hard = rng.random(600)
        luck = rng.normal(0, 0.01, size=(8, 1, 1))
        right = hard[None, None, :] + 0.2 * (rng.random((8, 3, 600)) - 0.5) < truth[:, None] + luck
        rival = hard + 0.2 * (rng.random(600) - 0.5) < 0.8
        found = lc.labels_worth(sizes, right, rival, n_resamples=200, seed=seed)
        hits += found.low <= 200 <= found.high
    assert 85 <= hits <= 100


def test_more_draws_make_a_difference_only_if_they_differ():
    one = lc.labels_worth([25, 400], answers([0.7, 0.9]), RIVAL, n_resamples=50)
    many = lc.labels_worth([25, 400], answers([0.7, 0.9], n_draws=3), RIVAL, n_resamples=50)
    assert one.labels == pytest.approx(many.labels)


@pytest.mark.parametrize(
    ("sizes", "right", "rival", "message"),
    [
        ([25, 100], answers([0.5]), RIVAL, r"shape \(1, 1, 1000\) for 2 sizes"),
        ([25], answers([0.5]), RIVAL[:-1], "999 of the rival's answers"),
        ([25], answers([0.5])[0], RIVAL, r"give \(draws, sizes, texts\)"),
        ([100, 25], answers([0.5, 0.6]), RIVAL, "give rising numbers above 0"),
        ([0, 25], answers([0.5, 0.6]), RIVAL, "give rising numbers above 0"),
    ],
)
def test_answers_that_do_not_fit(sizes, right, rival, message):
    with pytest.raises(InputError, match=message):
        lc.labels_worth(sizes, right, rival)
