"""The run on reviews: on small texts from end to end; the real record against its data."""

import json
import os
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from textcls import models
from textcls.corpora.corpus import Corpus, Split
from textcls.errors import InputError
from textcls.evaluation.calibration import apply_temperature, expected_calibration_error
from textcls.evaluation.metrics import accuracy_interval
from textcls.runs import imdb, provenance
from textcls.runs.cache import Result, cache_file
from textcls.runs.imdb import Settings, list_models, reproduce_imdb
from textcls.runs.imdb_settings import PROTOCOL
from textcls.runs.learners import Linear
from textcls.runs.training import divide, trials

from .conftest import IMDB, UNLABELLED

RECORD = Path(__file__).parents[2] / "book" / "results" / "imdb.json"


@pytest.fixture(scope="module")
def folder(watched) -> Path:
    return watched("imdb").folder


@pytest.fixture(scope="module")
def corpus(watched) -> Corpus:
    return watched("imdb").corpora[0]


@pytest.fixture(scope="module")
def result(folder: Path) -> dict:
    return json.loads((folder / "out" / "imdb.json").read_text(encoding="utf-8"))


def kept(folder: Path, name: str, seed: int) -> dict:
    (file,) = (folder / "cache").glob(f"{name}-{seed}-*.npz")
    return np.load(file)


def test_every_model_has_its_seeds(result):
    n_runs = {name: len(model["runs"]) for name, model in result["models"].items()}
    assert n_runs == {
        "majority": 1,
        "tfidf": 1,
        "nb": 1,
        "skipgrams": 1,
        "documents": 1,
        "documents_unlabelled": 1,
        "article": 2,
        "improved": 2,
        "networks": 1,
        "linear": 1,
        "combination": 1,
        "combination_unlabelled": 1,
    }
    for name in ("article", "improved"):
        model = result["models"][name]
        assert [run["seed"] for run in model["runs"]] == [0, 1]
        assert model["is_network"]
        assert {run["n_train"] for run in model["runs"]} == {100}
    for name in ("tfidf", "documents_unlabelled"):
        assert result["models"][name]["runs"][0]["n_train"] == 120


def test_accuracies_are_those_of_the_kept_predictions(folder, result, corpus):
    labels = corpus.test.labels
    for name in ("tfidf", "skipgrams", "documents", "article", "improved"):
        for entry in result["models"][name]["runs"]:
            predicted = kept(folder, name, entry["seed"])["test"].argmax(axis=1)
            accuracy = np.mean(predicted == labels)
            assert entry["accuracy"] == pytest.approx(accuracy)
            assert entry["interval"] == pytest.approx(
                accuracy_interval(round(accuracy * 80), 80), rel=1e-5
            )


def test_means_and_spreads(result):
    model = result["models"]["improved"]
    values = [entry["accuracy"] for entry in model["runs"]]
    assert model["accuracy"]["mean"] == pytest.approx(np.mean(values), rel=1e-5)
    assert model["accuracy"]["spread"] == pytest.approx(np.std(values, ddof=1), abs=1e-6)
    assert result["models"]["nb"]["accuracy"]["spread"] is None


def test_linear_models_solve_the_easy_corpus_and_the_majority_does_not(result):
    assert result["models"]["nb"]["accuracy"]["mean"] > 0.9
    assert result["models"]["combination"]["accuracy"]["mean"] > 0.9
    assert result["models"]["majority"]["accuracy"]["mean"] == 0.5


def test_curves_have_every_epoch(result):
    for name, epochs in (("article", 1), ("improved", 2)):
        for entry in result["models"][name]["runs"]:
            assert {len(values) for values in entry["curves"].values()} == {epochs}


def test_accuracy_by_length_covers_every_text(result):
    for model in result["models"].values():
        assert sum(row["n"] for row in model["by_length"]) == 80
        weighted = sum(row["n"] * row["accuracy"] for row in model["by_length"]) / 80
        assert weighted == pytest.approx(model["accuracy"]["mean"], rel=1e-5)


def test_the_temperature_makes_a_model_less_wrong_about_itself(folder, result, corpus):
    """It is that of the held-out rows: there no other one fits better."""
    y = divide(corpus.train, IMDB.held_out)[1].labels
    for name in ("tfidf", "nb", "article", "improved"):
        entry = result["models"][name]["runs"][0]
        p = kept(folder, name, 0)["held_out"]
        temperature = entry["held_out"]["temperature"]

        def loss(t, p=p):
            return -np.log(apply_temperature(p, t)[np.arange(len(y)), y]).mean()

        if not 0.011 < temperature < 99:  # at an end of the range nothing is best
            continue
        assert loss(temperature) <= min(loss(temperature * 1.1), loss(temperature / 1.1)) + 1e-5
        assert entry["held_out"]["accuracy"] == pytest.approx(np.mean(p.argmax(axis=1) == y))


def test_calibration_is_shown_as_it_is_and_at_the_temperature_of_each_training(
    folder, result, corpus
):
    entries = result["models"]["improved"]["runs"]
    columns = [kept(folder, "improved", entry["seed"])["test"] for entry in entries]
    scaled = [
        apply_temperature(p, entry["held_out"]["temperature"])
        for p, entry in zip(columns, entries, strict=True)
    ]
    labels = np.tile(corpus.test.labels, 2)
    found = result["models"]["improved"]["calibration"]
    for name, probabilities in (("before", columns), ("after", scaled)):
        error = expected_calibration_error(labels, np.concatenate(probabilities))
        assert found[name]["error"] == pytest.approx(error, rel=1e-3)
    alone = result["models"]["combination"]["calibration"]  # has no temperature of its own
    assert alone["before"]["error"] == pytest.approx(alone["after"]["error"], abs=1e-9)


def test_error_analysis_holds_single_words_only(result):
    for rows in result["errors"]["words"].values():
        assert all(" " not in row["word"] for row in rows)


def test_disagreements_add_up(result):
    compared = result["errors"]["disagreement"]
    assert len(compared) == 9
    for pair, counts in compared.items():
        parts = ("only_first", "only_second", "both", "neither")
        assert sum(counts[part] for part in parts) == 80
        first, _, second = pair.partition(" against ")
        for name, only in ((first, "only_first"), (second, "only_second")):
            n_right = result["models"][name]["runs"][0]["accuracy"] * 80
            assert counts["both"] + counts[only] == pytest.approx(n_right, abs=1e-3)


def test_combinations_weigh_their_parts_and_beat_the_majority(result):
    parts = {
        name: list(model["weights"])
        for name, model in result["models"].items()
        if "weights" in model
    }
    assert parts == {
        "linear": ["skipgrams", "documents"],
        "combination": ["skipgrams", "documents", "improved"],
        "combination_unlabelled": ["skipgrams", "documents_unlabelled", "improved"],
    }


def test_no_text_is_recorded(folder, corpus):
    written = (folder / "out" / "imdb.json").read_text(encoding="utf-8")
    assert not any(text in written for text in corpus.train.texts + corpus.test.texts)


def test_nothing_is_trained_twice(folder, corpus, tmp_path, result, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("something was trained again")

    monkeypatch.setattr("textcls.runs.training.train", never)
    again = reproduce_imdb(
        tmp_path / "again.json",
        corpus,
        UNLABELLED,
        settings=IMDB,
        cache=folder / "cache",
        progress=False,
    )
    stored = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))
    for name, model in result["models"].items():
        for measure in ("accuracy", "loss"):
            mean = pytest.approx(model[measure]["mean"], rel=1e-5)
            assert stored["models"][name][measure]["mean"] == mean
    assert stored["errors"]["disagreement"].keys() == again["errors"]["disagreement"].keys()


def test_other_data_or_settings_use_other_files(folder, corpus):
    """Each change trains again what depends on it, and nothing else."""
    stored = {file.name for file in (folder / "cache").iterdir()}

    def trained_again(settings, corpus=corpus, unlabelled=UNLABELLED, **other):
        listed = list_models(settings, unlabelled) | other
        return [
            trial.name
            for trial in trials(listed, corpus)
            if cache_file(folder, trial.name, trial.seed, trial.key).name not in stored
        ]

    assert trained_again(IMDB) == []
    swapped = Corpus(corpus.train, corpus.train, corpus.class_names)
    assert set(trained_again(IMDB, swapped)) == set(list_models(IMDB, UNLABELLED))
    assert trained_again(IMDB, unlabelled=UNLABELLED[1:]) == ["documents_unlabelled"]
    changed = replace(IMDB, improved=replace(IMDB.improved, units=5))
    assert trained_again(changed) == ["improved", "improved"]
    changed = replace(IMDB, article=replace(IMDB.article, held_out=21))
    assert trained_again(changed) == ["article", "article"]
    nb = list_models(IMDB, UNLABELLED)["nb"]
    other = Linear(partial(models.nb_logistic_regression, C=7), refit=True)
    assert trained_again(IMDB, nb=replace(nb, learner=other)) == ["nb"]


def test_duplicates_are_left_out_of_one_accuracy(corpus):
    """A model that is right on repeated texts alone scores 0 without them."""
    test = Split([*corpus.train.texts[:2], "new one", "new two"], [0, 1, 0, 1])
    p = np.array([[0.9, 0.1], [0.1, 0.9], [0.1, 0.9], [0.9, 0.1]])
    mixed = Corpus(corpus.train, test, corpus.class_names)
    (run,) = imdb._describe_model("x", [Result({}, {"test": p})], mixed, 1)["runs"]
    assert (run["accuracy"], run["accuracy_without_duplicates"]) == (0.5, 0.0)


def test_only_one_model_learns_from_unlabelled_texts(result):
    with_them = {
        name: entry["n_unlabelled"]
        for name, model in result["models"].items()
        for entry in model["runs"]
        if "n_unlabelled" in entry
    }
    assert with_them == {"documents_unlabelled": 40}
    assert result["data"]["unlabelled"] == 40


def test_data_are_described_by_their_content(result, corpus):
    assert result["data"]["sha256"] == provenance.digest(corpus)
    assert result["data"]["summary"]["train"]["rows"] == 120
    assert result["data"]["duplicates"].startswith("0 rows of train")


def test_a_corpus_comes_with_unlabelled_texts(tmp_path, corpus):
    with pytest.raises(InputError, match="without labels"):
        reproduce_imdb(tmp_path / "a.json", corpus, settings=IMDB, cache=tmp_path)


def test_more_than_two_classes_are_refused(tmp_path):
    three = Split(["a", "b", "c"], [0, 1, 2])
    with pytest.raises(InputError, match="two classes"):
        reproduce_imdb(tmp_path / "a.json", Corpus(three, three, ("a", "b", "c")), ["a"])


# --- the committed record ------------------------------------------------------------------


@pytest.fixture(scope="module")
def record() -> dict:
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_committed_record_is_of_the_settings_in_the_code(record):
    assert record["settings"] == json.loads(json.dumps(asdict(Settings())))
    assert record["protocol"] == PROTOCOL
    rows = {name: split["rows"] for name, split in record["data"]["summary"].items()}
    assert rows == {"train": 25_000, "test": 25_000}


def test_the_committed_record_is_consistent(record):
    for model in record["models"].values():
        accuracies = []
        for entry in model["runs"]:
            n_right = entry["confusion"][0][0] + entry["confusion"][1][1]
            accuracies.append(n_right / 25_000)
            assert entry["accuracy"] == pytest.approx(n_right / 25_000, abs=1e-6)
            assert entry["interval"] == pytest.approx(accuracy_interval(n_right, 25_000), abs=1e-5)
        assert model["accuracy"]["mean"] == pytest.approx(np.mean(accuracies), abs=1e-5)


def test_the_cheapest_recorded_row_comes_out_again(record):
    """TF-IDF and logistic regression, trained on the real reviews once more."""
    if not os.environ.get("TEXTCLS_DATA"):
        reason = "the real reviews are not here: TEXTCLS_DATA does not say where"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from textcls.corpora import imdb
    from textcls.models.linear import tfidf_logistic_regression

    corpus = imdb.load()
    model = tfidf_logistic_regression().fit(corpus.train.texts, corpus.train.labels)
    accuracy = np.mean(model.predict(corpus.test.texts) == corpus.test.labels)
    assert accuracy == pytest.approx(record["models"]["tfidf"]["accuracy"]["mean"], abs=0.001)
