"""Unit economics (§1): the identities that tie the functions together, and their refusals."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from textcls.advantage import economics
from textcls.errors import InputError

money = st.floats(min_value=1e-6, max_value=1e6)
share = st.floats(min_value=0, max_value=1)


@settings(max_examples=50)
@given(price=money, unit_cost=money, fixed_cost=money)
def test_profit_is_zero_at_break_even_and_grows_with_volume(price, unit_cost, fixed_cost):
    assume(price > unit_cost * 1.001)
    volume = economics.break_even(price, unit_cost, fixed_cost)
    turnover = price * volume
    at_break_even = economics.profit(price, unit_cost, fixed_cost, volume)
    assert at_break_even == pytest.approx(0, abs=1e-9 * turnover)
    assert economics.profit(price, unit_cost, fixed_cost, 2 * volume) == pytest.approx(fixed_cost)


@settings(max_examples=50)
@given(unit_cost=money, fixed_cost=money)
def test_nothing_breaks_even_at_a_price_of_cost(unit_cost, fixed_cost):
    assert economics.break_even(unit_cost, unit_cost, fixed_cost) == math.inf


@settings(max_examples=50)
@given(price=money, unit_cost=money, fixed_cost=money, volume=st.integers(1, 10**9))
def test_profit_is_price_less_full_cost_for_each_prediction(price, unit_cost, fixed_cost, volume):
    by_unit = (price - economics.full_cost(unit_cost, fixed_cost, volume)) * volume
    expected = economics.profit(price, unit_cost, fixed_cost, volume)
    scale = price * volume + unit_cost * volume + fixed_cost
    assert by_unit == pytest.approx(expected, abs=1e-9 * scale)


@settings(max_examples=50)
@given(price=money, unit_cost=money)
def test_margin_times_price_is_what_a_sale_leaves(price, unit_cost):
    left, scale = economics.margin(price, unit_cost) * price, price + unit_cost
    assert left == pytest.approx(economics.profit(price, unit_cost, 0, 1), abs=1e-9 * scale)


@settings(max_examples=50)
@given(money, share, share, money)
def test_at_the_willingness_to_pay_both_offers_cost_the_customer_the_same(price, a, b, error_cost):
    highest = economics.willingness_to_pay(price, a, b, error_cost)
    ours, theirs = highest + (1 - a) * error_cost, price + (1 - b) * error_cost
    assert ours == pytest.approx(theirs, abs=1e-9 * (price + error_cost))


@settings(max_examples=50)
@given(share, share, money, money, money)
def test_advantage_is_what_is_left_at_the_price_that_matches_a_rival_at_cost(a, b, e, c, d):
    highest = economics.willingness_to_pay(d, a, b, e)
    assert economics.advantage(a, b, e, c, d) == pytest.approx(highest - c, abs=1e-9 * (c + d + e))


@settings(max_examples=50)
@given(share, share, money, money, money)
def test_one_firms_advantage_is_the_others_disadvantage(a, b, e, c, d):
    assert economics.advantage(a, b, e, c, d) == pytest.approx(-economics.advantage(b, a, e, d, c))


def test_accuracy_alone_is_no_advantage():
    """Equal accuracy, or errors that cost nothing: only the costs count."""
    assert economics.advantage(0.9, 0.9, 1.0, 0.002, 0.001) < 0
    assert economics.advantage(0.99, 0.5, 0.0, 0.002, 0.001) < 0
    assert economics.advantage(0.99, 0.5, 1.0, 0.002, 0.001) > 0


def test_what_costs_nothing_has_a_full_margin_and_no_cost():
    assert economics.margin(2.0, 0.0) == 1
    assert economics.full_cost(0, 0, 1) == 0
    assert economics.break_even(1, 0, 0) == 0
    assert economics.cost_per_million(3.6, 0) == 0


def test_cost_of_a_million_predictions_by_hand():
    # 7.2 core seconds for 1,000 are 2 core hours for 1,000,000.
    assert economics.cost_per_million(7.2, 0.5) == pytest.approx(1.0)
    assert economics.cost_per_million(7.2, 0.5, utilisation=0.25) == pytest.approx(4.0)


def test_labelling_cost_by_hand():
    # 3 labels a minute are 180 an hour.
    assert economics.labelling_cost(360, seconds_per_label=20, hourly_wage=30) == pytest.approx(60)


@settings(max_examples=50)
@given(share, st.floats(0, 0.5), st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0, 0.3))
def test_asking_a_person_pays_exactly_where_errors_cost_more(coverage, risk, e, reader, misread):
    """With one risk on all texts, the answer depends on what the two cost per text alone."""
    asked, guessed = reader + misread * e, risk * e
    assume(coverage < 0.999 and abs(asked - guessed) > 1e-6)
    all_by_model = economics.cost_with_a_person(1, risk, e, reader, misread)
    shared = economics.cost_with_a_person(coverage, risk, e, reader, misread)
    assert (shared < all_by_model) == (asked < guessed)


def test_cost_with_a_person_is_the_mean_over_single_texts():
    generator = np.random.default_rng(0)
    answered, right, misread = (generator.random(1000) < p for p in (0.7, 0.9, 0.2))
    each = np.where(answered, np.where(right, 0, 5.0), np.where(misread, 5.25, 0.25))
    found = economics.cost_with_a_person(
        answered.mean(), 1 - right[answered].mean(), 5.0, 0.25, misread[~answered].mean()
    )
    assert found == pytest.approx(each.mean())


@settings(max_examples=20)
@given(share, share)
def test_cost_lies_between_reading_none_and_reading_all(coverage, risk):
    ends = [economics.cost_with_a_person(k, risk, 5.0, 1.0) for k in (0.0, 1.0)]
    cost = economics.cost_with_a_person(coverage, risk, 5.0, 1.0)
    assert min(ends) - 1e-9 <= cost <= max(ends) + 1e-9


def test_a_whole_curve_costs_what_its_points_cost():
    coverage, risk, misread = np.random.default_rng(1).random((3, 4))
    curve = economics.cost_with_a_person(coverage, risk, 5.0, 1.0, misread)
    points = zip(coverage, risk, misread, strict=True)
    assert curve.tolist() == [
        economics.cost_with_a_person(k, r, 5.0, 1.0, q).item() for k, r, q in points
    ]


@settings(max_examples=50)
@given(money, money, money)
def test_a_lead_that_lasts_until_payback_is_worth_nothing(investment, gain, volume):
    months = economics.payback_months(investment, gain, volume)
    value = economics.lead_value(investment, gain, volume, months)
    assert value == pytest.approx(0, abs=1e-9 * investment)


@pytest.mark.parametrize("gain", [0.0, -0.001])
def test_what_is_no_advantage_never_pays_back(gain):
    assert economics.payback_months(1000, gain, 1_000_000) == math.inf
    assert economics.lead_value(1000, gain, 1_000_000, 12) <= -1000


COSTS = {"error_cost": 1, "unit_cost": 1, "rival_unit_cost": 1}
ACCURACIES = {"accuracy": 0.9, "rival_accuracy": 0.8}
SHARES = {"accuracy", "rival_accuracy", "coverage", "risk", "reader_risk", "utilisation"}
POSSIBLE = [
    (
        economics.cost_per_million,
        {"core_seconds_per_1000": 1, "core_hour_price": 1, "utilisation": 1},
    ),
    (economics.labelling_cost, {"n_labels": 1, "seconds_per_label": 1, "hourly_wage": 1}),
    (economics.full_cost, {"unit_cost": 1, "fixed_cost": 1, "volume": 1}),
    (economics.margin, {"price": 1, "unit_cost": 1}),
    (economics.profit, {"price": 1, "unit_cost": 1, "fixed_cost": 1, "volume": 1}),
    (economics.break_even, {"price": 1, "unit_cost": 1, "fixed_cost": 1}),
    (economics.willingness_to_pay, {"rival_price": 1, "error_cost": 1} | ACCURACIES),
    (economics.advantage, COSTS | ACCURACIES),
    (
        economics.cost_with_a_person,
        {"coverage": 1, "risk": 0, "error_cost": 1, "reader_cost": 1, "reader_risk": 0},
    ),
    (economics.payback_months, {"investment": 1, "monthly_volume": 1}),
    (economics.lead_value, {"investment": 1, "monthly_volume": 1, "months": 1}),
]


@pytest.mark.parametrize(("function", "numbers"), POSSIBLE)
def test_impossible_numbers_are_refused_by_name(function, numbers):
    lead = {"advantage": -1} if function in (economics.payback_months, economics.lead_value) else {}
    function(**numbers, **lead)
    for name in numbers:
        for impossible in (-1, np.nan, 2 if name in SHARES else np.inf):
            with pytest.raises(InputError, match=f"^{name} is {impossible}; give"):
                function(**(numbers | {name: impossible}), **lead)


@pytest.mark.parametrize(
    ("function", "numbers", "message"),
    [
        (economics.cost_per_million, (1, 1, 0), "utilisation is 0"),
        (economics.full_cost, (1, 1, 0), "volume is 0"),
        (economics.margin, (0, 1), "price is 0"),
        (economics.cost_with_a_person, ([1, 2], 0.9, 1, 1), "coverage is 2"),
    ],
)
def test_what_is_missing_is_said(function, numbers, message):
    with pytest.raises(InputError, match=message):
        function(*numbers)
