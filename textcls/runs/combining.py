"""§5.4: combine models that fail on different texts, by their calibrated log-odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from textcls.arrays import Floats
from textcls.evaluation.calibration import apply_temperature, fit_temperature
from textcls.runs.cache import Trained

__all__ = ["calibrated_log_odds", "combined", "together"]


def calibrated_log_odds(trained: Trained, labels: NDArray[np.int64]) -> tuple[Floats, Floats]:
    r"""Give :math:`z / T` for the held-out and the test rows: z the log-odds, T the temperature.

    Parameters
    ----------
    trained
        One model.
    labels
        Of the held-out rows; T is fitted on them.

    Returns
    -------
    held_out, test : numpy.ndarray

    Examples
    --------
    A model that says 0.9 and is right in three cases of four had better say 0.75:

    >>> sure = np.full(4, 0.9)
    >>> z, _ = calibrated_log_odds(Trained({}, sure, sure), np.array([1, 1, 1, 0]))
    >>> (1 / (1 + np.exp(-z))).round(2).tolist()
    [0.75, 0.75, 0.75, 0.75]
    """
    temperature = fit_temperature(labels, trained.held_out)
    held_out, test = (
        np.diff(np.log(apply_temperature(p, temperature)), axis=1)[:, 0]
        for p in (trained.held_out, trained.test)
    )
    return held_out, test


def together(models: Sequence[Trained], labels: NDArray[np.int64]) -> Trained:
    """Average the calibrated log-odds of models of one kind.

    Parameters
    ----------
    models
        The trainings of one network.
    labels
        Of the held-out rows.

    Returns
    -------
    Trained
        With an empty record.

    Examples
    --------
    >>> labels = np.array([1, 1, 1, 0])
    >>> models = [Trained({}, np.full(4, p), np.full(1, p)) for p in (0.9, 0.6)]
    >>> together(models, labels).test.round(2).tolist()
    [0.75]
    """
    held_out, test = (np.mean(z, axis=1) for z in _columns(models, labels))
    return Trained({}, _sigmoid(held_out), _sigmoid(test))


def combined(models: Sequence[Trained], labels: NDArray[np.int64]) -> tuple[Trained, list[float]]:
    """Weigh the calibrated log-odds of models of several kinds against each other.

    Parameters
    ----------
    models
        One of each kind.
    labels
        Of the held-out rows; the weights are those of a logistic regression on them.

    Returns
    -------
    combination : Trained
        With an empty record; its probabilities of the held-out rows are those of the fit.
    weights : list of float

    Examples
    --------
    A model that knows nothing gets no weight:

    >>> labels = np.array([1, 1, 1, 0, 0, 0, 0, 1] * 5)
    >>> good = np.array([0.8, 0.8, 0.8, 0.2, 0.2, 0.2, 0.8, 0.2] * 5)
    >>> models = [Trained({}, p, p) for p in (good, np.full(40, 0.5))]
    >>> np.round(combined(models, labels)[1], 1).tolist()
    [1.0, 0.0]
    """
    held_out, test = _columns(models, labels)
    stack = LogisticRegression(C=1e6, fit_intercept=False).fit(held_out, labels)
    weights = stack.coef_[0]
    combination = Trained({}, _sigmoid(held_out @ weights), _sigmoid(test @ weights))
    return combination, [float(weight) for weight in weights]


def _columns(models: Sequence[Trained], labels: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Give the calibrated log-odds of held-out and test rows, one column for each model."""
    both = [calibrated_log_odds(model, labels) for model in models]
    return np.column_stack([z for z, _ in both]), np.column_stack([z for _, z in both])


def _sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))
