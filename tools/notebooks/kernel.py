"""The kernel that notebooks run in: this Python, without network, otherwise as in JupyterLab."""

import os
from queue import Empty
from subprocess import DEVNULL
from time import monotonic
from typing import Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import KernelManager

NOWHERE = "http://127.0.0.1:9"  # nothing listens there: a download fails at once
PROXIES = ["http_proxy", "https_proxy", "all_proxy"]
THREADS = ["OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"]

Message = dict[str, Any]


def kernel_environment() -> dict[str, str]:
    """Return the environment variables of a kernel: no network, one thread, pictures inline."""
    return {
        **os.environ,
        **{name: NOWHERE for proxy in PROXIES for name in (proxy, proxy.upper())},
        **dict.fromkeys(THREADS, "1"),  # notebooks run side by side, and their networks are small
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }


def this_python() -> dict[str, Any]:
    """Return what makes a kernel manager start this Python, whatever kernels are installed."""
    nowhere_else = KernelSpecManager(kernel_dirs=[])
    return {"kernel_name": NATIVE_KERNEL_NAME, "kernel_spec_manager": nowhere_else}


class KernelDiedError(RuntimeError):
    """The kernel's process has ended while a cell was running."""


class Kernel:
    """A running kernel, with the methods that nbval's cells call.

    Unlike nbval's own it counts executions, as JupyterLab does, and its death is noticed.
    """

    def __init__(self, cwd: str, startup_timeout: float) -> None:
        self.manager = KernelManager(**this_python())
        self.manager.start_kernel(
            cwd=cwd,
            env=kernel_environment(),
            stderr=DEVNULL,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
        )
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=startup_timeout)
        except RuntimeError:
            self.stop()
            raise

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:
        """Send code to the kernel, and return the number of the message."""
        sent = self.client.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)
        return str(sent)

    def get_message(self, stream: str, timeout: float | None = None) -> Message:
        """Return the next message of a stream; raise ``Empty`` if none comes in time."""
        channel = {"iopub": self.client.iopub_channel, "shell": self.client.shell_channel}[stream]
        message: Message = channel.get_msg(timeout=timeout)
        return message

    def await_reply(self, msg_id: str, timeout: float) -> None:
        """Wait until the kernel has replied to a message."""
        end = monotonic() + timeout
        while True:
            alive = self.is_alive()
            try:
                reply = self.get_message("shell", timeout=min(1, max(0.01, end - monotonic())))
            except Empty:
                if not alive:
                    raise KernelDiedError from None
                if monotonic() > end:
                    raise
            else:
                if reply["parent_header"].get("msg_id") == msg_id:
                    return

    def await_idle(self, parent_id: str, timeout: float) -> None:
        """Wait until the kernel has done all that a message asked for."""
        while True:
            message = self.get_message("iopub", timeout=timeout)
            answers = message["parent_header"].get("msg_id") == parent_id
            if answers and message["content"].get("execution_state") == "idle":
                return

    def is_alive(self) -> bool:
        """Whether the process is running."""
        return self.manager.is_alive()

    def interrupt(self) -> None:
        """Stop what the kernel is doing."""
        self.manager.interrupt_kernel()

    def stop(self) -> None:
        """End the process."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
