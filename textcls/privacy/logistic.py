"""Logistic regression whose weights are differentially private, §9 question 2.

This code is written to be read. Its noise comes from floating-point numbers, whose last digits can
give away what they should hide (Mironov 2012): to protect real people use a maintained library.
"""

from __future__ import annotations

import math
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, hstack, issparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from textcls.arrays import Floats
from textcls.checks import check_positive
from textcls.privacy.mechanisms import noise_multiplier
from textcls.scratch.activations import sigmoid
from textcls.scratch.logistic import two_classes

__all__ = ["PrivateLogisticRegression"]


class PrivateLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Logistic regression whose weights are (ε, δ)-differentially private.

    Each of T steps of gradient descent asks all n rows once. The gradient of row i,
    :math:`g_i = (p_i - y_i)\, x_i`, is shortened to length at most C, so that adding or removing a
    row changes the sum by at most C; noise is added to the sum; and the weights take a step:

    .. math::
        w \leftarrow w - \frac{\alpha}{n} \left( \sum_{i=1}^{n} g_i
        \min\left(1, \frac{C}{\lVert g_i \rVert}\right) + \sigma C z \right),
        \qquad z \sim \mathcal{N}(0, I).

    σ is `noise_multiplier` (ε, δ, T). This is DP-SGD (Abadi et al. 2016) with the whole table as
    its batch, which makes the accounting exact. n itself counts as public. A column of ones is
    appended to X for the intercept.

    What is *not* covered: whatever else was chosen by looking at the rows, such as a vocabulary,
    ``n_steps`` or the scaling of X.

    Parameters
    ----------
    epsilon
        The privacy loss; ``math.inf`` for the same steps without noise.
    delta
        Between 0 and 1, usually well below 1 / n.
    n_steps
        T, passes over all rows.
    clip
        C, the greatest length of a row's gradient.
    learning_rate
        α.
    random_state : int, numpy.random.Generator or None
        Of the noise. Private only while nobody knows it.

    Attributes
    ----------
    coef_ : float64 array, shape (1, features)
    intercept_ : float64 array, shape (1,)
    classes_ : array, shape (2,)
        The two labels in sorted order.
    n_features_in_ : int
    noise_multiplier_ : float
        σ; 0 without noise.

    References
    ----------
    M. Abadi et al. (2016), Deep Learning with Differential Privacy, CCS,
    doi:10.1145/2976749.2978318.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(2000, 2))
    >>> y = (X[:, 0] > 0).astype(int)
    >>> model = PrivateLogisticRegression(epsilon=1.0, delta=1e-5).fit(X, y)
    >>> bool(model.score(X, y) > 0.9)
    True
    """

    def __init__(
        self,
        epsilon: float = 1.0,
        delta: float = 1e-5,
        n_steps: int = 100,
        clip: float = 1.0,
        learning_rate: float = 2.0,
        random_state: int | np.random.Generator | None = 0,
    ) -> None:
        self.epsilon = epsilon
        self.delta = delta
        self.n_steps = n_steps
        self.clip = clip
        self.learning_rate = learning_rate
        self.random_state = random_state

    def fit(self, X: Any, y: ArrayLike) -> Self:
        """Learn from rows and their labels.

        Parameters
        ----------
        X
            Shape (rows, features), an array or a sparse matrix. Rows of about length 1 suit the
            defaults.
        y
            Labels of two kinds, shape (rows,).

        Raises
        ------
        InputError
            If there are not two classes, or a setting is out of range.
        ValueError
            scikit-learn's, if X and y are not what any of its classifiers takes.
        """
        check_positive(clip=self.clip, learning_rate=self.learning_rate, n_steps=self.n_steps)
        X, y = validate_data(self, X, y, accept_sparse="csr")
        self.classes_, labels = two_classes(y)
        rows = _with_ones(X)
        private = math.isfinite(self.epsilon)
        self.noise_multiplier_ = (
            noise_multiplier(self.epsilon, self.delta, self.n_steps) if private else 0.0
        )
        rng = np.random.default_rng(self.random_state)
        lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1), dtype=np.float64).ravel())
        w = np.zeros(rows.shape[1])
        for _ in range(self.n_steps):
            residual = sigmoid(rows @ w) - labels
            shortening = np.minimum(1, self.clip / np.maximum(abs(residual) * lengths, 1e-12))
            noise = rng.normal(scale=self.noise_multiplier_ * self.clip, size=len(w))
            w -= self.learning_rate / len(labels) * (rows.T @ (residual * shortening) + noise)
        self.coef_, self.intercept_ = w[None, :-1], w[-1:]
        return self

    def decision_function(self, X: Any) -> Floats:
        """Give the log-odds of the second class, shape (rows,)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        return np.asarray(X @ self.coef_[0] + self.intercept_[0], dtype=np.float64)

    def predict_proba(self, X: Any) -> Floats:
        """Give the probabilities of the two classes, shape (rows, 2)."""
        p = sigmoid(self.decision_function(X))
        return np.column_stack([1 - p, p])

    def predict(self, X: Any) -> NDArray[Any]:
        """Give the more probable class, shape (rows,)."""
        z = self.decision_function(X)
        return np.asarray(self.classes_[(z > 0).astype(int)])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags.multi_class = False
        return tags


def _with_ones(X: Any) -> Any:
    """Append a column of ones, to an array or to a sparse matrix."""
    both: list[Any] = [X, np.ones((X.shape[0], 1))]
    return csr_array(hstack(both)) if issparse(X) else np.hstack(both)
