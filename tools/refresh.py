"""Run notebooks from top to bottom in a fresh kernel and store their outputs.

    python -m tools.refresh                                every notebook of the book
    python -m tools.refresh book/05-2-the-listing-run.ipynb  this one

A notebook is written when all its cells have run, and not before. Where a new output agrees with
the stored one (see ``tools/notebooks/outputs.py`` for what a cell may declare), the stored one is
kept, so that a change of the book shows only what has changed. At the end, each notebook is held
against the rules in ``tools/notebooks/rules.py``, and what it took is noted in
``book/results/times.json``, which the appendix on times shows.
"""

import json
import sys
from copy import deepcopy
from pathlib import Path
from subprocess import DEVNULL
from time import perf_counter

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tools.notebooks.kernel import kernel_environment, this_python
from tools.notebooks.outputs import differences, tidy, tolerance_of
from tools.notebooks.rules import clean_metadata, faults

ROOT = Path(__file__).resolve().parent.parent

SECONDS_PER_CELL = 300
TIMES = ROOT / "book/results/times.json"
WHAT_IT_TOOK = """
import json, resource, sys
own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
work = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
print(json.dumps({
    "core_seconds": round(work, 1),
    "megabytes": round(own.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)),
}))
"""


def execute(notebook: NotebookNode, folder: Path) -> tuple[NotebookNode, dict[str, float]]:
    """Return a copy of the notebook with the outputs of a new run, and what the run took.

    Windows does not tell; there the second is empty.
    """
    executed = deepcopy(notebook)
    if sys.platform != "win32":
        executed.cells.append(nbformat.v4.new_code_cell(WHAT_IT_TOOK))
    client = NotebookClient(
        executed,
        km=AsyncKernelManager(**this_python()),
        resources={"metadata": {"path": str(folder)}},
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
    )
    client.execute(env=kernel_environment(), stderr=DEVNULL)  # a remark on encryption
    if sys.platform == "win32":
        return executed, {}
    return executed, json.loads(executed.cells.pop().outputs[0].text)


def keep_what_agrees(stored: NotebookNode, executed: NotebookNode) -> None:
    """Put the stored outputs into the executed notebook, where the new ones agree with them."""
    for old, new in zip(stored.cells, executed.cells, strict=True):
        if new.cell_type == "code":
            before, now = tidy(old.outputs), tidy(new.outputs)
            agree = not differences(before, now, tolerance_of(new))
            new.outputs = before if agree else now
            for output in new.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = new.execution_count


def refresh(path: Path) -> dict[str, float]:
    """Run a notebook and write it, if it has run to its end and has changed; say what it took."""
    stored = nbformat.read(path, as_version=4)
    executed, took = execute(stored, path.parent)
    keep_what_agrees(stored, executed)
    clean_metadata(executed)
    text = nbformat.writes(executed) + "\n"
    if text != path.read_text(encoding="utf-8"):
        temporary = path.with_suffix(".part")
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    return took


def note_times(took: dict[str, dict[str, float]]) -> None:
    """Put the new times beside those of the notebooks that were not run; forget removed ones."""
    known = json.loads(TIMES.read_text(encoding="utf-8")) if TIMES.is_file() else {}
    present = {path.name for path in (ROOT / "book").glob("*.ipynb")}
    times = {name: t for name, t in sorted((known | took).items()) if name in present and t}
    TIMES.write_text(json.dumps(times, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Refresh the notebooks named, or all; return 1 if one has failed."""
    failed = 0
    took: dict[str, dict[str, float]] = {}
    for path in [Path(name) for name in arguments] or sorted((ROOT / "book").glob("*.ipynb")):
        start = perf_counter()
        try:
            took[path.name] = refresh(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(f"{path.name}: not written, a cell has failed\n{error}", file=sys.stderr)
            failed = 1
            continue
        print(f"{path.name}: {perf_counter() - start:.1f} s", flush=True)
        for fault in faults(path):
            print(f"  to mend: {fault}")
    if in_the_book := {name: t for name, t in took.items() if (ROOT / "book" / name).is_file()}:
        note_times(in_the_book)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
