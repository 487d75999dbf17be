"""Seconds for 1,000 texts in training: the improved network plain, compiled by XLA, unrolled.

Run it with ``python -m benchmarks.lstm_speed``; each line is the best of three passes over the same
random texts, compilation left out and told apart.
"""

from time import perf_counter
from typing import Any

import numpy as np

import textcls  # noqa: F401  (settings of TensorFlow, before its import)
from textcls.models.networks import article_lstm, improved_lstm

N, BATCH = 640, 64


def measure(name: str, model: Any, length: int) -> None:
    """Print the seconds to compile and to train."""
    generator = np.random.default_rng(0)
    rows = generator.integers(1, 10_000, (N, length)).astype(np.int32)
    labels = generator.integers(0, 2, N)
    seconds = []
    for _ in range(4):
        start = perf_counter()
        model.fit(rows, labels, batch_size=BATCH, verbose=0)
        seconds.append(perf_counter() - start)
    best = min(seconds[1:])
    print(f"{name:32}{1000 * best / N:8.2f} s, compilation {seconds[0] - best:6.1f} s", flush=True)


def improved(segment: int = 50, *, jit_compile: bool = False, unroll: bool = False) -> Any:
    """Build the improved network, compiled in one of three ways."""
    model = improved_lstm(20_000, 400, embedding_dim=200, segment=segment)
    if unroll:
        model = unrolled(model)
    model.compile("adam", "binary_crossentropy", jit_compile=jit_compile)
    return model


def unrolled(model: Any) -> Any:
    """Copy a network with the LSTM's steps written out one after the other."""
    import keras  # after textcls, which sets what TensorFlow reads at its import

    def copy(layer: Any) -> Any:
        config = layer.get_config()
        if isinstance(layer, keras.layers.Bidirectional):
            for direction in ("layer", "backward_layer"):
                config[direction]["config"]["unroll"] = True
        return type(layer).from_config(config)

    return keras.models.clone_model(model, clone_function=copy)


if __name__ == "__main__":
    measure("improved, plain", improved(), 400)
    measure("improved, unrolled", improved(unroll=True), 400)
    measure("improved, XLA", improved(jit_compile=True), 400)
    measure("improved, one segment of 400", improved(segment=400), 400)
    measure("article's, plain", article_lstm(), 100)
