"""Fine-tuning a pretrained BERT, §3.3, with KerasHub: the optional extra ``textcls[bert]``.

A pretrained model's weights are downloaded, so this module is tested on a BERT of the same code
with random weights and a handful of words. On a processor alone, fine-tuning takes very long.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from textcls.checks import check_n_classes
from textcls.corpora.corpus import Split
from textcls.errors import InputError
from textcls.models.training import set_seed
from textcls.text.cleaning import clean

__all__ = ["fine_tune", "predict_proba", "pretrained_bert"]


def pretrained_bert(
    n_classes: int, preset: str = "bert_base_en_uncased", *, length: int = 128, dropout: float = 0.1
) -> Any:
    """Load a pretrained BERT and put a new, random classification layer on it.

    Parameters
    ----------
    n_classes
        Number of classes.
    preset
        Name of KerasHub's, or the folder of one that was saved: ``"bert_tiny_en_uncased"`` (4
        million parameters) or ``"bert_base_en_uncased"`` (109 million), for instance.
    length
        Tokens that are read; the rest of a text is cut off.
    dropout
        Before the classification layer.

    Returns
    -------
    keras_hub.models.BertTextClassifier
        Takes raw texts.

    Raises
    ------
    InputError
        If KerasHub is not installed, the weights can neither be found nor downloaded, or the model
        cannot read as many tokens.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee, K. Toutanova (2019), BERT: Pre-training of Deep Bidirectional
    Transformers for Language Understanding, NAACL, doi:10.18653/v1/N19-1423.

    Examples
    --------
    >>> pretrained_bert(1)
    Traceback (most recent call last):
    textcls.errors.InputError: n_classes is 1; give two classes or more
    """
    check_n_classes(n_classes)
    hub = _keras_hub()
    try:
        preprocessor = hub.models.BertTextClassifierPreprocessor.from_preset(
            preset, sequence_length=length
        )
        classifier = hub.models.BertTextClassifier.from_preset(
            preset, num_classes=n_classes, preprocessor=preprocessor, dropout=dropout
        )
    except Exception as error:  # each hub and each transport raises its own
        raise InputError(
            f"the preset {preset!r} could not be loaded ({type(error).__name__}); check its name "
            "and the network, or give the folder of a preset that was downloaded elsewhere"
        ) from error
    if length > (longest := classifier.backbone.max_sequence_length):
        raise InputError(
            f"{preset!r} reads {longest} tokens at most, not {length}; give a smaller length"
        )
    return classifier


def fine_tune(
    classifier: Any,
    train: Split,
    validation: Split,
    *,
    epochs: int = 3,
    batch_size: int = 16,
    learning_rate: float = 3e-5,
    seed: int = 0,
) -> list[float]:
    """Go on training all weights, gently: a small learning rate that rises first and falls to 0.

    The pretrained weights are good already, and a large step would destroy them. In the first
    tenth of the steps the rate rises from 0, because Adam's first steps are its wildest; then it
    falls along a cosine.

    Parameters
    ----------
    classifier
        Of `pretrained_bert`; it is changed.
    train, validation : Split
        Raw texts; they are cleaned here.
    epochs, batch_size
        How often all texts are gone through, and how many make one step.
    learning_rate
        The highest.
    seed
        Of the order of the texts and of dropout.

    Returns
    -------
    list of float
        Validation accuracy after each epoch.

    Raises
    ------
    InputError
        If a split is empty.

    Examples
    --------
    >>> fine_tune(None, Split([], []), Split([], []))
    Traceback (most recent call last):
    textcls.errors.InputError: there are 0 texts to train on and 0 to validate on; give some of each
    """
    if not len(train) or not len(validation):
        raise InputError(
            f"there are {len(train)} texts to train on and {len(validation)} to validate on; give "
            "some of each"
        )

    set_seed(seed)
    steps = epochs * -(-len(train) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - steps // 10, warmup_target=learning_rate, warmup_steps=steps // 10
    )
    classifier.compile(
        keras.optimizers.AdamW(rate, weight_decay=0.01, global_clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    history = classifier.fit(
        _array(train.texts),
        train.labels,
        validation_data=(_array(validation.texts), validation.labels),
        epochs=epochs,
        batch_size=batch_size,
        verbose=0,
    ).history
    return [float(accuracy) for accuracy in history["val_accuracy"]]


def predict_proba(classifier: Any, texts: Sequence[str]) -> NDArray[np.float64]:
    """Give the probability of each class.

    Parameters
    ----------
    classifier
        Of `pretrained_bert`.
    texts
        Raw texts.

    Returns
    -------
    numpy.ndarray
        Shape (texts, classes).

    Examples
    --------
    >>> class Sure:
    ...     def predict(self, texts, batch_size, verbose):
    ...         return np.array([[0.0, np.log(3)]] * len(texts))
    >>> predict_proba(Sure(), ["a text"]).round(2).tolist()
    [[0.25, 0.75]]
    """
    logits = classifier.predict(_array(texts), batch_size=64, verbose=0)
    return np.asarray(softmax(np.asarray(logits, dtype=np.float64), axis=1))


def _array(texts: Sequence[str]) -> NDArray[np.object_]:
    return np.array([clean(text) for text in texts], dtype=object)


def _keras_hub() -> Any:
    try:
        return import_module("keras_hub")
    except ImportError as error:
        raise InputError(
            "fine-tuning needs KerasHub, which is not installed; install textcls with its extra "
            "'bert'"
        ) from error
