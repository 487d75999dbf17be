"""The encoder's vectors: each where its text stands, computed once, and again when texts change."""

import numpy as np
import pytest

from tests.encoders import real_encoder
from textcls.corpora import ag_news
from textcls.models.encoder import SentenceEncoder
from textcls.runs import encodings
from textcls.runs.encodings import encode


class Counting:
    """Gives the length of each text, and counts its calls."""

    def __init__(self, max_length=8):
        self.max_length = max_length
        self.calls = []

    def transform(self, X):
        self.calls.append(list(X))
        return np.array([[len(text), 1] for text in X], dtype=np.float32)


TEXTS = ["a" * n for n in (3, 1, 4, 1, 5, 9, 2)]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(encodings, "PIECE", 3)


def run(folder, encoder, texts=TEXTS, name="words"):
    return encode(name, texts, encoder, folder, progress=False)


def test_each_vector_stands_where_its_text_does(tmp_path):
    encoder = Counting()
    found = run(tmp_path, encoder)
    assert found.vectors[:, 0].tolist() == [3, 1, 4, 1, 5, 9, 2]
    assert found.vectors.dtype == np.float32
    assert [len(call) for call in encoder.calls] == [3, 3, 1]


def test_nothing_is_computed_twice(tmp_path):
    first = run(tmp_path, Counting())
    again = run(tmp_path, encoder := Counting())
    assert encoder.calls == []
    np.testing.assert_array_equal(first.vectors, again.vectors)
    assert again.core_seconds == pytest.approx(first.core_seconds, rel=1e-5)


def test_a_run_that_was_stopped_goes_on_with_the_next_piece(tmp_path):
    class Failing(Counting):
        def transform(self, X):
            if len(self.calls) == 2:
                raise KeyboardInterrupt
            return super().transform(X)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Failing())
    found = run(tmp_path, encoder := Counting())
    assert encoder.calls == [TEXTS[6:]]
    assert found.vectors[:, 0].tolist() == [3, 1, 4, 1, 5, 9, 2]


@pytest.mark.parametrize(
    ("encoder", "texts", "n_calls"),
    [(Counting(9), TEXTS, 3), (Counting(), [*TEXTS[:-1], "b"], 1), (Counting(), TEXTS[::-1], 3)],
)
def test_other_texts_or_another_length_are_computed_afresh(tmp_path, encoder, texts, n_calls):
    run(tmp_path, Counting())
    assert run(tmp_path, encoder, texts).vectors[:, 0].tolist() == [len(text) for text in texts]
    assert len(encoder.calls) == n_calls


def test_the_real_encoder_gives_the_same_in_pieces(tmp_path):
    folder = real_encoder()
    texts = ag_news.load().test.texts[:7]
    encoder = SentenceEncoder(folder, max_length=32)
    found = encode("ag_news", texts, encoder, tmp_path, progress=False)
    np.testing.assert_allclose(found.vectors, encoder.transform(texts), atol=1e-6)
