"""The recorded run: on small texts from end to end; the real record against its data."""

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
from textcls.evaluation.metrics import accuracy_interval
from textcls.runs import combining, imdb, provenance
from textcls.runs.cache import Trained, file_of, kept
from textcls.runs.imdb import Article, Improved, Settings, reproduce_imdb
from textcls.runs.imdb_settings import PROTOCOL
from textcls.runs.measuring import Measuring
from textcls.runs.trainers import Trainers

RECORD = Path(__file__).parents[2] / "book" / "results" / "imdb.json"
SMALL = Settings(
    seeds=(0, 1),
    held_out=20,
    groups=3,
    article=Article(held_out=20, vocabulary=50, length=10, epochs=1),
    improved=Improved(
        vocabulary=40,
        length=24,
        epochs=2,
        batch=16,
        dimensions=6,
        filters=8,
        units=4,
        segment=8,
    ),
)


DONE = Trained({"held_out": {"accuracy": 0.5}}, np.full(20, 0.5), np.full(80, 0.5))


def split(n: int, seed: int) -> Split:
    generator = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    words = (["bad", "dull", "poor"], ["fine", "good", "lovely"])
    texts = [
        " ".join(generator.choice([*words[label], "film", "the", "plot"], 5 + row % 15))
        for row, label in enumerate(labels)
    ]
    return Split(texts, labels)


UNLABELLED = split(40, seed=2).texts
CORPUS = Corpus(split(120, seed=0), split(80, seed=1), ("negative", "positive"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    run(folder)
    return folder


def run(folder: Path, corpus: Corpus = CORPUS) -> dict:
    return reproduce_imdb(
        folder / "out" / "imdb.json",
        corpus,
        UNLABELLED,
        settings=SMALL,
        cache=folder / "cache",
        progress=False,
    )


@pytest.fixture(scope="module")
def result(folder: Path) -> dict:
    return json.loads((folder / "out" / "imdb.json").read_text(encoding="utf-8"))


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
    seeds = [run["seed"] for run in result["models"]["improved"]["runs"]]
    assert seeds == [0, 1]


def test_accuracies_are_those_of_the_stored_predictions(folder, result):
    labels = CORPUS.test.labels
    for name in ("tfidf", "skipgrams", "documents", "article", "improved"):
        for entry in result["models"][name]["runs"]:
            (file,) = (folder / "cache").glob(f"{name}-{entry['seed']}-*.npz")
            accuracy = np.mean((np.load(file)["test"] > 0.5) == labels)
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


def test_error_analysis_holds_single_words_only(result):
    for rows in result["errors"]["words"].values():
        assert all(" " not in row["word"] for row in rows)


def test_disagreements_add_up(result):
    for counts in result["errors"]["disagreement"].values():
        parts = ("only_first", "only_second", "both", "neither")
        assert sum(counts[part] for part in parts) == 80


def test_no_text_is_recorded(folder):
    written = (folder / "out" / "imdb.json").read_text(encoding="utf-8")
    assert not any(text in written for text in CORPUS.train.texts + CORPUS.test.texts)


def test_nothing_is_trained_twice(folder, result, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("something was trained again")

    monkeypatch.setattr(Trainers, "_network", never)
    monkeypatch.setattr(Trainers, "linear", never)
    again = run(folder)
    assert again["models"]["improved"]["accuracy"]["mean"] == pytest.approx(
        result["models"]["improved"]["accuracy"]["mean"], rel=1e-5
    )


def test_an_interrupted_run_loses_one_model(folder, tmp_path, monkeypatch):
    """Ctrl-C during the second network: the models before it are kept, no result is written."""
    train = Trainers._network

    def interrupted(self, title, seed, *args, **kwargs):
        if title == "improved network, seed 0":
            raise KeyboardInterrupt
        return train(self, title, seed, *args, **kwargs)

    monkeypatch.setattr(Trainers, "_network", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path)
    kept = sorted(file.name.split("-")[0] for file in (tmp_path / "cache").iterdir())
    assert kept == [
        "article",
        "article",
        "documents",
        "documents_unlabelled",
        "majority",
        "nb",
        "skipgrams",
        "tfidf",
    ]
    assert not (tmp_path / "out" / "imdb.json").exists()


def test_other_data_or_settings_use_other_files(folder, tmp_path, monkeypatch):
    """Each change trains again what depends on it, and nothing else."""

    def trained_again(settings: Settings, data_hash: str, unlabelled=UNLABELLED) -> list[str]:
        again: list[str] = []
        monkeypatch.setattr(imdb, "file_of", lambda *key: names.append(key) or file_of(*key))
        monkeypatch.setattr(imdb, "kept", lambda file, train: again.append(file.name) or DONE)
        names: list[tuple] = []
        trainers = Trainers(CORPUS, settings, unlabelled, False)
        imdb._train_all(trainers, folder / "cache", data_hash)
        stored = {file.name for file in (folder / "cache").iterdir()}
        return [key[1] for key, file in zip(names, again, strict=True) if file not in stored]

    known = provenance.digest(CORPUS)
    assert trained_again(SMALL, known) == []
    others = {"documents_unlabelled", "article", "improved"}
    assert set(trained_again(SMALL, "other")) == {*imdb._LINEAR, *others}
    assert trained_again(SMALL, known, UNLABELLED[1:]) == ["documents_unlabelled"]
    changed = replace(SMALL, improved=replace(SMALL.improved, units=5))
    assert trained_again(changed, known) == ["improved", "improved"]
    monkeypatch.setitem(imdb._LINEAR, "nb", partial(models.nb_logistic_regression, C=7))
    assert trained_again(SMALL, known) == ["nb"]


def test_duplicates_are_left_out_of_one_accuracy():
    """A model that is right on repeated texts alone scores 0 without them."""
    test = Split([*CORPUS.train.texts[:2], "new one", "new two"], [0, 1, 0, 1])
    corpus = Corpus(CORPUS.train, test, CORPUS.class_names)
    measured = Measuring(corpus, groups=1).one(np.array([0.1, 0.9, 0.9, 0.1]))
    assert (measured["accuracy"], measured["accuracy_without_duplicates"]) == (0.5, 0.0)


def test_a_fault_while_a_model_is_written_leaves_no_half_of_it(tmp_path):
    bad = Trained({"seed": object()}, np.zeros(1), np.zeros(1))
    with pytest.raises(TypeError):
        kept(tmp_path / "model.npz", lambda: bad)
    assert list(tmp_path.iterdir()) == []


def test_combination_finds_the_weights_that_made_the_labels():
    """Labels drawn from 2 z1 + z2 of two honest models give these weights back."""
    generator = np.random.default_rng(0)
    z = generator.normal(size=(20_000, 2)) * 2
    labels = (generator.random(20_000) < 1 / (1 + np.exp(-z @ [2, 1]))).astype(np.int64)
    columns = [Trained({}, p, p[:5]) for p in (1 / (1 + np.exp(-z))).T]
    combination, weights = combining.combined(columns, labels)
    scales = [
        combining.calibrated_log_odds(one, labels)[0][0] / z[0, k] for k, one in enumerate(columns)
    ]
    np.testing.assert_allclose(np.multiply(weights, scales), [2, 1], atol=0.1)
    expected = 1 / (1 + np.exp(-z[:5] @ [2, 1]))
    np.testing.assert_allclose(combination.test, expected, atol=0.05)


def test_only_one_model_learns_from_unlabelled_texts(result):
    with_them = {
        name: entry["n_unlabelled"]
        for name, model in result["models"].items()
        for entry in model["runs"]
        if "n_unlabelled" in entry
    }
    assert with_them == {"documents_unlabelled": 40}


def test_unlabelled_texts_bring_their_n_grams():
    """Words that only they hold get vectors; the labelled rows alone do not have them."""
    known = []
    for unlabelled in (["entirely new"] * 5, ["film"] * 5):
        trainers = Trainers(CORPUS, SMALL, unlabelled, False)
        known.append(trainers.documents().record["n_parameters"])
    assert known[0] - known[1] == 3 * 100  # entirely, new, entirely new


def test_a_corpus_comes_with_unlabelled_texts(tmp_path):
    with pytest.raises(InputError, match="without labels"):
        reproduce_imdb(tmp_path / "a.json", CORPUS, settings=SMALL, cache=tmp_path)


def test_more_than_two_classes_are_refused(tmp_path):
    three = Split(["a", "b", "c"], [0, 1, 2])
    with pytest.raises(InputError, match="two classes"):
        run(tmp_path, Corpus(three, three, ("a", "b", "c")))


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
