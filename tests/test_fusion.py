"""Evidence put together: the best accuracy, the least error."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.fusion import fused_accuracy, partial_pooling


def test_fused_accuracy_is_what_the_sum_of_log_odds_reaches():
    rng = np.random.default_rng(0)
    d = np.array([0.5, 1.0, 0.3])
    y = rng.choice([-1, 1], 200_000)
    signals = y[:, None] * d + rng.normal(size=(len(y), 3))
    log_odds = 2 * signals @ d
    assert np.mean(np.sign(log_odds) == y) == pytest.approx(fused_accuracy(d), abs=0.004)
    assert fused_accuracy([0.0]) == 0.5


def test_partial_pooling_has_the_least_squared_error():
    rng = np.random.default_rng(0)
    noise, spread, n = 1.0, 0.6, 4
    offsets = rng.normal(0, spread, 200_000)
    means = offsets + rng.normal(0, noise / np.sqrt(n), len(offsets))

    def error(factor):
        return np.mean((factor * means - offsets) ** 2)

    pooled = partial_pooling(means, np.full(len(means), n), noise, spread)
    best = np.mean((pooled - offsets) ** 2)
    factor = pooled[0] / means[0]
    assert best < min(error(factor - 0.05), error(factor + 0.05), error(0), error(1))
    variance = spread**2 * noise**2 / (n * spread**2 + noise**2)
    assert best == pytest.approx(variance, rel=0.02)


@pytest.mark.parametrize(
    "call",
    [
        lambda: partial_pooling([1.0], [-1], 1, 1),
        lambda: partial_pooling([1.0], [1], 1, 0),
    ],
)
def test_bad_numbers_get_a_sentence(call):
    with pytest.raises(InputError, match="give"):
        call()
