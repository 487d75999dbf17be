"""The extension of nbval fails where it has to, and only there.

Each test writes a small notebook with stored outputs, some of them wrong, and runs it.
"""

import base64
import io
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import v4
from PIL import Image, ImageDraw

from tools.notebooks.outputs import Tolerance, differences, picture_distance, text_difference

Outcomes = list[tuple[str, str]]


def code(source: str, *outputs: Any, **metadata: Any) -> Any:
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def printed(text: str, name: str = "stdout") -> Any:
    return v4.new_output("stream", name=name, text=text)


def result(text: str, **data: str) -> Any:
    return v4.new_output("execute_result", data={"text/plain": text, **data})


def within(**tolerance: float) -> dict[str, Any]:
    return {"tolerance": tolerance}


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., Outcomes]:
    """Return a function that runs cells through ``pytest --nbval``."""

    def run(*cells: Any, counts: Any = None, options: tuple[str, ...] = ()) -> Outcomes:
        for cell, count in zip(cells, counts or range(1, len(cells) + 1), strict=True):
            cell.execution_count = count
        nbformat.write(v4.new_notebook(cells=list(cells)), pytester.path / "small.ipynb")
        plugin = ("-p", "tools.notebooks.plugin", "-p", "no:cacheprovider", "--color=no")
        reports = pytester.inline_run("--nbval", *plugin, *options).getreports(
            "pytest_runtest_logreport"
        )
        return [
            (r.outcome, r.longreprtext)
            for r in reports
            if r.when == "call" or r.outcome == "failed"
        ]

    return run


def check(outcomes: Outcomes, *expected: str) -> None:
    """Hold each outcome against "" (passes), or a part of the message of its failure."""
    assert len(outcomes) == len(expected)
    for (outcome, message), part in zip(outcomes, expected, strict=True):
        assert outcome == ("failed" if part else "passed"), message
        assert part in message


def test_texts_and_numbers(run: Callable[..., Outcomes]) -> None:
    close = within(absolute=0.02)
    table = "<td>{}</td><td>words</td>"
    show = "from IPython.display import HTML; HTML('<td>0.50</td><td>words</td>')"
    check(
        run(
            code("x = 0.5"),
            code("print('loss', x)", printed("loss 0.5\n")),
            code("print('loss', x)", printed("loss 0.51\n")),
            code("print('loss', x)", printed("loss 0.51\n"), textcls=close),
            code("print('loss', x)", printed("loss 0.53\n"), textcls=close),
            code("print('loss', x)", printed("lost 0.5\n"), textcls=close),
            code("x", result("0.49"), textcls=close),
            code("x", result("0.4"), textcls=close),
            code(show, result("<IPython.core.display.HTML object>", **{"text/html": "no"})),
            code(
                show,
                result("<IPython.core.display.HTML object>", **{"text/html": table.format("0.51")}),
                textcls=close,
            ),
            code("print('one')\nx", printed("one\n")),
            code("print('one')", printed("one\n"), result("0.5")),
            code("x;"),
            code("x", result("0.7"), tags=["nbval-ignore-output"]),
            code("x", result("0.5"), textcls={"tolerence": {}}),
        ),
        "",
        "",
        "+++ computed\nloss 0.5",
        "",
        "0.53 became 0.5",
        "+++ computed\nloss 0.5",
        "",
        "0.4 became 0.5",
        "text/html: ",
        "",
        "stored outputs: ['stream stdout']; computed: ['stream stdout', 'execute_result",
        "stored outputs: ['stream stdout', 'execute_result",
        "",
        "",
        "textcls has no ['tolerence']",
    )


def test_figures(run: Callable[..., Outcomes]) -> None:
    draw = "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 2), dpi=50)\n{}plt.show()"
    line, other = (draw.format(f"plt.plot({points});") for points in ([0, 1, 2], [2, 1, 0]))

    def figure(number: int) -> Any:
        text = "<Figure size 100x100 with 1 Axes>"
        return v4.new_output("display_data", {"text/plain": text, "image/png": pictures[number]})

    pictures = [drawn_by(line), drawn_by(other)]
    check(
        run(
            code(line, figure(0)),
            code(line, figure(1)),
            code(line, figure(1), textcls=within(picture=2)),
            code(line),
        ),
        "",
        "the pictures lie",
        "",
        "stored outputs: none; computed: ['display_data image/png text/plain']",
    )


def drawn_by(source: str) -> str:
    """Return the picture that matplotlib's inline backend makes of some code."""
    import matplotlib.pyplot as plt

    with plt.rc_context({"figure.facecolor": (1, 1, 1, 0)}), io.BytesIO() as file:
        exec(source.replace("plt.show()", ""), {})
        plt.savefig(file, format="png", bbox_inches="tight")
        plt.close()
        return base64.b64encode(file.getvalue()).decode()


def test_execution_stderr_and_errors(run: Callable[..., Outcomes]) -> None:
    raised = v4.new_output("error", ename="ValueError", evalue="no", traceback=["anything"])
    warn = "import sys\nprint('oh', file=sys.stderr)"
    fetch = "import urllib.request as r\ntry:\n    r.urlopen('http://a.b')\n"
    fetch += "except OSError as e:\n    print(e.reason)"
    check(
        run(
            code("1", result("1")),
            code("2"),
            code("3", result("3")),
            code(warn),
            code(warn, printed("oh\n", "stderr")),
            code(warn, tags=["nbval-ignore-output"]),
            code("raise ValueError('no')", raised),
            code("raise ValueError('yes')", raised, tags=["raises-exception"]),
            code("pass", raised, tags=["raises-exception"]),
            code(fetch, printed("[Errno 111] Connection refused\n")),
            counts=[1, None, 2, 4, 5, 6, 7, 8, 9, 10],
        ),
        "",
        "code cell 2, but it was stored as execution None",
        "code cell 3, but it was stored as execution 2",
        "computed: ['stream stderr']",
        "The cell writes to stderr",
        "The cell writes to stderr",
        "Cell execution caused an exception",
        "evalue",
        "computed: none",
        "",
    )


def test_no_cell_passes_after_the_kernel_has_died(run: Callable[..., Outcomes]) -> None:
    check(
        run(
            code("1", result("1")),
            code("import os; os._exit(1)"),
            code("pass"),
            code("pass"),
            options=("--nbval-cell-timeout=60",),
        ),
        "",
        "The kernel died",
        "Not run: the kernel died in cell 1",
        "Not run: the kernel died in cell 1",
    )


def test_no_cell_passes_after_a_timeout(run: Callable[..., Outcomes]) -> None:
    check(
        run(
            code("import time; time.sleep(60)"),
            code("pass"),
            code("raise ValueError", tags=["raises-exception"]),
            options=("--nbval-cell-timeout=0.5",),
        ),
        "Timeout of 0.5 seconds",
        "Not run: cell 0 ran out of time",
        "Not run: cell 0 ran out of time",
    )


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_cells_keep_their_order_where_tests_are_shuffled(
    pytester: pytest.Pytester, seed: str
) -> None:
    for name in ("one", "two"):
        cells = [code(f"print({number})") for number in range(8)]
        nbformat.write(v4.new_notebook(cells=cells), pytester.path / f"{name}.ipynb")
    plugin = ("-p", "tools.notebooks.plugin", "--nbval")
    done = pytester.inline_run(*plugin, "--collect-only", f"--randomly-seed={seed}")
    (collected,) = done.getcalls("pytest_collection_finish")
    found = [item.nodeid for item in collected.session.items]
    one, two = ([f"{name}.ipynb::Cell {number}" for number in range(8)] for name in ("one", "two"))
    assert found in ([*one, *two], [*two, *one])


LOOSE = Tolerance(relative=0.1)


@pytest.mark.parametrize(
    ("stored", "computed"),
    [
        ("1,234 reviews", "1,240 reviews"),
        ("   loss\n0.5 1e-3", "    loss\n0.51 1.05e-3"),
        ("[ 0.5 -0.25]", "[ 0.52 -0.26]"),
        ("9.9 %", "10.1 %"),
        ("| a |\n|----|", "| a |\n|-----|"),
    ],
)
def test_texts_that_agree(stored: str, computed: str) -> None:
    assert text_difference(stored, computed, LOOSE) == ""
    assert text_difference(stored, computed, Tolerance())


@pytest.mark.parametrize(
    ("stored", "computed"),
    [
        ("0.5", "-0.5"),
        ("0.5", "0.6"),
        ("0.5", "nan"),
        ("0.5 0.5", "0.5"),
        ("layer1 0.5", "layer2 0.5"),
        ("1e-3", "1e-4"),
        ("yes 1", "no 1"),
        ("0.1-0.2", "0.1-0.4"),
    ],
)
def test_texts_that_differ(stored: str, computed: str) -> None:
    assert text_difference(stored, computed, LOOSE)


def test_the_rest_of_an_output_is_compared_too() -> None:
    def glued(name: str) -> Any:
        return v4.new_output("display_data", {"text/plain": "1"}, metadata={"glue": name})

    assert not differences([glued("a")], [glued("a")], LOOSE)
    assert differences([glued("a")], [glued("b")], LOOSE)


def picture(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (300, 200)) -> str:
    image = Image.new("RGB", size, "white")
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill="navy")
    with io.BytesIO() as file:
        image.save(file, "png")
        return base64.b64encode(file.getvalue()).decode()


def test_picture_distance() -> None:
    bars = [(20 + 60 * i, 100 - 10 * i, 50 + 60 * i, 190) for i in range(4)]
    stored = picture(*bars)
    assert picture_distance(stored, stored) == 0
    assert picture_distance(stored, picture(*bars[:3])) > 0.5
    assert picture_distance(stored, picture()) > 1
    assert picture_distance(picture(), picture((0, 0, 30, 30))) > 1
    assert picture_distance(stored, picture(*bars, size=(300, 220))) == float("inf")
    assert 0 < picture_distance(stored, picture(*bars, size=(302, 200))) < 0.3
