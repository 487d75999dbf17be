"""The run of questions, §6.1: items are searched for, and instruction models answer from them.

The archive is made for this book, and so are the questions: which item holds an answer is known,
and so is whether any does. A piece of 25 answers is a trial: the run can be stopped.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from textcls import evaluation
from textcls.arrays import Floats
from textcls.corpora.corpus import Corpus
from textcls.models.encoder import SentenceEncoder
from textcls.models.retrieval import Retriever
from textcls.runs import answers, engine, language_models
from textcls.runs.cache import Result
from textcls.runs.engine import Trial
from textcls.runs.learners import Stopwatch
from textcls.runs.provenance import digest
from textcls.synthetic.news import News, make_news
from textcls.synthetic.questions import (
    Description,
    Question,
    describe_events,
    make_questions,
)

__all__ = [
    "CONDITIONS",
    "KS",
    "MODELS",
    "SEARCHES",
    "Material",
    "Sizes",
    "list_trials",
    "material",
    "reproduce_questions",
    "search",
]

MODELS = ("0.5b", "1.5b")
SEARCHES: dict[str, Callable[[], Any]] = {"words": TfidfVectorizer, "encoder": SentenceEncoder}
CONDITIONS = ("none", "words", "encoder", "right")
"""What a model reads, which is no item, the first by words or by the encoder, or the right one."""
KS = (1, 3, 10)
PROTOCOL = (
    "Nothing is learnt, and nothing was chosen by a result: one wording, written first; TF-IDF "
    "and encoder as they come. Recall is that of the answerable questions. A description shares "
    "no word but stop words with the items that it looks for, so that words can only guess. A "
    "model answers without an item, from the first item of either search, and from the right one, "
    "where the question has one. Its most probable answer is right if it holds the day, and no "
    "other, or the person's surname; it abstains if it holds the word unknown; every other answer "
    "is wrong, or, where the archive holds none, hallucinated. Seconds are those of one thread."
)


@dataclass(frozen=True)
class Sizes:
    """How much is asked, and about how much.

    Attributes
    ----------
    archive
        News items.
    answerable, unanswerable
        See `textcls.synthetic.questions.make_questions`.
    piece
        Questions of a trial.
    max_tokens
        Where an answer is cut off.

    Examples
    --------
    >>> Sizes().archive
    600
    """

    archive: int = 600
    answerable: int = 150
    unanswerable: int = 75
    piece: int = 25
    max_tokens: int = 12


class Material(NamedTuple):
    """An archive, and what is asked about it.

    Examples
    --------
    >>> len(Material(make_news(2), [], []).archive)
    2
    """

    archive: News
    questions: list[Question]
    descriptions: list[Description]


@lru_cache(maxsize=1)
def material(sizes: Sizes) -> Material:
    """Make the archive and the questions.

    Parameters
    ----------
    sizes
        How many.

    Returns
    -------
    Material

    Examples
    --------
    >>> len(material(Sizes(archive=60, answerable=6, unanswerable=3)).questions)
    9
    """
    archive = make_news(sizes.archive)
    questions = make_questions(archive, sizes.answerable, sizes.unanswerable)
    return Material(archive, questions, describe_events(archive))


# --- searching -------------------------------------------------------------------------------


def search(
    about: Material, cache: str | os.PathLike[str] = engine.CACHE, progress: bool = True
) -> dict[str, Result]:
    """Rank the items for every question and every description.

    Parameters
    ----------
    about
        Of `material`.
    cache, progress
        See `textcls.runs.engine.run_trials`.

    Returns
    -------
    dict
        For each of `SEARCHES` what it cost, and the arrays ``named`` and ``described``, numbers of
        items, shape (questions, 10).

    Raises
    ------
    InputError
        If the encoder cannot be found.

    Examples
    --------
    >>> import tempfile
    >>> about = material(Sizes(archive=60, answerable=6, unanswerable=3))
    >>> search(about, tempfile.mkdtemp(), False)["words"].arrays["named"].shape  # doctest: +SKIP
    (9, 10)
    """
    key = [
        about.archive.texts,
        [question.text for question in about.questions],
        [description.text for description in about.descriptions],
    ]
    trials = [
        Trial(f"search-{name}", 0, key, partial(_search, features, about))
        for name, features in SEARCHES.items()
    ]
    results = engine.run_trials(trials, cache, progress)
    return {name: results[f"search-{name}"][0] for name in SEARCHES}


def _search(features: Callable[[], Any], about: Material) -> Result:
    with Stopwatch() as reading:
        retriever = Retriever(features()).fit(about.archive.texts)
    with Stopwatch() as searching:
        named = retriever.rank([question.text for question in about.questions], max(KS))
    texts = [description.text for description in about.descriptions]
    record = {
        "core_seconds_to_read_the_archive": reading.core_seconds,
        "core_seconds_per_question": searching.core_seconds / len(named),
    }
    return Result(record, {"named": named, "described": retriever.rank(texts, max(KS))})


def _describe_searches(about: Material, searches: Mapping[str, Result]) -> dict[str, Any]:
    recall = {name: _recall_of_named(about, found) for name, found in searches.items()}
    precision = {name: _precision_of_described(about, found) for name, found in searches.items()}
    described: dict[str, Any] = {
        name: searches[name].record
        | {
            "recall_of_named": {str(k): answers.share(recall[name][k]) for k in KS},
            "precision_of_described": {str(k): _mean(precision[name][k]) for k in KS},
        }
        for name in searches
    }
    described["encoder_minus_words"] = {
        "recall_of_named": {
            str(k): evaluation.effect(recall["words"][k], recall["encoder"][k])._asdict()
            for k in KS
        },
        "precision_of_described": {
            str(k): _mean(precision["encoder"][k] - precision["words"][k]) for k in KS
        },
    }
    return described


def _recall_of_named(about: Material, found: Result) -> dict[int, Floats]:
    right = {
        row: {question.item}
        for row, question in enumerate(about.questions)
        if question.answerable and question.item is not None
    }
    ranked = found.arrays["named"][list(right)]
    return {k: evaluation.recall_at_k(list(right.values()), ranked, k) for k in KS}


def _precision_of_described(about: Material, found: Result) -> dict[int, Floats]:
    relevant = [description.items for description in about.descriptions]
    return {k: evaluation.precision_at_k(relevant, found.arrays["described"], k) for k in KS}


def _mean(values: Floats) -> dict[str, Any]:
    interval = list(evaluation.mean_interval(values))
    return {"n": len(values), "mean": float(values.mean()), "interval": interval}


# --- answering -------------------------------------------------------------------------------


def list_trials(
    model: str, about: Material, searches: Mapping[str, Result], sizes: Sizes
) -> Iterator[Trial]:
    """List the pieces of one model's work.

    Parameters
    ----------
    model
        See `textcls.models.llama.find_model`.
    about, searches
        Of `material` and `search`.
    sizes
        How much is asked.

    Yields
    ------
    Trial
        See `textcls.runs.answers.ask`. Its key holds every word that the model reads.

    Examples
    --------
    >>> sizes = Sizes(archive=60, answerable=6, unanswerable=3)
    >>> trial = next(list_trials("0.5b", material(sizes), {}, sizes))
    >>> trial.name, len(trial.key[0])
    ('answers-0.5b-none', 9)
    """
    for condition in CONDITIONS:
        rows = _asked(about, condition)
        for piece, start in enumerate(range(0, len(rows), sizes.piece)):
            conversations = [
                answers.pose(about.questions[row].text, _item(row, condition, about, searches))
                for row in rows[start : start + sizes.piece]
            ]
            yield Trial(
                _trial_name(model, condition),
                piece,
                [conversations, sizes.max_tokens],
                partial(answers.ask, model, conversations, sizes.max_tokens),
            )


def _trial_name(model: str, condition: str) -> str:
    return f"answers-{Path(model).name}-{condition}"


def _asked(about: Material, condition: str) -> list[int]:
    """Give the numbers of the questions that are asked: the right item has to be there."""
    return [
        row
        for row, question in enumerate(about.questions)
        if condition != "right" or question.item is not None
    ]


def _item(row: int, condition: str, about: Material, searches: Mapping[str, Result]) -> str | None:
    if condition == "none":
        return None
    right = about.questions[row].item
    number = right if condition == "right" else int(searches[condition].arrays["named"][row, 0])
    return None if number is None else about.archive.texts[number]


# --- the record ------------------------------------------------------------------------------


def reproduce_questions(
    out: str | os.PathLike[str] = "book/results/questions.json",
    *,
    models: Sequence[str] = MODELS,
    sizes: Sizes | None = None,
    cache: str | os.PathLike[str] = engine.CACHE,
    kept_only: bool = False,
    progress: bool = True,
) -> dict[str, Any]:
    """Search for the items, let every model answer, and record how good both are.

    Parameters
    ----------
    out
        The JSON file to write. Rankings, probabilities and curves go into the file of the same
        name that ends in ``.npz``.
    models
        Names or files; see `textcls.models.llama.find_model`.
    sizes
        How much is asked, and about how much.
    cache
        Folder for finished pieces.
    kept_only
        Ask no model, and record the answers whose pieces are all finished.
    progress
        Show finished pieces on standard error.

    Returns
    -------
    dict
        What the JSON file holds.

    Raises
    ------
    InputError
        If the file cannot be written, or the encoder or a model cannot be found or run.

    Examples
    --------
    >>> reproduce_questions(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    sizes = sizes or Sizes()
    target = engine.prepare(out)
    about = material(sizes)
    searches = search(about, cache, progress)
    arrays: dict[str, NDArray[Any]] = {
        f"{name}/{kind}": found.arrays[kind].astype(np.int16)
        for name, found in searches.items()
        for kind in found.arrays
    }
    described: dict[str, Any] = {}
    for model in models:
        trials = list(list_trials(model, about, searches, sizes))
        results = engine.run_trials(
            engine.finished(trials, cache) if kept_only else trials, cache, progress
        )
        found = {}
        for condition in CONDITIONS:
            if pieces := results.get(_trial_name(model, condition)):
                asked = [about.questions[row] for row in _asked(about, condition)]
                given = answers.collect(asked, pieces)
                found[condition] = answers.describe(given)
                arrays |= {
                    f"{Path(model).name}/{condition}/{name}": array.astype(np.float32)
                    for name, array in (_confidences(given) | answers.curves(given)).items()
                }
        if found:
            facts = language_models.facts(model, cache, progress)
            described[Path(model).name] = facts | {"answers": found}
    engine.write_arrays(target.with_suffix(".npz"), arrays)
    return engine.write_run(
        target,
        "questions",
        data={"sha256": digest(Corpus(about.archive, about.archive.take([]), ()))}
        | _describe_questions(about),
        protocol=PROTOCOL,
        settings=asdict(sizes)
        | {"prompts": [answers.pose("…", item)[0]["content"] for item in (None, "…")]},
        searches=_describe_searches(about, searches),
        models=described,
    )


def _confidences(given: answers.Answers) -> dict[str, Floats]:
    return {"said": given.said, "candidates": given.candidates}


def _describe_questions(about: Material) -> dict[str, Any]:
    days = [q.answer for q in about.questions if q.answerable and q.kind == "day"]
    return {
        "questions": dict(Counter(map(answers.sort_of, about.questions))),
        "commonest_day": Counter(days).most_common(1)[0],
        "relevant_items": {d.event: len(d.items) for d in about.descriptions},
    }
