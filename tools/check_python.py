"""Say in one line why this Python cannot run the book; silent when it can.

Written in the Python of ten years ago, so that an old interpreter can still read it.
"""

import platform
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
MACHINES = [
    ("Linux", "x86_64"),
    ("Linux", "aarch64"),
    ("Darwin", "arm64"),
    ("Windows", "AMD64"),
]


def complaint(version, machine, has_venv):
    """Return what is wrong with this Python, or an empty string."""
    if not OLDEST <= version <= NEWEST:
        return (
            "This is Python %d.%d, for which there is no TensorFlow that the book can use: "
            "it needs Python %d.%d to %d.%d. Install one and name it, for example: "
            "make book PYTHON=python3.12" % (version + OLDEST + NEWEST)
        )
    if machine not in MACHINES:
        return (
            "This Python is built for %s on %s, for which there is no TensorFlow that the book "
            "can use: it needs Linux, macOS on Apple silicon or 64-bit Windows." % machine
        )
    if not has_venv:
        return (
            "This Python lacks its venv module, which the book's environment is made with. "
            "On Debian and Ubuntu: sudo apt install python%d.%d-venv" % version
        )
    return ""


def has_venv():
    """Tell whether `python -m venv` can work here."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    HERE = (platform.system(), platform.machine())
    sys.exit(complaint(tuple(sys.version_info[:2]), HERE, has_venv()) or 0)
