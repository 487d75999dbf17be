r"""Logistic regression from scratch, §4.3: loss, gradient, curvature, and an estimator.

The loss of the weights θ on the rows :math:`x_i` of a matrix X, with labels :math:`y_i` of 0 and 1:

.. math::

    L(\theta) = \frac{1}{m} \sum_{i=1}^m \bigl( \log(1 + e^{z_i}) - y_i z_i \bigr)
                + \frac{1}{2} \sum_j \lambda_j \theta_j^2,
    \qquad z_i = \sum_j \theta_j x_{i,j}

The model has a weight for each column of X. A bias is the weight of a column of ones, which
`with_ones` appends; its λ is usually 0.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from textcls.arrays import Floats, Integers
from textcls.checks import check_positive
from textcls.errors import InputError
from textcls.scratch.activations import sigmoid, sigmoid_derivative
from textcls.scratch.losses import (
    binary_cross_entropy_from_logits,
    binary_cross_entropy_from_logits_gradient,
)

__all__ = [
    "LogisticRegression",
    "gradient",
    "hessian",
    "loss",
    "minimise",
    "separable",
    "two_classes",
    "with_ones",
]


def loss(theta: ArrayLike, X: ArrayLike, y: ArrayLike, l2: ArrayLike = 0.0) -> float:
    r"""Return the loss L(θ) of the module's first lines.

    Parameters
    ----------
    theta : array of float, shape (d,)
        A weight for each column of X.
    X : array of float, shape (m, d)
    y : array of int, shape (m,)
        0 or 1.
    l2 : array of float, shape (d,), or a number for all
        Strength λ of the regularisation of each weight.

    Returns
    -------
    float
        In nats. For complex θ a complex number, which
        `textcls.scratch.derivatives.complex_step` needs.

    Raises
    ------
    InputError
        If the shapes do not fit, or a label is neither 0 nor 1.

    Examples
    --------
    >>> round(loss([0.0, 0.0], [[1, 2], [3, 4]], [0, 1]), 4)  # log 2
    0.6931
    """
    theta, X = _fitting(theta, X)
    penalty: float = 0.5 * np.sum(np.asarray(l2) * theta**2).item()
    return binary_cross_entropy_from_logits(y, X @ theta) + penalty


def gradient(theta: ArrayLike, X: ArrayLike, y: ArrayLike, l2: ArrayLike = 0.0) -> Floats:
    r"""Return the gradient of `loss`, for all weights at once.

    .. math:: \frac{\partial L}{\partial \theta_j} =
              \frac{1}{m} \sum_{i=1}^m (\sigma(z_i) - y_i)\, x_{i,j} + \lambda_j \theta_j

    Parameters
    ----------
    theta, X, y, l2
        As in `loss`.

    Returns
    -------
    ndarray of float64, shape (d,)

    Raises
    ------
    InputError
        As in `loss`.

    Examples
    --------
    >>> gradient([0.0, 0.0], [[1, 2], [3, 4]], [0, 1]).tolist()
    [-0.5, -0.5]
    """
    theta, X = _fitting(theta, X)
    slopes = X.T @ binary_cross_entropy_from_logits_gradient(y, X @ theta)
    return np.asarray(slopes + np.asarray(l2) * theta)


def hessian(theta: ArrayLike, X: ArrayLike, l2: ArrayLike = 0.0) -> Floats:
    r"""Return the second derivatives of `loss`, which do not depend on y.

    .. math:: \frac{\partial^2 L}{\partial \theta_j \partial \theta_k} =
              \frac{1}{m} \sum_{i=1}^m \sigma'(z_i)\, x_{i,j}\, x_{i,k} + \lambda_j \delta_{jk}

    No direction has a negative curvature, so the loss has no other valley than its lowest.

    Parameters
    ----------
    theta, X, l2
        As in `loss`.

    Returns
    -------
    ndarray of float64, shape (d, d)

    Raises
    ------
    InputError
        If the shapes do not fit.

    Examples
    --------
    >>> hessian([0.0, 0.0], [[1, 2], [3, 4]]).tolist()
    [[1.25, 1.75], [1.75, 2.5]]
    """
    theta, X = _fitting(theta, X)
    curvature = sigmoid_derivative(X @ theta) / len(X)
    return X.T @ (X * curvature[:, np.newaxis]) + np.diag(np.broadcast_to(l2, theta.shape))


def minimise(X: ArrayLike, y: ArrayLike, l2: ArrayLike = 0.0) -> tuple[Floats, int]:
    r"""Find the weights of least `loss` by Newton's method.

    .. math:: \theta \leftarrow \theta - t\, H(\theta)^{-1} g(\theta)

    with the `gradient` g and the `hessian` H. The length t of a step is 1, halved until the step
    goes downhill. The walk ends when a step promises less than about 1e-12.

    Parameters
    ----------
    X, y, l2
        As in `loss`.

    Returns
    -------
    theta : ndarray of float64, shape (d,)
    steps : int

    Raises
    ------
    InputError
        As in `loss`, and if 100 steps do not end at a minimum, or the numbers are too large.

    Examples
    --------
    A bias alone ends at the log-odds of the labels' mean, here log 3:

    >>> theta, steps = minimise(np.ones((4, 1)), [0, 1, 1, 1])
    >>> theta.round(4).tolist()
    [1.0986]
    """
    theta = np.zeros(np.shape(X)[1])
    for step in range(1, 101):
        g, H = gradient(theta, X, y, l2), hessian(theta, X, l2)
        if not np.all(np.isfinite(H)):
            break
        # Least squares also serves columns that repeat each other, where solving fails.
        direction = -np.linalg.lstsq(H, g)[0]
        decrease = -g @ direction  # twice what the step promises
        if decrease < 1e-12:
            return theta + direction, step
        length, before = 1.0, loss(theta, X, y, l2)
        while loss(theta + length * direction, X, y, l2) > before - 1e-4 * length * decrease:
            length /= 2
        theta = theta + length * direction
    raise InputError(
        f"no weights of least loss were found in {step} steps; bring the features to a similar "
        "scale, such as mean 0 and standard deviation 1"
    )


def with_ones(X: ArrayLike) -> Floats:
    """Append a column of ones, whose weight is the bias.

    Parameters
    ----------
    X : array of float, shape (m, d)

    Returns
    -------
    ndarray of float64, shape (m, d + 1)

    Examples
    --------
    >>> with_ones([[2.0], [3.0]]).tolist()
    [[2.0, 1.0], [3.0, 1.0]]
    """
    X = np.asarray(X, dtype=np.float64)
    return np.column_stack([X, np.ones(len(X))])


def separable(X: ArrayLike, y: ArrayLike) -> bool:
    r"""Say whether some weights leave no row on the wrong side.

    Then the loss without regularisation has no minimum: along such weights, the longer they are,
    the smaller it is. Rows may lie on the boundary, but not all of them.

    Parameters
    ----------
    X : array of float, shape (m, d)
        With a column of ones if the model has a bias.
    y : array of int, shape (m,)
        0 or 1.

    Returns
    -------
    bool

    References
    ----------
    A. Albert, J. A. Anderson (1984), On the existence of maximum likelihood estimates in logistic
    regression models, doi:10.1093/biomet/71.1.1. Decided here by linear programming.

    Examples
    --------
    >>> separable(with_ones([[1.0], [2.0], [3.0]]), [0, 0, 1])
    True
    >>> separable(with_ones([[1.0], [2.0], [3.0]]), [0, 1, 0])
    False
    """
    signed = _matrix(X) * (2 * np.asarray(y) - 1)[:, np.newaxis]
    # The largest sum of the distances to the boundary, none of them negative, for weights within 1.
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1))
    return bool(found.x @ signed.sum(axis=0) > 1e-9)


class LogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Logistic regression for two classes, an estimator of scikit-learn's kind.

    The fitted weights w and the bias b minimise

    .. math:: C \sum_{i=1}^m \bigl( \log(1 + e^{z_i}) - y_i z_i \bigr)
              + \frac{1}{2} \sum_j w_j^2, \qquad z_i = w \cdot x_i + b

    which is :math:`m C` times `loss` with :math:`\lambda = 1 / (m C)` for each weight and 0 for
    the bias. `minimise` finds them: each step solves a system of equations as large as the number
    of features, which suits up to about a thousand.

    Parameters
    ----------
    C : float
        Inverse strength of the regularisation, above 0; infinity switches it off.

    Attributes
    ----------
    coef_ : ndarray of float64, shape (1, features)
        The weights w.
    intercept_ : ndarray of float64, shape (1,)
        The bias b.
    classes_ : ndarray, shape (2,)
        The two labels in sorted order; the probability is that of the second.
    n_features_in_ : int
        Columns of X.
    n_iter_ : ndarray of int, shape (1,)
        Steps that Newton's method took.

    Examples
    --------
    >>> model = LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], ["no", "yes", "no", "yes"])
    >>> model.predict([[0.2], [2.8]]).tolist()
    ['no', 'yes']
    """

    coef_: Floats
    intercept_: Floats
    classes_: NDArray[Any]
    n_iter_: Integers

    def __init__(self, C: float = 1.0) -> None:
        self.C = C

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the weights of least loss.

        Parameters
        ----------
        X : array of float, shape (m, features)
            A dense matrix (a sparse one has a method ``toarray``).
        y : array, shape (m,)
            Labels of exactly two kinds.

        Returns
        -------
        LogisticRegression
            The estimator itself.

        Raises
        ------
        InputError
            If C is not above 0, there are not two classes, or no finite weights minimise the loss,
            which can happen without regularisation only.
        ValueError
            scikit-learn's, if X and y are not what any of its classifiers takes.

        Examples
        --------
        >>> LogisticRegression().fit([[0.0], [1.0]], [0, 1]).intercept_.round(2).tolist()
        [-0.22]
        """
        check_positive(C=self.C)
        rows, labels = validate_data(self, X, y)
        rows, (self.classes_, codes) = with_ones(rows), two_classes(labels)
        if np.isinf(self.C) and separable(rows, codes):
            raise InputError(
                "the two classes can be separated, so that no finite weights minimise the loss; "
                "give a finite C"
            )
        l2 = np.full(rows.shape[1], 1 / (len(rows) * self.C))
        l2[-1] = 0.0
        theta, steps = minimise(rows, codes, l2)
        self.coef_, self.intercept_ = theta[np.newaxis, :-1], theta[-1:]
        self.n_iter_ = np.array([steps])
        return self

    def decision_function(self, X: ArrayLike) -> Floats:
        """Return the logits z; above 0 means the second class.

        Parameters
        ----------
        X : array of float, shape (m, features)

        Returns
        -------
        ndarray of float64, shape (m,)

        Raises
        ------
        NotFittedError
            If `fit` has not been called.
        ValueError
            If X has another number of columns than in `fit`.

        Examples
        --------
        >>> LogisticRegression().fit([[0.0], [1.0]], [0, 1]).decision_function([[0.5]]).round(6)
        array([0.])
        """
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        return np.asarray(X @ self.coef_[0] + self.intercept_)

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return the probabilities of the two classes.

        Parameters
        ----------
        X : array of float, shape (m, features)

        Returns
        -------
        ndarray of float64, shape (m, 2)
            Each row sums to 1.

        Examples
        --------
        >>> LogisticRegression().fit([[0.0], [1.0]], [0, 1]).predict_proba([[0.5]]).round(6)
        array([[0.5, 0.5]])
        """
        z = self.decision_function(X)
        return np.column_stack([sigmoid(-z), sigmoid(z)])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the more probable class of each row.

        Parameters
        ----------
        X : array of float, shape (m, features)

        Returns
        -------
        ndarray, shape (m,)

        Examples
        --------
        >>> LogisticRegression().fit([[0.0], [1.0]], [0, 1]).predict([[-3.0]]).tolist()
        [0]
        """
        z = self.decision_function(X)
        return np.asarray(self.classes_[(z > 0).astype(int)])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def two_classes(y: ArrayLike) -> tuple[NDArray[Any], Integers]:
    """Split labels of any kind into two classes and the number, 0 or 1, of each row's class.

    Parameters
    ----------
    y : array, shape (m,)

    Returns
    -------
    classes : ndarray, shape (2,)
        Sorted.
    codes : ndarray of int64, shape (m,)

    Raises
    ------
    InputError
        If there are not two classes.

    Examples
    --------
    >>> classes, codes = two_classes(["stays", "leaves", "stays"])
    >>> classes.tolist(), codes.tolist()
    (['leaves', 'stays'], [1, 0, 1])
    """
    check_classification_targets(y)
    classes, codes = np.unique(np.asarray(y), return_inverse=True)
    if len(classes) != 2:
        raise InputError(f"y has {len(classes)} classes; give exactly two")
    return classes, codes


def _matrix(X: ArrayLike) -> NDArray[Any]:
    X = np.asarray(X)
    if X.ndim != 2 or not X.size or X.dtype.kind not in "biufc":
        raise InputError(
            f"X has shape {X.shape}; give a dense matrix of numbers with a row for each example "
            "and a column for each feature (a sparse one has a method toarray)"
        )
    if not np.all(np.isfinite(X)):
        raise InputError("X holds a number that is not finite; fill or drop what is missing")
    return X


def _fitting(theta: ArrayLike, X: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    theta, X = np.asarray(theta), _matrix(X)
    if theta.shape != X.shape[1:]:
        raise InputError(
            f"theta has shape {theta.shape}, but X has {X.shape[1]} columns; give a weight for "
            "each column"
        )
    return theta, X
