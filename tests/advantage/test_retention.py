"""Retention and its value: against SciPy, scikit-learn, closed forms, and simulated truths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from sklearn.linear_model import LogisticRegression

from textcls.advantage import retention as rt
from textcls.errors import InputError
from textcls.synthetic.customers import Customers, make_customers

records = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=80).filter(
    lambda rows: any(left for _, left in rows)
)


@given(records)
@settings(deadline=None)
def test_kaplan_meier_is_scipys(rows):
    durations, left = map(np.array, zip(*rows, strict=True))
    ours = rt.kaplan_meier(durations, left)
    theirs = ecdf(CensoredData(uncensored=durations[left], right=durations[~left])).sf
    np.testing.assert_allclose(ours.share[theirs.quantiles.astype(int)], theirs.probabilities)


def test_kaplan_meiers_interval_is_scipys():
    customers = make_customers(300, 24, hazard=0.08, seed=2)
    watched = np.minimum(customers.durations, np.random.default_rng(0).integers(1, 25, 300))
    left = customers.left & (watched == customers.durations)
    ours = rt.kaplan_meier(watched, left)
    sf = ecdf(CensoredData(uncensored=watched[left], right=watched[~left])).sf
    interval = sf.confidence_interval(0.95, method="linear")
    at = sf.quantiles.astype(int)
    np.testing.assert_allclose(ours.low[at], interval.low.probabilities)
    np.testing.assert_allclose(ours.high[at], interval.high.probabilities)


def test_kaplan_meier_uses_unfinished_records_rightly():
    customers = make_customers(20_000, 24, hazard=0.08, seed=5)
    start = np.random.default_rng(1).integers(0, 24, 20_000)  # they came one after the other
    watched = np.minimum(customers.durations, 24 - start)
    left = customers.left & (customers.durations <= 24 - start)
    share = rt.kaplan_meier(watched, left).share[:13]
    np.testing.assert_allclose(share, rt.geometric_survival(np.arange(13), 0.92), atol=0.02)
    naive = 1 - np.mean(left & (watched <= 12))
    assert naive > share[12] + 0.1  # counting leavers only flatters


@given(st.floats(0.5, 0.99), st.floats(0, 0.05))
def test_lifetime_value_is_the_discounted_sum(retention, discount):
    t = np.arange(5000)
    expected = np.sum(7 * rt.geometric_survival(t, retention) / (1 + discount) ** t)
    assert rt.lifetime_value(7, retention, discount) == pytest.approx(expected)


def test_lifetime_value_is_what_simulated_customers_pay():
    customers = make_customers(20_000, 400, hazard=0.05, seed=3)
    paid = [20 * (1 - 1.01**-d) / (1 - 1 / 1.01) for d in customers.durations]
    assert np.mean(paid) == pytest.approx(rt.lifetime_value(20, 0.95, 0.01), rel=0.02)


@given(st.floats(0.2, 5), st.floats(0.5, 50))
def test_beta_geometric_is_the_mean_over_customers(alpha, beta):
    rng = np.random.default_rng(0)
    own = rng.beta(alpha, beta, 200_000)
    for t in (1, 3, 10):
        mean = np.mean((1 - own) ** t)
        assert rt.beta_geometric_survival(t, alpha, beta) == pytest.approx(mean, abs=0.006)


def test_beta_geometric_is_the_product_of_its_docstring():
    s = np.arange(1, 11)
    product = np.prod((6 + s - 1) / (1.5 + 6 + s - 1))
    assert rt.beta_geometric_survival(10, 1.5, 6) == pytest.approx(product)
    late = np.array([200], dtype=np.uint8)  # 200 + 100 is beyond 255
    assert rt.beta_geometric_survival(late, 2, 100) == rt.beta_geometric_survival(200, 2, 100)


def test_beta_geometric_is_found_again_and_a_single_rate_projects_too_few():
    customers = make_customers(30_000, 36, alpha=0.8, beta=5.0, seed=1)
    watched = np.minimum(customers.durations, 12)
    left = customers.left & (customers.durations <= 12)
    alpha, beta = rt.fit_beta_geometric(watched, left)
    truth = np.mean(~customers.left)
    assert rt.beta_geometric_survival(36, alpha, beta) == pytest.approx(truth, abs=0.03)
    single = 1 - left.sum() / watched.sum()
    assert rt.geometric_survival(36, single) < truth - 0.1


def test_shares_may_be_none_or_all():
    assert rt.lifetime_value(5, 0.0, 0.0) == 5
    assert rt.lifetime_value(5, 1.0, 0.25) == 25
    assert rt.churn_with_errors([0.0, 1.0], 2.0, 0.5, 4).tolist() == pytest.approx([0, 1])
    assert rt.churn_with_errors(0.1, 2.0, 0.5, 0) == pytest.approx(0.1)


@given(st.floats(0.001, 0.5), st.floats(0.5, 3), st.floats(0, 1), st.integers(0, 30))
@settings(deadline=None)
def test_churn_with_errors_lies_between_none_and_all_wrong(h0, ratio, error_rate, uses):
    h = rt.churn_with_errors(h0, ratio, error_rate, uses)
    ends = sorted(float(rt.churn_with_errors(h0, ratio, e, uses)) for e in (0.0, 1.0))
    assert ends[0] - 1e-12 <= h <= ends[1] + 1e-12
    assert rt.churn_with_errors(h0, ratio, 0.0, uses) == pytest.approx(h0)


def test_churn_with_errors_is_what_the_simulation_does():
    cohort = make_customers(
        200_000, 1, hazard=0.04, odds_ratio=1.4, error_rate=0.15, uses=12, seed=4
    )
    assert cohort.left.mean() == pytest.approx(
        rt.churn_with_errors(0.04, 1.4, 0.15, 12).item(), rel=0.03
    )


@pytest.fixture(scope="module")
def cohort():
    uses = np.random.default_rng(8).integers(2, 20, 6000)
    return make_customers(6000, 18, hazard=0.05, odds_ratio=1.3, error_rate=0.12, uses=uses, seed=9)


def test_odds_ratio_is_the_one_of_an_unpenalised_logistic_regression(cohort):
    errors, left, uses = rt.person_months(cohort)
    reference = LogisticRegression(C=1e9, tol=1e-8, max_iter=1000)
    reference.fit(np.column_stack([errors, uses / 10]), left)
    ours = rt.odds_ratio_of_errors(left, errors, uses / 10)
    assert ours.ratio == pytest.approx(np.exp(reference.coef_[0, 0]), rel=1e-3)


def test_interval_of_the_odds_ratio_is_that_of_the_inverse_information(cohort):
    errors, left, uses = rt.person_months(cohort)
    X = np.column_stack([np.ones(len(left)), errors, uses])
    model = LogisticRegression(C=1e9, tol=1e-9, max_iter=2000).fit(X[:, 1:], left)
    p = model.predict_proba(X[:, 1:])[:, 1]
    error = np.sqrt(np.linalg.inv(X.T @ (X * (p * (1 - p))[:, None]))[1, 1])
    ratio, low, high = np.log(rt.odds_ratio_of_errors(left, errors, uses))
    assert high - ratio == pytest.approx(1.96 * error, rel=1e-3)
    assert ratio - low == pytest.approx(1.96 * error, rel=1e-3)


def test_odds_ratio_recovers_the_truth_with_an_honest_interval():
    held, ratios = 0, []
    for seed in range(60):
        small = make_customers(800, 12, hazard=0.05, odds_ratio=1.3, error_rate=0.12, seed=seed)
        errors, left, _ = rt.person_months(small)
        found = rt.odds_ratio_of_errors(left, errors)
        held += found.low <= 1.3 <= found.high
        ratios.append(found.ratio)
    assert 52 <= held <= 60
    assert np.mean(ratios) == pytest.approx(1.3, abs=0.02)


def test_person_months_come_customer_by_customer():
    errors = np.array([[1, 2, 9], [3, 4, 5]])
    cohort = Customers(np.array([2, 3]), np.array([True, False]), np.array([10, 20]), errors)
    seen, last, uses = rt.person_months(cohort)
    assert seen.tolist() == [1, 2, 3, 4, 5]
    assert last.tolist() == [False, True, False, False, False]
    assert uses.tolist() == [10, 10, 20, 20, 20]


def test_person_months_are_those_of_customers_still_there(cohort):
    errors, left, uses = rt.person_months(cohort)
    assert len(errors) == len(left) == len(uses) == cohort.durations.sum()
    assert left.sum() == cohort.left.sum()
    assert (errors <= uses).all()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: rt.geometric_survival(1, 1.2), "retention is 1.2"),
        (lambda: rt.kaplan_meier([1, 2], [1]), "one of each"),
        (lambda: rt.kaplan_meier([0], [1]), "a month or more"),
        (lambda: rt.beta_geometric_survival(1, 0, 1), "alpha is 0; give a number above 0"),
        (lambda: rt.beta_geometric_survival(1, 1, 0), "beta is 0; give a number above 0"),
        (lambda: rt.lifetime_value(1, 1.0, 0.0), "no end"),
        (lambda: rt.churn_with_errors(0.1, 0, 0.1, 3), "odds_ratio is 0"),
        (lambda: rt.churn_with_errors(0.1, 1, 1.1, 3), "error_rate is 1.1"),
        (lambda: rt.churn_with_errors([0.1, 1.2], 1, 0.1, 3), "hazard is 1.2"),
        (lambda: rt.churn_with_errors(0.1, 1, 0.1, -1), "uses is -1"),
        (lambda: rt.lifetime_value(1, 1.1, 0.2), "retention is 1.1"),
        (lambda: rt.kaplan_meier([], []), "one of each"),
        (lambda: rt.kaplan_meier([[1]], [[1]]), "one of each"),
        (lambda: rt.odds_ratio_of_errors([1, 1], [1, 2]), "2 left in 2 person-months"),
        (lambda: rt.odds_ratio_of_errors([0, 1], [2, 2]), "different numbers of errors"),
        (lambda: rt.odds_ratio_of_errors([0, 0], [1, 2]), "0 left in 2 person-months"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()
