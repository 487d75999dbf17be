"""What a number has to be: each check names the argument, what it was, and what to give.

Every message of the package is in this form: what was got; what to give.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from textcls.errors import InputError

__all__ = [
    "check_n_classes",
    "check_not_negative",
    "check_positive",
    "check_share",
    "check_share_below_one",
    "check_share_between",
    "check_sizes",
]


def check_sizes(**sizes: int) -> None:
    """Insist on sizes of 1 or more.

    Parameters
    ----------
    **sizes : int
        Each under the name that the message gives it.

    Raises
    ------
    InputError
        If one is below 1.

    Examples
    --------
    >>> check_sizes(length=0)
    Traceback (most recent call last):
    textcls.errors.InputError: length is 0; give 1 or more
    """
    for name, size in sizes.items():
        if size < 1:
            raise InputError(f"{name} is {size}; give 1 or more")


def check_n_classes(n_classes: int) -> None:
    """Insist on two classes or more.

    Parameters
    ----------
    n_classes : int

    Raises
    ------
    InputError
        If there are fewer.

    Examples
    --------
    >>> check_n_classes(1)
    Traceback (most recent call last):
    textcls.errors.InputError: n_classes is 1; give two classes or more
    """
    if n_classes < 2:
        raise InputError(f"n_classes is {n_classes}; give two classes or more")


def check_positive(**numbers: float) -> None:
    """Insist on numbers above 0.

    Parameters
    ----------
    **numbers : float
        Each under the name that the message gives it.

    Raises
    ------
    InputError
        If one is 0, negative or NaN.

    Examples
    --------
    >>> check_positive(learning_rate=0.0)
    Traceback (most recent call last):
    textcls.errors.InputError: learning_rate is 0.0; give a number above 0
    """
    for name, number in numbers.items():
        if not number > 0:
            raise InputError(f"{name} is {number}; give a number above 0")


def check_not_negative(**numbers: float) -> None:
    """Insist on finite numbers of at least 0.

    Parameters
    ----------
    **numbers : float
        Each under the name that the message gives it.

    Raises
    ------
    InputError
        If one is negative, infinite or NaN.

    Examples
    --------
    >>> check_not_negative(price=-1)
    Traceback (most recent call last):
    textcls.errors.InputError: price is -1; give a number of at least 0
    """
    for name, number in numbers.items():
        if not 0 <= number < math.inf:
            raise InputError(f"{name} is {number}; give a number of at least 0")


def check_share(**shares: ArrayLike) -> None:
    """Insist on shares from 0 to 1, both included.

    Parameters
    ----------
    **shares : float or array of float
        Each under the name that the message gives it; the message shows the first one outside.

    Raises
    ------
    InputError
        If one lies outside.

    Examples
    --------
    >>> check_share(accuracy=90)
    Traceback (most recent call last):
    textcls.errors.InputError: accuracy is 90; give a share between 0 and 1
    """
    for name, share in shares.items():
        given = np.atleast_1d(share)
        outside = given[~((given >= 0) & (given <= 1))]
        if outside.size:
            raise InputError(f"{name} is {outside[0]}; give a share between 0 and 1")


def check_share_between(**shares: float) -> None:
    """Insist on shares between 0 and 1, both left out.

    Parameters
    ----------
    **shares : float
        Each under the name that the message gives it.

    Raises
    ------
    InputError
        If one lies outside, or is 0 or 1.

    Examples
    --------
    >>> check_share_between(confidence=1.0)
    Traceback (most recent call last):
    textcls.errors.InputError: confidence is 1.0; give a share above 0 and below 1
    """
    for name, share in shares.items():
        if not 0 < share < 1:
            raise InputError(f"{name} is {share}; give a share above 0 and below 1")


def check_share_below_one(**shares: float) -> None:
    """Insist on shares from 0 up to, but not including, 1.

    Parameters
    ----------
    **shares : float
        Each under the name that the message gives it.

    Raises
    ------
    InputError
        If one lies outside.

    Examples
    --------
    >>> check_share_below_one(momentum=1.0)
    Traceback (most recent call last):
    textcls.errors.InputError: momentum is 1.0; give a number from 0 up to, but not, 1
    """
    for name, share in shares.items():
        if not 0 <= share < 1:
            raise InputError(f"{name} is {share}; give a number from 0 up to, but not, 1")
