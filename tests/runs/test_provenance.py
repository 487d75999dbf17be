"""Where a record comes from: data by their content, machine and versions by their names."""

import os
import platform
from dataclasses import replace
from importlib.metadata import version

from textcls.corpora.corpus import Corpus, Split
from textcls.runs import provenance

CORPUS = Corpus(Split(["a b", "c"], [0, 1]), Split(["a b"], [0]), ("no", "yes"))


def test_a_digest_changes_with_every_text_label_and_order():
    others = [
        replace(CORPUS, train=Split(["a b", "d"], [0, 1])),
        replace(CORPUS, train=Split(["a b", "c"], [1, 1])),
        replace(CORPUS, train=Split(["c", "a b"], [1, 0])),
        replace(CORPUS, test=Split(["a"], [0])),
        replace(CORPUS, test=Split(["a b"], [1])),
    ]
    digests = {provenance.digest(corpus) for corpus in (CORPUS, *others)}
    assert len(digests) == 6
    assert provenance.digest(replace(CORPUS)) in digests
    assert all(len(digest) == 64 for digest in digests)


def test_a_first_look_counts_rows_and_duplicates():
    found = provenance.first_look(CORPUS)
    assert {name: split["rows"] for name, split in found["summary"].items()} == {
        "train": 2,
        "test": 1,
    }
    assert "1 rows of test stand in train" in found["duplicates"]


def test_the_environment_is_this_one():
    found = provenance.environment()
    assert found["python"] == platform.python_version()
    assert found["system"] == platform.system()
    assert found["versions"]["scikit-learn"] == version("scikit-learn")


def test_cores_are_those_that_this_process_may_use_where_the_system_tells_it(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", {0: {1, 3, 5}}.__getitem__, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert provenance.environment()["cores"] == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert provenance.environment()["cores"] == 64


def test_a_processor_has_a_name_where_linux_tells_it(tmp_path, monkeypatch):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Fast One\nprocessor\t: 1\n")
    monkeypatch.setattr(provenance, "Path", lambda path: cpuinfo)
    assert provenance.environment()["processor"] == "Fast One"
    monkeypatch.setattr(platform, "processor", lambda: "family")
    cpuinfo.write_text("processor\t: 0\n")
    assert provenance.environment()["processor"] == "family"
    cpuinfo.unlink()
    assert provenance.environment()["processor"] == "family"
