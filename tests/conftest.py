"""What several files of tests share: the built site, and a browser."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.website import Soups, read
from textcls.files import replacing
from tools.browser import NO_CHROMIUM, chromium, find_chromium

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Build:
    """What ``make book`` has made, and what it has said."""

    folder: Path
    code: int
    said: str


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the site, once for all processes that share the tests."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / "site", shared / "site.json"
    try:
        folder.mkdir()
    except FileExistsError:  # another process builds it, or has
        wait_for(done)
    else:
        with replacing(done) as temporary:
            temporary.write_text(json.dumps(make_book(folder)), encoding="utf-8")
    return Build(folder / "_build" / "html", *json.loads(done.read_text(encoding="utf-8")))


def make_book(folder: Path) -> tuple[int, str]:
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    run = subprocess.run(
        [jupyter_book, "build", ROOT, "-W", "--keep-going", "--quiet", "--path-output", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return run.returncode, run.stdout


def wait_for(file: Path, seconds: float = 1200) -> None:
    end = time.monotonic() + seconds
    while not file.exists():
        if time.monotonic() > end:
            pytest.fail(f"{file} was not made in {seconds:.0f} seconds")
        time.sleep(0.2)


@pytest.fixture(scope="session")
def site(build: Build) -> Path:
    return build.folder


@pytest.fixture(scope="session")
def pages(site: Path) -> Soups:
    return read(site)


@pytest.fixture(scope="module")  # as long as it runs, notebooks can't be run in this process
def browser() -> Iterator[Browser]:
    if not find_chromium():
        pytest.fail(NO_CHROMIUM) if os.environ.get("CI") else pytest.skip(NO_CHROMIUM)
    with chromium() as browser:
        yield browser
