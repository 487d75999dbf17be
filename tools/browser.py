"""Checks of a built website: its files as they lie there, and its pages in a browser."""

import gzip
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 360}
RESOURCES = "script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src]"
STYLES = "link[rel~=stylesheet], link[rel~=preload], link[rel~=icon], link[rel~=preconnect]"
OUTSIDE_IN_CSS = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)")

Soups = dict[Path, BeautifulSoup]


def read(site: Path) -> Soups:
    """Parse every page of a website."""
    pages = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    return {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in pages}


def broken_links(pages: Soups) -> Iterator[str]:
    """Name the links within the site that lead to no file, or to no place in it."""
    anchors = {
        path: {tag["id"] for tag in soup.select("[id]")} | {"", "top"}
        for path, soup in pages.items()
    }
    for path, soup in pages.items():
        for tag in soup.select("a[href], link[href], [src]"):
            link = urlsplit(tag.get("href") or tag.get("src"))
            if link.scheme or link.netloc:
                continue
            target = (path.parent / unquote(link.path)).resolve() if link.path else path
            if not target.exists():
                yield f"{path.name}: {link.geturl()} leads to no file"
            elif target in anchors and unquote(link.fragment) not in anchors[target]:
                yield f"{path.name}: {link.geturl()} leads to no place on the page"


def pictures_without_words(pages: Soups) -> Iterator[str]:
    """Name the pictures that say nothing to who cannot see them.

    A picture beside the words of its link, such as a logo, may say nothing: alt="".
    """
    for path, soup in pages.items():
        for tag in soup.select("img"):
            alt = tag.get("alt", "").strip()
            link = tag.find_parent("a")
            if tag.get("alt") == "" and link is not None and link.get_text(strip=True):
                continue
            if not alt or re.fullmatch(r"\S*[._/]\S*", alt):
                yield f"{path.name}: the picture {tag.get('src', '')[:80]} has the text {alt!r}"


def outside_resources(site: Path, pages: Soups) -> Iterator[str]:
    """Name what the pages and style sheets would fetch from other hosts."""
    for path, soup in pages.items():
        for tag in soup.select(f"{RESOURCES}, {STYLES}"):
            address = tag.get("src") or tag.get("href") or ""
            if urlsplit(address).netloc:
                yield f"{path.name}: {address}"
        for style in [*soup.select("style"), *soup.select("[style]")]:
            for address in OUTSIDE_IN_CSS.findall(style.get("style") or style.text):
                yield f"{path.name}: {address}"
    for path in site.rglob("*.css"):
        for address in OUTSIDE_IN_CSS.findall(path.read_text("utf-8")):
            yield f"{path.name}: {address}"


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
def chromium(executable: str) -> Iterator[Browser]:
    """Start a browser without a window and without errands of its own."""
    quiet = ["background-networking", "component-update", "gpu", "quic", "sync"]
    flags = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser: Browser, home: str, theme: str) -> Iterator[tuple[Page, list[str]]]:
    """Open an empty page that reaches nothing but ``home``, and a list of what goes wrong."""
    faults: list[str] = []

    def only_home(route: Route) -> None:
        if route.request.url.startswith((home, "data:", "blob:")):
            route.continue_()
        else:
            faults.append(f"outside request: {route.request.url}")
            route.abort()

    def failed(request: Request) -> None:
        faults.append(f"failed request: {request.url}")

    context = browser.new_context(color_scheme=theme, service_workers="block")
    context.route("**/*", only_home)
    page = context.new_page()
    page.on("requestfailed", failed)
    page.on("response", lambda answer: answer.ok or answer.status == 304 or failed(answer.request))
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("console", lambda m: m.type == "error" and faults.append(f"console: {m.text}"))
    yield page, faults
    context.close()


SETTLED = 500  # milliseconds after which the theme has looked again which boxes scroll


def look(page: Page, address: str, theme: str) -> Iterator[str]:
    """Open a page as on a desktop, a tablet and a phone, and name what is wrong with it."""
    page.goto(address, wait_until="networkidle")
    if page.locator(".math").count():
        page.wait_for_function("window.MathJax?.startup?.promise", timeout=10_000)
        page.evaluate("MathJax.startup.promise.then(() => null)")
    formulas = page.evaluate(
        "[...document.querySelectorAll('.math')]"
        ".filter(f => !f.querySelector('mjx-container') || f.querySelector('mjx-merror'))"
        ".map(f => f.textContent)"
    )
    yield from (f"formula not drawn: {formula}" for formula in formulas)
    if (shown := page.locator("html").get_attribute("data-theme")) != theme:
        yield f"the page is {shown}, the reader's system {theme}"
    page.evaluate(MERGE_TOKENS)
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"scrolls sideways on a {device}: {needed} of {width} pixels"
        yield from (f"cut off on a {device}: {html}" for html in page.evaluate(CUT_OFF))
        if device != "tablet":  # it shows what a phone shows
            page.wait_for_timeout(SETTLED)
            # Colours do not change with the width, and measuring them takes nearly all the time.
            found = barriers(page, contrast=device == "desktop")
            yield from (f"{fault}, on a {device}" for fault in found)


# A page of code has thousands of tokens in a dozen colours; axe needs to see each only once.
MERGE_TOKENS = """() => {
  const seen = new Set();
  for (const token of document.querySelectorAll("pre span, dt.sig span")) {
    const box = token.closest("div")?.parentElement;
    const around = [box, token.closest("pre, dt"), token.parentElement, token];
    const kind = around.map(e => e?.className).join(" in ");
    if (seen.has(kind)) token.replaceWith(...token.childNodes);
    seen.add(kind);
  }
  document.body.normalize();
}"""

# Elements and words that end beyond the window, where neither they nor what they are in scrolls.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth, range = document.createRange();
  const shown = NodeFilter.SHOW_ELEMENT + NodeFilter.SHOW_TEXT;
  const nodes = document.createTreeWalker(document.body, shown);
  const scrolls = e => e && (/auto|scroll/.test(getComputedStyle(e).overflowX)
    || scrolls(e.parentElement));
  const found = new Set();
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    range.selectNodeContents(node);
    const isText = node.nodeType === Node.TEXT_NODE;
    const element = isText ? node.parentElement : node;
    const box = (isText ? range : element).getBoundingClientRect();
    if (box.right > width + 1 && box.width * box.height > 0 && !scrolls(element)
        && element.checkVisibility({visibilityProperty: true, opacityProperty: true})) {
      found.add(element.outerHTML.slice(0, 120));
    }
  }
  return [...found];
}"""


AXE = {"resultTypes": ["violations"], "preload": False}  # or it fetches style sheets once more


def barriers(page: Page, contrast: bool = True) -> Iterator[str]:
    """Name what axe finds on a page: what keeps somebody from reading or using it."""
    options = AXE | {"rules": {"color-contrast": {"enabled": contrast}}}
    for violation in Axe().run(page, options=options).response["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {violation['help']}: {node['html'][:120]}"


INTERACTIVE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
COMES_AND_GOES = ".bd-toc .nav .nav *"  # the contents open only the section that is on the screen
START_WATCHING_FOCUS = f"""() => {{
  const isShown = e => e.checkVisibility({{visibilityProperty: true}});
  const isOpen = e => isShown(e) && e.tabIndex >= 0 && !e.disabled;
  const isReached = e => !e.matches("{COMES_AND_GOES}") && (e.type !== "radio" || e.checked);
  window.toReach = new Set([...document.querySelectorAll("{INTERACTIVE}")]
    .filter(e => isOpen(e) && isReached(e)));
  document.addEventListener("focusin", event => window.toReach.delete(event.target));
  return window.toReach.size;
}}"""


def unreachable_by_keyboard(page: Page) -> list[str]:
    """Press Tab through a page as on a desktop, and name what never gets the focus."""
    page.set_viewport_size({"width": WIDTHS["desktop"], "height": 800})
    page.wait_for_timeout(SETTLED)
    stops = page.evaluate(START_WATCHING_FOCUS) + 10
    missed: list[str] = []
    for _ in range(2):  # once more round where the contents have opened further stops
        for _ in range(stops):
            page.keyboard.press("Tab")
        missed = page.evaluate(
            "[...window.toReach].map(e => `no Tab leads to ${e.outerHTML.slice(0, 120)}`)"
        )
        if not missed:
            break
    return missed


SHOTS = {  # a name: page, theme, device
    "first-page": ("book/intro.html", "light", "desktop"),
    "first-page-dark-phone": ("book/intro.html", "dark", "phone"),
    "diagram": ("book/02-core-concepts.html", "light", "desktop"),
    "formulas": ("book/04-1-losses.html", "dark", "desktop"),
    "claims": ("book/a1-article-checked.html", "light", "phone"),
}
STORED_SHOTS = Path(__file__).parent / "screenshots"


def shoot(browser: Browser, home: str, name: str) -> bytes:
    """Take the picture of the first screen of a page, as a PNG."""
    address, theme, device = SHOTS[name]
    with watched_page(browser, home, theme) as (page, _):
        page.set_viewport_size({"width": WIDTHS[device], "height": 800})
        page.goto(home + address, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        return page.screenshot(animations="disabled", caret="hide")


def search(page: Page, home: str, words: str) -> list[str]:
    """Return the addresses that the site's own search finds."""
    page.goto(f"{home}search.html?q={words}")
    page.wait_for_selector("#search-results p.search-summary:not(:empty)")
    page.wait_for_load_state("networkidle")
    links = page.locator("#search-results li a").all()
    return [str(link.get_attribute("href")) for link in links]
