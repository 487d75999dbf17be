"""Ways downhill, §4.2: gradient descent, momentum, Adam.

Each goes downhill with a gradient and returns its whole path, so that it can be drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats
from textcls.checks import check_not_negative, check_positive, check_share_below_one

__all__ = ["adam", "gradient_descent", "momentum"]


Gradient = Callable[[Floats], ArrayLike]


def gradient_descent(
    gradient: Gradient, start: ArrayLike, learning_rate: float, steps: int
) -> Floats:
    r"""Go downhill: :math:`\theta \leftarrow \theta - \alpha\, g(\theta)`, all parameters at once.

    Parameters
    ----------
    gradient : callable
        From an array of the shape of start to the gradient there, same shape.
    start : array of float, any shape
        The first θ.
    learning_rate : float
        The α above, above 0.
    steps : int
        How often to step, 0 or more.

    Returns
    -------
    ndarray of float64, shape (steps + 1, ...)
        The path: start, and θ after each step.

    Raises
    ------
    InputError
        If the learning rate or the number of steps is out of range.

    References
    ----------
    The article, §4.2.

    Examples
    --------
    The slope of :math:`\theta^2 / 2` is θ itself; half of it is left after each step.

    >>> gradient_descent(lambda theta: theta, [8.0], learning_rate=0.5, steps=3).ravel().tolist()
    [8.0, 4.0, 2.0, 1.0]
    """
    path = _empty_path(start, learning_rate, steps)
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * np.asarray(gradient(path[t]))
    return path


def momentum(
    gradient: Gradient,
    start: ArrayLike,
    learning_rate: float,
    steps: int,
    momentum: float = 0.9,
) -> Floats:
    r"""Go downhill like a heavy ball, which keeps part of its velocity.

    .. math::

        v &\leftarrow \mu v - \alpha\, g(\theta) \\
        \theta &\leftarrow \theta + v

    with v = 0 at the start. On a long even slope the steps grow to :math:`1 / (1 - \mu)` times
    those of gradient descent; across a valley they cancel.

    Parameters
    ----------
    gradient, start, learning_rate, steps
        As in `gradient_descent`.
    momentum : float
        The μ above, 0 ≤ μ < 1; with 0 it is `gradient_descent`.

    Returns
    -------
    ndarray of float64, shape (steps + 1, ...)
        The path: start, and θ after each step.

    Raises
    ------
    InputError
        If the learning rate, the number of steps or μ is out of range.

    References
    ----------
    B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods,
    doi:10.1016/0041-5553(64)90137-5; in the form of Keras's ``SGD(momentum=…)``.

    Examples
    --------
    >>> path = momentum(lambda theta: theta, [8.0], learning_rate=0.5, steps=3, momentum=0.5)
    >>> path.ravel().tolist()
    [8.0, 4.0, 0.0, -2.0]
    """
    path = _empty_path(start, learning_rate, steps)
    check_share_below_one(momentum=momentum)
    velocity = np.zeros(path.shape[1:])
    for t in range(steps):
        velocity = momentum * velocity - learning_rate * np.asarray(gradient(path[t]))
        path[t + 1] = path[t] + velocity
    return path


def adam(
    gradient: Gradient,
    start: ArrayLike,
    learning_rate: float,
    steps: int,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> Floats:
    r"""Go downhill with a step of its own size for each parameter.

    .. math::

        m &\leftarrow \beta_1 m + (1 - \beta_1)\, g(\theta) \\
        v &\leftarrow \beta_2 v + (1 - \beta_2)\, g(\theta)^2 \\
        \theta &\leftarrow \theta - \alpha\, \frac{m / (1 - \beta_1^t)}
                           {\sqrt{v / (1 - \beta_2^t)} + \varepsilon}

    where t counts the steps from 1, and squares, roots and quotients are taken parameter by
    parameter. While the gradient keeps its sign, each parameter moves by about α a step, however
    steep or flat the loss is along it.

    Parameters
    ----------
    gradient, start, learning_rate, steps
        As in `gradient_descent`.
    beta_1, beta_2 : float
        How much of the running means of the gradient and of its square is kept, 0 ≤ β < 1.
    epsilon : float
        Keeps the quotient finite where the gradient is 0; above 0.

    Returns
    -------
    ndarray of float64, shape (steps + 1, ...)
        The path: start, and θ after each step.

    Raises
    ------
    InputError
        If a number is out of range.

    References
    ----------
    D. P. Kingma, J. Ba (2015), Adam: A method for stochastic optimization, arXiv:1412.6980,
    algorithm 1.

    Examples
    --------
    A slope of 1 and one of 1000 make the same first step.

    >>> adam(lambda theta: np.array([1.0, 1000.0]), [0.0, 0.0], 0.1, steps=1)[1].round(6)
    array([-0.1, -0.1])
    """
    path = _empty_path(start, learning_rate, steps)
    check_share_below_one(beta_1=beta_1, beta_2=beta_2)
    check_positive(epsilon=epsilon)
    m, v = np.zeros(path.shape[1:]), np.zeros(path.shape[1:])
    for t in range(1, steps + 1):
        g = np.asarray(gradient(path[t - 1]))
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        m_unbiased, v_unbiased = m / (1 - beta_1**t), v / (1 - beta_2**t)
        path[t] = path[t - 1] - learning_rate * m_unbiased / (np.sqrt(v_unbiased) + epsilon)
    return path


def _empty_path(start: ArrayLike, learning_rate: float, steps: int) -> Floats:
    check_positive(learning_rate=learning_rate)
    check_not_negative(steps=steps)
    first = np.asarray(start, dtype=np.float64)
    path = np.empty((steps + 1, *first.shape))
    path[0] = first
    return path
