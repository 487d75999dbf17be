"""Record the far end of the learning curve of §2.2, which the page can only extrapolate to.

Run ``python -m benchmarks.learning_curve`` (some five minutes of one core) to write
``book/results/learning_curve.json``: the error of the page's classifier on the embedded reviews
with 8,000 to 64,000 labels, for each of the page's draws. No reader needs to repeat it.
"""

from __future__ import annotations

import json
from pathlib import Path

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textcls.advantage.learning_curve import errors_by_size
from textcls.models.linear import LogCountRatio, ngram_counter
from textcls.synthetic import reviews

SIZES = [8000, 16_000, 32_000, 64_000]
DRAWS, N_TEST = 4, 2000
RESULT = Path(__file__).parents[1] / "book" / "results" / "learning_curve.json"


def error(n: int, draw: int) -> float:
    """Train on the first n reviews of a draw and return the share of wrong answers."""
    corpus = reviews.load(n, N_TEST, seed=draw)
    counter = ngram_counter()
    X, X_test = counter.fit_transform(corpus.train.texts), counter.transform(corpus.test.texts)
    classifier = make_pipeline(LogCountRatio(), LogisticRegression(C=0.3, solver="liblinear"))
    return errors_by_size(classifier, X, corpus.train.labels, X_test, corpus.test.labels, [n])[0]


def main() -> None:
    """Measure every size and draw, and write the record."""
    errors = [[error(n, draw) for n in SIZES] for draw in range(DRAWS)]
    record = {
        "run": "learning_curve",
        "what": "Error of logistic regression on naive-Bayes-weighted words, pairs and triples.",
        "n_test": N_TEST,
        "sizes": SIZES,
        "errors": errors,
    }
    RESULT.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
