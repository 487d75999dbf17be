"""What chapter 3.2 says of normalisation and of steps, on data made for the purpose."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from textcls.scratch.activations import softmax
from textcls.scratch.losses import cross_entropy
from textcls.synthetic.customers import make_trial_customers


@settings(max_examples=20, deadline=None)
@given(powers=st.tuples(st.integers(-8, 8), st.integers(-8, 8)))
def test_a_tree_does_not_see_the_scale_of_its_features(powers):
    X, y = make_trial_customers()
    scaled = X * 2.0 ** np.array(powers)
    first, second = (
        DecisionTreeClassifier(max_depth=4, random_state=0).fit(data[:60], y[:60]).predict(data)
        for data in (X, scaled)
    )
    assert np.array_equal(first, second)


def last_loss(rate, batch, X, Y, passes=2):
    rng, theta = np.random.default_rng(0), np.zeros((X.shape[1], Y.shape[1]))
    for _ in range(passes):
        for rows in np.array_split(rng.permutation(len(X)), len(X) // batch):
            theta -= rate * X[rows].T @ (softmax(X[rows] @ theta) - Y[rows]) / len(rows)
    return cross_entropy(Y.argmax(axis=1), softmax(X @ theta))


def test_the_best_learning_rate_grows_with_the_batch():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(1000, 20))
    Y = np.eye(4)[(X @ rng.normal(size=(20, 4)) + rng.normal(size=(1000, 4))).argmax(axis=1)]
    rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]
    best = [np.argmin([last_loss(rate, batch, X, Y) for rate in rates]) for batch in (1, 20, 250)]
    assert best[0] < best[1] < best[2]
