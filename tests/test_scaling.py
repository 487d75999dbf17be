"""Trends: scale, energy, fusion, personal offsets, membership; the bound that privacy gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve
from sklearn.pipeline import make_pipeline

from textcls.errors import InputError
from textcls.fusion import fused_accuracy, partial_pooling
from textcls.privacy.mechanisms import gaussian_delta
from textcls.privacy.membership import membership_advantage
from textcls.scaling import (
    BESIROGLU_2024,
    HOFFMANN_2022,
    compute_optimal,
    energy_kwh,
    scaling_loss,
    training_flops,
)
from textcls.synthetic import news, reviews
from textcls.synthetic.months import about_albums

LAWS = [HOFFMANN_2022, BESIROGLU_2024]


def test_training_flops_of_gpt_3_are_the_published_ones():
    assert training_flops(175e9, 300e9) == pytest.approx(3.14e23, rel=0.01)


@pytest.mark.parametrize("law", LAWS)
def test_scaling_loss_falls_with_either_and_never_below_its_floor(law):
    N, D = np.meshgrid(np.geomspace(1e6, 1e13, 8), np.geomspace(1e8, 1e14, 8))
    loss = scaling_loss(N, D, law)
    assert (np.diff(loss, axis=0) < 0).all()
    assert (np.diff(loss, axis=1) < 0).all()
    assert (loss > law.E).all()
    assert scaling_loss(1e300, 1e300, law) == pytest.approx(law.E)


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=20, deadline=None)
@given(exponent=st.floats(18, 27))
def test_compute_optimal_is_where_a_numerical_search_ends(law, exponent):
    budget = 10**exponent
    N, D = compute_optimal(budget, law)
    assert training_flops(N, D) == pytest.approx(budget)

    def loss(log_n):
        return scaling_loss(np.exp(log_n), budget / 6 / np.exp(log_n), law).item()

    found = minimize_scalar(loss, bounds=(np.log(1e4), np.log(1e16)), method="bounded")
    assert np.log(N) == pytest.approx(found.x, abs=0.01)


def test_energy_does_not_depend_on_how_the_work_is_shared():
    hours, processors = 100, 8
    done = hours * 3600 * processors * 0.4 * 1e15
    by_the_meter = hours * processors * 0.7 * 1.2  # kilowatts, with the building's share
    assert energy_kwh(done, 1e15, 0.4, 700, 1.2) == pytest.approx(by_the_meter)


def test_fused_accuracy_is_what_the_sum_of_log_odds_reaches():
    rng = np.random.default_rng(0)
    d = np.array([0.5, 1.0, 0.3])
    y = rng.choice([-1, 1], 200_000)
    signals = y[:, None] * d + rng.normal(size=(len(y), 3))
    log_odds = 2 * signals @ d
    assert np.mean(np.sign(log_odds) == y) == pytest.approx(fused_accuracy(d), abs=0.004)
    assert fused_accuracy([0.0]) == 0.5


def test_partial_pooling_has_the_least_squared_error():
    rng = np.random.default_rng(0)
    noise, spread, n = 1.0, 0.6, 4
    offsets = rng.normal(0, spread, 200_000)
    means = offsets + rng.normal(0, noise / np.sqrt(n), len(offsets))

    def error(factor):
        return np.mean((factor * means - offsets) ** 2)

    pooled = partial_pooling(means, np.full(len(means), n), noise, spread)
    best = np.mean((pooled - offsets) ** 2)
    factor = pooled[0] / means[0]
    assert best < min(error(factor - 0.05), error(factor + 0.05), error(0), error(1))
    variance = spread**2 * noise**2 / (n * spread**2 + noise**2)
    assert best == pytest.approx(variance, rel=0.02)


def test_membership_advantage_is_the_height_above_the_diagonal_of_the_roc_curve():
    rng = np.random.default_rng(0)
    members, others = rng.exponential(0.5, 300), rng.exponential(1.0, 200)
    truth = np.r_[np.ones(300), np.zeros(200)]
    false, true, thresholds = roc_curve(truth, -np.r_[members, others], drop_intermediate=False)
    for k in range(1, len(thresholds), 25):
        measured = membership_advantage(members, others, -thresholds[k])
        assert measured == pytest.approx(true[k] - false[k])


def test_asking_only_whether_the_answer_is_right_gains_the_gap_of_the_accuracies():
    right_in_training, right_in_test = np.array([1, 1, 1, 0]), np.array([1, 0, 1, 0, 0])
    advantage = membership_advantage(1 - right_in_training, 1 - right_in_test, 0.5)
    assert advantage == pytest.approx(right_in_training.mean() - right_in_test.mean())


def test_no_attack_on_a_private_sum_gains_more_than_the_bound():
    # The attacker knows every row but one, which is +1 or -1, and sees T noisy sums.
    rng = np.random.default_rng(0)
    sigma, steps = 6.0, 25
    bound = gaussian_delta(0.0, sigma / 2, steps)
    assert bound == pytest.approx(2 * norm.cdf(np.sqrt(steps) / sigma) - 1)
    answers = {s: rng.normal(s, sigma, (100_000, steps)).mean(axis=1) for s in (1, -1)}
    best = max(membership_advantage(-answers[1], -answers[-1], t) for t in np.linspace(-2, 2, 41))
    assert best == pytest.approx(bound, abs=0.01)  # met, so it is not merely a bound


@pytest.mark.parametrize(
    "call",
    [
        lambda: training_flops(0, 1),
        lambda: scaling_loss([1e6, -1], 1e9),
        lambda: compute_optimal(0),
        lambda: energy_kwh(1e20, 1e15, 1.5, 700),
        lambda: energy_kwh(1e20, 1e15, 0.5, 700, overhead=0.9),
        lambda: partial_pooling([1.0], [-1], 1, 1),
        lambda: partial_pooling([1.0], [1], 1, 0),
        lambda: membership_advantage([], [1.0], 0.5),
    ],
)
def test_bad_numbers_get_a_sentence(call):
    with pytest.raises(InputError, match="give"):
        call()


def linear_model(texts, labels, vectors):
    return LogisticRegression(C=10).fit(vectors.transform(texts), labels)


def test_film_labels_replace_album_labels():
    films, pool = reviews.load(n_train=2000, n_test=800), reviews.make_reviews(50, seed=7)
    hashing = HashingVectorizer(ngram_range=(1, 2), n_features=2**14)
    X_test = hashing.transform(about_albums(films.test.texts))
    borrowed = linear_model(films.train.texts, films.train.labels, hashing)
    own = linear_model(about_albums(pool.texts), pool.labels, hashing)
    y = films.test.labels
    assert borrowed.score(X_test, y) > own.score(X_test, y) + 0.1


def test_vectors_from_films_harm_on_news():
    films, items = reviews.make_reviews(1500), news.load(n_train=1500, n_test=500)
    few = items.train.take(range(80))
    scores = []
    for texts in (films.texts, items.train.texts):
        svd = TruncatedSVD(50, random_state=0)
        vectors = make_pipeline(TfidfVectorizer(sublinear_tf=True), svd).fit(texts)
        model = linear_model(few.texts, few.labels, vectors)
        scores.append(model.score(vectors.transform(items.test.texts), items.test.labels))
    plain = TfidfVectorizer(sublinear_tf=True).fit(few.texts)
    model = linear_model(few.texts, few.labels, plain)
    without = model.score(plain.transform(items.test.texts), items.test.labels)
    assert scores[0] + 0.1 < min(scores[1], without)


def test_two_halves_agree_more_on_the_answer_than_on_its_strongest_word():
    rows = reviews.load(n_train=4000, n_test=800)
    words = CountVectorizer(binary=True, min_df=5).fit(rows.train.texts)
    X, X_test = words.transform(rows.train.texts), words.transform(rows.test.texts)
    halves = [slice(0, 2000), slice(2000, 4000)]
    models = [LogisticRegression().fit(X[half], rows.train.labels[half]) for half in halves]
    first, second = (model.predict(X_test) for model in models)
    sign = np.where(first == 1, 1, -1)[:, None]
    reasons = [np.ravel(X_test.multiply(m.coef_ * sign).tocsr().argmax(axis=1)) for m in models]
    same = first == second
    assert same.mean() > np.mean((reasons[0] == reasons[1])[same]) + 0.2


def test_rare_reviews_get_more_of_the_errors():
    rows = reviews.load(n_train=3000, n_test=1500)
    words = CountVectorizer(ngram_range=(1, 2), min_df=2, binary=True).fit(rows.train.texts)
    model = LogisticRegression(C=0.1, solver="liblinear")
    model.fit(words.transform(rows.train.texts), rows.train.labels)
    films, albums = (words.transform(t) for t in (rows.test.texts, about_albums(rows.test.texts)))
    assert model.score(films, rows.test.labels) > model.score(albums, rows.test.labels) + 0.02


def test_a_model_without_restraint_gives_away_more_than_one_with():
    rows = reviews.load(n_train=800, n_test=800)
    hashing = HashingVectorizer(ngram_range=(1, 2), n_features=2**12)
    X, X_test = hashing.transform(rows.train.texts), hashing.transform(rows.test.texts)
    advantage = {}
    for C in (1, 1000):
        model = LogisticRegression(C=C, solver="liblinear").fit(X, rows.train.labels)
        inside, outside = (
            -np.log(np.maximum(model.predict_proba(X_)[np.arange(len(y)), y], 1e-12))
            for X_, y in ((X, rows.train.labels), (X_test, rows.test.labels))
        )
        advantage[C] = max(membership_advantage(inside, outside, t) for t in np.sort(inside)[::20])
    assert advantage[1000] > advantage[1] + 0.15
