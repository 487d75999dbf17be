"""What several files of tests share: the built site, and a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.browser import Soups, chromium, find_chromium, read

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
    options = ["-W", "--keep-going", "--quiet", "--path-output", folder]
    run = subprocess.run(
        [jupyter_book, "build", ROOT, *options],
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
    executable = find_chromium()
    if not executable:
        needed = "no Chromium found; install it, or name it in TEXTCLS_CHROMIUM"
        pytest.fail(needed) if os.environ.get("CI") else pytest.skip(needed)
    with chromium(executable) as browser:
        yield browser
