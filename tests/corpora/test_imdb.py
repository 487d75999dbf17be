"""The real reviews: found, fetched, verified; every fault is one sentence and leaves nothing."""

import hashlib
import io
import os
import tarfile

import pytest

from tests.servers import mirror, server, written
from textcls.corpora import imdb
from textcls.corpora.corpus import duplicates, without_duplicates
from textcls.corpora.imdb import Mirror, describe_source, download, load, load_unlabelled
from textcls.errors import InputError

N = 3  # reviews in each folder of the small archives made here


# --- small archives and a real server


def small_reviews(n: int = N) -> dict[str, bytes]:
    """Return names and contents; the numbers run against the order of their names."""
    return {
        f"aclImdb/{split}/{label}/{8 + i}_{4 + i}.txt": f"{split} {label} {8 + i} é\x85".encode()
        for split in ("test", "train")
        for label in ("neg", "pos")
        for i in range(n)
    }


def archive(files: dict[str, bytes], *extra: tarfile.TarInfo, mode: str = "w:gz") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as tar:
        folder = tarfile.TarInfo("aclImdb")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
        for member in extra:
            tar.addfile(member)
    return content.getvalue()


def link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


UNSUP = {
    "aclImdb/train/unsup/10_0.txt": b"the last",
    "aclImdb/train/unsup/9_0.txt": b"no label",
    "aclImdb/README": b"\xff",
}


@pytest.fixture(autouse=True)
def own_surroundings(request, tmp_path, monkeypatch):
    """Small counts, an empty cache, no TEXTCLS_DATA; not for the test on the real data."""
    if "real" in request.node.name:
        return
    monkeypatch.setattr(imdb, "FILES_PER_FOLDER", N)
    monkeypatch.setattr(imdb, "UNLABELLED_FILES", 2)
    monkeypatch.setenv("TEXTCLS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TEXTCLS_DATA", raising=False)


# --- reading


def check_small(corpus) -> None:
    assert corpus.class_names == ("negative", "positive")
    for name in ("train", "test"):
        split = getattr(corpus, name)
        assert split.labels.tolist() == [0] * N + [1] * N
        assert split.texts == [
            f"{name} {label} {number} é\x85" for label in ("neg", "pos") for number in (8, 9, 10)
        ]


@pytest.mark.parametrize("name", ["a.tar.gz", "aclImdb.tgz", "imdb/b.tar.gz", "a.tar", "a.tar.xz"])
def test_an_archive_is_found_and_read(tmp_path, name):
    path = tmp_path / "data" / name
    path.parent.mkdir(parents=True)
    mode = {".xz": "w:xz", ".tar": "w"}.get(path.suffix, "w:gz")
    path.write_bytes(archive(small_reviews() | UNSUP, mode=mode))
    check_small(load(tmp_path / "data"))
    check_small(load(path))
    source = describe_source(tmp_path / "data")
    assert source.path == path
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.verified_by == "counts"
    assert "verified by its counts" in str(source)


@pytest.mark.parametrize("place", [".", "aclImdb", "imdb", "imdb/aclImdb"])
def test_an_extracted_folder_is_found_and_read(tmp_path, place):
    folder = tmp_path / "data" / place
    for name, content in (small_reviews() | UNSUP).items():
        file = folder / name.removeprefix("aclImdb/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    check_small(load(tmp_path / "data"))
    source = describe_source(tmp_path / "data")
    digest = hashlib.sha256()
    for name, content in small_reviews().items():
        digest.update(name.removeprefix("aclImdb/").encode() + b"\0" + content)
    assert (source.sha256, source.verified_by) == (digest.hexdigest(), "counts")


@pytest.mark.parametrize("packed", [True, False])
def test_unlabelled_reviews_are_read_in_the_order_of_their_numbers(tmp_path, packed):
    files = small_reviews() | UNSUP
    if packed:
        (tmp_path / "imdb.tar.gz").write_bytes(archive(files))
    for name, content in {} if packed else files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert load_unlabelled(tmp_path) == ["no label", "the last"]
    check_small(load(tmp_path))
    assert load_unlabelled(tmp_path) == ["no label", "the last"]  # from its own cache


def test_missing_unlabelled_reviews_are_one_sentence(tmp_path):
    (tmp_path / "imdb.tar.gz").write_bytes(archive(small_reviews()))
    check_small(load(tmp_path))
    with pytest.raises(InputError, match=r"^[^\n]*has 0 in train/unsup where there should be 2 "):
        load_unlabelled(tmp_path)


def test_textcls_data_is_looked_at_before_the_cache(tmp_path, monkeypatch):
    for place in ("data", "cache"):
        (tmp_path / place).mkdir()
        files = small_reviews() | {f"aclImdb/{place}": b""}
        (tmp_path / place / imdb.ARCHIVE).write_bytes(archive(files))
    assert describe_source().path == tmp_path / "cache" / imdb.ARCHIVE
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path / "data"))
    assert describe_source().path == tmp_path / "data" / imdb.ARCHIVE


def test_textcls_data_without_imdb_falls_back_to_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "other.tar.gz").write_bytes(archive({"other/file": b""})[:60])
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / imdb.ARCHIVE).write_bytes(archive(small_reviews()))
    check_small(load())


def test_the_official_hash_is_recognised(tmp_path, monkeypatch):
    content = archive(small_reviews())
    (tmp_path / "aclImdb_v1.tar.gz").write_bytes(content)
    monkeypatch.setattr(imdb, "MIRRORS", (mirror("https://example.org", content),))
    source = describe_source(tmp_path)
    assert source.verified_by == "sha256"
    assert "the official archive's hash" in str(source)


def test_the_second_reading_is_from_the_cache_and_equal(tmp_path, monkeypatch):
    path = tmp_path / "imdb.tar.gz"
    path.write_bytes(archive(small_reviews()))
    check_small(load(path))
    assert len(written(tmp_path / "cache")) == 1
    monkeypatch.setattr(imdb, "_read_archive", None)  # it must not be needed
    check_small(load(path))


@pytest.mark.parametrize("content", [b"", b"junk", b"\x1f\x8b\x08", b"[]"])
def test_a_damaged_cache_is_made_again(tmp_path, content):
    path = tmp_path / "imdb.tar.gz"
    path.write_bytes(archive(small_reviews()))
    load(path)
    (cached,) = (tmp_path / "cache").iterdir()
    whole = cached.read_bytes()
    cached.write_bytes(content)
    check_small(load(path))
    assert len(cached.read_bytes()) == len(whole)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TEXTCLS_CACHE", str(tmp_path / "file" / "cache"))
    (tmp_path / "imdb.tar.gz").write_bytes(archive(small_reviews()))
    check_small(load(tmp_path))


# --- faults of what lies there

WHOLE = archive(small_reviews(200))
BAD_ARCHIVES = {
    "empty": (b"", "is no tar archive"),
    "a page": (b"<html>403 Forbidden</html>" * 40, "is no tar archive"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "is cut off or damaged"),
    "damaged": (WHOLE[:300] + b"\xff" * 300 + WHOLE[600:], "is cut off or damaged"),
    "parent": (archive({"aclImdb/../../evil": b""}), "'aclImdb/../../evil' points outside"),
    "backslash": (archive({"aclImdb\\..\\evil": b""}), "points outside"),
    "absolute": (archive({"/evil": b""}), "'/evil' points outside"),
    "drive": (archive({"C:/evil": b""}), "'C:/evil' points outside"),
    "link": (archive(small_reviews(), link("aclImdb/a", "/etc/passwd")), "is a link or a device"),
    "too few": (archive(small_reviews(2)), "2 in test/neg, 2 in test/pos, .* should be 3 reviews"),
    "too many": (archive(small_reviews(4)), "4 in test/neg"),
    "another archive": (archive({"other/file": b""}), "0 in test/neg"),
    "not UTF-8": (
        archive({"aclImdb/test/neg/1_1.txt": b"caf\xe9"}),
        "'aclImdb/test/neg/1_1.txt' is not UTF-8 at byte 3",
    ),
}


@pytest.mark.parametrize("fault", BAD_ARCHIVES)
def test_a_bad_archive_is_one_sentence(tmp_path, fault):
    content, message = BAD_ARCHIVES[fault]
    path = tmp_path / "data" / "aclImdb_v1.tar.gz"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as raised:
        load(path.parent)
    assert "\n" not in str(raised.value)
    assert imdb.MIRRORS[0].address in str(raised.value)
    assert written(tmp_path) == ["aclImdb_v1.tar.gz", "data"]


def test_an_incomplete_folder_is_one_sentence(tmp_path):
    for split in ("train", "test"):
        (tmp_path / "aclImdb" / split).mkdir(parents=True)
    with pytest.raises(InputError, match=r"^[^\n]*aclImdb has 0 in test/neg[^\n]*$"):
        load(tmp_path)


def test_a_folder_without_the_archive_is_one_sentence(tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"^there is no aclImdb folder and no archive [^\n]*$"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"^there is no .*missing; name a folder[^\n]*$"):
        load(tmp_path / "missing")
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path / "missing"))
    with pytest.raises(InputError, match="correct the environment variable TEXTCLS_DATA"):
        load()


# --- faults of the way


def test_a_download_is_verified_and_kept(tmp_path, monkeypatch, capfd):
    content = archive(small_reviews())
    with server(content) as address:
        monkeypatch.setattr(imdb, "MIRRORS", (mirror(address, content),))
        path = download(imdb.MIRRORS, tmp_path / "cache")
    assert "100%" in capfd.readouterr().err
    assert path.read_bytes() == content
    assert written(tmp_path / "cache") == [imdb.ARCHIVE]
    check_small(load())  # the server is gone
    assert describe_source().verified_by == "sha256"
    assert download(imdb.MIRRORS, tmp_path / "cache") == path


def test_without_network_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    with server(b"") as address:
        pass  # nobody listens there any more
    nobody = Mirror(address, imdb.MIRRORS[0].sha256)
    monkeypatch.setattr(imdb, "MIRRORS", (nobody,))
    monkeypatch.setattr(imdb.download, "__defaults__", ((nobody,), None, True))
    with pytest.raises(InputError, match="no connection") as raised:
        load()
    sentence = str(raised.value)
    assert "\n" not in sentence
    for part in (address, nobody.sha256, str(tmp_path / "cache" / imdb.ARCHIVE), "TEXTCLS_DATA"):
        assert part in sentence


# --- the real thing


def test_real_reviews_have_the_known_counts():
    if not os.environ.get("TEXTCLS_DATA"):
        reason = "TEXTCLS_DATA names no folder with the real reviews"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    corpus = load()
    for split in (corpus.train, corpus.test):
        assert len(split) == 25_000
        assert split.labels[:12_500].max() == 0
        assert split.labels[12_500:].min() == 1
    assert sum("<br />" in text for text in corpus.train.texts) == 14_665
    found = duplicates(corpus)
    assert (found.train, found.test, found.test_in_train) == (96, 199, 123)
    cleaned = without_duplicates(corpus)
    assert (len(cleaned.train), len(cleaned.test)) == (24_904, 24_678)
    assert duplicates(cleaned) == type(found)(0, 0, 0)
    assert len(describe_source().sha256) == 64
    assert len(load_unlabelled()) == 50_000
