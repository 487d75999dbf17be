"""How well can the embedded reviews be classified? Each model over five corpora.

Run ``python -m benchmarks.reviews_ceiling`` (about half an hour of one core), or fewer seeds, other
sizes, some models: ``--seeds 1 --train 2000 --only "unigram logistic regression"``. Seed k draws
the corpus k, the start of the networks and the order of their batches. The linear models choose
their settings by cross-validation on the training set; grammar, sizes and settings of the networks
were chosen on corpora 100 and above. With ``--record book/results/reviews.json`` the script
writes down what chapter 5.4 shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegressionCV

from textcls.corpora.corpus import Corpus
from textcls.models.linear import majority, nb_logistic_regression
from textcls.models.networks import article_lstm, improved_lstm
from textcls.models.training import fit, set_seed
from textcls.synthetic import reviews
from textcls.text.tokens import tokenize
from textcls.text.vocabulary import Vocabulary, pad

LENGTH = 100
VOCABULARY = 3000
EPOCHS, BATCH = 10, 64
Truncating = Literal["pre", "post", "middle"]


class Linear:
    """Logistic regression on 1- to n-grams, counted or TF-IDF: what cross-validation prefers."""

    def __init__(self, longest: int) -> None:
        options = {"tokenizer": tokenize, "token_pattern": None, "ngram_range": (1, longest)}
        self.candidates = [CountVectorizer(binary=True, **options), TfidfVectorizer(**options)]

    def fit(self, texts: list[str], labels: NDArray[np.int64]) -> Linear:
        """Fit both and keep the better."""
        best = -1.0
        for features in self.candidates:
            rows = features.fit_transform(texts)
            model = LogisticRegressionCV(
                Cs=[0.03, 0.1, 0.3, 1, 3, 10], cv=3, max_iter=1000, scoring="accuracy"
            )
            model.fit(rows, labels)
            score = np.mean(model.scores_[1], axis=0).max()
            if score > best:
                best, self.features, self.model = score, features, model
        return self

    def predict(self, texts: list[str]) -> NDArray[np.int64]:
        """Return class numbers."""
        return np.asarray(self.model.predict(self.features.transform(texts)))


def masked_article_lstm(vocabulary_size: int, length: int) -> Any:
    """Build the article's network with a mask over the padding, and nothing else changed."""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((length,), dtype="int32"),
            layers.Embedding(vocabulary_size, 16, mask_zero=True),
            layers.LSTM(32, return_sequences=True),
            layers.LSTM(32),
            layers.Dense(24, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def bidirectional_lstm(vocabulary_size: int, length: int, learning_rate: Any) -> Any:
    """Build an embedding of 32, two directions of 32 units, the maximum over the tokens."""
    import keras
    from keras import layers, ops

    ids = keras.Input((length,), dtype="int32")
    is_padding = ops.expand_dims(ops.cast(ops.equal(ids, 0), "float32"), -1)
    x = layers.Embedding(vocabulary_size, 32, mask_zero=True)(ids)
    x = layers.SpatialDropout1D(0.3)(x)
    x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(x)
    x = layers.Dropout(0.3)(ops.max(x - 2 * is_padding, axis=1))
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(x))
    optimizer = keras.optimizers.Adam(learning_rate, global_clipnorm=1.0)
    model.compile(optimizer, "binary_crossentropy", metrics=["accuracy"])
    return model


def measure_linear(build: Callable[[], Any], corpus: Corpus) -> tuple[float, float]:
    """Return test accuracy and processor seconds."""
    start = time.process_time()
    model = build().fit(corpus.train.texts, corpus.train.labels)
    hits = np.asarray(model.predict(corpus.test.texts)) == corpus.test.labels
    return float(hits.mean()), time.process_time() - start


def falling_rate(n_train: int) -> Any:
    """Return a learning rate that falls along a cosine from 0.004 to 0 while training lasts."""
    import keras

    return keras.optimizers.schedules.CosineDecay(4e-3, EPOCHS * -(-n_train // BATCH))


def measure_article(build: Callable[..., Any], corpus: Corpus, seed: int) -> tuple[float, float]:
    """Train as the article does: 10 epochs in batches of 32, ends of long texts cut off."""
    return measure_network(build, corpus, seed, 10, 32, "post")


def measure_ours(build: Callable[..., Any], corpus: Corpus, seed: int) -> tuple[float, float]:
    """Train with a falling learning rate, and cut off the beginnings of long texts."""
    build = partial(build, learning_rate=falling_rate(len(corpus.train)))
    return measure_network(build, corpus, seed, EPOCHS, BATCH, "pre")


def measure_network(
    build: Callable[..., Any],
    corpus: Corpus,
    seed: int,
    epochs: int,
    batch_size: int,
    truncating: Truncating,
) -> tuple[float, float]:
    """Return test accuracy after the last epoch and processor seconds."""
    set_seed(seed)
    vocabulary = Vocabulary.build(corpus.train.texts, VOCABULARY)
    train, test = (
        pad(vocabulary.encode_all(split.texts), LENGTH, truncating=truncating)
        for split in (corpus.train, corpus.test)
    )
    model = build(len(vocabulary), LENGTH)
    validation = (test, corpus.test.labels)
    curves = fit(
        model, train, corpus.train.labels, validation, epochs=epochs, batch_size=batch_size
    )
    return curves.val_accuracy[-1], sum(curves.core_seconds)


small_improved_lstm = partial(
    improved_lstm, embedding_dim=32, filters=32, units=32, segment=50, dropout=0.3
)

MODELS: dict[str, Callable[[Corpus, int], tuple[float, float]]] = {
    "majority": lambda c, s: measure_linear(majority, c),
    "unigram logistic regression": lambda c, s: measure_linear(lambda: Linear(1), c),
    "bigram logistic regression": lambda c, s: measure_linear(lambda: Linear(2), c),
    "NB-weighted 1-3-grams": lambda c, s: measure_linear(nb_logistic_regression, c),
    "article's LSTM": lambda c, s: measure_article(article_lstm, c, s),
    "article's LSTM, mask": lambda c, s: measure_article(masked_article_lstm, c, s),
    "bidirectional LSTM": lambda c, s: measure_ours(bidirectional_lstm, c, s),
    "improved network, 32 units": lambda c, s: measure_ours(small_improved_lstm, c, s),
}


def describe(texts: list[str]) -> None:
    """Print what the corpus looks like."""
    counts = [len(tokenize(text)) for text in texts]
    distinct = len({token for text in texts for token in tokenize(text)})
    quantiles = np.quantile(counts, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).astype(int).tolist()
    print(f"{len(texts)} reviews, {distinct} distinct words, {len(set(texts))} distinct reviews")
    print(f"words in a review, quantiles 0 5 25 50 75 95 100 %: {quantiles}")


def fingerprint(texts: list[str]) -> str:
    """Return the SHA-256 of a corpus: another grammar would need another run."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def main() -> None:
    """Print one line for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--train", type=int, default=8000)
    parser.add_argument("--test", type=int, default=2000)
    parser.add_argument("--only", nargs="*", default=list(MODELS))
    parser.add_argument("--record", type=Path, help="write the results into this file, too")
    options = parser.parse_args()
    start = time.process_time()
    seeds = range(options.first, options.first + options.seeds)
    corpora = {seed: reviews.load(options.train, options.test, seed) for seed in seeds}
    n_written = options.seeds * (options.train + options.test)
    print(f"{n_written / (time.process_time() - start):.0f} reviews a second")
    describe(corpora[options.first].train.texts)
    print(f"best possible accuracy {reviews.BEST_ACCURACY:.2f}\n")
    record: dict[str, Any] = {
        "run": "embedded reviews",
        "seeds": list(seeds),
        "rows": {"train": options.train, "test": options.test},
        "sha256": fingerprint(corpora[options.first].train.texts),
        "versions": {name: version(name) for name in ("tensorflow", "keras", "scikit-learn")},
        "models": {},
    }
    for name in options.only:
        runs = [MODELS[name](corpus, seed) for seed, corpus in corpora.items()]
        scores, seconds = np.array(runs).T
        print(
            f"{name:30} {scores.mean():.3f} ± {scores.std(ddof=len(scores) > 1):.3f}"
            f"  ({scores.min():.3f} to {scores.max():.3f}), {seconds.mean():.0f} core seconds",
            flush=True,
        )
        record["models"][name] = {
            "accuracy": scores.round(4).tolist(),
            "core_seconds": round(float(seconds.mean()), 1),
        }
        if options.record:
            options.record.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
