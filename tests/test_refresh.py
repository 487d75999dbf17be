"""`make refresh` stores what nbval then finds, changes no more than it has to, or nothing."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from tools.notebooks.rules import faults
from tools.refresh import main


def write(path: Path, *cells: Any, **metadata: Any) -> Path:
    title = v4.new_markdown_cell("# Title")
    nbformat.write(v4.new_notebook(cells=[title, *cells], metadata=metadata), path)
    return path


def test_refresh_then_nbval(pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]) -> None:
    printed = v4.new_output("stream", name="stdout", text="0.21\n")
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    tolerance = {"textcls": {"tolerance": {"absolute": 0.02}}}
    path = write(
        pytester.path / "chapter.ipynb",
        v4.new_code_cell("print(0.2)", outputs=[printed], metadata=tolerance),
        v4.new_code_cell("print(0.2)", outputs=[printed], metadata={"scrolled": True}),
        v4.new_code_cell(figure, metadata={"mystnb": {"image": {"alt": "A line that rises up"}}}),
        v4.new_code_cell("import json; json.loads('{')", metadata={"tags": ["raises-exception"]}),
        v4.new_code_cell("from pathlib import Path; Path('chapter.ipynb').exists()"),
        v4.new_code_cell("import pandas as pd; pd.DataFrame({'a': [0.5]}).style"),
        widgets={"state": {}},
    )
    ids = [cell.id for cell in nbformat.read(path, 4).cells]

    assert main([str(path)]) == 0
    assert "chapter.ipynb" in capsys.readouterr().out
    assert faults(path) == []
    notebook = nbformat.read(path, 4)
    assert [cell.id for cell in notebook.cells] == ids
    within, beyond, _, error, here, table = (cell.outputs[0] for cell in notebook.cells[1:])
    assert within.text == "0.21\n"  # agrees with the new output, and stays
    assert beyond.text == "0.2\n"
    assert "[…]" in error.traceback
    assert here.data["text/plain"] == "True"
    assert table.data["text/plain"] == "<pandas.io.formats.style.Styler>"

    first = path.read_bytes()
    assert main([str(path)]) == 0
    assert path.read_bytes() == first
    outcome = pytester.runpytest_inprocess("--nbval", "-p", "tools.notebooks.plugin")
    outcome.assert_outcomes(passed=6)


@pytest.mark.parametrize("fault", ["1 / 0", "import os; os._exit(1)"])
def test_a_failing_notebook_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    path = write(tmp_path / "chapter.ipynb", v4.new_code_cell("1"), v4.new_code_cell(fault))
    before = path.read_bytes()
    assert main([str(path)]) == 1
    assert path.read_bytes() == before
    assert [*tmp_path.iterdir()] == [path]
    assert "not written" in capsys.readouterr().err
