"""The body of a page: what screen readers stumble over, and where a line must not end."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

MENDED = {
    "<th></th>": "<td></td>",  # the empty corner of a pandas table heads nothing
    ' role="doc-biblioentry"': "",  # deprecated, and
    '<div role="list" class="citation-list">': '<div class="citation-list">',  # no list without it
}
# A formula is a box to the browser, which might begin the next line with the comma after it.
FORMULA = re.compile(r'[(“]?<span class="math[^"]*">[^<]*</span>[,.;:?!)”’]*')
CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL)
PER_CENT = re.compile(r"(?<=\d) (?=%)")


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("html-page-context", mend_body)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
