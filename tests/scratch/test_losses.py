"""Losses: equal to the libraries', each beside a derivative that measured slopes confirm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm
from sklearn.metrics import log_loss, mean_squared_error

from textcls.errors import InputError
from textcls.scratch import activations, losses
from textcls.scratch.derivatives import central_differences, complex_step

some_logits = st.floats(-30, 30)


inner = st.floats(0.001, 0.999)


@st.composite
def labelled(draw, predictions=some_logits):
    """Draw labels of 0 and 1 and as many predictions."""
    n = draw(st.integers(1, 8))
    y = draw(arrays(np.int64, n, elements=st.integers(0, 1)))
    return y, draw(arrays(np.float64, n, elements=predictions))


@st.composite
def classified(draw):
    """Draw class numbers and a row of logits for each."""
    n, classes = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    y = draw(arrays(np.int64, n, elements=st.integers(0, classes - 1)))
    return y, draw(arrays(np.float64, (n, classes), elements=st.floats(-20, 20)))


@given(labelled(inner))
def test_binary_cross_entropy_is_that_of_scikit_learn(case):
    y, p = case
    expected = log_loss(y, np.column_stack([1 - p, p]), labels=[0, 1])
    assert losses.binary_cross_entropy(y, p) == pytest.approx(expected, rel=1e-12)


@given(labelled(inner))
def test_binary_cross_entropy_is_the_negative_mean_log_likelihood(case):
    y, p = case
    likelihood = np.prod(p**y * (1 - p) ** (1 - y))
    assert losses.binary_cross_entropy(y, p) == pytest.approx(-np.log(likelihood) / len(y))


@given(labelled(inner))
def test_binary_cross_entropy_gradient_is_its_slope(case):
    y, p = case
    measured = complex_step(lambda p: losses.binary_cross_entropy(y, p), p)
    np.testing.assert_allclose(losses.binary_cross_entropy_gradient(y, p), measured, rtol=1e-10)


@given(labelled())
def test_from_logits_agrees_with_probabilities_where_those_work(case):
    y, z = case
    through_p = losses.binary_cross_entropy(y, activations.sigmoid(z))
    from_z = losses.binary_cross_entropy_from_logits(y, z)
    assert from_z == pytest.approx(through_p, rel=1e-3, abs=1e-12)
    in_the_book = np.mean(np.logaddexp(0, z) - y * z)
    assert from_z == pytest.approx(in_the_book, abs=1e-13)


@given(labelled())
def test_logit_gradient_is_said_minus_true(case):
    y, z = case
    gradient = losses.binary_cross_entropy_from_logits_gradient(y, z)
    np.testing.assert_allclose(gradient, (activations.sigmoid(z) - y) / len(y), rtol=1e-14)
    measured = complex_step(lambda z: losses.binary_cross_entropy_from_logits(y, z), z)
    np.testing.assert_allclose(gradient, measured, atol=1e-14)


@given(labelled(inner), st.floats(0, 1))
def test_a_label_may_be_a_share(case, share):
    _, p = case
    y = np.full(len(p), share)
    expected = -np.mean(share * np.log(p) + (1 - share) * np.log1p(-p))
    assert losses.binary_cross_entropy(y, p) == pytest.approx(expected, rel=1e-9)
    z = np.log(p) - np.log1p(-p)
    assert losses.binary_cross_entropy_from_logits(y, z) == pytest.approx(expected, rel=1e-9)
    measured = complex_step(lambda z: losses.binary_cross_entropy_from_logits(y, z), z)
    np.testing.assert_allclose(
        losses.binary_cross_entropy_from_logits_gradient(y, z), measured, atol=1e-14
    )


def test_losses_from_logits_are_finite_and_right_where_probabilities_round_to_one():
    assert losses.binary_cross_entropy_from_logits([0, 1], [800.0, -800.0]) == 800
    assert losses.binary_cross_entropy_from_logits([1], [40.0]) == pytest.approx(np.exp(-40))
    assert losses.cross_entropy_from_logits([0], [[-800.0, 800.0]]) == 1600


def test_probability_zero_for_the_truth_is_infinite_and_a_factor_of_zero_is_zero():
    assert losses.binary_cross_entropy([1, 0], [1.0, 0.0]) == 0
    assert losses.binary_cross_entropy([1], [0.0]) == np.inf
    assert losses.cross_entropy([1], [[1.0, 0.0]]) == np.inf


@given(classified())
def test_cross_entropy_is_that_of_scikit_learn_from_probabilities_and_from_logits(case):
    y, z = case
    p = activations.softmax(z)
    expected = -np.mean(np.log(p[np.arange(len(y)), y]))
    if p.min() > 1e-12:  # scikit-learn clips
        assert log_loss(y, p, labels=range(p.shape[1])) == pytest.approx(expected, rel=1e-9)
    assert losses.cross_entropy(y, p) == pytest.approx(expected, rel=1e-12)
    assert losses.cross_entropy_from_logits(y, z) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(labelled(inner))
def test_two_classes_give_the_binary_cross_entropy(case):
    y, p = case
    both = losses.cross_entropy(y, np.column_stack([1 - p, p]))
    assert both == pytest.approx(losses.binary_cross_entropy(y, p), rel=1e-9)


@given(classified())
def test_categorical_gradients_are_the_slopes(case):
    y, z = case
    gradient = losses.cross_entropy_from_logits_gradient(y, z)
    measured = complex_step(lambda z: losses.cross_entropy_from_logits(y, z), z)
    np.testing.assert_allclose(gradient, measured, atol=1e-13)
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-14)
    p = activations.softmax(z)  # some so small that a step of 1e-20 would not be
    measured = complex_step(lambda p: losses.cross_entropy(y, p), p, step=1e-100)
    np.testing.assert_allclose(losses.cross_entropy_gradient(y, p), measured, rtol=1e-9)


@given(labelled())
def test_mean_squared_error_is_that_of_scikit_learn_and_twice_the_articles(case):
    y, predicted = case
    ours = losses.mean_squared_error(y, predicted)
    assert ours == pytest.approx(mean_squared_error(y, predicted), abs=1e-12)
    article = np.sum((y - predicted) ** 2) / (2 * len(y))
    assert ours == pytest.approx(2 * article, abs=1e-12)
    gradient = losses.mean_squared_error_gradient(y, predicted)
    measured = complex_step(lambda p: losses.mean_squared_error(y, p), predicted)
    np.testing.assert_allclose(gradient, measured, atol=1e-12)


@st.composite
def tables(draw):
    """Draw a table of labels of 0 and 1, and one of logits."""
    shape = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    y = draw(arrays(np.int64, shape, elements=st.integers(0, 1)))
    return y, draw(arrays(np.float64, shape, elements=st.floats(-20, 20)))


@given(tables())
def test_losses_and_gradients_of_a_table_are_those_of_its_cells_in_a_row(case):
    y, z = case
    p = 0.01 + 0.98 * activations.sigmoid(z)
    for name, said in [
        ("binary_cross_entropy", p),
        ("binary_cross_entropy_from_logits", z),
        ("mean_squared_error", z),
    ]:
        loss, gradient = getattr(losses, name), getattr(losses, f"{name}_gradient")
        assert loss(y, said) == pytest.approx(loss(y.ravel(), said.ravel()))
        assert gradient(y, said).shape == y.shape
        np.testing.assert_allclose(
            gradient(y, said), complex_step(lambda s, f=loss: f(y, s), said), atol=1e-12
        )


def test_squared_error_hardly_pulls_where_a_model_is_surely_wrong():
    def slope(loss, z):
        return complex_step(lambda z: loss([0], activations.sigmoid(z)), [z]).item()

    for z in (5.0, 10.0, 20.0):
        assert slope(losses.binary_cross_entropy, z) > 0.99
        assert slope(losses.mean_squared_error, z) < 3 * np.exp(-z)


@given(labelled(), st.floats(0.5, 3))
def test_squared_error_is_the_likelihood_of_normal_noise(case, spread):
    y, predicted = case
    negative = -norm.logpdf(y, loc=predicted, scale=spread).mean()
    constant = np.log(spread * np.sqrt(2 * np.pi))
    error = losses.mean_squared_error(y, predicted) / (2 * spread**2)
    assert negative - constant == pytest.approx(error, abs=1e-9)


def test_losses_are_those_of_keras():
    import keras

    y, z = np.array([1.0, 0.0, 1.0]), np.array([2.0, -0.5, -1.5])
    Z, k = np.array([[2.0, 1.0, -1.0], [0.5, 0.5, 3.0], [0.0, 1.0, 2.0]]), np.array([0, 1, 2])
    in_keras = [
        keras.losses.BinaryCrossentropy(from_logits=True)(y, z),
        keras.losses.BinaryCrossentropy()(y, activations.sigmoid(z)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(k, Z),
        keras.losses.MeanSquaredError()(y, z),
    ]
    ours = [
        losses.binary_cross_entropy_from_logits(y, z),
        losses.binary_cross_entropy(y, activations.sigmoid(z)),
        losses.cross_entropy_from_logits(k, Z),
        losses.mean_squared_error(y, z),
    ]
    np.testing.assert_allclose(ours, [value.numpy() for value in in_keras], rtol=1e-5)


def test_keras_clips_probabilities_and_its_loss_stops_growing():
    import keras

    loss = keras.losses.BinaryCrossentropy()
    at_20, at_80 = (loss([[0.0]], [[activations.sigmoid(z)]]).numpy() for z in (20.0, 80.0))
    assert at_20 == at_80 < 17


def printed_cross_entropy(y, p):
    """Return the loss of the article's section 4.1, as printed."""
    return -np.mean(y * np.log(p))


@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 1)))
def test_printed_cross_entropy_accepts_a_model_that_always_says_one(y):
    assert printed_cross_entropy(y, np.ones(len(y))) == 0
    full = losses.binary_cross_entropy(y, np.ones(len(y)))
    assert full == (0 if y.all() else np.inf)


def test_printed_gradient_is_that_of_the_full_loss_and_not_of_the_printed_one():
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=50), generator.integers(0, 2, size=50)
    printed_gradient = -np.mean((y - activations.sigmoid(0.4 * x)) * x)

    def slope(loss):
        return central_differences(lambda w: loss(y, activations.sigmoid(w * x)), 0.4)

    assert slope(losses.binary_cross_entropy) == pytest.approx(printed_gradient, abs=1e-9)
    assert abs(slope(printed_cross_entropy) - printed_gradient) > 0.05


@given(st.floats(0.05, 0.95))
def test_cross_entropy_and_squared_error_are_proper_and_the_printed_loss_is_not(share):
    p = np.linspace(0.01, 0.99, 99)
    best = {
        loss: p[np.argmin([share * loss([1], [q]) + (1 - share) * loss([0], [q]) for q in p])]
        for loss in (losses.binary_cross_entropy, losses.mean_squared_error, printed_cross_entropy)
    }
    np.testing.assert_allclose(list(best.values())[:2], share, atol=0.0051)
    assert best[printed_cross_entropy] == 0.99


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.binary_cross_entropy([1, 0], [0.5]), r"shape \(2,\).*shape \(1,\)"),
        (lambda: losses.binary_cross_entropy([], []), "at least one"),
        (lambda: losses.binary_cross_entropy([2], [0.5]), r"label y lies outside 0 to 1 \(2\)"),
        (lambda: losses.binary_cross_entropy([-0.5], [0.5]), r"label y lies .* \(-0.5\)"),
        (lambda: losses.binary_cross_entropy([1, 1], [1.0, 3.0]), r"\(3\); give logits"),
        (lambda: losses.binary_cross_entropy([1, 1], [0.5, -2.0]), r"outside 0 to 1 \(-2\)"),
        (lambda: losses.binary_cross_entropy_from_logits([2], [0.5]), "label y lies outside"),
        (lambda: losses.binary_cross_entropy_gradient([0, 1], [0.5, 0.0]), "exactly 0 or 1"),
        (lambda: losses.cross_entropy([[0]], [[0.5, 0.5]]), "class number for each row"),
        (lambda: losses.cross_entropy([0, 1], [[0.5, 0.5]]), "class number for each row"),
        (lambda: losses.cross_entropy([0], [[[0.5, 0.5]]]), "class number for each row"),
        (lambda: losses.cross_entropy(np.zeros(0, int), np.zeros((0, 2))), "class number"),
        (lambda: losses.cross_entropy([-1], [[0.5, 0.5]]), "whole numbers from 0 to 1"),
        (lambda: losses.cross_entropy([0], [[1.5, 0.5]]), "probability p lies outside 0 to 1"),
        (lambda: losses.binary_cross_entropy([1], [np.nan]), "outside 0 to 1"),
        (lambda: losses.binary_cross_entropy_gradient([1], [1.0]), "exactly 0 or 1"),
        (lambda: losses.cross_entropy([0], [0.5]), "class number for each row"),
        (lambda: losses.cross_entropy([2], [[0.5, 0.5]]), "whole numbers from 0 to 1"),
        (lambda: losses.cross_entropy([0.0], [[0.5, 0.5]]), "whole numbers"),
        (lambda: losses.cross_entropy_gradient([0], [[0.0, 1.0]]), "has probability 0"),
        (lambda: losses.mean_squared_error([1.0], [[1.0]]), "one prediction for each label"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, message):
    with pytest.raises(InputError, match=message) as caught:
        call()
    assert str(caught.value).count(". ") == 0
