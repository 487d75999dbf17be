"""Answers about news: how they are asked for, graded and counted."""

import numpy as np
import pytest

from textcls.runs import answers, language_models
from textcls.runs.answers import UNKNOWN, Answers, ask, collect, curves, describe, grade, pose
from textcls.runs.cache import Result
from textcls.synthetic.questions import DAYS, Question

DAY = Question("On which day of the week was there news of Ada Quillby?", "Monday", 7, "day")
OFFICE = Question("What is the name of the coach of X?", "Ada Quillby-Vane", 3, "office")
NO_DAY = Question(DAY.text, None, None, "day")
NO_OFFICE = Question(OFFICE.text, None, 5, "office")


@pytest.mark.parametrize(
    ("question", "reply", "found"),
    [
        (DAY, "Monday", "right"),
        (DAY, "It was on MONDAY evening.", "right"),
        (DAY, "Mondays", "wrong"),
        (DAY, "Monday or Tuesday", "wrong"),
        (DAY, "Tuesday", "wrong"),
        (DAY, "", "wrong"),
        (DAY, "Unknown", "abstained"),
        (DAY, "UNKNOWN.", "abstained"),
        (DAY, "unknown, perhaps Monday", "abstained"),
        (OFFICE, "Ada Quillby-Vane", "right"),
        (OFFICE, "coach Quillby-Vane.", "right"),
        (OFFICE, "Ada Quillby", "wrong"),
        (OFFICE, "Vane", "wrong"),
        (OFFICE, "Ada", "wrong"),
        (NO_DAY, "Monday", "hallucinated"),
        (NO_DAY, "", "hallucinated"),
        (NO_DAY, "Unknown", "abstained"),
        (NO_OFFICE, "Ada Quillby-Vane", "hallucinated"),
        (NO_OFFICE, "unknown", "abstained"),
    ],
)
def test_grades(question, reply, found):
    assert grade(question, reply) == found


def test_the_model_reads_the_item_and_may_say_unknown():
    (with_item,), (without,) = pose("Who?", "Rain."), pose("Who?", None)
    assert with_item["content"].endswith("News item: Rain.\n\nQuestion: Who?")
    assert without["content"].endswith(f"say {UNKNOWN}.\n\nQuestion: Who?")
    assert UNKNOWN in with_item["content"]
    assert "item" not in without["content"]
    assert without["role"] == "user"


class Says:
    """A language model that says what stands in brackets, with one hundredth for each word."""

    def __init__(self):
        self.tokens_given = self.tokens_read = 0
        self.asked = []

    def answer(self, messages, max_tokens):
        self.tokens_given += 10
        self.tokens_read += 4
        return messages[0]["content"].partition("[")[2].partition("]")[0][:max_tokens]

    def log_probabilities(self, messages, words):
        self.asked.append(words)
        self.tokens_given += 1_000
        return -np.arange(1.0, len(words) + 1)


def test_a_reply_costs_what_it_costs_and_its_probability_nothing(monkeypatch):
    model = Says()
    monkeypatch.setattr(language_models, "load", lambda name: model)
    result = ask("a", [pose("Who? [Ada]", None), pose("Who? []", None)], max_tokens=2)
    assert result.record["replies"] == ["Ad", ""]
    assert (result.record["tokens_given"], result.record["tokens_read"]) == (20, 8)
    assert model.asked == [["Ad", *DAYS, UNKNOWN], [UNKNOWN, *DAYS, UNKNOWN]]
    assert result.arrays["said"].tolist() == [-1, -1]
    assert result.arrays["candidates"].tolist() == [list(range(-2, -10, -1))] * 2


def piece(replies, said, cost):
    record = {"replies": replies, "core_seconds": cost, "tokens_given": 20, "tokens_read": 10}
    return Result(record, {"said": np.array(said), "candidates": np.zeros((len(said), 8))})


def test_pieces_are_put_together_in_their_order():
    found = collect([DAY, OFFICE, NO_DAY], [piece(["a", "b"], [-1, -2], 1), piece(["c"], [-3], 5)])
    assert found.replies == ["a", "b", "c"]
    assert found.said.tolist() == [-1, -2, -3]
    assert found.candidates.shape == (3, 8)
    assert found.costs == {"core_seconds": 2, "tokens_given": 40 / 3, "tokens_read": 20 / 3}


def days(*rows):
    """Log-probabilities in which one day, or UNKNOWN (7), has the rest."""
    found = np.full((len(rows), 8), np.log(0.02))
    for row, (best, probability) in enumerate(rows):
        found[row, best] = np.log(probability)
    return found


QUESTIONS = [DAY, DAY, DAY, OFFICE, NO_DAY, NO_DAY, NO_OFFICE]
REPLIES = ["Monday", "Unknown", "Friday", "Unknown", "Sunday", "Unknown", "Ada Quillby"]
SAID = np.array([-0.1, -0.2, -0.9, -0.3, -0.5, -0.4, -0.7])
CANDIDATES = days((0, 0.8), (7, 0.7), (4, 0.5), (0, 0.9), (6, 0.6), (7, 0.8), (0, 0.9))
GIVEN = Answers(QUESTIONS, REPLIES, SAID, CANDIDATES, {"core_seconds": 1.0})


def test_each_grade_is_counted_among_the_questions_that_it_belongs_to():
    found = describe(GIVEN)
    assert found["grades"] == "rawahah"
    counts = {
        group: {name: (part["count"], part["n"]) for name, part in found[group].items()}
        for group in ("answerable", "unanswerable")
    }
    assert counts == {
        "answerable": {"right": (1, 4), "wrong": (1, 4), "abstained": (2, 4)},
        "unanswerable": {"abstained": (1, 3), "hallucinated": (2, 3)},
    }
    assert {sort: len(part) for sort, part in found["by_sort"].items()} == {
        "day": 3,
        "day, named nowhere": 2,
        "office": 3,
        "office, not stated": 2,
    }
    assert found["by_sort"]["day"]["right"]["share"] == pytest.approx(1 / 3)
    low, high = found["unanswerable"]["hallucinated"]["interval"]
    assert low < 2 / 3 < high


def test_without_unanswerable_questions_there_is_nothing_to_count():
    one = Answers([DAY], ["Monday"], SAID[:1], CANDIDATES[:1], {})
    assert describe(one)["unanswerable"] == {}


def test_what_abstaining_costs_is_what_the_best_day_would_have_got_right():
    found = describe(GIVEN)["days"]
    # Of the seven days the second question gives all 0.02: the first, Monday, is taken.
    assert (found["best_day_right"]["count"], found["best_day_right"]["n"]) == (2, 3)
    assert found["abstained"] == 1
    assert found["abstained_where_the_best_day_is_right"] == 1


def test_the_curve_of_days_answers_the_surest_first():
    total = [p + 7 * 0.02 for p in (0.8, 0.7, 0.5, 0.6, 0.8)]
    sure = [0.8 / total[0], 0.02 / total[1], 0.5 / total[2], 0.6 / total[3], 0.02 / total[4]]
    right = [True, True, False, False, False]
    order = np.argsort([-c for c in sure])
    threshold, coverage, risk = curves(GIVEN)["risk_of_days"]
    assert threshold == pytest.approx(np.sort(sure)[::-1])
    assert coverage == pytest.approx(np.arange(1, 6) / 5)
    wrong = [not right[i] for i in order]
    assert risk == pytest.approx([np.mean(wrong[: n + 1]) for n in range(5)])


def test_the_curve_of_replies_covers_only_what_is_answered():
    _, coverage, risk = curves(GIVEN)["risk_of_replies"]
    assert coverage == pytest.approx(np.arange(1, 5) / 7)
    assert risk == pytest.approx([0, 1 / 2, 2 / 3, 3 / 4])
    silent = GIVEN._replace(replies=[UNKNOWN] * 7)
    assert set(curves(silent)) == {"risk_of_days"}


def test_a_bad_share_is_counted():
    assert answers.share([False] * 3)["count"] == 0
