"""What every notebook of the book has to keep to, checked without running it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.notebooks.outputs import tolerance_of

LONGEST_CELL = 20  # lines
LARGEST_NOTEBOOK = 1.5  # megabytes
WORDS_OF_ALT_TEXT = 4

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
CELL_METADATA = {"deletable", "editable", "mystnb", "slideshow", "tags", "textcls"}

OF_ONE_MACHINE = re.compile(
    r"/home/\w|/root/|/Users/\w|/tmp/|/var/folders/|[A-Z]:\\+\w|site-packages|ipykernel_\d"
    r"|\b0x[0-9a-f]{8,}"  # the address of an object
)
TEST_MACHINERY = re.compile(r"nbval|pytest|unittest|monkeypatch|# *noqa|type: *ignore", re.I)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(<?([^)\s>]+)[^)]*\)")
CODE_IN_TEXT = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`|\$[^$]+\$", re.DOTALL | re.MULTILINE)


def faults(path: Path) -> list[str]:
    """Return what is wrong with a notebook, a sentence for each fault."""
    notebook = nbformat.read(path, as_version=4)
    found = list(_notebook_faults(notebook, path))
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, start=1):
        checks = (_execution, _outputs, _pictures, _source, _metadata)
        found += [
            f"code cell {number}: {fault}" for check in checks for fault in check(cell, number)
        ]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += _links(cell.source, path.parent)
    return found


def _notebook_faults(notebook: NotebookNode, path: Path) -> Iterator[str]:
    if (size := path.stat().st_size / 1e6) > LARGEST_NOTEBOOK:
        yield f"{size:.1f} MB are more than {LARGEST_NOTEBOOK}"
    for key in notebook.metadata.keys() - NOTEBOOK_METADATA.keys():
        yield f"notebook metadata: {key} does not belong there; run make refresh"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "notebook metadata: the kernel is not python3; run make refresh"
    first = notebook.cells[0] if notebook.cells else {"cell_type": "nothing", "source": ""}
    if first["cell_type"] != "markdown" or not re.match(r"(\(\S+\)=\n+)?# \S", first["source"]):
        yield "the first cell is not a title: # Title"
    if not any(cell.get("outputs") for cell in notebook.cells):
        yield "no outputs are stored; run make refresh"


def _execution(cell: NotebookNode, number: int) -> Iterator[str]:
    if not cell.source.strip():
        yield "it is empty"
    if cell.execution_count is None:
        yield "it was never executed; run make refresh"
    elif cell.execution_count != number:
        yield f"it was stored as execution {cell.execution_count}; run make refresh"


def _outputs(cell: NotebookNode, number: int) -> Iterator[str]:
    expected_to_raise = "raises-exception" in cell.metadata.get("tags", [])
    raised = any(output.output_type == "error" for output in cell.outputs)
    if raised and not expected_to_raise:
        yield "it ends in an error, and has no tag raises-exception"
    if expected_to_raise and not raised:
        yield "it is tagged raises-exception, but raises none"
    for output in cell.outputs:
        if output.get("name") == "stderr":
            yield f"it writes to stderr: {output.text[:200]}"
        if output.get("execution_count", number) != number:
            yield f"its result is numbered {output.execution_count}; run make refresh"
        texts = {k: v for k, v in output.get("data", output).items() if not k.startswith("image")}
        if place := OF_ONE_MACHINE.search(json.dumps(texts, ensure_ascii=False)):
            yield f"its output holds a path or an address of one machine: {place[0]}"
        if "application/vnd.jupyter.widget-view+json" in texts:
            yield "it shows a widget, which a website cannot"


def _pictures(cell: NotebookNode, number: int) -> Iterator[str]:
    pictures = [m for output in cell.outputs for m in output.get("data", {}) if "image/" in m]
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    if pictures and len(alt.split()) < WORDS_OF_ALT_TEXT:
        yield (
            "its figure has no alternative text; say what it shows in the cell's metadata: "
            '{"mystnb": {"image": {"alt": "…"}}}'
        )


def _source(cell: NotebookNode, number: int) -> Iterator[str]:
    if (lines := len(cell.source.splitlines())) > LONGEST_CELL:
        yield f"{lines} lines are more than {LONGEST_CELL}; move what it does into textcls"
    if word := TEST_MACHINERY.search(cell.source):
        yield f"{word[0]} is test machinery; a reader would not type it"


def _metadata(cell: NotebookNode, number: int) -> Iterator[str]:
    try:
        tolerance_of(cell)
    except (TypeError, ValueError) as error:
        yield str(error)
    if surplus := cell.metadata.keys() - CELL_METADATA:
        yield f"its metadata hold {sorted(surplus)}; run make refresh"
    unchecked = {"nbval-ignore-output", "nbval-skip"} & set(cell.metadata.get("tags", []))
    reason = cell.metadata.get("textcls", {}).get("why", "")
    if unchecked and len(reason.split()) < 3:
        yield f'{unchecked.pop()} needs a reason in its metadata: {{"textcls": {{"why": "…"}}}}'


def _links(text: str, folder: Path) -> Iterator[str]:
    for image, words, target in LINK.findall(CODE_IN_TEXT.sub("", text)):
        file = target.partition("#")[0]
        if file and not re.match(r"[a-z]+:", file) and not (folder / file).exists():
            yield f"the link to {target} leads to no file (chapters end in .ipynb)"
        if image and len(words.split()) < WORDS_OF_ALT_TEXT:
            yield f"the picture {target} has no alternative text"


def clean_metadata(notebook: NotebookNode) -> None:
    """Drop what depends on the machine, the editor or the moment; keep what the page needs."""
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in notebook.cells:
        kept: dict[str, Any] = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        cell.metadata = nbformat.from_dict(kept)
