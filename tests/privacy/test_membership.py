"""What a loss gives away, and the bound that privacy gives."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

from textcls.errors import InputError
from textcls.privacy.mechanisms import gaussian_delta
from textcls.privacy.membership import membership_advantage
from textcls.synthetic import reviews


def test_membership_advantage_is_the_height_above_the_diagonal_of_the_roc_curve():
    rng = np.random.default_rng(0)
    members, others = rng.exponential(0.5, 300), rng.exponential(1.0, 200)
    truth = np.r_[np.ones(300), np.zeros(200)]
    false, true, thresholds = roc_curve(truth, -np.r_[members, others], drop_intermediate=False)
    for k in range(1, len(thresholds), 25):
        measured = membership_advantage(members, others, -thresholds[k])
        assert measured == pytest.approx(true[k] - false[k])


def test_asking_only_whether_the_answer_is_right_gains_the_gap_of_the_accuracies():
    right_in_training, right_in_test = np.array([1, 1, 1, 0]), np.array([1, 0, 1, 0, 0])
    advantage = membership_advantage(1 - right_in_training, 1 - right_in_test, 0.5)
    assert advantage == pytest.approx(right_in_training.mean() - right_in_test.mean())


def test_no_attack_on_a_private_sum_gains_more_than_the_bound():
    # The attacker knows every row but one, which is +1 or -1, and sees T noisy sums.
    rng = np.random.default_rng(0)
    sigma, steps = 6.0, 25
    bound = gaussian_delta(0.0, sigma / 2, steps)
    assert bound == pytest.approx(2 * norm.cdf(np.sqrt(steps) / sigma) - 1)
    answers = {s: rng.normal(s, sigma, (100_000, steps)).mean(axis=1) for s in (1, -1)}
    best = max(membership_advantage(-answers[1], -answers[-1], t) for t in np.linspace(-2, 2, 41))
    assert best == pytest.approx(bound, abs=0.01)  # met, so it is not merely a bound


def test_a_model_without_restraint_gives_away_more_than_one_with():
    rows = reviews.load(n_train=800, n_test=800)
    hashing = HashingVectorizer(ngram_range=(1, 2), n_features=2**12)
    X, X_test = hashing.transform(rows.train.texts), hashing.transform(rows.test.texts)
    advantage = {}
    for C in (1, 1000):
        model = LogisticRegression(C=C, solver="liblinear").fit(X, rows.train.labels)
        inside, outside = (
            -np.log(np.maximum(model.predict_proba(X_)[np.arange(len(y)), y], 1e-12))
            for X_, y in ((X, rows.train.labels), (X_test, rows.test.labels))
        )
        advantage[C] = max(membership_advantage(inside, outside, t) for t in np.sort(inside)[::20])
    assert advantage[1000] > advantage[1] + 0.15


@pytest.mark.parametrize(("members", "others"), [([], [1.0]), ([1.0], [])])
def test_nobody_to_compare_is_refused(members, others):
    with pytest.raises(InputError, match="others; give at least one of each"):
        membership_advantage(members, others, 0.5)
