"""A reader's own files: what is written comes back; every fault is one sentence that says where."""

import csv
import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.corpora import table
from textcls.corpora.table import Table, encode_labels, read, to_corpus, to_split
from textcls.errors import InputError

SEPARATORS = {".csv": ",", ".tsv": "\t"}
# Any Unicode, with what files trip over more often than chance would have it.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
PIECES = st.sampled_from(
    ['"', "'", ",", "\t", "\n", "\r", "\r\n", ";", "\\", "漢字", "😀", "\ufeff"]
)
TEXTS = st.lists(st.text(CHARACTERS) | PIECES).map("".join).filter(str.strip)
LABELS = TEXTS.filter(lambda label: label.strip().lower() != "nan")
ROWS = st.lists(st.tuples(TEXTS, LABELS), min_size=2, max_size=6).filter(
    lambda rows: len({label for _, label in rows}) > 1
)


def as_bytes(suffix: str, rows: list[tuple[str, str]], header=("text", "label")) -> bytes:
    if suffix in SEPARATORS:
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=SEPARATORS[suffix])
        writer.writerows([header, *rows])
        return file.getvalue().encode()
    return b"".join(
        json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False).encode() + b"\n"
        for row in rows
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


# --- what is written comes back


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("suffix", table.SUFFIXES)
@settings(max_examples=40)
@given(rows=ROWS, with_mark=st.booleans())
def test_every_table_comes_back(folder, suffix, packed, rows, with_mark):
    path = folder / f"any{suffix}{packed}"
    content = b"\xef\xbb\xbf" * with_mark + as_bytes(suffix, rows)
    path.write_bytes(gzip.compress(content, 1) if packed else content)
    found = read(path)
    assert list(zip(found.texts, found.labels, strict=True)) == rows
    assert all(type(value) is str for value in found.texts + found.labels)


@settings(max_examples=40)
@given(rows=ROWS)
def test_escaped_json_comes_back(folder, rows):
    path = folder / "escaped.jsonl"
    path.write_text("\n".join(json.dumps({"label": y, "text": x, "id": 1}) for x, y in rows))
    found = read(path)
    assert list(zip(found.texts, found.labels, strict=True)) == rows


def test_what_pandas_writes_can_be_read(tmp_path):
    frame = pd.DataFrame({"review": ["a, b", 'c "d"\ne', "文"], "stars": [5, 1, 5]})
    for suffix, write in {
        ".csv": frame.to_csv,
        ".tsv": lambda path: frame.to_csv(path, sep="\t"),
        ".jsonl": lambda path: frame.to_json(path, orient="records", lines=True),
    }.items():
        path = tmp_path / f"frame{suffix}"
        write(path)
        found = read(path, text="review", label="stars")
        assert found.texts == frame["review"].tolist()
        assert found.labels == ["5", "1", "5"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path, end):
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["text , label", "", "one,1", "", '"two",2']).encode())
    assert read(path) == Table(["one", "two"], ["1", "2"], str(path))


def test_json_values_become_strings(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": 10, "label": true}\n\n{"text": "x", "label": 1.5}\n')
    assert read(path) == Table(["10", "x"], ["true", "1.5"], str(path))


def test_without_labels_only_texts_are_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\none\n\ntwo\n")
    assert read(path, label=None) == Table(["one", "two"], [], str(path))
    with pytest.raises(InputError, match="read without labels"):
        to_split(read(path, label=None))


# --- every fault is one sentence

GOOD = b"text,label\none,1\ntwo,2\n"
FAULTS = {
    "folder": ("folder.csv", None, "is a folder"),
    "missing": ("missing.csv", None, "there is no file"),
    "unknown suffix": ("a.xlsx", GOOD, r"ends in '\.xlsx'; its suffix has to be one of \.csv"),
    "no suffix": ("a", GOOD, "ends in 'no suffix'"),
    "empty": ("a.csv", b"", "is empty"),
    "empty with mark": ("a.csv", b"\xef\xbb\xbf", "is empty"),
    "only blank lines": ("a.csv", b"\n\n", "is empty"),
    "empty json": ("a.jsonl", b"", "is empty"),
    "blank json": ("a.jsonl", b"\n  \n", "is empty"),
    "header only": ("a.csv", b"text,label\n", "a header and no rows"),
    "missing column": (
        "a.csv",
        b"review,Label\na,1\n",
        "no column 'text'; its columns are 'review', 'Label'",
    ),
    "close column": ("a.csv", b"texts,label\na,1\n", "did you mean 'texts'"),
    "case of column": ("a.csv", b"text,LABEL\na,1\n", "did you mean 'LABEL'"),
    "semicolons": ("a.csv", b"text;label\na;1\n", "separated by semicolons"),
    "tabs in csv": ("a.csv", b"text\tlabel\na\t1\n", "separated by tabs"),
    "commas in tsv": ("a.tsv", GOOD, "separated by commas"),
    "column twice": ("a.csv", b"text,label,text\na,1,b\n", "two columns 'text'"),
    "missing key": ("a.jsonl", b'{"txt": "a", "label": 1}', "no column 'text'.*did you mean 'txt'"),
    "missing key later": (
        "a.jsonl",
        b'{"text": "a", "label": 1}\n{"text": "b"}',
        "line 2 has no 'label'",
    ),
    "one class": ("a.csv", b"text,label\na,1\nb,1\n", "only the class '1'"),
    "blank text": (
        "a.csv",
        b'text,label\na,1\n,1\n"\n ",2\n',
        "no text in column 'text' on lines 3, 4;",
    ),
    "many blank texts": ("a.csv", b"text,label\n" + b" ,1\n" * 9, "lines 2, 3, 4, 5, 6 and 4 more"),
    "empty label": ("a.csv", b"text,label\na,1\nb,\nc,2", r"no label \(.*\) .* on line 3;"),
    "NaN label": ("a.csv", b"text,label\na,1\nb,NaN\nc,2", "on line 3;"),
    "null label": ("a.jsonl", b'{"text": "a", "label": null}', "on line 1;"),
    "NaN in json": ("a.jsonl", b'{"text": "a", "label": NaN}', "on line 1;"),
    "utf-16": ("a.csv", GOOD.decode().encode("utf-16"), "is UTF-16"),
    "utf-16 without mark": ("a.csv", GOOD.decode().encode("utf-16-le"), "zero byte at offset 1"),
    "latin-1": (
        "a.csv",
        GOOD + "café,1\n".encode("latin-1"),
        r"not UTF-8: byte 0xe9 at offset 26 \(line 4\)",
    ),
    "latin-1 after mark": (
        "a.csv",
        b"\xef\xbb\xbf" + GOOD + "café,1\n".encode("latin-1"),
        r"offset 29 \(line 4\)",
    ),
    "latin-1 json": ("a.jsonl", '{"text": "é"}'.encode("latin-1"), "not UTF-8"),
    "zero byte": ("a.csv", GOOD + b"a\x00b,1\n", "zero byte at offset 24"),
    "binary": ("a.csv", bytes(range(1, 256)), "not UTF-8"),
    "pdf": ("a.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", r"not UTF-8: .* \(line 2\)"),
    "excel": ("a.csv", b"PK\x03\x04\x14\x00", "Excel"),
    "gzip without suffix": ("a.csv", gzip.compress(GOOD), r"add \.gz"),
    "no gzip": ("a.csv.gz", GOOD, "no whole gzip file"),
    "half a gzip": ("a.csv.gz", gzip.compress(GOOD * 99)[:-20], "no whole gzip file"),
    "broken gzip": ("a.csv.gz", gzip.compress(GOOD)[:10] + b"\xff" * 20, "no whole gzip file"),
    "long row": ("a.csv", GOOD + b"a,b,1\n", "line 4 has 3 fields where the header has 2"),
    "short row": ("a.csv", GOOD + b"a\n", "line 4 has 1 field where the header has 2"),
    "open quote": ("a.csv", GOOD + b'"a,1\nb,2\n', "line 4 has a quotation mark"),
    "bare quote": ("a.tsv", b'text\tlabel\n"a" b\t1\n', "line 2 has a quotation mark"),
    "malformed json": (
        "a.jsonl",
        b'{"text": "a", "label": 1}\n{"text": \n',
        r"line 2 is not JSON \(Expecting value, column",
    ),
    "json array": ("a.json", b'[{"text": "a", "label": 1}]', "line 1 is no JSON object but a list"),
    "spread json": ("a.json", b'{\n"text": "a"\n}', "line 1 is not JSON"),
    "deep json": ("a.jsonl", b"[" * 200_000, "line 1 is not JSON"),
    "huge number": ("a.jsonl", b'{"text": "a", "label": ' + b"1" * 5000 + b"}", "is not JSON"),
    "list as text": ("a.jsonl", b'{"text": ["a"], "label": 1}', "line 1 has a list as 'text'"),
    "half a character": ("a.jsonl", rb'{"text": "\ud800", "label": 1}', "lone surrogate"),
    "long text": ("a.csv", b"text,label\n" + b"a" * 1_000_001 + b",1\n", "line 2 begins a text"),
    "long json text": (
        "a.jsonl",
        b'{"text": "' + b"a" * 1_000_001 + b'", "label": 1}',
        "a text of 1,000,001 characters",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_one_sentence(tmp_path, fault):
    name, content, message = FAULTS[fault]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    elif fault == "folder":
        path.mkdir()
    with pytest.raises(InputError, match=message) as raised:
        read(path)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert len(sentence) < 250 + len(str(path))
    assert str(path) in sentence


def test_text_and_label_from_one_column_are_refused(tmp_path):
    with pytest.raises(InputError, match="name two columns"):
        read(tmp_path / "a.csv", text="text", label="text")


def test_a_text_of_the_greatest_length_is_read(tmp_path):
    text = "é" * table.MAX_CHARACTERS
    for suffix in (".csv", ".jsonl"):
        path = tmp_path / f"long{suffix}"
        path.write_bytes(as_bytes(suffix, [(text, "1"), ("b", "2")]))
        assert read(path).texts[0] == text


def test_reading_leaves_the_field_limit_of_csv_alone(tmp_path):
    before = csv.field_size_limit()
    (tmp_path / "a.csv").write_bytes(GOOD)
    read(tmp_path / "a.csv")
    assert csv.field_size_limit() == before


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is Linux's")
@pytest.mark.parametrize(
    ("name", "start"),
    [("a.csv", b"text,label\n"), ("a.csv", b'text,label\n"'), ("a.jsonl", b'{"text": "')],
)
def test_a_line_of_100_mb_needs_little_memory(tmp_path, name, start):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(start)
        for _ in range(100):
            file.write("é".encode() * 500_000)
    script = (
        "import resource, sys; from textcls.corpora.table import read\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = used()\n"
        "try: read(sys.argv[1])\n"
        "except ValueError as error: print(error)\n"
        "print((used() - before) // 1024)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    path.unlink()  # pytest keeps its folders for a while
    sentence, megabytes = run.stdout.splitlines()
    assert "is longer than 16,000,000 bytes" in sentence
    assert int(megabytes) < 90


# --- from labels to classes


@given(st.lists(LABELS, min_size=1))
def test_labels_and_numbers_stand_for_each_other(labels):
    names, numbers = encode_labels(labels)
    assert numbers.dtype == np.int64
    assert [names[number] for number in numbers] == labels
    assert set(names) == set(labels)
    assert len(names) == len(set(names))
    assert encode_labels(labels[::-1])[0] == names
    again, renumbered = encode_labels(labels, names[::-1])
    assert [again[number] for number in renumbered] == labels


def test_whole_numbers_are_sorted_by_value():
    assert encode_labels(["10", "9", "-1"])[0] == ("-1", "9", "10")
    assert encode_labels(["10", "9", "x"])[0] == ("10", "9", "x")


def test_an_unknown_class_is_one_sentence():
    with pytest.raises(InputError, match=r"a\.csv: 'c' is no class here; the classes are 'a', 'b'"):
        to_split(Table(["x", "y"], ["a", "c"], "a.csv"), ("a", "b"))


def test_two_tables_make_a_corpus():
    train, test = Table(["x", "y"], ["b", "a"]), Table(["z"], ["b"])
    corpus = to_corpus(train, test)
    assert corpus.class_names == ("a", "b")
    assert corpus.train.labels.tolist() == [1, 0]
    assert corpus.test.texts == ["z"]
    assert corpus.test.labels.tolist() == [1]
    with pytest.raises(InputError, match="'c' is no class"):
        to_corpus(train, Table(["z"], ["c"]))


def test_one_table_makes_a_corpus_with_every_class_on_both_sides():
    labels = ["a"] * 90 + ["b"] * 8 + ["c"] * 2
    corpus = to_corpus(Table([str(i) for i in range(100)], labels), held_out=0.2, seed=3)
    assert len(corpus.test) == 20
    assert np.bincount(corpus.test.labels).tolist() == [18, 1, 1]
    assert np.bincount(corpus.train.labels).tolist() == [72, 7, 1]
    assert sorted(corpus.train.texts + corpus.test.texts) == sorted(str(i) for i in range(100))


def test_a_class_with_one_row_cannot_be_held_out():
    with pytest.raises(InputError, match=r"mine\.csv has a single row of class 'b'"):
        to_corpus(Table(["x", "y", "z"], ["a", "b", "a"], "mine.csv"))


def test_one_class_is_enough_to_evaluate(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,label\na,1\n")
    assert len(read(path, min_classes=1)) == 1
