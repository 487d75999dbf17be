"""The run of fine-tuning, §3.3: the pretrained encoder learns on, from few labels and from all.

On two cores a training takes minutes to hours. Each goes on from its last epoch when it was
stopped, and the record can be written from those that are finished.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from textcls.arrays import Floats
from textcls.corpora.corpus import Split
from textcls.runs import engine
from textcls.runs.cache import Result, cache_file
from textcls.runs.draws import (
    PREDICTED,
    curve,
    describe_data,
    divide_task,
    draw_labels,
    predicted,
    scores,
    up_to_all,
    write_probabilities,
)
from textcls.runs.engine import Trial, finished, run_trials
from textcls.runs.learners import FineTuned, Stopwatch
from textcls.runs.prompt_tasks import TASKS, Task
from textcls.runs.prompts import Sizes
from textcls.runs.provenance import digest

__all__ = ["PLANS", "Plan", "Settings", "reproduce_fine_tuning"]

PROTOCOL = (
    "The rows are divided as in the run of labels, and a draw takes the same ones. The learning "
    "rate is that of the smaller log loss on the held-out rows of train, chosen once for each plan "
    "with one number of labels. No epoch is chosen. Then each training predicts the test texts "
    "once."
)


@dataclass(frozen=True)
class Plan:
    """One way to fine-tune on one corpus.

    Attributes
    ----------
    task
        A name of `textcls.runs.prompt_tasks.TASKS`.
    length, epochs
        Word pieces of a text that are read, and how often all rows are gone through.

    Examples
    --------
    >>> PLANS["ag_news-64"].length
    64
    """

    task: str
    length: int
    epochs: int


PLANS = {
    "ag_news-64": Plan("ag_news", 64, 3),
    "imdb-128": Plan("imdb", 128, 2),
    "imdb-256": Plan("imdb", 256, 2),
}
"""In the order in which they are carried out."""


@dataclass(frozen=True)
class Settings:
    """The numbers that all plans share.

    Attributes
    ----------
    sizes
        Numbers of labels below all.
    draws
        How often each is drawn; all rows are there once.
    rates
        Learning rates to choose from.
    choose_at
        The number of labels with which the choice is made.
    batch_size
        Texts that make a step.
    asked
        How many texts are tested and held out; the prompts' own.

    Examples
    --------
    >>> Settings().rates
    (3e-05, 0.0001)
    """

    sizes: tuple[int, ...] = (100, 400, 1_600, 6_400)
    draws: int = 2
    rates: tuple[float, ...] = (3e-5, 1e-4)
    choose_at: int = 1_600
    batch_size: int = 32
    asked: Sizes = field(default_factory=Sizes)


def reproduce_fine_tuning(
    out: str | os.PathLike[str] = "book/results/fine_tuning.json",
    plans: Mapping[str, Plan] | None = None,
    tasks: Mapping[str, Task] | None = None,
    *,
    settings: Settings | None = None,
    encoder: str | os.PathLike[str] | None = None,
    kept_only: bool = False,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Fine-tune the encoder with few labels and with all, and record how good it becomes.

    Parameters
    ----------
    out
        The JSON file to write; the probabilities go to the file of the same name in ``.npz``.
    plans, tasks
        What is carried out, on which corpora; by default those of the book.
    settings
        By default those of the book.
    encoder
        See `textcls.models.encoder.find_encoder`.
    kept_only
        Train nothing: record what is there, and name what is missing.
    cache
        Folder for finished trainings, and for the state of one that is not.
    progress
        Show bars and finished trainings on standard error.

    Returns
    -------
    dict
        What the JSON file holds.

    Raises
    ------
    InputError
        If the data or the encoder are missing, or a file cannot be written.

    Examples
    --------
    >>> reproduce_fine_tuning(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    path = engine.prepare(out)
    plans, tasks, settings = plans or PLANS, tasks or TASKS, settings or Settings()
    data: dict[str, Any] = {}
    models: dict[str, Any] = {}
    missing: list[str] = []
    probabilities: dict[str, Floats] = {}
    for name, plan in plans.items():
        corpus = tasks[plan.task].load()
        rows = divide_task(corpus, settings.asked)
        data[plan.task] = describe_data(tasks[plan.task], corpus, rows)
        bench = _Bench(name, plan, settings, rows, digest(corpus), encoder, Path(cache), progress)
        run = _run_plan(bench, kept_only)
        missing += run.missing
        if run.curve:
            models[name] = asdict(plan) | run.curve
            probabilities |= run.arrays
    write_probabilities(path.with_suffix(".npz"), probabilities)
    return engine.write_run(
        out,
        "fine_tuning",
        data=data,
        protocol=PROTOCOL,
        settings=asdict(settings),
        models=models,
        missing=missing,
    )


@dataclass(frozen=True)
class _Bench:
    """What the trainings of a plan have in common."""

    name: str
    plan: Plan
    settings: Settings
    rows: Mapping[str, Split]
    data: str
    encoder: str | os.PathLike[str] | None
    cache: Path
    progress: bool

    def trial(self, size: int, draw: int, rate: float) -> Trial:
        """Make one training; the state after each of its epochs has a folder of its own."""
        learner = FineTuned(
            self.plan.length, self.plan.epochs, self.settings.batch_size, rate, self.encoder
        )
        name = f"fine_tuning-{self.name}-{size}-{rate:g}"
        key = [self.data, asdict(self.settings.asked), learner.key]
        backup = self.cache / "backups" / cache_file(self.cache, name, draw, key).stem
        learner = replace(learner, backup=backup)
        return Trial(name, draw, key, partial(self._learn, learner, size, draw, name))

    def run(self, trials: Iterable[Trial]) -> dict[str, list[Result]]:
        """Train what has no result yet."""
        return run_trials(trials, self.cache, self.progress)

    def _learn(self, learner: FineTuned, size: int, draw: int, name: str) -> Result:
        rows, held_out = draw_labels(self.rows["pool"], size, draw), self.rows["held_out"]
        title = f"{name}, draw {draw}" if self.progress else None
        fitted = learner.fit(rows, held_out, draw, title)
        encoded = {part: fitted.encode(self.rows[part].texts) for part in PREDICTED}
        with Stopwatch() as predicting:
            arrays = {part: fitted.predict_proba(ids) for part, ids in encoded.items()}
        n = sum(map(len, encoded.values()))
        found = {
            "draw": draw,
            "held_out": scores(held_out, arrays["held_out"]),
            "core_seconds_per_1000_predictions": 1000 * predicting.core_seconds / n,
            "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "1",  # it takes a third off
        }
        return Result(fitted.record | found, arrays)


class _Outcome(NamedTuple):
    """What a plan has come to."""

    curve: dict[str, Any]
    arrays: dict[str, Floats]
    missing: list[str]


def _run_plan(bench: _Bench, kept_only: bool) -> _Outcome:
    """Choose the learning rate, then train with every number of labels."""
    settings, n = bench.settings, len(bench.rows["pool"])
    choosing = [bench.trial(settings.choose_at, 0, rate) for rate in settings.rates]
    if kept_only and len(finished(choosing, bench.cache)) < len(choosing):
        return _Outcome({}, {}, [bench.name])
    losses = [
        result.record["held_out"]["loss"]
        for results in bench.run(choosing).values()
        for result in results
    ]
    rate = settings.rates[int(np.argmin(losses))]
    trials = {
        size: [bench.trial(size, draw, rate) for draw in range(settings.draws if size < n else 1)]
        for size in up_to_all(settings.sizes, n)
    }
    wanted = {size: finished(of, bench.cache) if kept_only else of for size, of in trials.items()}
    missing = [f"{bench.name}, {size} labels" for size, of in wanted.items() if not of]
    found = {size: bench.run(of)[of[0].name] for size, of in wanted.items() if of}
    choice = dict(zip(map(str, settings.rates), losses, strict=True))
    described = {"held_out_loss": choice, "learning_rate": rate} | curve(
        found, bench.rows["main"], _RECORDED
    )
    return _Outcome(described, predicted(bench.name, found), missing)


_RECORDED = ("accuracy", "loss", "core_seconds_to_train", "core_seconds_per_1000_predictions")
