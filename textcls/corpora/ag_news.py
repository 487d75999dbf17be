r"""The real news, §3.3: AG News in the version of Zhang, Zhao and LeCun (2015).

120,000 news items to train on and 7,600 to test on, each with a title and a description, in four
classes of equal size. Two CSV files, read as they are; they are not licensed for redistribution,
so every reader fetches them, once. A folder that holds ``train_sample.csv`` in place of
``train.csv`` is read too: `describe_source` says which.

The files were made from web pages, and the making lost characters: ``#39;`` stands for ``&#39;``,
``quot;`` for ``&quot;``, a backslash for the end of a line. `restore` puts back what was lost, so
that `textcls.text.cleaning.clean` can do the rest.

Source: Xiang Zhang, Junbo Zhao, Yann LeCun, *Character-level Convolutional Networks for Text
Classification*, NIPS 2015, arXiv:1509.01626.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from textcls.corpora.corpus import Corpus, Split
from textcls.downloads import Mirror, cache_folder, existing, fetch
from textcls.errors import InputError

__all__ = ["CLASS_NAMES", "MIRRORS", "File", "Source", "describe_source", "load", "restore"]

CLASS_NAMES = ("World", "Sports", "Business", "Sci/Tech")
_ADDRESS = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"
MIRRORS = {  # tried in this order
    "train.csv": (
        Mirror(
            _ADDRESS + "train.csv",  # 29,470,338 bytes
            "76a0a2d2f92b286371fe4d4044640910a04a803fdd2538e0f3f29a5c6f6b672e",
        ),
    ),
    "test.csv": (
        Mirror(
            _ADDRESS + "test.csv",  # 1,857,427 bytes
            "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699",
        ),
    ),
}
SAMPLE = "train_sample.csv"


@dataclass(frozen=True)
class File:
    """One file that was read.

    Parameters
    ----------
    path : Path
    n_rows : int
    sha256 : str
    official : bool
        Whether this is the official file, bit by bit.

    Examples
    --------
    >>> print(File(Path("train_sample.csv"), 11995, "9c" * 32, official=False))
    train_sample.csv: 11,995 rows, sha256 9c9c9c9c9c9c…, not the official file
    """

    path: Path
    n_rows: int
    sha256: str
    official: bool

    def __str__(self) -> str:
        which = "the official file" if self.official else "not the official file"
        return f"{self.path.name}: {self.n_rows:,} rows, sha256 {self.sha256[:12]}…, {which}"


@dataclass(frozen=True)
class Source:
    """The two files that a corpus was read from.

    Examples
    --------
    >>> train = File(Path("train.csv"), 120000, "1f" * 32, official=True)
    >>> Source(train, File(Path("test.csv"), 7600, "52" * 32, official=True)).train.n_rows
    120000
    """

    train: File
    test: File


def load(directory: str | os.PathLike[str] | None = None) -> Corpus:
    """Return the news, title and description of each in one text.

    They are looked for in ``directory``; without it in the folder that the environment variable
    TEXTCLS_DATA names, then in the cache (`textcls.corpora.imdb.cache_folder`), and then
    downloaded. A folder may hold the files itself or in its subfolder ``ag_news``: ``test.csv``
    and ``train.csv``, or ``train_sample.csv`` where there is no ``train.csv``.

    Parameters
    ----------
    directory : path, optional
        A folder. Nothing else is then tried.

    Returns
    -------
    Corpus
        Rows in the order of the files; the texts are restored (`restore`) but not cleaned.

    Raises
    ------
    InputError
        If there are no files and no network, or a file is not in the format of AG News.

    Examples
    --------
    >>> load("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no no/such/folder; ...
    """
    train, test = _locate(directory)
    return Corpus(_read(train), _read(test), CLASS_NAMES)


def describe_source(directory: str | os.PathLike[str] | None = None) -> Source:
    """Say which files `load` reads, how many rows they have, and whether they are official.

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
    return Source(*map(_describe, _locate(directory)))


_CLITIC = re.compile(r" #39;(?=(?:s|t|re|ve|ll|d|m)\b)")
_REFERENCE = re.compile(
    r"(?<![&\w])(#(?:\d{1,5}|x[0-9a-fA-F]{1,5})"
    r"|(?:quot|amp|lt|gt|nbsp|hellip|mdash|ndash|lsquo|rsquo|ldquo|rdquo|eacute));"
)


def restore(text: str) -> str:
    r"""Put back the characters that the making of AG News has lost.

    An apostrophe's reference joins the word before it, every other one gets its ampersand back; a
    backslash before a dollar sign or a quotation mark goes, any other was the end of a line.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        HTML, as it stood on the page: `textcls.text.cleaning.clean` makes a plain text of it.

    Examples
    --------
    >>> restore(r"Ludlam #39;s price: \$5,  quot;too dear quot;\amp; late")
    "Ludlam's price: $5,  &quot;too dear &quot; &amp; late"
    """
    text = _CLITIC.sub("'", text)
    text = re.sub(r"\\+(?=[$\"])", "", text)
    return _REFERENCE.sub(r"&\1;", re.sub(r"\\+", " ", text))


# --- finding and reading


def _locate(directory: str | os.PathLike[str] | None) -> tuple[Path, Path]:
    """Return the files of train and test, downloaded if need be."""
    if directory is not None:
        advice = "name a folder that holds train.csv and test.csv of AG News"
        found = _find_in(existing(Path(directory), advice))
        if found is None:
            raise InputError(
                f"there is no AG News in {directory}; put {MIRRORS['train.csv'][0].address} and "
                "test.csv from the same folder there, or name no folder to have them downloaded"
            )
        return found
    if named := os.environ.get("TEXTCLS_DATA"):
        found = _find_in(existing(Path(named), "correct the environment variable TEXTCLS_DATA"))
        if found is not None:
            return found
    folder = cache_folder() / "ag_news"
    train, test = (
        fetch(f"AG News file {name}", mirrors, folder / name) for name, mirrors in MIRRORS.items()
    )
    return train, test


def _find_in(path: Path) -> tuple[Path, Path] | None:
    for folder in (path, path / "ag_news"):
        for name in ("train.csv", SAMPLE):
            if (folder / name).is_file() and (folder / "test.csv").is_file():
                return folder / name, folder / "test.csv"
    return None


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is damaged ({error}); delete it and fetch it again") from error
    classes = {str(number) for number, _ in enumerate(CLASS_NAMES, start=1)}
    for number, row in enumerate(rows, start=1):
        if len(row) != 3 or row[0] not in classes:
            raise InputError(
                f"row {number} of {path} is not one of AG News; each has three columns, and the "
                "first is a class from 1 to 4"
            )
    if not rows:
        raise InputError(f"{path} is empty; delete it and fetch it again")
    return rows


def _read(path: Path) -> Split:
    rows = _rows(path)
    texts = [restore(f"{title} {description}") for _, title, description in rows]
    return Split(texts, np.array([int(row[0]) - 1 for row in rows]))


def _describe(path: Path) -> File:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    official = {mirror.sha256 for mirrors in MIRRORS.values() for mirror in mirrors}
    return File(path, len(_rows(path)), sha256, sha256 in official)
