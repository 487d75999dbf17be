"""Glossary and notation: in order, without doubles, and of this book."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).parent.parent / "book"
ENTRY = re.compile(r"^(.+) · (.+)\n: (.+) \[.+\]\((.+)\)$", re.MULTILINE)
ROW = re.compile(r"^\| (\$.+) \| (.+) \| \[.+\]\((.+)\) \|$", re.MULTILINE)


def words_of(chapter: str) -> str:
    """Give the prose of a chapter in small letters."""
    cells = nbformat.read(BOOK / chapter, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown").casefold()


def glossary_faults(text: str) -> Iterator[str]:
    """Name entries that are out of order, doubled, or not used in the chapter they name."""
    entries = ENTRY.findall(text)
    terms = [term.casefold() for term, *_ in entries]
    if terms != sorted(set(terms)):
        yield "the terms are not in order, or one stands twice"
    for term, chinese, _, chapter in entries:
        if not re.search("[\u4e00-\u9fff]", chinese):
            yield f"{term} has no Chinese term"
        if not (BOOK / chapter).is_file():
            yield f"{term}: there is no {chapter}"
        elif term.casefold() not in words_of(chapter):
            yield f"{term} does not occur in {chapter}"


def test_glossary_is_in_order_and_of_this_book() -> None:
    text = (BOOK / "a2-glossary.md").read_text(encoding="utf-8")
    assert len(ENTRY.findall(text)) == text.count(" · ")
    found = "\n".join(glossary_faults(text))
    assert not found, found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("loss · 损失\n: It. [4](04-1-losses.ipynb)\n", ""),
        ("loss · loss\n: It. [4](04-1-losses.ipynb)\n", "no Chinese term"),
        ("loss · 损失\n: It. [4](04-9-losses.ipynb)\n", "there is no 04-9"),
        ("zeppelin · 飞艇\n: It. [4](04-1-losses.ipynb)\n", "does not occur"),
        ("loss · 损失\n: It. [4](04-1-losses.ipynb)\n" * 2, "twice"),
    ],
)
def test_faults_of_a_glossary_are_noticed(text: str, fault: str) -> None:
    found = "\n".join(glossary_faults(text))
    assert fault in found
    assert bool(found) == bool(fault)


def test_notation_leads_to_chapters() -> None:
    text = (BOOK / "a3-notation.md").read_text(encoding="utf-8")
    rows = ROW.findall(text)
    assert len(rows) == text.count("\n| $")
    assert not [chapter for *_, chapter in rows if not (BOOK / chapter).is_file()]
