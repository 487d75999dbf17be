"""The real news: found, fetched, verified, restored; every fault is one sentence."""

import hashlib
import html
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers import server
from textcls.corpora import ag_news
from textcls.corpora.ag_news import describe_source, load, restore
from textcls.downloads import Mirror
from textcls.errors import InputError
from textcls.text.cleaning import clean

TRAIN = (
    '"3","Ludlam #39;s shares","They cost \\$5, he said."\n"1","Vote","quot;Yes quot;\\or no?"\n'
)
TEST = '"4","A ""new"" moon","Seen &lt;b&gt;twice&lt;/b&gt;."\n'
REAL = os.environ.get("TEXTCLS_DATA")


@pytest.fixture(autouse=True)
def own_surroundings(request, tmp_path, monkeypatch):
    """An empty cache, no TEXTCLS_DATA; not for the tests on the real data."""
    if "real" not in request.node.name:
        monkeypatch.setenv("TEXTCLS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("TEXTCLS_DATA", raising=False)


def write(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content.encode())
    return folder


# --- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [".", "ag_news"])
def test_files_are_found_read_and_restored(tmp_path, place, monkeypatch):
    write(tmp_path / place, train=TRAIN, test=TEST)
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path))
    for corpus in (load(tmp_path), load()):
        assert corpus.class_names == ("World", "Sports", "Business", "Sci/Tech")
        assert corpus.train.labels.tolist() == [2, 0]
        assert corpus.test.labels.tolist() == [3]
        assert [clean(text) for text in corpus.train.texts + corpus.test.texts] == [
            "Ludlam's shares They cost $5, he said.",
            'Vote "Yes " or no?',
            'A "new" moon Seen twice .',
        ]


def test_the_whole_training_file_goes_before_its_sample(tmp_path):
    write(tmp_path, train_sample=TEST, test=TEST)
    assert describe_source(tmp_path).train.path.name == "train_sample.csv"
    write(tmp_path, train=TRAIN)
    source = describe_source(tmp_path)
    assert (source.train.path.name, source.train.n_rows) == ("train.csv", 2)
    assert source.train.sha256 == hashlib.sha256(TRAIN.encode()).hexdigest()
    assert not source.train.official
    assert "2 rows" in str(source.train)
    assert "not the official file" in str(source.train)


def test_the_official_hash_is_recognised(tmp_path, monkeypatch):
    mirror = Mirror("https://example.org", hashlib.sha256(TEST.encode()).hexdigest())
    monkeypatch.setitem(ag_news.MIRRORS, "test.csv", (mirror,))
    source = describe_source(write(tmp_path, train=TRAIN, test=TEST))
    assert (source.train.official, source.test.official) == (False, True)


# --- restoring -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        ("the mill #39;s owner", "the mill's owner"),
        ("the mills #39; owners", "the mills ' owners"),
        ("they #39;re late", "they're late"),
        ("#36;5 and #x2014; more", "$5 and — more"),
        ("AT amp;T", "AT &T"),
        ("no. #1; or #2;", "no. \x01 or \x02"),
        ("one\\two", "one two"),
        ('\\$7.5 \\\\"yes"', '$7.5 "yes"'),
        ("&amp; &#39;", "& '"),
        ("it hurt; he left; quot;ouch quot;", 'it hurt; he left; "ouch "'),
    ],
)
def test_what_was_lost_is_put_back(damaged, restored):
    assert html.unescape(restore(damaged)) == restored or clean(restore(damaged)) == clean(restored)


@given(st.text(st.characters(exclude_characters="\\#;"), max_size=60))
def test_whole_text_stays_as_it_is(text):
    assert restore(text) == text


@given(st.text("ab #39;quotamp\\$\"' ", max_size=40))
def test_restoring_twice_changes_nothing_more(text):
    once = clean(restore(text))
    assert "\\" not in once
    assert clean(restore(once)) == once or "#" in once or ";" in once


# --- fetching --------------------------------------------------------------------------------


def test_missing_files_are_downloaded_and_kept(tmp_path, monkeypatch, capfd):
    with server(TRAIN.encode()) as train, server(TEST.encode()) as test:
        for name, address, content in (("train", train, TRAIN), ("test", test, TEST)):
            mirror = Mirror(address, hashlib.sha256(content.encode()).hexdigest())
            monkeypatch.setitem(ag_news.MIRRORS, f"{name}.csv", (mirror,))
        first = load()
    second = load()  # the servers are gone
    assert first.train.texts == second.train.texts
    assert describe_source().train.official
    assert sorted(file.name for file in (tmp_path / "cache" / "ag_news").iterdir()) == [
        "test.csv",
        "train.csv",
    ]


def test_without_network_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    nobody = Mirror("http://127.0.0.1:9/train.csv", "1f" * 32)
    monkeypatch.setitem(ag_news.MIRRORS, "train.csv", (nobody,))
    with pytest.raises(InputError, match="no connection") as raised:
        load()
    sentence = str(raised.value)
    assert "\n" not in sentence
    for part in ("AG News file train.csv", nobody.address, nobody.sha256, "TEXTCLS_DATA"):
        assert part in sentence


# --- faults of the files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ('"1","two columns"\n', "row 1 of .* has three columns|each has three columns"),
        (TRAIN + '"5","a","b"\n', "row 3 of .* is not one of AG News"),
        ("label,title,description\n", "row 1 of"),
    ],
)
def test_a_file_of_another_kind_is_one_sentence(tmp_path, content, message):
    with pytest.raises(InputError, match=message) as raised:
        load(write(tmp_path, train=content, test=TEST))
    assert "\n" not in str(raised.value)


def test_bytes_that_are_no_text_are_one_sentence(tmp_path):
    write(tmp_path, train=TRAIN, test=TEST)
    (tmp_path / "test.csv").write_bytes(b'"1","\xff","b"\n')
    with pytest.raises(InputError, match=r"^[^\n]*is damaged[^\n]*$"):
        load(tmp_path)


def test_a_folder_without_the_files_is_one_sentence(tmp_path, monkeypatch):
    write(tmp_path, train=TRAIN)  # and no test.csv
    with pytest.raises(InputError, match=r"^there is no AG News in [^\n]*$"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"^there is no .*missing; name a folder[^\n]*$"):
        load(tmp_path / "missing")
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path / "missing"))
    with pytest.raises(InputError, match="correct the environment variable TEXTCLS_DATA"):
        load()


# --- the real files --------------------------------------------------------------------------


@pytest.mark.skipif(
    not REAL or ag_news._find_in(ag_news.Path(REAL)) is None,
    reason="TEXTCLS_DATA names no folder with AG News",
)
def test_the_real_files_have_their_facts_and_no_residues():
    corpus, source = load(), describe_source()
    assert source.test.official
    assert np.bincount(corpus.test.labels).tolist() == [1900] * 4
    assert source.train.n_rows in (11_995, 120_000)
    texts = [clean(text) for text in corpus.train.texts + corpus.test.texts]
    for residue in ("#39;", "quot;", "\\", "<b>", "&lt;"):
        assert sum(residue in text for text in texts) <= len(texts) / 10_000, residue
