"""Each run once, on a few marked rows, and who has learnt from which of them.

A row's mark is a word that no other row has, at both ends of its text so that no cut removes it.
Spies stand where something is learnt (`fit`, a vocabulary, initial vectors) or predicted.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from tests.encoders import SPECIAL, tiny_encoder
from textcls import models
from textcls.corpora.corpus import Corpus, Split
from textcls.models.document_vectors import DocumentVectors
from textcls.models.linear import TextPipeline
from textcls.models.prompting import PromptClassifier, Wording
from textcls.runs import (
    ag_news,
    fine_tuning,
    imdb,
    labels,
    language_models,
    learners,
    learning_curve,
    live,
    prompts,
    reviews,
    teacher,
)
from textcls.runs.prompt_tasks import Task
from textcls.runs.prompts import Sizes
from textcls.synthetic import news
from textcls.synthetic import reviews as synthetic_reviews
from textcls.text.vocabulary import Vocabulary

MARK = re.compile(r"\b(?:train|test|unlabelled)\d*row\d+\b")


def marks(text: str) -> set[str]:
    return set(MARK.findall(text))


def marked(split: Split, kind: str) -> Split:
    texts = [f"{kind}row{i} {text} {kind}row{i}" for i, text in enumerate(split.texts)]
    return Split(texts, split.labels)


@dataclass
class Event:
    """One look at rows: by whom, with or without their labels."""

    kind: str  # "learnt", "shown" or "predicted"
    by: Any
    rows: list[str]  # the mark of each row, "" where the model cannot read it
    labels: list[int] | None = None


@dataclass
class Watch:
    """What happened while a run ran."""

    corpora: list[Corpus]
    folder: Path
    held_out: int
    refits: bool
    vocabulary: int
    record: Any = None
    events: list[Event] = field(default_factory=list)
    encoder: Any = None
    known: Any = None  # what decodes token numbers

    def texts(self, kind: str, by: Any, texts: Iterable[str], labels: Any = None) -> None:
        rows = ["".join(marks(text)) for text in texts]
        self.events.append(Event(kind, by, rows, None if labels is None else list(labels)))

    def ids(self, kind: str, by: Any, ids: Iterable[Iterable[int]], labels: Any = None) -> None:
        """Decode rows of token numbers: a mark outside the vocabulary cannot be read."""
        assert self.known is not None
        self.texts(kind, by, (" ".join(self.known.decode(row)) for row in ids), labels)


def spy(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    fitted_on: dict[Any, list[str]] = {}  # rows that features have learnt from, before they freeze

    def before(owner: Any, name: str, look: Callable[..., None]) -> None:
        original = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            look(*args, **kwargs)
            return original(*args, **kwargs)

        patch.setattr(owner, name, wrapped)

    before(TextPipeline, "fit", lambda self, X, y, **_: watch.texts("learnt", self, X, y))
    before(TextPipeline, "predict_proba", lambda self, X: watch.texts("predicted", self, X))
    before(PromptClassifier, "fit", lambda self, X, y: watch.texts("learnt", self, X, y))
    before(PromptClassifier, "log_probabilities", lambda self, X: watch.texts("predicted", self, X))
    before(CountVectorizer, "fit_transform", lambda self, X, y=None: counted(watch, X))
    before(LogisticRegression, "fit", lambda self, X, y, **_: vectors(watch, "learnt", self, X, y))
    before(
        LogisticRegression, "predict_proba", lambda self, X: vectors(watch, "predicted", self, X)
    )
    before(learners, "FrozenEstimator", lambda step: watch.texts("learnt", None, fitted_on[step]))
    before(DocumentVectors, "fit", lambda self, X, y=None: fitted_on.update({self: X}))
    before(models, "cooccurrence_embedding", lambda ids, *a, **k: watch.ids("learnt", None, ids))
    before(learners, "predict_proba", lambda network, rows: watch.ids("predicted", network, rows))

    def fitting(network, rows, labels, validation, **options):
        watch.ids("shown", network, *validation)
        watch.ids("learnt", network, rows, labels)

    before(learners, "fit", fitting)
    build = Vocabulary.build

    def building(texts, *sizes):
        texts = list(texts)
        watch.texts("learnt", None, texts)
        watch.known = build(texts, *sizes)
        assert len(watch.known) < watch.vocabulary, "the vocabulary has no room for every mark"
        return watch.known

    patch.setattr(Vocabulary, "build", building)


class MarkingEncoder:
    """Gives vectors that say which text they are of; the others of their numbers say its words."""

    max_length = 32

    def __init__(self) -> None:
        self.known: list[str] = []

    def transform(self, X: Any) -> Any:
        self.known += X
        numbers = np.arange(len(self.known) - len(X), len(self.known)) / 1000
        words = [[text.count(word) for word in ("bad", "dull", "fine", "good")] for text in X]
        return np.column_stack([numbers, words]).astype(np.float32)

    def texts(self, vectors: Any) -> list[str]:
        return [self.known[round(1000 * float(number))] for number in vectors[:, 0]]


def vectors(watch: Watch, kind: str, by: Any, X: Any, y: Any = None) -> None:
    """Note what is done with an encoder's vectors; the rows of n-grams are sparse."""
    if watch.encoder is not None and isinstance(X, np.ndarray):
        watch.texts(kind, by, watch.encoder.texts(X), y)


def counted(watch: Watch, X: Any) -> None:
    """Note whose n-grams a choice counts; other runs count them to describe texts, too."""
    if watch.encoder is not None:
        watch.texts("learnt", None, X)


# --- the runs --------------------------------------------------------------------------------


def easy_split(n: int, seed: int) -> Split:
    generator = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    words = (["bad", "dull", "poor"], ["fine", "good", "lovely"])
    texts = [
        " ".join(generator.choice([*words[label], "film", "the", "plot"], 5 + row % 15))
        for row, label in enumerate(labels)
    ]
    return Split(texts, labels)


IMDB = imdb.Settings(
    seeds=(0, 1),
    held_out=20,
    groups=3,
    article=imdb.Article(held_out=20, vocabulary=300, length=10, epochs=1),
    improved=imdb.Improved(
        vocabulary=300,
        length=24,
        epochs=2,
        batch=16,
        dimensions=6,
        filters=8,
        units=4,
        segment=8,
    ),
)
AG_NEWS = ag_news.Settings(
    seeds=(0, 1),
    held_out=60,
    vocabulary=3000,
    length=40,
    dimensions=16,
    sizes=(100, 200, 10_000),
    lstm=ag_news.LSTM(epochs=1, filters=8, units=4),
    transformer=ag_news.Transformer(epochs=1, heads=2, hidden=16),
)
LIVE = live.Recipe(max_tokens=3000, length=30, epochs=1, embedding_dim=4, units=3)
UNLABELLED = [f"unlabelledrow{i} {t}" for i, t in enumerate(easy_split(40, seed=2).texts)]
TWO = ("negative", "positive")


def marked_reviews(n_train: int, n_test: int, seed: int = 0) -> Corpus:
    corpus = synthetic_reviews.load(n_train, n_test, seed)
    draw = f"{n_train}{seed}"  # labels depend on the size, too
    train, test = marked(corpus.train, f"train{draw}"), marked(corpus.test, f"test{draw}")
    return Corpus(train, test, corpus.class_names)


def run_imdb(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    out = watch.folder / "out" / "imdb.json"
    return imdb.reproduce_imdb(out, corpus, UNLABELLED, settings=IMDB, cache=cache, progress=False)


def run_ag_news(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    out = watch.folder / "new" / "run.json"
    return ag_news.reproduce_ag_news(out, corpus, settings=AG_NEWS, cache=cache, progress=False)


def run_live(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    return live.reproduce("x", corpus, LIVE, watch.folder, watch.folder, False, cache=cache)


def run_reviews(watch: Watch, cache: Path) -> Any:
    return reviews.reproduce_reviews(
        watch.folder / "reviews.json",
        seeds=(1,),
        n_train=60,
        n_test=40,
        cache=cache,
        progress=False,
    )


def run_learning_curve(watch: Watch, cache: Path) -> Any:
    return learning_curve.reproduce_learning_curve(
        watch.folder / "curve.json",
        sizes=(50, 80),
        draws=2,
        n_test=40,
        cache=cache,
        progress=False,
    )


class FakeModel:
    """Stands in for a language model: what it says depends on words, and it counts tokens."""

    def __init__(self) -> None:
        self.tokens_given = self.tokens_read = self.questions = 0

    def describe(self):
        return {"name": "a few lines", "n_parameters": 0}

    def log_probabilities(self, messages, words):
        self.questions += 1
        self.tokens_given += sum(len(message["content"]) for message in messages)
        self.tokens_read += len(messages[-1]["content"])
        last = messages[-1]["content"].split()
        good = sum(word in ("fine", "good", "lovely") for word in last)
        bad = sum(word in ("bad", "dull", "poor") for word in last)
        return np.array([bad - 1.0, good - 1.0]) - bad - good - 2


PROMPT_SIZES = prompts.Sizes(main=40, varied=12, held_out=20, piece=16, max_words=50)
PROMPT_WORDINGS = tuple(Wording(f"{i}: {{text}}", ("bad", "good")) for i in range(5))


def run_prompts(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompts, "TASKS", {"x": Task("X", lambda: corpus, PROMPT_WORDINGS)})
        model = FakeModel()
        patch.setattr(language_models, "load", lambda name: model)
        for kept in (prompts._corpus, prompts._classifier):
            kept.cache_clear()
        return prompts.reproduce_prompts(
            watch.folder / "prompts.json",
            models=("a", "b"),
            tasks=("x",),
            sizes=PROMPT_SIZES,
            cache=cache,
            progress=False,
        )


ASKED = Sizes(main=60, varied=20, held_out=20)
LABELS = labels.Settings(sizes=(20, 50, 1000), draws=2, strengths=(0.1, 1), asked=ASKED)
FINE_TUNING = fine_tuning.Settings(
    sizes=(20, 1000), draws=2, rates=(1e-4, 5e-3), choose_at=20, batch_size=16, asked=ASKED
)


def run_labels(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    watch.encoder = MarkingEncoder()
    return labels.reproduce_labels(
        watch.folder / "labels.json",
        {"easy": Task("Easy", lambda: corpus, ())},
        settings=LABELS,
        encoder=watch.encoder,
        cache=cache,
        progress=False,
    )


class Pieces:
    """What the numbers of a tiny encoder's word pieces stand for."""

    def __init__(self, corpus: Corpus) -> None:
        texts = corpus.train.texts + corpus.test.texts
        self.words = sorted({word for text in texts for word in text.split()})

    def decode(self, numbers: Iterable[int]) -> list[str]:
        return [(SPECIAL + self.words)[number] for number in numbers]


def run_fine_tuning(watch: Watch, cache: Path, **options: Any) -> Any:
    (corpus,) = watch.corpora
    watch.known = Pieces(corpus)
    folder = watch.folder / "encoder"
    return fine_tuning.reproduce_fine_tuning(
        watch.folder / "fine_tuning.json",
        {"easy-16": fine_tuning.Plan("easy", 16, 2)},
        {"easy": Task("Easy", lambda: corpus, ())},
        settings=FINE_TUNING,
        encoder=folder if folder.exists() else tiny_encoder(folder, watch.known.words),
        cache=cache,
        progress=False,
        **options,
    )


TEACHER = teacher.Settings(labelled=30, sizes=(12, 30), draws=2, prompts=PROMPT_SIZES)


def run_teacher(watch: Watch, cache: Path) -> Any:
    (corpus,) = watch.corpora
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompts, "TASKS", {"imdb": Task("X", lambda: corpus, PROMPT_WORDINGS)})
        model = FakeModel()
        patch.setattr(language_models, "load", lambda name: model)
        for kept in (prompts._corpus, prompts._classifier):
            kept.cache_clear()
        return teacher.reproduce_teacher(
            watch.folder / "teacher.json",
            corpus,
            UNLABELLED,
            models=("a",),
            settings=TEACHER,
            cache=cache,
            progress=False,
        )


@dataclass(frozen=True)
class Case:
    """How a run is made small: corpora, rows held out, whether models learn again from all rows."""

    run: Callable[[Watch, Path], Any]
    corpora: Callable[[], list[Corpus]]
    held_out: int
    refits: bool = False
    vocabulary: int = 3000


def easy_corpus() -> Corpus:
    train, test = marked(easy_split(120, seed=0), "train"), marked(easy_split(80, seed=1), "test")
    return Corpus(train, test, TWO)


def news_corpus() -> Corpus:
    corpus = news.load(360, 120)
    return replace(corpus, train=marked(corpus.train, "train"), test=marked(corpus.test, "test"))


CASES = {
    "ag_news": Case(run_ag_news, lambda: [news_corpus()], 60),
    "fine_tuning": Case(run_fine_tuning, lambda: [easy_corpus()], 20),
    "imdb": Case(run_imdb, lambda: [easy_corpus()], 20, refits=True, vocabulary=300),
    "labels": Case(run_labels, lambda: [easy_corpus()], 20),
    "learning_curve": Case(
        run_learning_curve,
        lambda: [marked_reviews(n, 40, seed) for n in (50, 80) for seed in (0, 1)],
        0,
    ),
    "live": Case(run_live, lambda: [marked_reviews(100, 60)], 5),
    "prompts": Case(run_prompts, lambda: [easy_corpus()], 20),
    "reviews": Case(run_reviews, lambda: [marked_reviews(60, 40, seed=1)], 0),
    "teacher": Case(run_teacher, lambda: [easy_corpus()], 20),
}


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Watch]:
    """Run a run under watch, the first time that it is asked for."""
    done: dict[str, Watch] = {}

    def run(name: str) -> Watch:
        if name not in done:
            case = CASES[name]
            folder = tmp_path_factory.mktemp(name)
            corpora = case.corpora()
            watch = Watch(corpora, folder, case.held_out, case.refits, case.vocabulary)
            with pytest.MonkeyPatch.context() as patch:
                for module in (reviews, learning_curve):
                    patch.setattr(module, "reviews", MarkedReviews)
                spy(watch, patch)
                watch.record = case.run(watch, folder / "cache")
            done[name] = watch
        return done[name]

    return run


class MarkedReviews:
    """Stands in for `textcls.synthetic.reviews`."""

    load = staticmethod(marked_reviews)
