"""§5.4: document vectors: each text as a direction in space, learnt without a label."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, sqrt
from typing import Any, Self

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from textcls.checks import check_sizes
from textcls.models.inputs import check_texts, tags_of_texts
from textcls.text.ngrams import ngrams

__all__ = ["DocumentVectors"]

_NOISE = 10_000_000
"""Places in the table that noise is drawn from."""


class DocumentVectors(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    r"""Give each text a vector that tells its n-grams from others.

    Texts and n-grams (one to three pieces in a row) are vectors. A text's vector d is turned
    towards the vectors v of its own n-grams and away from those of n-grams drawn at random, so that
    the cosine of the angle between them tells which are its own:

    .. math::

       \max \sum_{(d, v)} \ln \sigma(s \cos(d, v))
       + \sum_{k=1}^{K} \ln \sigma(-s \cos(d, v_k)).

    `fit` learns the n-grams' vectors. `transform` keeps them and finds a vector for each text, one
    it has met like one it has not; no other text matters for it.

    Parameters
    ----------
    dimensions
        Of the vectors.
    epochs
        Passes over the texts, in `fit` and in `transform`.
    negatives
        K, random n-grams for each of a text's own, drawn in proportion to their counts to the power
        of 3/4.
    scale
        The s above.
    learning_rate
        Of the first pass; it falls to 0.
    min_df
        Leave out n-grams that stand in fewer texts.
    random_state
        Of the starts, the order of the texts and the random n-grams.

    Attributes
    ----------
    vectors_ : float32 array, shape (n-grams, dimensions)
        The v above.

    References
    ----------
    Q. Le, T. Mikolov (2014), Distributed Representations of Sentences and Documents, ICML,
    arXiv:1405.4053. T. Thongtan, T. Phienthrakul (2019), Sentiment Classification Using Document
    Embeddings Trained with Cosine Similarity, ACL Student Research Workshop.

    Examples
    --------
    >>> vectors = DocumentVectors(dimensions=8, min_df=1).fit_transform(["sun, sea", "sea, sand"])
    >>> vectors.shape, np.linalg.norm(vectors, axis=1).round(3).tolist()
    ((2, 8), [1.0, 1.0])
    """

    def __init__(
        self,
        dimensions: int = 100,
        epochs: int = 8,
        negatives: int = 5,
        scale: float = 6.0,
        learning_rate: float = 0.05,
        min_df: int = 3,
        random_state: int = 0,
    ) -> None:
        self.dimensions = dimensions
        self.epochs = epochs
        self.negatives = negatives
        self.scale = scale
        self.learning_rate = learning_rate
        self.min_df = min_df
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that texts go in."""
        return tags_of_texts(super().__sklearn_tags__())

    def fit(self, X: Sequence[str], y: ArrayLike | None = None) -> Self:
        """Learn a vector for each n-gram of the texts; labels are ignored.

        Raises
        ------
        InputError
            If a size is not positive, or the texts are no strings.
        ValueError
            Of scikit-learn, if no n-gram stands in enough texts.
        """
        check_sizes(
            dimensions=self.dimensions,
            epochs=self.epochs,
            negatives=self.negatives,
            min_df=self.min_df,
        )
        check_texts(X)
        self.counter_ = CountVectorizer(analyzer=ngrams, min_df=self.min_df)
        counts = self.counter_.fit_transform(X)
        total = np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()
        places = total**0.75 / (total**0.75).sum() * _NOISE
        self._noise = np.repeat(np.arange(total.size), np.ceil(places).astype(int))
        # Word2vec's rule: of n-grams that are more than a ten-thousandth of all, only some count.
        excess = total / total.sum() / 1e-4
        self._kept = np.minimum(1, 1 / np.sqrt(excess) + 1 / excess)
        rng = np.random.default_rng(self.random_state)
        self.vectors_ = self._starts(rng, total.size)
        documents = self._starts(rng, counts.shape[0])
        for epoch in range(self.epochs):
            for text in rng.permutation(len(documents)):
                self._read(counts, text, documents[text], epoch, rng, learns=True)
        return self

    def transform(self, X: Sequence[str]) -> NDArray[np.float32]:
        """Find the vectors of texts, shape (texts, dimensions), each of length 1.

        A text without any known n-gram gets the direction that the search starts from.

        Raises
        ------
        InputError
            If the texts are no strings.
        sklearn.exceptions.NotFittedError
            Before `fit`.
        """
        check_is_fitted(self)
        check_texts(X)
        counts = self.counter_.transform(X)
        documents = np.empty((counts.shape[0], self.dimensions), dtype=np.float32)
        for text, document in enumerate(documents):
            rng = np.random.default_rng(self.random_state)
            document[:] = self._starts(rng, 1)[0]
            for epoch in range(self.epochs):
                self._read(counts, text, document, epoch, rng, learns=False)
        return np.asarray(documents / np.linalg.norm(documents, axis=1, keepdims=True))

    def _starts(self, rng: np.random.Generator, n: int) -> NDArray[np.float32]:
        """Draw vectors whose expected squared length is 1."""
        drawn = rng.standard_normal((n, self.dimensions), dtype=np.float32)
        return drawn / np.float32(sqrt(self.dimensions))

    def _read(
        self,
        counts: Any,
        text: int,
        document: NDArray[np.float32],
        epoch: int,
        rng: np.random.Generator,
        *,
        learns: bool,
    ) -> None:
        """Turn the vector of a text, and those of its n-grams if it learns, by one pass."""
        here = slice(counts.indptr[text], counts.indptr[text + 1])
        # In the order of the alphabet, neighbours would pull the same way.
        own = rng.permutation(np.repeat(counts.indices[here], counts.data[here]))
        own = own[rng.random(own.size) < self._kept[own]]
        others = self._noise[rng.integers(self._noise.size, size=(own.size, self.negatives))]
        ngrams = np.column_stack([own, others]).astype(np.int32)
        rate = self.learning_rate * (1 - epoch / self.epochs)
        _turn(document, self.vectors_, ngrams, self.scale, rate, learns)


@numba.njit(fastmath=True)
def _turn(
    document: Any, vectors: Any, ngrams: Any, scale: float, rate: float, learns: bool
) -> None:
    """Take a gradient step for each row of n-grams: the first is the text's own, the rest not."""
    step = np.empty_like(document)
    for row in ngrams:
        step[:] = 0
        for k in range(row.size):
            vector = vectors[row[k]]
            dot = dd = vv = np.float32(0)
            for j in range(step.size):
                dot += document[j] * vector[j]
                dd += document[j] * document[j]
                vv += vector[j] * vector[j]
            lengths = sqrt(dd * vv)
            label = 1.0 if k == 0 else 0.0
            error = label - 1 / (1 + exp(-scale * dot / lengths))
            size = np.float32(rate * scale * error / lengths)
            along_document, along_vector = dot / dd, dot / vv
            for j in range(step.size):
                old = vector[j]
                step[j] += size * (old - along_document * document[j])
                if learns:
                    vector[j] += size * (document[j] - along_vector * old)
        for j in range(step.size):
            document[j] += step[j]
