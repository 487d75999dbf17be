"""The run of labels: who learns from which rows, what is chosen, and a part of it run again."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.encoders import real_encoder
from textcls.corpora.corpus import Split
from textcls.models.encoder import SentenceEncoder
from textcls.runs import labels
from textcls.runs.cache import to_builtin
from textcls.runs.draws import divide_task, draw_labels, read_probabilities, scores
from textcls.runs.encodings import encode
from textcls.runs.labels import CONTENDERS, Rows, Settings, choose_strength
from textcls.runs.measures import is_right
from textcls.runs.prompt_tasks import TASKS, Task

from .conftest import ASKED, LABELS, easy_corpus, marks

RECORD = Path(__file__).parents[2] / "book" / "results" / "labels.json"


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(watched):
    return watched("labels").record


@pytest.fixture(scope="module")
def probabilities(watched):
    return read_probabilities(watched("labels").folder / "labels.npz")


# --- what the run does -----------------------------------------------------------------------


def test_every_size_has_its_draws_and_all_rows_come_last(made, probabilities):
    for model in CONTENDERS:
        curve = made["models"][model]["curves"]["easy"]
        assert curve["sizes"] == [20, 50, 100]
        for key in ("accuracy", "loss", "C", "core_seconds_to_train", "core_seconds_to_choose"):
            assert [len(draws) for draws in curve[key]] == [2, 2, 1], key
        for size, draws in zip(curve["sizes"], (2, 2, 1), strict=True):
            assert probabilities[f"easy/{model}/{size}/main"].shape == (draws, 60, 2)
            assert probabilities[f"easy/{model}/{size}/held_out"].shape == (draws, 20, 2)


def test_the_scores_are_those_of_the_probabilities_beside_them(made, probabilities):
    truth = divide_task(easy_corpus(), ASKED)["main"].labels
    for model in CONTENDERS:
        curve = made["models"][model]["curves"]["easy"]
        for size, recorded in zip(curve["sizes"], curve["accuracy"], strict=True):
            found = [is_right(truth, p).mean() for p in probabilities[f"easy/{model}/{size}/main"]]
            assert recorded == pytest.approx(found)


def test_an_easy_task_is_learnt(made):
    for model in CONTENDERS:
        assert made["models"][model]["curves"]["easy"]["accuracy"][-1][0] > 0.9


def test_each_draw_takes_its_own_rows_and_so_many(watched):
    watch = watched("labels")
    fits = {
        frozenset(event.rows) for event in watch.events if event.kind == "learnt" and event.labels
    }
    pool = divide_task(watch.corpora[0], ASKED)["pool"]
    for size in (20, 50):
        drawn = [
            frozenset(text.split()[0] for text in draw_labels(pool, size, draw).texts)
            for draw in (0, 1)
        ]
        assert len(drawn[0]) == len(drawn[1]) == size
        assert drawn[0] != drawn[1]
        assert set(drawn) <= fits


def test_a_second_run_trains_nothing(watched, tmp_path, monkeypatch):
    watch = watched("labels")

    def no_more(*arguments):
        raise AssertionError("it was trained already")

    monkeypatch.setattr(labels, "_learn", no_more)
    again = labels.reproduce_labels(
        tmp_path / "again.json",
        {"easy": Task("Easy", lambda: watch.corpora[0], ())},
        settings=LABELS,
        encoder=watch.encoder,
        cache=watch.folder / "cache",
        progress=False,
    )
    assert to_builtin(again["models"]) == to_builtin(watch.record["models"])


def test_no_text_is_written(watched):
    folder = watched("labels").folder
    assert not marks((folder / "labels.json").read_text())
    assert {array.dtype.kind for array in np.load(folder / "labels.npz").values()} == {"f"}


# --- the choice ------------------------------------------------------------------------------


def rows(n, noise, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    given = np.where(rng.random(n) < noise, 1 - truth, truth)
    return Rows(["a"] * n, given, rng.normal(size=(n, 30)) + 0.3 * truth[:, None])


def test_noise_asks_for_more_regularisation():
    settings = Settings(strengths=(0.001, 0.01, 0.1, 1, 10, 100))
    noisy = choose_strength(CONTENDERS["encoder"], rows(300, 0.4), settings)
    clean = choose_strength(CONTENDERS["encoder"], rows(300, 0.0), settings)
    assert noisy < clean


def test_the_choice_looks_at_so_many_rows_at_most(monkeypatch):
    settings = Settings(strengths=(1,), most=50)
    seen = []
    contender = replace(CONTENDERS["encoder"], read=lambda r: seen.append(len(r)) or r.vectors)
    choose_strength(contender, rows(400, 0.1), settings)
    assert max(seen) == 34


# --- the record of the book ------------------------------------------------------------------


def test_the_record_is_of_the_settings_in_the_code(record):
    settings = Settings()
    assert record["settings"]["sizes"] == list(settings.sizes)
    assert record["settings"]["strengths"] == list(settings.strengths)
    for model in CONTENDERS:
        for name, curve in record["models"][model]["curves"].items():
            pool = record["data"][name]["rows"]["pool"]
            assert curve["sizes"] == [*(n for n in settings.sizes if n < pool), pool]
            assert [len(draws) for draws in curve["accuracy"]][:-1] == [settings.draws] * (
                len(curve["sizes"]) - 1
            )


def test_no_model_chose_the_end_of_the_grid_with_all_rows(record):
    ends = {record["settings"]["strengths"][0], record["settings"]["strengths"][-1]}
    for model in CONTENDERS:
        for name, curve in record["models"][model]["curves"].items():
            assert curve["C"][-1][0] not in ends, (model, name)


def test_a_recorded_point_is_measured_again(record, tmp_path):
    """AG News with 100 labels, the first draw, the real encoder."""
    folder, settings = real_encoder(), Settings()
    drawn = divide_task(TASKS["ag_news"].load(), settings.asked)
    few = draw_labels(drawn["pool"], 100, draw=0)
    if record["data"]["ag_news"]["rows"]["pool"] != len(drawn["pool"]):
        pytest.skip("the record is of another selection of AG News")
    test = drawn["main"].take(np.arange(0, 1000, 5))
    encoder = SentenceEncoder(folder)
    learnt, tested = (
        Rows(part.texts, part.labels, encode("x", part.texts, encoder, tmp_path, False).vectors)
        for part in (few, test)
    )
    stored = read_probabilities(RECORD.with_suffix(".npz"))
    for name, contender in CONTENDERS.items():
        curve = record["models"][name]["curves"]["ag_news"]
        place = curve["sizes"].index(100)
        strength = choose_strength(contender, learnt, settings)
        assert strength == curve["C"][place][0]
        model = contender.build(strength).fit(contender.read(learnt), learnt.labels)
        found = model.predict_proba(contender.read(tested))
        expected = stored[f"ag_news/{name}/100/main"][0][::5]
        np.testing.assert_allclose(found, expected, atol=2e-3)
        truth = Split(drawn["main"].texts, drawn["main"].labels)
        whole = scores(truth, stored[f"ag_news/{name}/100/main"][0])
        assert whole["accuracy"] == pytest.approx(curve["accuracy"][place][0], abs=0.002)
