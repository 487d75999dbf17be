"""What the site needs beyond Jupyter Book, as a Sphinx extension (see ``_config.yml``).

Diagrams: a Mermaid fence becomes the drawing that ``tools/draw_diagrams.py`` made of it, so that a
page needs no script of three megabytes and shows the diagram in its own colours. Live parts: what
moves, in the built site only. Signatures: the types of arrays in one word, and attributes by their
names. Previews: what somebody sees who is sent a link. Roles: some that docutils and pandas give
mislead screen readers. Lines: none ends within ``5 %``, or between a formula and its comma. Launch
buttons: none without a repository.
"""

import hashlib
import inspect
import posixpath
import re
import textwrap
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.inspect import stringify_signature

DIAGRAMS = Path(__file__).parent.parent / "book/site/diagrams"
LIVE_PARTS = DIAGRAMS.parent / "live"
PREVIEW = DIAGRAMS.parent / "static/preview.png"
SCRIPT = r'<script[^>]*src="[^"]*{}\.js[^"]*"[^>]*></script>'
ICONS = re.compile(SCRIPT.format("fontawesome"))
SEARCH = re.compile(SCRIPT.format("(?:searchtools|language_data|searchindex)"))
ARRAY = re.compile(
    r"~?numpy\.ndarray\[tuple\[~?(?:typing\.)?Any, \.{3}\], "
    r"~?numpy\.dtype\[~?(?:numpy|typing)\.(\w+)\]\]"
)
FOR_TYPER = re.compile(r"~[\w.]+\.Annotated\[(.+?), <typer\.models\.\w+ object at \w+>\]")
ATTRIBUTE = re.compile(r":(ivar|vartype) ([\w, ]+):(.*(?:\n +.*)*)")
# Else "A. Smith" is item A of a list that names Smith, and a field that says "m." is empty.
INITIAL = re.compile(r"^( *(?::[^:]+:)? *)([A-Za-z])\.(?=\s|$)", re.MULTILINE)
LIVE = re.compile(r"<!-- live: (\S+) -->")
SCRIPTS = {
    "try-model": ["live", "text", "network", "try-model"],
    "descent": ["live", "descent", "descent-data"],
    "economics": ["live", "economics"],
}
MENDED = {
    "<th></th>": "<td></td>",  # the empty corner of a pandas table heads nothing
    ' role="doc-biblioentry"': "",  # deprecated, and
    '<div role="list" class="citation-list">': '<div class="citation-list">',  # no list without it
}
# A formula is a box to the browser, which might begin the next line with the comma after it.
FORMULA = re.compile(r'[(“]?<span class="math[^"]*">[^<]*</span>[,.;:?!)”’]*')
CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL)
PER_CENT = re.compile(r"(?<=\d) (?=%)")
PAPER = {"light": "#fffdf8", "dark": "#15181c"}  # as in book.css
PREVIEW_SAYS = "A claimed accuracy of 81.94 %, among three that were measured on real reviews"
HEAD_TAGS = re.compile(r'<meta (?:name|property)="(?:description|theme-|og:|twitter:)[^>]*>')
FIRST_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="refresh" content="0; url={page}">
{tags}
</head><body><main><h1><a href="{page}">{title}</a></h1></main></body></html>
"""
LEGIBLE = 0.56  # of a diagram's natural size; where there is less room, it scrolls
LOGGER = logging.getLogger(__name__)


def drawing_of(source: str) -> Path:
    """Say where the drawing of a Mermaid source lies: its name tells what it was made from."""
    digest = hashlib.sha256(source.strip().encode()).hexdigest()
    return DIAGRAMS / f"{digest[:16]}.svg"


def insert_drawings(app: Sphinx, doctree: nodes.document) -> None:
    """Put the drawing of each Mermaid fence in its place."""
    for fence in list(doctree.findall(nodes.literal_block)):
        if fence.get("language") != "mermaid":
            continue
        drawing = drawing_of(fence.astext())
        if drawing.is_file():
            svg = drawing.read_text(encoding="utf-8")
            width = float(re.search(r"max-width: ([\d.]+)px", svg)[1])
            least = f"--least: {LEGIBLE * width:.0f}px"
            html = f'<figure class="diagram" tabindex="0" style="{least}">{svg}</figure>'
            fence.replace_self(nodes.raw("", html, format="html"))
        else:
            LOGGER.warning(
                "this diagram has no drawing; run tools/draw_diagrams.py", location=fence
            )


def insert_live_parts(app: Sphinx, doctree: nodes.document) -> None:
    """Put a live part, and the scripts it names, in the place of ``<!-- live: name -->``.

    JupyterLab shows nothing there: the cells beside it do the same in Python.
    """
    named: set[str] = set()
    for comment in list(doctree.findall(nodes.raw)):
        if not (mark := LIVE.fullmatch(comment.astext().strip())):
            continue
        html = (LIVE_PARTS / f"{mark[1]}.html").read_text(encoding="utf-8")
        for script in SCRIPTS[mark[1]]:
            if script not in named:
                named.add(script)
                html += f'<script defer src="../_static/live/{script}.js"></script>\n'
        comment.replace_self(nodes.raw("", html, format="html"))


def skip_fields(app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool:
    """Leave out what says no more than that a named tuple has fields."""
    return skip or (getattr(obj, "__doc__", "") or "").startswith("Alias for field number")


def shorten_types(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, signature: str, returned: str
) -> tuple[str | None, str | None]:
    """Write types and defaults as the source does, and leave out what is for Typer only."""
    if "_NestedSequence" in (signature or ""):  # an ArrayLike in brackets, which has no alias
        signature = stringify_signature(inspect.signature(obj), show_return_annotation=False)
    signature = signature and FOR_TYPER.sub(r"\1", signature).replace("<factory>", "...")
    return tuple(text and ARRAY.sub(r"NDArray[\1]", text) for text in (signature, returned))


def mend_docstring(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Show attributes by their names and arrays by their types, and keep initials of people."""

    def fields(match: re.Match[str]) -> str:
        names = [re.sub("_$", r"\\_", name) for name in match[2].split(", ")]
        return "\n".join(f":{match[1]} {name}:{match[3]}" for name in names)

    text = ATTRIBUTE.sub(fields, "\n".join(lines))
    lines[:] = ARRAY.sub(r"ndarray of \1", INITIAL.sub(r"\1\\\2.", text)).split("\n")


def launch_from_a_repository_only(app: Sphinx, config: Config) -> None:
    """Show no launch button while ``_config.yml`` names no repository to launch from."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options["launch_buttons"] = {}


def mend_body(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend what screen readers and readers would stumble over in the page's body."""
    body = context.get("body", "")
    for fault, mended in MENDED.items():
        body = body.replace(fault, mended)
    context["body"] = "".join(
        text if CODE.match(text) else keep_together(text) for text in CODE.split(body)
    )


def keep_together(text: str) -> str:
    """Let no line end within ``5 %``, or between a formula and its punctuation."""
    text = FORMULA.sub(r'<span class="together">\g<0></span>', text)
    return PER_CENT.sub("&nbsp;", text)


def opening(doctree: nodes.document | None) -> str:
    """Return how a page's text begins: in a chapter, with what the reader will learn."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if isinstance(paragraph.parent, nodes.section):
            return textwrap.shorten(paragraph.astext(), 200, placeholder=" …")
    return ""


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say in the page's head what a search engine and a preview of the page show of it.

    The protocol at https://ogp.me wants full addresses of page and picture, so those two appear
    when ``_config.yml`` names the address of the site (``html: baseurl``), and not before.
    """
    book = app.config.html_title
    first = page == app.config.root_doc
    title = app.env.titles[page].astext() if doctree else context.get("title", book)
    about = opening(doctree) or context["tagline"]
    tags = {
        "description": about,
        "og:site_name": book,
        "og:title": title,
        "og:description": about,
        "og:type": "website" if first else "article",
        "twitter:card": "summary",
    }
    if context["pageurl"]:
        tags |= {
            "og:url": context["pageurl"],
            "og:image": posixpath.join(app.config.html_baseurl, "_static", PREVIEW.name),
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": PREVIEW_SAYS,
            "twitter:card": "summary_large_image",
        }
    if first:
        context["title"] = context["tagline"]  # not the name of the book twice
    lines = [context.get("metatags", "")]
    for name, content in tags.items():
        kind = "property" if name.startswith("og:") else "name"
        lines.append(f'<meta {kind}="{name}" content="{escape(content)}">')
    for theme, colour in PAPER.items():
        when = f'media="(prefers-color-scheme: {theme})"'
        lines.append(f'<meta name="theme-color" {when} content="{colour}">')
    context["metatags"] = "\n    ".join(lines)


def lead_to_the_first_page(app: Sphinx, exception: Exception | None) -> None:
    """Make of the site's own address a page that says what the book is, and opens its first one."""
    if exception is not None or app.builder.format != "html":
        return
    page = app.builder.get_target_uri(app.config.root_doc)
    tags = HEAD_TAGS.findall((Path(app.outdir) / page).read_text(encoding="utf-8"))
    html = FIRST_PAGE.format(title=app.config.html_title, page=page, tags="\n".join(tags))
    (Path(app.outdir) / "index.html").write_text(html, encoding="utf-8")


def leave_out_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Take scripts of over half a megabyte off the pages that do without.

    A font draws the theme's icons, no script needs to; and only the search page searches.
    """
    if exception is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = ICONS.sub("", page.read_text(encoding="utf-8"))
        if page.name != "search.html":
            text = SEARCH.sub("", text)
        page.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", launch_from_a_repository_only)
    app.connect("autodoc-skip-member", skip_fields)
    app.connect("autodoc-process-signature", shorten_types)
    app.connect("doctree-read", insert_drawings)
    app.connect("doctree-read", insert_live_parts)
    app.connect("autodoc-process-docstring", mend_docstring, priority=600)  # after Napoleon
    app.connect("html-page-context", describe)
    app.connect("html-page-context", mend_body)
    app.connect("build-finished", leave_out_scripts)
    app.connect("build-finished", lead_to_the_first_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
