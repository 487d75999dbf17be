"""§5.4: how good a classifier is, how sure we may be of that, and where it fails.

The metrics are scikit-learn's and the statistics SciPy's. What this module adds is that no
accuracy is reported without its confidence interval, and that a network's probabilities are
checked, and mended, before anybody acts on them. Texts never appear in a result: errors are
looked at by their length and by their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Interval(NamedTuple):
    """A confidence interval, ``low`` to ``high``.

    Examples
    --------
    >>> Interval(0.25, 0.75).high
    0.75
    """

    low: float
    high: float


class MeanAndSpread(NamedTuple):
    """Mean and standard deviation of a metric over seeds.

    Examples
    --------
    >>> MeanAndSpread(0.5, 0.1).mean
    0.5
    """

    mean: float
    spread: float


class McNemar(NamedTuple):
    """Two classifiers on the same texts: who alone was right how often, and the p-value.

    Examples
    --------
    >>> McNemar(8, 2, 0.109375).only_first
    8
    """

    only_first: int
    only_second: int
    p_value: float


@dataclass(frozen=True)
class Report:
    """What `evaluate` found on one set of texts.

    Attributes
    ----------
    n
        Number of texts.
    accuracy
        Share of texts whose most probable class is the right one.
    interval
        Its 95 % Wilson interval (`accuracy_interval`).
    macro_f1
        Mean over the classes of each class's F1, so that small classes count as much as large.
    log_loss
        Mean of -ln(probability given to the right class).
    confusion
        Counts, shape (classes, classes): row = true class, column = predicted class.
    class_names
        The classes, in the order of ``confusion``.

    Examples
    --------
    >>> report = evaluate([0, 1, 1], [0.2, 0.9, 0.4], ("negative", "positive"))
    >>> report.confusion.tolist()
    [[1, 0], [1, 1]]
    """

    n: int
    accuracy: float
    interval: Interval
    macro_f1: float
    log_loss: float
    confusion: Integers
    class_names: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain Python values, ready for JSON.

        Examples
        --------
        >>> report = evaluate([0, 1], [0.2, 0.9], ("negative", "positive"))
        >>> report.to_dict()["confusion"]
        [[1, 0], [0, 1]]
        """
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "macro_f1": self.macro_f1,
            "log_loss": self.log_loss,
            "confusion": self.confusion.tolist(),
            "class_names": list(self.class_names),
        }

    def confusion_table(self) -> pd.DataFrame:
        """Give the confusion counts as a table, rows true, columns predicted.

        Examples
        --------
        >>> print(evaluate([0, 1], [0.2, 0.9], ("bad", "good")).confusion_table())
        predicted  bad  good
        true
        bad          1     0
        good         0     1
        """
        import pandas as pd

        return pd.DataFrame(
            self.confusion,
            index=pd.Index(self.class_names, name="true"),
            columns=pd.Index(self.class_names, name="predicted"),
        )


def class_probabilities(probabilities: ArrayLike) -> Floats:
    """Bring a classifier's output into the shape (texts, classes), each row summing to 1.

    Parameters
    ----------
    probabilities
        Shape (texts, classes); or, for two classes, (texts,) or (texts, 1) holding the
        probability of class 1, as a sigmoid gives it.

    Raises
    ------
    InputError
        If there are no rows, a value lies outside [0, 1], or a row does not sum to 1
        (tolerance 0.001, for float32).

    Examples
    --------
    >>> class_probabilities([0.25, 1.0])
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    p = np.asarray(probabilities, dtype=np.float64)
    if p.ndim == 2 and p.shape[1] == 1:
        p = p[:, 0]
    if p.ndim == 1:
        p = np.column_stack([1 - p, p])
    if p.ndim != 2 or len(p) == 0:
        raise InputError(
            f"Got probabilities of shape {np.shape(probabilities)}; expected (texts, classes) "
            "with at least one text: pass one row of probabilities for each text."
        )
    if not np.all((p >= 0) & (p <= 1)):
        raise InputError(
            "Got a probability outside [0, 1] or NaN: pass probabilities, not logits "
            "(apply softmax or sigmoid first)."
        )
    if not np.allclose(p.sum(axis=1), 1, atol=1e-3):
        raise InputError(
            "Got a row of probabilities that does not sum to 1: pass one probability for each "
            "class, in one row for each text."
        )
    return p


def _labels(labels: ArrayLike, n: int, n_classes: int) -> Integers:
    """Check that there is one class number for each text."""
    y = np.asarray(labels)
    if y.shape != (n,):
        raise InputError(
            f"Got labels of shape {y.shape} for {n} texts; expected ({n},): "
            "pass one class number for each text."
        )
    if not np.array_equal(y, y.astype(np.int64)) or y.min() < 0 or y.max() >= n_classes:
        raise InputError(
            f"Got labels {y.min()} to {y.max()}; expected whole numbers from 0 to "
            f"{n_classes - 1}: encode the class names as numbers first."
        )
    return y.astype(np.int64)


def _flags(flags: ArrayLike, n: int | None = None) -> Flags:
    """Check a list of right (true) and wrong (false)."""
    given = np.asarray(flags)
    wanted = given.shape if n is None else (n,)
    if given.ndim != 1 or given.shape != wanted or len(given) == 0:
        raise InputError(
            f"Got {given.shape} true/false values; expected one for each text, and at least one."
        )
    return given.astype(np.bool_)


def accuracy_interval(n_correct: int, n: int, confidence: float = 0.95) -> Interval:
    r"""Wilson's score interval for an accuracy.

    With :math:`\hat p` = n_correct / n and :math:`z` the normal quantile of the confidence, it
    holds the values of :math:`p` with
    :math:`|\hat p - p| \le z \sqrt{p (1 - p) / n}`. Unlike
    :math:`\hat p \pm z \sqrt{\hat p (1 - \hat p) / n}` it stays inside [0, 1] and does not
    shrink to a point when every answer is right.

    Parameters
    ----------
    n_correct, n
        How many of how many answers are right.
    confidence
        Share of such intervals that hold the true accuracy, between 0 and 1.

    Raises
    ------
    InputError
        Unless 0 <= n_correct <= n, n >= 1 and 0 < confidence < 1.

    References
    ----------
    E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212,
    doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    Nine right answers of ten prove much less than 900 of 1,000:

    >>> [round(bound, 3) for bound in accuracy_interval(9, 10)]
    [0.596, 0.982]
    >>> [round(bound, 3) for bound in accuracy_interval(900, 1000)]
    [0.88, 0.917]
    """
    if not (0 <= n_correct <= n and n >= 1):
        raise InputError(
            f"Got {n_correct} right of {n}; expected at least one answer, and no more right "
            "answers than answers."
        )
    if not 0 < confidence < 1:
        raise InputError(
            f"Got a confidence of {confidence}; expected a value between 0 and 1, such as 0.95."
        )
    from scipy.stats import binomtest

    found = binomtest(int(n_correct), int(n)).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def evaluate(y_true: ArrayLike, probabilities: ArrayLike, class_names: Sequence[str]) -> Report:
    """Compare predicted probabilities with the true classes.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    probabilities
        Shape (texts, classes), or (texts,) with the probability of class 1.
    class_names
        One name for each class.

    Returns
    -------
    Report
        Accuracy with its 95 % interval, macro-F1, log loss and confusion counts.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    Examples
    --------
    >>> report = evaluate([0, 1, 1, 0], [0.1, 0.8, 0.3, 0.4], ("negative", "positive"))
    >>> report.accuracy, round(report.macro_f1, 3), round(report.log_loss, 3)
    (0.75, 0.733, 0.511)
    """
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

    p = class_probabilities(probabilities)
    names = tuple(class_names)
    if len(names) != p.shape[1]:
        raise InputError(
            f"Got {len(names)} class names for probabilities of {p.shape[1]} classes: "
            "pass one name for each class."
        )
    y = _labels(y_true, *p.shape)
    classes = list(range(len(names)))
    predicted = p.argmax(axis=1)
    # Rows of float32 sum to 1 within rounding only, about which log_loss would warn.
    normalised = p / p.sum(axis=1, keepdims=True)
    return Report(
        n=len(y),
        accuracy=float(accuracy_score(y, predicted)),
        interval=accuracy_interval(int(np.sum(y == predicted)), len(y)),
        macro_f1=float(f1_score(y, predicted, labels=classes, average="macro", zero_division=0)),
        log_loss=float(log_loss(y, normalised, labels=classes)),
        confusion=confusion_matrix(y, predicted, labels=classes).astype(np.int64),
        class_names=names,
    )


def reliability_curve(
    y_true: ArrayLike, probabilities: ArrayLike, n_bins: int = 10, class_index: int | None = None
) -> pd.DataFrame:
    """Say for each range of stated probability how often the prediction comes true.

    The range (0, 1] is cut into ``n_bins`` equal bins ((m - 1)/M, m/M]; empty bins are left
    out. A calibrated classifier has equal ``confidence`` and ``accuracy`` in every row.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    probabilities
        Shape (texts, classes), or (texts,) with the probability of class 1.
    n_bins
        Number of bins.
    class_index
        ``None``: look at the probability of the predicted class. A number: look at the
        probability of that class, whether predicted or not.

    Returns
    -------
    pandas.DataFrame
        One row for each bin that holds a text: its edges ``lower`` and ``upper``, the number
        ``n`` of texts, their mean stated probability ``confidence``, the share ``accuracy`` of
        them for which it came true, and the 95 % interval ``low``, ``high`` of that share.

    Raises
    ------
    InputError
        If the shapes do not fit, a value is not a probability, or there is no such class.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 2.

    Examples
    --------
    Four predictions at 0.75, of which three are right:

    >>> curve = reliability_curve([1, 1, 1, 0], [0.75] * 4)
    >>> print(curve[["n", "confidence", "accuracy"]].to_string(index=False))
     n  confidence  accuracy
     4        0.75      0.75
    """
    import pandas as pd

    p = class_probabilities(probabilities)
    y = _labels(y_true, *p.shape)
    if n_bins < 1:
        raise InputError(f"Got {n_bins} bins; expected at least 1, such as 10.")
    if class_index is None:
        stated, came_true = p.max(axis=1), p.argmax(axis=1) == y
    elif 0 <= class_index < p.shape[1]:
        stated, came_true = p[:, class_index], y == class_index
    else:
        raise InputError(f"Got class {class_index}; expected 0 to {p.shape[1] - 1}.")

    edges = np.linspace(0, 1, n_bins + 1)
    bins = np.searchsorted(edges[1:-1], stated)
    rows = []
    for index in np.unique(bins):
        inside = bins == index
        n, n_true = int(inside.sum()), int(came_true[inside].sum())
        rows.append(
            {
                "lower": edges[index],
                "upper": edges[index + 1],
                "n": n,
                "confidence": float(stated[inside].mean()),
                "accuracy": n_true / n,
                **accuracy_interval(n_true, n)._asdict(),
            }
        )
    return pd.DataFrame(rows)


def expected_calibration_error(
    y_true: ArrayLike, probabilities: ArrayLike, n_bins: int = 10
) -> float:
    r"""Mean distance between what a classifier claims and what comes true.

    .. math:: \mathrm{ECE} = \sum_m \frac{n_m}{n}\,|\mathrm{acc}_m - \mathrm{conf}_m|

    over the bins m of `reliability_curve`.

    Parameters
    ----------
    y_true
        True class numbers, shape (texts,).
    probabilities
        Shape (texts, classes), or (texts,) with the probability of class 1.
    n_bins
        Number of equal bins. The value depends on it: compare only like with like.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, equation 3.

    Examples
    --------
    A classifier that is always certain and right three times of four:

    >>> expected_calibration_error([1, 1, 1, 0], [1.0, 1.0, 1.0, 1.0])
    0.25
    """
    curve = reliability_curve(y_true, probabilities, n_bins)
    gap = (curve["accuracy"] - curve["confidence"]).abs()
    return float((gap * curve["n"]).sum() / curve["n"].sum())


_COLDEST, _HOTTEST = 0.01, 100.0


def apply_temperature(probabilities: ArrayLike, temperature: float) -> Floats:
    r"""Make probabilities softer (temperature > 1) or sharper (< 1); the ranking stays.

    .. math:: p_k \leftarrow \frac{p_k^{1/T}}{\sum_j p_j^{1/T}}

    which equals softmax(logits / T), because logits and ln p differ by a constant for each
    text. Probabilities below the rounding error of their number type are lifted to it.

    Parameters
    ----------
    probabilities
        Shape (texts, classes), or (texts,) with the probability of class 1.
    temperature
        T > 0. At 1 nothing changes.

    Returns
    -------
    numpy.ndarray
        Shape (texts, classes).

    Raises
    ------
    InputError
        If the temperature is not positive or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 4.2.

    Examples
    --------
    >>> apply_temperature([[0.1, 0.9]], 2).round(3)
    array([[0.25, 0.75]])
    """
    if not (temperature > 0 and np.isfinite(temperature)):
        raise InputError(f"Got a temperature of {temperature}; expected a number above 0.")
    from scipy.special import softmax

    return np.asarray(softmax(_log(probabilities) / temperature, axis=1), dtype=np.float64)


def _log(probabilities: ArrayLike) -> Floats:
    """Logarithm of the probabilities, zeros lifted to their number type's rounding error."""
    kind = np.asarray(probabilities).dtype
    least = np.finfo(kind if np.issubdtype(kind, np.floating) else np.float64).eps
    p = class_probabilities(probabilities)
    return np.asarray(np.log(np.clip(p, least, 1)), dtype=np.float64)


def fit_temperature(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Find the temperature at which the log loss is smallest.

    Fit it on validation texts, which the network has not been trained on, and use it with
    `apply_temperature` on new ones. Accuracy stays as it is: the most probable class stays
    the most probable one.

    Parameters
    ----------
    probabilities
        Shape (texts, classes), or (texts,) with the probability of class 1.
    labels
        True class numbers, shape (texts,).

    Returns
    -------
    float
        Above 1 for a classifier that is too sure of itself, below 1 for one that is not sure
        enough. It stays within 0.01 and 100, and ends near these when there is no best value:
        near 0.01 when every answer is right, at 100 when the probabilities are worth nothing.

    Raises
    ------
    InputError
        If the shapes do not fit or a value is not a probability.

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger (2017), On Calibration of Modern Neural
    Networks, ICML, arXiv:1706.04599, section 4.2.

    Examples
    --------
    Ten times 0.9, but right only eight times: soften until it says 0.8.

    >>> labels, claimed = [1] * 8 + [0] * 2, [0.9] * 10
    >>> temperature = fit_temperature(claimed, labels)
    >>> round(temperature, 2), apply_temperature([0.9], temperature).round(3)
    (1.58, array([[0.2, 0.8]]))
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits = _log(probabilities)
    y = _labels(labels, *logits.shape)
    rows = np.arange(len(y))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(-scaled[rows, y].mean())

    # The loss is convex in 1/T, hence has a single minimum in ln T.
    bounds = (np.log(_COLDEST), np.log(_HOTTEST))
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-8})
    return float(np.exp(found.x))


def accuracy_by_length(
    lengths: ArrayLike, is_correct: ArrayLike, n_groups: int = 5
) -> pd.DataFrame:
    """Compare the accuracy on short and on long texts.

    The texts are sorted by length and cut into groups of nearly equal size; texts of equal
    length stay together, so there may be fewer groups than asked for.

    Parameters
    ----------
    lengths
        Length of each text, in words say, shape (texts,).
    is_correct
        Whether the prediction for each text is right, shape (texts,).
    n_groups
        Number of groups.

    Returns
    -------
    pandas.DataFrame
        One row for each group: ``shortest`` and ``longest`` text, ``n``, ``accuracy`` and its
        95 % interval ``low``, ``high``.

    Raises
    ------
    InputError
        If the two do not have the same length, or are empty.

    Examples
    --------
    >>> table = accuracy_by_length([3, 5, 8, 90, 200, 300], [1, 1, 1, 1, 0, 0], n_groups=2)
    >>> print(table[["shortest", "longest", "n", "accuracy"]].round(2).to_string(index=False))
     shortest  longest  n  accuracy
            3        8  3      1.00
           90      300  3      0.33
    """
    import pandas as pd

    sizes = np.asarray(lengths)
    correct = _flags(is_correct, len(sizes))
    if n_groups < 1:
        raise InputError(f"Got {n_groups} groups; expected at least 1, such as 5.")
    table = pd.DataFrame({"length": sizes, "correct": correct})
    groups = pd.qcut(table["length"], n_groups, labels=False, duplicates="drop")
    # All texts of one length: qcut has no edges left and gives NaN.
    rows = [
        {
            "shortest": part["length"].min(),
            "longest": part["length"].max(),
            "n": len(part),
            "accuracy": float(part["correct"].mean()),
            **accuracy_interval(int(part["correct"].sum()), len(part))._asdict(),
        }
        for _, part in table.groupby(groups.fillna(0))
    ]
    return pd.DataFrame(rows)


def overrepresented_words(
    texts: Sequence[str],
    is_error: ArrayLike,
    n_words: int = 20,
    min_texts: int = 5,
    prior_weight: float = 500.0,
) -> pd.DataFrame:
    r"""List the words that stand more often in misclassified texts than in the others.

    For word w let :math:`e_w` and :math:`o_w` be the numbers of misclassified and of other
    texts that hold it, :math:`e` and :math:`o` their sums over all words, and
    :math:`\alpha_w` its share of both, times ``prior_weight`` (:math:`\alpha`). Then

    .. math::
        \delta_w = \ln\frac{e_w + \alpha_w}{e + \alpha - e_w - \alpha_w}
                 - \ln\frac{o_w + \alpha_w}{o + \alpha - o_w - \alpha_w},
        \qquad
        z_w = \delta_w \Big/ \sqrt{\tfrac{1}{e_w + \alpha_w} + \tfrac{1}{o_w + \alpha_w}}.

    The prior pulls rare words towards no difference: without it a list of this kind shows
    nothing but words that stand in two texts. A text counts a word once, however often it
    repeats it. Numbers and punctuation are left out.

    Parameters
    ----------
    texts
        The texts.
    is_error
        Whether each was misclassified, shape (texts,).
    n_words
        How many words to list.
    min_texts
        Leave out words that stand in fewer texts.
    prior_weight
        How many word occurrences the prior is worth.

    Returns
    -------
    pandas.DataFrame
        Columns ``word``, ``errors`` and ``others`` (texts that hold it), ``log_odds`` and
        ``z``, largest z first. As a rule of thumb, z above 2 deserves a look; with thousands
        of words some lie there by chance.

    Raises
    ------
    InputError
        If there is not one flag for each text, or all texts or none are errors.

    References
    ----------
    B. L. Monroe, M. P. Colaresi, K. M. Quinn (2008), Fightin' Words, Political Analysis 16,
    372-403, doi:10.1093/pan/mpn018, equations 15 to 22 (informative Dirichlet prior).

    Examples
    --------
    >>> texts = ["not bad at all", "not bad", "not a bad film", "a fine film", "a film"] * 10
    >>> table = overrepresented_words(texts, [1, 1, 1, 0, 0] * 10, n_words=2)
    >>> table["word"].tolist()
    ['bad', 'not']
    """
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer

    from textcls.text import tokenize

    wrong = _flags(is_error, len(texts))
    if wrong.all() or not wrong.any():
        raise InputError(
            f"Got {int(wrong.sum())} errors in {len(texts)} texts; expected at least one error "
            "and one right answer, to compare them."
        )

    def words(text: str) -> list[str]:
        return [token for token in tokenize(text) if any(map(str.isalpha, token))]

    counter = CountVectorizer(analyzer=words, binary=True, min_df=min(min_texts, len(texts)))
    try:
        present = counter.fit_transform(texts)
    except ValueError as error:
        raise InputError(
            f"Got no word that stands in at least {min_texts} of the {len(texts)} texts: "
            "pass more texts or a smaller min_texts."
        ) from error
    errors = np.asarray(present[wrong].sum(axis=0)).ravel()
    others = np.asarray(present[~wrong].sum(axis=0)).ravel()
    prior = prior_weight * (errors + others) / (errors + others).sum()

    def log_odds(count: NDArray[Any]) -> Floats:
        rest = count.sum() + prior_weight - count - prior
        return np.asarray(np.log((count + prior) / rest), dtype=np.float64)

    difference = log_odds(errors) - log_odds(others)
    table = pd.DataFrame(
        {
            "word": counter.get_feature_names_out(),
            "errors": errors,
            "others": others,
            "log_odds": difference,
            "z": difference / np.sqrt(1 / (errors + prior) + 1 / (others + prior)),
        }
    )
    ranked = table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)
    return ranked.head(n_words)


def mcnemar(first_correct: ArrayLike, second_correct: ArrayLike) -> McNemar:
    r"""Test whether two classifiers are equally accurate on the same texts (exact McNemar test).

    Texts that both or neither get right say nothing about it. Of the b + c others, b that
    only the first gets right, the number b follows Binomial(b + c, 1/2) if they are equally
    accurate; the p-value is the two-sided one of that distribution.

    Parameters
    ----------
    first_correct, second_correct
        Whether each classifier is right on each text, shape (texts,) both.

    Returns
    -------
    McNemar
        ``only_first`` (b), ``only_second`` (c) and ``p_value`` (1 if they never disagree).

    Raises
    ------
    InputError
        If the two do not have the same length, or are empty.

    References
    ----------
    Q. McNemar (1947), Psychometrika 12, 153-157, doi:10.1007/BF02295996.

    Examples
    --------
    >>> mcnemar([1] * 8 + [0] * 2 + [1] * 90, [0] * 8 + [1] * 2 + [1] * 90)
    McNemar(only_first=8, only_second=2, p_value=0.109375)
    """
    first = _flags(first_correct)
    second = _flags(second_correct, len(first))
    from scipy.stats import binomtest

    only_first, only_second = int(np.sum(first & ~second)), int(np.sum(second & ~first))
    disagreements = only_first + only_second
    p_value = float(binomtest(only_first, disagreements).pvalue) if disagreements else 1.0
    return McNemar(only_first, only_second, p_value)


def mean_and_spread(values: ArrayLike) -> MeanAndSpread:
    r"""Mean and sample standard deviation (divisor n - 1) of a metric over seeds.

    Parameters
    ----------
    values
        One value for each seed.

    Returns
    -------
    MeanAndSpread
        The spread of a single value is NaN: one run says nothing about the next.

    Raises
    ------
    InputError
        If there is no value, or one is not a finite number.

    Examples
    --------
    >>> mean_and_spread([0.75, 0.875, 1.0])
    MeanAndSpread(mean=0.875, spread=0.125)
    >>> mean_and_spread([0.75])
    MeanAndSpread(mean=0.75, spread=nan)
    """
    runs = np.asarray(values, dtype=np.float64).ravel()
    if len(runs) == 0 or not np.isfinite(runs).all():
        raise InputError(
            f"Got {len(runs)} values, {int(np.sum(~np.isfinite(runs)))} of them not finite; "
            "expected at least one finite number, one for each seed."
        )
    spread = float(runs.std(ddof=1)) if len(runs) > 1 else float("nan")
    return MeanAndSpread(float(runs.mean()), spread)
