"""Ensembles: weights that made the labels are found, and sure models are calmed first."""

import numpy as np
import pytest
from scipy.special import expit, logit

from textcls.errors import InputError
from textcls.evaluation.calibration import fit_temperature
from textcls.models.ensembles import LogOddsEnsemble

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(20_000, 2)) * 2
Y = (RNG.random(20_000) < expit(Z @ [2, 1])).astype(np.int64)


def test_weights_that_made_the_labels_are_found():
    """Labels drawn from 2 z1 + z2 of two models give these weights back."""
    ensemble = LogOddsEnsemble(weighted=True).fit(expit(Z), Y)
    np.testing.assert_allclose(ensemble.weights_ / ensemble.temperatures_, [2, 1], atol=0.1)
    found = ensemble.predict_proba(expit(Z[:5]))
    np.testing.assert_allclose(found[:, 1], expit(Z[:5] @ [2, 1]), atol=0.05)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    slopes = ensemble.weights_ / ensemble.temperatures_
    np.testing.assert_array_equal(ensemble.predict(expit(Z[:50])), Z[:50] @ slopes > 0)


def test_without_weights_the_calibrated_log_odds_are_averaged():
    y = (RNG.random(20_000) < expit(Z[:, 0])).astype(np.int64)
    sure = expit(np.column_stack([3 * Z[:, 0], 0.5 * Z[:, 0]]))
    ensemble = LogOddsEnsemble().fit(sure, y)
    np.testing.assert_allclose(ensemble.temperatures_, [3, 0.5], rtol=0.05)
    assert ensemble.weights_.tolist() == [0.5, 0.5]
    np.testing.assert_allclose(ensemble.predict_proba(sure)[:, 1], expit(Z[:, 0]), atol=0.02)


def test_new_rows_are_scaled_by_the_temperatures_of_the_old():
    p = expit(Z)
    ensemble = LogOddsEnsemble().fit(p, Y)
    temperatures = [fit_temperature(Y, column) for column in p.T]
    expected = expit((logit(p[:7]) / temperatures).mean(axis=1))
    np.testing.assert_allclose(ensemble.predict_proba(p[:7])[:, 1], expected, rtol=1e-6)


def test_one_column_for_each_model_is_wanted():
    with pytest.raises(InputError, match=r"give \(texts, models\)"):
        LogOddsEnsemble().fit([0.5, 0.6], [0, 1])
