"""Ensembles: models that fail on different texts, combined by their calibrated log-odds, §5.4."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from textcls.arrays import Floats, Integers
from textcls.errors import InputError
from textcls.evaluation.calibration import apply_temperature, fit_temperature
from textcls.evaluation.inputs import class_probabilities
from textcls.scratch.activations import sigmoid

__all__ = ["LogOddsEnsemble"]


class LogOddsEnsemble(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Add up the calibrated log-odds of several models of two classes.

    .. math:: P(1) = \sigma\Bigl(\sum_m w_m \frac{z_m}{T_m}\Bigr)

    with :math:`z_m` the log-odds of model m and :math:`T_m` its temperature.

    Parameters
    ----------
    weighted
        False: all models count the same, :math:`w_m = 1/M`, which suits trainings of one network.
        True: the weights are those of a logistic regression, which suits models of several kinds.

    Attributes
    ----------
    temperatures_ : float64 array, shape (models,)
    weights_ : float64 array, shape (models,)

    References
    ----------
    D. H. Wolpert (1992), Stacked Generalization, Neural Networks 5,
    doi:10.1016/S0893-6080(05)80023-1.

    Examples
    --------
    A model that says 0.9 and is right in three cases of four had better say 0.75:

    >>> y_true, sure = [1, 1, 1, 0], [[0.9]] * 4
    >>> LogOddsEnsemble().fit(sure, y_true).predict_proba([[0.9]]).round(2).tolist()
    [[0.25, 0.75]]

    A model that knows nothing gets no weight:

    >>> y_true = [1, 1, 1, 0, 0, 0, 0, 1] * 5
    >>> good = [0.8, 0.8, 0.8, 0.2, 0.2, 0.2, 0.8, 0.2] * 5
    >>> models = np.column_stack([good, np.full(40, 0.5)])
    >>> LogOddsEnsemble(weighted=True).fit(models, y_true).weights_.round(1).tolist()
    [1.0, 0.0]
    """

    def __init__(self, weighted: bool = False) -> None:
        self.weighted = weighted

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit temperatures, and weights if there are any, on rows that no model has learnt from.

        Parameters
        ----------
        X
            Probability of class 1, shape (texts, models).
        y
            0 or 1, shape (texts,).

        Raises
        ------
        InputError
            If a value is no probability, or the shapes do not fit.
        """
        columns = _columns(X)
        self.classes_ = np.array([0, 1])
        self.temperatures_ = np.array([fit_temperature(y, p) for p in columns.T])
        self.weights_ = np.full(columns.shape[1], 1 / columns.shape[1])
        if self.weighted:
            stack = LogisticRegression(C=1e6, fit_intercept=False)
            self.weights_ = stack.fit(self._log_odds(columns), y).coef_[0]
        return self

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Give the probability of each class, shape (texts, 2).

        Parameters
        ----------
        X
            Probability of class 1, shape (texts, models), the models as in `fit`.
        """
        return class_probabilities(sigmoid(self._log_odds(_columns(X)) @ self.weights_))

    def predict(self, X: ArrayLike) -> Integers:
        """Give the more probable class, shape (texts,)."""
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def _log_odds(self, columns: Floats) -> Floats:
        """Give z / T, one column for each model."""
        scaled = [
            apply_temperature(p, t) for p, t in zip(columns.T, self.temperatures_, strict=True)
        ]
        return np.column_stack([np.diff(np.log(p), axis=1)[:, 0] for p in scaled])


def _columns(X: ArrayLike) -> Floats:
    columns = np.asarray(X, dtype=np.float64)
    if columns.ndim != 2 or not columns.shape[1]:
        raise InputError(
            f"the probabilities have shape {columns.shape}; give (texts, models), a column for "
            "each model"
        )
    return columns
