"""The weight of each page of the built site, and how soon it is painted.

Run ``make book`` and then ``python -m benchmarks.page_weight``. For a first visit to each page it
adds up what the browser fetches, compressed as a web server would, and reads the time of the
largest paint on loopback, the median of three. It writes ``book/results/pages.json``.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path

from playwright.sync_api import Browser

from tools.browser import chromium, pages_of, served, weight

ROOT = Path(__file__).resolve().parent.parent

LARGEST_PAINT = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => resolve(performance.now()), 3000);
})"""


def visit(browser: Browser, address: str, fetched: set[str]) -> float:
    """Open a page for the first time; note what it fetches, return when it was painted."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("requestfinished", lambda request: fetched.add(request.url))
    page.goto(address, wait_until="networkidle")
    painted = float(page.evaluate(LARGEST_PAINT))
    page.close()
    return painted


def main() -> None:
    """Measure every page and write the table."""
    site = ROOT / "_build/html"
    pages = {}
    with served(site) as home, chromium() as browser:
        for path in pages_of(site):
            name = path.relative_to(site).as_posix()
            fetched: set[str] = set()
            paints = [visit(browser, home + name, fetched) for _ in range(3)]
            pages[name] = {
                "kilobytes": round(weight(site, home, fetched) / 1000),
                "largest_paint_ms": round(statistics.median(paints)),
            }
            print(f"{name:45} {pages[name]['kilobytes']:5} kB {pages[name]['largest_paint_ms']} ms")
    text = json.dumps(pages, indent=1) + "\n"
    (ROOT / "book/results/pages.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
