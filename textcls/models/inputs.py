"""What an estimator for texts is given: a list of strings, and a label for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import Tags

from textcls.errors import InputError

__all__ = ["check_texts", "check_texts_and_labels", "tags_of_texts"]


def check_texts(texts: Sequence[str]) -> None:
    """Insist on a list of strings.

    Raises
    ------
    InputError
        If it is one string, or not all of it are strings.

    Examples
    --------
    >>> check_texts("a fine film")
    Traceback (most recent call last):
    textcls.errors.InputError: the texts are no list of strings; give a list, each text a string
    """
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise InputError("the texts are no list of strings; give a list, each text a string")


def check_texts_and_labels(texts: Sequence[str], labels: ArrayLike | None) -> NDArray[Any]:
    """Insist on texts of two classes or more.

    Parameters
    ----------
    texts
        A list of strings.
    labels
        The class of each, a name or a number.

    Returns
    -------
    numpy.ndarray
        The labels, shape (texts,).

    Raises
    ------
    InputError
        If the texts are no strings, the numbers of texts and labels differ, or there is only one
        class.

    Examples
    --------
    >>> check_texts_and_labels(["fine", "dull"], ["good", "bad"])
    array(['good', 'bad'], dtype='<U4')
    >>> check_texts_and_labels(["fine", "dull"], ["good"])
    Traceback (most recent call last):
    textcls.errors.InputError: 2 texts came with 1 labels; give exactly one label for each text
    """
    check_texts(texts)
    found = np.asarray(labels)
    if found.shape != (len(texts),):
        n_labels = len(found) if found.ndim else 0
        raise InputError(
            f"{len(texts)} texts came with {n_labels} labels; give exactly one label for each text"
        )
    if (n_classes := len(np.unique(found))) < 2:
        raise InputError(
            f"{len(texts)} texts came with {n_classes} classes; give texts of two classes or more"
        )
    return found


def tags_of_texts(tags: Tags) -> Tags:
    """Note for scikit-learn that texts go in, and no table of numbers.

    Examples
    --------
    >>> from sklearn.utils import get_tags
    >>> from sklearn.dummy import DummyClassifier
    >>> tags_of_texts(get_tags(DummyClassifier())).input_tags.string
    True
    """
    tags.input_tags.string = True
    tags.input_tags.two_d_array = False
    return tags
