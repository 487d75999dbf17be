r"""The classifiers of §5.2 and §3.3, each a short builder.

Networks take rows of token numbers: 0 is padding, at the end of a row, and 1 an unknown token, as
`textcls.text` makes them. With two classes they give the probability of class 1, shape (texts, 1);
with more, one column for each class. The linear models take raw texts and follow scikit-learn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline

from textcls.errors import InputError
from textcls.text import UNSPACED, clean, tokenize

__all__ = [
    "LogCountRatio",
    "TextPipeline",
    "article_lstm",
    "cooccurrence_embedding",
    "document_vector_logistic_regression",
    "improved_lstm",
    "majority",
    "nb_logistic_regression",
    "runs",
    "skipgram_logistic_regression",
    "skipgrams",
    "tfidf_logistic_regression",
]

# --- networks ------------------------------------------------------------------------------


def article_lstm(vocabulary_size: int = 10_000, length: int = 100) -> Any:
    """Build the network of the article's listing: 175,409 parameters in its own sizes.

    Embedding of 16, two LSTMs of 32 units, a dense layer of 24, one sigmoid; Adam. Nothing is
    improved: there is no mask, so the LSTMs also read the padding.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1).

    Raises
    ------
    InputError
        If a size is not positive.

    Examples
    --------
    >>> article_lstm().count_params()
    175409
    """
    import keras

    _check_sizes(vocabulary_size=vocabulary_size, length=length)
    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            keras.layers.Embedding(vocabulary_size, 16),
            keras.layers.LSTM(32, return_sequences=True),
            keras.layers.LSTM(32),
            keras.layers.Dense(24, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"], jit_compile=False)
    return model


def improved_lstm(
    vocabulary_size: int,
    length: int,
    n_classes: int = 2,
    *,
    embedding: ArrayLike | None = None,
    embedding_dim: int = 100,
    filters: int = 128,
    units: int = 64,
    segment: int = 50,
    embedding_dropout: float = 0.6,
    dropout: float = 0.5,
    learning_rate: Any = 1e-3,
) -> Any:
    r"""Build the improved network: short segments, two directions, pooling, dropout.

    1. Each token becomes a vector; dropout removes whole components of the vectors of a text.
    2. A convolution looks at three neighbouring tokens, and the larger of each two neighbouring
       results is kept: half as many steps are left.
    3. The row is cut into segments of ``segment`` tokens, which a bidirectional LSTM reads beside
       each other and not one after the other (Johnson and Zhang 2016 call it chopping): a text
       takes 25 steps instead of 400, and no gradient has to travel further.
    4. Over all places that hold tokens, maximum and mean of each output are taken.
    5. A dense layer gives the probability of class 1, or of each class.

    Padding changes nothing: a segment that holds nothing else is left out of the pooling.

    Parameters
    ----------
    vocabulary_size
        Number of token numbers, padding and unknown included.
    length
        Tokens in a row; padded to whole segments inside.
    n_classes
        Number of classes.
    embedding
        Initial vectors, shape (vocabulary_size, dimensions), for instance of
        `cooccurrence_embedding`; by default small random ones of ``embedding_dim``.
    embedding_dim
        Dimensions of the vectors, when none are given.
    filters, units
        Size of the convolution, and of the LSTM in each direction.
    segment
        Tokens that the LSTM reads at a stretch; even.
    embedding_dropout, dropout
        Shares of the components of a text's token vectors, and of its pooled vector, that each
        training step leaves out.
    learning_rate
        Adam's, a number or a Keras schedule.

    Returns
    -------
    keras.Model
        Compiled, from int32 of shape (texts, length) to float32 of shape (texts, 1) for two
        classes and (texts, n_classes) for more.

    Raises
    ------
    InputError
        If a size is not positive, ``segment`` is odd, there are fewer than two classes, or the
        embedding has another number of rows.

    References
    ----------
    R. Johnson, T. Zhang (2016), Supervised and Semi-Supervised Text Categorization using LSTM for
    Region Embeddings, ICML, arXiv:1602.02373.

    Examples
    --------
    >>> model = improved_lstm(1000, 120, n_classes=3, embedding_dim=8, filters=8, units=4)
    >>> model.output_shape
    (None, 3)
    """
    import keras
    from keras import layers, ops

    _check_sizes(vocabulary_size=vocabulary_size, length=length, segment=segment // 2)
    if n_classes < 2 or segment % 2:
        raise InputError(
            f"{n_classes} classes and segments of {segment} tokens were asked for; "
            "give two classes or more, and an even number of tokens"
        )
    start = _initial_embedding(embedding, vocabulary_size)
    embedding_dim = embedding_dim if embedding is None else int(np.shape(embedding)[1])
    n_segments = -(-length // segment)
    padded = n_segments * segment

    ids = keras.Input((length,), dtype="int32")
    x = ops.pad(ids, ((0, 0), (0, padded - length)))
    is_token = ops.expand_dims(ops.cast(ops.not_equal(x, 0), "float32"), -1)
    x = layers.Embedding(vocabulary_size, embedding_dim, embeddings_initializer=start)(x)
    x = layers.SpatialDropout1D(embedding_dropout)(x) * is_token
    x = layers.Conv1D(filters, 3, padding="same", activation="relu")(x) * is_token
    x, is_token = layers.MaxPooling1D(2)(x), layers.MaxPooling1D(2)(is_token)
    x = ops.reshape(x, (-1, segment // 2, filters))
    x = layers.Bidirectional(layers.LSTM(units, return_sequences=True))(x)
    x = ops.reshape(x, (-1, padded // 2, 2 * units))
    mean = ops.sum(x * is_token, axis=1) / ops.maximum(ops.sum(is_token, axis=1), 1)
    # Outputs of an LSTM lie between -1 and 1: what is pushed below -1 is never the maximum.
    highest = ops.max(x - 2 * (1 - is_token), axis=1)
    x = layers.Dropout(dropout)(layers.Concatenate()([highest, mean]))
    binary = n_classes == 2
    y = layers.Dense(1 if binary else n_classes, activation="sigmoid" if binary else "softmax")(x)

    model = keras.Model(ids, y)
    model.compile(
        keras.optimizers.Adam(learning_rate, global_clipnorm=1.0),
        "binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def cooccurrence_embedding(
    sequences: Sequence[Sequence[int]],
    vocabulary_size: int,
    dimensions: int = 100,
    window: int = 5,
    seed: int = 0,
) -> NDArray[np.float32]:
    r"""Make token vectors from the training texts alone: words in like company get like vectors.

    With :math:`n_{wc}` the number of times that tokens w and c stand within ``window`` places of
    each other, and :math:`n_w`, :math:`n_c` its sums, the positive pointwise mutual information

    .. math::
        M_{wc} = \max\left(0, \ln \frac{n_{wc}}{n_w\, p_c}\right), \qquad
        p_c = \frac{n_c^{0.75}}{\sum_{c'} n_{c'}^{0.75}}

    is factored, :math:`M \approx U S V^\top`, and each row of :math:`U \sqrt{S}` brought to
    length 1. No label is used.

    Parameters
    ----------
    sequences
        Token numbers of the training texts, of any lengths.
    vocabulary_size
        Number of token numbers.
    dimensions
        Length of a vector; at most ``vocabulary_size - 2``.
    window
        How far apart two tokens may stand.
    seed
        Of the randomised factorisation.

    Returns
    -------
    numpy.ndarray
        float32, shape (vocabulary_size, dimensions); zeros for padding (0), unknown (1) and
        tokens without company.

    Raises
    ------
    InputError
        If a size does not fit, or no two known tokens stand together.

    References
    ----------
    O. Levy, Y. Goldberg, I. Dagan (2015), Improving Distributional Similarity with Lessons
    Learned from Word Embeddings, TACL 3, 211-225, doi:10.1162/tacl_a_00134.

    Examples
    --------
    Tokens 2 and 3 stand in the same company, 4 and 5 in another:

    >>> texts = [[2, 6, 7], [3, 6, 7], [4, 8, 9], [5, 8, 9]] * 5
    >>> vectors = cooccurrence_embedding(texts, vocabulary_size=10, dimensions=4)
    >>> bool(vectors[2] @ vectors[3] > 0.9), bool(abs(vectors[2] @ vectors[4]) < 0.1)
    (True, True)
    """
    from scipy.sparse import csr_array
    from sklearn.utils.extmath import randomized_svd

    _check_sizes(window=window, dimensions=dimensions)
    if dimensions > vocabulary_size - 2:
        raise InputError(
            f"{dimensions} dimensions were asked for {vocabulary_size} token numbers; "
            f"give at most {vocabulary_size - 2}"
        )
    gap = [0] * window
    stream = np.fromiter((i for s in sequences for i in (*s, *gap)), dtype=np.int32)
    counts = csr_array((vocabulary_size, vocabulary_size), dtype=np.float64)
    for distance in range(1, window + 1):
        left, right = stream[:-distance], stream[distance:]
        known = (left > 1) & (right > 1)
        ones = np.ones(int(known.sum()))
        here = csr_array((ones, (left[known], right[known])), shape=counts.shape)
        counts = csr_array(counts + here)
    pairs = (counts + counts.T).tocoo()
    if pairs.nnz == 0:
        raise InputError("no two known tokens stand together in these texts; give longer ones")
    total = np.bincount(pairs.row, weights=pairs.data, minlength=vocabulary_size)
    context = total**0.75 / (total**0.75).sum()
    information = np.log(pairs.data / (total[pairs.row] * context[pairs.col]))
    matrix = csr_array((np.maximum(information, 0), (pairs.row, pairs.col)), shape=counts.shape)
    matrix.eliminate_zeros()
    left, strength, _ = randomized_svd(matrix, dimensions, n_iter=2, random_state=seed)
    vectors = left * np.sqrt(strength)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    # Tokens without company come out as rounding errors, not as zeros.
    return np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0).astype(np.float32)


def _initial_embedding(embedding: ArrayLike | None, vocabulary_size: int) -> Any:
    """Give the initialiser of the token vectors."""
    import keras

    if embedding is None:
        return "uniform"
    vectors = np.asarray(embedding, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != vocabulary_size:
        raise InputError(
            f"the initial vectors have the shape {vectors.shape}; expected one row for each of "
            f"the {vocabulary_size} token numbers"
        )
    return keras.initializers.Constant(vectors)


def _check_sizes(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise InputError(f"{name} is {size}; give 1 or more")


# --- linear models -------------------------------------------------------------------------


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
        from scipy.sparse import csr_array, diags_array

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
    from sklearn.dummy import DummyClassifier

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
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    features = TfidfVectorizer(**_words(2), sublinear_tf=True)
    return TextPipeline([("features", features), ("classifier", LogisticRegression(C=10))])


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
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    weighted = Pipeline(
        [("ratio", LogCountRatio()), ("classifier", LogisticRegression(C=C, solver="liblinear"))]
    )
    features = CountVectorizer(**_words(3), binary=True, min_df=min_df)
    return TextPipeline([("features", features), ("classifier", OneVsRestClassifier(weighted))])


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
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import Normalizer

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
        Of `textcls.document_vectors.DocumentVectors`.

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
    from sklearn.linear_model import LogisticRegression

    from textcls.document_vectors import DocumentVectors

    classifier = LogisticRegression(C=C, max_iter=1000)
    return TextPipeline([("features", DocumentVectors(**options)), ("classifier", classifier)])


def skipgrams(text: str) -> list[str]:
    """Cut a text into `runs`, and pairs of pieces with one or two pieces between.

    How many pieces are left out of a pair is not told apart, so that "not a good" and "not a very
    good" share "not _ good".

    Parameters
    ----------
    text
        Cleaned first.

    Returns
    -------
    list of str

    References
    ----------
    D. Guthrie, B. Allison, W. Liu, L. Guthrie, Y. Wilks (2006), A Closer Look at Skip-gram
    Modelling, LREC.

    Examples
    --------
    >>> [pair for pair in skipgrams("not a very good film") if "_" in pair]
    ['not _ very', 'a _ good', 'very _ film', 'not _ good', 'a _ film']
    """
    pieces = _pieces(text)
    pairs = [map(" _ ".join, zip(pieces, pieces[gap:], strict=False)) for gap in (2, 3)]
    return [*runs(text), *chain(*pairs)]


def runs(text: str) -> list[str]:
    """Cut a text into runs of one to three pieces.

    The pieces are words, numbers and single marks of punctuation, in lower case; contractions are
    cut as in the Penn Treebank ("did n't", "it 's").

    Parameters
    ----------
    text
        Cleaned first.

    Returns
    -------
    list of str

    Examples
    --------
    >>> runs("Didn't like it!")[:7]
    ['did', "n't", 'like', 'it', '!', "did n't", "n't like"]
    """
    pieces = _pieces(text)
    shifted = [pieces[distance:] for distance in range(3)]
    return [*chain(*(map(" ".join, zip(*shifted[:n], strict=False)) for n in (1, 2, 3)))]


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(clean(text).translate(_APOSTROPHES).lower())


_APOSTROPHES = str.maketrans("\u2019`", "''")
_LETTER = rf"[^\W_{UNSPACED}]"
_PIECES = re.compile(
    r"\d+(?:[.,]\d+)+"
    rf"|(?:n't|'(?:s|m|d|ll|re|ve))(?!{_LETTER})"
    rf"|{_LETTER}+?(?=n't(?!{_LETTER}))"
    rf"|{_LETTER}+|[{UNSPACED}]|[^\w\s]"
)


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
