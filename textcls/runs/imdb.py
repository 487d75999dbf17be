"""Recorded runs, §5.4: train every model on the real reviews once, and write down what came out.

`settings` says what is computed, `trainers` trains, `keeping` keeps what is finished, `combining`
combines, `measuring` compares with the test labels, `surroundings` describes data and machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from textcls import models
from textcls.corpora import imdb
from textcls.corpora.corpus import Corpus
from textcls.errors import InputError
from textcls.files import replacing
from textcls.models.linear import TextPipeline
from textcls.runs import combining, provenance
from textcls.runs.cache import Trained, file_of, kept, plain
from textcls.runs.imdb_settings import PROTOCOL, Article, Improved, Settings
from textcls.runs.measuring import Measuring
from textcls.runs.trainers import Trainers

__all__ = ["Article", "Improved", "Settings", "reproduce_imdb"]


def reproduce_imdb(
    out: str | os.PathLike[str] = "book/results/imdb.json",
    corpus: Corpus | None = None,
    unlabelled: Sequence[str] = (),
    *,
    settings: Settings | None = None,
    cache: str | os.PathLike[str] = "_build/reproduce",
    progress: bool = True,
) -> dict[str, Any]:
    """Train the models of §5.4, evaluate each on the test split once, record everything.

    Each finished model (and seed) is kept at once; an interrupted run goes on where it stopped.

    Parameters
    ----------
    out
        The JSON file to write; one that is there is replaced at the very end.
    corpus
        Two classes; by default the real IMDB reviews of `textcls.corpora.imdb`.
    unlabelled
        Further texts, when a corpus is given; IMDB brings its own.
    settings
        By default those of the book.
    cache
        Folder for finished models: their records and probabilities. A run with other data or
        other settings uses other files.
    progress
        Show bars and finished models on standard error.

    Returns
    -------
    dict
        What the file holds.

    Raises
    ------
    InputError
        If the corpus has not two classes, there are no unlabelled texts, or a file cannot be
        written.

    Examples
    --------
    >>> from textcls.corpora import Split
    >>> reproduce_imdb(corpus=Corpus(Split(["a"], [0]), Split(["b"], [0]), ("only",)))
    Traceback (most recent call last):
    textcls.errors.InputError: the recorded run needs two classes; this corpus has 1: only
    """
    settings = settings or Settings()
    if corpus is None:
        source = imdb.describe_source()
        data = {"name": "Large Movie Review Dataset", "sha256": source.sha256}
        data["verified_by"] = source.verified_by
        corpus, unlabelled = imdb.load(), imdb.load_unlabelled()
    else:
        data = {"name": "corpus", "sha256": provenance.digest(corpus), "verified_by": "content"}
    if len(corpus.class_names) != 2:
        names = ", ".join(corpus.class_names)
        raise InputError(
            "the recorded run needs two classes; "
            f"this corpus has {len(corpus.class_names)}: {names}"
        )
    if not unlabelled:
        raise InputError("the recorded run needs texts without labels too; give some")
    target, folder = Path(out), Path(cache)
    for needed in (target.parent, folder):
        needed.mkdir(parents=True, exist_ok=True)
    trainers = Trainers(corpus, settings, unlabelled, progress)
    trained = _train_all(trainers, folder, data["sha256"])
    result = {
        "run": "imdb",
        "date": datetime.now(UTC).date().isoformat(),
        "environment": provenance.environment(),
        "data": {**data, **provenance.first_look(corpus), "unlabelled": len(unlabelled)},
        "protocol": PROTOCOL,
        "settings": asdict(settings),
        **_describe(trained, trainers),
    }
    with replacing(target) as temporary:
        temporary.write_text(json.dumps(plain(result), indent=1) + "\n", encoding="utf-8")
    return result


_LINEAR = {
    "majority": models.majority,
    "tfidf": models.tfidf_logistic_regression,
    "nb": models.nb_logistic_regression,
    "skipgrams": models.skipgram_logistic_regression,
    "documents": models.document_vector_logistic_regression,
}
_TITLES = {
    "majority": "Majority class",
    "tfidf": "TF-IDF + logistic regression",
    "nb": "NB-weighted logistic regression, 1-3-grams",
    "skipgrams": "NB-weighted logistic regression, 1-3-grams and skip-grams",
    "documents": "Document vectors + logistic regression",
    "documents_unlabelled": "Document vectors, with unlabelled reviews",
    "article": "The article's network, smallest repair",
    "improved": "The improved network",
    "networks": "The improved networks together",
    "linear": "Skip-gram model and document vectors",
    "combination": "Skip-gram model, document vectors, networks",
    "combination_unlabelled": "All three, with unlabelled reviews",
}
_COMBINED = {
    "linear": ("skipgrams", "documents"),
    "combination": ("skipgrams", "documents", "improved"),
    "combination_unlabelled": ("skipgrams", "documents_unlabelled", "improved"),
}
_COMPARED = (
    ("improved", "article"),
    ("improved", "nb"),
    ("skipgrams", "nb"),
    ("documents_unlabelled", "documents"),
    ("linear", "skipgrams"),
    ("combination", "linear"),
    ("combination_unlabelled", "combination"),
    ("combination_unlabelled", "documents_unlabelled"),
    ("combination_unlabelled", "skipgrams"),
)


def _train_all(trainers: Trainers, folder: Path, data_hash: str) -> dict[str, list[Trained]]:
    """Train what is not kept in the folder; give each model's runs in the order of the seeds."""
    settings = trainers.settings

    def once(name: str, seed: int, decisive: Any, train: Callable[[], Trained]) -> Trained:
        file = file_of(folder, name, seed, [data_hash, settings.held_out, decisive])
        trained = kept(file, train)
        if trainers.progress:
            accuracy = trained.record["held_out"]["accuracy"]
            tqdm.write(f"{name}, seed {seed}: held-out accuracy {accuracy:.4f}", file=sys.stderr)
        return trained

    finished: dict[str, list[Trained]] = {}
    for name, build in _LINEAR.items():
        model = build()
        finished[name] = [once(name, 0, _parameters(model), partial(trainers.linear, model))]
    decisive = [
        _parameters(models.document_vector_logistic_regression()),
        list(trainers.unlabelled),
    ]
    finished["documents_unlabelled"] = [
        once("documents_unlabelled", 0, decisive, trainers.documents)
    ]
    sizes = asdict(settings)
    for name, train in (("article", trainers.article), ("improved", trainers.improved)):
        finished[name] = [
            once(name, seed, sizes[name], partial(train, seed)) for seed in settings.seeds
        ]
    return finished


def _parameters(model: TextPipeline) -> dict[str, str]:
    """Give every parameter of a pipeline and of its steps, functions and classes by their names."""
    return {
        name: getattr(value, "__name__", None) or type(value).__name__
        if callable(value) or hasattr(value, "get_params")
        else repr(value)
        for name, value in model.get_params().items()
        if name != "steps"
    }


def _describe(trained: dict[str, list[Trained]], trainers: Trainers) -> dict[str, Any]:
    """Combine, then compare everything with the test labels."""
    labels = trainers.parts[1].labels
    networks = combining.together(trained["improved"], labels)
    trained = trained | {"networks": [networks]}
    weights: dict[str, dict[str, float]] = {}
    for name, kinds in _COMBINED.items():
        parts = [combining.together(trained[kind], labels) for kind in kinds]
        combination, fitted = combining.combined(parts, labels)
        trained[name] = [combination]
        weights[name] = dict(zip(kinds, fitted, strict=True))
    measuring = Measuring(trainers.corpus, trainers.settings.groups)
    described: dict[str, dict[str, Any]] = {}
    for name, title in _TITLES.items():
        columns = [one.test for one in trained[name]]
        runs = [one.record | measuring.one(one.test) for one in trained[name]]
        described[name] = {"title": title, "is_network": "curves" in runs[0], "runs": runs}
        described[name] |= measuring.summary(runs, columns)
        if name in weights:
            described[name]["weights"] = weights[name]
    first = {name: runs[0].test for name, runs in trained.items()}
    looked_at = ("nb", "skipgrams", "documents", "improved", "combination")
    errors = measuring.errors(first, looked_at, _COMPARED)
    comment = {"comment": "the improved network is that of the first seed"}
    return {"models": described, "errors": comment | errors}
