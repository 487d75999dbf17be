"""What several files of tests share: the built site, and a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.website import Soups, read
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
    folder = tmp_path_factory.mktemp("site")
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    run = subprocess.run(
        [jupyter_book, "build", ROOT, "-W", "--keep-going", "--quiet", "--path-output", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return Build(folder / "_build" / "html", run.returncode, run.stdout)


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
