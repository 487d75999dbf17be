"""Classification by a prompt, §3.3: an instruction model is asked, and its answer's odds are read.

Nothing is learnt. The question, with a text in it, is put to a language model, and the probability
of each label word as the answer becomes the probability of its class. No free text is parsed, so
that calibration, intervals and abstention work as for every other model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import check_is_fitted

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.models.inputs import check_texts, check_texts_and_labels, tags_of_texts
from textcls.text.cleaning import clean

__all__ = ["LanguageModel", "Message", "PromptClassifier", "Wording", "keep_ends"]

Message = Mapping[str, str]
"""One turn of a conversation, with its ``role`` (user or assistant) and its ``content``."""

CONTENT_FREE = ("N/A", "", "[MASK]")
"""Texts that say nothing (Zhao et al. 2021, §5)."""


class LanguageModel(Protocol):
    """What `PromptClassifier` asks of a language model; see `textcls.models.llama.Llama`."""

    def log_probabilities(self, messages: Sequence[Message], words: Sequence[str]) -> Floats:
        """Give the logarithm of the probability that each word is how the answer begins."""


@dataclass(frozen=True)
class Wording:
    r"""One way to put the question.

    Attributes
    ----------
    question
        What the user says; ``{text}`` stands for the text.
    answers
        The answer for each class, in the order of the sorted classes.

    Raises
    ------
    InputError
        If ``{text}`` is missing, or the answers are not two or more different words.

    Examples
    --------
    >>> wording = Wording("Is this good or bad? {text}", ("bad", "good"))
    >>> wording.ask("A fine film.")
    {'role': 'user', 'content': 'Is this good or bad? A fine film.'}
    """

    question: str
    answers: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.question.count("{text}") != 1:
            raise InputError(
                f"the question {self.question!r} has {self.question.count('{text}')} places for "
                "the text; write {text} into it once"
            )
        if len(self.answers) < 2 or len(set(self.answers)) < len(self.answers):
            raise InputError(
                f"the answers are {self.answers!r}; give two or more, each another word"
            )

    def ask(self, text: str) -> Message:
        """Put the question about a text."""
        return {"role": "user", "content": self.question.replace("{text}", text)}

    def show(self, text: str, number: int) -> list[Message]:
        """Put the question about an example, and answer it with the word of its class."""
        return [self.ask(text), {"role": "assistant", "content": self.answers[number]}]


def keep_ends(text: str, max_words: int) -> str:
    """Shorten a long text: its first quarter and its last three quarters of ``max_words`` stay.

    The improved network reads reviews in the same way (`textcls.text.vocabulary.pad`); their
    verdict tends to stand at the end.

    Parameters
    ----------
    text
        Any.
    max_words
        Words, between spaces, that stay.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If ``max_words`` is below 1.

    Examples
    --------
    >>> keep_ends("one two three four five six", max_words=4)
    'one ... four five six'
    >>> keep_ends("one  two", max_words=4)
    'one two'
    """
    check_sizes(max_words=max_words)
    words = text.split()
    if len(words) <= max_words:
        return " ".join(words)
    first = max_words // 4
    return " ".join([*words[:first], "...", *words[len(words) - (max_words - first) :]])


class PromptClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Ask a language model for the class of each text.

    .. math:: P(c \mid x) = \frac{q_c(x) / b_c}{\sum_k q_k(x) / b_k}

    with :math:`q_c(x)` the model's probability of answer c after the question about text x, and
    :math:`b_c = 1`. With ``correct_prior``, :math:`b_c` is the share of answer c among the answers
    about texts that say nothing (contextual calibration): a model that leans towards one word,
    whatever it is asked, leans less.

    Parameters
    ----------
    language_model
        For instance `textcls.models.llama.Llama`.
    wording
        The question and the answers.
    n_examples
        Of the texts that `fit` is given, how many are shown to the model with their answers, each
        class in turn; 0 asks it without any.
    correct_prior
        Whether to divide by the prior.
    max_words
        Words of a text that the model sees; see `keep_ends`.
    random_state
        Which examples are drawn, and their order.

    Attributes
    ----------
    classes_ : array, shape (classes,)
    examples_ : list of Message
        The conversation that stands before each question.
    prior_ : float64 array, shape (classes,)

    References
    ----------
    T. B. Brown et al. (2020), Language Models are Few-Shot Learners, arXiv:2005.14165.
    T. Z. Zhao, E. Wallace, S. Feng, D. Klein, S. Singh (2021), Calibrate Before Use: Improving
    Few-Shot Performance of Language Models, ICML, arXiv:2102.09690.

    Examples
    --------
    A model that leans towards "good", whatever it reads:

    >>> class Leaning:
    ...     def log_probabilities(self, messages, words):
    ...         odds = {"dull": 1.0, "fine": 4.0}.get(messages[-1]["content"].split()[-1], 2.0)
    ...         return np.log([1.0, odds]) - 5
    >>> wording = Wording("good or bad? {text}", ("bad", "good"))
    >>> asked = PromptClassifier(Leaning(), wording).fit([], [])
    >>> asked.predict_proba(["It is dull", "It is fine"])[:, 1].tolist()
    [0.5, 0.8]
    >>> corrected = PromptClassifier(Leaning(), wording, correct_prior=True).fit([], [])
    >>> corrected.predict_proba(["It is dull", "It is fine"])[:, 1].round(2).tolist()
    [0.33, 0.67]
    """

    def __init__(
        self,
        language_model: LanguageModel,
        wording: Wording,
        *,
        n_examples: int = 0,
        correct_prior: bool = False,
        max_words: int = 200,
        random_state: int | None = 0,
    ) -> None:
        self.language_model = language_model
        self.wording = wording
        self.n_examples = n_examples
        self.correct_prior = correct_prior
        self.max_words = max_words
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        """Say that texts go in."""
        return tags_of_texts(super().__sklearn_tags__())

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:
        """Choose the examples, and ask about texts that say nothing.

        Parameters
        ----------
        X
            Texts to draw the examples from. Without examples none are needed: ``fit([], [])``
            names the classes 0, 1, 2 … in the order of the answers.
        y
            Their classes, shape (texts,).

        Raises
        ------
        InputError
            If there is not one answer for each class, or there are not enough texts.
        """
        n_classes = len(self.wording.answers)
        if self.n_examples < 0 or self.n_examples > len(X):
            raise InputError(
                f"n_examples is {self.n_examples} and there are {len(X)} texts to draw them from; "
                "give as many texts, or fewer examples"
            )
        labels = check_texts_and_labels(X, y) if len(X) else np.arange(n_classes)
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        if len(self.classes_) != n_classes:
            raise InputError(
                f"there are {len(self.classes_)} classes and {n_classes} answers; give one answer "
                "for each class"
            )
        self.examples_ = [
            message
            for row in self._draw(numbers)
            for message in self.wording.show(self._shorten(X[row]), int(numbers[row]))
        ]
        said = softmax([self._log_odds(text) for text in CONTENT_FREE], axis=1)
        self.prior_ = np.mean(said, axis=0)
        return self

    def _draw(self, numbers: NDArray[np.intp]) -> list[int]:
        """Draw rows: each class in turn, so that their numbers differ by 1 at most."""
        rng = check_random_state(self.random_state)
        shuffled = rng.permutation(len(numbers))
        turns = np.empty(len(numbers), dtype=np.intp)  # the first of each class, the second, …
        for number in range(len(self.classes_)):
            of_class = shuffled[numbers[shuffled] == number]
            turns[of_class] = np.arange(len(of_class))
        by_turn = shuffled[np.argsort(turns[shuffled], kind="stable")]
        return [int(row) for row in rng.permutation(by_turn[: self.n_examples])]

    def _log_odds(self, text: str) -> Floats:
        question = self.wording.ask(self._shorten(text))
        return self.language_model.log_probabilities(
            [*self.examples_, question], self.wording.answers
        )

    def _shorten(self, text: str) -> str:
        return keep_ends(clean(text), self.max_words)

    def log_probabilities(self, X: Sequence[str]) -> Floats:
        """Give the logarithm of the model's own probability of each answer, prior and all.

        Their exponentials add up to less than 1: the rest is what else the model would say.

        Parameters
        ----------
        X
            Texts.

        Returns
        -------
        numpy.ndarray
            Shape (texts, classes).
        """
        check_is_fitted(self)
        check_texts(X)
        found = [self._log_odds(text) for text in X]
        return np.reshape(np.asarray(found, dtype=np.float64), (len(X), len(self.classes_)))

    def predict_proba(self, X: Sequence[str]) -> Floats:
        """Give the probability of each class, shape (texts, classes)."""
        prior = self.prior_ if self.correct_prior else np.ones(len(self.classes_))
        return np.asarray(softmax(self.log_probabilities(X) - np.log(prior), axis=1))

    def predict(self, X: Sequence[str]) -> NDArray[Any]:
        """Give the most probable class, shape (texts,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])
