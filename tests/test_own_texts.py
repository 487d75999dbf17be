"""A reader's own texts: from a table to what its figures prove."""

import csv
import json

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from textcls import own_texts
from textcls.corpora.corpus import Corpus, Split
from textcls.errors import InputError
from textcls.evaluation.comparison import McNemar
from textcls.evaluation.metrics import evaluate
from textcls.models.classifier import TextClassifier
from textcls.models.linear import TextPipeline
from textcls.own_texts import Outcome, Score


def write_table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("review", "mood"), *rows])
    return path


def rows(n, names=("good", "bad"), mark="row"):
    """Write ``n`` rows of each class, each with a word of its own."""
    return [(f"a {name} thing, {mark}{i}{name}", name) for i in range(n) for name in names]


# --- read


def test_a_fifth_of_each_class_is_held_out_and_no_row_is_on_both_sides(tmp_path):
    corpus = own_texts.read(write_table(tmp_path / "a.csv", rows(10)), "review", "mood")
    assert corpus.class_names == ("bad", "good")
    assert np.bincount(corpus.test.labels).tolist() == [2, 2]
    texts = [*corpus.train.texts, *corpus.test.texts]
    assert sorted(texts) == sorted(text for text, _ in rows(10))
    for split in (corpus.train, corpus.test):
        for text, label in zip(split.texts, split.labels, strict=True):
            assert text.endswith(corpus.class_names[label])


def test_the_seed_draws_the_rows_that_are_held_out(tmp_path):
    path = write_table(tmp_path / "a.csv", rows(10))
    first, again, other = (
        own_texts.read(path, "review", "mood", seed=seed).test.texts for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_many_classes_get_a_test_text_each(tmp_path):
    names = [f"kind {i}" for i in range(9)]
    corpus = own_texts.read(write_table(tmp_path / "a.csv", rows(3, names)), "review", "mood")
    assert np.bincount(corpus.test.labels).tolist() == [1] * 9


def test_a_test_table_is_used_whole(tmp_path):
    path = write_table(tmp_path / "a.csv", rows(3))
    other = write_table(tmp_path / "b.csv", [("a fine thing", "good")])
    corpus = own_texts.read(path, "review", "mood", other)
    assert len(corpus.train) == 6
    assert (corpus.test.texts, corpus.test.labels.tolist()) == (["a fine thing"], [1])


def test_the_training_table_is_no_test_table(tmp_path):
    path = write_table(tmp_path / "a.csv", rows(3))
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for same in (path, link):
        with pytest.raises(InputError, match="is the training table itself, on which"):
            own_texts.read(path, "review", "mood", same)


def test_two_training_texts_of_each_class_are_needed(tmp_path):
    few = write_table(tmp_path / "a.csv", [*rows(4), ("b", "rare"), ("c", "rare")])
    with pytest.raises(InputError, match="class 'rare' has 1 training text after the hold-out"):
        own_texts.read(few, "review", "mood")
    enough = write_table(tmp_path / "b.csv", [*rows(4), *[(t, "rare") for t in "bcd"]])
    assert len(own_texts.read(enough, "review", "mood").class_names) == 3


# --- train


@pytest.fixture
def corpus():
    train, test = rows(12)[:-1], rows(4, mark="unseen")
    names = ("good", "bad")  # not in the order of the alphabet
    numbers = [[names.index(name) for _, name in part] for part in (train, test)]
    return Corpus(
        Split([text for text, _ in train], numbers[0]),
        Split([text for text, _ in test], numbers[1]),
        names,
    )


def test_no_test_text_reaches_a_fit(corpus, monkeypatch):
    """Each text has a mark; whatever learns is asked which marks it was given."""
    seen = []
    for kind in (TextPipeline, TextClassifier):

        def spy(model, X, y, fit=kind.fit):
            seen.append(dict(zip(X, y, strict=True)))
            return fit(model, X, y)

        monkeypatch.setattr(kind, "fit", spy)
    outcome = own_texts.train(corpus, epochs=1)
    expected = {
        text: corpus.class_names[label]
        for text, label in zip(corpus.train.texts, corpus.train.labels, strict=True)
    }
    assert len(seen) == len(own_texts.CANDIDATES) and all(texts == expected for texts in seen)
    words = outcome.classifier.model_.get_layer("tokens").get_vocabulary()
    words += outcome.models["linear"]["features"].get_feature_names_out().tolist()
    assert not any("unseen" in word for word in words)


def test_figures_are_those_of_the_models_on_the_test_texts(corpus):
    outcome = own_texts.train(corpus, epochs=1, seed=3)
    assert list(outcome.results) == list(outcome.models) == list(own_texts.CANDIDATES)
    assert outcome.classifier.random_state == 3
    truth = np.array(corpus.class_names)[corpus.test.labels]
    for name, model in outcome.models.items():
        result = outcome.results[name]
        np.testing.assert_array_equal(result.correct, model.predict(corpus.test.texts) == truth)
        assert result.report.accuracy == pytest.approx(result.correct.mean())
        assert result.report.class_names == corpus.class_names
        assert result.seconds > 0
    found = json.loads(json.dumps(outcome.to_dict()))
    assert found["classes"] == ["good", "bad"]
    assert found["rows"] == {"train": 23, "test": 8}
    assert (found["seed"], found["epochs"]) == (3, 1)
    assert found["results"]["linear"]["accuracy"] == outcome.results["linear"].report.accuracy


def test_columns_follow_the_classes_of_the_corpus(corpus):
    """Majority's shares of the classes are 3 to 1, though its own order is the alphabet's."""
    uneven = Corpus(
        corpus.train.take([i for i in range(23) if i % 2 == 0 or i < 8]),
        corpus.test,
        corpus.class_names,
    )
    result = own_texts._score(DummyClassifier(strategy="prior"), uneven)
    assert result.report.confusion.tolist() == [[4, 0], [4, 0]]  # always "good", which is first
    assert result.report.log_loss == pytest.approx(-(np.log(0.75) + np.log(0.25)) / 2)


# --- what the figures prove


def outcome(n_right, n_linear=270, n=400, train=("a",)):
    """Give the outcome where network and linear model are right on the first so many texts."""
    labels = np.arange(n) % 2

    def result(n_right):
        right = np.arange(n) < n_right
        report = evaluate(labels, np.eye(2)[np.where(right, labels, 1 - labels)], ("no", "yes"))
        return Score(report, right, 1.0)

    corpus = Corpus(Split(list(train), [0] * len(train)), Split(["b"] * n, labels), ("no", "yes"))
    figures = {"majority": result(n // 2), "linear": result(n_linear), "network": result(n_right)}
    return Outcome(corpus, {}, figures)


def test_the_comparison_counts_who_alone_is_right():
    assert outcome(300).comparison[:2] == (30, 0)
    assert outcome(240).comparison[:2] == (0, 30)
    assert isinstance(outcome(300).comparison, McNemar)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"n_right": 360}, ["The network is better (McNemar's test, p = 1.6e-27)."]),
        ({"n_right": 240}, ["The linear model is better (McNemar's test, p = 1.9e-09)."]),
        (
            {"n_right": 275},
            [
                "These 400 texts do not show a difference between the network and the linear model "
                "(McNemar's test, p = 0.06): prefer the linear one, which costs less."
            ],
        ),
    ],
)
def test_a_difference_is_claimed_only_where_it_is_shown(given, expected):
    assert outcome(**given).notes == expected


def test_notes_warn_of_luck_of_few_texts_and_of_repeats():
    near = "not shown to be better than always answering the commonest class"
    assert near in " ".join(outcome(215).notes)
    assert near not in " ".join(outcome(225).notes)
    few = " ".join(outcome(20, 20, n=40).notes)
    assert "40 test texts prove little: the true accuracy may be anything from 0.35 to 0.65" in few
    repeated = " ".join(outcome(360, train=["a", "b"]).notes)
    assert "400 of the 400 test texts also stand among the training texts" in repeated


def test_the_table_has_a_row_for_each_model():
    table = outcome(360).table()
    assert table["model"].tolist() == ["majority", "linear", "network"]
    assert table["accuracy"].tolist() == ["0.500", "0.675", "0.900"]
    assert table["95% interval"].tolist()[2] == "0.867 to 0.926"
