r"""Privacy, §9 question 2: pseudonyms for what names a person, and noise for what is learnt.

`pseudonymise` works on texts. The rest is differential privacy: a random answer is
(ε, δ)-differentially private if, for any two tables that differ by one row, and for any set S of
answers, P(answer of one table ∈ S) ≤ exp(ε) · P(answer of the other ∈ S) + δ. The row may be
anybody's: so whoever reads the answer can hardly tell whether your row was there.

This code is written to be read. Its noise comes from floating-point numbers, whose last digits can
give away what they should hide (Mironov 2012): to protect real people use a maintained library.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from textcls.errors import InputError
from textcls.losses import sigmoid

__all__ = [
    "PrivateLogisticRegression",
    "gaussian_delta",
    "gaussian_epsilon",
    "laplace_mechanism",
    "noise_multiplier",
    "pseudonymise",
]

# --- texts ---------------------------------------------------------------------------------

_STREET = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Square|Court|Way|Boulevard|Blvd"
_PATTERNS = {  # in this order: what an earlier one has found, a later one does not see
    "EMAIL": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "LINK": r"\b(?:https?://|www\.)\S*[\w/]",
    "ADDRESS": rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'-]+ ){{1,3}}(?:{_STREET})\b",
    "PHONE": r"(?<!\w)\+?(?:\(\d{2,4}\)|\d{2,4})(?:[ ./-]\d{2,4}){2,4}(?!\w)",
    "NUMBER": r"(?<!\w)\d{5,}(?!\w)",
}
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # digits would look like numbers
_LENGTH_OF_PSEUDONYM = 8


def pseudonymise(text: str, key: bytes, names: Iterable[str] = ()) -> str:
    """Replace what names a person by pseudonyms such as ``[EMAIL bpamgkcl]``.

    Found are e-mail addresses, links, street addresses in the English order, telephone numbers,
    other numbers of five digits or more, and the names given. The same value gets the same
    pseudonym wherever it stands, so that rows can still be counted and joined. Only who has the
    key can compute the pseudonym of a value; a hash without a key could be undone by trying all
    telephone numbers.

    The result is *not* anonymous: patterns miss what they do not know, and what is left may still
    point to one person.

    Parameters
    ----------
    text
        Any text.
    key
        A secret of 16 bytes or more, kept apart from the texts: ``secrets.token_bytes(32)``.
    names
        Names of people to look for, for instance those in the customer table; upper and lower case
        matter, so that "Rose" is found and "rose" is not.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the key is shorter than 16 bytes.

    References
    ----------
    H. Krawczyk, M. Bellare, R. Canetti (1997), HMAC: Keyed-Hashing for Message Authentication,
    RFC 2104.

    Examples
    --------
    >>> key = bytes(32)
    >>> pseudonymise("Ask Ann Lee, ann@example.com, or Ann.", key, names=["Ann", "Ann Lee"])
    'Ask [NAME genhppif], [EMAIL ohdfikdl], or [NAME cihaogom].'
    """
    if len(key) < 16:
        raise InputError(f"the key has {len(key)} bytes; give a secret one of 16 bytes or more")
    patterns = dict(_PATTERNS)
    if known := sorted(filter(None, names), key=len, reverse=True):
        patterns["NAME"] = rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)"
    kinds = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())
    return re.sub(kinds, lambda found: _pseudonym(found, key), text)


def _pseudonym(found: re.Match[str], key: bytes) -> str:
    kind = found.lastgroup or ""
    value = re.sub(r"[^\w@.+]", "", found[0]).casefold()
    if kind in ("PHONE", "NUMBER"):
        value = re.sub(r"\D", "", value)
    digest = hmac.new(key, f"{kind} {value}".encode(), hashlib.sha256).hexdigest()
    return f"[{kind} {digest.translate(_LETTERS)[:_LENGTH_OF_PSEUDONYM]}]"


# --- noise ---------------------------------------------------------------------------------


def laplace_mechanism(
    value: ArrayLike, sensitivity: float, epsilon: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    r"""Answer with the value plus Laplace noise of scale sensitivity / ε.

    The density of the noise is :math:`\frac{1}{2b} e^{-|z|/b}` with
    :math:`b = \Delta / \varepsilon`. Where the exact answers for two neighbouring tables differ by
    at most the sensitivity Δ (in sum over all components), the densities of the noisy ones differ
    by a factor of at most :math:`e^\varepsilon`.

    Parameters
    ----------
    value
        The exact answer, any shape: for instance a count.
    sensitivity
        By how much one row can change it, summed over its components; for a count, 1.
    epsilon
        The privacy loss, above 0.
    rng
        Where the noise comes from.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``value``.

    Raises
    ------
    InputError
        If the sensitivity or ε is not above 0.

    References
    ----------
    C. Dwork, F. McSherry, K. Nissim, A. Smith (2006), Calibrating Noise to Sensitivity in Private
    Data Analysis, TCC, doi:10.1007/11681878_14.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> answers = laplace_mechanism(np.full(10_000, 120), sensitivity=1, epsilon=0.5, rng=rng)
    >>> bool(abs(answers.mean() - 120) < 0.1)
    True
    """
    _check_positive(sensitivity=sensitivity, epsilon=epsilon)
    exact = np.asarray(value, dtype=np.float64)
    return exact + rng.laplace(scale=sensitivity / epsilon, size=exact.shape)


def gaussian_delta(epsilon: float, noise_multiplier: float, n_steps: int = 1) -> float:
    r"""Give the smallest δ for which Gaussian noise, added in each of T steps, is (ε, δ)-private.

    With noise of standard deviation σ times the sensitivity in each step,
    :math:`\mu = \sqrt{T} / \sigma` and

    .. math::
        \delta(\varepsilon) = \Phi\left(\frac{\mu}{2} - \frac{\varepsilon}{\mu}\right)
        - e^{\varepsilon}\, \Phi\left(-\frac{\mu}{2} - \frac{\varepsilon}{\mu}\right).

    Parameters
    ----------
    epsilon
        0 or more.
    noise_multiplier
        σ, above 0.
    n_steps
        T: how many times the rows are asked; each step may depend on the answers before.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is out of range.

    References
    ----------
    B. Balle, Y.-X. Wang (2018), Improving the Gaussian Mechanism for Differential Privacy, ICML,
    arXiv:1805.06530, theorem 8. J. Dong, A. Roth, W. J. Su (2022), Gaussian Differential Privacy,
    JRSS B, arXiv:1905.02383, corollaries 2.13 and 3.3 (for the steps).

    Examples
    --------
    More noise, less chance of a breach:

    >>> gaussian_delta(1.0, noise_multiplier=2) > gaussian_delta(1.0, noise_multiplier=4)
    True
    """
    _check_positive(noise_multiplier=noise_multiplier, n_steps=n_steps)
    if not epsilon >= 0:
        raise InputError(f"epsilon is {epsilon}; give 0 or more")
    return _delta(epsilon, math.sqrt(n_steps) / noise_multiplier)


def _delta(epsilon: float, mu: float) -> float:
    from scipy.special import log_ndtr, ndtr

    # The second term through its logarithm: exp(ε) alone overflows.
    return float(ndtr(mu / 2 - epsilon / mu) - np.exp(epsilon + log_ndtr(-mu / 2 - epsilon / mu)))


def gaussian_epsilon(noise_multiplier: float, delta: float, n_steps: int = 1) -> float:
    """Give the smallest ε for which Gaussian noise, added in each of T steps, is (ε, δ)-private.

    The inverse of `gaussian_delta`.

    Parameters
    ----------
    noise_multiplier
        Standard deviation of the noise in units of the sensitivity, above 0.
    delta
        Between 0 and 1; usually well below one divided by the number of rows.
    n_steps
        How many times the rows are asked.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If a number is out of range.

    Examples
    --------
    >>> round(gaussian_epsilon(noise_multiplier=4, delta=1e-5), 2)
    0.93
    """
    from scipy.optimize import brentq

    _check_positive(noise_multiplier=noise_multiplier, n_steps=n_steps)
    _check_delta(delta)
    mu = math.sqrt(n_steps) / noise_multiplier
    if _delta(0.0, mu) <= delta:
        return 0.0
    most = 1.0
    while _delta(most, mu) > delta:
        most *= 2
    return float(brentq(lambda epsilon: _delta(epsilon, mu) - delta, 0.0, most))


def noise_multiplier(epsilon: float, delta: float, n_steps: int = 1) -> float:
    """Give the least Gaussian noise that makes T steps (ε, δ)-private.

    Parameters
    ----------
    epsilon
        The privacy loss, above 0.
    delta
        Between 0 and 1.
    n_steps
        How many times the rows are asked.

    Returns
    -------
    float
        Standard deviation of each step's noise, in units of the sensitivity.

    Raises
    ------
    InputError
        If a number is out of range.

    Examples
    --------
    A hundred steps need ten times the noise of one:

    >>> one, hundred = noise_multiplier(1, 1e-5), noise_multiplier(1, 1e-5, n_steps=100)
    >>> round(hundred / one, 6)
    10.0
    """
    from scipy.optimize import brentq

    _check_positive(epsilon=epsilon, n_steps=n_steps)
    _check_delta(delta)
    least, most = 1.0, 1.0
    while _delta(epsilon, least) > delta:
        least /= 2
    while _delta(epsilon, most) < delta:
        most *= 2
    mu = brentq(lambda mu: _delta(epsilon, mu) - delta, least, most)
    return float(math.sqrt(n_steps) / mu)


# --- learning ------------------------------------------------------------------------------


class PrivateLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    r"""Logistic regression whose weights are (ε, δ)-differentially private.

    Each of T steps of gradient descent asks all n rows once. The gradient of row i,
    :math:`g_i = (p_i - y_i)\, x_i`, is shortened to length at most C, so that adding or removing a
    row changes the sum by at most C; noise is added to the sum; and the weights take a step:

    .. math::
        w \leftarrow w - \frac{\alpha}{n} \left( \sum_{i=1}^{n} g_i
        \min\left(1, \frac{C}{\lVert g_i \rVert}\right) + \sigma C z \right),
        \qquad z \sim \mathcal{N}(0, I).

    σ is `noise_multiplier` (ε, δ, T). This is DP-SGD (Abadi et al. 2016) with the whole table as
    its batch, which makes the accounting exact. n itself counts as public. A column of ones is
    appended to X for the intercept.

    What is *not* covered: whatever else was chosen by looking at the rows, such as a vocabulary,
    ``n_steps`` or the scaling of X.

    Parameters
    ----------
    epsilon
        The privacy loss; ``math.inf`` for the same steps without noise.
    delta
        Between 0 and 1, usually well below 1 / n.
    n_steps
        T, passes over all rows.
    clip
        C, the greatest length of a row's gradient.
    learning_rate
        α.
    seed
        Of the noise. Private only while nobody knows it.

    Attributes
    ----------
    coef_ : float64 array, shape (1, features)
    intercept_ : float64 array, shape (1,)
    classes_ : int64 array, [0, 1]
    noise_multiplier_ : float
        σ; 0 without noise.

    References
    ----------
    M. Abadi et al. (2016), Deep Learning with Differential Privacy, CCS,
    doi:10.1145/2976749.2978318.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(2000, 2))
    >>> y = (X[:, 0] > 0).astype(int)
    >>> model = PrivateLogisticRegression(epsilon=1.0, delta=1e-5).fit(X, y)
    >>> bool(model.score(X, y) > 0.9)
    True
    """

    def __init__(
        self,
        epsilon: float = 1.0,
        delta: float = 1e-5,
        n_steps: int = 100,
        clip: float = 1.0,
        learning_rate: float = 2.0,
        seed: int = 0,
    ) -> None:
        self.epsilon = epsilon
        self.delta = delta
        self.n_steps = n_steps
        self.clip = clip
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(self, X: Any, y: ArrayLike) -> Self:
        """Learn from rows and their labels.

        Parameters
        ----------
        X
            Shape (rows, features), an array or a sparse matrix. Rows of about length 1 suit the
            defaults.
        y
            Labels 0 and 1, shape (rows,).

        Raises
        ------
        InputError
            If the numbers of rows and labels differ, a label is neither 0 nor 1, or a setting is
            out of range.
        """
        _check_positive(clip=self.clip, learning_rate=self.learning_rate, n_steps=self.n_steps)
        rows, labels = _with_ones(X), np.asarray(y)
        if labels.shape != (rows.shape[0],) or not np.isin(labels, (0, 1)).all():
            raise InputError(
                f"{rows.shape[0]} rows came with labels of shape {labels.shape} like "
                f"{labels.ravel()[:3].tolist()}; give one label, 0 or 1, for each row"
            )
        private = math.isfinite(self.epsilon)
        self.noise_multiplier_ = (
            noise_multiplier(self.epsilon, self.delta, self.n_steps) if private else 0.0
        )
        rng = np.random.default_rng(self.seed)
        lengths = np.sqrt(np.asarray((rows * rows).sum(axis=1), dtype=np.float64).ravel())
        w = np.zeros(rows.shape[1])
        for _ in range(self.n_steps):
            residual = sigmoid(rows @ w) - labels
            shortening = np.minimum(1, self.clip / np.maximum(abs(residual) * lengths, 1e-12))
            noise = rng.normal(scale=self.noise_multiplier_ * self.clip, size=len(w))
            w -= self.learning_rate / len(labels) * (rows.T @ (residual * shortening) + noise)
        self.coef_, self.intercept_ = w[None, :-1], w[-1:]
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Give the log-odds of class 1, shape (rows,)."""
        if not hasattr(self, "coef_"):
            raise InputError("this model has not been trained; call fit first")
        return np.asarray(X @ self.coef_[0] + self.intercept_[0], dtype=np.float64)

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Give the probabilities of classes 0 and 1, shape (rows, 2)."""
        p = sigmoid(self.decision_function(X))
        return np.column_stack([1 - p, p])

    def predict(self, X: Any) -> NDArray[np.int64]:
        """Give the more probable class, shape (rows,)."""
        return (self.decision_function(X) > 0).astype(np.int64)


def _with_ones(X: Any) -> Any:
    """Append a column of ones, to an array or to a sparse matrix."""
    from scipy.sparse import csr_array, hstack, issparse

    both: list[Any] = [X, np.ones((X.shape[0], 1))]
    return csr_array(hstack(both)) if issparse(X) else np.hstack(both)


def _check_positive(**numbers: float) -> None:
    for name, number in numbers.items():
        if not number > 0:
            raise InputError(f"{name} is {number}; give a number above 0")


def _check_delta(delta: float) -> None:
    if not 0 < delta < 1:
        raise InputError(f"delta is {delta}; give a number between 0 and 1, such as 1e-5")
