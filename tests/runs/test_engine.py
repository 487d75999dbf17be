"""Trials of any kind: computed once, gone on with after a fault, written down at the end."""

import json

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.runs import engine, records
from textcls.runs.cache import Result
from textcls.runs.engine import Trial, run_trials


class Answers:
    """A trial as a prompted model would make it: the answers to a piece of the texts."""

    def __init__(self) -> None:
        self.computed: list[int] = []
        self.power_fails_at: int | None = None

    def trials(self, n: int, prompt: str = "Is this good?") -> list[Trial]:
        return [Trial("answers", i, [prompt, i], lambda i=i: self.compute(i)) for i in range(n)]

    def compute(self, i: int) -> Result:
        if i == self.power_fails_at:
            raise KeyboardInterrupt
        self.computed.append(i)
        return Result({"piece": i}, {"answers": np.full(2, i)})


def test_an_interrupted_run_loses_one_piece(tmp_path):
    model = Answers()
    model.power_fails_at = 2
    with pytest.raises(KeyboardInterrupt):
        run_trials(model.trials(4), tmp_path, progress=False)
    model.power_fails_at = None
    results = run_trials(model.trials(4), tmp_path, progress=False)["answers"]
    assert model.computed == [0, 1, 2, 3]
    assert [result.record["piece"] for result in results] == [0, 1, 2, 3]
    assert np.concatenate([r.arrays["answers"] for r in results]).tolist() == [
        0,
        0,
        1,
        1,
        2,
        2,
        3,
        3,
    ]


def test_another_key_is_another_result(tmp_path):
    model = Answers()
    run_trials(model.trials(1), tmp_path, progress=False)
    run_trials(model.trials(1, prompt="Is this bad?"), tmp_path, progress=False)
    run_trials(model.trials(1), tmp_path, progress=False)
    assert model.computed == [0, 0]


def test_progress_says_on_standard_error_what_is_finished(tmp_path, capsys):
    trials = [
        Trial("nb", 1, 0, lambda: Result({"held_out": {"accuracy": 0.87654}}, {})),
        Trial("llm", 2, 0, lambda: Result({}, {})),
    ]
    run_trials(trials, tmp_path / "new" / "folder")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["nb, seed 1: held-out accuracy 0.8765", "llm, seed 2: finished"]
    run_trials(trials, tmp_path / "new" / "folder", progress=False)
    assert capsys.readouterr().err == ""


def test_a_record_says_where_it_comes_from_and_can_be_read(tmp_path):
    path = tmp_path / "run.json"
    made = engine.write_run(
        path, "x", data={"rows": 3}, protocol="p", settings={"seeds": (0,)}, models={"m": 1 / 3}
    )
    stored = records.load(path)
    assert path.read_text() == json.dumps(stored, indent=1) + "\n"  # a diff shows each number
    assert stored["run"] == "x"
    assert stored["settings"] == {"seeds": [0]}
    assert (stored["models"], made["models"]) == ({"m": 0.333333}, {"m": 1 / 3})
    assert set(stored["environment"]) == {"python", "system", "processor", "cores", "versions"}


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    assert engine.prepare(tmp_path / "new" / "folder" / "run.json").parent.is_dir()
    (tmp_path / "old.json").write_text("{}")
    engine.prepare(tmp_path / "old.json")
    assert (tmp_path / "old.json").read_text() == "{}"
    with pytest.raises(InputError, match="it is a folder"):
        engine.prepare(tmp_path)
