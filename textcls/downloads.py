"""Fetching what is too large for the package, corpora and weights: mirrors, hashes, the cache."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from requests import exceptions as faults
from tqdm import TqdmWarning

from textcls.errors import InputError

with warnings.catch_warnings():  # pooch imports a bar that complains in notebooks without widgets
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

__all__ = ["Mirror", "cache_folder", "existing", "fetch"]


@dataclass(frozen=True)
class Mirror:
    """An address of a file, and the sha256 of the file that it has to give.

    Examples
    --------
    >>> Mirror("https://example.org/data.csv", "1f" * 32).address
    'https://example.org/data.csv'
    """

    address: str
    sha256: str


def cache_folder() -> Path:
    """Return the folder for downloads: TEXTCLS_CACHE, or else the user's cache.

    Returns
    -------
    Path
        On Linux ``~/.cache/textcls``, unless the system says otherwise.

    Examples
    --------
    >>> cache_folder().is_absolute()
    True
    """
    return Path(os.environ.get("TEXTCLS_CACHE") or pooch.os_cache("textcls")).absolute()


def existing(path: Path, advice: str) -> Path:
    """Return a path that exists; where there is none, say so and what to do.

    Examples
    --------
    >>> existing(Path("no/such/folder"), "name another")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no no/such/folder; name another
    """
    if not path.exists():
        raise InputError(f"there is no {path}; {advice}")
    return path


def fetch(what: str, mirrors: Sequence[Mirror], target: Path, progress: bool = True) -> Path:
    """Download a file, unless it is there already.

    It is written under a temporary name, its hash is checked, and only then does it get its own
    name: an interrupted download leaves nothing, and the next one starts afresh.

    Parameters
    ----------
    what : str
        The file's name in messages, "IMDB archive" for instance.
    mirrors : sequence of Mirror
        Tried in this order.
    target : Path
        Where to put it.
    progress : bool
        Whether to show a progress bar on standard error.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    InputError
        If no mirror gives the file, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> nobody = Mirror("http://127.0.0.1:9/data.csv", "00" * 32)
    >>> fetch("table", [nobody], Path(tempfile.mkdtemp()) / "data.csv", progress=False)
    Traceback (most recent call last):
    textcls.errors.InputError: the table could not be downloaded (...: no connection); ...
    """
    reasons = []
    for mirror in mirrors:
        reason = _from_one(mirror, what, target, progress)
        if reason is None:
            return target
        reasons.append(f"{mirror.address}: {reason}")
    raise InputError(
        f"the {what} could not be downloaded ({'; '.join(reasons)}); try again later, or "
        f"fetch {mirrors[0].address} (sha256 {mirrors[0].sha256}) by other means and put it at "
        f"{target}, or into the folder that TEXTCLS_DATA names"
    )


def _from_one(mirror: Mirror, what: str, target: Path, progress: bool) -> str | None:
    """Download from one mirror; return what went wrong there, None if nothing did."""
    downloader = pooch.HTTPDownloader(
        progressbar=progress,
        chunk_size=1 << 16,
        headers={"Accept-Encoding": "identity"},  # the file as it is, whatever a server thinks
    )
    try:
        pooch.retrieve(
            mirror.address,
            known_hash=f"sha256:{mirror.sha256}",
            fname=target.name,
            path=target.parent,
            downloader=downloader,
        )
    except faults.HTTPError as error:
        return f"the server answered {str(error).split(' for url')[0]}"
    except faults.Timeout:
        return "no answer in time"
    except (faults.ChunkedEncodingError, faults.ContentDecodingError):
        return "the connection broke off half-way"
    except faults.RequestException:
        return "no connection"
    except ValueError:
        return "the file has another sha256 than it should have"
    except OSError as error:
        raise InputError(
            f"the {what} cannot be written to {target.parent}: "
            f"{(error.strerror or str(error)).lower()}; make room there, or let TEXTCLS_CACHE name "
            "another folder"
        ) from error
    return None
