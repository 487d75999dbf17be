r"""§2.3: a market that moves: reviews whose words change month by month, by a known plan.

`month_of_reviews` writes the embedded reviews as customers would write them some months later.
Three things happen, each in a function of its own, and none changes what a review says, so that
the best possible accuracy stays `textcls.corpora.reviews.BEST_ACCURACY` in every month:

1. *New words.* Words of praise and blame go out of fashion, one after the other, and new ones take
   their places: all are replaced after `MONTHS` months.
2. *Turned words.* From month `TURN` on, pairs of old words change places: what was blame is praise.
3. *Albums.* From month `ALBUMS` on, a growing share of the reviews is about records and not films,
   with its own nouns and some praise and blame of its own.

The rest of the module measures such a market: how many tokens are unknown, whether the scores of a
classifier are still spread as they were, how many labels show a loss, how often to retrain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from textcls.errors import InputError
from textcls.text import Vocabulary

if TYPE_CHECKING:
    from textcls.corpora.reviews import Reviews

__all__ = [
    "ALBUMS",
    "MONTHS",
    "NEW",
    "OF_ALBUMS",
    "TURN",
    "TURNED",
    "about_albums",
    "accuracy_by_month",
    "best_period",
    "labels_to_detect",
    "loss_of_rhythm",
    "month_of_reviews",
    "population_stability_index",
    "share_of_albums",
    "train_each_month",
    "unknown_share",
    "with_new_words",
    "with_turned_words",
]

MONTHS = 24
"""After this many months all words of `NEW` are in use."""
TURN = 9
"""The first month in which the words of `TURNED` have changed places."""
ALBUMS, MOST_ALBUMS = 13, 0.4
"""The first month with reviews of albums, and their share in month `MONTHS`."""


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(">") for pair in text.split(","))
    return {old.strip(): new.strip() for old, new in pairs}


NEW: dict[str, str] = _pairs("""
    good > ace, great > stellar, wonderful > lush, funny > zingy, clever > brainy,
    brilliant > blazing, charming > dreamy, moving > soulful, fresh > zesty, superb > peachy,
    sharp > crisp, gripping > unputdownable, delightful > scrumptious, beautiful > swoony,
    exciting > pulsating, convincing > legit, original > visionary, touching > heartwarming,
    witty > quippy, impressive > epic,
    bad > naff, dull > beige, boring > snoozy, weak > flimsy, poor > ropey, awful > rank,
    silly > goofy, terrible > atrocious, predictable > samey, stupid > braindead,
    tired > recycled, clumsy > klutzy, stale > crusty, tedious > yawny, dreadful > ghastly,
    bland > vanilla, lifeless > zombified, messy > chaotic, pointless > inane,
    masterpiece > banger, triumph > corker, gem > cracker, joy > vibe, success > smash,
    classic > evergreen, winner > champ,
    mess > trainwreck, failure > faceplant, disaster > carnage, disappointment > bummer,
    flop > clunker, dud > lemon,
    convince > land, shine > slay, impress > rock, convinces > lands, shines > slays,
    impresses > rocks,
    drag > plod, annoy > grind, grate > rankle, irritate > chafe, drags > plods, annoys > grinds,
    grates > rankles, irritates > chafes""")
"""Each word of praise or blame that goes, and the one that comes in its place."""

TURNED: dict[str, str] = _pairs("""
    slow > fine, cheap > strong, lazy > lovely, shallow > warm, chore > treat""")
"""Words of blame and of praise that change places when a fashion turns."""

OF_ALBUMS: dict[str, str] = _pairs("""
    film > album, movie > record, picture > release, the story > the melody,
    the script > the lyrics,
    the plot > the hook, the acting > the singing, the cast > the band, the ending > the outro,
    the dialogue > the harmonies, the direction > the arrangement,
    the screenplay > the songwriting,
    the photography > the mixing, the editing > the mastering, the villain > the drummer,
    the hero > the singer, the characters > the guitars, the actors > the musicians,
    the jokes > the riffs, the performances > the solos, the costumes > the beats,
    scene > verse, cinema > venue, poster > sleeve, trailer > single,
    good > catchy, great > groovy, wonderful > danceable, funny > tuneful, clever > funky,
    brilliant > anthemic, charming > melodic, moving > mellow, fresh > hypnotic,
    superb > hummable, sharp > rhythmic,
    bad > tuneless, dull > droning, boring > monotone, weak > tinny, poor > muffled,
    awful > shrill, silly > plodding, terrible > discordant, predictable > formulaic,
    stupid > autotuned, tired > overproduced""")
"""The words of reviews of films, and those of reviews of albums."""


def share_of_albums(month: int) -> float:
    """Compute the share of the reviews that are about albums: 0 at first, then growing evenly.

    Parameters
    ----------
    month
        Number of the month, 0 or more.

    Examples
    --------
    >>> [round(share_of_albums(month), 2) for month in [0, 12, 13, 18, 24]]
    [0.0, 0.0, 0.03, 0.2, 0.4]
    """
    return MOST_ALBUMS * min(max(month - ALBUMS + 1, 0) / (MONTHS - ALBUMS + 1), 1)


def with_new_words(texts: Sequence[str], month: int) -> list[str]:
    """Put the words of that month in place of those that have gone out of fashion.

    Word i of `NEW` changes in month 1 + ⌊24 (29 i mod k) / k⌋ with k the number of words: common
    and rare ones, praise and blame by turns, about as many in each month.

    Parameters
    ----------
    texts
        Reviews in the words of month 0.
    month
        Number of the month, 0 or more.

    Returns
    -------
    list of str

    Examples
    --------
    >>> text = "A good film, not bad at all."
    >>> [with_new_words([text], month)[0] for month in [0, 24]]
    ['A good film, not bad at all.', 'An ace film, not naff at all.']
    """
    k = len(NEW)
    gone = {
        old: new
        for i, (old, new) in enumerate(NEW.items())
        if 1 + MONTHS * (29 * i % k) // k <= month
    }
    return [_substitute(text, gone) for text in texts]


def with_turned_words(texts: Sequence[str], month: int) -> list[str]:
    """Let the words of `TURNED` change places from month `TURN` on.

    Parameters
    ----------
    texts
        Reviews in the words of month 0.
    month
        Number of the month, 0 or more.

    Returns
    -------
    list of str

    Examples
    --------
    >>> with_turned_words(["A slow start, a fine ending."], TURN)
    ['A fine start, a slow ending.']
    """
    if month < TURN:
        return list(texts)
    both_ways = TURNED | {new: old for old, new in TURNED.items()}
    return [_substitute(text, both_ways) for text in texts]


def about_albums(texts: Sequence[str]) -> list[str]:
    """Rewrite reviews of films as reviews of albums.

    Parameters
    ----------
    texts
        Reviews of films.

    Returns
    -------
    list of str

    Examples
    --------
    >>> about_albums(["The acting is good, but it is a dull film."])
    ['The singing is catchy, but it is a droning album.']
    """
    return [_substitute(text, OF_ALBUMS) for text in texts]


def month_of_reviews(month: int, n: int, seed: int = 0) -> Reviews:
    """Write ``n`` embedded reviews in the words of a month.

    Parameters
    ----------
    month
        Number of the month, from 0, the month before anything changes.
    n
        How many reviews.
    seed
        Different seeds give different reviews of the same month.

    Returns
    -------
    Reviews
        With their labels, noise included, and true labels: the words change, what is meant does
        not.

    Raises
    ------
    InputError
        If the month is negative.

    Examples
    --------
    >>> later = month_of_reviews(24, 200)
    >>> len(later), any("naff" in text for text in later.texts)
    (200, True)
    """
    from textcls.corpora import reviews

    if month < 0:
        raise InputError(f"Got month {month}; expected 0 or more.")
    written = reviews.generate(n, seed=1000 * (seed + 1) + month)
    lots = np.random.default_rng([seed, month]).random(n)
    texts = written.texts
    albums = np.flatnonzero(lots < share_of_albums(month))
    for i, text in zip(albums, about_albums([texts[i] for i in albums]), strict=True):
        texts[i] = text
    return replace(written, texts=with_new_words(with_turned_words(texts, month), month))


def _substitute(text: str, words: Mapping[str, str]) -> str:
    """Replace whole words, all at once; mend "a" and "an" before them, and keep capitals."""
    if not words:
        return text

    def other(match: re.Match[str]) -> str:
        article, found = match["article"], match["word"]
        word = words[found.lower()]
        if found[0].isupper():
            word = word[0].upper() + word[1:]
        if article is None:
            return word
        return article[0] + ("n " if word[0] in "aeiou" else " ") + word

    return _pattern(tuple(words)).sub(other, text)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"(?<![\w-])(?:(?P<article>[Aa]n?) )?(?P<word>{longest_first})(?![\w-])", re.IGNORECASE
    )


# --- what a month looks like from outside ---------------------------------------------------


def unknown_share(texts: Sequence[str], vocabulary: Vocabulary) -> float:
    """Compute the share of the tokens that a vocabulary does not hold.

    Parameters
    ----------
    texts
        New texts; no label is needed.
    vocabulary
        The words of the training texts.

    Examples
    --------
    >>> unknown_share(["a naff film"], Vocabulary.build(["a bad film"])).__round__(2)
    0.33
    """
    numbers = [number for ids in vocabulary.encode_all(texts) for number in ids]
    return float(np.mean(np.equal(numbers, 1)))


def population_stability_index(before: ArrayLike, after: ArrayLike, n_bins: int = 10) -> float:
    r"""Compare two samples of scores by the population stability index.

    The bins hold equal shares :math:`p_i` of the scores ``before``; with :math:`q_i` the shares of
    those ``after`` (half a score added to each count, so that none is 0),

    .. math:: \mathrm{PSI} = \sum_i (q_i - p_i) \ln \frac{q_i}{p_i},

    the sum of the two Kullback-Leibler divergences. It is 0 for equal shares. Chance alone gives
    about :math:`(B - 1)(1/n + 1/m)` for B bins and samples of n and m scores.

    Parameters
    ----------
    before, after
        Scores, such as probabilities, shapes (n,) and (m,).
    n_bins
        B, the number of bins.

    Raises
    ------
    InputError
        If there are fewer scores than bins.

    References
    ----------
    C. J. Potgieter, C. van Zyl, W. D. Schutte, F. Lombard (2023), arXiv:2307.11878, on its
    properties.

    Examples
    --------
    >>> scores = np.linspace(0, 1, 1000)
    >>> round(population_stability_index(scores, scores), 3)
    0.0
    >>> round(population_stability_index(scores, scores**2), 2)
    0.38
    """
    old, new = (np.asarray(scores, dtype=np.float64).ravel() for scores in (before, after))
    if min(len(old), len(new)) < n_bins:
        raise InputError(
            f"Got {len(old)} and {len(new)} scores for {n_bins} bins; give more scores or fewer "
            "bins."
        )
    inner = np.quantile(old, np.linspace(0, 1, n_bins + 1)[1:-1])
    p, q = (
        (np.bincount(np.searchsorted(inner, scores, "right"), minlength=n_bins) + 0.5)
        / (len(scores) + 0.5 * n_bins)
        for scores in (old, new)
    )
    return float(np.sum((q - p) * np.log(q / p)))


def labels_to_detect(
    before: float, after: float, false_alarms: float = 0.05, power: float = 0.8
) -> int:
    r"""Compute how many labelled answers show that the accuracy has fallen.

    The month's accuracy is compared with the known one of before, one-sided, by the normal
    approximation:

    .. math:: n = \left(\frac{z_{1-\alpha}\sqrt{p_0(1-p_0)} + z_{1-\beta}\sqrt{p_1(1-p_1)}}
                           {p_0 - p_1}\right)^2

    Parameters
    ----------
    before, after
        p₀ and p₁, the accuracies, p₁ < p₀.
    false_alarms
        α, the share of alarms when nothing has happened.
    power
        1 − β, the share of alarms when the accuracy has fallen.

    Raises
    ------
    InputError
        If ``after`` is not below ``before``, or one lies outside 0 and 1.

    Examples
    --------
    >>> labels_to_detect(0.85, 0.80), labels_to_detect(0.85, 0.75)
    (342, 91)
    """
    from scipy.stats import norm

    if not 0 < after < before < 1:
        raise InputError(
            f"Got accuracies of {before} before and {after} after; expected the second below the "
            "first, and both between 0 and 1."
        )
    spread = norm.ppf(1 - false_alarms) * math.sqrt(before * (1 - before))
    spread += norm.ppf(power) * math.sqrt(after * (1 - after))
    return math.ceil((spread / (before - after)) ** 2)


# --- retraining -----------------------------------------------------------------------------


def train_each_month(
    classifier: Any, train: tuple[Any, ArrayLike, ArrayLike], *, window: int = 3000
) -> list[Any]:
    """Train a model at the end of each month on the latest labels.

    Parameters
    ----------
    classifier
        A scikit-learn classifier; each training takes a fresh copy.
    train
        Rows of features, their labels, and the month of each row, from 0, in the order of time.
    window
        How many of the latest labels are trained on.

    Returns
    -------
    list
        Model t knows no label from after month t.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> months, labels = np.repeat([0, 1, 2], 10), np.repeat([0, 1, 1], 10)
    >>> models = train_each_month(DummyClassifier(), (np.zeros((30, 1)), labels, months), window=10)
    >>> [model.predict([[0]]).item() for model in models]
    [0, 1, 1]
    """
    from sklearn.base import clone

    X, y, month_of = train[0], np.asarray(train[1]), np.asarray(train[2])
    latest = (np.flatnonzero(month_of <= month)[-window:] for month in np.unique(month_of))
    return [clone(classifier).fit(X[rows], y[rows]) for rows in latest]


def accuracy_by_month(
    models: Sequence[Any],
    test: tuple[Any, ArrayLike, ArrayLike],
    *,
    period: int | None,
    delay: int = 0,
) -> list[float]:
    """Serve a market month by month, changing the model in a rhythm, and measure the accuracy.

    The model of month 0 begins. At the end of every ``period``-th month a newer one takes over
    and answers from the next month on.

    Parameters
    ----------
    models
        The model of each month, see `train_each_month`.
    test
        Rows of features, their labels, and the month of each row, from 0.
    period
        Months between two changes; None for never again.
    delay
        Months that pass before labels can be used: at the end of month t, those up to t − delay.

    Returns
    -------
    list of float
        The accuracy in each month of ``test``, in order.

    Raises
    ------
    InputError
        If the period is below 1, or the delay negative.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> months, labels = np.repeat([0, 1, 2, 3], 10), np.repeat([0, 1, 1, 1], 10)
    >>> rows = np.zeros((40, 1)), labels, months
    >>> models = train_each_month(DummyClassifier(), rows, window=10)
    >>> accuracy_by_month(models, rows, period=1)
    [1.0, 0.0, 1.0, 1.0]
    """
    if (period is not None and period < 1) or delay < 0:
        raise InputError(
            f"Got a period of {period} and a delay of {delay} months; expected a period of 1 or "
            "more, and no negative delay."
        )
    X, y, month_of = test[0], np.asarray(test[1]), np.asarray(test[2])
    model, accuracies = models[0], []
    for month in np.unique(month_of).tolist():
        here = month_of == month
        accuracies.append(float(np.mean(model.predict(X[here]) == y[here])))
        if period is not None and month > 0 and month % period == 0:
            model = models[max(month - delay, 0)]
    return accuracies


def loss_of_rhythm(decay: float, period: float, delay: float = 0.0) -> float:
    r"""Compute the accuracy lost on average when it decays evenly between two trainings.

    The labels are ``delay`` months old when the model goes into service and ``delay + period``
    when it is replaced, so on average

    .. math:: \ell = s\,(D + T/2).

    Parameters
    ----------
    decay
        s, accuracy lost in a month.
    period
        T, months between two trainings.
    delay
        D, months between the labels and the model that uses them.

    Examples
    --------
    >>> round(loss_of_rhythm(0.01, period=12), 3), round(loss_of_rhythm(0.01, 3, delay=1), 3)
    (0.06, 0.025)
    """
    return decay * (delay + period / 2)


def best_period(
    decay: float, cost_of_training: float, monthly_predictions: float, value_per_error: float
) -> float:
    r"""Compute the rhythm at which retraining and the errors between two trainings cost least.

    A month costs :math:`R/T` for retraining and :math:`N v s\,T/2` for errors. The sum is least at

    .. math:: T^* = \sqrt{\frac{2R}{N\,v\,s}},

    Harris's square-root formula for how many parts to make at once.

    Parameters
    ----------
    decay
        s, accuracy lost in a month, above 0.
    cost_of_training
        R, labels, machine and people for one retraining.
    monthly_predictions
        N, answers in a month, above 0.
    value_per_error
        v, what a wrong answer costs, above 0.

    Returns
    -------
    float
        T*, in months.

    Raises
    ------
    InputError
        If decay, predictions or value are not positive: then never retrain.

    References
    ----------
    F. W. Harris (1913), How Many Parts to Make at Once, reprinted in Operations Research 38 (1990).

    Examples
    --------
    >>> round(best_period(0.008, 900, monthly_predictions=50_000, value_per_error=0.5), 1)
    3.0
    """
    if min(decay, monthly_predictions, value_per_error) <= 0:
        raise InputError(
            "Got a decay, a number of predictions or a value of 0 or less; expected positive "
            "numbers, since without a loss there is nothing to retrain for."
        )
    return math.sqrt(2 * cost_of_training / (monthly_predictions * value_per_error * decay))
