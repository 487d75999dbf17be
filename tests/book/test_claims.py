"""The article's claims: every entry is whole, and its evidence exists."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from textcls.book.claims import Claim, load
from textcls.errors import InputError
from tools import appendix_pages

ROOT = Path(__file__).parents[2]
GOOD = Claim(
    "5.4",
    "An epoch has 399 steps.",
    "refuted",
    "25,000 rows make 782.",
    "05-4-the-results.ipynb",
    "tests/book/test_claims.py::test_pages_are_made_from_the_data",
    ("maas2011",),
)


def missing_evidence(claims: list[Claim]) -> Iterator[str]:
    """Name the tests, chapters and sources that claims name and that do not exist."""
    keys = set(re.findall(r"^@\w+\{(\S+),", (ROOT / "book/references.bib").read_text(), re.M))
    for claim in claims:
        if claim.test:
            file, _, name = claim.test.partition("::")
            if name.partition("[")[0] not in functions(ROOT / file):
                yield f"{claim.says}: no test {claim.test}"
        if not (ROOT / "book" / claim.chapter).is_file():
            yield f"{claim.says}: no chapter {claim.chapter}"
        yield from (f"{claim.says}: no source {key}" for key in claim.cite if key not in keys)


def functions(path: Path) -> set[str]:
    """Name the functions that a Python file defines."""
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_evidence_of_every_claim_exists() -> None:
    found = "\n".join(missing_evidence(load(ROOT / "book/claims")))
    assert not found, found


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ""),
        ({"test": "tests/book/test_claims.py::test_missing"}, "no test"),
        ({"test": "tests/missing.py::test_a"}, "no test"),
        ({"chapter": "missing.ipynb"}, "no chapter"),
        ({"cite": ("nobody1900",)}, "no source nobody1900"),
    ],
)
def test_missing_evidence_is_noticed(change: dict[str, str], fault: str) -> None:
    found = [*missing_evidence([replace(GOOD, **change)])]
    assert len(found) == bool(fault)
    assert fault in "".join(found)


def test_every_section_of_the_article_has_claims() -> None:
    sections = {claim.order[0] for claim in load(ROOT / "book/claims")}
    assert sections == set(range(1, 11))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"section": "four"}, "give one such as 4, 4.1 or 9 Q2"),
        ({"verdict": "true"}, "give one of: holds, corrected, refuted, cannot be checked"),
        ({"test": "", "cite": ()}, "names neither a test nor a source"),
    ],
)
def test_an_incomplete_claim_is_refused(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        replace(GOOD, **change)


@pytest.mark.parametrize("text", ["claim = 3", "[[claim]]\nsays = 'a'\n", "[[claims]]\n", "["])
def test_a_file_that_holds_no_claims_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "01-a.toml").write_text(text)
    with pytest.raises(InputError, match=r"01-a\.toml does not hold claims"):
        load(tmp_path)


def test_claims_come_in_the_order_of_the_article(tmp_path: Path) -> None:
    entry = '[[claim]]\nsection = "{}"\nsays = "a"\nverdict = "cannot be checked"\n'
    entry += 'finding = "b"\nchapter = "c.ipynb"\n'
    (tmp_path / "a.toml").write_text(entry.format("10") + entry.format("4.10"))
    (tmp_path / "b.toml").write_text(entry.format("4.2"))
    assert [claim.section for claim in load(tmp_path)] == ["4.2", "4.10", "10"]


@pytest.mark.parametrize("name", appendix_pages.pages())
def test_pages_are_made_from_the_data(name: str) -> None:
    stored = (ROOT / "book" / name).read_text(encoding="utf-8")
    assert stored == appendix_pages.pages()[name], "run tools/appendix_pages.py"
