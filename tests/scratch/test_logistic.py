"""Logistic regression: its derivatives four ways, its optimum against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from textcls.errors import InputError
from textcls.scratch import activations, logistic, losses
from textcls.scratch.derivatives import central_differences, complex_step
from textcls.scratch.descent import gradient_descent
from textcls.synthetic import customers


def a_case(m, d, seed=0):
    generator = np.random.default_rng(seed)
    X, theta = generator.normal(size=(m, d)), generator.normal(size=d)
    y = (generator.random(m) < activations.sigmoid(X @ generator.normal(size=d))).astype(int)
    return theta, X, y


cases = st.builds(a_case, st.integers(1, 30), st.integers(1, 5), st.integers(0, 999))


strengths = st.floats(0, 2)


@given(cases, strengths)
def test_the_loss_is_the_mean_cross_entropy_and_half_the_weighted_squares(case, l2):
    theta, X, y = case
    p = activations.sigmoid(X @ theta)
    expected = losses.binary_cross_entropy(y, p) + 0.5 * l2 * np.sum(theta**2)
    assert logistic.loss(theta, X, y, l2) == pytest.approx(expected, rel=1e-9)


@given(cases, strengths)
def test_the_gradient_agrees_with_differences_and_with_the_complex_step(case, l2):
    theta, X, y = case
    gradient = logistic.gradient(theta, X, y, l2)
    np.testing.assert_allclose(
        complex_step(lambda t: logistic.loss(t, X, y, l2), theta), gradient, atol=1e-13
    )
    np.testing.assert_allclose(
        central_differences(lambda t: logistic.loss(t, X, y, l2), theta), gradient, atol=1e-8
    )


def test_the_gradient_is_that_of_tensorflows_tape():
    import tensorflow as tf

    theta, X, y = a_case(40, 3)
    variable = tf.Variable(theta)
    with tf.GradientTape() as tape:
        z = tf.linalg.matvec(tf.constant(X), variable)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y.astype(float), z))
    np.testing.assert_allclose(
        tape.gradient(loss, variable).numpy(), logistic.gradient(theta, X, y), atol=1e-14
    )


def test_the_gradient_has_its_own_feature_for_each_weight():
    theta, X, y = a_case(40, 2)
    wrong = activations.sigmoid(X @ theta) - y
    expected = [np.mean(wrong * X[:, 0]), np.mean(wrong * X[:, 1])]
    np.testing.assert_allclose(logistic.gradient(theta, X, y), expected)


def as_printed(theta, X, y):
    """Return the gradient of the article's section 4.3, whose lines both end in x_i."""
    same = -np.mean((y - activations.sigmoid(X @ theta)) * X[:, 0])
    return np.array([same, same])


def test_the_printed_gradient_is_not_the_slope_and_does_not_go_down():
    X, y = customers.make_trial_customers()
    measured = central_differences(lambda t: logistic.loss(t, X, y), [0.8, -0.3])
    assert np.linalg.norm(as_printed([0.8, -0.3], X, y) - measured) > np.linalg.norm(measured)
    end = gradient_descent(lambda t: as_printed(t, X, y), [0.0, 0.0], 1.0, 300)[-1]
    assert logistic.loss(end, X, y) > np.log(2)
    right = gradient_descent(lambda t: logistic.gradient(t, X, y), [0.0, 0.0], 1.0, 300)[-1]
    assert logistic.loss(right, X, y) < 0.56


def test_line_by_line_updates_depend_on_the_order_of_the_lines():
    X, y = customers.make_trial_customers()
    steps = {}
    for order in [(0, 1), (1, 0)]:
        theta = np.zeros(2)
        for j in order:
            theta[j] -= 2.0 * logistic.gradient(theta, X, y)[j]
        steps[order] = theta
    together = gradient_descent(lambda t: logistic.gradient(t, X, y), [0, 0], 2.0, 1)[-1]
    assert np.linalg.norm(steps[0, 1] - steps[1, 0]) > 0.05
    assert np.linalg.norm(steps[0, 1] - together) > 0.05


@given(cases, strengths)
def test_the_hessian_is_the_slope_of_the_gradient_and_never_curves_down(case, l2):
    theta, X, y = case
    hessian = logistic.hessian(theta, X, l2)
    rows = [
        central_differences(lambda t, j=j: logistic.gradient(t, X, y, l2)[j], theta)
        for j in range(len(theta))
    ]
    np.testing.assert_allclose(hessian, rows, atol=1e-7)
    assert np.linalg.eigvalsh(hessian).min() > -1e-12


def test_each_weight_has_its_own_strength_in_loss_gradient_and_hessian():
    theta, X, y = a_case(20, 3)
    l2 = np.array([0.0, 0.5, 2.0])
    plain = logistic.loss(theta, X, y)
    assert logistic.loss(theta, X, y, l2) - plain == pytest.approx(np.sum(l2 * theta**2) / 2)
    added = logistic.gradient(theta, X, y, l2) - logistic.gradient(theta, X, y)
    np.testing.assert_allclose(added, l2 * theta)
    added = logistic.hessian(theta, X, l2) - logistic.hessian(theta, X)
    np.testing.assert_allclose(added, np.diag(l2), atol=1e-12)


@given(cases, st.sampled_from([0.01, 1.0, 100.0]))
def test_the_optimum_is_that_of_scikit_learn(case, C):
    _, X, y = case
    assume(len(set(y)) == 2)
    ours = logistic.LogisticRegression(C).fit(X, y)
    theirs = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-12).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-6)
    assert ours.coef_.shape == theirs.coef_.shape
    assert ours.intercept_.shape == theirs.intercept_.shape
    assert ours.score(X, y) == theirs.score(X, y)


@given(cases, st.lists(st.floats(0.01, 3), min_size=5, max_size=5))
def test_each_weight_can_have_a_strength_of_its_own(case, strengths):
    _, X, y = case
    l2 = np.array(strengths[: X.shape[1]])
    found, _ = logistic.minimise(X, y, l2)
    searched = minimize(logistic.loss, np.zeros(len(l2)), (X, y, l2), tol=1e-9).x
    np.testing.assert_allclose(found, searched, atol=1e-4)
    assert abs(logistic.gradient(found, X, y, l2)).max() < 1e-7


def test_newtons_method_ends_where_all_slopes_are_zero():
    X, y = customers.make_trial_customers()
    model = logistic.LogisticRegression(C=np.inf).fit(X, y)
    theta = np.append(model.coef_[0], model.intercept_)
    assert abs(logistic.gradient(theta, logistic.with_ones(X), y)).max() < 1e-12
    assert model.n_iter_[0] < 12


def test_with_a_bias_the_mean_probability_is_the_share():
    X, y = customers.make_trial_customers()
    model = logistic.LogisticRegression(C=0.1).fit(X, y)
    assert model.predict_proba(X)[:, 1].mean() == pytest.approx(y.mean(), abs=1e-9)
    without = gradient_descent(lambda t: logistic.gradient(t, X, y), [0, 0], 4.0, 2000)[-1]
    assert activations.sigmoid(X @ without).mean() > y.mean() + 0.1


@parametrize_with_checks(
    [logistic.LogisticRegression()],
    expected_failed_checks=lambda estimator: {
        "check_classifier_not_supporting_multiclass": "the refusal has the package's own words"
    },
)
def test_it_is_an_estimator_of_scikit_learns_kind(estimator, check):
    check(estimator)


def test_pipelines_and_searches_take_it():
    X, y = customers.make_trial_customers()
    pipeline = make_pipeline(StandardScaler(), logistic.LogisticRegression())
    grid = {"logisticregression__C": [1e-6, 1.0]}
    search = GridSearchCV(pipeline, grid, scoring="neg_log_loss").fit(1000 * X, y)
    assert search.best_params_ == {"logisticregression__C": 1.0}
    theirs = make_pipeline(StandardScaler(), LogisticRegression())
    np.testing.assert_allclose(
        cross_val_score(pipeline, X, y), cross_val_score(theirs, X, y), atol=1e-12
    )


def test_labels_keep_their_names_and_their_order():
    X, y = customers.make_trial_customers()
    names = np.where(y == 1, "stayed", "left")
    model = logistic.LogisticRegression().fit(X, names)
    assert model.classes_.tolist() == ["left", "stayed"]
    surely = X[[np.argmax(X @ model.coef_[0])]]
    assert model.predict(surely).tolist() == ["stayed"]


def test_columns_that_repeat_each_other_are_served():
    X, y = customers.make_trial_customers()
    once = logistic.LogisticRegression(C=np.inf).fit(X, y)
    twice = logistic.LogisticRegression(C=np.inf).fit(np.column_stack([X, X]), y)
    np.testing.assert_allclose(twice.predict_proba(np.hstack([X, X])), once.predict_proba(X))


def test_weights_run_away_on_separable_data_and_regularisation_holds_them():
    x = np.array([-2.0, -1.0, 1.0, 2.0])[:, np.newaxis]
    y = np.array([0, 0, 1, 1])
    path = gradient_descent(lambda t: logistic.gradient(t, x, y), [0.0], 1.0, 10_000)
    sizes = path[[10, 100, 1000, 10_000], 0]
    growth = np.diff(sizes)
    assert np.all(growth > 1)  # each factor of ten in time adds about log 10 here
    np.testing.assert_allclose(growth[1:], np.log(10), rtol=0.12)
    held = logistic.LogisticRegression(C=1.0).fit(x, y).coef_.item()
    assert 0 < held < 1.5


def test_without_regularisation_separable_data_are_refused():
    X, y = [[1.0], [2.0], [3.0], [4.0]], [0, 0, 1, 1]
    with pytest.raises(InputError, match="give a finite C"):
        logistic.LogisticRegression(C=np.inf).fit(X, y)


@pytest.mark.parametrize(
    ("rows", "labels", "expected"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], True),
        ([1, 2, 3, 4], [0, 1, 0, 1], False),
        ([1, 2, 2, 3], [0, 0, 1, 1], True),  # touching, which is enough (quasi-separation)
        ([1, 2, 2, 1], [0, 0, 1, 1], False),  # nothing but touching
    ],
)
def test_separable_says_whether_maximum_likelihood_has_a_finite_answer(rows, labels, expected):
    X = logistic.with_ones(np.array(rows, dtype=float)[:, np.newaxis])
    assert logistic.separable(X, labels) is expected
    path = gradient_descent(lambda t: logistic.gradient(t, X, labels), [0.0, 0.0], 0.5, 8000)
    still_growing = np.linalg.norm(path[-1]) > 1.05 * np.linalg.norm(path[4000]) + 0.01
    assert still_growing == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda X, y: logistic.loss([0.0], X, y), r"theta has shape \(1,\), but X has 2 columns"),
        (lambda X, y: logistic.loss([0.0, 0.0], X, y[:-1]), "one prediction for each label"),
        (
            lambda X, y: logistic.loss([0.0], X[:, 0], y),
            r"X has shape \(120,\); give a dense matrix",
        ),
        (lambda X, y: logistic.loss([0.0], [["a"]], [1]), "a dense matrix of numbers"),
        (lambda X, y: logistic.loss([], np.zeros((3, 0)), [1, 0, 1]), "a dense matrix"),
        (lambda X, y: logistic.hessian([0.0], X), "give a weight for each column"),
        (lambda X, y: logistic.minimise(X * np.nan, y), "a number that is not finite"),
        (lambda X, y: logistic.LogisticRegression(0).fit(X, y), "C is 0"),
        (lambda X, y: logistic.LogisticRegression(-1.0).fit(X, y), "C is -1.0"),
        (lambda X, y: logistic.LogisticRegression().fit(X, np.ones(len(X))), "has 1 classes"),
    ],
)
def test_bad_input_is_named(call, message):
    X, y = customers.make_trial_customers()
    with pytest.raises(InputError, match=message):
        call(X, y)


def test_a_sparse_matrix_is_told_what_to_do():
    X, y = customers.make_trial_customers()
    with pytest.raises(TypeError, match="toarray"):
        logistic.LogisticRegression().fit(csr_array(X), y)
    with pytest.raises(InputError, match="toarray"):
        logistic.loss([0.0, 0.0], csr_array(X), y)


def test_numbers_too_large_for_the_curvature_are_said_to_be():
    with np.errstate(over="ignore"), pytest.raises(InputError, match="found in 1 steps; bring"):
        logistic.LogisticRegression().fit([[1e200], [2e200], [-1e200]], [0, 1, 1])


def test_a_walk_without_end_is_given_up():
    generator = np.random.default_rng(21)
    X = generator.standard_cauchy((12, 3)) ** 5 * 10.0 ** generator.integers(-8, 8, 3)
    y = (generator.random(12) < 0.4).astype(int)
    with pytest.raises(InputError, match="found in 100 steps; bring the features to a similar"):
        logistic.LogisticRegression(C=1e8).fit(X, y)


def test_halved_steps_save_newtons_method_where_full_ones_run_off():
    """Heavy tails: on these rows the undamped method jumps ever further away."""
    generator = np.random.default_rng(104)
    m = int(generator.integers(8, 40))
    X = np.round(generator.standard_cauchy((m, 3)) ** 3 * 5, 1)
    y = (generator.random(m) < 0.3).astype(int)
    model = logistic.LogisticRegression(C=1e4).fit(X, y)
    theta = np.append(model.coef_[0], model.intercept_)
    assert logistic.loss(theta, logistic.with_ones(X), y) < np.log(2)
    l2 = np.array([1 / (m * 1e4)] * 3 + [0])
    assert abs(logistic.gradient(theta, logistic.with_ones(X), y, l2)).max() < 1e-6
