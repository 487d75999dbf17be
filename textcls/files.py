"""Writing files so that a fault leaves nothing half-written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textcls.errors import InputError

__all__ = ["replacing", "writable"]


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Write a file under a temporary name and move it to its place at the end.

    The temporary file lies in the folder of the target and keeps its suffix. Whoever reads
    ``path`` sees the old content or the new, never a part. After any exception the old content
    is still there and the temporary file is gone.

    Parameters
    ----------
    path : path
        The target; the file that a symbolic link points to is replaced, not the link.

    Yields
    ------
    Path
        The temporary name, to be written inside the ``with`` block.

    Raises
    ------
    InputError
        If the target cannot be written: no such folder, a folder of that name, a read-only or
        full disk.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "result.json"
    >>> with replacing(target) as temporary:
    ...     _ = temporary.write_text("{}")
    >>> target.read_text(), [file.name for file in target.parent.iterdir()]
    ('{}', ['result.json'])
    """
    target = Path(path).resolve()
    temporary = target.with_name(f".{target.stem}-{secrets.token_hex(4)}{target.suffix}")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        if error.filename not in (None, str(temporary)):
            raise  # another file's trouble
        raise InputError(_sentence(target, error)) from error
    finally:
        if temporary.parent.is_dir():
            temporary.unlink(missing_ok=True)


def writable(path: str | os.PathLike[str], overwrite: bool = False) -> Path:
    """Make sure, before hours of work, that a file can be written at their end.

    Parameters
    ----------
    path : path
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    InputError
        If the path is a folder, exists (unless ``overwrite``), or a trial file cannot be written
        in its folder.

    Examples
    --------
    >>> writable("no/such/folder/model.keras")
    Traceback (most recent call last):
    textcls.errors.InputError: cannot write no/such/folder/model.keras: ...
    """
    target = Path(path)
    if target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder; give the name of a file")
    if target.exists() and not overwrite:
        raise InputError(f"{target} exists already; give another name, or ask to overwrite it")
    trial = target.with_name(f".trial-{secrets.token_hex(4)}")
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError as error:
        raise InputError(_sentence(target, error)) from error
    return target


def _sentence(target: Path, error: OSError) -> str:
    if target.is_dir():
        return f"cannot write {target}: it is a folder; give the name of a file"
    reason = (error.strerror or str(error)).lower()
    if not target.parent.is_dir():
        reason = f"there is no folder {target.parent}"
    return f"cannot write {target}: {reason}; choose another place or make room there"
