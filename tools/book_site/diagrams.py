"""Diagrams: a Mermaid fence becomes the drawing that ``tools.draw_diagrams`` made of it.

So a page needs no script of three megabytes, and shows the diagram in its own colours.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

DIAGRAMS = Path(__file__).parents[2] / "book/site/diagrams"
LEGIBLE = 0.56  # of a diagram's natural size; where there is less room, it scrolls
LOGGER = logging.getLogger(__name__)


def drawing_of(source: str) -> Path:
    """Say where the drawing of a Mermaid source lies: its name tells what it was made from."""
    digest = hashlib.sha256(source.strip().encode()).hexdigest()
    return DIAGRAMS / f"{digest[:16]}.svg"


def figure(drawing: Path) -> str:
    """Give the HTML of a drawing, which can be read at its smallest."""
    svg = drawing.read_text(encoding="utf-8")
    (width,) = re.findall(r"max-width: ([\d.]+)px", svg)
    least = f"--least: {LEGIBLE * float(width):.0f}px"
    return f'<figure class="diagram" tabindex="0" style="{least}">{svg}</figure>'


def insert_drawings(app: Sphinx, doctree: nodes.document) -> None:
    """Put the drawing of each Mermaid fence in its place."""
    for fence in list(doctree.findall(nodes.literal_block)):
        if fence.get("language") != "mermaid":
            continue
        drawing = drawing_of(fence.astext())
        if drawing.is_file():
            fence.replace_self(nodes.raw("", figure(drawing), format="html"))
        else:
            missing = "this diagram has no drawing; run python -m tools.draw_diagrams"
            LOGGER.warning(missing, location=fence)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("doctree-read", insert_drawings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
