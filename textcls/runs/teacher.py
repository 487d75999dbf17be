"""The run of the teacher, §3.3: an instruction model labels reviews, and a linear model learns.

No label of ours is learnt from: the prompt's answers about reviews without labels are all that the
pupil gets. Beside it stands the same model with as many true labels. A piece of 50 answers is a
trial: the run can be stopped.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import softmax

from textcls import evaluation
from textcls.arrays import Flags, Floats
from textcls.corpora import imdb
from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.models.linear import TextPipeline, nb_logistic_regression
from textcls.runs import engine, language_models, measures, prompts
from textcls.runs.cache import Result
from textcls.runs.engine import Trial
from textcls.runs.learners import Stopwatch
from textcls.runs.measures import is_right
from textcls.runs.prompt_tasks import TASKS
from textcls.runs.prompts import Condition, Sizes
from textcls.runs.provenance import digest, digest_texts
from textcls.runs.training import divide

__all__ = ["MODELS", "Settings", "draw_unlabelled", "label", "learn", "reproduce_teacher"]

MODELS = ("1.5b", "0.5b")
TASK = "imdb"
"""Whose main wording is asked."""
PROTOCOL = (
    "The prompt's main wording, without examples and with its prior as it is, labels reviews that "
    "come without labels, drawn by lot. NB-weighted logistic regression learns from these labels "
    "alone: from all of them, and from several draws of some; once each label counts the same, "
    "once by the difference of its two probabilities. With true labels it learns from as many rows "
    "of train, drawn by lot, none of them held out of train. All predict the main rows of the "
    "test, about which the prompt itself is asked; intervals are paired. Seconds are those of one "
    "core."
)


@dataclass(frozen=True)
class Settings:
    """How much is labelled and learnt from.

    Attributes
    ----------
    labelled
        Reviews that the prompt labels.
    sizes
        Numbers of labels that are learnt from.
    draws
        Of true labels of each number, and of the prompt's where there are others to draw.
    prompts
        How the prompt is asked, about these reviews and about those of the test.

    Examples
    --------
    >>> Settings().labelled
    2000
    """

    labelled: int = 2_000
    sizes: tuple[int, ...] = (500, 1_000, 2_000)
    draws: int = 5
    prompts: Sizes = field(default_factory=Sizes)


def draw_unlabelled(texts: Sequence[str], size: int) -> list[str]:
    """Draw the reviews that the prompt labels, always the same.

    Parameters
    ----------
    texts
        Reviews without labels.
    size
        How many.

    Returns
    -------
    list of str

    Examples
    --------
    >>> draw_unlabelled(["a", "b", "c", "d"], 2)
    ['c', 'a']
    """
    rows = np.random.default_rng(0).permutation(len(texts))[:size]
    return [texts[row] for row in rows]


def label(model: str, texts: Sequence[str], sizes: Sizes) -> Iterator[Trial]:
    """List the pieces of the teacher's work.

    Parameters
    ----------
    model
        See `textcls.models.llama.find_model`.
    texts
        Of `draw_unlabelled`.
    sizes
        How the prompt is asked.

    Yields
    ------
    Trial
        See `textcls.runs.prompts.ask`.

    Examples
    --------
    >>> trials = list(label("0.5b", ["a fine film"] * 120, Sizes()))
    >>> [(trial.name, trial.seed) for trial in trials]
    [('teacher-0.5b', 0), ('teacher-0.5b', 1), ('teacher-0.5b', 2)]
    """
    wording = asdict(TASKS[TASK].wordings[0])
    for piece, start in enumerate(range(0, len(texts), sizes.piece)):
        part = list(texts[start : start + sizes.piece])
        yield Trial(
            f"teacher-{Path(model).name}",
            piece,
            [part, sizes.max_words, wording],
            partial(prompts.ask, model, TASK, Condition(), sizes, part),
        )


def learn(rows: Split, weights: Floats, test: Sequence[str]) -> Result:
    """Let the pupil learn, and predict.

    Parameters
    ----------
    rows
        Texts with labels 0 and 1.
    weights
        Of each row in the regression.
    test
        Texts.

    Returns
    -------
    Result
        What it cost, and the array ``test``, shape (texts, 2).

    Examples
    --------
    >>> rows = Split(["a good film", "a bad film"] * 4, [1, 0] * 4)
    >>> learn(rows, np.ones(8), ["good"]).arrays["test"].argmax(axis=1).tolist()
    [1]
    """
    linear = nb_logistic_regression()
    # Of two classes one regression is enough; it takes weights.
    pupil = TextPipeline([linear.steps[0], *linear[-1].estimator.steps])
    with Stopwatch() as training:
        pupil.fit(rows.texts, rows.labels, classifier__sample_weight=weights)
    with Stopwatch() as predicting:
        probabilities = pupil.predict_proba(test)
    record = {
        "n_train": len(rows),
        "share_positive": float(np.mean(rows.labels)),
        "core_seconds_to_train": training.core_seconds,
        "core_seconds_per_1000_predictions": predicting.core_seconds / len(test) * 1000,
    }
    return Result(record, {"test": probabilities})


# --- the run ---------------------------------------------------------------------------------


def reproduce_teacher(
    out: str | os.PathLike[str] = "book/results/teacher.json",
    corpus: Corpus | None = None,
    unlabelled: Sequence[str] | None = None,
    *,
    models: Sequence[str] = MODELS,
    settings: Settings | None = None,
    cache: str | os.PathLike[str] = engine.CACHE,
    progress: bool = True,
) -> dict[str, Any]:
    """Let every model label reviews, let the pupil learn, and record what is lost and saved.

    Parameters
    ----------
    out
        The JSON file to write.
    corpus, unlabelled
        By default the real IMDB reviews, with and without labels.
    models
        Names or files; see `textcls.models.llama.find_model`.
    settings
        How much is labelled and learnt from.
    cache
        Folder for finished pieces; those of `textcls.runs.prompts` in it are used.
    progress
        Show finished pieces on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If the file cannot be written, or a model cannot be found or run.

    Examples
    --------
    >>> reproduce_teacher(".")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write .: it is a folder; give the name of a file
    """
    settings = settings or Settings()
    engine.prepare(out)
    corpus = corpus or imdb.load()
    given = imdb.load_unlabelled() if unlabelled is None else unlabelled
    texts = draw_unlabelled(given, settings.labelled)
    test = prompts.draw_rows(corpus, settings.prompts)["main"]
    true = _learn_all("true", _draws_of_true(corpus.train, settings), test, cache, progress)
    teachers: dict[str, Any] = {}
    for model in models:
        name = Path(model).name
        labelled = _collect(label(model, texts, settings.prompts), cache, progress)
        asked = _collect(
            prompts.list_trials(model, TASK, settings.prompts, (Condition(),)), cache, progress
        )
        answered = is_right(test.labels, softmax(asked.log_prob, axis=1))[None, :]
        teachers[name] = language_models.facts(model, cache, progress) | {
            "prompt": _share(answered[0]) | asked.costs,
            "labels": _describe_labels(labelled),
            "pupils": {},
        }
        for kind in ("hard", "weighted"):
            draws = _draws_of_labelled(texts, labelled.log_prob, kind, settings)
            found = _learn_all(f"{name}-{kind}", draws, test, cache, progress)
            teachers[name]["pupils"][kind] = {
                str(size): _describe(results, test)
                | {
                    "minus_prompt": _difference(answered, _right(results, test)),
                    "minus_true": _difference(_right(true[size], test), _right(results, test)),
                }
                for size, results in found.items()
            }
    return engine.write_run(
        out,
        "teacher",
        data={"sha256": digest(corpus), "labelled": digest_texts(texts)},
        protocol=PROTOCOL,
        settings=asdict(settings),
        true={str(size): _describe(results, test) for size, results in true.items()},
        models=teachers,
    )


class Answers(NamedTuple):
    """What a prompt said about some texts, shape (texts, 2), and what it cost.

    Examples
    --------
    >>> Answers(np.zeros((3, 2)), {"core_seconds_per_1000_predictions": 2.5}).log_prob.shape
    (3, 2)
    """

    log_prob: Floats
    costs: dict[str, float]


def _collect(trials: Iterable[Trial], cache: str | os.PathLike[str], progress: bool) -> Answers:
    (pieces,) = engine.run_trials(trials, cache, progress).values()
    log_prob = np.concatenate([piece.arrays["log_prob"] for piece in pieces])
    costs = {
        f"{key}_per_1000_predictions": 1000 * cost
        for key, cost in language_models.mean_costs(pieces, len(log_prob)).items()
    }
    return Answers(log_prob, costs)


# --- what the pupil learns from --------------------------------------------------------------

Draw = tuple[Split, Floats]
"""Rows to learn from, and the weight of each."""


def _draws_of_true(train: Split, settings: Settings) -> dict[int, list[Draw]]:
    rows = divide(train, settings.prompts.held_out)[0]
    return {
        size: [
            (split_off(rows, size, seed=draw)[1], np.ones(size)) for draw in range(settings.draws)
        ]
        for size in settings.sizes
    }


def _draws_of_labelled(
    texts: list[str], log_prob: Floats, kind: str, settings: Settings
) -> dict[int, list[Draw]]:
    probabilities = softmax(log_prob, axis=1)
    rows = Split(texts, probabilities.argmax(axis=1))
    sure = np.abs(probabilities[:, 1] - probabilities[:, 0])
    weights = sure if kind == "weighted" else np.ones(len(rows))
    found: dict[int, list[Draw]] = {}
    for size in settings.sizes:
        n_draws = 1 if size == len(texts) else settings.draws  # all: in one way only
        chosen = [np.random.default_rng(d).permutation(len(texts))[:size] for d in range(n_draws)]
        found[size] = [(rows.take(numbers), weights[numbers]) for numbers in chosen]
    return found


def _learn_all(
    name: str,
    draws: Mapping[int, Sequence[Draw]],
    test: Split,
    cache: str | os.PathLike[str],
    progress: bool,
) -> dict[int, list[Result]]:
    trials = {
        size: [
            Trial(
                f"pupil-{name}-{size}",
                number,
                [rows.texts, rows.labels.tolist(), weights.tolist(), test.texts],
                partial(learn, rows, weights, test.texts),
            )
            for number, (rows, weights) in enumerate(of_size)
        ]
        for size, of_size in draws.items()
    }
    return {
        size: engine.run_trials(of_size, cache, progress)[f"pupil-{name}-{size}"]
        for size, of_size in trials.items()
    }


# --- what comes out --------------------------------------------------------------------------


def _right(results: Sequence[Result], test: Split) -> Flags:
    """Say which draw is right on which text, shape (draws, texts)."""
    return np.array([is_right(test.labels, result.arrays["test"]) for result in results])


def _difference(before: Flags, after: Flags) -> dict[str, Any]:
    """Compare the mean accuracy of some draws with that of others, on the same texts."""
    differences = after.mean(axis=0) - before.mean(axis=0)
    interval = list(evaluation.mean_interval(differences))
    return {"mean": float(differences.mean()), "interval": interval}


def _describe(results: Sequence[Result], test: Split) -> dict[str, Any]:
    runs = [
        result.record | measures.measure(test.labels, result.arrays["test"], ("0", "1"))
        for result in results
    ]
    averaged = ("accuracy", "loss", "core_seconds_to_train", "core_seconds_per_1000_predictions")
    return {"runs": runs} | measures.average(runs, averaged, len(test))


def _share(right: Flags) -> dict[str, Any]:
    interval = list(evaluation.accuracy_interval(int(right.sum()), len(right)))
    return {"n": len(right), "accuracy": float(right.mean()), "interval": interval}


def _describe_labels(labelled: Answers) -> dict[str, Any]:
    probabilities = softmax(labelled.log_prob, axis=1)
    return {
        "n": len(probabilities),
        "share_positive": float(np.mean(probabilities.argmax(axis=1))),
        "mean_weight": float(np.mean(np.abs(probabilities[:, 1] - probabilities[:, 0]))),
    } | labelled.costs
