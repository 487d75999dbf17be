"""The recorded run on news: what it trains on, what it writes, and that it goes on."""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from textcls.corpora import ag_news
from textcls.corpora.corpus import split_off
from textcls.errors import InputError
from textcls.models.linear import nb_logistic_regression
from textcls.runs import records
from textcls.runs.ag_news import Settings, reproduce_ag_news

from .conftest import AG_NEWS

STORED = Path(__file__).parents[2] / "book" / "results" / "ag_news.json"


@pytest.fixture(scope="module")
def made(watched):
    watch = watched("ag_news")
    return watch.corpora[0], watch.folder, watch.record


def test_the_file_holds_what_was_returned_and_the_tables_read_it(made):
    _, folder, run = made
    stored = records.load(folder / "new" / "run.json")
    assert stored["models"].keys() == run["models"].keys()
    assert list(records.score_table(stored).index) == [
        "Majority class",
        "TF-IDF + logistic regression",
        "NB-weighted logistic regression, 1-3-grams",
        "Transformer",
        "LSTM",
    ]
    assert (records.seconds_table(stored)["parameters"] != "").all()
    assert json.loads((folder / "new" / "run.json").read_text()) == stored


def test_every_model_is_trained_on_the_same_rows_and_none_on_the_held_out_ones(made):
    _, _, run = made
    assert run["data"]["rows"] == {"train": 360, "trained_on": 300, "held_out": 60, "test": 120}
    runs = [one for model in run["models"].values() for one in model["runs"]]
    assert {one["n_train"] for one in runs} == {300}
    assert {one["held_out"]["n"] for one in runs} == {60}


def test_the_measures_agree_with_each_other(made):
    corpus, _, run = made
    for model in run["models"].values():
        assert len(model["runs"]) == (2 if model["is_network"] else 1)
        for one in model["runs"]:
            counts = np.array(one["confusion"])
            assert counts.sum(axis=1).tolist() == np.bincount(corpus.test.labels).tolist()
            assert one["accuracy"] == pytest.approx(np.trace(counts) / counts.sum(), rel=1e-5)
        mean = np.mean([one["accuracy"] for one in model["runs"]])
        assert model["accuracy"]["mean"] == pytest.approx(mean, rel=1e-5)
        low, high = model["accuracy"]["interval"]
        assert low < mean < high
    assert run["models"]["tfidf"]["accuracy"]["mean"] > 0.6
    assert run["models"]["majority"]["accuracy"]["mean"] == pytest.approx(0.25, abs=0.01)


def test_the_learning_curve_stops_at_the_rows_there_are_and_rises(made):
    _, _, run = made
    curve = run["learning_curve"]
    assert curve["sizes"] == [100, 200]
    for name in ("tfidf", "nb"):
        few, many = curve["accuracy"][name]
        assert few <= many + 0.05
        assert many <= run["models"][name]["accuracy"]["mean"] + 0.05


def test_a_point_of_the_learning_curve_is_measured_again(made):
    corpus, _, run = made
    rows, _ = split_off(corpus.train, AG_NEWS.held_out, seed=0)
    _, fewer = split_off(rows, 200, seed=0)
    model = nb_logistic_regression().fit(fewer.texts, fewer.labels)
    accuracy = model.score(corpus.test.texts, corpus.test.labels)
    assert run["learning_curve"]["accuracy"]["nb"][1] == pytest.approx(accuracy)


def test_the_disagreement_is_that_of_the_first_seeds(made):
    _, _, run = made
    assert list(run["disagreement"]) == [
        "transformer against tfidf",
        "lstm against tfidf",
        "nb against tfidf",
    ]
    for pair, counts in run["disagreement"].items():
        first, second = (
            run["models"][name]["runs"][0]["accuracy"] * 120 for name in pair.split(" against ")
        )
        assert counts["only_first"] - counts["only_second"] == pytest.approx(first - second)


def test_nothing_is_trained_twice(made, tmp_path, monkeypatch):
    corpus, folder, run = made

    def not_again(*arguments):
        raise AssertionError("trained again")

    monkeypatch.setattr("textcls.runs.training.train", not_again)
    options = {"cache": folder / "cache", "progress": False}
    again = reproduce_ag_news(tmp_path / "again.json", corpus, settings=AG_NEWS, **options)
    for name, model in run["models"].items():
        assert again["models"][name]["accuracy"] == model["accuracy"]
        assert again["models"][name]["loss"] == model["loss"]
    assert again["learning_curve"] == run["learning_curve"]
    other = replace(AG_NEWS, lstm=replace(AG_NEWS.lstm, epochs=2))
    with pytest.raises(AssertionError, match="trained again"):
        reproduce_ag_news(tmp_path / "x.json", corpus, settings=other, **options)


# --- the file of the book --------------------------------------------------------------------


def test_the_stored_run_says_what_it_was_trained_on_and_was_made_with_the_settings_of_the_book():
    run = records.load(STORED)
    assert run["settings"] == json.loads(json.dumps(asdict(Settings())))
    data = run["data"]
    assert data["test"]["official"]
    assert data["test"]["rows"] == data["rows"]["test"] == 7600
    assert data["rows"]["trained_on"] + data["rows"]["held_out"] == data["train"]["rows"]
    assert data["train"]["file"] in ("train.csv", "train_sample.csv")
    assert data["train"]["official"] == (data["train"]["file"] == "train.csv")
    for model in run["models"].values():
        assert {one["n_train"] for one in model["runs"]} == {data["rows"]["trained_on"]}


def test_the_simple_model_is_on_a_level_with_the_networks():
    """What chapter 3.3 and the verdict on the article's 3.3 say of the recorded run."""
    models = records.load(STORED)["models"]
    nb, networks = models["nb"], [models["transformer"], models["lstm"]]
    best = max(networks, key=lambda model: model["accuracy"]["mean"])
    low, high = nb["accuracy"]["interval"]
    assert low < best["accuracy"]["mean"] < high
    for network in networks:
        assert network["core_seconds_to_train"]["mean"] > 5 * nb["core_seconds_to_train"]["mean"]


def test_the_cheapest_stored_model_comes_out_again():
    run = records.load(STORED)
    folder = os.environ.get("TEXTCLS_DATA", "no/such/folder")
    try:
        source = ag_news.describe_source(folder)
    except InputError:
        pytest.skip("TEXTCLS_DATA names no folder with AG News")
    if source.train.sha256 != run["data"]["train"]["sha256"]:
        pytest.skip("the run was recorded on another training file")
    corpus = ag_news.load(folder)
    rest, _ = split_off(corpus.train, run["settings"]["held_out"], seed=0)
    model = nb_logistic_regression().fit(rest.texts, rest.labels)
    accuracy = model.score(corpus.test.texts, corpus.test.labels)
    assert accuracy == pytest.approx(run["models"]["nb"]["accuracy"]["mean"], abs=5e-4)
