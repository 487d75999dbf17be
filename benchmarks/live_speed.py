"""How long the page's models take for a text, in this machine's Chromium.

Run ``python -m benchmarks.live_speed``. For each model it prints the median milliseconds for the
probability of a text of 100 words, and for that with the contribution of every word.
"""

from __future__ import annotations

from pathlib import Path

from textcls.synthetic import reviews
from tools.browser import chromium

ROOT = Path(__file__).resolve().parent.parent

LIVE = ROOT / "book/site/static/live"
MEDIAN = """([name, texts, task]) => {
  const times = texts.map(text => {
    const start = performance.now();
    liveModels[name][task](text);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}"""


def main() -> None:
    """Measure both models."""
    words = " ".join(reviews.make_reviews(400, seed=5).texts).split()
    texts = [" ".join(words[start : start + 100]) for start in range(0, 10_000, 100)]
    with chromium() as browser:
        page = browser.new_page()
        for script in ("text.js", "network.js", "model-imdb.js", "model-embedded.js"):
            page.add_script_tag(path=LIVE / script)
        for name in ("imdb", "embedded"):
            page.evaluate(MEDIAN, [name, texts, "predict"])  # warm up
            for task in ("predict", "explain"):
                print(f"{name:9} {task:8} {page.evaluate(MEDIAN, [name, texts, task]):.2f} ms")


if __name__ == "__main__":
    main()
