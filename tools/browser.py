"""A built website as a browser meets it: served, weighed, opened in Chromium."""

import gzip
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, sync_playwright

NO_CHROMIUM = "no Chromium found; install it, or name it in TEXTCLS_CHROMIUM"


def pages_of(site: Path) -> list[Path]:
    """Name the pages of a built website."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port, and yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def weight(site: Path, home: str, addresses: Iterable[str]) -> int:
    """Add up the bytes of what a browser has fetched from ``home``, compressed where it pays."""
    paths = {urlsplit(address).path for address in addresses if address.startswith(home)}
    return sum(_compressed(site / unquote(path.lstrip("/"))) for path in paths)


@cache
def _compressed(file: Path) -> int:
    content = file.read_bytes() if file.is_file() else b""
    return min(len(content), len(gzip.compress(content, mtime=0)))


def find_chromium() -> str | None:
    """Return the system's Chromium, or the one that TEXTCLS_CHROMIUM names."""
    names = [os.environ.get("TEXTCLS_CHROMIUM", ""), "chromium", "chromium-browser"]
    names += ["google-chrome", "google-chrome-stable"]
    return next(filter(None, (shutil.which(name) for name in names if name)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window and without errands of its own; exit if there is none."""
    if not (executable := find_chromium()):
        raise SystemExit(NO_CHROMIUM)
    quiet = ["background-networking", "component-update", "gpu", "quic", "sync"]
    flags = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()
