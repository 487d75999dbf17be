"""The linear classifiers of §3.3 and §5.4: they take raw texts and follow scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array, diags_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import Normalizer

from textcls.errors import InputError
from textcls.models.document_vectors import DocumentVectors
from textcls.text.cleaning import clean
from textcls.text.ngrams import skipgrams
from textcls.text.tokens import tokenize

__all__ = [
    "LogCountRatio",
    "TextPipeline",
    "document_vector_logistic_regression",
    "majority",
    "nb_logistic_regression",
    "ngram_counter",
    "skipgram_logistic_regression",
    "tfidf_logistic_regression",
]


class TextPipeline(Pipeline):  # type: ignore[misc]
    """A scikit-learn pipeline whose first step takes raw texts, and that checks them.

    Examples
    --------
    >>> majority().fit(["a", "b"], ["yes", "yes", "no"])
    Traceback (most recent call last):
    textcls.errors.InputError: 2 texts came with 3 labels; give exactly one label for each text
    """

    def fit(self, X: Sequence[str], y: ArrayLike | None = None, **params: Any) -> Self:
        """Learn from texts and their labels.

        Parameters
        ----------
        X
            The training texts.
        y
            The class of each: numbers or names, at least two different.

        Raises
        ------
        InputError
            If a text is not a string, the numbers of texts and labels differ, there is only one
            class, or no text has a token.
        """
        labels = np.asarray(y)
        if isinstance(X, str) or not all(isinstance(text, str) for text in X):
            raise InputError("expected a list of texts, each a string; got something else")
        if labels.shape != (len(X),):
            n_labels = len(labels) if labels.ndim else 0
            raise InputError(
                f"{len(X)} texts came with {n_labels} labels; give exactly one label for each text"
            )
        if len(np.unique(labels)) < 2:
            raise InputError(
                f"{len(X)} texts came with {len(np.unique(labels))} classes; give texts of two "
                "classes or more"
            )
        try:
            super().fit(X, labels, **params)
        except ValueError as error:
            if "vocabulary" not in str(error) and "no terms remain" not in str(error).lower():
                raise
            raise InputError("no text has a word that could be learnt from; give others") from error
        return self

    def count_params(self) -> int:
        """Count the numbers that the fitted pipeline has learnt, as Keras's networks do.

        Returns
        -------
        int
            Coefficients and intercepts of the classifier (1 for the majority), and the n-grams'
            vectors where there are any. The weights of features, of TF-IDF say, are not counted.

        Examples
        --------
        >>> tfidf_logistic_regression().fit(["good", "bad"], [1, 0]).count_params()
        3
        """
        classifier = self[-1]
        parts = getattr(classifier, "estimators_", [classifier])
        linear = [part[-1] if isinstance(part, Pipeline) else part for part in parts]
        sizes = [m.coef_.size + m.intercept_.size if hasattr(m, "coef_") else 1 for m in linear]
        vectors = [step.vectors_.size for step in self if hasattr(step, "vectors_")]
        return int(sum(sizes) + sum(vectors))


class LogCountRatio(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    r"""Multiply each feature by how much more often the positive class has it (naive Bayes).

    With :math:`p` and :math:`q` the sums of the feature vectors of the positive and of the
    negative texts, each increased by the smoothing :math:`\alpha`, a column :math:`j` is multiplied
    by

    .. math:: r_j = \ln \frac{p_j / \lVert p \rVert_1}{q_j / \lVert q \rVert_1}.

    Parameters
    ----------
    alpha
        Smoothing, above 0.

    Attributes
    ----------
    ratio_ : float64 array, shape (features,)
        The r above.

    References
    ----------
    S. Wang, C. D. Manning (2012), Baselines and Bigrams: Simple, Good Sentiment and Topic
    Classification, ACL, pages 90-94.

    Examples
    --------
    >>> X = np.array([[1, 0], [1, 1], [0, 1], [0, 1]])
    >>> LogCountRatio().fit(X, [1, 1, 0, 0]).ratio_.round(2)
    array([ 0.88, -0.63])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, X: Any, y: ArrayLike) -> Self:
        """Compute the ratios from counts of shape (texts, features) and labels 0 and 1."""
        if self.alpha <= 0:
            raise InputError(f"alpha is {self.alpha}; the smoothing has to be above 0")
        positive = np.asarray(y) == 1
        p = np.asarray(X[positive].sum(axis=0), dtype=np.float64).ravel() + self.alpha
        q = np.asarray(X[~positive].sum(axis=0), dtype=np.float64).ravel() + self.alpha
        self.ratio_ = np.log(p / p.sum()) - np.log(q / q.sum())
        return self

    def transform(self, X: Any) -> Any:
        """Multiply the columns by their ratios; the result is sparse."""
        return csr_array(X) @ diags_array(self.ratio_)


def majority() -> TextPipeline:
    """Build the baseline that answers with the most frequent class, whatever the text.

    Returns
    -------
    TextPipeline
        Its probabilities are the shares of the classes in the training texts.

    Examples
    --------
    >>> majority().fit(["a", "b", "c"], [1, 1, 0]).predict(["d"]).tolist()
    [1]
    """
    return TextPipeline([("classifier", DummyClassifier(strategy="prior"))])


def tfidf_logistic_regression() -> TextPipeline:
    """Build the usual first model: TF-IDF of words and word pairs, logistic regression.

    Returns
    -------
    TextPipeline

    Examples
    --------
    >>> model = tfidf_logistic_regression().fit(["good", "fine", "bad", "dull"], [1, 1, 0, 0])
    >>> model.predict(["fine, good"]).tolist()
    [1]
    """
    features = TfidfVectorizer(**_words(2), sublinear_tf=True)
    return TextPipeline([("features", features), ("classifier", LogisticRegression(C=10))])


def ngram_counter(min_df: int = 2) -> CountVectorizer:
    """Build what turns texts into rows of 0 and 1: words, pairs and triples of words.

    Parameters
    ----------
    min_df
        Leave out what stands in fewer texts.

    Returns
    -------
    sklearn.feature_extraction.text.CountVectorizer

    Examples
    --------
    >>> rows = ngram_counter().fit(["not a bad film", "a bad film", "bad"])
    >>> rows.get_feature_names_out().tolist()
    ['a', 'a bad', 'a bad film', 'bad', 'bad film', 'film']
    """
    return CountVectorizer(**_words(3), binary=True, min_df=min_df)


def nb_logistic_regression(min_df: int = 2, C: float = 0.3) -> TextPipeline:
    """Build the linear model that is hard to beat: naive Bayes weights, logistic regression.

    Words, pairs and triples of words, each present or not, are multiplied by their
    log-count ratio (`LogCountRatio`) and go through a logistic regression; with more than two
    classes, one against the rest for each.

    Parameters
    ----------
    min_df
        Leave out what stands in fewer texts.
    C
        Inverse strength of the regularisation.

    Returns
    -------
    TextPipeline

    References
    ----------
    G. Mesnil, T. Mikolov, M. Ranzato, Y. Bengio (2014), Ensemble of Generative and Discriminative
    Techniques for Sentiment Analysis of Movie Reviews, arXiv:1412.5335.

    Examples
    --------
    >>> texts = ["not bad", "good", "fine", "not good", "bad", "dull"]
    >>> model = nb_logistic_regression(min_df=1).fit(texts, [1, 1, 1, 0, 0, 0])
    >>> model.predict(["not bad at all"]).tolist()
    [1]
    """
    weighted = Pipeline(
        [("ratio", LogCountRatio()), ("classifier", LogisticRegression(C=C, solver="liblinear"))]
    )
    return TextPipeline(
        [("features", ngram_counter(min_df)), ("classifier", OneVsRestClassifier(weighted))]
    )


def skipgram_logistic_regression(min_df: int = 2, C: float = 100.0) -> TextPipeline:
    """Build the best linear model of this book: `nb_logistic_regression` with better features.

    The features are those of `skipgrams`, each present or not, multiplied by their log-count
    ratio. Then the vector of each text is brought to length 1, so that a long text is not surer
    than a short one only because it has more features.

    Parameters
    ----------
    min_df
        Leave out what stands in fewer texts.
    C
        Inverse strength of the regularisation.

    Returns
    -------
    TextPipeline

    Examples
    --------
    >>> texts = ["not a bad film", "a good film", "not a good film", "a bad film"]
    >>> model = skipgram_logistic_regression(min_df=1).fit(texts, [1, 1, 0, 0])
    >>> model.predict(["not such a bad film", "not such a good one"]).tolist()
    [1, 0]
    """
    weighted = Pipeline(
        [
            ("ratio", LogCountRatio()),
            ("length", Normalizer(copy=False)),
            ("classifier", LogisticRegression(C=C, solver="liblinear", dual=True, max_iter=300)),
        ]
    )
    features = CountVectorizer(analyzer=skipgrams, binary=True, min_df=min_df)
    return TextPipeline([("features", features), ("classifier", OneVsRestClassifier(weighted))])


def document_vector_logistic_regression(C: float = 10.0, **options: Any) -> TextPipeline:
    """Build a logistic regression on document vectors, which are learnt from the texts alone.

    Parameters
    ----------
    C
        Inverse strength of the regularisation.
    **options
        Of `textcls.models.document_vectors.DocumentVectors`.

    Returns
    -------
    TextPipeline

    Examples
    --------
    >>> texts = ["a good film", "good and warm", "a bad film", "bad and cold"]
    >>> model = document_vector_logistic_regression(epochs=100, min_df=1)
    >>> model.fit(texts, [1, 1, 0, 0]).predict(["good", "bad"]).tolist()
    [1, 0]
    """
    classifier = LogisticRegression(C=C, max_iter=1000)
    return TextPipeline([("features", DocumentVectors(**options)), ("classifier", classifier)])


def _words(longest: int) -> dict[str, Any]:
    """Give a vectoriser the tokens of this package, alone and up to ``longest`` together."""
    return {
        "tokenizer": _tokens,
        "token_pattern": None,
        "lowercase": False,
        "ngram_range": (1, longest),
    }


def _tokens(text: str) -> list[str]:
    return tokenize(clean(text))
