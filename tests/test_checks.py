"""Checks of numbers: what each lets pass, and the sentence for what it does not."""

import math

import pytest

from textcls import checks
from textcls.errors import InputError

nan, inf = math.nan, math.inf


@pytest.mark.parametrize(
    ("check", "passing", "refused", "wanted"),
    [
        (checks.check_sizes, [1, 2], [0, -1], "1 or more"),
        (checks.check_positive, [1e-300, 1, inf], [0, -1e-300, -inf, nan], "a number above 0"),
        (checks.check_not_negative, [0, 1e300], [-1e-300, inf, nan], "a number of at least 0"),
        (checks.check_share, [0, 0.5, 1], [-1e-9, 1.001, nan], "a share between 0 and 1"),
        (checks.check_share_between, [1e-300, 0.999], [0, 1, -0.5, nan], "above 0 and below 1"),
        (checks.check_share_below_one, [0, 0.999], [-1e-9, 1, nan], "0 up to, but not, 1"),
    ],
)
def test_numbers_pass_or_are_named(check, passing, refused, wanted):
    for number in passing:
        check(one=passing[0], other=number)
    for number in refused:
        with pytest.raises(InputError, match=r"^other is .*; give ") as caught:
            check(one=passing[0], other=number)
        assert str(caught.value).startswith(f"other is {number}; give")
        assert str(caught.value).endswith(wanted)


def test_the_first_share_outside_is_the_one_shown():
    checks.check_share(shares=[[0, 1], [0.5, 0.25]])
    with pytest.raises(InputError, match=r"^shares is 1\.5; give"):
        checks.check_share(shares=[[0, 1.5], [2.5, -1]])


def test_two_classes_are_the_least():
    checks.check_n_classes(2)
    with pytest.raises(InputError, match="n_classes is 1; give two classes or more"):
        checks.check_n_classes(1)
