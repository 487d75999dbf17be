"""Draw the Mermaid diagrams of the book, for the site: one SVG each in ``book/site/diagrams``.

    python -m tools.draw_diagrams

Needed after a diagram was changed or added. It takes Mermaid from npm and draws in Chromium, once;
whoever builds the book needs neither. Colours become the variables of the page, so that a drawing
follows its light or dark theme.
"""

import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from tools.book_site.diagrams import DIAGRAMS, drawing_of
from tools.browser import chromium

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


def draw(drawings: dict[Path, str]) -> None:
    """Draw sources in Chromium, and write each to its file."""
    font = (ROOT / "book/site/static/fonts/literata.woff2").as_uri()
    style = f"@font-face {{ font-family: Literata; src: url({font}); }}"
    colours = {"text": TEXT, "surface": SURFACE, "border": BORDER, "line": LINE}
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        page_file = Path(temporary) / "page.html"
        page_file.write_text(f"<style>{style}</style><p style='font-family: Literata'>a</p>")
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.add_script_tag(path=mermaid(Path(temporary)))
        for drawing, source in drawings.items():
            svg = in_the_colours_of_the_page(page.evaluate(DRAW, [source, colours]), drawing.stem)
            drawing.write_text(svg + "\n", encoding="utf-8")
            print(drawing.name)


def main() -> None:
    """Draw what has no drawing, remove what no page shows."""
    wanted = {drawing_of(source): source for source in sources()}
    for drawing in set(DIAGRAMS.glob("*.svg")) - wanted.keys():
        drawing.unlink()
    if missing := {drawing: text for drawing, text in wanted.items() if not drawing.exists()}:
        draw(missing)


if __name__ == "__main__":
    main()
