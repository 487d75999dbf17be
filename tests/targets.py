"""Places that cannot be written, for the tests of what is said then."""

import subprocess
import sys
from pathlib import Path

import pytest

READ_ONLY = "/proc"
"""No file can be made there, not even by root."""

has_read_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
has_file_limit = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


def last_error_on_full_disk(code: str, *arguments: str) -> str:
    """Run ``code`` where no file may grow past 1,000 bytes; return the last line of its traceback.

    The limit stands in for a full disk: a write fails half-way.
    """
    limit = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", limit + code, *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    return run.stderr.strip().splitlines()[-1]
