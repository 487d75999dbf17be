"""Answers of an instruction model about news, §6.1: asked, graded by a rule, counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from textcls import evaluation
from textcls.arrays import Flags, Floats, Integers
from textcls.models.prompting import Message
from textcls.runs import language_models
from textcls.runs.cache import Result
from textcls.runs.language_models import Meter, mean_costs
from textcls.synthetic.questions import DAYS, Question

__all__ = [
    "GRADES",
    "UNKNOWN",
    "Answers",
    "ask",
    "collect",
    "curves",
    "describe",
    "grade",
    "pose",
    "share",
    "sort_of",
]

GRADES = ("right", "wrong", "abstained", "hallucinated")
UNKNOWN = "Unknown"

_TASK = (
    "Answer in as few words as possible, with a day of the week or with a name. {otherwise}\n\n"
    "{item}Question: {question}"
)
_WITHOUT_ITEM = f"If you do not know the answer, say {UNKNOWN}."
_WITH_ITEM = f"If the news item does not say it, answer {UNKNOWN}."


def pose(question: str, item: str | None) -> list[Message]:
    r"""Put a question to a language model.

    Parameters
    ----------
    question
        Its text.
    item
        What the model may read; None for nothing.

    Returns
    -------
    list of Message

    Examples
    --------
    >>> pose("Who?", "An item.")[0]["content"].partition("Unknown.")[2]
    '\n\nNews item: An item.\n\nQuestion: Who?'
    """
    otherwise, read = (
        (_WITHOUT_ITEM, "") if item is None else (_WITH_ITEM, f"News item: {item}\n\n")
    )
    content = _TASK.format(otherwise=otherwise, item=read, question=question)
    return [{"role": "user", "content": content}]


def grade(question: Question, reply: str) -> str:
    """Grade an answer.

    Parameters
    ----------
    question
        With its answer.
    reply
        What a model said.

    Returns
    -------
    str
        ``"abstained"`` if it holds the word unknown; ``"right"`` if it holds the day, and no other,
        or the surname; otherwise ``"wrong"``, or ``"hallucinated"`` if there is no answer.

    Examples
    --------
    >>> day = Question("On which day …?", "Monday", 7, "day")
    >>> grade(day, "on monday"), grade(day, "Friday"), grade(day, "unknown.")
    ('right', 'wrong', 'abstained')
    >>> grade(Question("Who …?", None, None, "office"), "Ada Quillby")
    'hallucinated'
    """
    if _holds(reply, UNKNOWN):
        return "abstained"
    if question.answer is None:
        return "hallucinated"
    last = question.answer.split()[-1]
    named = [day for day in DAYS if _holds(reply, day)]
    right = named == [last] if question.kind == "day" else _holds(reply, last)
    return "right" if right else "wrong"


def _holds(reply: str, word: str) -> bool:
    pattern = rf"(?<![\w-]){re.escape(word)}(?![\w-])"
    return re.search(pattern, reply, re.IGNORECASE) is not None


def sort_of(question: Question) -> str:
    """Say what is asked for and, if there is no answer, why.

    Parameters
    ----------
    question
        Any.

    Returns
    -------
    str

    Examples
    --------
    >>> sort_of(Question("Who …?", None, 3, "office"))
    'office, not stated'
    """
    if question.answerable:
        return question.kind
    return f"{question.kind}, {'named nowhere' if question.item is None else 'not stated'}"


def ask(model: str, conversations: Sequence[Sequence[Message]], max_tokens: int) -> Result:
    """Let a model answer; then ask how probable its answer is, and each day beside `UNKNOWN`.

    Parameters
    ----------
    model
        See `textcls.runs.language_models.load`.
    conversations
        One for each question.
    max_tokens
        Where an answer is cut off.

    Returns
    -------
    Result
        The replies and what they cost; the arrays ``said``, the logarithm of the probability of
        each reply, and ``candidates``, shape (questions, 8), of each day and of `UNKNOWN`.

    Examples
    --------
    >>> ask("7b", [pose("Who?", None)], 12)
    Traceback (most recent call last):
    textcls.errors.InputError: there is no model '7b'; give 0.5b, 1.5b or the path of a GGUF file
    """
    language_model = language_models.load(model)
    replies, costs, said, candidates = [], [], [], []
    for messages in conversations:
        with Meter(language_model) as meter:
            reply = language_model.answer(messages, max_tokens)
        replies.append(reply)
        costs.append(meter.record)
        words = [reply or UNKNOWN, *DAYS, UNKNOWN]
        first, *others = language_model.log_probabilities(messages, words)
        said.append(first)
        candidates.append(others)
    total = {key: sum(cost[key] for cost in costs) for key in costs[0]}
    arrays = {"said": np.array(said), "candidates": np.array(candidates)}
    return Result({"replies": replies} | total, arrays)


class Answers(NamedTuple):
    """What a model said to some questions, and how sure it was.

    Attributes
    ----------
    questions, replies
        One of each.
    said, candidates
        See `ask`.
    costs
        Of one answer, on average.

    Examples
    --------
    >>> question = Question("On which day …?", "Monday", 7, "day")
    >>> Answers([question], ["Monday"], np.zeros(1), np.zeros((1, 8)), {}).grades
    ['right']
    """

    questions: list[Question]
    replies: list[str]
    said: Floats
    candidates: Floats
    costs: dict[str, float]

    @property
    def grades(self) -> list[str]:
        """One for each answer."""
        return list(map(grade, self.questions, self.replies))


def collect(questions: list[Question], pieces: Sequence[Result]) -> Answers:
    """Put the pieces of a model's work together.

    Parameters
    ----------
    questions
        Those of all pieces, in their order.
    pieces
        Results of `ask`.

    Returns
    -------
    Answers

    Examples
    --------
    >>> costs = {"core_seconds": 1.0, "tokens_given": 9, "tokens_read": 9}
    >>> arrays = {"said": np.zeros(1), "candidates": np.zeros((1, 8))}
    >>> piece = Result({"replies": ["Monday"]} | costs, arrays)
    >>> collect([Question("On which day …?", "Monday", 7, "day")], [piece]).costs["tokens_given"]
    9.0
    """
    replies = [reply for piece in pieces for reply in piece.record["replies"]]
    said, candidates = (
        np.concatenate([piece.arrays[name] for piece in pieces]) for name in ("said", "candidates")
    )
    return Answers(questions, replies, said, candidates, mean_costs(pieces, len(replies)))


def describe(answers: Answers) -> dict[str, Any]:
    """Count the grades, and what abstaining costs.

    Parameters
    ----------
    answers
        Of one model, read from one kind of item.

    Returns
    -------
    dict
        ``answerable``, ``unanswerable`` and, for each sort of question, ``by_sort``: each grade's
        count with its interval. ``days``: how often the most probable day is right, how often of
        the questions that the model abstains from. ``grades``: the first letter of each.

    Examples
    --------
    >>> questions = [Question("On which day …?", day, 7, "day") for day in ("Monday", None)]
    >>> sure = np.log([[0.9, *[0.01] * 7]] * 2)
    >>> found = describe(Answers(questions, ["Monday", "Monday"], np.zeros(2), sure, {}))
    >>> found["grades"], found["unanswerable"]["hallucinated"]["count"]
    ('rh', 1)
    """
    grades = answers.grades
    sorts = [sort_of(question) for question in answers.questions]
    answerable = [question.answerable for question in answers.questions]
    return {
        "answerable": _count(compress(grades, answerable), GRADES[:3]),
        "unanswerable": _count(compress(grades, [not a for a in answerable]), GRADES[2:]),
        "by_sort": {
            sort: _count(
                compress(grades, [other == sort for other in sorts]),
                GRADES[2:] if "," in sort else GRADES[:3],
            )
            for sort in sorted(set(sorts))
        },
        "days": _describe_days(answers),
        "grades": "".join(found[0] for found in grades),
        "replies": answers.replies,
        "costs": answers.costs,
    }


def share(flags: ArrayLike) -> dict[str, Any]:
    """Give a count of yes and no with its 95 % interval.

    Parameters
    ----------
    flags
        At least one.

    Returns
    -------
    dict
        ``n``, ``count``, ``share`` and ``interval``.

    Examples
    --------
    >>> share([True, False])["share"]
    0.5
    """
    found = np.asarray(flags, dtype=bool)
    n, count = len(found), int(found.sum())
    interval = list(evaluation.accuracy_interval(count, n))
    return {"n": n, "count": count, "share": count / n, "interval": interval}


def _count(grades: Iterable[str], possible: Sequence[str]) -> dict[str, Any]:
    found = list(grades)
    return {name: share([one == name for one in found]) for name in possible if found}


def _best_days(answers: Answers) -> tuple[Integers, Flags, Floats]:
    """Force an answer where a day is asked for: which questions, whether it is right, how sure."""
    rows = np.flatnonzero([question.kind == "day" for question in answers.questions])
    days = softmax(answers.candidates[rows], axis=1)[:, :-1]
    best = [DAYS[number] for number in days.argmax(axis=1)]
    right = [answers.questions[row].answer == day for row, day in zip(rows, best, strict=True)]
    return rows, np.array(right), days.max(axis=1)


def _describe_days(answers: Answers) -> dict[str, Any]:
    rows, right, _ = _best_days(answers)
    answerable = np.array([answers.questions[row].answerable for row in rows])
    abstained = np.array([answers.grades[row] == "abstained" for row in rows])
    return {
        "best_day_right": share(right[answerable]),
        "abstained": int(np.sum(abstained & answerable)),
        "abstained_where_the_best_day_is_right": int(np.sum(abstained & right)),
    }


def curves(answers: Answers) -> dict[str, Floats]:
    """Trace threshold, coverage and risk, as confidence decides what is answered.

    Parameters
    ----------
    answers
        Of one model, read from one kind of item.

    Returns
    -------
    dict
        Arrays of shape (3, thresholds). ``risk_of_replies``: of all questions those are covered
        that the model does not abstain from, the surest first. ``risk_of_days``: of the questions
        for a day; the most probable day is the answer, and its probability beside the other days
        and `UNKNOWN` the confidence.

    Examples
    --------
    >>> questions = [Question("On which day …?", day, 7, "day") for day in ("Monday", None)]
    >>> sure = np.log([[0.9, *[0.01] * 7], [0.2, *[0.01] * 7]])
    >>> answers = Answers(questions, ["Monday", "Unknown"], np.zeros(2), sure, {})
    >>> curves(answers)["risk_of_days"][1:].tolist(), curves(answers)["risk_of_replies"].tolist()
    ([[0.5, 1.0], [0.0, 0.5]], [[0.0], [0.5], [0.0]])
    """
    _, right_day, confidence = _best_days(answers)
    found = {"risk_of_days": np.array(evaluation.risk_coverage_of(right_day, confidence))}
    given = np.array([one != "abstained" for one in answers.grades])
    if given.any():
        right = np.array([one == "right" for one in answers.grades])
        curve = np.array(evaluation.risk_coverage_of(right[given], answers.said[given]))
        found["risk_of_replies"] = curve * [[1], [given.mean()], [1]]
    return found
