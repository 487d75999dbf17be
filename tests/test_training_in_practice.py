"""What chapter 3.2 says of normalisation, steps and selection, on data made for the purpose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from textcls.scratch.activations import softmax
from textcls.scratch.losses import cross_entropy


def two_features(n=400, seed=0):
    """Give a feature that decides and one that does not, on one scale."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    return X, (X[:, 0] + 0.3 * rng.normal(size=n) > 0).astype(int)


@settings(max_examples=20, deadline=None)
@given(powers=st.tuples(st.integers(-8, 8), st.integers(-8, 8)))
def test_a_tree_does_not_see_the_scale_of_its_features(powers):
    X, y = two_features()
    scaled = X * 2.0 ** np.array(powers)
    first, second = (
        DecisionTreeClassifier(max_depth=4, random_state=0).fit(data[:200], y[:200]).predict(data)
        for data in (X, scaled)
    )
    assert np.array_equal(first, second)


def test_nearest_neighbours_do():
    X, y = two_features()
    right, wrong = (
        KNeighborsClassifier(15).fit(data[:200], y[:200]).score(data[200:], y[200:])
        for data in (X, X * [1, 1000])
    )
    assert right > 0.85
    assert wrong < 0.65


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


@pytest.mark.parametrize("n_rows", [50, 200])
def test_the_winner_of_many_equal_models_looks_better_than_it_is(n_rows):
    rng = np.random.default_rng(0)
    scores = rng.binomial(n_rows, 0.6, size=(2000, 200)) / n_rows
    optimism = [scores[:, :k].max(axis=1).mean() - 0.6 for k in (1, 10, 200)]
    assert abs(optimism[0]) < 0.005
    assert optimism[0] < optimism[1] < optimism[2]
    spread = (0.6 * 0.4 / n_rows) ** 0.5
    assert 2 * spread < optimism[2] < 3.5 * spread
