"""The stored vectors: those of the texts that the chapter names, and equal to the encoder's."""

from pathlib import Path

import numpy as np
import pytest

from textcls.errors import InputError
from textcls.models.encoder import SentenceEncoder
from textcls.runs import vectors

from ..encoders import real_encoder

STORED = Path(__file__).parents[2] / "book" / "results" / "vectors.npz"


class Lengths(SentenceEncoder):
    """Stands in for the encoder: a text's vector is its length, in two halves."""

    def transform(self, X):
        return np.array([[len(text) / 2] * 2 for text in X], dtype=np.float32)


def test_each_text_gets_its_own_vector(tmp_path):
    file = tmp_path / "vectors.npz"
    vectors.reproduce_vectors(file, Lengths())
    for name, corpus in vectors.corpora().items():
        loaded = vectors.load(name, file)
        for encoded, split in zip(loaded, (corpus.train, corpus.test), strict=True):
            assert encoded.split.texts == split.texts
            assert encoded.split.labels.tolist() == split.labels.tolist()
            np.testing.assert_allclose(
                encoded.vectors.sum(axis=1), [len(text) for text in split.texts], rtol=1e-3
            )


def test_train_and_test_share_no_text():
    for corpus in vectors.corpora().values():
        assert not set(corpus.train.texts) & set(corpus.test.texts)


@pytest.mark.parametrize("name", ["news", "reviews"])
def test_the_stored_vectors_have_length_one(name):
    for encoded in vectors.load(name, STORED):
        assert encoded.vectors.shape == (len(encoded.split), 384)
        np.testing.assert_allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-3)


@pytest.mark.parametrize("name", ["news", "reviews"])
def test_the_stored_vectors_are_the_encoders(name):
    for encoded in vectors.load(name, STORED):
        some = slice(None, None, 40)
        again = SentenceEncoder(real_encoder()).transform(encoded.split.texts[some])
        np.testing.assert_allclose(encoded.vectors[some], again, atol=5e-4)


def test_the_file_is_small():
    assert STORED.stat().st_size < 700_000


def test_an_unknown_name_is_one_sentence():
    with pytest.raises(InputError, match="there are no vectors of 'mail'; give 'news' or 'revie"):
        vectors.load("mail", STORED)
