"""Two models on the same texts: intervals that cover, p-values that hold together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, norm
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textcls.errors import InputError
from textcls.evaluation.comparison import effect, holm, mcnemar
from textcls.models.linear import LogCountRatio
from textcls.synthetic import reviews
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize

flags = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=60)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_mcnemar_is_symmetric_and_counts_disagreements_only(pairs):
    first, second = (np.array(column) for column in zip(*pairs, strict=True))
    b, c, p_value = mcnemar(first, second)
    assert mcnemar(second, first) == (c, b, p_value)
    assert 0 < p_value <= 1 + 1e-12
    assert b - c == first.sum() - second.sum()
    tail = binom.cdf(min(b, c), b + c, 0.5)
    assert p_value == pytest.approx(min(1, 2 * tail))


def test_mcnemar_needs_the_same_texts():
    with pytest.raises(InputError, match="one for each"):
        mcnemar([1, 0], [1])
    with pytest.raises(InputError, match="at least one"):
        mcnemar([], [])


@settings(max_examples=30)
@given(flags)
def test_turning_the_change_around_turns_the_sign(pairs):
    before, after = np.array(pairs).T
    there, back = effect(before, after), effect(after, before)
    assert there.difference == -back.difference == pytest.approx(after.mean() - before.mean())
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.p_value == back.p_value


@given(flags)
def test_interval_is_walds_after_half_a_text_more_in_each_count(pairs):
    before, after = np.array(pairs).T
    counts = np.array([[np.sum((before == a) & (after == b)) for b in (0, 1)] for a in (0, 1)])
    (_, c), (b, _) = shares = (counts + 0.5) / (counts.sum() + 2)
    half = norm.ppf(0.975) * np.sqrt((b + c - (c - b) ** 2) / (counts.sum() + 2))
    found = effect(before, after)
    assert shares.sum() == pytest.approx(1)
    assert found.low == pytest.approx(max(c - b - half, -1), abs=1e-4)
    assert found.high == pytest.approx(min(c - b + half, 1), abs=1e-4)
    assert found.p_value == mcnemar(before, after).p_value


def test_interval_covers_the_true_difference_about_95_times_in_100():
    """Paired answers with a known difference of 0.04, 400 texts, 500 times."""
    generator = np.random.default_rng(0)
    kinds = generator.choice(4, size=(500, 400), p=[0.78, 0.06, 0.10, 0.06])
    before, after = np.isin(kinds, [0, 1]), np.isin(kinds, [0, 2])
    found = [effect(b, a) for b, a in zip(before, after, strict=True)]
    covered = np.mean([e.low <= 0.04 <= e.high for e in found])
    assert 0.92 < covered < 0.98


def test_interval_is_narrower_than_that_of_unpaired_texts():
    generator = np.random.default_rng(1)
    before = generator.random(1000) < 0.85
    after = np.where(generator.random(1000) < 0.05, ~before, before)
    found = effect(before, after)
    unpaired = 2 * 1.96 * np.sqrt(2 * 0.85 * 0.15 / 1000)
    assert found.high - found.low < unpaired / 2


def test_models_that_never_disagree_have_no_effect_but_an_interval():
    found = effect([1, 1, 0], [1, 1, 0])
    assert found.difference == 0
    assert found.p_value == 1
    assert found.low < 0 < found.high


def test_holm_agrees_with_trying_the_hypotheses_one_after_the_other():
    """Step-down as Holm describes it: stop at the first p-value that is not small enough."""
    generator = np.random.default_rng(0)
    for _ in range(50):
        p = generator.random(6) ** 3
        rejected = set()
        for rank, test in enumerate(np.argsort(p)):
            if p[test] > 0.05 / (len(p) - rank):
                break
            rejected.add(int(test))
        assert {int(i) for i in np.flatnonzero(holm(p) <= 0.05)} == rejected


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    adjusted = holm(p_values)
    assert (adjusted >= np.array(p_values)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p_values)]) >= 0).all()


def test_twenty_changes_that_do_nothing_rarely_pass_after_holm():
    generator = np.random.default_rng(0)
    p = generator.random((2000, 20))
    assert np.mean(p.min(axis=1) < 0.05) > 0.6
    assert np.mean([holm(row).min() < 0.05 for row in p]) < 0.07


@pytest.mark.parametrize("p_values", [[], [0.5, 1.5], [-0.1], [[0.5]], [np.nan]])
def test_what_is_no_p_value_is_refused(p_values):
    with pytest.raises(InputError, match="give at least one, each between 0 and 1"):
        holm(p_values)


def test_answers_of_different_texts_are_refused():
    with pytest.raises(InputError):
        effect([1, 0], [1, 0, 1])


def test_runs_of_words_are_a_finding_and_cleaning_is_not():
    """The claims of chapter 2.1, on other reviews than the chapter's."""
    corpus = reviews.load(n_train=2000, n_test=2000, seed=1)
    train, test = corpus.train, corpus.test

    def tokens(text):
        return tokenize(clean(text))

    def right(tokens=tokens, longest=3):
        counts = CountVectorizer(
            tokenizer=tokens, token_pattern=None, binary=True, ngram_range=(1, longest), min_df=2
        )
        linear = LogisticRegression(C=0.3, solver="liblinear")
        model = make_pipeline(counts, LogCountRatio(), linear).fit(train.texts, train.labels)
        return model.predict(test.texts) == test.labels

    complete = right()
    words = effect(complete, right(longest=1))
    raw = effect(complete, right(tokenize))
    stripped = effect(
        complete, right(lambda text: [t for t in tokens(text) if t not in ENGLISH_STOP_WORDS])
    )
    assert words.high < -0.02
    assert stripped.high < 0
    assert raw.low > -0.005
    assert raw.difference < 0.01
