"""The kernel that notebooks run in: this interpreter, without network, as in JupyterLab."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from time import monotonic
from unittest import mock

from nbval.kernel import RunningKernel

NOWHERE = "http://127.0.0.1:9"  # nothing listens there: a download fails at once
ENVIRONMENT = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    **{
        name: NOWHERE
        for scheme in ("http", "https", "all")
        for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    },
}


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Set the variables that a kernel started in the block inherits."""
    with mock.patch.dict(os.environ, ENVIRONMENT):
        yield


class KernelDiedError(RuntimeError):
    """The kernel's process has ended while a cell was running."""


class Kernel(RunningKernel):
    """nbval's kernel; it counts executions, as JupyterLab does, and its death is noticed."""

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        return self.kc.execute(
            cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
        )

    def await_reply(self, msg_id: str, timeout: float) -> None:
        end = monotonic() + timeout
        while True:
            alive = self.is_alive()
            try:
                return super().await_reply(msg_id, timeout=min(1, max(0.01, end - monotonic())))
            except Empty:
                if not alive:
                    raise KernelDiedError("the kernel died") from None
                if monotonic() > end:
                    raise
