"""Private logistic regression: scikit-learn's without noise, and the noise is the promised one."""

import math

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from textcls.errors import InputError
from textcls.privacy.logistic import PrivateLogisticRegression
from textcls.privacy.mechanisms import noise_multiplier


def two_clouds(n=1500, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 2, n)
    X = rng.normal(size=(n, 3)) + np.outer(2 * y - 1, [1.0, -0.5, 0.0])
    return X / np.linalg.norm(X, axis=1, keepdims=True), y


def test_without_noise_and_clipping_it_is_logistic_regression():
    X, y = two_clouds()
    model = PrivateLogisticRegression(math.inf, n_steps=4000, clip=100).fit(X, y)
    reference = LogisticRegression(C=np.inf).fit(X, y)
    np.testing.assert_allclose(model.coef_, reference.coef_, rtol=1e-3)
    np.testing.assert_allclose(model.predict_proba(X), reference.predict_proba(X), atol=1e-3)


@parametrize_with_checks(
    [PrivateLogisticRegression()],
    expected_failed_checks=lambda estimator: {
        "check_classifier_not_supporting_multiclass": "the refusal has the package's own words"
    },
)
def test_it_is_an_estimator_of_scikit_learns_kind(estimator, check):
    check(estimator)


def test_cross_validation_takes_it_and_labels_keep_their_names():
    X, y = two_clouds()
    names = np.where(y == 1, "stays", "leaves")
    model = PrivateLogisticRegression(epsilon=3.0)
    assert cross_val_score(model, X, names).mean() > 0.75
    assert model.fit(X, names).classes_.tolist() == ["leaves", "stays"]
    np.testing.assert_array_equal(model.predict(X) == "stays", model.predict_proba(X)[:, 1] > 0.5)
    np.testing.assert_array_equal(model.predict(X) == "stays", model.fit(X, y).predict(X))


def test_the_noise_depends_on_the_random_state_alone():
    X, y = two_clouds(100)
    states = [3, np.random.default_rng(3), 4, None]
    same, generator, other, fresh = (
        PrivateLogisticRegression(random_state=state).fit(X, y).coef_ for state in states
    )
    np.testing.assert_array_equal(same, generator)
    assert abs(same - other).min() > 1e-6
    assert abs(same - fresh).min() > 1e-9


def test_sparse_rows_give_the_same():
    X, y = two_clouds(200)
    dense, sparse = (
        PrivateLogisticRegression(n_steps=20).fit(rows, y) for rows in (X, csr_array(X))
    )
    np.testing.assert_allclose(dense.coef_, sparse.coef_)
    np.testing.assert_array_equal(dense.predict(X), sparse.predict(csr_array(X)))


def test_no_row_moves_a_step_by_more_than_the_clip():
    X, y = two_clouds(50)
    X[0] *= 1000
    step = {"epsilon": math.inf, "n_steps": 1, "clip": 0.3, "learning_rate": 1.0}

    def total(rows, labels):
        model = PrivateLogisticRegression(**step).fit(rows, labels)
        return len(labels) * np.append(model.coef_[0], model.intercept_)

    moved = np.linalg.norm(total(X, y) - total(X[1:], y[1:]))
    assert moved == pytest.approx(0.3)


def test_gradients_shorter_than_the_clip_are_left_alone():
    X, y = two_clouds(50)
    model = PrivateLogisticRegression(math.inf, n_steps=1, clip=1.0, learning_rate=1.0).fit(X, y)
    expected = -np.hstack([X, np.ones((50, 1))]).T @ (0.5 - y) / 50  # lengths of 0.71
    np.testing.assert_allclose(np.append(model.coef_[0], model.intercept_), expected)


def test_the_noise_in_a_step_has_the_promised_size():
    X, y = two_clouds(100)
    X = np.hstack([X, np.zeros((100, 3000))])  # columns in which nothing but noise is learnt
    model = PrivateLogisticRegression(0.7, 1e-6, n_steps=3, clip=0.5, learning_rate=2.0).fit(X, y)
    expected = 2.0 / 100 * 0.5 * noise_multiplier(0.7, 1e-6, 3) * math.sqrt(3)
    assert model.coef_[0, 3:].std() == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PrivateLogisticRegression().fit(np.ones((3, 1)), [1, 2, 3]), "y has 3 classes"),
        (lambda: PrivateLogisticRegression(clip=0).fit(np.ones((1, 1)), [1]), "clip is 0"),
        (lambda: PrivateLogisticRegression(delta=2).fit([[1], [2]], [0, 1]), "delta is 2"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()
