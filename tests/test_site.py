"""The website: built without a warning, whole, found, printed, alive; and the checks themselves."""

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser

import textcls
from tests.conftest import Build
from tests.faults import none
from tests.website import (
    Soups,
    attribute,
    barriers,
    broken_links,
    look,
    look_again,
    outside_resources,
    pale,
    pictures_without_words,
    read,
    search,
    unreachable_by_keyboard,
    watched_page,
)
from tools import appendix_pages, preview_picture
from tools.book_site.previews import PREVIEW
from tools.browser import served
from tools.notebooks.outputs import picture_distance
from tools.take_screenshots import SHOTS, STORED_SHOTS, Theme, shoot

ROOT = Path(__file__).parent.parent
THEMES: list[Theme] = ["light", "dark"]
CHAPTER = "book/05-1-setting-up.html"


def test_book_builds_without_a_warning(build: Build) -> None:
    assert "WARNING" not in build.said, build.said
    assert build.code == 0, build.said


def test_every_chapter_has_its_page(pages: Soups) -> None:
    chapters = {path.stem for path in (ROOT / "book").glob("*.ipynb")}
    assert chapters <= {path.stem for path in pages}


def test_every_chapter_says_which_version_it_is(pages: Soups) -> None:
    chapters = [soup for path, soup in pages.items() if path.parent.name == "book"]
    version = f"Version {textcls.__version__}."
    assert chapters
    assert all(version in soup.select("footer .extra_footer")[0].get_text() for soup in chapters)


def test_links_lead_somewhere(pages: Soups) -> None:
    assert none(broken_links(pages))


def test_pictures_say_what_they_show(pages: Soups) -> None:
    assert none(pictures_without_words(pages))


def test_nothing_comes_from_another_host(site: Path, pages: Soups) -> None:
    assert none(outside_resources(site, pages))


def head_tags(page: BeautifulSoup) -> dict[str, str]:
    """Return what a page's head says of it, by name."""
    return {
        attribute(tag, "name", "property"): attribute(tag, "content")
        for tag in page.select("meta[content]")
    }


def test_every_page_says_what_it_is(site: Path, pages: Soups) -> None:
    said = {path.relative_to(site).as_posix(): head_tags(soup) for path, soup in pages.items()}
    assert none(
        f"{name}: {tags}"
        for name, tags in said.items()
        if not (20 <= len(tags.get("description", "")) <= 200 and tags.get("og:title"))
        or tags["og:description"] != tags["description"]
        or re.search(r"[\n\\<]", tags["description"])
        or tags["og:type"]
        != ("website" if name in {"index.html", "book/intro.html"} else "article")
    )
    chapters = [tags["description"] for name, tags in said.items() if re.match("book/[0-9]", name)]
    assert len(set(chapters)) == len(chapters) > 30


def test_first_address_leads_to_the_first_page(site: Path, browser: Browser) -> None:
    with served(site) as home, watched_page(browser, home, "light") as (page, faults):
        page.goto(home)
        page.wait_for_url(f"{home}book/intro.html")
        assert (
            page.title()
            == "An executable book on startups built on large AI models — Measured Advantage"
        )
    assert none(faults)


def test_browsers_take_the_colour_of_the_page(site: Path, pages: Soups) -> None:
    css = (ROOT / "book/site/static/book.css").read_text(encoding="utf-8")
    paper = dict(re.findall(r'data-theme="(\w+)"\] {\n  --pst-color-background: (#\w+);', css))
    tags = pages[site / "book/intro.html"].select("meta[name=theme-color]")
    assert {tag["media"]: tag["content"] for tag in tags} == {
        f"(prefers-color-scheme: {theme})": paper[theme] for theme in THEMES
    }


def test_picture_of_the_previews_is_up_to_date(browser: Browser) -> None:
    stored = PREVIEW.read_bytes()
    now = preview_picture.picture(browser)
    pictures = (base64.b64encode(picture).decode() for picture in (stored, now))
    assert picture_distance(*pictures) <= ALLOWED, "look, then run python -m tools.preview_picture"
    assert Image.open(io.BytesIO(stored)).size == (1200, 630)  # the protocol's usual shape
    assert len(stored) < 60_000


ALLOWED = 0.35  # for another machine's fonts in the margins; a missing style sheet gives over 1


@pytest.mark.parametrize("name", SHOTS)
def test_page_looks_as_it_did(site: Path, browser: Browser, name: str) -> None:
    with served(site) as home:
        now = shoot(browser, home, name)
    stored = (STORED_SHOTS / f"{name}.png").read_bytes()
    distance = picture_distance(*(base64.b64encode(picture).decode() for picture in (stored, now)))
    assert distance <= ALLOWED, (
        f"{name}: {distance:.2f}; look, then run python -m tools.take_screenshots"
    )


def test_a_page_without_its_style_sheet_is_noticed(site: Path, browser: Browser) -> None:
    with served(site) as home, watched_page(browser, home, "light") as (page, _):
        page.route("**/*.css*", lambda route: route.abort())
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{home}book/intro.html", wait_until="networkidle")
        bare = page.screenshot()
    stored = (STORED_SHOTS / "first-page.png").read_bytes()
    pictures = (base64.b64encode(picture).decode() for picture in (stored, bare))
    assert picture_distance(*pictures) > 2 * ALLOWED


@pytest.fixture(scope="module")
def api_pages(pages: Soups) -> BeautifulSoup:
    """The pages of the package, one after the other."""
    found = [str(soup.article) for path, soup in pages.items() if re.match("a4-[0-9]", path.name)]
    assert len(found) == len(appendix_pages.PACKAGE_PAGES)
    return BeautifulSoup("".join(found), "html.parser")


def test_signatures_are_as_short_as_in_the_source(api_pages: BeautifulSoup) -> None:
    tags = api_pages.select("dt.sig:not(:has(em.property:-soup-contains('property')))")
    signatures = [" ".join(tag.get_text().split()) for tag in tags]
    assert len(signatures) > 200
    assert any("effect(before: ArrayLike, after: ArrayLike)" in text for text in signatures)
    assert any("holm(p_values: ArrayLike) → NDArray[float64]" in text for text in signatures)
    long = r"_Buffer|ndarray\[tuple|^textcls|object at 0x|: ~|<factory>"
    assert none(text for text in signatures if re.search(long, text))


def test_attributes_are_called_as_in_the_source(api_pages: BeautifulSoup) -> None:
    tags = api_pages.select("dt:-soup-contains('Variables') + dd strong")
    names = {tag.get_text() for tag in tags}
    assert {"coef_", "n_iter_", "user_factors_", "low", "high", "W1"} <= names
    assert none(name for name in names if not name.isidentifier())
    long = api_pages.select("dl.field-list p:-soup-contains('ndarray[tuple')")
    assert none(tag.get_text() for tag in long)


def test_docstrings_mean_what_they_say(api_pages: BeautifulSoup) -> None:
    """An initial such as "A. Smith" begins no list, and a colon no field."""
    assert "A. Dal Pozzolo" in api_pages.get_text()
    lists = api_pages.select("ol.loweralpha, ol.upperalpha, ol.lowerroman, ol.upperroman")
    assert none(f"a list: {tag.get_text()}" for tag in lists)
    fields = api_pages.select("dl.field-list > dt:-soup-contains('Type')")
    assert none(f"a field: {tag.find_parent()}" for tag in fields)


def test_no_line_ends_before_a_percent_sign_or_a_comma(pages: Soups) -> None:
    kept = {"numbers": 0, "formulas": 0}
    for path, soup in pages.items():
        for text in soup.find_all(string=re.compile(r"\d\s%")):
            if not text.find_parent(["code", "pre", "script"]):
                kept["numbers"] += 1
                assert not re.search(r"\d %", text), f"{path.name}: {text}"
        for formula in soup.select("article span.math"):
            if re.match("[,.;:?!)”’]", str(formula.next_sibling)):
                kept["formulas"] += 1
                assert formula.find_parent(class_="together"), f"{path.name}: {formula}"
    assert min(kept.values()) > 50, kept


NOT_FOR_PAPER = """() => [...document.querySelectorAll(
    "nav, button, input, .bd-sidebar-primary, .bd-sidebar-secondary, .bd-header-article, .live")]
  .filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 100))"""
PALE_OR_CUT = """() => {
  const brightness = e => {
    const [r, g, b] = getComputedStyle(e).color.match(/\\d+/g).map(Number);
    return 0.21 * r + 0.72 * g + 0.07 * b;
  };
  return [...document.querySelectorAll(".bd-article :is(h1, p, a, td, pre, pre span)")]
    .filter(e => brightness(e) > 118 || e.matches("pre") && e.scrollWidth > e.clientWidth)
    .map(e => e.outerHTML.slice(0, 100));
}"""


def test_a_dark_page_is_printed_whole_and_black_on_white(site: Path, browser: Browser) -> None:
    with served(site) as home, watched_page(browser, home, "dark") as (page, faults):
        page.goto(home + CHAPTER, wait_until="networkidle")
        folded = "document.querySelectorAll('details:not([open])').length"
        before = page.evaluate(folded)
        page.evaluate(f"addEventListener('beforeprint', () => window.foldedOnPaper = {folded})")
        page.pdf()
        assert page.locator("html").get_attribute("data-theme") == "dark"  # afterwards, as before
        assert page.evaluate(folded) == before > page.evaluate("foldedOnPaper") == 0
        page.set_viewport_size({"width": 640, "height": 900})
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        faults += page.evaluate(NOT_FOR_PAPER) + page.evaluate(PALE_OR_CUT)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
    assert none(faults)


def test_the_table_of_sizes_holds_every_page(site: Path, pages: Soups) -> None:
    recorded = json.loads((ROOT / "book/results/pages.json").read_text(encoding="utf-8"))
    assert {path.relative_to(site).as_posix() for path in pages} <= recorded.keys()
    assert max(page["kilobytes"] for page in recorded.values()) <= 1000


LIVE_PARTS = {  # a page, the state in its address, and what the live part then says
    "04-3-logistic-regression.html#descent?w1=2&w2=-1&steps=0": "After 0 steps: weights 2.00 and",
    "02-2-data.html#economics?n=1000&a=0&b=10&c=1": "With 1K labels 1.0 % of the answers",
    "05-4-the-results.html#try-model?text=wonderful&data=imdb": "positive: probability",
    "05-4-the-results.html#try-model?text=awful%20awful&data=embedded": "negative: probability",
}


@pytest.mark.parametrize("opened", ["served", "as a file"])
@pytest.mark.parametrize(("address", "says"), LIVE_PARTS.items())
def test_live_parts_take_their_state_from_the_address(
    site: Path, browser: Browser, address: str, says: str, opened: str
) -> None:
    with served(site) as home:
        start = home if opened == "served" else f"{site.as_uri()}/"
        with watched_page(browser, start, "light") as (page, faults):
            page.goto(f"{start}book/{address}")
            part = page.locator(f"#{address.partition('#')[2].partition('?')[0]}")
            part.locator(".live-result", has_text=says).wait_for(timeout=20_000)
    assert none(faults)


def test_a_live_part_puts_its_state_into_the_address(site: Path, browser: Browser) -> None:
    with served(site) as home, watched_page(browser, home, "light") as (page, faults):
        page.goto(f"{home}book/04-3-logistic-regression.html", wait_until="networkidle")
        page.locator("#descent input[name=steps]").focus()
        page.keyboard.press("End")
        assert page.url.endswith("#descent?w1=-1&w2=-1&rate=2&momentum=0&steps=200")
    assert none(faults)


@pytest.mark.parametrize("theme", THEMES)
def test_words_of_any_shade_can_be_read(site: Path, browser: Browser, theme: Theme) -> None:
    words = "wonderful%20excellent%20superb%20awful%20worst%20waste%20zzyzx"
    with served(site) as home, watched_page(browser, home, theme) as (page, faults):
        page.goto(f"{home}book/05-4-the-results.html#try-model?text={words}&data=imdb")
        page.locator("#try-model [data-part=words] .live-word").nth(6).wait_for()
        shades = page.locator("#try-model .live-for, #try-model .live-against")
        shades.evaluate_all("words => words.forEach(w => w.style.setProperty('--strength', 1))")
        assert shades.count() > 4
        faults += [*barriers(page), *pale(page)]
    assert none(faults)


TERMS = {
    "temperature scaling": "05-4-the-results",
    "momentum": "04-2-back-propagation",
    "drift": "02-3-market",
    "lifetime value": "02-4-brand",
    "differential privacy": "09-2-data-quality-and-privacy",
    "spectrogram": "06-3-spoken-tones",
    "quantisation": "09-5-little-compute",
    "attention": "03-3-news",
    "abstention": "06-1-news-triage",
    "power law": "02-2-data",
}


def test_search_finds_ten_terms(site: Path, browser: Browser) -> None:
    with served(site) as home, watched_page(browser, home, "light") as (page, faults):
        for term, chapter in TERMS.items():
            found = search(page, home, term)
            assert any(chapter in address for address in found), (term, found)
    assert none(faults)


def test_search_finds_every_chapter_by_its_title(
    site: Path, pages: Soups, browser: Browser
) -> None:
    with served(site) as home, watched_page(browser, home, "light") as (page, faults):
        for path, soup in pages.items():
            if path.parent == site:  # the index and the like are not searched
                continue
            title = soup.select("h1")[0].get_text().rstrip("#")
            longest = max(re.findall("[A-Za-z]+", title), key=len)
            found = search(page, home, longest)
            assert any(path.name in address for address in found), (longest, found)
    assert none(faults)


GOOD = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<meta name=viewport content="width=device-width"><title>Good</title><main><h1>Good</h1>
<a href="two.html#here">two</a> <a href="#top">top</a> <a href="https://example.org">elsewhere</a>
<a href="two.html"><img src="a.png" alt=""> home</a> <img src="a.png" alt="A line rises">
</main></html>"""

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\xdac\xf8\xff\xff?\0\5\xfe\2\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """Make a site of two pages in which every check finds nothing."""
    (tmp_path / "one.html").write_text(GOOD)
    (tmp_path / "two.html").write_text(GOOD + "<p id=here>")
    (tmp_path / "a.png").write_bytes(PIXEL)
    return tmp_path


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("leads to no file", "<a href='three.html'>"),
        ("leads to no file", "<img src='b.png' alt='A line'>"),
        ("leads to no place", "<a href='one.html#here'>"),
        ("has the text ''", "<img src='a.png'>"),
        ("has the text ''", "<a href='two.html'><img src='a.png' alt=''></a>"),
        ("has the text '../_images/a.png'", "<img src='a.png' alt='../_images/a.png'>"),
        ("https://cdn.org/x.js", "<script src='https://cdn.org/x.js'></script>"),
        ("//cdn.org/x.css", "<link rel=stylesheet href='//cdn.org/x.css'>"),
        ("https://cdn.org/x.woff", "<style>a { src: url('https://cdn.org/x.woff') }</style>"),
        ("https://cdn.org/x.png", "<p style='background: url(https://cdn.org/x.png)'>"),
    ],
)
def test_checks_of_the_files_find_faults(small_site: Path, fault: str, html: str) -> None:
    def found() -> list[str]:
        pages = read(small_site)
        return [
            *broken_links(pages),
            *pictures_without_words(pages),
            *outside_resources(small_site, pages),
        ]

    assert found() == []
    (small_site / "one.html").write_text(GOOD + html)
    assert any(fault in text for text in found()), found()


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("", ""),
        (
            "outside request: http://cdn.invalid/x.js",
            "<script src=http://cdn.invalid/x.js></script>",
        ),
        ("failed request", "<img src=b.png>"),
        ("console: oh", "<script>console.error('oh')</script>"),
        ("script error", "<script>missing()</script>"),
        ("scrolls sideways on a phone: 500", "<div style='width: 500px; margin-left: -8px'>wide"),
        ("scrolls sideways on a tablet: 800", "<div style='width: 800px; margin-left: -8px'>wide"),
        ("cut off on a phone: <pre>", f"<div style='overflow: clip'><pre>{'wide ' * 20}"),
        ("cut off on a phone: <svg", "<div style='overflow: clip'><svg width=500></svg>"),
        ("", f"<section tabindex=0 style='overflow: auto'><pre>{'wide ' * 20}</pre></section>"),
        ("color-contrast", "<main><p style='color: #bbb; background: #fff'>pale</p></main>"),
        (
            "color-contrast",
            "<style>.c { color: #ddd }</style><pre><i class=k>if</i> <span class=k>if</span> "
            "<span class=k>else</span> <span class=c>a pale comment</span> <span class=c>one",
        ),
        ("label: ", "<main><input type=text></main>"),
        ("the page is dark", "<script>document.documentElement.dataset.theme = 'dark'</script>"),
        (
            r"formula not drawn: \(x\)",
            r"<script>MathJax = {startup: {promise: Promise.resolve()}}</script>"
            r"<span class=math>\(x\)</span>",
        ),
    ],
)
def test_checks_in_the_browser_find_faults(
    small_site: Path, browser: Browser, fault: str, html: str
) -> None:
    (small_site / "one.html").write_text(GOOD.replace("</main>", f"{html}</main>"))
    with served(small_site) as home, watched_page(browser, home, "light") as (page, noticed):
        faults = [*look(page, f"{home}one.html", "light"), *noticed]
    assert any(fault in text for text in faults) if fault else not faults, faults


FOLLOWS_THE_READER = """<script>
  const isDark = matchMedia("(prefers-color-scheme: dark)"), root = document.documentElement;
  isDark.onchange = () => { root.dataset.theme = isDark.matches ? "dark" : "light" };
</script><style>
  [data-theme=dark] { background: #111; color: #eee }
  [data-theme=dark] a { color: #9cf }
</style>"""


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("", FOLLOWS_THE_READER),
        ("the page is light, the reader's system dark", ""),
        (
            "color-contrast",
            f"{FOLLOWS_THE_READER}<style>[data-theme=dark] .c {{ color: #333 }}</style>"
            "<p>clear</p><p class=c>pale in the dark</p>",
        ),
        (
            "link-in-text-block",
            f"{FOLLOWS_THE_READER}<style>[data-theme=dark] p a {{ color: #bbb }} "
            "p a { color: #05f; text-decoration: none }</style>"
            "<p>A link in words <a href=two.html>that hardly differs</a> in the dark</p>",
        ),
        (
            "scrolls sideways on a phone: 500",
            f"{FOLLOWS_THE_READER}<style>[data-theme=dark] .w {{ width: 500px }}</style>"
            "<div class=w style='margin-left: -8px'>wide</div>",
        ),
    ],
)
def test_checks_of_the_other_theme_find_faults(
    small_site: Path, browser: Browser, fault: str, html: str
) -> None:
    (small_site / "one.html").write_text(GOOD.replace("</main>", f"{html}</main>"))
    with served(small_site) as home, watched_page(browser, home, "light") as (page, _):
        assert none(look(page, f"{home}one.html", "light"))
        faults = list(look_again(page, "dark"))
    assert any(fault in text for text in faults) if fault else not faults, faults


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("", "<details><summary>more</summary><a href='#top'>hidden</a></details>"),
        ('no Tab leads to <button id="b"', "<button id=b onfocus='this.blur(); a.focus()'>b"),
        (
            'no Tab leads to <button id="c">',
            "<input id=t onkeydown='event.preventDefault()'><button id=c>trapped</button>",
        ),
    ],
)
def test_check_of_the_keyboard_finds_faults(
    small_site: Path, browser: Browser, fault: str, html: str
) -> None:
    (small_site / "one.html").write_text(GOOD + "<button id=a>a</button>" + html)
    with served(small_site) as home, watched_page(browser, home, "light") as (page, _):
        page.goto(f"{home}one.html")
        faults = unreachable_by_keyboard(page)
    assert any(fault in text for text in faults) if fault else not faults, faults


def small_book(folder: Path, *, repository: str = "", address: str = "") -> Path:
    """Build a small book whose configuration names a repository and an address, or neither."""
    for name in ("book/site", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("references.bib", "references.md", "05-1-setting-up.ipynb"):
        shutil.copy(ROOT / "book" / name, folder / "book" / name)
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    config = re.sub('^  url: "[^"]*"', f'  url: "{repository}"', config, count=1, flags=re.M)
    config = re.sub('^  baseurl: "[^"]*"', f'  baseurl: "{address}"', config, count=1, flags=re.M)
    (folder / "_config.yml").write_text(config, encoding="utf-8")
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: book/references\nchapters:\n  - file: book/05-1-setting-up\n"
    )
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([jupyter_book, "build", folder, "--quiet"], check=True, capture_output=True)
    return folder / "_build/html"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_book(
        tmp_path_factory.mktemp("published"),
        repository="https://github.com/someone/a-book",
        address="https://example.org/a-book/",
    )


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_book(tmp_path_factory.mktemp("unpublished"))


def test_launch_buttons_appear_with_a_repository(published: Path) -> None:
    page = (published / CHAPTER).read_text(encoding="utf-8")
    assert "mybinder.org/v2/gh/someone/a-book/main" in page
    assert "colab.research.google.com/github/someone/a-book/blob/main/book/05-1" in page


def test_no_launch_button_leads_nowhere(unpublished: Path) -> None:
    page = (unpublished / CHAPTER).read_text(encoding="utf-8")
    assert "mybinder" not in page
    assert "colab.research" not in page
    assert "_sources/book/05-1-setting-up.ipynb" in page  # the download stays


def test_previews_show_a_picture_where_the_site_has_an_address(published: Path) -> None:
    tags = head_tags(read(published)[published / CHAPTER])
    assert tags["og:url"] == f"https://example.org/a-book/{CHAPTER}"
    assert tags["og:image"] == "https://example.org/a-book/_static/preview.png"
    assert (published / "_static/preview.png").is_file()
    assert tags["twitter:card"] == "summary_large_image"


def test_previews_name_no_address_that_is_unknown(unpublished: Path) -> None:
    tags = head_tags(read(unpublished)[unpublished / CHAPTER])
    assert tags["og:title"] == "Setting up"
    assert tags["twitter:card"] == "summary"
    assert not tags.keys() & {"og:url", "og:image", "og:image:alt"}
