"""Classification by a prompt, driven by a language model that is a few lines long."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score

from textcls.errors import InputError
from textcls.models.prompting import CONTENT_FREE, PromptClassifier, Wording, keep_ends

from .estimators import with_checks

WORDING = Wording("Good or bad?\n{text}", ("bad", "good"))
TEXTS = ["a dull film", "a fine film", "dull again", "fine again", "so dull", "so fine"]
LABELS = ["bad", "good"] * 3


class Scripted:
    """Answers by the words of the last question, leans as it is told, and remembers all."""

    def __init__(self, lean=(0.0, 0.0), says=None):
        self.lean = np.asarray(lean, dtype=float)
        self.says = says or {"dull": (0.0, -2.0), "fine": (-2.0, 0.0)}
        self.asked = []

    def __sklearn_clone__(self):
        return self

    def log_probabilities(self, messages, words):
        self.asked.append((list(messages), tuple(words)))
        found = [odds for word, odds in self.says.items() if word in messages[-1]["content"]]
        return self.lean + np.sum([np.zeros(len(words)), *found], axis=0) - 7.0


def test_the_question_holds_the_text_and_the_answers_are_the_words_of_the_classes():
    model = Scripted()
    PromptClassifier(model, WORDING).fit([], []).predict_proba(["a <i>fine</i>\n film"])
    messages, words = model.asked[-1]
    assert messages == [{"role": "user", "content": "Good or bad?\na fine film"}]
    assert words == ("bad", "good")


def test_a_text_that_holds_the_placeholder_stays_as_it_is():
    assert WORDING.ask("{text} {0}")["content"] == "Good or bad?\n{text} {0}"


def test_probabilities_are_the_shares_of_the_answers_among_themselves():
    found = PromptClassifier(Scripted(), WORDING).fit([], []).predict_proba(TEXTS)
    expected = 1 / (1 + np.exp(-2))
    np.testing.assert_allclose(found[:, 1], [1 - expected, expected] * 3)
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_what_the_model_would_say_otherwise_is_not_lost():
    asked = PromptClassifier(Scripted(), WORDING).fit([], [])
    np.testing.assert_allclose(asked.log_probabilities(["fine"]), [[-9.0, -7.0]])
    assert asked.log_probabilities([]).shape == (0, 2)


@given(arrays.arrays(float, 2, elements=st.floats(-5, 5)))
def test_the_correction_takes_away_any_lean(lean):
    plain = PromptClassifier(Scripted(), WORDING).fit([], []).predict_proba(TEXTS)
    corrected = PromptClassifier(Scripted(lean), WORDING, correct_prior=True).fit([], [])
    np.testing.assert_allclose(corrected.predict_proba(TEXTS), plain)
    np.testing.assert_allclose(corrected.prior_, np.exp(lean) / np.exp(lean).sum())


def test_the_prior_is_that_of_texts_that_say_nothing():
    model = Scripted(says={"N/A": (3.0, 0.0), "MASK": (0.0, 1.0)})
    prior = PromptClassifier(model, WORDING).fit([], []).prior_
    shares = [np.exp(3) / (np.exp(3) + 1), 1 / 2, 1 / (1 + np.e)]
    assert prior[0] == pytest.approx(np.mean(shares))
    asked = [messages[-1]["content"].removeprefix("Good or bad?\n") for messages, _ in model.asked]
    assert asked == list(CONTENT_FREE)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("seed", range(4))
def test_examples_come_from_the_fit_each_with_its_own_answer_each_class_in_turn(n, seed):
    model = Scripted()
    asked = PromptClassifier(model, WORDING, n_examples=n, random_state=seed).fit(TEXTS, LABELS)
    asked.predict(["a text of the test"])
    messages, _ = model.asked[-1]
    assert [message["role"] for message in messages] == ["user", "assistant"] * n + ["user"]
    shown = [message["content"].removeprefix("Good or bad?\n") for message in messages[:-1:2]]
    answers = [message["content"] for message in messages[1::2]]
    assert len(set(shown)) == n
    assert dict(zip(TEXTS, LABELS, strict=True)) | dict(zip(shown, answers, strict=True)) == dict(
        zip(TEXTS, LABELS, strict=True)
    )
    assert abs(answers.count("good") - answers.count("bad")) <= 1


def test_the_seed_draws_the_examples():
    def shown(seed):
        asked = PromptClassifier(Scripted(), WORDING, n_examples=4, random_state=seed)
        return str(asked.fit(TEXTS, LABELS).examples_)

    assert shown(1) == shown(1)
    assert len({shown(seed) for seed in range(10)}) > 3


def test_classes_may_have_names_and_stand_in_their_order():
    asked = PromptClassifier(Scripted(), WORDING).fit(TEXTS, LABELS)
    assert asked.classes_.tolist() == ["bad", "good"]
    assert asked.predict(TEXTS).tolist() == LABELS
    assert asked.score(TEXTS, LABELS) == 1.0


def test_it_goes_through_cross_validation_and_a_search():
    model = Scripted()
    asked = PromptClassifier(model, WORDING, n_examples=2)
    assert clone(asked).language_model is model
    assert cross_val_score(asked, TEXTS, LABELS, cv=3).tolist() == [1.0, 1.0, 1.0]
    search = GridSearchCV(asked, {"n_examples": [0, 2]}, cv=2).fit(TEXTS, LABELS)
    assert search.best_score_ == 1.0


def test_in_cross_validation_no_row_is_shown_to_itself():
    model = Scripted()
    cross_val_score(PromptClassifier(model, WORDING, n_examples=4), TEXTS, LABELS, cv=3)
    for messages, _ in model.asked:
        shown = [message["content"] for message in messages[:-1]]
        assert messages[-1]["content"] not in shown


@with_checks
def test_scikit_learns_checks_without_data_hold(check):
    asked = PromptClassifier(Scripted(), WORDING)
    check("PromptClassifier", asked)


@given(st.lists(st.from_regex(r"\w{1,5}", fullmatch=True), max_size=40), st.integers(1, 20))
def test_both_ends_of_a_long_text_stay(words, n):
    kept = keep_ends(" ".join(words), n).split()
    if len(words) <= n:
        assert kept == words
    else:
        assert kept == [*words[: n // 4], "...", *words[-(n - n // 4) :]]


def test_long_texts_and_examples_are_shortened():
    model = Scripted()
    asked = PromptClassifier(model, WORDING, n_examples=2, max_words=4)
    asked.fit(["word " * 30 + "dull", "word " * 30 + "fine"], LABELS[:2]).predict(["last " * 50])
    messages, _ = model.asked[-1]
    assert [len(m["content"].split()) for m in messages[::2]] == [8, 8, 8]


@pytest.mark.parametrize(
    ("question", "answers", "sentence"),
    [
        ("no place", ("a", "b"), "the question 'no place' has 0 places for the text; write {text}"),
        ("{text}{text}", ("a", "b"), "has 2 places for the text"),
        ("{text}", ("a",), "the answers are ('a',); give two or more, each another word"),
        ("{text}", ("a", "a"), "the answers are ('a', 'a'); give two or more"),
    ],
)
def test_a_wording_that_cannot_be_asked_is_refused(question, answers, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        Wording(question, answers)


@pytest.mark.parametrize(
    ("options", "X", "y", "sentence"),
    [
        ({"n_examples": 3}, TEXTS[:2], LABELS[:2], "n_examples is 3 and there are 2 texts"),
        ({"n_examples": -1}, TEXTS, LABELS, "n_examples is -1 and there are 6 texts"),
        ({"max_words": 0}, [], [], "max_words is 0; give 1 or more"),
        ({}, TEXTS[:3], ["a", "b", "c"], "there are 3 classes and 2 answers; give one answer for"),
        ({}, TEXTS, LABELS[:2], "6 texts came with 2 labels"),
        ({}, "a fine film", LABELS, "the texts are no list of strings"),
    ],
)
def test_bad_input_to_the_fit_is_one_sentence(options, X, y, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        PromptClassifier(Scripted(), WORDING, **options).fit(X, y)


def test_one_string_is_no_list_of_texts():
    asked = PromptClassifier(Scripted(), WORDING).fit([], [])
    with pytest.raises(InputError, match="no list of strings"):
        asked.predict("a fine film")
