"""Transactions: labels, probabilities and features as the declared model says."""

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.synthetic import transactions


def test_labels_follow_the_true_probability():
    drawn = transactions.make_transactions(300_000, seed=5)
    for low, high in [(0, 0.002), (0.002, 0.05), (0.05, 0.5), (0.5, 1)]:
        rows = (drawn.probability >= low) & (drawn.probability < high)
        expected = drawn.probability[rows].sum()
        assert drawn.is_fraud[rows].sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_new_device_abroad_is_worse_than_the_two_apart():
    drawn = transactions.make_transactions(100_000)
    new, abroad = drawn.features[:, 2] == 1, drawn.features[:, 3] == 1
    log_odds = np.log(drawn.probability / (1 - drawn.probability))
    means = {(a, b): log_odds[(new == a) & (abroad == b)].mean() for a in (0, 1) for b in (0, 1)}
    apart = means[1, 0] + means[0, 1] - means[0, 0]
    assert means[1, 1] - apart == pytest.approx(5, abs=0.2)


def test_log_odds_are_those_of_the_formula():
    drawn = transactions.make_transactions(5000, seed=3)
    z, night, new, abroad, hour = drawn.features.T
    log_odds = -8.1 + 0.6 * z + 0.7 * night + 1.5 * new + 0.8 * abroad + 5 * new * abroad + hour
    np.testing.assert_allclose(drawn.probability, 1 / (1 + np.exp(-log_odds)))
    np.testing.assert_allclose(np.log(drawn.amount), 3.7 + z)


def test_features_are_as_common_as_declared():
    drawn = transactions.make_transactions(200_000, seed=1)
    shares = drawn.features[:, 1:4].mean(axis=0)
    np.testing.assert_allclose(shares, [0.15, 0.08, 0.10], atol=0.005)
    z, hour = drawn.features[:, 0], drawn.features[:, 4]
    np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=0.01)
    np.testing.assert_allclose([hour.mean(), hour.var()], 0.5, atol=0.01)
    assert len(transactions.FEATURES) == drawn.features.shape[1]


def test_a_seed_repeats_and_another_does_not():
    first, again, other = (transactions.make_transactions(50, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.features, again.features)
    assert np.array_equal(first.is_fraud, again.is_fraud)
    assert not np.array_equal(first.features, other.features)


def test_at_least_one_transaction():
    with pytest.raises(InputError, match="n is 0; give 1 or more"):
        transactions.make_transactions(0)


def test_the_seed_that_is_left_out_is_nought():
    plain, declared = transactions.make_transactions(50), transactions.make_transactions(50, seed=0)
    np.testing.assert_array_equal(plain.features, declared.features)
