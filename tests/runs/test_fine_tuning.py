"""The run of fine-tuning: the rate is chosen on held-out rows, and what is missing is named."""

import json
from pathlib import Path

import numpy as np
import pytest

from textcls.runs import fine_tuning
from textcls.runs.draws import divide_task, read_probabilities
from textcls.runs.fine_tuning import PLANS, Settings
from textcls.runs.learners import FineTuned
from textcls.runs.measures import is_right

from .conftest import ASKED, FINE_TUNING, Watch, easy_corpus, run_fine_tuning

RECORD = Path(__file__).parents[2] / "book" / "results" / "fine_tuning.json"
NAME = "easy-16"


@pytest.fixture(scope="module")
def made(watched):
    return watched("fine_tuning").record


def test_every_size_has_its_draws_and_nothing_is_missing(made):
    curve = made["models"][NAME]
    assert curve["sizes"] == [20, 100]
    for key in ("accuracy", "loss", "core_seconds_to_train", "core_seconds_per_1000_predictions"):
        assert [len(draws) for draws in curve[key]] == [2, 1], key
    assert made["missing"] == []


def test_the_rate_is_that_of_the_smaller_loss_on_held_out_rows(made):
    curve = made["models"][NAME]
    losses = curve["held_out_loss"]
    assert set(losses) == {"0.0001", "0.005"}
    assert losses[str(curve["learning_rate"])] == min(losses.values())
    assert curve["learning_rate"] == 5e-3  # the smaller rate hardly moves in so few steps


def test_the_scores_are_those_of_the_probabilities_beside_them(watched, made):
    stored = read_probabilities(watched("fine_tuning").folder / "fine_tuning.npz")
    truth = divide_task(easy_corpus(), ASKED)["main"].labels
    curve = made["models"][NAME]
    for size, recorded in zip(curve["sizes"], curve["accuracy"], strict=True):
        found = [is_right(truth, p).mean() for p in stored[f"{NAME}/{size}/main"]]
        assert recorded == pytest.approx(found)


def test_a_record_of_what_is_finished_names_the_rest(watched, tmp_path):
    watch = watched("fine_tuning")
    cache = tmp_path / "cache"
    cache.mkdir()
    for file in (watch.folder / "cache").glob("fine_tuning-*.npz"):
        if "-100-" not in file.name:
            (cache / file.name).write_bytes(file.read_bytes())
    again = Watch(watch.corpora, watch.folder, 20, False, 0)
    record = run_fine_tuning(again, cache, kept_only=True)
    curve = record["models"][NAME]
    assert curve["sizes"] == [20]
    assert curve["accuracy"][0] == pytest.approx(watch.record["models"][NAME]["accuracy"][0])
    assert record["missing"] == [f"{NAME}, 100 labels"]


def test_without_the_choice_of_a_rate_the_whole_plan_is_missing(watched, tmp_path, monkeypatch):
    monkeypatch.setattr(FineTuned, "fit", None)
    watch = watched("fine_tuning")
    again = Watch(watch.corpora, watch.folder, 20, False, 0)
    record = run_fine_tuning(again, tmp_path / "empty", kept_only=True)
    assert record["missing"] == [NAME]
    assert record["models"] == {}


def test_each_training_keeps_its_state_in_a_folder_of_its_own(monkeypatch, tmp_path):
    folders = set()

    def start_and_stop(self, *arguments):
        folders.add(self.backup)
        raise KeyboardInterrupt

    monkeypatch.setattr(FineTuned, "fit", start_and_stop)
    plan, rows = fine_tuning.Plan("easy", 16, 2), divide_task(easy_corpus(), ASKED)
    bench = fine_tuning._Bench(NAME, plan, FINE_TUNING, rows, "x", None, tmp_path, False)
    for size, draw, rate in ((20, 0, 1e-4), (20, 1, 1e-4), (50, 0, 1e-4), (20, 0, 1e-3)):
        with pytest.raises(KeyboardInterrupt):
            bench.trial(size, draw, rate).compute()
    assert len(folders) == 4
    assert {folder.parent for folder in folders} == {tmp_path / "backups"}


def test_the_record_is_of_the_settings_in_the_code():
    if not RECORD.exists():
        pytest.skip("there is no record of fine-tuning yet")
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert record["settings"]["rates"] == list(Settings().rates)
    assert set(record["models"]) <= set(PLANS)
    stored = read_probabilities(RECORD.with_suffix(".npz"))
    for name, curve in record["models"].items():
        plan = PLANS[name]
        assert (curve["task"], curve["length"], curve["epochs"]) == (
            plan.task,
            plan.length,
            plan.epochs,
        )
        losses = curve["held_out_loss"]
        assert losses[str(curve["learning_rate"])] == min(losses.values())
        for size, accuracies in zip(curve["sizes"], curve["accuracy"], strict=True):
            assert np.shape(stored[f"{name}/{size}/main"])[:2] == (len(accuracies), 1000)
