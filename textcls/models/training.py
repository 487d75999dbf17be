"""Training a network, §3.2 and §5.2: one seed, learning curves, and seconds that mean something.

`fit` is Keras's ``fit`` with a progress bar and a clock that counts training alone: Keras's own
seconds of an epoch include the validation.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray
from tqdm import tqdm

from textcls.errors import InputError
from textcls.evaluation.inputs import class_probabilities
from textcls.files import replacing

__all__ = ["Curves", "ProgressBar", "fit", "predict_proba", "set_seed"]


@dataclass(frozen=True)
class Curves:
    """What happened in each epoch.

    Attributes
    ----------
    loss, accuracy : list of float
        On the training rows, averaged over the epoch, with dropout on.
    val_loss, val_accuracy : list of float
        On the validation rows, after the epoch.
    seconds : list of float
        Time to train, validation excluded.
    core_seconds : list of float
        Work of all cores together in that time: unlike ``seconds`` it hardly depends on what else
        the machine does.

    Examples
    --------
    >>> Curves([0.7], [0.5], [0.6], [0.7], seconds=[2.0], core_seconds=[4.0]).seconds
    [2.0]
    """

    loss: list[float]
    accuracy: list[float]
    val_loss: list[float]
    val_accuracy: list[float]
    seconds: list[float]
    core_seconds: list[float]

    def to_dict(self) -> dict[str, list[float]]:
        """Give the curves as plain lists, ready for JSON.

        Examples
        --------
        >>> Curves([0.7], [0.5], [0.6], [0.7], [2.0], [4.0]).to_dict()["val_accuracy"]
        [0.7]
        """
        return asdict(self)


def set_seed(seed: int) -> None:
    """Start the random numbers of Python, NumPy and TensorFlow from one seed.

    On one machine, equal seeds give equal networks; on another processor the last digits differ
    and grow apart.

    Parameters
    ----------
    seed
        From 0 to 4,294,967,295.

    Raises
    ------
    InputError
        If it is another number.

    Examples
    --------
    >>> set_seed(1)
    >>> first = np.random.rand()
    >>> set_seed(1)
    >>> bool(np.random.rand() == first)
    True
    """
    if not 0 <= seed < 2**32:
        raise InputError(f"the seed is {seed}; give a whole number from 0 to 4294967295")
    keras.utils.set_random_seed(int(seed))


def fit(
    model: Any,
    rows: NDArray[np.int32],
    labels: ArrayLike,
    validation: tuple[NDArray[np.int32], ArrayLike],
    *,
    epochs: int,
    batch_size: int = 32,
    name: str | None = None,
    backup: str | os.PathLike[str] | None = None,
) -> Curves:
    """Train a compiled network.

    Parameters
    ----------
    model : keras.Model
        With ``accuracy`` among its metrics.
    rows
        Token numbers, shape (texts, length).
    labels
        Class numbers, shape (texts,).
    validation
        Rows and labels that the loss and the accuracy are measured on after each epoch; nothing
        is learnt from them.
    epochs, batch_size
        How often all rows are gone through, and how many make one step.
    name
        Show a progress bar of this name on standard error; by default none.
    backup
        Folder for the state after the last epoch, which an interrupted training goes on from; what
        is drawn after that, batches and dropout, is not what it would have been. The folder is
        removed at the end. By default nothing is kept.

    Returns
    -------
    Curves

    Raises
    ------
    InputError
        If there are no rows, or not as many labels as rows.

    Examples
    --------
    >>> import keras
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
    >>> model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    >>> rows = np.array([[0, 1], [1, 0]] * 4, dtype=np.int32)
    >>> curves = fit(model, rows, [0, 1] * 4, (rows, [0, 1] * 4), epochs=2)
    >>> len(curves.loss), len(curves.seconds)
    (2, 2)
    """
    for split, classes in ((rows, labels), validation):
        if len(split) == 0 or len(split) != len(np.asarray(classes)):
            raise InputError(
                f"{len(split)} rows came with {len(np.asarray(classes))} labels; "
                "give at least one row, and exactly one label for each"
            )
    diary = _diary(None if backup is None else Path(backup) / "curves.json")
    callbacks = [diary]
    if backup is not None:  # after the diary, which may be an epoch ahead, but never behind
        callbacks.append(keras.callbacks.BackupAndRestore(str(backup), double_checkpoint=True))
    if name is not None:
        callbacks.append(ProgressBar(name))
    model.fit(
        rows,
        np.asarray(labels),
        validation_data=(validation[0], np.asarray(validation[1])),
        epochs=epochs,
        batch_size=batch_size,
        validation_batch_size=_PREDICTION_BATCH,
        callbacks=callbacks,
        verbose=0,
    )
    return Curves(
        **{key.name: [epoch[key.name] for epoch in diary.epochs] for key in fields(Curves)}
    )


def predict_proba(network: Any, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """Give the probability of each class.

    Parameters
    ----------
    network : keras.Model
        A network of `textcls.models`.
    rows
        Token numbers, shape (texts, length).

    Returns
    -------
    numpy.ndarray
        Shape (texts, classes), also where the network gives the probability of class 1 alone.

    Examples
    --------
    >>> from textcls.models import article_lstm
    >>> predict_proba(article_lstm(50, 4), np.zeros((3, 4), dtype=np.int32)).shape
    (3, 2)
    """
    return class_probabilities(network.predict(rows, batch_size=_PREDICTION_BATCH, verbose=0))


class ProgressBar(keras.callbacks.Callback):  # type: ignore[misc]
    """Show one bar over all steps of all epochs, on standard error.

    Tqdm's own callback needs ipywidgets in a notebook, and complains where there are none.

    Parameters
    ----------
    name
        What stands before the bar.

    Examples
    --------
    >>> bar = ProgressBar("a network")
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def on_train_begin(self, logs: Any = None) -> None:
        """Draw the bar; Keras knows by now how many steps there are."""
        steps = self.params["epochs"] * self.params["steps"]
        self.bar = tqdm(total=steps, unit="step", ascii=True, mininterval=1.0)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Name the epoch; there may be fewer, where training stops early."""
        self.bar.set_description(
            f"{self.name}, epoch {epoch + 1} of at most {self.params['epochs']}"
        )

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Go on by a step."""
        self.bar.update()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Show what the validation has found."""
        self.bar.set_postfix_str(f"validation accuracy {logs['val_accuracy']:.4f}")

    def on_train_end(self, logs: Any = None) -> None:
        """Leave the bar as it is."""
        self.bar.close()


_PREDICTION_BATCH = 256


def _diary(file: Path | None) -> Any:
    """Make a callback that notes each epoch, the seconds of its training part too."""

    class Diary(keras.callbacks.Callback):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            found = file is not None and file.exists()
            self.epochs = json.loads(file.read_text()) if file is not None and found else []

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            del self.epochs[epoch:]  # of an epoch whose weights were not kept any more
            self._start = perf_counter(), process_time()

        def on_test_begin(self, logs: Any = None) -> None:
            now = perf_counter(), process_time()
            self._spent = [end - start for start, end in zip(self._start, now, strict=True)]

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seconds, core_seconds = self._spent
            noted = {key: float(value) for key, value in logs.items()}
            self.epochs.append(noted | {"seconds": seconds, "core_seconds": core_seconds})
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                with replacing(file) as temporary:
                    temporary.write_text(json.dumps(self.epochs))

    return Diary()
