"""Confident learning: it finds the labels that were flipped, and estimates how many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.evaluation.label_errors import (
    confident_joint,
    estimated_joint,
    find_label_errors,
    thresholds,
)
from textcls.synthetic import reviews


def a_case(n_classes, n, seed):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(n_classes, 0.6), size=n)
    labels = np.append(np.arange(n_classes), rng.integers(0, n_classes, n - n_classes))
    return labels, p


cases = st.builds(a_case, st.integers(2, 4), st.integers(5, 60), st.integers(0, 999))


@given(cases)
def test_counts_follow_the_definition_row_by_row(case):
    labels, p = case
    expected = np.zeros((p.shape[1], p.shape[1]), dtype=int)
    suspects = set()
    for i, row in enumerate(p):
        confident = [
            (row[j], j) for j in range(len(row)) if row[j] >= p[labels == j, j].mean() - 1e-9
        ]
        if confident:
            j = max(confident)[1]
            expected[labels[i], j] += 1
            if j != labels[i]:
                suspects.add(i)
    np.testing.assert_array_equal(confident_joint(labels, p), expected)
    assert set(find_label_errors(labels, p).tolist()) == suspects


@given(cases)
def test_joint_keeps_the_share_of_each_label(case):
    labels, p = case
    shares = np.bincount(labels) / len(labels)
    for kind in (np.int64, np.uint8, np.float64):  # whole numbers of any type
        joint = estimated_joint(labels.astype(kind), p)
        np.testing.assert_allclose(joint.sum(axis=1), shares)


@given(cases)
def test_names_of_the_classes_do_not_matter(case):
    labels, p = case
    turned = find_label_errors(p.shape[1] - 1 - labels, p[:, ::-1])
    assert set(turned.tolist()) == set(find_label_errors(labels, p).tolist())


@given(cases)
def test_suspects_come_in_order_of_doubt(case):
    labels, p = case
    found = find_label_errors(labels, p)
    assert (np.diff(p[found, labels[found]]) >= 0).all()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 99))
def test_with_an_ideal_model_the_noise_is_found_and_measured(seed):
    rng = np.random.default_rng(seed)
    true = rng.integers(0, 3, 3000)
    labels = np.where((rng.random(3000) < 0.3) & (true == 2), 1, true)  # some 2 are called 1
    p = np.full((3000, 3), 0.05)
    p[np.arange(3000), true] = 0.9
    assert set(find_label_errors(labels, p)) == set(np.flatnonzero(labels != true))
    joint = estimated_joint(labels, p)
    assert joint[1, 2] == pytest.approx((labels != true).mean())
    assert joint[0, 1] == joint[2, 0] == 0


def test_a_row_exactly_at_the_threshold_is_confident():
    p = [[0.3, 0.7], [0.9, 0.1], [0.3, 0.7], [0.3, 0.7]]
    assert confident_joint([0, 0, 1, 1], p).tolist() == [[1, 1], [0, 2]]
    assert find_label_errors([0, 0, 1, 1], p).tolist() == [0]


def test_an_unsure_class_gets_a_low_threshold():
    p = [[0.6, 0.4], [0.6, 0.4], [0.01, 0.99], [0.01, 0.99]]
    np.testing.assert_allclose(thresholds([0, 0, 1, 1], p), [0.6, 0.99])


def test_on_reviews_the_flipped_labels_are_found_far_better_than_by_luck():
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rows = reviews.make_reviews(3000, seed=4)
    X = CountVectorizer(ngram_range=(1, 2), min_df=2, binary=True).fit_transform(rows.texts)
    model = LogisticRegression(C=0.3, solver="liblinear")
    p = cross_val_predict(model, X, rows.labels, cv=5, method="predict_proba")
    wrong = rows.labels != rows.true_labels
    found = find_label_errors(rows.labels, p)
    assert wrong[found].mean() > 5 * wrong.mean()
    assert wrong[found[:20]].mean() > 0.7
    assert wrong[found].sum() > 0.4 * wrong.sum()


@pytest.mark.parametrize(
    ("labels", "p", "message"),
    [
        (
            [0],
            [[0.5, 0.5], [0.5, 0.5]],
            r"2 texts came with labels of shape \(1,\)",
        ),
        ([0.5, 1.0], [[0.5, 0.5], [0.5, 0.5]], "give whole numbers"),
        (
            [0, 0],
            [[0.5, 0.5], [0.5, 0.5]],
            "class 1 has no row; give each of the 2",
        ),
        ([0, 2], [[0.5, 0.5], [0.5, 0.5]], "the labels go from 0 to 2"),
        ([-1, 1], [[0.5, 0.5], [0.5, 0.5]], "the labels go from -1 to 1"),
    ],
)
def test_bad_input_is_named(labels, p, message):
    with pytest.raises(InputError, match=message):
        find_label_errors(labels, p)
