"""Records: read what a run has written, and set it out in tables for a chapter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textcls.errors import InputError

__all__ = ["load", "load_arrays", "prompt_table", "score_table", "scores", "seconds_table"]


def load(path: str | Path) -> dict[str, Any]:
    """Read a recorded run.

    Parameters
    ----------
    path
        What ``textcls reproduce`` has written, for instance ``book/results/imdb.json``.

    Returns
    -------
    dict
        See `textcls.runs.imdb.reproduce_imdb`.

    Raises
    ------
    InputError
        If there is no such file, or it is not a recorded run.

    Examples
    --------
    >>> load("nothing.json")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no recorded run at nothing.json; make one with 'textcls ...
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(
            f"there is no recorded run at {file}; make one with 'textcls reproduce imdb'"
        )
    try:
        run = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        run = None
    if not isinstance(run, dict) or "models" not in run:
        raise InputError(
            f"{file} is not a recorded run; give a file that 'textcls reproduce' wrote"
        )
    return run


def load_arrays(path: str | Path) -> dict[str, NDArray[Any]]:
    """Read the arrays that lie beside a recorded run.

    Parameters
    ----------
    path
        For instance ``book/results/prompts.npz``.

    Returns
    -------
    dict
        Name to array.

    Raises
    ------
    InputError
        If there is no such file.

    Examples
    --------
    >>> load_arrays("nothing.npz")
    Traceback (most recent call last):
    textcls.errors.InputError: there are no arrays at nothing.npz; make them with 'textcls ...
    """
    if not Path(path).is_file():
        raise InputError(f"there are no arrays at {path}; make them with 'textcls reproduce'")
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


def prompt_table(run: Mapping[str, Any]) -> pd.DataFrame:
    """Set out every way in which a model was asked, one row each.

    Parameters
    ----------
    run
        A record of `textcls.runs.prompts.reproduce_prompts`.

    Returns
    -------
    pandas.DataFrame
        Columns ``task``, ``model``, ``condition``, ``wording``, ``n_examples``, ``draw``, ``rows``,
        ``n``; ``accuracy`` with the ends of its 95 % interval ``low`` and ``high``, ``loss`` and
        ``calibration_error``, as the answers are; ``corrected``, the accuracy with the prior
        divided out; ``said``, the mean probability of all label words together; and what a text
        costs, ``core_seconds``, ``tokens_given``, ``tokens_read``.

    Examples
    --------
    >>> prompt_table({"models": {}}).empty
    True
    """
    return pd.DataFrame(
        {
            "task": task,
            "model": model,
            "condition": name,
            **{key: found[key] for key in ("wording", "n_examples", "draw", "rows", "n", "said")},
            **{key: found["as_is"][key] for key in ("accuracy", "loss", "calibration_error")},
            **dict(zip(("low", "high"), found["as_is"]["interval"], strict=True)),
            "corrected": found["corrected"]["accuracy"],
            **{
                key: found[f"{key}_per_text"]
                for key in ("core_seconds", "tokens_given", "tokens_read")
            },
        }
        for model, described in run["models"].items()
        for task, conditions in described["tasks"].items()
        for name, found in conditions.items()
    )


def scores(run: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Give each model's accuracy and interval, ready for `textcls.plots.comparison`.

    Parameters
    ----------
    run
        A recorded run.

    Returns
    -------
    dict
        Title to (mean accuracy, low end, high end of the 95 % interval).

    Examples
    --------
    >>> accuracy = {"mean": 0.5, "spread": None, "interval": [0.4, 0.6]}
    >>> scores({"models": {"majority": {"title": "Majority", "accuracy": accuracy}}})
    {'Majority': (0.5, 0.4, 0.6)}
    """
    found = {}
    for model in run["models"].values():
        low, high = model["accuracy"]["interval"]
        found[model["title"]] = (model["accuracy"]["mean"], low, high)
    return found


def score_table(run: Mapping[str, Any]) -> pd.DataFrame:
    r"""Set out how good each model is on the test split.

    Parameters
    ----------
    run
        A recorded run.

    Returns
    -------
    pandas.DataFrame
        A row for each model: test accuracy, its 95 % interval, standard deviation over the seeds
        (empty for a single run), log loss.

    Examples
    --------
    >>> accuracy = {"mean": 0.5, "spread": None, "interval": [0.4, 0.6]}
    >>> loss = {"mean": 0.69, "spread": None}
    >>> run = {"models": {"m": {"title": "Majority", "accuracy": accuracy, "loss": loss}}}
    >>> score_table(run).loc["Majority"].tolist()
    ['0.500', '0.400\xa0to\xa00.600', '', '0.690']
    """

    def row(model: Mapping[str, Any]) -> dict[str, str]:
        accuracy, spread = model["accuracy"], model["accuracy"]["spread"]
        return {
            "accuracy": f"{accuracy['mean']:.3f}",
            "95 % interval": "{:.3f}\xa0to\xa0{:.3f}".format(*accuracy["interval"]),
            "over seeds ±": "" if spread is None else f"{spread:.4f}",
            "log loss": f"{model['loss']['mean']:.3f}",
        }

    return _table(run["models"].values(), row)


def seconds_table(run: Mapping[str, Any]) -> pd.DataFrame:
    """Set out what each trained model costs.

    Parameters
    ----------
    run
        A recorded run.

    Returns
    -------
    pandas.DataFrame
        A row for each model that was trained by itself: number of parameters, and seconds of
        work of one core for the training, for an epoch and for 1,000 predictions; means over the
        seeds.

    Examples
    --------
    >>> runs = [{"n_parameters": 3}]
    >>> seconds = {"mean": 2.0, "spread": None}
    >>> model = {"title": "M", "runs": runs, "core_seconds_to_train": seconds}
    >>> seconds_table({"models": {"m": model}})["training, core s"].tolist()
    ['2']
    """
    columns = {
        "training, core s": "core_seconds_to_train",
        "an epoch, core s": "core_seconds_per_epoch",
        "1,000 predictions, core s": "core_seconds_per_1000_predictions",
    }

    def row(model: Mapping[str, Any]) -> dict[str, str]:
        return {"parameters": f"{model['runs'][0]['n_parameters']:,}"} | {
            column: f"{model[key]['mean']:,.3g}" if key in model else ""
            for column, key in columns.items()
        }

    trained = (model for model in run["models"].values() if "n_parameters" in model["runs"][0])
    return _table(trained, row)


def _table(
    models: Iterable[Mapping[str, Any]], row: Callable[[Mapping[str, Any]], dict[str, str]]
) -> pd.DataFrame:
    """Make one row for each model, under its title."""
    return pd.DataFrame.from_dict({model["title"]: row(model) for model in models}, orient="index")
