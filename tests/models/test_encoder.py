"""The sentence encoder: equal to BERT in NumPy, whatever stands beside a text; faults."""

import json
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score
from tokenizers import Tokenizer

from tests.encoders import NumpyBert, real_encoder, tiny_encoder
from textcls.downloads import cache_folder
from textcls.errors import InputError
from textcls.models import encoder
from textcls.models.encoder import (
    FILES,
    SentenceEncoder,
    encoder_logistic_regression,
    find_encoder,
    word_pieces,
)
from textcls.text.cleaning import clean

from .estimators import with_checks

WORDS = ["a", "film", "good", "bad", "##ly", "fine", "dull", "plot"]
TEXTS = [
    "",
    " \n ",
    "good",
    "A film, and a good one.",
    "unbelievably antidisestablishmentarian",
    "这部电影非常好看，我很喜欢。",
    "影片太无聊了",
    "هذا الفيلم جميل جدا",
    "😀 film 🎬👍🏽 👨‍👩‍👧",
    "Not <b>that</b> bad.<br /><br />See it &amp; weep",
    "naïve café, Ça va? Ünïcödé",
    "12,345.67 € / 3 × 4 = 12",
    "\x00\x07 control\tsigns",
    "x" * 300,
    "[CLS] [SEP] [MASK]",
    *(f"{'very ' * n}good film" for n in range(1, 60, 3)),
    *(f"Review {n}: the plot of this film is {'fine' if n % 2 else 'dull'}" for n in range(12)),
    "the plot was thin, but the film is fine. " * 40,
    "a film " * 600,
    "word " + "🎬" * 400,
]


@pytest.fixture(scope="module")
def real():
    return real_encoder()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return tiny_encoder(tmp_path_factory.mktemp("encoder") / "tiny", WORDS)


def close(a, b, atol=1e-5):
    np.testing.assert_allclose(a, b, atol=atol, rtol=0)


def by_hand(folder, texts, max_length):
    """Compute one text after another, with no code of ours but the cleaning of markup."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    bert, first = NumpyBert(folder), max_length // 4
    vectors = []
    for text in texts:
        ids = tokenizer.encode(clean(text)).ids
        if len(ids) > max_length:
            ids = ids[:first] + ids[len(ids) - max_length + first :]
        mean = bert(ids).mean(axis=0)
        vectors.append(mean / np.sqrt(mean @ mean))
    return np.array(vectors)


# --- equal to BERT ---------------------------------------------------------------------------


def test_the_real_vectors_are_those_of_bert_in_numpy(real):
    assert len(TEXTS) == 50
    found = SentenceEncoder(real, max_length=128).transform(TEXTS)
    assert found.shape == (50, 384)
    assert found.dtype == np.float32
    close(found, by_hand(real, TEXTS, 128))


def test_random_weights_give_those_of_bert_in_numpy(tiny):
    """Biases and scales that training leaves near 0 and 1 have other values here."""
    close(SentenceEncoder(tiny, max_length=32).transform(TEXTS), by_hand(tiny, TEXTS, 32))


def test_similar_sentences_have_similar_vectors(real):
    a, b, c = SentenceEncoder(real).transform(
        ["The film was great.", "A wonderful movie!", "Oil prices fell on Tuesday."]
    )
    assert a @ b > 0.6 > 0.2 > a @ c


# --- whatever stands beside a text -----------------------------------------------------------


@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_the_batch_does_not_change_a_vector(tiny, batch_size):
    close(
        SentenceEncoder(tiny, 32, batch_size).transform(TEXTS),
        SentenceEncoder(tiny, 32).transform(TEXTS),
    )


def test_each_vector_stands_where_its_text_does(tiny):
    order = np.random.default_rng(0).permutation(len(TEXTS))
    vectors = SentenceEncoder(tiny, 32).transform(TEXTS)
    shuffled = SentenceEncoder(tiny, 32).transform([TEXTS[row] for row in order])
    close(shuffled, vectors[order])
    assert len(np.unique(vectors.round(4), axis=0)) > 5


def test_vectors_have_length_1(tiny):
    close(np.linalg.norm(SentenceEncoder(tiny, 32).transform(TEXTS), axis=1), 1)


def test_a_long_text_keeps_its_ends(tiny):
    """Of 8 pieces, 2 at the beginning and 6 at the end; the middle may be anything."""
    words = ["good", "fine", "bad", "dull", "plot", "film", "a", "good", "fine", "dull"]
    read = SentenceEncoder(tiny, max_length=8).transform
    (whole,) = read([" ".join(words)])
    for place, seen in enumerate([True, False, False, False, False, True, True, True, True, True]):
        changed = [*words[:place], "film" if words[place] == "a" else "a", *words[place + 1 :]]
        assert (np.abs(read([" ".join(changed)])[0] - whole).max() > 1e-4) == seen, place


def test_no_texts_give_no_vectors(tiny):
    assert len(SentenceEncoder(tiny, 32).transform([])) == 0


def test_markup_is_no_piece(tiny):
    tagged, plain = word_pieces(["a <b>good</b> film<br />", "a good film"], tiny)
    assert tagged == plain == [2, 5, 7, 6, 3]


# --- as scikit-learn has it ------------------------------------------------------------------


@with_checks
def test_scikit_learn_finds_nothing_amiss(check):
    check("SentenceEncoder", SentenceEncoder())


def test_the_pipeline_can_be_cloned_and_cross_validated(tiny):
    pipeline = encoder_logistic_regression(C=1e5, max_length=16, folder=tiny)
    texts = ["a good film", "fine plot", "a fine film", "good plot"] * 3
    texts += ["a bad film", "dull plot", "a dull film", "bad plot"] * 3
    labels = ["yes"] * 12 + ["no"] * 12
    scores = cross_val_score(clone(pipeline), texts, labels, cv=3)
    assert scores.tolist() == [1, 1, 1]
    assert pipeline.fit(texts, labels).predict(["good film", "dull"]).tolist() == ["yes", "no"]


@pytest.mark.parametrize("texts", ["one text", [1, 2], [None]])
def test_what_is_no_text_is_one_sentence(tiny, texts):
    with pytest.raises(InputError, match="no list of strings"):
        SentenceEncoder(tiny).transform(texts)


# --- faults ----------------------------------------------------------------------------------


def fault(call, *arguments, **options):
    with pytest.raises(InputError) as raised:
        call(*arguments, **options)
    sentence = str(raised.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_one_sentence(tmp_path, name):
    folder = tiny_encoder(tmp_path / "encoder", WORDS)
    (folder / name).unlink()
    assert fault(SentenceEncoder(folder).transform, ["a"]).startswith(f"{folder} lacks {name}; ")


def cut(path):
    path.write_bytes(path.read_bytes()[:-50])


def garble(path):
    path.write_bytes(b"\xff" * 200)


@pytest.mark.parametrize("damage", [cut, garble, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_one_sentence(tmp_path, name, damage):
    folder = tiny_encoder(tmp_path / "encoder", WORDS)
    damage(folder / name)
    sentence = fault(SentenceEncoder(folder).transform, ["a"])
    assert str(folder) in sentence and "again" in sentence


@pytest.mark.parametrize("change", [{"model_type": "gpt2"}, {"hidden_size": 32}, {"vocab_size": 4}])
def test_another_model_is_one_sentence(tmp_path, change):
    folder = tiny_encoder(tmp_path / "encoder", WORDS)
    config = folder / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | change))
    assert "holds no BERT that can be read" in fault(SentenceEncoder(folder).transform, ["a"])


def test_more_pieces_than_there_are_places_is_one_sentence(tiny):
    assert fault(SentenceEncoder(tiny, max_length=33).transform, ["a"]) == (
        "the encoder reads 32 pieces at most, not 33; give a smaller max_length"
    )


@pytest.mark.parametrize("options", [{"max_length": 0}, {"batch_size": 0}])
def test_impossible_sizes_are_told(tiny, options):
    (name,) = options
    assert (
        fault(SentenceEncoder(tiny, **options).transform, ["a"]) == f"{name} is 0; give 1 or more"
    )


@pytest.mark.parametrize("library", ["keras_hub", "tokenizers"])
def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, monkeypatch, library):
    folder = tiny_encoder(tmp_path / "encoder", WORDS)
    monkeypatch.setitem(sys.modules, library, None)
    assert fault(SentenceEncoder(folder).transform, ["a"]) == (
        f"the encoder needs {library}, which is not installed; install textcls with its extra "
        "'encoder'"
    )


# --- where the files come from ---------------------------------------------------------------


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """Neither data nor network; the cache is empty."""
    monkeypatch.delenv("TEXTCLS_DATA", raising=False)
    monkeypatch.setenv("TEXTCLS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(encoder, "_ADDRESS", "http://127.0.0.1:9/")
    return tmp_path


def test_without_network_one_sentence_says_what_to_do(alone):
    sentence = fault(find_encoder, progress=False)
    name, sha256 = next(iter(FILES.items()))
    place = cache_folder() / encoder.NAME / name
    for part in (f"http://127.0.0.1:9/{name}", sha256, str(place), "TEXTCLS_DATA"):
        assert part in sentence


def test_the_folder_of_data_is_taken_first_and_then_the_cache(alone, monkeypatch):
    for place in ("cache", "data"):
        folder = tiny_encoder(alone / place / encoder.NAME, WORDS)
        assert find_encoder() == folder
        monkeypatch.setenv("TEXTCLS_DATA", str(alone / "data"))


def test_the_real_files_are_the_official_ones(real):
    import hashlib

    for name, sha256 in FILES.items():
        assert hashlib.sha256((real / name).read_bytes()).hexdigest() == sha256, name
