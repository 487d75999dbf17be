"""Retrieval, §6.1: which items of an archive a question is about.

Items and questions become vectors in the same way, by the words they hold or by a sentence encoder,
and the items whose vectors lie closest to that of the question come first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.utils.validation import check_is_fitted

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.models.inputs import check_texts

__all__ = ["Retriever"]


class Retriever(BaseEstimator):  # type: ignore[misc]
    r"""Rank the items of an archive by the cosine of their vectors with that of a question.

    .. math:: s(q, d) = \frac{v(q) \cdot v(d)}{\lVert v(q) \rVert \, \lVert v(d) \rVert}

    Parameters
    ----------
    features
        What turns texts into rows of numbers, with scikit-learn's ``fit`` and ``transform``:
        ``TfidfVectorizer()`` for words, `textcls.models.encoder.SentenceEncoder` for meaning.

    Attributes
    ----------
    features_
        Fitted on the archive alone.
    vectors_ : array or sparse array, shape (items, numbers)

    References
    ----------
    C. D. Manning, P. Raghavan, H. Schütze (2008), Introduction to Information Retrieval, chapter 6.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import TfidfVectorizer
    >>> archive = ["rain in the north", "a new coach for the club", "the club sells its coach"]
    >>> retriever = Retriever(TfidfVectorizer()).fit(archive)
    >>> retriever.rank(["who is the new coach of the club?"], 2).tolist()
    [[1, 2]]
    """

    def __init__(self, features: Any) -> None:
        self.features = features

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Read the archive.

        Parameters
        ----------
        X
            Its items.
        y
            Not looked at.

        Raises
        ------
        InputError
            If it is no list of strings, or empty.
        """
        check_texts(X)
        if not len(X):
            raise InputError("the archive has no items; give at least one")
        self.features_ = clone(self.features).fit(X)
        self.vectors_ = self.features_.transform(X)
        return self

    def scores(self, questions: Sequence[str]) -> Floats:
        """Give the cosine of every question with every item.

        Parameters
        ----------
        questions
            Texts.

        Returns
        -------
        numpy.ndarray
            Shape (questions, items); 0 where a question has no word of the archive.
        """
        check_is_fitted(self)
        check_texts(questions)
        found = cosine_similarity(self.features_.transform(questions), self.vectors_)
        return np.asarray(found, dtype=np.float64)

    def rank(self, questions: Sequence[str], k: int) -> NDArray[np.intp]:
        """Give the best items for each question.

        Parameters
        ----------
        questions
            Texts.
        k
            How many items for each.

        Returns
        -------
        numpy.ndarray
            Numbers of items, the best first, shape (questions, k); of equals, the first in the
            archive.

        Raises
        ------
        InputError
            If there are not so many items.
        """
        check_is_fitted(self)
        check_sizes(k=k)
        if k > (n := self.vectors_.shape[0]):
            raise InputError(f"{k} of {n} items are asked for; give a smaller k")
        return np.argsort(-self.scores(questions), axis=1, kind="stable")[:, :k]
