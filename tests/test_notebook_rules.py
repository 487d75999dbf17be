"""Every notebook of the book keeps the rules, and each rule finds what it is for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from tools.notebooks.rules import clean_metadata, faults

BOOK = Path(__file__).parent.parent / "book"


@pytest.mark.parametrize("path", sorted(BOOK.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebook_keeps_the_rules(path: Path) -> None:
    found = faults(path)
    assert not found, "\n".join(found)


def good_notebook() -> Any:
    """Return a notebook that keeps every rule."""
    shown = {"text/plain": "<Figure>", "image/png": "aGk="}
    failing = v4.new_code_cell(
        "1 / 0",
        execution_count=3,
        outputs=[v4.new_output("error", ename="E", evalue="no", traceback=["no"])],
        metadata={"tags": ["raises-exception"]},
    )
    figure = v4.new_code_cell(
        "plot()",
        execution_count=2,
        outputs=[v4.new_output("display_data", shown)],
        metadata={"mystnb": {"image": {"alt": "Loss falls with every epoch"}}},
    )
    number = v4.new_code_cell(
        "1", execution_count=1, outputs=[v4.new_output("execute_result", {"text/plain": "1"})]
    )
    number.outputs[0].execution_count = 1
    title = v4.new_markdown_cell("(setup)=\n# A title\n\n[the same](small.ipynb#x), `[not](one)`")
    notebook = v4.new_notebook(cells=[title, number, figure, failing])
    clean_metadata(notebook)
    return notebook


Change = Callable[[Any], object]
PICTURE = "![](small.ipynb)"


def surplus_output(text: str, name: str = "stdout") -> Change:
    output = v4.new_output("stream", name=name, text=text)
    return lambda notebook: notebook.cells[1].outputs.append(output)


def cell(number: int, **changes: Any) -> Change:
    return lambda notebook: notebook.cells[number].update(nbformat.from_dict(changes))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (cell(1, execution_count=None), "never executed"),
        (cell(1, execution_count=7), "stored as execution 7"),
        (cell(1, source=""), "is empty"),
        (cell(1, source="\n".join(["x"] * 21)), "21 lines"),
        (cell(1, source="# NBVAL_IGNORE_OUTPUT\n1"), "test machinery"),
        (cell(1, metadata={"scrolled": True}), "scrolled"),
        (cell(1, metadata={"tags": ["nbval-ignore-output"]}), "needs a reason"),
        (cell(1, metadata={"tags": ["nbval-skip"], "textcls": {"why": "no"}}), "needs a reason"),
        (cell(1, metadata={"textcls": {"tolerance": {"relativ": 0.1}}}), "relativ"),
        (cell(1, metadata={"tags": ["raises-exception"]}), "raises none"),
        (surplus_output("oh", name="stderr"), "stderr"),
        (surplus_output("saved as /home/anna/x.csv"), "one machine: /home/a"),
        (surplus_output("<Model at 0x7f8319694f40>"), "one machine: 0x7f"),
        (surplus_output("C:\\Users\\anna"), "one machine"),
        (cell(2, metadata={}), "no alternative text"),
        (cell(2, metadata={"mystnb": {"image": {"alt": "figure.png"}}}), "no alternative text"),
        (cell(3, metadata={}), "no tag raises-exception"),
        (cell(0, source="## Too deep"), "not a title"),
        (cell(0, cell_type="raw"), "not a title"),
        (cell(0, source="# A\n[b](missing.ipynb)"), "leads to no file"),
        (cell(0, source=f"# A\n{PICTURE}"), "small.ipynb has no alternative text"),
        (lambda notebook: notebook.metadata.update(widgets={}), "widgets does not belong"),
        (lambda notebook: notebook.metadata.kernelspec.update(name="julia"), "not python3"),
        (lambda notebook: [c.update(outputs=[]) for c in notebook.cells[1:]], "no outputs"),
        (surplus_output("long " * 400_000), "2.0 MB"),
    ],
)
def test_a_rule_finds_what_it_is_for(tmp_path: Path, change: Change, fault: str) -> None:
    notebook, path = good_notebook(), tmp_path / "small.ipynb"
    path.write_text(nbformat.writes(notebook))
    assert faults(path) == []
    change(notebook)
    path.write_text(json.dumps(notebook))
    assert any(fault in found for found in faults(path)), faults(path)
