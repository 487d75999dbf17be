"""The run of prompts, with a language model of a few lines: what is asked, kept and recorded."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import softmax

from textcls.corpora.corpus import Corpus, Split
from textcls.runs import language_models, prompts
from textcls.runs.cache import to_builtin
from textcls.runs.prompt_tasks import TASKS, Task
from textcls.runs.prompts import CONDITIONS, Condition, draw_rows
from textcls.runs.training import divide

from .conftest import PROMPT_SIZES, PROMPT_WORDINGS, FakeModel, easy_corpus

RESULTS = Path(__file__).parents[2] / "book" / "results"


@pytest.fixture(scope="module")
def watch(watched):
    return watched("prompts")


@pytest.fixture(scope="module")
def made(watch):
    return json.loads((watch.folder / "prompts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def answers(watch):
    with np.load(watch.folder / "prompts.npz") as file:
        return {name: file[name] for name in file.files}


def test_every_model_is_asked_in_every_way(made):
    for model in ("a", "b"):
        found = made["models"][model]["tasks"]["x"]
        assert list(found) == [condition.name for condition in CONDITIONS]
        for condition in CONDITIONS:
            assert found[condition.name]["n"] == getattr(PROMPT_SIZES, condition.rows)


def test_the_recorded_scores_are_those_of_the_kept_answers(made, answers):
    for model in ("a", "b"):
        for name, found in made["models"][model]["tasks"]["x"].items():
            y = answers[f"x/labels/{found['rows']}"]
            log_prob = answers[f"x/{model}/{name}"]
            assert np.mean(log_prob.argmax(axis=1) == y) == pytest.approx(
                found["as_is"]["accuracy"], abs=1e-5
            )
            corrected = softmax(log_prob - np.log(found["prior"]), axis=1)
            loss = -np.log(corrected[np.arange(len(y)), y]).mean()
            assert loss == pytest.approx(found["corrected"]["loss"], rel=1e-4)
            said = np.exp(log_prob).sum(axis=1).mean()
            assert found["said"] == pytest.approx(said, rel=1e-4)


def test_the_varied_texts_are_some_of_the_main_ones_and_the_held_out_ones_are_of_train():
    corpus = easy_corpus()
    rows = draw_rows(corpus, PROMPT_SIZES)
    assert set(rows["varied"].texts) < set(rows["main"].texts) < set(corpus.test.texts)
    assert rows["held_out"].texts == divide(corpus.train, PROMPT_SIZES.held_out)[1].texts
    for part in rows.values():
        assert np.bincount(part.labels).tolist() == [len(part) / 2] * 2


def test_each_piece_is_kept_and_asked_once(tmp_path, monkeypatch):
    corpus, model = easy_corpus(), FakeModel()
    monkeypatch.setattr(prompts, "TASKS", {"x": Task("X", lambda: corpus, PROMPT_WORDINGS)})
    monkeypatch.setattr(language_models, "load", lambda name: model)

    def run(out, **options):
        prompts._corpus.cache_clear()
        prompts._classifier.cache_clear()
        return prompts.reproduce_prompts(
            tmp_path / out,
            models=("a",),
            tasks=("x",),
            conditions=(Condition(), Condition(n_examples=4, rows="varied")),
            sizes=PROMPT_SIZES,
            cache=tmp_path,
            progress=False,
            **options,
        )

    def scores(record):
        return record["models"]["a"]["tasks"]["x"]

    first = run("first.json")
    asked = model.questions
    assert json.dumps(to_builtin(scores(run("second.json")))) == json.dumps(
        to_builtin(scores(first))
    )
    assert model.questions == asked
    kept = sorted(tmp_path.glob("prompt-a-x-wording0-examples0*.npz"))
    assert len(kept) == 3
    kept[1].unlink()
    partial = run("partial.json", kept_only=True)
    assert list(scores(partial)) == [Condition(n_examples=4, rows="varied").name]
    assert model.questions == asked
    assert scores(run("third.json"))[Condition().name]["n"] == PROMPT_SIZES.main
    assert model.questions == asked + PROMPT_SIZES.piece + 3  # and what says nothing


def test_other_sizes_or_words_are_other_trials():
    split = Split(list("abcdefghijkl"), [0, 1] * 6)
    corpus = Corpus(split, split, ("x", "y"))
    sizes = prompts.Sizes(main=4, varied=2, held_out=2, piece=4)
    with pytest.MonkeyPatch.context() as patch:
        keys = []
        for wordings in (PROMPT_WORDINGS, PROMPT_WORDINGS[::-1]):
            patch.setattr(prompts, "TASKS", {"x": Task("X", lambda: corpus, wordings)})
            prompts._corpus.cache_clear()
            for these in (sizes, replace(sizes, max_words=10)):
                trial = next(prompts.list_trials("a", "x", these))
                keys.append(json.dumps(trial.key))
    prompts._corpus.cache_clear()
    assert len(set(keys)) == 4


@pytest.mark.parametrize("name", TASKS)
def test_every_task_has_five_wordings_with_an_answer_for_each_class(name):
    task = TASKS[name]
    assert len(set(task.wordings)) == 5
    assert {len(wording.answers) for wording in task.wordings} == {
        4 if name.endswith("news") else 2
    }


def test_the_words_of_a_sentiment_stand_in_the_order_of_the_classes():
    for name in ("imdb", "reviews"):
        for wording in TASKS[name].wordings:
            assert wording.answers in {("negative", "positive"), ("bad", "good"), ("no", "yes")}
