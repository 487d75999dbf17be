"""The real film reviews, §5.1: the Large Movie Review Dataset of Maas et al. (2011).

25,000 reviews to train on and 25,000 to test on, half of them negative, half positive, and 50,000
more without labels. The archive is read as it is: nothing is unpacked. It is not licensed for
redistribution, so every reader fetches it, once.

Source: Andrew L. Maas et al., *Learning Word Vectors for Sentiment Analysis*, ACL 2011,
https://aclanthology.org/P11-1015/.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast

import numpy as np

from textcls.corpora.corpus import Corpus, Split
from textcls.downloads import Mirror, cache_folder, existing, fetch
from textcls.errors import InputError
from textcls.files import replacing

__all__ = [
    "CLASS_NAMES",
    "MIRRORS",
    "Mirror",
    "Source",
    "cache_folder",
    "describe_source",
    "download",
    "load",
    "load_unlabelled",
]

CLASS_NAMES = ("negative", "positive")
FILES_PER_FOLDER = 12_500
UNLABELLED_FILES = 50_000
ARCHIVE = "aclImdb_v1.tar.gz"


MIRRORS = (  # tried in this order
    Mirror(
        "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",  # 84,125,825 bytes
        "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe",
    ),
)


@dataclass(frozen=True)
class Source:
    """Where reviews came from, and how they were verified.

    Parameters
    ----------
    path : Path
        The archive, or the extracted folder.
    sha256 : str
        Of the archive; for a folder, of its labelled files, one after the other, in the order
        test before train, neg before pos, then by number, each as name, zero byte, content.
    verified_by : {"sha256", "counts"}
        "sha256" if this is the official archive, bit by bit; "counts" if it has 12,500 files in
        each of the four labelled folders.

    Examples
    --------
    >>> print(Source(Path("aclImdb"), "1f" * 32, "counts"))
    aclImdb: sha256 1f1f1f1f1f1f…, verified by its counts: 12,500 files in each labelled folder
    """

    path: Path
    sha256: str
    verified_by: Literal["sha256", "counts"]

    def __str__(self) -> str:
        how = {
            "sha256": "the official archive's hash",
            "counts": f"its counts: {FILES_PER_FOLDER:,} files in each labelled folder",
        }[self.verified_by]
        return f"{self.path.name}: sha256 {self.sha256[:12]}…, verified by {how}"


def load(directory: str | os.PathLike[str] | None = None) -> Corpus:
    """Return the 25,000 + 25,000 labelled reviews in their official split.

    They are looked for in ``directory``; without it in the folder that the environment variable
    TEXTCLS_DATA names, then in the cache (`cache_folder`), and then downloaded. A folder may hold
    an extracted ``aclImdb`` or an archive of it, in itself or in its subfolder ``imdb``.

    Parameters
    ----------
    directory : path, optional
        A folder, or the archive itself. Nothing else is then tried.

    Returns
    -------
    Corpus
        Class 0 is negative, 1 positive. Each split has the negative reviews first, each class in
        the order of the numbers that its files begin with. The texts are as they are in the
        files, `textcls.text.cleaning.clean` makes the breaks go.

    Raises
    ------
    InputError
        If there is no archive and no network, or the archive is damaged, incomplete or unsafe.

    Notes
    -----
    The first reading of an archive takes some seconds and leaves one file in the cache; later
    ones take one or two. `describe_source` says what was read and how it was verified.

    Examples
    --------
    >>> load("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no no/such/folder; ...
    """
    return _open(directory)[0]


def load_unlabelled(directory: str | os.PathLike[str] | None = None) -> list[str]:
    """Return the 50,000 reviews that come without labels, from where `load` finds the others.

    They are reviews of any opinion, half of them with more than 5 stars of 10, says the README of
    the data set; which ones is not told. They belong to no split.

    Parameters
    ----------
    directory : path, optional
        As for `load`.

    Returns
    -------
    list of str
        In the order of the numbers that their files begin with.

    Raises
    ------
    InputError
        As `load` does; also if the archive or folder lacks some of them.

    Examples
    --------
    >>> load_unlabelled("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no no/such/folder; ...
    """
    path = _locate(directory) or download()
    if path.is_dir():
        reviews, _ = _read_folder(path, _UNLABELLED)
    else:
        reviews = _read_archive_once(path, _sha256(path), _UNLABELLED)
    return reviews[_UNLABELLED[0]]


def describe_source(directory: str | os.PathLike[str] | None = None) -> Source:
    """Say what `load` reads, its sha256, and how it was verified.

    Parameters
    ----------
    directory : path, optional
        As for `load`.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        As `load` does.

    Examples
    --------
    >>> describe_source("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no no/such/folder; ...
    """
    return _open(directory)[1]


def download(
    mirrors: tuple[Mirror, ...] = MIRRORS,
    folder: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> Path:
    """Fetch the archive, unless it is there already.

    It is written under a temporary name, its hash is checked, and only then does it get its own
    name: an interrupted download leaves nothing, and the next one starts afresh.

    Parameters
    ----------
    mirrors : tuple of Mirror
        Tried in this order.
    folder : path, optional
        By default `cache_folder`.
    progress : bool
        Whether to show a progress bar on standard error.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    InputError
        If no mirror gives the archive, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> nobody = Mirror("http://127.0.0.1:9/archive", "00" * 32)
    >>> download((nobody,), tempfile.mkdtemp(), progress=False)
    Traceback (most recent call last):
    textcls.errors.InputError: the IMDB archive could not be downloaded (...: no connection); ...
    """
    target = Path(cache_folder() if folder is None else folder).absolute() / ARCHIVE
    return fetch("IMDB archive", mirrors, target, progress)


# --- finding


def _open(directory: str | os.PathLike[str] | None) -> tuple[Corpus, Source]:
    path = _locate(directory) or download()
    if path.is_dir():
        reviews, sha256 = _read_folder(path, _LABELLED)
        return _corpus(reviews), Source(path, sha256, "counts")
    sha256 = _sha256(path)
    official = sha256 in {mirror.sha256 for mirror in MIRRORS}
    reviews = _read_archive_once(path, sha256, _LABELLED)
    return _corpus(reviews), Source(path, sha256, "sha256" if official else "counts")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _locate(directory: str | os.PathLike[str] | None) -> Path | None:
    """Return the archive or extracted folder to read, or None if it has to be downloaded."""
    if directory is not None:
        found = _find_in(existing(Path(directory), "name a folder that holds the IMDB archive"))
        if found is None:
            raise InputError(
                f"there is no aclImdb folder and no archive of one in {directory}; put "
                f"{MIRRORS[0].address} there, or name no folder to have it downloaded"
            )
        return found
    if named := os.environ.get("TEXTCLS_DATA"):
        found = _find_in(existing(Path(named), "correct the environment variable TEXTCLS_DATA"))
        if found is not None:
            return found
    cached = cache_folder() / ARCHIVE
    return cached if cached.is_file() else None


def _find_in(path: Path) -> Path | None:
    if path.is_file():
        return path
    for folder in (path, path / "imdb"):
        for extracted in (folder, folder / "aclImdb"):
            if (extracted / "train").is_dir() and (extracted / "test").is_dir():
                return extracted
        for archive in sorted(folder.glob("*")):
            if re.search(r"\.(tar|tgz|tar\.(gz|bz2|xz))$", archive.name) and _is_ours(archive):
                return archive
    return None


def _is_ours(archive: Path) -> bool:
    """Whether an archive is meant as IMDB's, by its name or by the folder it begins with."""
    if "imdb" in archive.name.lower():
        return True
    try:
        with tarfile.open(archive, "r|*") as members:
            first = members.next()
    except (tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError):
        return False
    return first is not None and first.name.removeprefix("./").split("/")[0] == "aclImdb"


# --- reading

_REVIEW = re.compile(r"(?:\./)?aclImdb/(train|test)/(neg|pos|unsup)/([0-9]+)_[0-9]+\.txt")
_Folder = tuple[str, str]  # ("train", "neg")
_Folders = tuple[_Folder, ...]
_LABELLED: _Folders = (("test", "neg"), ("test", "pos"), ("train", "neg"), ("train", "pos"))
_UNLABELLED: _Folders = (("train", "unsup"),)
_Reviews = dict[_Folder, list[str]]  # each list in the order of the file numbers
_DAMAGED = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError)


def _corpus(reviews: _Reviews) -> Corpus:
    def split(name: str) -> Split:
        negative, positive = reviews[name, "neg"], reviews[name, "pos"]
        return Split(negative + positive, np.repeat([0, 1], [len(negative), len(positive)]))

    return Corpus(split("train"), split("test"), CLASS_NAMES)


def _read_archive_once(path: Path, sha256: str, folders: _Folders) -> _Reviews:
    """Read the archive, or what an earlier reading of these very bytes has left in the cache."""
    part = "" if folders == _LABELLED else "-unlabelled"
    cached = cache_folder() / f"imdb-{sha256[:32]}{part}.json.gz"
    try:
        stored = json.loads(gzip.decompress(cached.read_bytes()))
        reviews = {folder: stored["/".join(folder)] for folder in folders}
        _check_counts(cached, reviews)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
        reviews = _read_archive(path, folders)
        _store(cached, reviews)
    return reviews


def _store(cached: Path, reviews: _Reviews) -> None:
    """Keep the reviews for the next time; a cache that cannot be written is done without."""
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"/".join(folder): texts for folder, texts in reviews.items()})
        with replacing(cached) as temporary:
            temporary.write_bytes(gzip.compress(content.encode(), compresslevel=1))
    except (OSError, InputError):
        return


def _read_archive(path: Path, folders: _Folders) -> _Reviews:
    found: dict[_Folder, dict[int, str]] = {folder: {} for folder in folders}
    with _opened(path) as archive:
        for member in archive:
            _refuse_unsafe(path, member)
            match = _REVIEW.fullmatch(member.name)
            wanted = match and match.groups()[:2] in folders and member.isfile()
            content = archive.extractfile(member) if wanted else None
            if match and content:
                split, folder, number = match.groups()
                found[split, folder][int(number)] = _decode(path, member.name, content.read())
    return _complete(path, found)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    """Open an archive to be read once, in the order of its members.

    It is decompressed here and not by tarfile, which takes a broken stream for the end.
    """
    opened = False
    try:
        with (
            _decompressed(path) as stream,
            tarfile.open(fileobj=stream, mode="r|", bufsize=1 << 16) as archive,
        ):
            opened = True
            yield archive
            while stream.read(1 << 20):  # the check sum stands at the very end
                pass
    except _DAMAGED as error:
        no_tar = isinstance(error, tarfile.TarError) and not opened
        what = "is no tar archive" if no_tar else "is cut off or damaged"
        raise InputError(
            f"{path} {what} ({error}); delete it and fetch {MIRRORS[0].address} again"
        ) from error


def _decompressed(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    if start == b"BZh":
        return bz2.open(path)
    return lzma.open(path) if start == b"\xfd7z" else path.open("rb")


def _refuse_unsafe(path: Path, member: tarfile.TarInfo) -> None:
    parts = member.name.replace("\\", "/").split("/")
    outside = ".." in parts or parts[0] == "" or ":" in parts[0]
    if outside or not (member.isfile() or member.isdir()):
        what = "points outside its folder" if outside else "is a link or a device"
        raise InputError(
            f"{path} is not the IMDB archive, since its member {member.name[:80]!r} {what}; delete "
            f"it and fetch {MIRRORS[0].address}"
        )


def _read_folder(path: Path, folders: _Folders) -> tuple[_Reviews, str]:
    found: dict[_Folder, dict[int, str]] = {folder: {} for folder in folders}
    digest = hashlib.sha256()
    for split, label in folders:
        files = {
            int(match[3]): file
            for file in (path / split / label).glob("*.txt")
            if (match := _REVIEW.fullmatch(f"aclImdb/{split}/{label}/{file.name}"))
        }
        for number, file in sorted(files.items()):
            content = file.read_bytes()
            digest.update(f"{split}/{label}/{file.name}\0".encode() + content)
            found[split, label][number] = _decode(path, file.name, content)
    return _complete(path, found), digest.hexdigest()


def _decode(path: Path, name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not the IMDB archive, since its member {name[:80]!r} is not UTF-8 at byte "
            f"{error.start}; fetch {MIRRORS[0].address}"
        ) from None


def _complete(path: Path, found: dict[_Folder, dict[int, str]]) -> _Reviews:
    reviews = {folder: [texts[n] for n in sorted(texts)] for folder, texts in found.items()}
    _check_counts(path, reviews)
    return reviews


def _check_counts(path: Path, reviews: _Reviews) -> None:
    expected = UNLABELLED_FILES if _UNLABELLED[0] in reviews else FILES_PER_FOLDER
    counts = [len(texts) for texts in reviews.values()]
    if counts != [expected] * len(counts):
        listed = ", ".join(
            f"{count:,} in {'/'.join(folder)}"
            for folder, count in zip(reviews, counts, strict=True)
        )
        raise InputError(
            f"{path} has {listed} where there should be {expected:,} reviews in each; "
            f"fetch {MIRRORS[0].address} again"
        )
