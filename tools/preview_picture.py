"""Draw the picture that a preview of the site shows: ``book/site/static/preview.png``.

    python -m tools.preview_picture

Needed after the recorded run on real reviews has changed. It draws in Chromium, in the type and
the colours of the site; whoever builds the book needs no browser.
"""

import io
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from textcls import plots
from textcls.runs import records
from tools.book_site.previews import PREVIEW
from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent

SIZE: ViewportSize = {"width": 1200, "height": 630}
ARTICLE = 0.8194  # accuracy, as the article prints it
SHOWN = {  # a model of the recorded run: its name here
    "Majority class": "one answer to everything",
    "The article's network, smallest repair": "the article's network,\nmade to run",
    "NB-weighted logistic regression, 1-3-grams": "a linear model",
}
PAGE = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<link rel="stylesheet" href="{static}/book.css">
<style>
  body {{ background: var(--pst-color-background); color: var(--pst-color-text-base);
    font: 27px/1.4 var(--pst-font-family-base); margin: 0; padding: 56px 72px; }}
  header {{ align-items: center; display: flex; gap: 26px; }}
  header img {{ height: 96px; }}
  h1 {{ font-size: 74px; font-weight: 640; letter-spacing: -0.02em; line-height: 1; margin: 0; }}
  header p {{ color: var(--pst-color-text-muted); font-style: italic; margin: 10px 0 0; }}
  main {{ align-items: center; display: flex; gap: 40px; margin-top: 44px; }}
  main p {{ border-left: 5px solid var(--book-mark); flex: 1; font-size: 34px;
    margin: 0; padding-left: 26px; }}
</style>
<header><img src="{static}/logo.svg" alt="">
<div><h1>Measured Advantage</h1>
<p>An executable book on startups built on large AI models</p></div></header>
<main><p>“Our network reads customer reviews with 81.94&nbsp;% accuracy.”<br>
<strong>Compared with what?</strong></p>{figure}</main>
</html>"""


def figure() -> str:
    """Draw the article's accuracy among those that were measured, as an SVG."""
    scores = records.scores(records.load(ROOT / "book/results/imdb.json"))
    shown = {name: scores[model] for model, name in SHOWN.items()}
    ax = plots.comparison(
        shown, "accuracy on 25,000 real reviews", reference=("the slide", ARTICLE)
    )
    drawn = plt.gcf()
    drawn.set_size_inches(6.6, 3.6)
    for line in ax.lines:
        line.set(markersize=8, linewidth=2)
    for text in [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.xaxis.label]:
        text.set_fontsize(13)
    svg = io.StringIO()
    drawn.savefig(svg, format="svg", facecolor="none")
    plt.close(drawn)
    return svg.getvalue().partition("<!DOCTYPE")[2].partition(">")[2]


def picture(browser: Browser) -> bytes:
    """Return the picture as a PNG of few colours."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "preview.html"
        file.write_text(PAGE.format(static=PREVIEW.parent.as_uri(), figure=figure()), "utf-8")
        page = browser.new_page(viewport=SIZE)
        page.goto(file.as_uri())
        page.evaluate("document.fonts.ready")
        shot = Image.open(io.BytesIO(page.screenshot()))
        page.close()
    small = io.BytesIO()
    shot.convert("RGB").quantize(64).save(small, "png", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    with chromium() as browser:
        PREVIEW.write_bytes(picture(browser))
