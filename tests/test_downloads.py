"""Downloads: verified and kept; every fault of the way is one sentence and leaves nothing."""

import hashlib
from pathlib import Path

import pytest

from tests.servers import mirror, server, written
from tests.targets import READ_ONLY, has_file_limit, has_read_only, last_error_on_full_disk
from textcls.downloads import cache_folder, existing, fetch
from textcls.errors import InputError

WHOLE = bytes(range(256)) * 100


def download(mirrors, target):
    return fetch("table", mirrors, target, progress=False)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "cache" / "table.csv"


def test_a_download_is_verified_and_kept(target, capfd):
    with server(WHOLE) as address:
        assert fetch("table", [mirror(address, WHOLE)], target) == target
    assert "100%" in capfd.readouterr().err
    assert target.read_bytes() == WHOLE
    assert written(target.parent) == ["table.csv"]
    assert download([mirror(address, WHOLE)], target) == target  # the server is gone


BAD_SERVERS = {
    "breaks off": ({"sent": 2000}, "the connection broke off half-way"),
    "breaks off at once": ({"sent": 0}, "the connection broke off half-way"),
    "forbidden": ({"status": 403}, "the server answered 403 "),
    "gone": ({"status": 404}, "the server answered 404 "),
    "failing": ({"status": 500}, "the server answered 500 "),
    "another file": ({}, "the file has another sha256"),
}


@pytest.mark.parametrize("fault", BAD_SERVERS)
def test_a_failed_download_is_one_sentence_and_leaves_nothing(target, fault):
    arguments, message = BAD_SERVERS[fault]
    expected = WHOLE + b"x" if fault == "another file" else WHOLE
    with server(WHOLE, **arguments) as address, pytest.raises(InputError, match=message) as raised:
        download([mirror(address, expected)], target)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.startswith("the table could not be downloaded")
    for part in (address, hashlib.sha256(expected).hexdigest(), str(target), "TEXTCLS_DATA"):
        assert part in sentence
    assert written(target.parent) == []


def test_an_interrupted_download_starts_afresh(target):
    with server(WHOLE, sent=5000) as address, pytest.raises(InputError):
        download([mirror(address, WHOLE)], target)
    with server(WHOLE) as address:
        download([mirror(address, WHOLE)], target)
    assert target.read_bytes() == WHOLE
    assert written(target.parent) == ["table.csv"]


def test_the_next_mirror_is_tried(target):
    with server(b"", status=403) as first, server(WHOLE) as second:
        download([mirror(first, WHOLE), mirror(second, WHOLE)], target)
    assert target.read_bytes() == WHOLE


def test_every_mirror_that_failed_is_named(target):
    with (
        server(b"", status=403) as first,
        server(b"", status=404) as second,
        pytest.raises(InputError) as raised,
    ):
        download([mirror(first, WHOLE), mirror(second, WHOLE)], target)
    for part in (f"{first}: the server answered 403", f"{second}: the server answered 404"):
        assert part in str(raised.value)


def test_without_network_one_sentence_says_what_to_do(target):
    with server(b"") as address:
        pass  # nobody listens there any more
    with pytest.raises(InputError, match=rf"^[^\n]*{address}: no connection[^\n]*{target}[^\n]*$"):
        download([mirror(address, WHOLE)], target)


def test_a_cache_below_a_file_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with (
        server(WHOLE) as address,
        pytest.raises(InputError, match=r"^[^\n]* cannot be written to [^\n]*TEXTCLS_CACHE[^\n]*$"),
    ):
        download([mirror(address, WHOLE)], tmp_path / "file" / "cache" / "table.csv")


@has_read_only
def test_a_read_only_cache_is_one_sentence():
    with (
        server(WHOLE) as address,
        pytest.raises(InputError, match=f"cannot be written to {READ_ONLY}"),
    ):
        download([mirror(address, WHOLE)], Path(READ_ONLY) / "table.csv")


@has_file_limit
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    with server(WHOLE) as address:
        error = last_error_on_full_disk(
            "from pathlib import Path\n"
            "from textcls.downloads import Mirror, fetch\n"
            "mirror = Mirror(sys.argv[1], sys.argv[2])\n"
            "fetch('table', [mirror], Path(sys.argv[3]) / 'table.csv', progress=False)\n",
            *vars(mirror(address, WHOLE)).values(),
            str(tmp_path),
        )
    assert f"InputError: the table cannot be written to {tmp_path}: file too large" in error
    assert written(tmp_path) == []


def test_the_cache_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("TEXTCLS_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.setenv("TEXTCLS_CACHE", "")
    assert cache_folder().name == "textcls"


def test_what_is_not_there_is_one_sentence(tmp_path):
    assert existing(tmp_path, "name another") == tmp_path
    with pytest.raises(InputError, match=r"^there is no .*/missing; name another$"):
        existing(tmp_path / "missing", "name another")
