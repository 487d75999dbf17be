"""A reader's own texts, §3.3 and §5.1: CSV, TSV or JSON lines.

The standard library's ``csv`` and ``json`` read the files, not pandas: they read strictly and know
the line, so that every fault is a sentence that says where it is. pandas fills up short rows.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from io import BufferedReader, StringIO
from os import PathLike
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from textcls.corpora.corpus import Corpus, Split, split_off
from textcls.errors import InputError

__all__ = [
    "MAX_CHARACTERS",
    "SUFFIXES",
    "Table",
    "encode_labels",
    "read",
    "sorted_classes",
    "to_corpus",
    "to_split",
]

MAX_CHARACTERS = 1_000_000  # in one text; a long novel has as many
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json")  # each also with .gz
_MARK = codecs.BOM_UTF8
_MAX_LINE = 16 * MAX_CHARACTERS  # bytes; JSON may spell one character in 12

_Row = tuple[int, list[str]]  # the line where a row begins, and the wanted fields


@dataclass(frozen=True)
class Table:
    """Texts and their labels, as they stand in a file.

    Parameters
    ----------
    texts : list of str
    labels : list of str
        One for each text; empty if the file was read without labels.
    path : str
        The file, for messages.

    Examples
    --------
    >>> table = Table(["good", "bad"], ["yes", "no"])
    >>> len(table), table.labels
    (2, ['yes', 'no'])
    """

    texts: list[str]
    labels: list[str]
    path: str = "the table"

    def __len__(self) -> int:
        return len(self.texts)


def read(
    path: str | PathLike[str],
    text: str = "text",
    label: str | None = "label",
    min_classes: int = 2,
) -> Table:
    r"""Read texts and labels from a file.

    The suffix says what the file is: ``.csv``, ``.tsv``, or JSON lines with one object a line
    (``.jsonl``, ``.ndjson``, ``.json``); each may be compressed (``.gz``). The encoding is UTF-8,
    with or without byte order mark. CSV and TSV have a header; a text with a separator, a
    quotation mark or a line break stands in quotation marks, those inside it doubled. Blank lines
    are skipped. Nothing else is changed: texts and labels come back as they are in the file.

    Parameters
    ----------
    path : path
    text, label : str
        The columns. With ``label=None`` no labels are read.
    min_classes : int
        How many different labels there have to be: two to train, one to evaluate.

    Returns
    -------
    Table
        At least one row. No text is blank or longer than `MAX_CHARACTERS`; no label is blank.

    Raises
    ------
    InputError
        For any file that does not give this, with one sentence that says why and where.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "reviews.csv"
    >>> _ = file.write_text('text,label\n"A ""fine"" film, short",1\nDull,0\n')
    >>> table = read(file)
    >>> table.texts, table.labels
    (['A "fine" film, short', 'Dull'], ['1', '0'])
    >>> read(file, label="stars")
    Traceback (most recent call last):
    textcls.errors.InputError: ...reviews.csv has no column 'stars'; its columns are 'text', 'label'
    """
    file = Path(path)
    columns = [text] if label is None else [text, label]
    if len(set(columns)) < len(columns):
        raise InputError(f"text and label are both read from column {text!r}; name two columns")
    rows = list(_rows(file, columns))
    if not rows:
        raise InputError(f"{file} has a header and no rows; add a row for each text")
    table = Table(
        [fields[0] for _, fields in rows],
        [] if label is None else [fields[1] for _, fields in rows],
        str(file),
    )
    _check(table, [line for line, _ in rows], text, label, min_classes)
    return table


def encode_labels(
    labels: Sequence[str], class_names: Sequence[str] | None = None
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Give each class a number.

    Parameters
    ----------
    labels : sequence of str, length n
    class_names : sequence of str, optional
        The classes in their order, for instance those of the training data. By default the
        different labels, in the order of `sorted_classes`.

    Returns
    -------
    class_names : tuple of str, length k
    numbers : int64 array, shape (n,)
        ``class_names[numbers[i]] == labels[i]``.

    Raises
    ------
    InputError
        If a label is not among the given classes.

    Examples
    --------
    >>> encode_labels(["b", "a", "b"])
    (('a', 'b'), array([1, 0, 1]))
    >>> encode_labels(["10", "9", "10"])[0]
    ('9', '10')
    """
    names = sorted_classes(labels) if class_names is None else tuple(class_names)
    numbers = {name: number for number, name in enumerate(names)}
    unknown = sorted(set(labels) - set(numbers))
    if unknown:
        raise InputError(
            f"{_listed(unknown)} is no class here; the classes are {_listed(names)}; "
            "correct the labels, or train again with them"
        )
    return names, np.array([numbers[label] for label in labels], dtype=np.int64)


def to_split(
    table: Table, class_names: Sequence[str] | None = None
) -> tuple[tuple[str, ...], Split]:
    """Turn a table into texts with class numbers.

    Parameters
    ----------
    table : Table
    class_names : sequence of str, optional
        As for `encode_labels`.

    Returns
    -------
    class_names : tuple of str
    split : Split

    Raises
    ------
    InputError
        If the table has no labels, or one that is not among the given classes.

    Examples
    --------
    >>> names, split = to_split(Table(["good", "bad"], ["yes", "no"]))
    >>> names, split.labels.tolist()
    (('no', 'yes'), [1, 0])
    """
    if len(table.labels) != len(table.texts):
        raise InputError(f"{table.path} was read without labels; name the column that holds them")
    try:
        names, numbers = encode_labels(table.labels, class_names)
    except InputError as error:
        raise InputError(f"{table.path}: {error}") from None
    return names, Split(table.texts, numbers)


def to_corpus(
    train: Table, test: Table | None = None, held_out: int | float = 0.2, seed: int = 0
) -> Corpus:
    """Make a corpus of two tables, or of one by holding out a part of every class.

    Parameters
    ----------
    train : Table
    test : Table, optional
        Its labels have to be among those of ``train``.
    held_out : int or float
        Without ``test``: how many rows, or which share, to hold out (see `split_off`).
    seed : int
        Draws the rows that are held out.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If a class of ``test`` is unknown, or a class is too small to be on both sides.

    Examples
    --------
    >>> table = Table(list("abcdefgh"), ["x"] * 4 + ["y"] * 4)
    >>> corpus = to_corpus(table, held_out=0.5)
    >>> corpus.class_names, corpus.train.labels.tolist(), corpus.test.labels.tolist()
    (('x', 'y'), [0, 0, 1, 1], [0, 0, 1, 1])
    """
    names, split = to_split(train)
    if test is not None:
        return Corpus(split, to_split(test, names)[1], names)
    lonely = [name for name, count in Counter(train.labels).items() if count == 1]
    if lonely:
        raise InputError(
            f"{train.path} has a single row of class {_listed(lonely)}, but holding out a test set "
            "needs two or more of each class; add rows, drop the class, or give a test file"
        )
    return Corpus(*split_off(split, held_out, seed), names)


def sorted_classes(labels: Iterable[str]) -> tuple[str, ...]:
    """Sort the different labels: by value if all are whole numbers, else by code point.

    Parameters
    ----------
    labels : iterable of str

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> sorted_classes(["10", "9", "10"]), sorted_classes(["10", "9", "none"])
    (('9', '10'), ('10', '9', 'none'))
    """
    names = set(labels)
    if all(re.fullmatch("-?[0-9]{1,18}", name) for name in names):
        return tuple(sorted(names, key=lambda name: (int(name), name)))
    return tuple(sorted(names))


# --- the checks that need all rows


def _check(table: Table, lines: list[int], text: str, label: str | None, min_classes: int) -> None:
    blank = [line for line, value in zip(lines, table.texts, strict=True) if not value.strip()]
    if blank:
        raise InputError(
            f"{table.path} has no text in column {text!r} on {_lines_listed(blank)}; "
            "fill it in or remove the rows"
        )
    if label is None:
        return
    missing = [
        line
        for line, value in zip(lines, table.labels, strict=True)
        if not value.strip() or value.strip().lower() == "nan"
    ]
    if missing:
        raise InputError(
            f"{table.path} has no label (empty or NaN) in column {label!r} on "
            f"{_lines_listed(missing)}; fill it in or remove the rows"
        )
    classes = set(table.labels)
    if len(classes) < min_classes:
        raise InputError(
            f"{table.path} has only the class {_listed(classes)} in column {label!r}; "
            f"{min_classes} or more classes are needed: add rows of another, or name another column"
        )


def _lines_listed(lines: list[int], shown: int = 5) -> str:
    listed = ", ".join(str(line) for line in lines[:shown])
    more = f" and {len(lines) - shown} more" if len(lines) > shown else ""
    return f"line{'s' if len(lines) > 1 else ''} {listed}{more}"


def _listed(names: Iterable[str], shown: int = 12) -> str:
    names = list(names)
    listed = ", ".join(repr(name if len(name) <= 40 else name[:39] + "…") for name in names[:shown])
    return listed + (f" and {len(names) - shown} more" if len(names) > shown else "")


# --- from bytes to rows


def _rows(path: Path, columns: list[str]) -> Iterator[_Row]:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compressed = suffixes[-1:] == [".gz"]
    suffix = "".join(suffixes[-2:-1] if compressed else suffixes[-1:])
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file in it")
    if not path.exists():
        raise InputError(f"there is no file {path}; check the name and the folder")
    if suffix not in SUFFIXES:
        raise InputError(
            f"{path} ends in {path.suffix or 'no suffix'!r}; its suffix has to be one of "
            f"{', '.join(SUFFIXES)}, or one of these with .gz"
        )
    try:
        with gzip.open(path) if compressed else path.open("rb") as file:
            lines = _decoded(path, cast(BufferedReader, file))
            if suffix in (".csv", ".tsv"):
                yield from _separated(path, lines, "," if suffix == ".csv" else "\t", columns)
            else:
                yield from _json_lines(path, lines, columns)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"{path} is no whole gzip file ({error}); compress it again") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def _decoded(path: Path, file: BufferedReader) -> Iterator[str]:
    """Yield the lines with their ends; refuse what is not text in UTF-8."""
    start = file.peek(1 << 12)
    if not start:
        raise InputError(f"{path} is empty; it needs a text and a label for each row")
    _refuse_known_formats(path, start)
    _decode(path, start, 0, 1, final=False)  # before a first line of junk is taken for a header
    offset, number = len(_MARK) if start.startswith(_MARK) else 0, 0
    file.read(offset)
    while line := file.readline(_MAX_LINE):
        number += 1
        whole = len(line) < _MAX_LINE or line.endswith(b"\n")
        decoded = _decode(path, line, offset, number, final=whole)
        if not whole:
            raise InputError(
                f"{path}, line {number} is longer than {_MAX_LINE:,} bytes; put every text on a "
                f"line of its own, with up to {MAX_CHARACTERS:,} characters"
            )
        yield decoded
        offset += len(line)


def _decode(path: Path, content: bytes, offset: int, line: int, final: bool = True) -> str:
    """Decode bytes that begin at this offset, on this line; ``final`` if no more belong to them."""
    if (zero := content.find(b"\0")) >= 0:
        raise InputError(
            f"{path} is binary or UTF-16, with a zero byte at offset {offset + zero}; save it as "
            "text in UTF-8"
        )
    try:
        return codecs.utf_8_decode(content, "strict", final)[0]
    except UnicodeDecodeError as error:
        line += content.count(b"\n", 0, error.start)
        raise InputError(
            f"{path} is not UTF-8: byte 0x{content[error.start]:02x} at offset "
            f"{offset + error.start} (line {line}); it may be Latin-1 or Windows-1252: "
            "save it as UTF-8"
        ) from None


def _refuse_known_formats(path: Path, start: bytes) -> None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            f"{path} is UTF-16 (byte order mark at offset 0); save it as UTF-8 ('CSV UTF-8')"
        )
    if start.startswith(b"PK\x03\x04"):
        raise InputError(f"{path} is a zip file or an Excel sheet; export it as CSV in UTF-8")
    if start.startswith(b"\x1f\x8b"):
        raise InputError(f"{path} is compressed with gzip; add .gz to its name")


def _separated(
    path: Path, lines: Iterator[str], separator: str, columns: list[str]
) -> Iterator[_Row]:
    parts = (part for line in lines for part in StringIO(line, newline=""))  # also after \r
    reader = csv.reader(parts, delimiter=separator, strict=True)
    line = 1
    positions: list[int] = []
    n_fields = 0
    try:
        with _field_limit(MAX_CHARACTERS):
            for fields in reader:
                if fields and not positions:
                    positions, n_fields = _positions(path, fields, columns), len(fields)
                elif fields:
                    _check_width(path, line, len(fields), n_fields)
                    yield line, [fields[position] for position in positions]
                line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(_csv_sentence(path, line, str(error))) from None
    if not positions:
        raise InputError(f"{path} is empty; it needs a header and a row for each text")


@contextmanager
def _field_limit(characters: int) -> Iterator[None]:
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _positions(path: Path, header: list[str], columns: list[str]) -> list[int]:
    header = [name.strip() for name in header]
    for column in columns:
        if column.strip() not in header:
            raise InputError(_missing_column(path, column, header))
        if header.count(column.strip()) > 1:
            raise InputError(f"{path} has two columns {column!r}; rename one of them")
    return [header.index(column.strip()) for column in columns]


def _missing_column(path: Path, column: str, header: list[str]) -> str:
    for separator, name in ((";", "semicolons"), ("\t", "tabs"), (",", "commas")):
        if len(header) == 1 and separator in header[0]:
            return (
                f"{path} has no column {column!r}; its header seems to be separated by {name}: "
                "save it with commas as .csv, or with tabs as .tsv"
            )
    by_lower_case = {name.lower(): name for name in reversed(header)}
    close = get_close_matches(column.lower(), by_lower_case, n=1)
    hint = f"; did you mean {by_lower_case[close[0]]!r}?" if close else ""
    return f"{path} has no column {column!r}; its columns are {_listed(header)}{hint}"


def _check_width(path: Path, line: int, n_fields: int, expected: int) -> None:
    if n_fields != expected:
        raise InputError(
            f"{path}, line {line} has {n_fields} field{'s' if n_fields > 1 else ''} where the "
            f"header has {expected}; put texts that hold the separator in quotation marks"
        )


def _csv_sentence(path: Path, line: int, error: str) -> str:
    if "field limit" in error:
        return (
            f"{path}, line {line} begins a text of more than {MAX_CHARACTERS:,} characters; "
            "shorten it, or close its quotation mark"
        )
    return (
        f"{path}, line {line} has a quotation mark that is not closed or not doubled; put the text "
        'in quotation marks and write "" for each one inside it'
    )


def _json_lines(path: Path, lines: Iterator[str], columns: list[str]) -> Iterator[_Row]:
    known: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _json_object(path, number, line)
        known = known or list(record)
        for column in columns:
            if column not in record and column not in known:
                raise InputError(_missing_column(path, column, known))
            if column not in record:
                raise InputError(
                    f"{path}, line {number} has no {column!r}, which earlier lines have; add it"
                )
        yield number, [_field(path, number, column, record[column]) for column in columns]
    if not known:
        raise InputError(f"{path} is empty; it needs a JSON object for each text, one a line")


def _json_object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line.rstrip())
    except (ValueError, RecursionError) as error:
        reason = str(error).replace(": line 1 column", ", column")
        raise InputError(
            f"{path}, line {number} is not JSON ({reason}); write one object a line, like "
            '{"text": "…", "label": "…"}'
        ) from None
    if not isinstance(record, dict):
        raise InputError(
            f"{path}, line {number} is no JSON object but a {type(record).__name__}; write one "
            'object a line, like {"text": "…", "label": "…"}'
        )
    return record


def _field(path: Path, number: int, column: str, value: Any) -> str:
    """Return a JSON value as text; null and NaN are empty."""
    if isinstance(value, (dict, list)):
        raise InputError(
            f"{path}, line {number} has a {type(value).__name__} as {column!r}; give a string"
        )
    if value is None or value != value:
        return ""
    field = value if isinstance(value, str) else json.dumps(value)
    if len(field) > MAX_CHARACTERS:
        raise InputError(
            f"{path}, line {number} has a text of {len(field):,} characters; shorten it to "
            f"{MAX_CHARACTERS:,}"
        )
    if not field.isascii() and re.search("[\ud800-\udfff]", field):
        raise InputError(
            f"{path}, line {number} has half a character (a lone surrogate) in {column!r}; "
            "write the file again from the original text"
        )
    return field
