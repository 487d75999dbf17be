"""nbval, made strict: ``pytest --nbval book`` runs every notebook and compares every output.

nbval 0.11 compares texts only, passes cells that were never executed, ignores pictures, waits
half an hour for a kernel that has died, and expects all cells after a timeout to fail. With this
plugin

* outputs are compared as ``outputs`` says, within the tolerance that a cell declares;
* a cell that was not executed, or out of order, or that writes to stderr, fails;
* once the kernel has died or a cell has timed out, the remaining cells fail;
* cells run in this Python, without network, and ``;`` hides a result as it does in JupyterLab;
* cells stay in their order, whatever shuffles the tests.
"""

from collections.abc import Generator, Iterator, Sequence

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from tools.notebooks.kernel import Kernel, KernelDiedError
from tools.notebooks.outputs import Output, differences, tidy, tolerance_of


class Notebook(IPyNbFile):
    """A notebook, run from top to bottom in one fresh kernel."""

    lost: str = ""  # why the kernel is of no use any more

    def collect(self) -> Iterator["Cell"]:
        for cell in super().collect():
            yield Cell.from_parent(
                self,
                name=cell.name,
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )

    def setup(self) -> None:
        self.kernel = Kernel(
            cwd=str(self.path.parent),
            startup_timeout=self.config.option.nbval_kernel_startup_timeout,
        )


class Cell(IPyNbCell):
    """A code cell of a notebook: one test."""

    parent: Notebook

    def setup(self) -> None:
        """Leave out nbval's "expected to fail"."""

    def runtest(self) -> None:
        if self.parent.lost:
            self.raise_cell_error(f"Not run: {self.parent.lost}")
        if self.cell.execution_count != self.cell_num + 1:
            self.raise_cell_error(
                f"This is code cell {self.cell_num + 1}, but it was stored as execution "
                f"{self.cell.execution_count}: run make refresh"
            )
        try:
            super().runtest()
        except KernelDiedError:
            self.parent.lost = f"the kernel died in cell {self.cell_num}"
            self.raise_cell_error("The kernel died")
        finally:
            if self.parent.timed_out and not self.parent.lost:
                self.parent.lost = f"cell {self.cell_num} ran out of time"
        for output in self.test_outputs:
            if output.get("name") == "stderr":
                self.raise_cell_error("The cell writes to stderr", output["text"])

    def compare_outputs(
        self, test: Sequence[Output], ref: Sequence[Output], skip_compare: object = None
    ) -> bool:
        self.comparison_traceback = differences(tidy(ref), tidy(test), tolerance_of(self.cell))
        return not self.comparison_traceback


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Put the strict notebook in the place of nbval's."""
    return [
        Notebook.from_parent(collector.parent, path=collector.path)
        if type(collector) is IPyNbFile
        else collector
        for collector in (yield)
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the cells of a notebook in order, at the place of the one that comes first.

    pytest-randomly has shuffled by now: it does so before any hook that wraps no other.
    """
    first: dict[Notebook, int] = {}
    places = {
        item: (first.setdefault(item.parent, place), item.cell_num)
        if isinstance(item, Cell)
        else (place, 0)
        for place, item in enumerate(items)
    }
    items.sort(key=places.__getitem__)
