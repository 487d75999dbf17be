"""The compact network that readers try in the page (§5.4): here as there, from one file.

A row of tokens becomes vectors, an LSTM reads them in both directions, and of its outputs the
largest and the mean over all tokens go into one sigmoid. After training, every weight is rounded to
half precision; the rounded network is the model, here and in the page, so that both compute the
same probabilities from a file of half the size.
"""

from __future__ import annotations

import base64
import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcls.errors import InputError
from textcls.files import replacing
from textcls.models.networks import compact_lstm
from textcls.models.training import predict_proba
from textcls.text.vocabulary import PADDING, UNKNOWN, Vocabulary, pad

__all__ = ["LiveModel"]


@dataclass(frozen=True, eq=False)
class LiveModel:
    """A trained compact network with its vocabulary, as the page has it.

    Attributes
    ----------
    vocabulary : Vocabulary
        The tokens it knows.
    length : int
        Tokens that the network reads: of a longer text the first quarter of this number, and the
        last three quarters.
    weights : list of float16 arrays
        In Keras's order: embedding; kernel, recurrent kernel and bias of the LSTM forwards, then
        backwards; kernel and bias of the last layer.
    accuracy : float
        Share of the test texts on which the rounded network was right.
    n_test : int
        On how many it was tried.

    Examples
    --------
    >>> vocabulary = Vocabulary(("", "[UNK]", "fine"))
    >>> model = LiveModel(vocabulary, 8, [np.ones((3, 2), np.float16)])
    >>> model.encode(["A fine <b>film</b>"])[0].tolist()
    [1, 2, 1, 0, 0, 0, 0, 0]
    """

    vocabulary: Vocabulary
    length: int
    weights: list[NDArray[np.float16]]
    accuracy: float = math.nan
    n_test: int = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Give the network's input for raw texts: shape (texts, length)."""
        return pad(self.vocabulary.encode_all(texts), self.length, truncating="middle")

    def network(self) -> Any:
        """Build the Keras network with these weights."""
        embedding, _, recurrent, *_ = self.weights
        model = compact_lstm(
            len(self.vocabulary), self.length, embedding.shape[1], recurrent.shape[0]
        )
        model.set_weights([w.astype(np.float32) for w in self.weights])
        return model

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Give the probability of each class: shape (texts, 2)."""
        if not texts:
            return np.empty((0, 2))
        return predict_proba(self.network(), self.encode(texts))

    def save(self, path: str | os.PathLike[str], name: str) -> None:
        """Write a script that hands the model to the page under ``name``.

        Raises
        ------
        InputError
            If the file cannot be written.
        """
        description = {
            "length": self.length,
            "accuracy": self.accuracy,
            "n_test": self.n_test,
            "tokens": " ".join(self.vocabulary.tokens[2:]),
            "weights": [
                {"shape": w.shape, "half": base64.b64encode(w.astype("<f2").tobytes()).decode()}
                for w in self.weights
            ],
        }
        text = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
        with replacing(path) as temporary:
            temporary.write_text(f'liveModel("{name}", {text});\n', encoding="utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> LiveModel:
        """Read what `save` has written.

        Raises
        ------
        InputError
            If there is no such file, or it holds no model.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
            found = json.loads(text[text.index("{") : text.rindex("}") + 1])
            weights = [
                np.frombuffer(base64.b64decode(w["half"]), "<f2").reshape(w["shape"])
                for w in found["weights"]
            ]
            vocabulary = Vocabulary((PADDING, UNKNOWN, *found["tokens"].split()))
            return cls(vocabulary, found["length"], weights, found["accuracy"], found["n_test"])
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{path} holds no model of the page; make one with 'textcls reproduce live'"
            ) from error
