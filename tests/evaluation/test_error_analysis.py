"""Errors, looked at: groups by length, and words against the formula and against planted ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.errors import InputError
from textcls.evaluation.error_analysis import accuracy_by_length, overrepresented_words
from textcls.evaluation.metrics import accuracy_interval


@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1), st.integers(1, 8))
def test_length_groups_hold_every_text_once(texts, n_groups):
    lengths, correct = (np.array(column) for column in zip(*texts, strict=True))
    table = accuracy_by_length(lengths, correct, n_groups)
    assert 1 <= len(table) <= n_groups
    assert table["n"].sum() == len(texts)
    assert np.average(table["accuracy"], weights=table["n"]) == pytest.approx(correct.mean())
    assert (table["longest"].to_numpy()[:-1] < table["shortest"].to_numpy()[1:]).all()
    for row in table.itertuples():
        inside = (lengths >= row.shortest) & (lengths <= row.longest)
        assert (row.n, row.accuracy) == (inside.sum(), correct[inside].mean())
        assert (row.low, row.high) == accuracy_interval(int(correct[inside].sum()), row.n)


def test_length_groups_need_one_flag_for_each_text():
    with pytest.raises(InputError, match="one for each"):
        accuracy_by_length([1, 2, 3], [True, False])


def test_groups_of_different_lengths_are_equally_large():
    table = accuracy_by_length(np.arange(20), [True] * 20, n_groups=4)
    assert table["n"].tolist() == [5] * 4
    assert len(accuracy_by_length(np.arange(20), [True] * 20)) == 5


def test_texts_of_one_length_are_one_group():
    table = accuracy_by_length([7, 7, 7, 7], [True, False, False, False])
    assert table[["shortest", "longest", "n", "accuracy"]].to_numpy().tolist() == [[7, 7, 4, 0.25]]


def test_at_least_one_group():
    with pytest.raises(InputError, match="n_groups is 0; give 1 or more"):
        accuracy_by_length([1], [True], n_groups=0)


def test_planted_word_is_found_and_a_rare_one_is_not():
    rng = np.random.default_rng(0)
    words = ["the", "a", "plot", "cast", "scene", "score", "camera", "actor", "ending", "music"]
    texts, wrong = [], []
    for row in range(400):
        error = row % 4 == 0
        planted = ["sarcasm"] if rng.random() < (0.6 if error else 0.1) else []
        rare = ["hapax"] if row in (0, 4, 8, 12, 16) else []
        texts.append(" ".join([*rng.choice(words, 8), *planted, *rare, "7", "!"]))
        wrong.append(error)
    table = overrepresented_words(texts, wrong, n_words=50).set_index("word")
    assert table.index[0] == "sarcasm"
    assert (table.loc["hapax", "errors"], table.loc["hapax", "others"]) == (5, 0)
    # Its plain log-odds are infinite, but five texts prove less than sixty.
    assert table.loc["hapax", "z"] < table.loc["sarcasm", "z"] / 2
    assert not {"7", "!"} & set(table.index)


def test_words_change_sides_with_the_errors():
    texts = ["plain dull film", "plain fine film", "plain dull plot", "plain fine plot"] * 10
    wrong = np.array([1, 0, 1, 0] * 10, dtype=bool)
    forward = overrepresented_words(texts, wrong).set_index("word")["z"]
    backward = overrepresented_words(texts, ~wrong).set_index("word")["z"]
    assert np.allclose(forward, -backward[forward.index])
    assert forward["plain"] == pytest.approx(0)


def test_twenty_words_that_stand_in_five_texts_are_listed_if_nothing_else_is_said():
    texts = [f"w{chr(97 + i)} common" for i in range(25) for _ in range(4 + (i > 1))]
    wrong = [row % 2 == 0 for row in range(len(texts))]
    table = overrepresented_words(texts, wrong)
    explicit = overrepresented_words(texts, wrong, n_words=20, min_texts=5, prior_weight=500)
    assert table.equals(explicit)
    assert len(table) == 20
    everything = overrepresented_words(texts, wrong, n_words=99)["word"]
    assert len(everything) == 24  # "common" and all but the two that stand in four texts


def test_texts_that_repeat_a_word_hold_it_once():
    texts = ["dull dull dull plot", "fine plot"] * 10
    table = overrepresented_words(texts, [1, 0] * 10).set_index("word")
    assert table.loc["dull", ["errors", "others"]].tolist() == [10, 0]
    assert table.loc["plot", ["errors", "others"]].tolist() == [10, 10]


def test_words_with_an_apostrophe_are_words():
    table = overrepresented_words(["don't go", "go 7"] * 5, [1, 0] * 5)
    assert set(table["word"]) == {"don't", "go"}


def test_words_need_both_kinds_of_texts_and_enough_of_them():
    with pytest.raises(InputError, match="0 of 2 texts are errors"):
        overrepresented_words(["a", "b"], [0, 0])
    with pytest.raises(InputError, match="smaller min_texts"):
        overrepresented_words(["one", "two"] * 3, [0, 1] * 3, min_texts=4)


WORDS = ["plot", "cast", "dull", "fine", "not"]
marked = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.booleans()),
    min_size=2,
    max_size=40,
).filter(lambda rows: 0 < sum(wrong for _, wrong in rows) < len(rows))


@settings(deadline=None)
@given(marked, st.sampled_from([1.0, 50.0, 500.0]), st.integers(1, 3))
def test_words_follow_the_formula_of_the_docstring(rows, weight, min_texts):
    """Each word's counts, its pull towards no difference, its log-odds and its z, one by one."""
    texts, wrong = [" ".join(words) for words, _ in rows], [bad for _, bad in rows]
    e = {w: sum(w in words and bad for words, bad in rows) for w in WORDS}
    o = {w: sum(w in words and not bad for words, bad in rows) for w in WORDS}
    kept = [w for w in WORDS if e[w] + o[w] >= min(min_texts, len(rows))]
    if len(kept) < 2:
        return
    e_all, o_all = sum(e[w] for w in kept), sum(o[w] for w in kept)
    table = overrepresented_words(texts, wrong, min_texts=min_texts, prior_weight=weight)
    assert set(table["word"]) == set(kept)
    for row in table.itertuples():
        a = weight * (e[row.word] + o[row.word]) / (e_all + o_all)
        assert (row.errors, row.others) == (e[row.word], o[row.word])
        expected = np.log((row.errors + a) / (e_all + weight - row.errors - a))
        expected -= np.log((row.others + a) / (o_all + weight - row.others - a))
        assert row.log_odds == pytest.approx(expected)
        assert row.z == pytest.approx(
            expected / np.sqrt(1 / (row.errors + a) + 1 / (row.others + a))
        )
    assert table["z"].is_monotonic_decreasing
