"""The run of questions: who reads which item, what is kept, and what is recorded of it."""

import json

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from textcls.evaluation import accuracy_interval, effect, precision_at_k
from textcls.runs import language_models, questions
from textcls.runs.answers import grade
from textcls.runs.questions import CONDITIONS, KS, Sizes, material, reproduce_questions, search
from textcls.synthetic.questions import DAYS

SIZES = Sizes(archive=120, answerable=24, unanswerable=12, piece=10, max_tokens=50)


def by_letters():
    """Stands in for the encoder."""
    return TfidfVectorizer(analyzer="char", ngram_range=(1, 3))


class Reader:
    """A language model that reads: the first day of the item, or what stands before a comma."""

    def __init__(self):
        self.tokens_given = self.tokens_read = 0
        self.read = []

    def describe(self):
        return {"name": "a few lines"}

    def answer(self, messages, max_tokens):
        (message,) = messages
        self.read.append(message["content"])
        self.tokens_given += len(message["content"])
        item = message["content"].partition("News item: ")[2].partition("\n")[0]
        if "which day" not in message["content"]:
            return item.partition(",")[2].partition(",")[0].strip() or "Unknown"
        return next((day for day in DAYS if day in item), "Monday")

    def log_probabilities(self, messages, words):
        return -np.arange(1.0, len(words) + 1)


@pytest.fixture
def reader(monkeypatch):
    model = Reader()
    monkeypatch.setattr(language_models, "load", lambda name: model)
    monkeypatch.setitem(questions.SEARCHES, "encoder", by_letters)
    return model


def run(folder, name="questions.json", **options):
    options = {"models": ("a", "b"), "sizes": SIZES, "progress": False} | options
    reproduce_questions(folder / name, cache=folder / "cache", **options)
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_every_model_reads_the_items_that_it_should(tmp_path, reader):
    run(tmp_path, models=("a",))
    about = material(SIZES)
    searches = search(about, tmp_path / "cache", progress=False)
    n = len(about.questions)
    assert n == 36
    held = [q for q in about.questions if q.item is not None]
    assert len(reader.read) == 3 * n + len(held)
    none, words, encoder, right = np.split(np.array(reader.read, dtype=object), [n, 2 * n, 3 * n])
    for row, question in enumerate(about.questions):
        assert question.text in none[row]
        assert "News item" not in none[row]
        for name, read in (("words", words), ("encoder", encoder)):
            best = searches[name].arrays["named"][row, 0]
            assert about.archive.texts[best] in read[row]
            assert question.text in read[row]
    for question, read in zip(held, right, strict=True):
        assert about.archive.texts[question.item] in read
        assert question.text in read


def test_what_is_asked_tells_no_answer():
    about = material(SIZES)
    for question in about.questions:
        assert question.answer is None or question.answer not in question.text


def test_the_record_is_that_of_the_replies(tmp_path, reader):
    made = run(tmp_path)
    about = material(SIZES)
    assert list(made["models"]) == ["a", "b"]
    for condition in CONDITIONS:
        asked = [q for q in about.questions if condition != "right" or q.item is not None]
        found = made["models"]["b"]["answers"][condition]
        grades = [grade(q, r) for q, r in zip(asked, found["replies"], strict=True)]
        assert found["grades"] == "".join(g[0] for g in grades)
        for group, wanted in (("answerable", True), ("unanswerable", False)):
            some = [g for q, g in zip(asked, grades, strict=True) if q.answerable == wanted]
            for name, part in found[group].items():
                assert (part["count"], part["n"]) == (some.count(name), len(some))
                interval = accuracy_interval(some.count(name), len(some))
                assert part["interval"] == pytest.approx(interval, abs=1e-5)
            assert sum(part["count"] for part in found[group].values()) == len(some)
    right = made["models"]["a"]["answers"]["right"]
    assert right["by_sort"]["day"]["right"]["share"] == 1
    assert made["models"]["a"]["answers"]["none"]["answerable"]["right"]["share"] < 0.8
    tokens = [len(content) for content in reader.read[: len(about.questions)]]
    assert made["models"]["a"]["answers"]["none"]["costs"]["tokens_given"] == pytest.approx(
        np.mean(tokens), rel=1e-4
    )


def test_recall_is_counted_among_the_answerable_and_compared_question_by_question(tmp_path, reader):
    made = run(tmp_path, models=())
    about = material(SIZES)
    with np.load(tmp_path / "questions.npz") as file:
        ranked = {name: file[f"{name}/named"] for name in ("words", "encoder")}
        described = {name: file[f"{name}/described"] for name in ("words", "encoder")}
    rows = [row for row, q in enumerate(about.questions) if q.answerable]
    for k in KS:
        hits = {
            name: [about.questions[row].item in ranked[name][row, :k] for row in rows]
            for name in ranked
        }
        for name, flags in hits.items():
            found = made["searches"][name]["recall_of_named"][str(k)]
            assert (found["count"], found["n"]) == (sum(flags), 24)
        change = made["searches"]["encoder_minus_words"]["recall_of_named"][str(k)]
        wanted = effect(hits["words"], hits["encoder"])
        assert list(change.values()) == pytest.approx(list(wanted), rel=1e-4, abs=1e-9)
        means = {
            name: precision_at_k([d.items for d in about.descriptions], described[name], k).mean()
            for name in described
        }
        for name, mean in means.items():
            found = made["searches"][name]["precision_of_described"][str(k)]
            assert found["mean"] == pytest.approx(mean, abs=1e-5)
        change = made["searches"]["encoder_minus_words"]["precision_of_described"][str(k)]
        assert change["mean"] == pytest.approx(means["encoder"] - means["words"], abs=1e-5)
    assert made["models"] == {}


def test_each_piece_is_kept_and_asked_once(tmp_path, reader):
    first = run(tmp_path, models=("a",))
    asked = len(reader.read)
    for condition, found in run(tmp_path, models=("a",))["models"]["a"]["answers"].items():
        assert found["replies"] == first["models"]["a"]["answers"][condition]["replies"]
    assert len(reader.read) == asked
    kept = sorted((tmp_path / "cache").glob("answers-a-words-*.npz"))
    assert len(kept) == 4
    kept[0].unlink()
    partial = run(tmp_path, models=("a", "b"), kept_only=True)
    assert list(partial["models"]) == ["a"]
    assert list(partial["models"]["a"]["answers"]) == ["none", "encoder", "right"]
    assert len(reader.read) == asked
    again = run(tmp_path, models=("a",))["models"]["a"]["answers"]
    assert len(reader.read) == asked + SIZES.piece
    assert again["words"]["replies"] == first["models"]["a"]["answers"]["words"]["replies"]


def test_another_item_or_length_is_another_trial(reader, tmp_path):
    about = material(SIZES)
    searches = search(about, tmp_path, progress=False)
    swapped = {"words": searches["encoder"], "encoder": searches["words"]}

    def keys(found, sizes):
        trials = questions.list_trials("a", about, found, sizes)
        return {t.name: json.dumps(t.key) for t in trials if t.seed == 0}

    one, other = keys(searches, SIZES), keys(swapped, SIZES)
    assert one["answers-a-none"] == other["answers-a-none"]
    assert one["answers-a-words"] != other["answers-a-words"]
    longer = keys(searches, Sizes(120, 24, 12, 10, max_tokens=9))
    assert not set(longer.values()) & set(one.values())


def test_a_good_search_beats_reading_nothing(tmp_path, reader):
    found = run(tmp_path, models=("a",))["models"]["a"]["answers"]
    shares = [found[condition]["answerable"]["right"]["share"] for condition in CONDITIONS]
    assert shares[0] < shares[1] < shares[3]
