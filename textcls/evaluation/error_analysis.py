"""§5.4: where a classifier fails: at which lengths, with which words.

Texts never appear in a result: errors are looked at by their length and by their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.feature_extraction.text import CountVectorizer

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.errors import InputError
from textcls.evaluation.inputs import flags
from textcls.evaluation.metrics import accuracy_interval
from textcls.text.tokens import tokenize


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
        If the two do not have the same length, or are empty, or there is no group.

    Examples
    --------
    >>> table = accuracy_by_length([3, 5, 8, 90, 200, 300], [1, 1, 1, 1, 0, 0], n_groups=2)
    >>> print(table[["shortest", "longest", "n", "accuracy"]].round(2).to_string(index=False))
     shortest  longest  n  accuracy
            3        8  3      1.00
           90      300  3      0.33
    """
    check_sizes(n_groups=n_groups)
    sizes = np.asarray(lengths)
    correct = flags(is_correct, len(sizes))
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
        for _, part in table.groupby(groups, dropna=False)
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
    wrong = flags(is_error, len(texts))
    if wrong.all() or not wrong.any():
        raise InputError(
            f"{int(wrong.sum())} of {len(texts)} texts are errors; give at least one error and one "
            "right answer, to compare them"
        )

    def words(text: str) -> list[str]:
        return [token for token in tokenize(text) if any(map(str.isalpha, token))]

    counter = CountVectorizer(analyzer=words, binary=True, min_df=min(min_texts, len(texts)))
    try:
        present = counter.fit_transform(texts)
    except ValueError as error:
        raise InputError(
            f"no word stands in at least {min_texts} of the {len(texts)} texts; give more texts or "
            "a smaller min_texts"
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
