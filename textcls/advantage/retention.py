r"""§2.4: how long customers stay, what they are worth, and how a model's errors drive them away.

Time runs in months. Of the customers there at the beginning of a month, a share h, the *hazard*,
leaves at its end; the others, 1 − h, are retained. Where a model's errors come in, every error that
a customer sees in a month multiplies the odds h / (1 − h) of leaving by the same factor. That is an
assumption, not a law; `odds_ratio_of_errors` estimates the factor from a reader's own records.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln
from scipy.stats import norm

from textcls.arrays import Flags, Floats, Integers
from textcls.checks import check_not_negative, check_positive, check_share
from textcls.errors import InputError
from textcls.scratch import logistic
from textcls.synthetic.customers import Customers

__all__ = [
    "OddsRatio",
    "Survival",
    "beta_geometric_survival",
    "churn_with_errors",
    "fit_beta_geometric",
    "geometric_survival",
    "kaplan_meier",
    "lifetime_value",
    "odds_ratio_of_errors",
    "person_months",
]


def geometric_survival(months: ArrayLike, retention: float) -> Floats:
    r"""Compute the share of customers still there, :math:`S(t) = r^t`, if all are alike.

    Parameters
    ----------
    months
        t, any shape.
    retention
        r, the share retained in a month, between 0 and 1.

    Raises
    ------
    InputError
        If the retention is not between 0 and 1.

    Examples
    --------
    >>> geometric_survival([0, 1, 2], 0.9).round(2).tolist()
    [1.0, 0.9, 0.81]
    """
    check_share(retention=retention)
    return np.asarray(retention ** np.asarray(months, dtype=np.float64))


class Survival(NamedTuple):
    """What `kaplan_meier` found: the share still there after each month, and its interval.

    Attributes
    ----------
    months
        0, 1, 2, … up to the longest time seen.
    share, low, high
        The estimate and the ends of its interval, in the shape of ``months``.

    Examples
    --------
    >>> kaplan_meier([1, 2, 2], [1, 1, 0]).share.round(2).tolist()
    [1.0, 0.67, 0.33]
    """

    months: Integers
    share: Floats
    low: Floats
    high: Floats


def kaplan_meier(durations: ArrayLike, left: ArrayLike) -> Survival:
    r"""Estimate the share of customers still there from records that are not finished.

    With :math:`n_t` customers whose t-th month was watched to its end, of whom :math:`d_t` left at
    that end,

    .. math:: \hat S(t) = \prod_{s \le t} \left(1 - \frac{d_s}{n_s}\right),

    with Greenwood's standard error
    :math:`\hat S(t) \sqrt{\sum_{s \le t} d_s / (n_s (n_s - d_s))}` and a normal 95 % interval, cut
    to 0 and 1. A customer who is still there counts in every month that was watched, and in none
    after.

    Parameters
    ----------
    durations
        Months for which each customer was watched, whole numbers from 1, shape (customers,).
    left
        Whether the customer left at the end of the last of them, shape (customers,).

    Returns
    -------
    Survival

    Raises
    ------
    InputError
        If the shapes differ, there is no customer, or a duration is below 1.

    References
    ----------
    E. L. Kaplan, P. Meier (1958), Nonparametric Estimation from Incomplete Observations, JASA 53.

    Examples
    --------
    Four customers; the third was still there when the records end after two months:

    >>> kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1]).share.tolist()
    [1.0, 0.75, 0.5, 0.0]
    """
    months, gone = _records(durations, left)
    t = np.arange(months.max() + 1)
    at_risk = np.array([np.sum(months >= month) for month in t])
    events = np.bincount(months[gone], minlength=len(t))
    share = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = share * np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
    half = norm.ppf(0.975) * np.nan_to_num(spread)
    return Survival(t, share, np.maximum(share - half, 0), np.minimum(share + half, 1))


def beta_geometric_survival(months: ArrayLike, alpha: float, beta: float) -> Floats:
    r"""Compute the share still there if every customer has a hazard of their own.

    The hazards follow a beta distribution with parameters :math:`\alpha` and :math:`\beta`, mean
    :math:`\alpha / (\alpha + \beta)`. Then

    .. math:: S(t) = \prod_{s=1}^{t} \frac{\beta + s - 1}{\alpha + \beta + s - 1}.

    Those who are quick to leave go first, so the retention of a cohort rises with time although
    nobody changes.

    Parameters
    ----------
    months
        t, whole numbers from 0.
    alpha, beta
        Above 0.

    Raises
    ------
    InputError
        If a parameter is not above 0.

    References
    ----------
    P. S. Fader, B. G. S. Hardie (2007), How to Project Customer Retention, Journal of Interactive
    Marketing 21.

    Examples
    --------
    >>> beta_geometric_survival([0, 1, 2], alpha=1, beta=3).round(3).tolist()
    [1.0, 0.75, 0.6]
    """
    check_positive(alpha=alpha, beta=beta)
    t = np.asarray(months, dtype=np.float64)
    return np.asarray(np.exp(betaln(alpha, beta + t) - betaln(alpha, beta)))


def fit_beta_geometric(durations: ArrayLike, left: ArrayLike) -> tuple[float, float]:
    r"""Find the α and β under which the records are most likely.

    A customer who left after t months has the likelihood :math:`S(t - 1) - S(t)`, one who is still
    there :math:`S(t)`, with S of `beta_geometric_survival`.

    Parameters
    ----------
    durations, left
        As for `kaplan_meier`.

    Returns
    -------
    tuple
        α and β.

    Examples
    --------
    >>> from textcls.synthetic.customers import make_customers
    >>> customers = make_customers(5000, 24, alpha=1.0, beta=6.0, seed=0)
    >>> alpha, beta = fit_beta_geometric(customers.durations, customers.left)
    >>> bool(abs(alpha - 1) < 0.2), bool(abs(beta - 6) < 1.5)
    (True, True)
    """
    months, gone = _records(durations, left)

    def loss(logarithms: Floats) -> float:
        a, b = np.exp(logarithms)
        # S(t − 1) − S(t) = B(α + 1, β + t − 1) / B(α, β)
        log_likelihood = np.where(gone, betaln(a + 1, b + months - 1), betaln(a, b + months))
        return float(betaln(a, b) - log_likelihood.mean())

    found = minimize(loss, x0=np.log([1.0, 5.0]), method="Nelder-Mead")
    alpha, beta = np.exp(found.x)
    return float(alpha), float(beta)


def lifetime_value(margin: float, retention: float, discount: float) -> float:
    r"""Compute what a customer is worth from the first payment on.

    The margin m comes in at the beginning of each month, as long as the customer is there:

    .. math::
        \mathrm{LTV} = m \sum_{t=0}^{\infty} \left(\frac{r}{1 + d}\right)^t
                     = m\,\frac{1 + d}{1 + d - r}

    Parameters
    ----------
    margin
        m, what a month brings after its costs.
    retention
        r, the share retained in a month, below 1 + d.
    discount
        d, how much less money of next month is worth, such as 0.01.

    Raises
    ------
    InputError
        If the retention is not between 0 and 1, or the sum has no end.

    References
    ----------
    S. Gupta, D. R. Lehmann, J. A. Stuart (2004), Valuing Customers, Journal of Marketing
    Research 41.

    Examples
    --------
    >>> round(lifetime_value(20, retention=0.95, discount=0.01), 2)
    336.67
    """
    check_share(retention=retention)
    if not retention < 1 + discount:
        raise InputError(
            f"retention is {retention:g} at a discount of {discount:g}, and the sum has no end; "
            "give a retention below 1 + discount"
        )
    return margin * (1 + discount) / (1 + discount - retention)


def churn_with_errors(hazard: ArrayLike, odds_ratio: float, error_rate: float, uses: int) -> Floats:
    r"""Compute the mean hazard of customers who see a model's errors.

    A customer uses the model k times a month and sees a number of errors
    :math:`j \sim \mathrm{Binomial}(k, e)`, each of which multiplies the odds of leaving by
    :math:`\theta`:

    .. math::
        h = \sum_{j=0}^{k} \binom{k}{j} e^j (1-e)^{k-j}\,
            \frac{h_0\,\theta^j}{1 - h_0 + h_0\,\theta^j}

    Parameters
    ----------
    hazard
        h₀, the hazard of a customer who sees no error; any shape.
    odds_ratio
        θ, above 0; 1 if errors do not matter.
    error_rate
        e, share of the answers that are wrong.
    uses
        k, answers a customer gets in a month.

    Returns
    -------
    numpy.ndarray
        h, in the shape of ``hazard``.

    Raises
    ------
    InputError
        If a share is not between 0 and 1, θ not positive, or k negative.

    Examples
    --------
    >>> churn_with_errors(0.03, odds_ratio=1.3, error_rate=0.1, uses=10).round(4).item()
    0.0398
    """
    h0 = np.asarray(hazard, dtype=np.float64)
    check_share(hazard=h0, error_rate=error_rate)
    check_positive(odds_ratio=odds_ratio)
    check_not_negative(uses=uses)
    seen = np.arange(uses + 1)
    weight = odds_ratio**seen
    after = h0[..., None] * weight / (1 - h0[..., None] + h0[..., None] * weight)
    probability = [
        math.comb(uses, j) * error_rate**j * (1 - error_rate) ** (uses - j) for j in range(uses + 1)
    ]
    return np.asarray(after @ np.array(probability))


def person_months(customers: Customers) -> tuple[Integers, Flags, Integers]:
    """List every month of every customer, as long as they were there.

    Parameters
    ----------
    customers
        A cohort.

    Returns
    -------
    errors, left, uses
        Errors seen in that month, whether it was the customer's last, and the customer's uses, each
        of shape (person-months,).

    Examples
    --------
    >>> from textcls.synthetic.customers import make_customers
    >>> customers = make_customers(100, 12, hazard=0.1, seed=1)
    >>> errors, left, uses = person_months(customers)
    >>> len(left) == customers.durations.sum(), left.sum() == customers.left.sum()
    (np.True_, np.True_)
    """
    month = np.arange(1, customers.errors.shape[1] + 1)
    there = month <= customers.durations[:, None]
    last = (month == customers.durations[:, None]) & customers.left[:, None]
    uses = np.broadcast_to(customers.uses[:, None], there.shape)
    return customers.errors[there], last[there], uses[there]


class OddsRatio(NamedTuple):
    """An estimated odds ratio, with a 95 % interval.

    Attributes
    ----------
    ratio, low, high
        The estimate and the ends of its interval.

    Examples
    --------
    >>> OddsRatio(1.3, 1.2, 1.4).ratio
    1.3
    """

    ratio: float
    low: float
    high: float


def odds_ratio_of_errors(left: ArrayLike, errors: ArrayLike, *others: ArrayLike) -> OddsRatio:
    r"""Estimate by what factor an error multiplies the odds of leaving.

    Logistic regression of leaving on the errors of the month, over person-months, by Newton's
    method: :math:`\theta = e^{\beta}` with :math:`\beta` the coefficient of the errors, and the
    interval :math:`e^{\beta \pm 1.96\,\mathrm{se}}` from the inverse of the observed information.

    Parameters
    ----------
    left
        Whether the customer left at the end of that month, shape (person-months,).
    errors
        Errors seen in that month, the same shape.
    *others
        Whatever else may matter, each of the same shape: it is held fixed.

    Returns
    -------
    OddsRatio

    Raises
    ------
    InputError
        If nobody left, everybody did, or the errors never vary.

    References
    ----------
    J. D. Singer, J. B. Willett (1993), It's about Time: Using Discrete-Time Survival Analysis to
    Study Duration and the Timing of Events, Journal of Educational Statistics 18.

    Examples
    --------
    >>> from textcls.synthetic.customers import make_customers
    >>> cohort = make_customers(4000, 12, odds_ratio=1.5, error_rate=0.1, seed=0)
    >>> errors, left, _ = person_months(cohort)
    >>> low, high = odds_ratio_of_errors(left, errors)[1:]
    >>> low < 1.5 < high
    True
    """
    y = np.asarray(left, dtype=np.float64)
    if not 0 < y.mean() < 1 or np.ptp(np.asarray(errors)) == 0:
        raise InputError(
            f"{int(y.sum())} left in {len(y)} person-months; give some who left, some who stayed, "
            "and different numbers of errors"
        )
    X = np.column_stack([np.ones(len(y)), errors, *others]).astype(np.float64)
    coefficients, _ = logistic.minimise(X, y)
    information = len(y) * logistic.hessian(coefficients, X)
    error = math.sqrt(np.linalg.inv(information)[1, 1])
    ends = coefficients[1] + 1.96 * error * np.array([0, -1, 1])
    return OddsRatio(*np.exp(ends).tolist())


def _records(durations: ArrayLike, left: ArrayLike) -> tuple[Integers, Flags]:
    months, gone = np.asarray(durations, dtype=np.int64), np.asarray(left, dtype=bool)
    if months.ndim != 1 or months.shape != gone.shape or len(months) == 0 or months.min() < 1:
        raise InputError(
            f"durations of shape {months.shape} came with leavers of shape {gone.shape}; give one "
            "of each for every customer, with durations of a month or more"
        )
    return months, gone
