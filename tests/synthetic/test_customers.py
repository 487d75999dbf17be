"""Invented customers: the example of a trial month stays as it is."""

import numpy as np

from textcls.scratch import logistic
from textcls.synthetic import customers


def test_the_example_is_the_same_on_every_call_standardised_and_overlapping():
    X, y = customers.make_trial_customers()
    again, _ = customers.make_trial_customers()
    np.testing.assert_array_equal(X, again)
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(X.std(axis=0), 1)
    np.testing.assert_allclose(X[0], [-0.63143255, 0.70462431], atol=1e-6)
    assert y.sum() == 38
    assert not logistic.separable(logistic.with_ones(X), y)
