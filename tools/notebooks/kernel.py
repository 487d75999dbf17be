"""The kernel that notebooks run in: this Python, without network, otherwise as in JupyterLab."""

import os
from queue import Empty
from subprocess import DEVNULL
from time import monotonic

from nbval.kernel import CURRENT_ENV_KERNEL_NAME, RunningKernel, start_new_kernel

NOWHERE = "http://127.0.0.1:9"  # nothing listens there: a download fails at once
PROXIES = ["http_proxy", "https_proxy", "all_proxy"]
THREADS = ["OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"]


def kernel_environment() -> dict[str, str]:
    """Return the environment variables of a kernel: no network, one thread, pictures inline."""
    return {
        **os.environ,
        **{name: NOWHERE for proxy in PROXIES for name in (proxy, proxy.upper())},
        **dict.fromkeys(THREADS, "1"),  # notebooks run side by side, and their networks are small
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


class KernelDiedError(RuntimeError):
    """The kernel's process has ended while a cell was running."""


class Kernel(RunningKernel):
    """nbval's kernel; it counts executions, as JupyterLab does, and its death is noticed."""

    def __init__(self, cwd: str, startup_timeout: float) -> None:
        self.km, self.kc = start_new_kernel(
            startup_timeout,
            CURRENT_ENV_KERNEL_NAME,
            cwd=cwd,
            env=kernel_environment(),
            stderr=DEVNULL,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
        )
        self._ensure_iopub_up()

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        return self.kc.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)

    def await_reply(self, msg_id: str, timeout: float) -> None:
        end = monotonic() + timeout
        while True:
            alive = self.is_alive()
            try:
                return super().await_reply(msg_id, timeout=min(1, max(0.01, end - monotonic())))
            except Empty:
                if not alive:
                    raise KernelDiedError from None
                if monotonic() > end:
                    raise
