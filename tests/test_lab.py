"""JupyterLab, as ``make lab`` starts it: a chapter is opened, run, and read, in a real browser."""

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

ROOT = Path(__file__).parent.parent
CHAPTER = "02-core-concepts.ipynb"
READY = re.compile(r"http://(?:127\.0\.0\.1|localhost):(\d+)/lab\?token=(\w+)")
SECONDS = 400


def without_outputs(path: Path) -> None:
    """Take outputs and numbers off the cells of a notebook."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def run_all_cells(page: Page) -> None:
    """Choose Run > Run All Cells, again if no cell has begun: a busy kernel may miss the first."""

    def accept(dialog: Locator) -> None:
        warnings.warn(f"JupyterLab showed a dialog: {dialog.inner_text()}", stacklevel=1)
        dialog.locator(".jp-Dialog-footer button").last.click()

    page.add_locator_handler(page.locator(".jp-Dialog"), accept)
    begun = page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[(\*|1)\]")).first
    for _ in range(30):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            return begun.wait_for(timeout=10_000)
        except TimeoutError:
            page.keyboard.press("Escape")
    pytest.fail("Run All Cells was chosen thirty times, and no cell ran")


def hand_on(lines: Iterable[str], to: Queue[str]) -> None:
    """Put lines into a queue as they come."""
    for line in lines:
        to.put(line)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on a copy of the book; yield the address of the chapter."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "book", folder / "book")
    without_outputs(folder / "book" / CHAPTER)  # what is seen later, this run has made
    make_lab = re.search(r"^lab:.*\n\t(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert make_lab
    command = make_lab[1].replace("$(BIN)", str(Path(sys.executable).parent)).split()
    private = {"JUPYTER_CONFIG_DIR": str(folder / "c"), "JUPYTER_DATA_DIR": str(folder / "d")}
    server = subprocess.Popen(
        [*command, "--no-browser", "--allow-root", "--port=0", "--ip=127.0.0.1"],
        cwd=folder,
        env={**os.environ, **private},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    said: Queue[str] = Queue()
    Thread(target=hand_on, args=(server.stdout, said), daemon=True).start()
    try:
        while not (ready := READY.search(line := said.get(timeout=SECONDS))):
            pass
        yield f"http://127.0.0.1:{ready[1]}/lab/tree/{CHAPTER}?token={ready[2]}&reset"
    except Empty:
        pytest.fail(f"JupyterLab did not start; its last words: {line}")
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def page(lab: str, browser: Browser) -> Page:
    """Open the chapter and choose Run > Run All Cells."""
    page = browser.new_page(viewport={"width": 1400, "height": 20_000})  # every cell is drawn
    page.set_default_timeout(1000 * SECONDS)
    page.goto(lab)
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.locator(".jp-NotebookPanel-toolbar [data-status=idle]").first.wait_for()
    run_all_cells(page)
    return page


def test_all_cells_run_and_the_last_output_appears(page: Page) -> None:
    notebook = nbformat.read(ROOT / "book" / CHAPTER, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = page.locator(".jp-CodeCell").last
    last.locator(".jp-InputPrompt", has_text=f"[{len(code)}]:").wait_for()
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert [p.strip("[]:") for p in prompts] == [str(n) for n in range(1, len(code) + 1)]
    shown = page.locator(".jp-CodeCell .jp-OutputArea-output").last.inner_text()
    texts = [o.get("text", o.get("data", {}).get("text/plain", "")) for o in code[-1].outputs]
    assert "".join(shown.split()) in "".join("".join(texts).split())
    assert shown.strip()


def test_myst_and_diagrams_are_rendered(page: Page) -> None:
    bare = page.locator(".jp-MarkdownCell:not(:has(.myst))")  # cells are drawn one by one
    expect(bare).to_have_count(0, timeout=1000 * SECONDS)
    page.locator(
        ".jp-MarkdownCell svg[aria-roledescription^=flowchart], img.jp-mermaid"
    ).first.wait_for()
    page.locator(".jp-MarkdownCell .myst").get_by_text("Solution").first.wait_for()
    text = "\n".join(page.locator(".jp-MarkdownCell").all_inner_texts())
    assert not re.findall(r":::\{|\{cite:[pt]\}|```mermaid", text)
