"""Scaling laws: published numbers, and the optimum where a search ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from textcls.errors import InputError
from textcls.scaling import (
    BESIROGLU_2024,
    HOFFMANN_2022,
    compute_optimal,
    energy_kwh,
    scaling_loss,
    training_flops,
)

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


@pytest.mark.parametrize(
    "call",
    [
        lambda: training_flops(0, 1),
        lambda: scaling_loss([1e6, -1], 1e9),
        lambda: compute_optimal(0),
        lambda: energy_kwh(1e20, 1e15, 1.5, 700),
        lambda: energy_kwh(1e20, 1e15, 0.5, 700, overhead=0.9),
    ],
)
def test_bad_numbers_get_a_sentence(call):
    with pytest.raises(InputError, match="give"):
        call()
