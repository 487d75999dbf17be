r"""§1: the unit economics of a service that classifies texts, and its advantage over a rival.

Every function is a line of arithmetic on plain numbers. Prices and wages are the reader's: any
currency will do, as long as it is one and the same. Per prediction, not per million, unless the
name says so.

Symbols: :math:`p` price, :math:`c` variable cost, :math:`F` fixed cost, :math:`n` number of
predictions, :math:`a` accuracy, :math:`e` what an error costs the customer; a prime marks the
rival's.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.checks import check_not_negative, check_share
from textcls.errors import InputError

__all__ = [
    "advantage",
    "break_even",
    "cost_per_million",
    "cost_with_a_person",
    "full_cost",
    "labelling_cost",
    "lead_value",
    "margin",
    "payback_months",
    "profit",
    "willingness_to_pay",
]


def cost_per_million(
    core_seconds_per_1000: float, core_hour_price: float, utilisation: float = 1.0
) -> float:
    r"""Give the price of computing a million predictions.

    .. math:: c_{10^6} = \frac{1000\, s\, p_h}{3600\, u}

    with s core seconds for 1,000 predictions, :math:`p_h` the price of a core hour, and u the share
    of the paid time in which the machine computes: an idle machine is paid for too.

    Parameters
    ----------
    core_seconds_per_1000
        Seconds of work of one core for 1,000 predictions.
    core_hour_price
        Price of one core for one hour.
    utilisation
        Share of the paid time that is used, above 0 and at most 1.

    Returns
    -------
    float
        Price of 1,000,000 predictions.

    Raises
    ------
    InputError
        If a number is negative, or the utilisation is no share.

    Examples
    --------
    >>> cost_per_million(3.6, core_hour_price=0.05)
    0.05
    >>> cost_per_million(3.6, core_hour_price=0.05, utilisation=0.1)
    0.5
    """
    check_not_negative(core_seconds_per_1000=core_seconds_per_1000, core_hour_price=core_hour_price)
    check_share(utilisation=utilisation)
    if utilisation == 0:
        raise InputError("utilisation is 0, a machine that never works; give a share above 0")
    return 1000 * core_seconds_per_1000 * core_hour_price / (3600 * utilisation)


def labelling_cost(n_labels: float, seconds_per_label: float, hourly_wage: float) -> float:
    r"""Give what people cost who label texts: :math:`F = m\,t\,w / 3600`.

    Parameters
    ----------
    n_labels
        Number of labels, m.
    seconds_per_label
        Time for one label, t, in seconds.
    hourly_wage
        Wage of an hour, w, with all that the employer pays on top.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is negative.

    Examples
    --------
    >>> labelling_cost(5000, seconds_per_label=18, hourly_wage=20)
    500.0
    """
    check_not_negative(
        n_labels=n_labels, seconds_per_label=seconds_per_label, hourly_wage=hourly_wage
    )
    return n_labels * seconds_per_label * hourly_wage / 3600


def full_cost(unit_cost: float, fixed_cost: float, volume: float) -> float:
    r"""Give the cost of one prediction with its part of the fixed cost: :math:`c + F/n`.

    Parameters
    ----------
    unit_cost
        Variable cost of one prediction, c.
    fixed_cost
        What has to be paid however many are sold, F.
    volume
        Number of predictions, n, above 0.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is negative, or the volume is 0.

    Examples
    --------
    >>> full_cost(0.001, fixed_cost=500, volume=1_000_000)
    0.0015
    """
    check_not_negative(unit_cost=unit_cost, fixed_cost=fixed_cost, volume=volume)
    if volume == 0:
        raise InputError("volume is 0; give at least one prediction to spread the fixed cost over")
    return unit_cost + fixed_cost / volume


def margin(price: float, unit_cost: float) -> float:
    r"""Give the share of the price that is left after the variable cost: :math:`(p - c) / p`.

    Parameters
    ----------
    price
        Price of one prediction, p, above 0.
    unit_cost
        Variable cost of one prediction, c.

    Returns
    -------
    float
        Below 0 if every sale loses money.

    Raises
    ------
    InputError
        If a number is negative, or the price is 0.

    Examples
    --------
    >>> margin(0.5, unit_cost=0.125)
    0.75
    """
    check_not_negative(price=price, unit_cost=unit_cost)
    if price == 0:
        raise InputError("price is 0; a margin is a share of a price above 0")
    return (price - unit_cost) / price


def profit(price: float, unit_cost: float, fixed_cost: float, volume: float) -> float:
    r"""Give what is left when all is paid: :math:`\pi = (p - c)\,n - F`.

    Parameters
    ----------
    price, unit_cost
        Of one prediction, p and c.
    fixed_cost
        F.
    volume
        Number of predictions, n.

    Returns
    -------
    float
        Below 0 for a loss.

    Raises
    ------
    InputError
        If a number is negative.

    Examples
    --------
    >>> profit(0.5, unit_cost=0.25, fixed_cost=100, volume=1000)
    150.0
    """
    check_not_negative(price=price, unit_cost=unit_cost, fixed_cost=fixed_cost, volume=volume)
    return (price - unit_cost) * volume - fixed_cost


def break_even(price: float, unit_cost: float, fixed_cost: float) -> float:
    r"""Give the number of predictions at which the profit is zero: :math:`n^* = F / (p - c)`.

    Parameters
    ----------
    price, unit_cost
        Of one prediction, p and c.
    fixed_cost
        F.

    Returns
    -------
    float
        Infinite if the price does not exceed the variable cost.

    Raises
    ------
    InputError
        If a number is negative.

    Examples
    --------
    >>> break_even(0.5, unit_cost=0.25, fixed_cost=100)
    400.0
    >>> break_even(0.25, unit_cost=0.25, fixed_cost=100)
    inf
    """
    check_not_negative(price=price, unit_cost=unit_cost, fixed_cost=fixed_cost)
    return fixed_cost / (price - unit_cost) if price > unit_cost else math.inf


def willingness_to_pay(
    rival_price: float, accuracy: float, rival_accuracy: float, error_cost: float
) -> float:
    r"""Give the highest price at which a customer does not prefer the rival's offer.

    .. math:: w = p' + (a - a')\,e

    A customer pays the price and bears the errors: :math:`p + (1 - a)\,e`. At w the two offers
    cost the same. What else may tell them apart (speed, service, a name) counts nothing here.

    Parameters
    ----------
    rival_price
        Of one prediction, p'.
    accuracy, rival_accuracy
        On this customer's texts, a and a'.
    error_cost
        What one wrong answer costs the customer, e.

    Returns
    -------
    float
        Below 0 if the customer would have to be paid.

    Raises
    ------
    InputError
        If a price is negative, or an accuracy is no share.

    References
    ----------
    The value of an offer as a reference price plus the worth of what sets it apart: G. E. Smith,
    T. T. Nagle (2005), A Question of Value, Marketing Management, July/August, 38-43.

    Examples
    --------
    >>> round(willingness_to_pay(0.001, accuracy=0.9, rival_accuracy=0.875, error_cost=0.1), 6)
    0.0035
    """
    check_not_negative(rival_price=rival_price, error_cost=error_cost)
    check_share(accuracy=accuracy, rival_accuracy=rival_accuracy)
    return rival_price + (accuracy - rival_accuracy) * error_cost


def advantage(
    accuracy: float,
    rival_accuracy: float,
    error_cost: float,
    unit_cost: float,
    rival_unit_cost: float,
) -> float:
    r"""Give the advantage over a rival, per prediction.

    .. math:: A = (a - a')\,e - (c - c')

    The first term is differentiation, the second cost. The firm with :math:`A > 0` can offer the
    customer what the rival offers at cost, and keep up to A for itself.

    Parameters
    ----------
    accuracy, rival_accuracy
        On the same texts, a and a'.
    error_cost
        What one wrong answer costs the customer, e.
    unit_cost, rival_unit_cost
        Of one prediction, c and c'.

    Returns
    -------
    float
        Above 0 if the first firm creates more value, below 0 if the rival does.

    Raises
    ------
    InputError
        If a cost is negative, or an accuracy is no share.

    References
    ----------
    A. M. Brandenburger, H. W. Stuart (1996), Value-based Business Strategy, Journal of Economics &
    Management Strategy 5, 5-24, doi:10.1111/j.1430-9134.1996.00005.x: value is willingness to pay
    less cost, and what a firm adds to it bounds what the firm can capture.

    Examples
    --------
    >>> round(advantage(0.9, 0.875, error_cost=0.1, unit_cost=0.002, rival_unit_cost=0.001), 6)
    0.0015
    """
    check_not_negative(error_cost=error_cost, unit_cost=unit_cost, rival_unit_cost=rival_unit_cost)
    check_share(accuracy=accuracy, rival_accuracy=rival_accuracy)
    return (accuracy - rival_accuracy) * error_cost - (unit_cost - rival_unit_cost)


def cost_with_a_person(
    coverage: ArrayLike,
    risk: ArrayLike,
    error_cost: float,
    reader_cost: float,
    reader_risk: ArrayLike = 0.0,
) -> Floats:
    r"""Give what a text costs when the model answers a share and a person reads the rest.

    .. math:: K = \kappa\, r\, E + (1 - \kappa)\,(R + q E)

    With a person who makes no error, q = 0, and :math:`r = 1 - a` it is
    :math:`\kappa\,(1 - a)\,E + (1 - \kappa)\,R`.

    Parameters
    ----------
    coverage : float or array of float
        Share of the texts that the model answers, :math:`\kappa`.
    risk : float or array of float
        Share of these answers that are wrong, r; both are as
        `textcls.evaluation.abstention.risk_coverage` gives them.
    error_cost
        What one wrong answer costs the customer, E.
    reader_cost
        What it costs to have one text read by a person, R.
    reader_risk : float or array of float
        Share of the person's answers that are wrong, q. On texts that nobody can decide it is that
        of a coin.

    Returns
    -------
    ndarray of float64
        Per text, the model's own cost not included; shape () where every share is one number.

    Raises
    ------
    InputError
        If a cost is negative, or one of the shares is none.

    References
    ----------
    C. K. Chow (1970), On Optimum Recognition Error and Reject Tradeoff, IEEE Transactions on
    Information Theory 16, 41-46, weighs the same two costs.

    Examples
    --------
    >>> cost_with_a_person([0.75, 1.0], [0.0, 0.25], error_cost=2.0, reader_cost=0.5).tolist()
    [0.125, 0.5]
    """
    check_not_negative(error_cost=error_cost, reader_cost=reader_cost)
    check_share(coverage=coverage, risk=risk, reader_risk=reader_risk)
    answered, wrong, misread = (
        np.asarray(share, dtype=np.float64) for share in (coverage, risk, reader_risk)
    )
    read = reader_cost + misread * error_cost
    return np.asarray(answered * wrong * error_cost + (1 - answered) * read)


def payback_months(investment: float, advantage: float, monthly_volume: float) -> float:
    r"""Give the months until an advantage has earned what it cost: :math:`T^* = I / (A\,n)`.

    Parameters
    ----------
    investment
        What was spent to get the advantage, I.
    advantage
        Per prediction, A.
    monthly_volume
        Predictions a month, n.

    Returns
    -------
    float
        Infinite if the advantage or the volume is not above 0.

    Raises
    ------
    InputError
        If the investment or the volume is negative.

    Examples
    --------
    >>> payback_months(6000, advantage=0.002, monthly_volume=1_000_000)
    3.0
    """
    check_not_negative(investment=investment, monthly_volume=monthly_volume)
    gain = advantage * monthly_volume
    return investment / gain if gain > 0 else math.inf


def lead_value(investment: float, advantage: float, monthly_volume: float, months: float) -> float:
    r"""Give what a lead is worth if rivals have caught up after some months.

    .. math:: V = A\,n\,T - I

    Nothing is discounted: leads are short.

    Parameters
    ----------
    investment
        What was spent to get the advantage, I.
    advantage
        Per prediction, A.
    monthly_volume
        Predictions a month, n.
    months
        How long the advantage lasts, T.

    Returns
    -------
    float
        Below 0 if the copy came too soon.

    Raises
    ------
    InputError
        If the investment, the volume or the time is negative.

    Examples
    --------
    >>> lead_value(6000, advantage=0.002, monthly_volume=1_000_000, months=12)
    18000.0
    """
    check_not_negative(investment=investment, monthly_volume=monthly_volume, months=months)
    return advantage * monthly_volume * months - investment
