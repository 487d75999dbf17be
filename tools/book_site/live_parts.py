"""Live parts: what moves, in the built site only."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LIVE_PARTS = Path(__file__).parents[2] / "book/site/live"
LIVE = re.compile(r"<!-- live: (\S+) -->")
SCRIPTS = {
    "try-model": ["live", "text", "network", "try-model"],
    "descent": ["live", "descent", "descent-data"],
    "economics": ["live", "economics"],
}


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("doctree-read", insert_live_parts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
