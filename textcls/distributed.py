"""Training on several workers, §9 questions 4 and 5, with TensorFlow's own strategy.

Each worker is a process of its own. In each step it takes its share of the batch and computes its
part of the gradient; Keras's optimizer adds the parts up over all workers; and every worker takes
the same step. The sum is the gradient of the whole batch, however its rows are shared out, so that
two workers end with the weights of one, up to rounding.

`train` starts the workers here, on this machine, where they talk over the loopback interface. On
several machines each would run ``python -m textcls.distributed`` with its own ``TF_CONFIG``. The
loop is written out because Keras 3's ``fit`` fails under ``MultiWorkerMirroredStrategy``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from textcls.errors import InputError

__all__ = ["train"]

Weights = list[NDArray[np.float32]]

_BATCH, _FEATURES, _UNITS = 64, 20, 8


def train(n_workers: int, n_steps: int = 30, timeout: float = 180) -> list[Weights]:
    """Train a small network on synthetic rows, shared out over worker processes.

    Parameters
    ----------
    n_workers
        1 trains in this process, without any strategy; more start as many processes.
    n_steps
        Steps of gradient descent, each on a batch of 64 rows.
    timeout
        Seconds until the workers are given up.

    Returns
    -------
    list of list of numpy.ndarray
        The weights that each worker ends with.

    Raises
    ------
    InputError
        If a number is not positive, or there are more workers than rows in a batch.
    RuntimeError
        If a worker fails or the time is up; the message ends with the last line that it wrote.

    Examples
    --------
    >>> [alone] = train(1, n_steps=2)
    >>> [w.shape for w in alone]
    [(20, 8), (8,), (8, 1), (1,)]
    """
    if not (1 <= n_workers <= _BATCH and n_steps >= 1):
        raise InputError(
            f"{n_workers} workers and {n_steps} steps were asked for; give 1 to {_BATCH} workers "
            "and at least one step"
        )
    if n_workers == 1:
        return [_train(tf.distribute.get_strategy(), 0, 1, n_steps)]
    with tempfile.TemporaryDirectory() as folder:
        _run_workers(n_workers, n_steps, timeout, Path(folder))
        return [_read(Path(folder) / f"{worker}.npz") for worker in range(n_workers)]


def _train(strategy: Any, worker: int, n_workers: int, n_steps: int) -> Weights:
    """Train this worker's copy of the network on its share of every batch."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n_steps, _BATCH, _FEATURES)).astype(np.float32)
    y = (X[..., :2].prod(axis=-1, keepdims=True) > 0).astype(np.float32)
    keras.utils.set_random_seed(0)
    with strategy.scope():
        model = keras.Sequential(
            [
                keras.Input((_FEATURES,)),
                keras.layers.Dense(_UNITS, activation="tanh"),
                keras.layers.Dense(1, activation="sigmoid"),
            ]
        )
        descent = keras.optimizers.SGD(0.5)
        descent.build(model.trainable_variables)

    def step(rows: Any, labels: Any) -> None:
        with tf.GradientTape() as tape:
            losses = keras.losses.binary_crossentropy(labels, model(rows))
            share = tf.reduce_sum(losses) / _BATCH  # so that the sum over workers is the mean
        gradients = tape.gradient(share, model.trainable_variables)
        descent.apply(gradients, model.trainable_variables)  # adds them up over the workers itself

    run = tf.function(lambda rows, labels: strategy.run(step, args=(rows, labels)))
    for rows, labels in zip(X, y, strict=True):
        run(rows[worker::n_workers], labels[worker::n_workers])
    return list(model.get_weights())


def _run_workers(n_workers: int, n_steps: int, timeout: float, folder: Path) -> None:
    """Start the workers, wait for all of them, and leave none behind."""
    addresses = [f"127.0.0.1:{port}" for port in _free_ports(n_workers)]
    processes = []
    try:
        for worker in range(n_workers):
            task = {"type": "worker", "index": worker}
            config = {"cluster": {"worker": addresses}, "task": task}
            command = [sys.executable, "-m", "textcls.distributed", str(n_steps)]
            with (folder / f"{worker}.log").open("wb") as log:
                process = subprocess.Popen(
                    [*command, str(folder)],
                    env=_environment(json.dumps(config)),
                    stdout=log,
                    stderr=log,
                )
            processes.append(process)
        end = monotonic() + timeout
        for worker, process in enumerate(processes):
            _wait(process, worker, end - monotonic(), folder / f"{worker}.log")
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], worker: int, seconds: float, log: Path) -> None:
    try:
        code = process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        code = None
    if code != 0:
        written = log.read_text(encoding="utf-8", errors="replace").strip()
        last = written.rpartition("\n")[2] or "nothing"
        what = "did not finish in time" if code is None else f"ended with exit code {code}"
        raise RuntimeError(f"worker {worker} {what}; it wrote last: {last}")


def _free_ports(n: int) -> list[int]:
    """Ask the system for ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(n)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _environment(config: str) -> dict[str, str]:
    """Give a worker its task, and keep its calls to this machine away from any proxy."""
    kept = {name: v for name, v in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "no_proxy": "127.0.0.1,localhost", "TF_CONFIG": config}


def _read(file: Path) -> Weights:
    with np.load(file) as stored:
        return [stored[name] for name in sorted(stored.files)]


def _worker(n_steps: int, folder: Path) -> None:
    """Be one worker, as ``TF_CONFIG`` says, and write down its weights."""
    config = json.loads(os.environ["TF_CONFIG"])
    worker, n_workers = config["task"]["index"], len(config["cluster"]["worker"])
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    weights = _train(strategy, worker, n_workers, n_steps)
    np.savez(folder / f"{worker}.npz", *weights)


if __name__ == "__main__":
    _worker(int(sys.argv[1]), Path(sys.argv[2]))
