"""Prompts beside trained models: the same texts, in the same order, in both records."""

import json
from pathlib import Path

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.runs.prompt_tasks import TASKS
from textcls.runs.prompts import Condition, Sizes, draw_rows
from textcls.runs.rivals import Rivals

RESULTS = Path(__file__).parents[2] / "book" / "results"
RECORDED = ["ag_news", "reviews"]


@pytest.fixture(scope="module")
def real():
    return Rivals(RESULTS)


@pytest.fixture
def small(tmp_path):
    """Four texts; the prompt is right on the first two, two labels on none, four on three."""
    y = np.array([0, 1, 0, 1])

    def answers(right):
        return np.eye(2)[np.where(right, y, 1 - y)]

    two, four = answers([0, 0, 0, 0]), answers([1, 1, 1, 0])
    np.savez(
        tmp_path / "prompts.npz",
        **{
            "x/labels/main": y,
            f"x/m/{Condition().name}": np.log(answers([1, 1, 0, 0]) + 0.1),
        },
    )
    np.savez(
        tmp_path / "labels.npz",
        **{
            "x/nb/2/main": np.stack([two, two]),
            "x/nb/4/main": np.stack([four, four]),
            "x/nb/8/main": answers([1, 1, 1, 1])[None],
        },
    )
    curve = {"x": {"sizes": [2, 4, 8]}}
    for name, models in (
        ("prompts", {"m": {"title": "M"}}),
        ("labels", {"nb": {"title": "NB", "curves": curve}}),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps({"models": models}))
    return Rivals(tmp_path)


def test_who_is_right_is_told_text_by_text(small):
    assert small.prompt("x", "m").tolist() == [True, True, False, False]
    assert small.learner("x", "nb", 4).tolist() == [[True, True, True, False]] * 2
    assert small.with_all_labels("x", "nb").tolist() == [True] * 4
    assert small.curve("x", "nb") == ([2, 4, 8], [0.0, 0.75, 1.0])
    assert small.models == ["m"] and small.learners == {"nb": "NB"}


def test_a_prompt_is_worth_the_labels_at_which_the_curve_crosses_it(small):
    assert 2 < small.worth("x", "m", "nb").labels < 4


@pytest.mark.parametrize("ask", [("y", "m"), ("x", "n")])
def test_what_is_not_recorded_is_one_sentence(small, ask):
    with pytest.raises(InputError, match=r"the record has no .*; reproduce it, or name another"):
        small.prompt(*ask)


def test_both_records_are_about_the_texts_that_are_drawn_today(real):
    rows = draw_rows(TASKS["reviews"].load(), Sizes())["main"]
    assert real.labels("reviews").tolist() == rows.labels.tolist()


@pytest.mark.parametrize("task", RECORDED)
def test_recorded_accuracies_are_those_of_the_kept_answers(real, task):
    prompts = json.loads((RESULTS / "prompts.json").read_text())["models"]
    for model in real.models:
        found = prompts[model]["tasks"][task][Condition().name]["as_is"]["accuracy"]
        assert real.prompt(task, model).mean() == pytest.approx(found)
    labels = json.loads((RESULTS / "labels.json").read_text())["models"]
    for learner in real.learners:
        sizes, means = real.curve(task, learner)
        recorded = labels[learner]["curves"][task]["accuracy"]
        # Kept in half precision: a text whose classes are level may fall to the other.
        assert means == pytest.approx([np.mean(draws) for draws in recorded], abs=0.01)
        assert sizes[-1] == max(sizes)
