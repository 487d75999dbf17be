"""What scale buys and costs, §8: scaling laws, operations, electricity.

The formulas are arithmetic on published or assumed numbers; what is uncertain is the numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.checks import check_positive
from textcls.errors import InputError

__all__ = [
    "BESIROGLU_2024",
    "HOFFMANN_2022",
    "ScalingLaw",
    "compute_optimal",
    "energy_kwh",
    "scaling_loss",
    "training_flops",
]


class ScalingLaw(NamedTuple):
    """The five numbers of the loss that `scaling_loss` computes."""

    E: float
    A: float
    B: float
    alpha: float
    beta: float


HOFFMANN_2022 = ScalingLaw(E=1.69, A=406.4, B=410.7, alpha=0.34, beta=0.28)
"""As Hoffmann et al. (2022) print them (arXiv 2203.15556)."""


BESIROGLU_2024 = ScalingLaw(E=1.8172, A=482.01, B=2085.43, alpha=0.3478, beta=0.3658)
"""As Besiroglu et al. (2024, arXiv 2404.10102) fit them to data read off that paper's figure."""


def training_flops(n_parameters: float, n_tokens: float) -> float:
    r"""Estimate the floating-point operations of a training: :math:`C = 6 N D`.

    Two operations for each parameter and token going forward, four going back.

    Parameters
    ----------
    n_parameters
        N, those of the embedding not counted.
    n_tokens
        D, all tokens that pass through, repeated ones too.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is not above 0.

    References
    ----------
    J. Kaplan et al. (2020), Scaling Laws for Neural Language Models, arXiv:2001.08361.

    Examples
    --------
    >>> f"{training_flops(175e9, 300e9):.2e}"
    '3.15e+23'
    """
    check_positive(n_parameters=n_parameters, n_tokens=n_tokens)
    return 6.0 * n_parameters * n_tokens


def scaling_loss(
    n_parameters: ArrayLike, n_tokens: ArrayLike, law: ScalingLaw = HOFFMANN_2022
) -> Floats:
    r"""Predict the loss of a language model: :math:`E + A / N^\alpha + B / D^\beta`, in nats.

    Parameters
    ----------
    n_parameters, n_tokens
        N and D, above 0, of shapes that go together.
    law
        The fitted numbers. They hold for one kind of model, text and tokeniser.

    Returns
    -------
    numpy.ndarray
        Of the common shape.

    Raises
    ------
    InputError
        If a number is not above 0.

    References
    ----------
    J. Hoffmann et al. (2022), Training Compute-Optimal Large Language Models, arXiv:2203.15556.

    Examples
    --------
    >>> scaling_loss(70e9, 1.4e12).round(2).item()
    1.94
    """
    N, D = np.asarray(n_parameters, dtype=np.float64), np.asarray(n_tokens, dtype=np.float64)
    check_positive(n_parameters=N.min(), n_tokens=D.min())
    return np.asarray(law.E + law.A / N**law.alpha + law.B / D**law.beta)


def compute_optimal(flops: float, law: ScalingLaw = HOFFMANN_2022) -> tuple[float, float]:
    r"""Divide a budget of operations between parameters and tokens with the least loss.

    With :math:`C = 6 N D` fixed, the slope of `scaling_loss` vanishes at

    .. math::
        N = \left(\frac{\alpha A}{\beta B}\right)^{1/(\alpha+\beta)}
        \left(\frac{C}{6}\right)^{\beta/(\alpha+\beta)}, \qquad D = \frac{C}{6 N}.

    Parameters
    ----------
    flops
        C, above 0.
    law
        The fitted numbers.

    Returns
    -------
    n_parameters, n_tokens : float

    Raises
    ------
    InputError
        If the budget is not above 0.

    Examples
    --------
    >>> N, D = compute_optimal(1e23)
    >>> f"{training_flops(N, D):.2e}"
    '1.00e+23'
    """
    check_positive(flops=flops)
    both = law.alpha + law.beta
    ratio = (law.alpha * law.A / (law.beta * law.B)) ** (1 / both)
    n_parameters = ratio * (flops / 6) ** (law.beta / both)
    return n_parameters, flops / 6 / n_parameters


def energy_kwh(
    flops: float, peak_flops: float, utilisation: float, watts: float, overhead: float = 1.0
) -> float:
    r"""Estimate the electricity of a training in kilowatt-hours.

    .. math:: \frac{C}{u R} \cdot \frac{p\, q}{3.6 \cdot 10^6}

    Parameters
    ----------
    flops
        C, operations in all.
    peak_flops
        R, operations a second that one processor could do.
    utilisation
        u, the share of the peak that is reached, above 0, at most 1.
    watts
        p, power of one processor. How many there are cancels out.
    overhead
        q, power of the building divided by that of its computers (PUE), 1 or more.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is out of range.

    Examples
    --------
    An hour of a processor of 500 watts, half used:

    >>> round(energy_kwh(1.8e18, peak_flops=1e15, utilisation=0.5, watts=500), 3)
    0.5
    """
    check_positive(flops=flops, peak_flops=peak_flops, utilisation=utilisation, watts=watts)
    if utilisation > 1 or overhead < 1:
        raise InputError(
            f"utilisation is {utilisation} and overhead {overhead}; give a share of at most 1 "
            "and a factor of at least 1"
        )
    return flops / (peak_flops * utilisation) * watts * overhead / 3.6e6
