"""A pretrained sentence encoder, §3.3: BERT's layers, trained on a billion pairs of sentences.

The layers are KerasHub's, the word pieces those of `tokenizers`: the optional extra
``textcls[encoder]``. The weights are downloaded, or given as a folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Self

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils import Tags

from textcls.checks import check_sizes
from textcls.downloads import Mirror, cache_folder, fetch
from textcls.errors import InputError
from textcls.models.inputs import check_texts, tags_of_texts
from textcls.models.linear import TextPipeline
from textcls.text.cleaning import clean
from textcls.text.vocabulary import pad

__all__ = [
    "FILES",
    "SentenceEncoder",
    "encoder_logistic_regression",
    "find_encoder",
    "load_backbone",
    "word_pieces",
]

NAME = "all-MiniLM-L6-v2"
_ADDRESS = (  # Apache-2.0
    "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
    "1110a243fdf4706b3f48f1d95db1a4f5529b4d41/"
)
FILES = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
}
"""The files of the encoder, 91 MB, each with its sha256."""


def find_encoder(folder: str | os.PathLike[str] | None = None, progress: bool = True) -> Path:
    """Give the folder of the encoder, downloaded if need be.

    Parameters
    ----------
    folder
        With the three `FILES`, of this or another BERT. By default that of all-MiniLM-L6-v2, in
        the folder that TEXTCLS_DATA names, or else in the cache.
    progress
        Show progress bars on standard error.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If a file is missing, or cannot be downloaded.

    Examples
    --------
    >>> find_encoder("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: no/such/folder lacks config.json, tokenizer.json, ...
    """
    if folder is not None:
        path = Path(folder)
        if missing := [name for name in FILES if not (path / name).is_file()]:
            raise InputError(
                f"{path} lacks {', '.join(missing)}; give the folder of an encoder, or none to "
                f"have {NAME} downloaded"
            )
        return path
    data = Path(os.environ.get("TEXTCLS_DATA") or cache_folder()) / NAME
    if all((data / name).is_file() for name in FILES):
        return data
    cached = cache_folder() / NAME
    for name, sha256 in FILES.items():
        if not (cached / name).is_file():
            fetch(f"encoder's {name}", [Mirror(_ADDRESS + name, sha256)], cached / name, progress)
    return cached


def word_pieces(
    texts: Sequence[str], folder: str | os.PathLike[str] | None = None
) -> list[list[int]]:
    """Cut texts into word pieces, as the encoder was taught.

    Parameters
    ----------
    texts
        Markup is taken out; see `textcls.text.cleaning.clean`.
    folder
        See `find_encoder`.

    Returns
    -------
    list of list of int
        Numbers of the pieces, of any lengths, between those of ``[CLS]`` and ``[SEP]``.

    Raises
    ------
    InputError
        If the extra is not installed, or the encoder cannot be found.

    Examples
    --------
    >>> word_pieces("one text")
    Traceback (most recent call last):
    textcls.errors.InputError: the texts are no list of strings; give a list, each text a string
    """
    check_texts(texts)
    tokenizer = _tokenizer(find_encoder(folder))
    return [encoding.ids for encoding in tokenizer.encode_batch([clean(text) for text in texts])]


def load_backbone(folder: str | os.PathLike[str] | None = None) -> Any:
    """Load a fresh copy of the encoder's layers and weights.

    Parameters
    ----------
    folder
        See `find_encoder`.

    Returns
    -------
    keras_hub.models.BertBackbone

    Raises
    ------
    InputError
        If the extra is not installed, or the files are no BERT.

    Examples
    --------
    >>> load_backbone("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: no/such/folder lacks config.json, tokenizer.json, ...
    """
    path = find_encoder(folder)
    try:
        backbone = _extra("keras_hub").models.BertBackbone.from_preset(str(path))
        for number in range(backbone.num_layers):
            # KerasHub has GELU's approximation; these weights were learnt with GELU itself.
            layer = backbone.get_layer(f"transformer_layer_{number}")
            layer._feedforward_intermediate_dense.activation = keras.activations.gelu
        return backbone
    except InputError:
        raise
    except Exception as error:  # each layer below raises its own
        raise InputError(
            f"{path} holds no BERT that can be read ({type(error).__name__}); fetch its files again"
        ) from error


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    r"""Give each text a vector of length 1: the mean of what the encoder makes of its pieces.

    .. math:: v = \frac{m}{\lVert m \rVert}, \qquad m = \frac{1}{T} \sum_{t=1}^{T} h_t

    with :math:`h_t` the output of the last layer for piece t of T. Nothing is learnt.

    Parameters
    ----------
    folder
        See `find_encoder`.
    max_length
        Pieces of a text that are read; of a longer one, the first quarter of them and the last
        three quarters.
    batch_size
        Texts that are computed at once.

    References
    ----------
    N. Reimers, I. Gurevych (2019), Sentence-BERT: Sentence Embeddings using Siamese BERT-Networks,
    EMNLP, doi:10.18653/v1/D19-1410.

    Examples
    --------
    >>> SentenceEncoder(max_length=128)
    SentenceEncoder(max_length=128)
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        max_length: int = 256,
        batch_size: int = 32,
    ) -> None:
        self.folder = folder
        self.max_length = max_length
        self.batch_size = batch_size

    def __sklearn_tags__(self) -> Tags:
        """Say that texts go in, and that there is nothing to fit."""
        tags = tags_of_texts(super().__sklearn_tags__())
        tags.requires_fit = False
        return tags

    def fit(self, X: Sequence[str], y: ArrayLike | None = None) -> Self:
        """Check the settings and the texts; there is nothing to learn."""
        check_sizes(max_length=self.max_length, batch_size=self.batch_size)
        check_texts(X)
        return self

    def transform(self, X: Sequence[str]) -> NDArray[np.float32]:
        """Encode texts, those of similar length together.

        Parameters
        ----------
        X
            Texts.

        Returns
        -------
        numpy.ndarray
            Shape (texts, numbers).

        Raises
        ------
        InputError
            If the extra is not installed, the encoder cannot be found, or it reads fewer pieces.
        """
        self.fit(X)
        pieces = word_pieces(X, self.folder)
        encode = _encoder(find_encoder(self.folder), self.max_length)
        order = np.argsort([len(ids) for ids in pieces], kind="stable")
        found = [
            encode(self._padded([pieces[row] for row in order[start : start + self.batch_size]]))
            for start in range(0, len(pieces), self.batch_size)
        ]
        vectors = np.concatenate(found) if found else np.empty((0, 0), dtype=np.float32)
        return np.asarray(vectors[np.argsort(order)])

    def _padded(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.int32]:
        length = min(max(len(ids) for ids in pieces), self.max_length)
        return pad(pieces, length, truncating="middle")


def encoder_logistic_regression(C: float = 10.0, **options: Any) -> TextPipeline:
    """Logistic regression on the vectors of the frozen encoder.

    Parameters
    ----------
    C
        The inverse of the strength of the L2 regularisation.
    **options
        For `SentenceEncoder`.

    Returns
    -------
    TextPipeline
        Not fitted.

    Examples
    --------
    >>> encoder_logistic_regression(max_length=64)["features"].max_length
    64
    """
    classifier = LogisticRegression(C=C, max_iter=2_000)
    return TextPipeline([("features", SentenceEncoder(**options)), ("classifier", classifier)])


@lru_cache(maxsize=2)
def _encoder(folder: Path, max_length: int) -> Callable[[NDArray[np.int32]], NDArray[np.float32]]:
    """Compile the encoder once for all lengths."""
    tf = import_module("tensorflow")
    backbone = load_backbone(folder)
    if max_length > (longest := backbone.max_sequence_length):
        raise InputError(
            f"the encoder reads {longest} pieces at most, not {max_length}; give a smaller "
            "max_length"
        )

    @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32)])  # type: ignore[untyped-decorator]
    def encode(ids: Any) -> Any:
        mask = tf.cast(ids != 0, tf.int32)
        inputs = {"token_ids": ids, "padding_mask": mask, "segment_ids": tf.zeros_like(ids)}
        outputs = backbone(inputs, training=False)["sequence_output"]
        weights = tf.cast(mask, outputs.dtype)[:, :, None]
        mean = tf.reduce_sum(outputs * weights, axis=1) / tf.reduce_sum(weights, axis=1)
        return tf.math.l2_normalize(mean, axis=1)

    return lambda ids: np.asarray(encode(ids))


@lru_cache(maxsize=2)
def _tokenizer(folder: Path) -> Any:
    library = _extra("tokenizers")
    try:
        tokenizer = library.Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # what the library raises is a bare Exception
        raise InputError(f"{folder / 'tokenizer.json'} cannot be read; fetch it again") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _extra(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(
            f"the encoder needs {name}, which is not installed; install textcls with its extra "
            "'encoder'"
        ) from error
