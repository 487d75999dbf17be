r"""Wrong labels, §9 question 2: found by confident learning (Northcutt, Jiang and Chuang 2021).

A model that was not shown a row's label says for each row how probable each class is. A row counts
as *confidently* of class j if its :math:`p_j` is at least as high as usual for rows that carry the
label j,

.. math:: t_j = \frac{1}{n_j} \sum_{i:\, \tilde y_i = j} p_{ij},

where :math:`\tilde y_i` is the label given. (Of several such classes the most probable counts;
rows with none are left out.) Rows with label i that are confidently of another class j are
suspects. The thresholds are the point: a class that the model is never sure of has a low one.

cleanlab does this too; the chapter explains these few lines, and they spare its dependency.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from textcls.arrays import Floats, Integers
from textcls.errors import InputError
from textcls.evaluation.inputs import class_numbers, class_probabilities

__all__ = ["confident_joint", "estimated_joint", "find_label_errors", "thresholds"]


def thresholds(labels: ArrayLike, y_prob: ArrayLike) -> Floats:
    r"""Give the mean probability of each class over the rows that carry its label.

    Parameters
    ----------
    labels
        The labels given, shape (rows,), numbers from 0.
    y_prob
        Probability of each class, shape (rows, classes), from a model that did not learn from this
        row: for instance scikit-learn's ``cross_val_predict(…, method="predict_proba")``.

    Returns
    -------
    numpy.ndarray
        :math:`t_j`, shape (classes,).

    Raises
    ------
    InputError
        If the shapes do not fit or a class has no row.

    Examples
    --------
    >>> thresholds([0, 0, 1], [[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    array([0.7, 0.8])
    """
    p = class_probabilities(y_prob)
    given = _class_numbers_of_all(labels, p)
    return np.array([p[given == j, j].mean() for j in range(p.shape[1])])


def confident_joint(labels: ArrayLike, y_prob: ArrayLike) -> Integers:
    """Count the rows by label given and by the class that they confidently belong to.

    Parameters
    ----------
    labels, y_prob
        See `thresholds`.

    Returns
    -------
    numpy.ndarray
        C, shape (classes, classes): ``C[i, j]`` rows with label i are confidently of class j. Rows
        that are confidently of no class are not counted.

    Raises
    ------
    InputError
        If the shapes do not fit or a class has no row.

    Examples
    --------
    The fourth row is labelled 1 and looks like a 0; the fifth looks like nothing in particular:

    >>> p = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05], [0.4, 0.6]]
    >>> confident_joint([0, 0, 1, 1, 1], p)
    array([[2, 0],
           [1, 2]])
    """
    p = class_probabilities(y_prob)
    given = _class_numbers_of_all(labels, p)
    confident = _confident_class(given, p)
    counts = np.zeros((p.shape[1], p.shape[1]), dtype=np.int64)
    np.add.at(counts, (given[confident >= 0], confident[confident >= 0]), 1)
    return counts


def estimated_joint(labels: ArrayLike, y_prob: ArrayLike) -> Floats:
    r"""Estimate how often each label is given to each true class.

    The counts C of `confident_joint` are stretched, so that each label has its known share:

    .. math::
        \hat Q_{ij} \propto \frac{C_{ij}}{\sum_{j'} C_{ij'}}\; n_i .

    Parameters
    ----------
    labels, y_prob
        See `thresholds`.

    Returns
    -------
    numpy.ndarray
        Shape (classes, classes), sums to 1: row the label given, column the true class. What is
        off the diagonal is the estimated share of wrong labels.

    Raises
    ------
    InputError
        If the shapes do not fit or a class has no row.

    Examples
    --------
    >>> p = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05]]
    >>> estimated_joint([0, 0, 1, 1], p)
    array([[0.5 , 0.  ],
           [0.25, 0.25]])
    """
    counts = confident_joint(labels, y_prob)
    totals = counts.sum(axis=1, keepdims=True)  # above 0: the surest row of a label is confident
    joint = counts / totals * np.bincount(np.asarray(labels, dtype=np.int64))[:, None]
    return np.asarray(joint / joint.sum(), dtype=np.float64)


def find_label_errors(labels: ArrayLike, y_prob: ArrayLike) -> Integers:
    """Name the rows whose label is probably wrong, the most suspicious first.

    Parameters
    ----------
    labels, y_prob
        See `thresholds`.

    Returns
    -------
    numpy.ndarray
        Row numbers: those off the diagonal of `confident_joint`, in order of the probability
        that the model gives to the label they carry.

    Raises
    ------
    InputError
        If the shapes do not fit or a class has no row.

    Examples
    --------
    >>> p = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05]]
    >>> find_label_errors([0, 0, 1, 1], p).tolist()
    [3]
    """
    p = class_probabilities(y_prob)
    given = _class_numbers_of_all(labels, p)
    confident = _confident_class(given, p)
    suspects = np.flatnonzero((confident >= 0) & (confident != given))
    return suspects[np.argsort(p[suspects, given[suspects]], kind="stable")]


def _confident_class(given: Integers, p: Floats) -> Integers:
    """Give the class that each row confidently belongs to, or -1."""
    high_enough = p >= thresholds(given, p) - 1e-9  # a row that equals the mean is not below it
    return np.where(high_enough.any(axis=1), np.where(high_enough, p, -1.0).argmax(axis=1), -1)


def _class_numbers_of_all(labels: ArrayLike, p: Floats) -> Integers:
    given = class_numbers(labels, *p.shape)
    missing = np.setdiff1d(np.arange(p.shape[1]), given)
    if missing.size:
        raise InputError(
            f"class {missing[0]} has no row; give each of the {p.shape[1]} classes at least one"
        )
    return given
