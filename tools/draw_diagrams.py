"""Draw the Mermaid diagrams of the book, for the site: one SVG each in ``book/site/diagrams``.

    python -m tools.draw_diagrams

Needed after a diagram was changed or added. It takes Mermaid from npm and draws in Chromium, once;
whoever builds the book needs neither. Colours become the variables of the page, so that a drawing
follows its light or dark theme.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from tools.book_site import DIAGRAMS, drawing_of
from tools.browser import chromium, find_chromium

ROOT = Path(__file__).resolve().parent.parent

MERMAID = "mermaid@11.12.0"
FENCE = re.compile(r"^```mermaid\n(.*?)^```", re.DOTALL | re.MULTILINE)
COLOURS = {  # what Mermaid is given: what the page makes of it
    "#010101": "var(--pst-color-text-base)",
    "#020202": "var(--pst-color-surface)",
    "#030303": "var(--pst-color-primary)",
    "#040404": "var(--pst-color-text-muted)",
}
TEXT, SURFACE, BORDER, LINE = COLOURS
DRAW = """async ([source, colours]) => {
  mermaid.initialize({
    startOnLoad: false, theme: "base", htmlLabels: false, flowchart: {htmlLabels: false},
    fontFamily: "Literata", deterministicIds: true,
    themeVariables: {
      fontSize: "15px", primaryColor: colours.surface, primaryTextColor: colours.text,
      primaryBorderColor: colours.border, lineColor: colours.line,
      textColor: colours.text, edgeLabelBackground: colours.surface,
    },
  });
  await document.fonts.load("15px Literata");
  return (await mermaid.render("diagram", source)).svg;
}"""


def sources() -> Iterator[str]:
    """Give every Mermaid fence of the book."""
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield from FENCE.findall(cell.source)
    for path in sorted((ROOT / "book").glob("*.md")):
        yield from FENCE.findall(path.read_text(encoding="utf-8"))


def mermaid(folder: Path) -> Path:
    """Fetch Mermaid's single file from npm."""
    subprocess.run(["npm", "pack", "--silent", MERMAID], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extract("package/dist/mermaid.min.js", folder, filter="data")
    return folder / "package/dist/mermaid.min.js"


def in_the_colours_of_the_page(svg: str, name: str) -> str:
    """Replace colours by variables, and the name that all drawings share by their own."""
    for colour, variable in COLOURS.items():
        svg = svg.replace(colour, variable)
    return svg.replace("diagram", f"diagram-{name}").replace(' width="100%"', "")


def main() -> int:
    """Draw what has no drawing, remove what no page shows; return the exit code."""
    wanted = {drawing_of(source): source for source in sources()}
    for drawing in set(DIAGRAMS.glob("*.svg")) - wanted.keys():
        drawing.unlink()
    missing = {drawing: source for drawing, source in wanted.items() if not drawing.exists()}
    executable = find_chromium()
    if missing and not executable:
        print("no Chromium found; install it, or name it in TEXTCLS_CHROMIUM", file=sys.stderr)
        return 1
    font = (ROOT / "book/site/static/fonts/literata.woff2").as_uri()
    style = f"@font-face {{ font-family: Literata; src: url({font}); }}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        page_file = folder / "page.html"
        page_file.write_text(f"<style>{style}</style><p style='font-family: Literata'>a</p>")
        if missing:
            script = mermaid(folder)
            with chromium(str(executable)) as browser:
                page = browser.new_page()
                page.goto(page_file.as_uri())
                page.add_script_tag(path=script)
                colours = {"text": TEXT, "surface": SURFACE, "border": BORDER, "line": LINE}
                for drawing, source in missing.items():
                    svg = page.evaluate(DRAW, [source, colours])
                    drawing.write_text(
                        in_the_colours_of_the_page(svg, drawing.stem) + "\n", encoding="utf-8"
                    )
                    print(drawing.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
