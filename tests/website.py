"""What the tests of the website look for: in its files as they lie there, and in a browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route

from tools.browser import pages_of
from tools.take_screenshots import Theme

WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 360}
RESOURCES = "script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src]"
STYLES = "link[rel~=stylesheet], link[rel~=preload], link[rel~=icon], link[rel~=preconnect]"
OUTSIDE_IN_CSS = re.compile(r"(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)")
Soups = dict[Path, BeautifulSoup]


def read(site: Path) -> Soups:
    """Parse every page of a website."""
    return {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in pages_of(site)}


def attribute(tag: Tag, *names: str) -> str:
    """Give the first of these attributes that a tag has, or no text."""
    return str(next(filter(None, map(tag.get, names)), ""))


def broken_links(pages: Soups) -> Iterator[str]:
    """Name the links within the site that lead to no file, or to no place in it."""
    anchors = {
        path: {tag["id"] for tag in soup.select("[id]")} | {"", "top"}
        for path, soup in pages.items()
    }
    for path, soup in pages.items():
        for tag in soup.select("a[href], link[href], [src]"):
            link = urlsplit(attribute(tag, "href", "src"))
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
            alt = attribute(tag, "alt").strip()
            link = tag.find_parent("a")
            if tag.get("alt") == "" and link is not None and link.get_text(strip=True):
                continue
            if not alt or re.fullmatch(r"\S*[._/]\S*", alt):
                yield f"{path.name}: the picture {attribute(tag, 'src')[:80]} has the text {alt!r}"


def outside_resources(site: Path, pages: Soups) -> Iterator[str]:
    """Name what the pages and style sheets would fetch from other hosts."""
    for path, soup in pages.items():
        for tag in soup.select(f"{RESOURCES}, {STYLES}"):
            address = attribute(tag, "src", "href")
            if urlsplit(address).netloc:
                yield f"{path.name}: {address}"
        for style in [*soup.select("style"), *soup.select("[style]")]:
            for address in OUTSIDE_IN_CSS.findall(attribute(style, "style") or style.text):
                yield f"{path.name}: {address}"
    for path in site.rglob("*.css"):
        for address in OUTSIDE_IN_CSS.findall(path.read_text("utf-8")):
            yield f"{path.name}: {address}"


@contextmanager
def watched_page(browser: Browser, home: str, theme: Theme) -> Iterator[tuple[Page, list[str]]]:
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

    def answered(response: Response) -> None:
        if not response.ok and response.status != 304:
            failed(response.request)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text}")

    context = browser.new_context(color_scheme=theme, service_workers="block")
    context.route("**/*", only_home)
    page = context.new_page()
    page.on("requestfailed", failed)
    page.on("response", answered)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("console", said)
    yield page, faults
    context.close()


SETTLED = 500  # milliseconds after which the theme has looked again which boxes scroll


def look(page: Page, address: str, theme: Theme) -> Iterator[str]:
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
    page.evaluate(MERGE_TOKENS)
    yield from _look_at_each_width(page)
    for device in ("desktop", "phone"):  # a tablet shows what a phone shows
        _turn_into(page, device)
        page.wait_for_timeout(SETTLED)
        yield from (f"{fault}, on a {device}" for fault in barriers(page))
    yield from _look_at_colours(page, theme)


def look_again(page: Page, theme: Theme) -> Iterator[str]:
    """Turn an open page into the other theme, and name what is wrong with its boxes and colours.

    Its words, and what they are for, are those that `look` has seen.
    """
    page.emulate_media(color_scheme=theme)
    page.wait_for_timeout(SETTLED)
    yield from _look_at_each_width(page)
    yield from _look_at_colours(page, theme)


def _turn_into(page: Page, device: str) -> None:
    page.set_viewport_size({"width": WIDTHS[device], "height": 800})


def _look_at_each_width(page: Page) -> Iterator[str]:
    for device, width in WIDTHS.items():
        _turn_into(page, device)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"scrolls sideways on a {device}: {needed} of {width} pixels"
        yield from (f"cut off on a {device}: {html}" for html in page.evaluate(CUT_OFF))


def _look_at_colours(page: Page, theme: Theme) -> Iterator[str]:
    """Name what is too pale; colours do not change with the width."""
    _turn_into(page, "desktop")
    if (shown := page.locator("html").get_attribute("data-theme")) != theme:
        yield f"the page is {shown}, the reader's system {theme}"
    yield from (f"{fault}, when it is {theme}" for fault in pale(page))


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
AXE: dict[str, Any] = {  # without preload, or it fetches style sheets once more
    "resultTypes": ["violations"],
    "preload": False,
}
OF_COLOURS = ["color-contrast", "link-in-text-block"]
# Contrast took nearly all of axe's time. It is decided by how a text and what lies below it are
# painted, for a link also the text around it; so one text of each look stands for all.
MARK_ONE_OF_EACH_LOOK = """() => {
  const under = new Map([[null, ""]]), seen = new Set();
  for (const element of document.querySelectorAll("body, body *")) {
    const style = getComputedStyle(element);
    const paint = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
    const below = under.get(element.parentElement) ?? "";
    const isBare = paint.join() === "rgba(0, 0, 0, 0),none,1,none";
    under.set(element, isBare ? below : `${below} ${paint}`);
    const holdsText = [...element.childNodes].some(
      node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const around = element.closest("a")?.parentElement;
    const font = [style.color, style.fontSize, style.fontWeight, style.textShadow];
    const look = `${font} on ${under.get(element)} in ${around && getComputedStyle(around).color}`;
    const isNew = holdsText && !seen.has(look)
      && element.checkVisibility({visibilityProperty: true, opacityProperty: true});
    element.toggleAttribute("data-one-of-a-look", isNew);
    if (isNew) seen.add(look);
  }
}"""


def barriers(page: Page) -> Iterator[str]:
    """Name what axe finds on a page, but for colours: what keeps somebody from using it."""
    rules = {rule: {"enabled": False} for rule in OF_COLOURS}
    yield from _violations(page, None, rules=rules)


def pale(page: Page) -> Iterator[str]:
    """Name what axe finds in the colours of a page."""
    page.evaluate(MARK_ONE_OF_EACH_LOOK)
    marked = {"include": [["[data-one-of-a-look]"]]}
    yield from _violations(page, marked, runOnly=OF_COLOURS)


def _violations(page: Page, context: Any, **options: Any) -> Iterator[str]:
    for violation in Axe().run(page, context, AXE | options).response["violations"]:
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


def search(page: Page, home: str, words: str) -> list[str]:
    """Return the addresses that the site's own search finds."""
    page.goto(f"{home}search.html?q={words}")
    page.wait_for_selector("#search-results p.search-summary:not(:empty)")
    page.wait_for_load_state("networkidle")
    links = page.locator("#search-results li a").all()
    return [str(link.get_attribute("href")) for link in links]
