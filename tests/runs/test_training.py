"""The rows are divided as promised, in every run: no row is learnt from that may not be."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from textcls import cli
from textcls.corpora.corpus import Corpus, Split
from textcls.models.linear import majority
from textcls.runs.learners import Fitted, Linear
from textcls.runs.training import Model, divide, train, trials

from .conftest import CASES, easy_corpus

RUNS = sorted(CASES)
LEARNING_NOTHING = {"questions", "vectors"}


def test_every_run_of_the_command_line_is_watched():
    commands = {str(command.name) for command in cli.reproduce.registered_commands}
    assert sorted(commands - LEARNING_NOTHING) == RUNS


@pytest.mark.parametrize("name", RUNS)
def test_no_row_of_a_test_is_learnt_from(watched, name):
    learnt = [event for event in watched(name).events if event.kind == "learnt"]
    assert any(mark for event in learnt for mark in event.rows)
    assert not [mark for event in learnt for mark in event.rows if mark.startswith("test")]


@pytest.mark.parametrize("name", RUNS)
def test_held_out_rows_are_learnt_from_only_after_they_were_predicted(watched, name):
    """They may be at all only in runs that say so, and there only by linear models."""
    watch = watched(name)
    held_out = held_out_marks(watch)
    predicted = defaultdict(set)
    for event in watch.events:
        if event.kind == "predicted":
            predicted[id(event.by)].update(event.rows)
        elif event.kind == "learnt" and held_out & set(event.rows):
            assert watch.refits
            assert held_out <= predicted[id(event.by)]


@pytest.mark.parametrize("name", RUNS)
def test_no_model_predicts_what_it_has_learnt_from(watched, name):
    learnt = defaultdict(set)
    for event in watched(name).events:
        if event.kind == "learnt":
            learnt[id(event.by)] |= set(event.rows)
        elif event.kind == "predicted":
            assert not learnt[id(event.by)] & {mark for mark in event.rows if mark}


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_learnt_from_rows_that_draw_the_curve(watched, name):
    """Where a vocabulary is learnt, not one of their marks is in it."""
    watch = watched(name)
    readable = held_out_marks(watch) if name == "fine_tuning" else set()
    for event in watch.events:
        if event.kind == "shown" and watch.held_out:
            assert {mark for mark in event.rows if mark} <= readable


@pytest.mark.parametrize("name", RUNS)
def test_every_row_that_is_learnt_from_has_its_own_label(watched, name):
    watch = watched(name)
    for corpus in watch.corpora:
        truth = dict(zip(marks_of(corpus.train), corpus.train.labels.tolist(), strict=True))
        for event in watch.events:
            if (
                event.kind == "learnt"
                and event.labels is not None
                and set(event.rows) <= set(truth)
            ):
                assert [truth[mark] for mark in event.rows] == [int(y) for y in event.labels]


@pytest.mark.parametrize("name", RUNS)
def test_everything_that_may_be_learnt_from_is(watched, name):
    """All rows but those held out, each once, by some model."""
    watch = watched(name)
    fits = [Counter(event.rows) for event in watch.events if event.kind == "learnt"]
    for corpus in watch.corpora:
        rows = divide(corpus.train, watch.held_out)[0]
        assert Counter(marks_of(rows)) in fits
        if watch.refits:
            assert Counter(marks_of(corpus.train)) in fits


def marks_of(split: Split) -> list[str]:
    return [text.split()[0] for text in split.texts]


def held_out_marks(watch) -> set[str]:
    return {
        mark
        for corpus in watch.corpora
        if watch.held_out
        for mark in marks_of(divide(corpus.train, watch.held_out)[1])
    }


# --- one training ----------------------------------------------------------------------------


class Diary:
    """A learner that writes down what it is given."""

    key = "diary"

    def __init__(self, refit: bool = False) -> None:
        self.entries: list[tuple[str, list[str]]] = []
        self.refit = refit

    def fit(self, rows, shown, seed, title=None):
        self.entries += [("fit", rows.texts), ("shown", shown.texts)]
        return Fitted(None, {"n_train": len(rows)}, self.predict_proba, list, self.again())

    def again(self):
        def refit(rows):
            self.entries.append(("refit", rows.texts))
            return Fitted(None, {"n_train": len(rows)}, self.predict_proba, list)

        return refit if self.refit else None

    def predict_proba(self, texts):
        self.entries.append(("predict", list(texts)))
        return np.tile([0.25, 0.75], (len(texts), 1))


def test_a_learner_meets_the_rows_in_the_order_of_the_protocol():
    corpus, diary = easy_corpus(), Diary(refit=True)
    rows, held_out = divide(corpus.train, 20)
    result = train(Model("Diary", diary, held_out=20), corpus, seed=3)
    assert diary.entries == [
        ("fit", rows.texts),
        ("shown", held_out.texts),
        ("predict", held_out.texts),
        ("refit", corpus.train.texts),
        ("predict", corpus.test.texts),
    ]
    assert (result.record["seed"], result.record["n_train"]) == (3, 120)
    assert result.record["held_out"] == {"n": 20, "accuracy": 0.5}
    assert result.arrays["held_out"].shape == (20, 2)
    assert result.arrays["test"].shape == (80, 2)


def test_without_held_out_rows_all_are_learnt_from():
    corpus, diary = easy_corpus(), Diary()
    result = train(Model("Diary", diary), corpus)
    assert [what for what, _ in diary.entries] == ["fit", "shown", "predict"]
    assert diary.entries[0] == ("fit", corpus.train.texts)
    assert "held_out" not in result.record
    assert list(result.arrays) == ["test"]


def test_fewer_rows_are_drawn_from_those_that_may_be_learnt_from():
    train_rows = easy_corpus().train
    rows, held_out = divide(train_rows, 20)
    fewer, again = divide(train_rows, 20, size=30)
    assert again.texts == held_out.texts
    assert set(fewer.texts) <= set(rows.texts)
    assert len(fewer) == 30
    assert np.bincount(fewer.labels).tolist() == [15, 15]


def test_seconds_are_for_a_thousand_predictions():
    """A learner that takes a millisecond for each text takes a second for a thousand."""

    class Slow(Diary):
        def predict_proba(self, texts):
            import time

            time.sleep(0.001 * len(texts))
            return super().predict_proba(texts)

    record = train(Model("Slow", Slow()), easy_corpus()).record
    assert 1 <= record["seconds_per_1000_predictions"] < 3
    assert record["core_seconds_per_1000_predictions"] < 0.5  # asleep is not at work


def test_each_change_of_data_or_settings_makes_another_key():
    corpus = easy_corpus()
    base = Model("Majority class", Linear(majority))
    others = [
        (base, corpus),
        (Model("Majority class", Linear(majority), held_out=20), corpus),
        (Model("Majority class", Linear(majority), size=20), corpus),
        (Model("Majority class", Linear(majority, refit=True)), corpus),
        (Model("Majority class", Linear(majority, unlabelled=["a"])), corpus),
        (base, Corpus(corpus.train, corpus.train, corpus.class_names)),
    ]
    keys = [str(trials({"m": model}, data)[0].key) for model, data in others]
    assert len(set(keys)) == len(keys)
    (trial,) = trials({"m": Model("Another title", Linear(majority))}, corpus)
    assert str(trial.key) == keys[0]
