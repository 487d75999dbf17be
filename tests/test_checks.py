"""Each check lets through exactly what its sentence asks for, and names what it refuses."""

import math

import pytest

from textcls import checks
from textcls.errors import InputError

INF, NAN = math.inf, math.nan
BELOW, ABOVE = math.nextafter(1, 0), math.nextafter(1, 2)
LEAST = math.ulp(0)


@pytest.mark.parametrize(
    ("check", "accepted", "refused", "wish"),
    [
        (checks.check_sizes, [1, 2, 1000], [0, -1], "1 or more"),
        (checks.check_positive, [LEAST, 1, INF], [0, -LEAST, NAN], "a number above 0"),
        (checks.check_not_negative, [0, LEAST, 7], [-LEAST, INF, NAN], "a number of at least 0"),
        (checks.check_share, [0, 0.5, 1], [-LEAST, ABOVE, NAN], "a share between 0 and 1"),
        (
            checks.check_share_below_one,
            [0, 0.5, BELOW],
            [-LEAST, 1, NAN],
            "a number from 0 up to, but not, 1",
        ),
    ],
)
def test_numbers_are_accepted_up_to_the_bound_and_no_farther(check, accepted, refused, wish):
    check(**{f"number_{i}": number for i, number in enumerate(accepted)})
    for number in refused:
        with pytest.raises(InputError) as caught:
            check(fine=accepted[0], wrong=number)
        assert str(caught.value) == f"wrong is {number}; give {wish}"


def test_two_classes_are_the_least():
    checks.check_n_classes(2)
    with pytest.raises(InputError, match=r"^n_classes is 1; give two classes or more$"):
        checks.check_n_classes(1)
