"""How a test that looks for many faults at once says which it has found."""

from collections.abc import Iterable

import pytest


def none(faults: Iterable[str]) -> bool:
    """Tell whether there are no faults; otherwise fail with all of them."""
    if found := "\n".join(faults):
        pytest.fail(found, pytrace=False)
    return True
