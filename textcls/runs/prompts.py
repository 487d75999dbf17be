"""The run of prompts, §3.3: instruction models that have seen none of our labels.

Every answer is kept as a probability for each class, so that a chapter can compare it with what the
trained models say about the same texts. A piece of 50 answers is a trial: the run can be stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from textcls.arrays import Floats, Integers
from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.models.prompting import PromptClassifier
from textcls.runs import engine, language_models, measures
from textcls.runs.cache import Result
from textcls.runs.engine import Trial
from textcls.runs.language_models import Meter, mean_costs
from textcls.runs.prompt_tasks import TASKS
from textcls.runs.provenance import digest
from textcls.runs.training import divide

__all__ = [
    "CONDITIONS",
    "MODELS",
    "Condition",
    "Sizes",
    "ask",
    "draw_rows",
    "list_trials",
    "reproduce_prompts",
]

MODELS = ("1.5b", "0.5b")
PROTOCOL = (
    "No label is learnt from, except those of the examples that a prompt shows; they come from "
    "rows of train. The first wording was written first and is the main one; no wording was "
    "chosen by a result. Every model is asked about the same texts of the test, drawn by lot, "
    "each class in proportion; the further conditions about some of them. The rows held out of "
    "train serve to weigh a prompt against trained models. Long texts are shortened to the first "
    "quarter and the last three quarters of the given number of words. The prior of an answer is "
    "its mean share for the texts 'N/A', '' and '[MASK]'. Seconds are those of one thread."
)


@dataclass(frozen=True)
class Condition:
    """One way to ask: which wording, how many examples, which draw of them, about which rows.

    Attributes
    ----------
    wording
        Number of the wording in its task.
    n_examples
        Shown before the question.
    draw
        Which draw of examples.
    rows
        ``"main"``, ``"varied"`` (some of the main ones) or ``"held_out"`` (rows of train).

    Examples
    --------
    >>> Condition(n_examples=4, rows="varied").name
    'wording0-examples4-draw0-varied'
    """

    wording: int = 0
    n_examples: int = 0
    draw: int = 0
    rows: str = "main"

    @property
    def name(self) -> str:
        """Tell it apart from the others."""
        return f"wording{self.wording}-examples{self.n_examples}-draw{self.draw}-{self.rows}"


CONDITIONS = (
    Condition(),
    *(Condition(wording=wording, rows="varied") for wording in (1, 2, 3, 4)),
    *(Condition(n_examples=n, draw=draw, rows="varied") for n in (4, 8) for draw in (0, 1)),
    Condition(rows="held_out"),
)
"""In the order in which they are asked."""


@dataclass(frozen=True)
class Sizes:
    """How many texts are asked about.

    Attributes
    ----------
    main, varied, held_out
        Texts of the test, those of them for further conditions, texts of train.
    piece
        Texts of a trial.
    max_words
        Words of a text that the model sees.

    Examples
    --------
    >>> Sizes().main
    1000
    """

    main: int = 1_000
    varied: int = 300
    held_out: int = 300
    piece: int = 50
    max_words: int = 200


def draw_rows(corpus: Corpus, sizes: Sizes) -> dict[str, Split]:
    """Draw the texts to ask about, each class in proportion, the same for every model.

    Parameters
    ----------
    corpus
        Train and test.
    sizes
        How many.

    Returns
    -------
    dict
        ``main``, ``varied`` and ``held_out``.

    Examples
    --------
    >>> split = Split(list("abcdefgh"), [0, 1] * 4)
    >>> rows = draw_rows(Corpus(split, split, ("x", "y")), Sizes(main=4, varied=2, held_out=2))
    >>> len(rows["main"]), set(rows["varied"].texts) <= set(rows["main"].texts)
    (4, True)
    """
    main = split_off(corpus.test, sizes.main, seed=0)[1]
    return {
        "main": main,
        "varied": split_off(main, sizes.varied, seed=0)[1],
        "held_out": divide(corpus.train, sizes.held_out)[1],
    }


def list_trials(
    model: str, task_name: str, sizes: Sizes, conditions: Sequence[Condition] = CONDITIONS
) -> Iterator[Trial]:
    """List the pieces of one model's work on one task.

    Parameters
    ----------
    model
        See `textcls.models.llama.find_model`.
    task_name
        A name of `TASKS`.
    sizes, conditions
        How much is asked, and in which ways.

    Yields
    ------
    Trial
        Its result has the arrays ``log_prob``, shape (texts, classes), and ``prior``.

    Examples
    --------
    >>> trial = next(list_trials("0.5b", "reviews", Sizes()))
    >>> trial.name, trial.seed
    ('prompt-0.5b-reviews-wording0-examples0-draw0-main', 0)
    """
    task = TASKS[task_name]
    corpus = _corpus(task_name)
    drawn, data = draw_rows(corpus, sizes), digest(corpus)
    for condition in conditions:
        rows = drawn[condition.rows]
        for piece, start in enumerate(range(0, len(rows), sizes.piece)):
            part = rows.take(np.arange(start, min(start + sizes.piece, len(rows))))
            yield Trial(
                _trial_name(model, task_name, condition),
                piece,
                [data, asdict(sizes), asdict(task.wordings[condition.wording])],
                partial(ask, model, task_name, condition, sizes, part.texts),
            )


def _trial_name(model: str, task_name: str, condition: Condition) -> str:
    return f"prompt-{Path(model).name}-{task_name}-{condition.name}"


def ask(
    model: str, task_name: str, condition: Condition, sizes: Sizes, texts: Sequence[str]
) -> Result:
    """Ask one model about some texts.

    Parameters
    ----------
    model, task_name, sizes
        See `list_trials`.
    condition
        In which way.
    texts
        Any, from the task's corpus or not.

    Returns
    -------
    Result
        What it cost, and the arrays ``log_prob``, shape (texts, classes), and ``prior``.

    Examples
    --------
    >>> ask("7b", "reviews", Condition(), Sizes(), ["A fine film."])
    Traceback (most recent call last):
    textcls.errors.InputError: there is no model '7b'; give 0.5b, 1.5b or the path of a GGUF file
    """
    classifier = _classifier(model, task_name, condition, sizes)
    with Meter(language_models.load(model)) as meter:
        log_prob = classifier.log_probabilities(texts)
    record = {"n": len(texts)} | meter.record
    return Result(record, {"log_prob": log_prob, "prior": classifier.prior_})


@lru_cache(maxsize=1)
def _classifier(model: str, task_name: str, condition: Condition, sizes: Sizes) -> PromptClassifier:
    """Make ready to ask: the examples come from rows of train, not from those asked about."""
    task, corpus = TASKS[task_name], _corpus(task_name)
    shown = divide(corpus.train, sizes.held_out)[0]
    classifier = PromptClassifier(
        language_models.load(model),
        task.wordings[condition.wording],
        n_examples=condition.n_examples,
        max_words=sizes.max_words,
        random_state=condition.draw,
    )
    return classifier.fit(shown.texts, shown.labels)


@lru_cache(maxsize=4)
def _corpus(task_name: str) -> Corpus:
    return TASKS[task_name].load()


def reproduce_prompts(
    out: str | os.PathLike[str] = "book/results/prompts.json",
    *,
    models: Sequence[str] = MODELS,
    tasks: Sequence[str] = tuple(TASKS),
    conditions: Sequence[Condition] = CONDITIONS,
    sizes: Sizes | None = None,
    cache: str | os.PathLike[str] = engine.CACHE,
    kept_only: bool = False,
    progress: bool = True,
) -> dict[str, Any]:
    """Ask every model about every task in every way, and record how good the answers are.

    Parameters
    ----------
    out
        The JSON file to write. The answers themselves, as probabilities, go into the file of the
        same name that ends in ``.npz``.
    models
        Names or files; see `textcls.models.llama.find_model`.
    tasks
        Names of `TASKS`.
    conditions, sizes
        How much is asked, and in which ways.
    cache
        Folder for finished pieces.
    kept_only
        Ask nothing, and record the conditions whose pieces are all finished.
    progress
        Show finished pieces on standard error.

    Returns
    -------
    dict
        What the JSON file holds.

    Raises
    ------
    InputError
        If the file cannot be written, or a model cannot be found or run.

    Examples
    --------
    >>> reproduce_prompts(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    sizes = sizes or Sizes()
    target = engine.prepare(out)
    arrays: dict[str, NDArray[Any]] = {}
    data: dict[str, Any] = {}
    described = {
        model: language_models.facts(model, cache, progress) | {"tasks": {}} for model in models
    }
    for name in tasks:
        rows = draw_rows(_corpus(name), sizes)
        data[name] = {"title": TASKS[name].title, "sha256": digest(_corpus(name))}
        arrays |= {f"{name}/labels/{part}": rows[part].labels for part in rows}
        for model in models:
            trials = list(list_trials(model, name, sizes, conditions))
            results = engine.run_trials(
                engine.finished(trials, cache) if kept_only else trials, cache, progress
            )
            found = described[model]["tasks"][name] = {}
            for condition in conditions:
                if pieces := results.get(_trial_name(model, name, condition)):
                    log_prob = np.concatenate([piece.arrays["log_prob"] for piece in pieces])
                    arrays[f"{name}/{Path(model).name}/{condition.name}"] = log_prob.astype(
                        np.float32
                    )
                    found[condition.name] = asdict(condition) | _describe(
                        rows[condition.rows].labels, log_prob, pieces
                    )
    engine.write_arrays(target.with_suffix(".npz"), arrays)
    return engine.write_run(
        target,
        "prompts",
        data=data,
        protocol=PROTOCOL,
        settings=asdict(sizes),
        models={Path(model).name: found for model, found in described.items()},
    )


def _describe(y: Integers, log_prob: Floats, pieces: Sequence[Result]) -> dict[str, Any]:
    """Measure the answers as they are and with the prior divided out."""
    prior = np.asarray(pieces[0].arrays["prior"])
    names = [str(number) for number in range(log_prob.shape[1])]
    n = len(y)
    return {
        "n": n,
        "as_is": measures.measure(y, softmax(log_prob, axis=1), names),
        "corrected": measures.measure(y, softmax(log_prob - np.log(prior), axis=1), names),
        "prior": prior,
        "said": float(np.exp(log_prob).sum(axis=1).mean()),
        **{f"{key}_per_text": cost for key, cost in mean_costs(pieces, n).items()},
    }
