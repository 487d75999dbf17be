"""Every page of the website, opened in a real browser as its readers open it.

A file of its own, so that its many tests and those of test_site.py run at the same time.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.faults import none
from tests.website import Soups, look, look_again, unreachable_by_keyboard, watched_page
from tools.browser import served, weight

ROOT = Path(__file__).parent.parent
TABLE_OF_CONTENTS = (ROOT / "_toc.yml").read_text(encoding="utf-8")
PAGES = [f"{name}.html" for name in re.findall(r"(?:root|file): (\S+)", TABLE_OF_CONTENTS)]
PAGES += ["genindex.html", "index.html", "py-modindex.html", "search.html"]
LIGHTEST, HEAVIEST = 100_000, 1_000_000  # bytes of a first visit, compressed


def test_no_page_is_left_out(site: Path, pages: Soups) -> None:
    assert {path.relative_to(site).as_posix() for path in pages} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_can_be_read_by_all(site: Path, browser: Browser, name: str) -> None:
    fetched: set[str] = set()
    with served(site) as home, watched_page(browser, home, "dark") as (page, faults):
        page.on("requestfinished", lambda request: fetched.add(request.url))
        faults += look(page, home + name, "dark")
        assert LIGHTEST < weight(site, home, fetched) <= HEAVIEST
        faults += look_again(page, "light")
        faults += unreachable_by_keyboard(page)
    assert none(faults)
