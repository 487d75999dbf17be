"""§5.2: a network that takes raw text, trained on a reader's own table and kept in one file.

The file is a plain Keras model. Whoever has it needs Keras, but not this package::

    import keras, tensorflow as tf
    model = keras.models.load_model("out.keras")
    model.predict(tf.constant(["A fine film.", "A bore."]))
    model.get_layer("label").get_vocabulary()

For this to hold, everything between the text and the class name is a built-in layer or operation:
splitting, vocabulary, cutting to length, the network, calibration, and the names of the classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import keras
import numpy as np
import tensorflow as tf
from keras import ops
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from textcls.corpora.corpus import Split, split_off
from textcls.corpora.table import sorted_classes
from textcls.errors import InputError
from textcls.evaluation.calibration import fit_temperature
from textcls.files import replacing
from textcls.models.inputs import check_texts, check_texts_and_labels, tags_of_texts
from textcls.models.networks import improved_lstm
from textcls.models.training import ProgressBar, set_seed
from textcls.text.tokens import UNSPACED

__all__ = ["TextClassifier", "Unit", "check_suffix", "choose_unit"]

Unit = Literal["word", "character"]

_UNSPACED = re.compile(f"[{UNSPACED}]")
_LEAST_FOR_TEMPERATURE = 100
_BATCH = 64
# Smaller than on IMDB, with less dropout and longer steps: a few thousand texts are typical.
_FOR_SMALL_TABLES: dict[str, Any] = {
    "embedding_dim": 64,
    "filters": 64,
    "units": 32,
    "embedding_dropout": 0.3,
    "dropout": 0.3,
    "learning_rate": 3e-3,
}
_STEPS = 20


def choose_unit(texts: Iterable[str]) -> Unit:
    """Decide whether texts are to be split at white space or into characters.

    The rule: "character" if more than half of all letters belong to a script that is written
    without spaces (Chinese characters, Japanese kana, Thai, Lao, Burmese, Khmer), else "word".

    Parameters
    ----------
    texts
        The training texts.

    Examples
    --------
    >>> choose_unit(["A fine film.", "很好"]), choose_unit(["这部电影很好看 (5 stars)"])
    ('word', 'character')
    """
    letters = unspaced = 0
    for text in texts:
        letters += sum(map(str.isalpha, text))
        unspaced += 0 if text.isascii() else len(_UNSPACED.findall(text))
    return "character" if unspaced > letters / 2 else "word"


def _refuse_blank(texts: Sequence[str]) -> None:
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            raise InputError(f"text number {number} is empty; fill it in or remove it")


class TextClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """The improved network around raw text, an estimator of scikit-learn's kind.

    Parameters
    ----------
    epochs
        At most so many passes over the training texts; training stops earlier when the loss on
        the held-out part has not fallen for ``patience`` epochs, and keeps the best weights.
    max_tokens
        Size of the vocabulary; rarer words (or characters) count as unknown.
    max_length
        Longest text the network reads, in words or characters. The network's own length is the
        95th percentile of the training texts, if that is smaller. Of a longer text it reads the
        first quarter and the last three quarters of that length.
    validation_share
        Part of the training texts that is held out to decide when to stop and, if it has at
        least 100 texts, to calibrate the probabilities
        (`textcls.evaluation.calibration.fit_temperature`).
    patience
        See ``epochs``.
    progress
        Whether to show a progress bar on standard error.
    random_state
        Decides the initial weights, the order of the texts and the held-out part.

    Attributes
    ----------
    classes_ : numpy.ndarray
        The different labels, sorted; names as `textcls.corpora.table.sorted_classes` sorts them.
    model_ : keras.Model
        From a string tensor of shape (texts,) to a dictionary: ``probabilities``, float32 of
        shape (texts, classes), and ``label``, a string tensor of shape (texts,).
    history_ : dict
        Loss and accuracy of each epoch, as Keras names them.
    temperature_ : float
        What the logits were divided by; 1 for less than 100 held-out texts.

    Examples
    --------
    >>> texts, labels = ["a fine film", "a dull film", "fine", "dull"] * 3, ["yes", "no"] * 6
    >>> classifier = TextClassifier(epochs=1).fit(texts, labels)
    >>> classifier.classes_.tolist(), classifier.predict_proba(["A fine one"]).shape
    (['no', 'yes'], (1, 2))

    """

    def __init__(
        self,
        epochs: int = 30,
        max_tokens: int = 10_000,
        max_length: int = 400,
        validation_share: float = 0.15,
        patience: int = 3,
        progress: bool = False,
        random_state: int = 0,
    ) -> None:
        self.epochs = epochs
        self.max_tokens = max_tokens
        self.max_length = max_length
        self.validation_share = validation_share
        self.patience = patience
        self.progress = progress
        self.random_state = random_state

    def __sklearn_tags__(self) -> Tags:
        """Tell scikit-learn that texts go in."""
        return tags_of_texts(super().__sklearn_tags__())

    def fit(self, X: Sequence[str], y: ArrayLike) -> Self:
        """Train on raw texts.

        Parameters
        ----------
        X
            The training texts.
        y
            The class of each, a name or a number.

        Raises
        ------
        InputError
            If there is only one class, a class has fewer than two texts, a text is empty, or texts
            and labels do not fit.

        Examples
        --------
        >>> TextClassifier().fit(["dull", "fine", "finer"], ["bad", "good", "good"])
        Traceback (most recent call last):
        textcls.errors.InputError: class 'bad' has 1 text; give two or more of each class
        """
        labels = check_texts_and_labels(X, y)
        _refuse_blank(X)
        self.classes_ = _classes(labels)
        number = {label: i for i, label in enumerate(self.classes_.tolist())}
        rows = Split(list(X), np.array([number[label] for label in labels.tolist()]))
        train, held_out = split_off(rows, self._held_out_size(rows), self.random_state)

        set_seed(self.random_state)
        text = keras.Input((), dtype="string", name="text")
        ids, vocabulary_size = self._ids(text, train.texts)
        length = int(ids.shape[1])
        segment = min(50, length + length % 2)  # even, and no padding of short texts
        network = improved_lstm(
            vocabulary_size, length, len(self.classes_), segment=segment, **_FOR_SMALL_TABLES
        )
        self._train(network, keras.Model(text, ids), train, held_out)

        probabilities = _as_classes(network(ids))
        self.temperature_ = 1.0
        if len(held_out) >= _LEAST_FOR_TEMPERATURE:
            found = _run(keras.Model(text, probabilities), held_out.texts)
            self.temperature_ = fit_temperature(held_out.labels, found)
        names = [str(label) for label in self.classes_]
        self.model_ = _with_labels(text, probabilities, self.temperature_, names)
        return self

    def _held_out_size(self, rows: Split) -> int:
        counts = np.bincount(rows.labels)
        if counts.min() < 2:
            raise InputError(
                f"class {self.classes_[counts.argmin()].item()!r} has 1 text; "
                "give two or more of each class"
            )
        return max(len(counts), round(self.validation_share * len(rows)))

    def _ids(self, text: Any, texts: Sequence[str]) -> tuple[Any, int]:
        """Build the part from strings to token numbers, shape (texts, length); count the tokens."""
        unit = choose_unit(texts)
        lengths = [len(t) if unit == "character" else len(t.split()) for t in texts]
        length = int(np.clip(np.ceil(np.percentile(lengths, 95)), 4, self.max_length))
        tokens = keras.layers.TextVectorization(
            max_tokens=self.max_tokens,
            standardize="lower_and_strip_punctuation",
            split="whitespace" if unit == "word" else "character",
            name="tokens",
        )
        tokens.adapt(_strings(texts))
        return _keep_ends(tokens(text), length), tokens.vocabulary_size()

    def _train(self, network: Any, encode: Any, train: Split, held_out: Split) -> None:
        """Fit the network, stopping early."""
        # Small tables get small batches, so that an epoch is more than one step.
        batch = int(np.clip(len(train) // _STEPS, 4, _BATCH))
        callbacks = [
            keras.callbacks.EarlyStopping(
                "val_loss", patience=self.patience, restore_best_weights=True
            )
        ]
        if self.progress:
            callbacks.append(ProgressBar("training"))
        history = network.fit(
            _run(encode, train.texts),
            train.labels,
            validation_data=(_run(encode, held_out.texts), held_out.labels),
            epochs=self.epochs,
            batch_size=batch,
            callbacks=callbacks,
            verbose=0,
        )
        self.history_ = {name: list(map(float, v)) for name, v in history.history.items()}

    @property
    def unit_(self) -> Unit:
        """What the fitted network takes as a token, "word" or "character"."""
        check_is_fitted(self)
        whole = self.model_.get_layer("tokens").get_config()["split"] == "whitespace"
        return "word" if whole else "character"

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float32]:
        """Give the probability of each class.

        Parameters
        ----------
        X
            Raw texts.

        Returns
        -------
        numpy.ndarray
            Shape (texts, classes), columns in the order of ``classes_``.

        Raises
        ------
        InputError
            If a text is empty.
        sklearn.exceptions.NotFittedError
            Before `fit`.

        Examples
        --------
        >>> TextClassifier().predict_proba(["A fine film."])
        Traceback (most recent call last):
        sklearn.exceptions.NotFittedError: This TextClassifier instance is not fitted yet. ...
        """
        check_is_fitted(self)
        check_texts(X)
        _refuse_blank(X)
        if len(X) == 0:
            return np.empty((0, len(self.classes_)), dtype=np.float32)
        return np.asarray(_run(self.model_, X)["probabilities"])

    def predict(self, X: Sequence[str]) -> NDArray[Any]:
        """Give the most probable class of each text.

        Parameters
        ----------
        X
            Raw texts.

        Returns
        -------
        numpy.ndarray
            Labels as `fit` was given them, shape (texts,); names, where the classifier was loaded.

        Raises
        ------
        InputError
            If a text is empty.
        sklearn.exceptions.NotFittedError
            Before `fit`.

        Examples
        --------
        >>> TextClassifier().predict(["A fine film."])
        Traceback (most recent call last):
        sklearn.exceptions.NotFittedError: This TextClassifier instance is not fitted yet. ...
        """
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def save(self, path: str | Path) -> None:
        """Write the model, vocabulary and class names included, to one ``.keras`` file.

        Parameters
        ----------
        path
            Its name; it has to end in ``.keras``.

        Raises
        ------
        InputError
            If it does not, or the file cannot be written.
        sklearn.exceptions.NotFittedError
            Before `fit`.

        Examples
        --------
        >>> TextClassifier().save("out.h5")
        Traceback (most recent call last):
        textcls.errors.InputError: the model's name is out.h5; give one that ends in .keras
        """
        check_suffix(path)
        check_is_fitted(self)
        with replacing(path) as temporary:
            self.model_.save(temporary)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file that `save` has written.

        Parameters
        ----------
        path
            Its name.

        Raises
        ------
        InputError
            If there is no such file, or it is not such a model.

        Examples
        --------
        >>> TextClassifier.load("nothing.keras")
        Traceback (most recent call last):
        textcls.errors.InputError: there is no file nothing.keras; check the name, or train ...
        """
        file = Path(path)
        if not file.exists():
            raise InputError(f"there is no file {file}; check the name, or train a model first")
        if file.is_dir():
            raise InputError(f"{file} is a folder; give the name of a model file")
        try:
            model = keras.models.load_model(file)
            names = model.get_layer("label").get_vocabulary()
            model.get_layer("tokens")
        except Exception as error:
            raise InputError(
                f"{file} is not a model that 'textcls train' wrote; give the .keras file it made"
            ) from error
        classifier = cls()
        classifier.classes_ = np.array(list(map(str, names)))
        classifier.model_ = model
        return classifier


def _classes(labels: NDArray[Any]) -> NDArray[Any]:
    """Give the different labels in order, names as in the tables of `textcls.corpora`."""
    classes = np.unique(labels)
    if all(isinstance(label, str) for label in classes):
        return np.array(sorted_classes(classes), dtype=classes.dtype)
    return classes


def check_suffix(path: str | Path) -> None:
    """Insist on a name that Keras can save to and load from.

    Raises
    ------
    InputError
        If the name does not end in ``.keras``.

    Examples
    --------
    >>> check_suffix("out.keras")
    >>> check_suffix("out.h5")
    Traceback (most recent call last):
    textcls.errors.InputError: the model's name is out.h5; give one that ends in .keras
    """
    if Path(path).suffix != ".keras":
        raise InputError(f"the model's name is {path}; give one that ends in .keras")


def _strings(texts: Sequence[str]) -> Any:
    """Make a string tensor, shape (texts,)."""
    return tf.constant(list(texts))


def _run(model: Any, texts: Sequence[str]) -> Any:
    """Run a model on raw texts. The batch is Keras's default, so that numbers repeat exactly."""
    return model.predict(_strings(texts), verbose=0)


def _keep_ends(ids: Any, length: int) -> Any:
    """Bring rows of token numbers, padded with 0, to a length by cutting out the middle."""
    n = ops.sum(ops.cast(ops.not_equal(ids, 0), "int32"), axis=1, keepdims=True)
    place = ops.expand_dims(ops.arange(length, dtype="int32"), 0)
    source = ops.where(place < length // 4, place, place + ops.maximum(n - length, 0))
    return ops.take_along_axis(ops.pad(ids, [[0, 0], [0, length]]), source, axis=1)


def _as_classes(probabilities: Any) -> Any:
    """Give one column for each class, also where a sigmoid gives that of class 1 only."""
    if probabilities.shape[-1] == 1:
        return ops.concatenate([1 - probabilities, probabilities], axis=-1)
    return probabilities


def _with_labels(text: Any, probabilities: Any, temperature: float, names: Sequence[str]) -> Any:
    """Build the model to be saved: calibrated probabilities and the name of the best class."""
    logits = ops.log(ops.maximum(probabilities, keras.config.epsilon()))
    calibrated = ops.softmax(logits / temperature)
    # Any name is allowed as a class, hence an out-of-vocabulary token that nobody would write.
    label = keras.layers.StringLookup(
        vocabulary=list(names), invert=True, num_oov_indices=0, oov_token="\0", name="label"
    )
    outputs = {"probabilities": calibrated, "label": label(ops.argmax(calibrated, axis=-1))}
    return keras.Model(text, outputs, name="textcls")
