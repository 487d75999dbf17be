"""Corpora, §5.1 and §3.3: texts with labels, split into train and test.

`imdb` and `ag_news` are real ones, downloaded; `table` reads a reader's own CSV, TSV or JSON lines;
`textcls.synthetic` makes texts up. All of them give a `Corpus`: two splits over the same classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textcls.errors import InputError

__all__ = [
    "Corpus",
    "Duplicates",
    "Split",
    "duplicates",
    "split_off",
    "without_duplicates",
]


@dataclass(frozen=True, eq=False)
class Split:
    """Texts and their labels, row by row.

    Parameters
    ----------
    texts : list of str, length n
    labels : int64 array, shape (n,)
        Row i belongs to class ``labels[i]``. Other integers and lists are converted.

    Raises
    ------
    InputError
        If there are not as many labels as texts, or a label is not a whole number ≥ 0.

    Examples
    --------
    >>> split = Split(["good", "bad", "fine"], [1, 0, 1])
    >>> len(split)
    3
    >>> split.take([2, 0]).texts
    ['fine', 'good']
    """

    texts: list[str]
    labels: NDArray[np.int64]

    def __post_init__(self) -> None:
        labels = np.asarray(self.labels)
        if labels.shape != (len(self.texts),):
            raise InputError(
                f"{len(self.texts)} texts came with labels of shape {labels.shape}; "
                "give exactly one label for each text"
            )
        if labels.size and (labels.dtype.kind not in "iu" or labels.min() < 0):
            raise InputError(
                f"labels like {labels.tolist()[:3]} are not class numbers; give whole numbers from "
                "0, for instance those of table.encode_labels"
            )
        object.__setattr__(self, "labels", labels.astype(np.int64))

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, indices: ArrayLike) -> Self:
        """Return the rows with these numbers, in this order, with all that is known of each.

        Parameters
        ----------
        indices : array of int, shape (k,)

        Returns
        -------
        Split
            k rows.

        Examples
        --------
        >>> Split(["a", "b"], [0, 1]).take([1]).texts
        ['b']
        """
        rows = np.asarray(indices, dtype=np.int64).reshape(-1)
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        chosen: dict[str, Any] = {
            name: [column[row] for row in rows] if isinstance(column, list) else column[rows]
            for name, column in columns.items()
        }
        return replace(self, **chosen)


@dataclass(frozen=True, eq=False)
class Corpus:
    """A training and a test split over the same classes.

    Parameters
    ----------
    train, test : Split
    class_names : tuple of str
        Label i stands for ``class_names[i]``.

    Examples
    --------
    >>> corpus = Corpus(Split(["good"], [1]), Split(["bad"], [0]), ("negative", "positive"))
    >>> corpus.class_names[corpus.train.labels[0]]
    'positive'
    """

    train: Split
    test: Split
    class_names: tuple[str, ...]


AnySplit = TypeVar("AnySplit", bound=Split)
"""A split, or a class of its own that knows more of each row."""


def split_off(split: AnySplit, size: int | float, seed: int = 0) -> tuple[AnySplit, AnySplit]:
    r"""Hold out some rows, each class in proportion (a stratified hold-out).

    A class with :math:`n_c` of the :math:`n` rows gets :math:`k n_c / n` of the :math:`k` held-out
    rows, rounded so that the sum is :math:`k`, but at least one row on either side. Both
    parts keep the order of the rows.

    Parameters
    ----------
    split : Split
    size : int or float
        The number of rows to hold out; a float between 0 and 1 is a share of all rows.
    seed : int
        The same seed draws the same rows.

    Returns
    -------
    rest, held_out : Split

    Raises
    ------
    InputError
        If a class has a single row, or the size leaves no room for every class on both sides.

    Notes
    -----
    `sklearn.model_selection.train_test_split` stratifies too, but draws other rows and shuffles
    them; what the book prints rests on these.

    Examples
    --------
    >>> rest, held_out = split_off(Split(list("abcdefgh"), [0, 0, 0, 0, 0, 0, 1, 1]), 4, seed=1)
    >>> held_out.labels.tolist(), rest.labels.tolist()
    ([0, 0, 0, 1], [0, 0, 0, 1])
    """
    classes, counts = np.unique(split.labels, return_counts=True)
    n_held_out = round(size * len(split)) if isinstance(size, float) else size
    _check_hold_out(classes, counts, n_held_out)
    shares = _apportion(counts, n_held_out)
    generator = np.random.default_rng(seed)
    held_out = np.zeros(len(split), dtype=bool)
    for label, share in zip(classes, shares, strict=True):
        rows = np.flatnonzero(split.labels == label)
        held_out[generator.permutation(rows)[:share]] = True
    return split.take(np.flatnonzero(~held_out)), split.take(np.flatnonzero(held_out))


def _check_hold_out(classes: NDArray[np.int64], counts: NDArray[np.int64], size: int) -> None:
    if (counts < 2).any():
        lonely = ", ".join(str(label) for label in classes[counts < 2][:5])
        raise InputError(
            f"class {lonely} has a single row, but a stratified hold-out needs two or more rows "
            "of each class; add rows, drop the class, or give a test set of its own"
        )
    n, k = int(counts.sum()), len(classes)
    if not k <= size <= n - k or n == 0:
        raise InputError(
            f"{size} of {n} rows cannot be held out; with {k} classes, hold out "
            f"between {k} and {n - k} rows, so that each class is on both sides"
        )


def _apportion(counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Share ``size`` rows among classes by largest remainder, 1 ≤ share ≤ count − 1."""
    ideal = counts * (size / counts.sum())
    shares: NDArray[np.int64] = np.clip(np.floor(ideal).astype(np.int64), 1, counts - 1)
    while (missing := size - int(shares.sum())) != 0:
        step = 1 if missing > 0 else -1
        free = shares < counts - 1 if step > 0 else shares > 1
        shares[np.argmax(np.where(free, step * (ideal - shares), -np.inf))] += step
    return shares


@dataclass(frozen=True)
class Duplicates:
    """How many rows of a corpus repeat another, character by character.

    Parameters
    ----------
    train : int
        Rows of train whose text an earlier row of train has.
    test : int
        Rows of test whose text an earlier row of test has.
    test_in_train : int
        Rows of test whose text stands in train.

    Examples
    --------
    >>> print(Duplicates(train=96, test=199, test_in_train=123))
    96 rows of train and 199 rows of test repeat an earlier one; 123 rows of test stand in train
    """

    train: int
    test: int
    test_in_train: int

    def __str__(self) -> str:
        return (
            f"{self.train} rows of train and {self.test} rows of test repeat an earlier one; "
            f"{self.test_in_train} rows of test stand in train"
        )


def duplicates(corpus: Corpus) -> Duplicates:
    """Count the rows that repeat another one verbatim.

    A test row that stands in train is one that a model can answer from memory, so the count
    bounds what such rows can add to a test accuracy.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Duplicates

    Examples
    --------
    >>> train, test = Split(["a", "b", "a"], [0, 1, 0]), Split(["b", "c"], [1, 0])
    >>> duplicates(Corpus(train, test, ("no", "yes")))
    Duplicates(train=1, test=0, test_in_train=1)
    """
    seen = set(corpus.train.texts)
    return Duplicates(
        train=len(corpus.train) - len(seen),
        test=len(corpus.test) - len(set(corpus.test.texts)),
        test_in_train=sum(text in seen for text in corpus.test.texts),
    )


def without_duplicates(corpus: Corpus) -> Corpus:
    """Return the corpus with every text once.

    In train, the first row with a text stays and later ones go. In test, every row whose text
    stands in train goes, and of the others the first row with a text stays. Nothing else changes;
    texts are compared character by character, labels are not looked at.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Corpus
        ``duplicates`` of it are all zero.

    Examples
    --------
    >>> train, test = Split(["a", "b", "a"], [0, 1, 0]), Split(["b", "c"], [1, 0])
    >>> cleaned = without_duplicates(Corpus(train, test, ("no", "yes")))
    >>> cleaned.train.texts, cleaned.test.texts
    (['a', 'b'], ['c'])
    """
    train = corpus.train.take(_first_rows(corpus.train.texts, set()))
    test = corpus.test.take(_first_rows(corpus.test.texts, set(train.texts)))
    return replace(corpus, train=train, test=test)


def _first_rows(texts: Sequence[str], seen: set[str]) -> list[int]:
    """Return the rows whose text is new, given the texts already ``seen``."""
    seen = set(seen)
    rows = []
    for row, text in enumerate(texts):
        if text not in seen:
            seen.add(text)
            rows.append(row)
    return rows
