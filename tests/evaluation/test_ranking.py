"""Recall and precision of rankings, counted again by hand and by scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import top_k_accuracy_score

from textcls.errors import InputError
from textcls.evaluation.ranking import mean_interval, precision_at_k, recall_at_k

N = 8
rankings = st.lists(
    st.tuples(st.permutations(range(N)), st.sets(st.integers(0, N - 1), min_size=1)), min_size=1
)


@given(rankings, st.integers(1, N))
def test_both_are_counts_of_the_relevant_among_the_first(drawn, k):
    ranked, relevant = zip(*drawn, strict=True)
    recall, precision = recall_at_k(relevant, ranked, k), precision_at_k(relevant, ranked, k)
    for row, (order, items) in enumerate(drawn):
        n_found = sum(1 for place in range(k) if order[place] in items)
        assert recall[row] == pytest.approx(n_found / len(items))
        assert precision[row] == pytest.approx(n_found / k)
    assert (recall_at_k(relevant, ranked, N) == 1).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, N - 1))
def test_with_one_relevant_item_recall_is_top_k_accuracy(seed, k):
    rng = np.random.default_rng(seed)
    scores, right = rng.random((20, N)), rng.integers(0, N, 20)
    ranked = np.argsort(-scores, axis=1)
    found = recall_at_k([{item} for item in right], ranked, k).mean()
    assert found == pytest.approx(top_k_accuracy_score(right, scores, k=k, labels=range(N)))


def test_items_beyond_k_do_not_count():
    assert recall_at_k([{2}], [[0, 1, 2]], 2).tolist() == [0.0]
    assert precision_at_k([{2, 9}], [[2, 1, 9]], 1).tolist() == [1.0]


@given(st.lists(st.integers(-8, 8), min_size=2, max_size=40))
def test_the_interval_is_that_of_the_t_test(values):
    if len(set(values)) == 1:
        assert mean_interval(values) == (values[0], values[0])
    else:
        found = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
        assert mean_interval(values) == pytest.approx((found.low, found.high), abs=1e-9)


def test_the_interval_covers():
    rng = np.random.default_rng(0)
    draws = rng.beta(0.4, 0.8, size=(2_000, 37))
    covered = [low <= 1 / 3 <= high for low, high in map(mean_interval, draws)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize("measure", [recall_at_k, precision_at_k])
def test_faults_are_one_sentence(measure):
    with pytest.raises(InputError, match="k is 0"):
        measure([{1}], [[1]], 0)
    with pytest.raises(InputError, match=r"rankings of the shape \(1, 1\).*; give 2 or more"):
        measure([{1}], [[1]], 2)
    with pytest.raises(InputError, match=r"came with relevant items for 2 questions"):
        measure([{1}, {2}], [[1]], 1)
    with pytest.raises(InputError, match="has no relevant item; leave it out"):
        measure([set()], [[1]], 1)
    with pytest.raises(InputError, match="is ranked twice"):
        measure([{1}], [[1, 1]], 2)


@pytest.mark.parametrize("values", [[], [0.5], 0.5])
def test_one_value_has_no_interval(values):
    with pytest.raises(InputError, match="at least two questions"):
        mean_interval(values)
