"""The run of the teacher: the pupil gets the prompt's answers and nothing else, and is compared."""

import json

import numpy as np
import pytest
from scipy.special import softmax

from textcls.corpora.corpus import Split
from textcls.evaluation import mean_interval
from textcls.models.linear import TextPipeline, nb_logistic_regression
from textcls.models.prompting import PromptClassifier
from textcls.runs import language_models, prompts, teacher
from textcls.runs.prompt_tasks import Task
from textcls.runs.prompts import draw_rows
from textcls.runs.teacher import draw_unlabelled, learn

from .conftest import PROMPT_WORDINGS, TEACHER, UNLABELLED, FakeModel, easy_corpus, marks

TEXTS = draw_unlabelled(UNLABELLED, TEACHER.labelled)
TEST = draw_rows(easy_corpus(), TEACHER.prompts)["main"]


def said(texts):
    asked = PromptClassifier(FakeModel(), PROMPT_WORDINGS[0]).fit([], [])
    return softmax(asked.log_probabilities(texts), axis=1)


@pytest.fixture(scope="module")
def watch(watched):
    return watched("teacher")


@pytest.fixture(scope="module")
def made(watch):
    return json.loads((watch.folder / "teacher.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def taught(watch):
    return [e for e in watch.events if e.kind == "learnt" and isinstance(e.by, TextPipeline)]


def test_a_pupil_learns_from_the_prompt_or_from_labels_never_from_both(taught):
    kinds = [{mark.partition("row")[0] for mark in event.rows} for event in taught]
    assert kinds.count({"train"}) == 2 * TEACHER.draws
    assert kinds.count({"unlabelled"}) == 2 * (TEACHER.draws + 1)
    assert len(kinds) == 4 * TEACHER.draws + 2


def test_its_labels_are_the_answers_of_the_prompt(taught):
    answers = dict(zip(map(mark_of, TEXTS), said(TEXTS).argmax(axis=1), strict=True))
    assert set(answers.values()) == {0, 1}
    for event in taught:
        if event.rows[0] in answers:
            assert [answers[row] for row in event.rows] == event.labels


def mark_of(text):
    (mark,) = marks(text)
    return mark


def test_each_draw_has_other_rows_and_all_rows_are_drawn_once(taught):
    rows = [tuple(event.rows) for event in taught]
    assert len({len(found) for found in rows}) == 2
    assert all(len(set(found)) == len(found) for found in rows)
    true = [found for found in rows if found[0].startswith("train")]
    assert len(set(true)) == len(true)
    some = [frozenset(found) for found in rows if found[0].startswith("unl") and len(found) == 12]
    assert len(some) == 2 * TEACHER.draws
    assert len(set(some)) == TEACHER.draws  # the same, whether they are weighted or not
    assert [set(found) for found in rows if found[0].startswith("unl") and len(found) == 30] == [
        set(map(mark_of, TEXTS))
    ] * 2


def test_the_recorded_accuracies_are_those_of_pupils_that_learn_again(made):
    labels, sure = said(TEXTS).argmax(axis=1), np.ptp(said(TEXTS), axis=1)
    again = {
        "hard": learn(Split(TEXTS, labels), np.ones(30), TEST.texts),
        "weighted": learn(Split(TEXTS, labels), sure, TEST.texts),
    }
    assert sure.min() < 0.9 < sure.max()
    for kind, result in again.items():
        right = result.arrays["test"].argmax(axis=1) == TEST.labels
        found = made["models"]["a"]["pupils"][kind]["30"]
        assert found["accuracy"]["mean"] == pytest.approx(right.mean(), abs=1e-5)
        answered = said(TEST.texts).argmax(axis=1) == TEST.labels
        lost = right.astype(float) - answered
        assert found["minus_prompt"]["mean"] == pytest.approx(lost.mean(), abs=1e-5)
        assert found["minus_prompt"]["interval"] == pytest.approx(mean_interval(lost), abs=1e-5)
    assert made["models"]["a"]["prompt"]["accuracy"] == pytest.approx(answered.mean(), abs=1e-5)


def test_differences_are_those_of_the_recorded_means(made):
    model = made["models"]["a"]
    for sizes in model["pupils"].values():
        assert list(sizes) == list(made["true"]) == ["12", "30"]
        for size, found in sizes.items():
            mean, true = found["accuracy"]["mean"], made["true"][size]["accuracy"]["mean"]
            assert found["minus_true"]["mean"] == pytest.approx(mean - true, abs=1e-5)
            prompt = model["prompt"]["accuracy"]
            assert found["minus_prompt"]["mean"] == pytest.approx(mean - prompt, abs=1e-5)
            assert len(found["runs"]) == (1 if size == "30" else TEACHER.draws)


def test_the_price_is_that_of_a_thousand_predictions(made):
    model = made["models"]["a"]
    tokens = model["prompt"]["tokens_read_per_1000_predictions"]
    questions = [PROMPT_WORDINGS[0].ask(text)["content"] for text in TEST.texts]
    assert tokens == pytest.approx(np.mean([len(q) for q in questions]) * 1000, rel=0.05)
    assert model["labels"]["n"] == TEACHER.labelled
    assert model["labels"]["share_positive"] == pytest.approx(said(TEXTS).argmax(axis=1).mean())


def test_with_equal_weights_the_pupil_is_the_linear_model_of_the_book():
    rows = easy_corpus().train
    model = nb_logistic_regression().fit(rows.texts, rows.labels)
    found = learn(rows, np.ones(len(rows)), TEST.texts).arrays["test"]
    np.testing.assert_allclose(found, model.predict_proba(TEST.texts), atol=1e-6)


def test_a_weight_belongs_to_its_own_row():
    texts = ["good film", "good plot", "bad film", "bad plot", "odd film", "odd plot"]
    rows = Split(texts, [1, 1, 0, 0, 1, 0])
    trusted = learn(rows, np.array([1, 1, 1, 1, 9, 0.1]), ["odd"]).arrays["test"][0, 1]
    doubted = learn(rows, np.array([1, 1, 1, 1, 0.1, 9]), ["odd"]).arrays["test"][0, 1]
    assert trusted > 0.5 > doubted


def test_each_text_keeps_its_weight_in_every_draw():
    log_prob = np.log(said(TEXTS))
    weight = dict(zip(TEXTS, np.ptp(said(TEXTS), axis=1), strict=True))
    for kind, wanted in (("weighted", weight), ("hard", dict.fromkeys(TEXTS, 1))):
        for draws in teacher._draws_of_labelled(TEXTS, log_prob, kind, TEACHER).values():
            for rows, weights in draws:
                assert weights == pytest.approx([wanted[text] for text in rows.texts])


class Hasty(FakeModel):
    """Reads the end of a review alone, so that it errs."""

    def log_probabilities(self, messages, words):
        end = " ".join(messages[-1]["content"].split()[-2:])
        return super().log_probabilities([{"role": "user", "content": end}], words)


def test_what_is_lost_is_the_pupil_minus_the_others(tmp_path, monkeypatch):
    corpus, model = easy_corpus(), Hasty()
    monkeypatch.setattr(prompts, "TASKS", {"imdb": Task("X", lambda: corpus, PROMPT_WORDINGS)})
    monkeypatch.setattr(language_models, "load", lambda name: model)
    prompts._corpus.cache_clear()
    prompts._classifier.cache_clear()
    record = teacher.reproduce_teacher(
        tmp_path / "t.json",
        corpus,
        UNLABELLED,
        models=("a",),
        settings=TEACHER,
        cache=tmp_path / "cache",
        progress=False,
    )
    prompt = record["models"]["a"]["prompt"]["accuracy"]
    for size, found in record["models"]["a"]["pupils"]["hard"].items():
        mean, true = found["accuracy"]["mean"], record["true"][size]["accuracy"]["mean"]
        assert prompt != mean < true
        assert found["minus_prompt"]["mean"] == pytest.approx(mean - prompt)
        assert found["minus_true"]["mean"] == pytest.approx(mean - true)
        low, high = found["minus_true"]["interval"]
        assert low < mean - true < high < 0


def test_each_piece_is_kept_and_the_answers_of_the_other_run_are_used(tmp_path, monkeypatch):
    corpus, model = easy_corpus(), FakeModel()
    monkeypatch.setattr(prompts, "TASKS", {"imdb": Task("X", lambda: corpus, PROMPT_WORDINGS)})
    monkeypatch.setattr(language_models, "load", lambda name: model)
    prompts._corpus.cache_clear()
    prompts._classifier.cache_clear()
    options = {"models": ("a",), "cache": tmp_path / "cache", "progress": False}
    main = (prompts.Condition(),)
    prompts.reproduce_prompts(
        tmp_path / "p.json", tasks=("imdb",), conditions=main, sizes=TEACHER.prompts, **options
    )
    asked = model.questions

    def run():
        return teacher.reproduce_teacher(
            tmp_path / "t.json", corpus, UNLABELLED, settings=TEACHER, **options
        )

    first = run()
    assert model.questions == asked + TEACHER.labelled
    second = run()
    assert model.questions == asked + TEACHER.labelled
    pupils = [made["models"]["a"]["pupils"]["hard"]["30"] for made in (first, second)]
    assert pupils[0]["minus_true"] == pupils[1]["minus_true"]
    sorted((tmp_path / "cache").glob("teacher-a-1-*.npz"))[0].unlink()
    run()
    assert model.questions == asked + TEACHER.labelled + (TEACHER.labelled - TEACHER.prompts.piece)
