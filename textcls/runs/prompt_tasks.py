"""What the prompts of §3.3 are about: four corpora, and five ways to ask about each kind of text.

The first wording of each kind was written first and is the main one. None was chosen by a result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textcls.corpora import ag_news, imdb
from textcls.corpora.corpus import Corpus
from textcls.models.prompting import Wording
from textcls.synthetic import news, reviews

__all__ = ["TASKS", "Task"]


@dataclass(frozen=True)
class Task:
    """A corpus, and the questions about its texts.

    Attributes
    ----------
    title
        As the reader sees it.
    load
        Gives the corpus.
    wordings
        The main one first.

    Examples
    --------
    >>> TASKS["imdb"].wordings[0].answers
    ('negative', 'positive')
    """

    title: str
    load: Callable[[], Corpus]
    wordings: tuple[Wording, ...]


def _wordings(answers: tuple[str, ...], *questions: str) -> tuple[Wording, ...]:
    return tuple(Wording(question, answers) for question in questions)


_SENTIMENTS = (
    *_wordings(
        ("negative", "positive"),
        "Is the following film review positive or negative? Answer with one word, positive or "
        "negative.\n\nReview: {text}",
        "Review: {text}\n\nWhat is the sentiment of this review, negative or positive? Give one "
        "word.",
    ),
    *_wordings(
        ("bad", "good"),
        "Does the writer of this review think that the film is good or bad? Answer good or bad."
        "\n\n{text}",
    ),
    *_wordings(
        ("no", "yes"),
        "Read this review of a film.\n\n{text}\n\nWould its writer recommend the film? Answer yes "
        "or no.",
    ),
    *_wordings(
        ("negative", "positive"),
        "You sort reviews for a cinema. Those that praise the film go into the box positive, those "
        "that find fault with it into the box negative. Name the box for this one.\n\n{text}",
    ),
)

_TOPICS = (
    *_wordings(
        ("World", "Sports", "Business", "Technology"),
        "Is the following news item about World, Sports, Business or Technology? Answer with one "
        "word.\n\nNews: {text}",
        "News: {text}\n\nWhich section does this item belong to: World, Sports, Business or "
        "Technology? Give one word.",
        "You sort news for a paper with four pages: World, Sports, Business, Technology. Name the "
        "page for this item.\n\n{text}",
    ),
    *_wordings(
        ("politics", "sports", "business", "science"),
        "What is this news item about: politics, sports, business or science? Answer with one word."
        "\n\n{text}",
    ),
    *_wordings(
        ("A", "B", "C", "D"),
        "{text}\n\nThe topic of this news item is\nA) world affairs\nB) sports\nC) business\n"
        "D) science and technology\nAnswer with one letter.",
    ),
)

TASKS = {
    "imdb": Task("IMDB reviews", imdb.load, _SENTIMENTS),
    "ag_news": Task("AG News", ag_news.load, _TOPICS),
    "reviews": Task("Embedded reviews", reviews.load, _SENTIMENTS),
    "news": Task("Embedded news", news.load, _TOPICS),
}
"""By name; the last two are texts that no model can have read before."""
