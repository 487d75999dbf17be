"""Fine-tuning, §3.3: the pretrained encoder learns on, together with a new last layer.

The network reads padded word pieces, as those of `textcls.models.networks` read token numbers.
"""

from __future__ import annotations

import os
from typing import Any

import keras
from keras import layers, ops

from textcls.checks import check_n_classes, check_positive, check_share_below_one, check_sizes
from textcls.models.encoder import load_backbone
from textcls.models.parts import compiled, mean_over_tokens, output_layer, token_mask

__all__ = ["encoder_network"]


def encoder_network(
    folder: str | os.PathLike[str] | None = None,
    n_classes: int = 2,
    *,
    steps: int,
    learning_rate: float = 5e-5,
    dropout: float = 0.1,
) -> Any:
    """Put a new layer on the encoder's mean vector, and let everything learn.

    The pretrained weights are good already, and a large step would destroy them: the rate rises
    from 0 in the first tenth of the steps, because Adam's first steps are its wildest, and then
    falls to 0 along half a cosine.

    Parameters
    ----------
    folder
        See `textcls.models.encoder.find_encoder`.
    n_classes
        Number of classes.
    steps
        Of the training that the rate is planned for: epochs times batches.
    learning_rate
        The highest.
    dropout
        Before the last layer.

    Returns
    -------
    keras.Model
        Compiled; reads word pieces padded with 0, shape (texts, any length).

    Raises
    ------
    InputError
        If a number is out of range, the extra is not installed, or the encoder cannot be found.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee, K. Toutanova (2019), BERT: Pre-training of Deep Bidirectional
    Transformers for Language Understanding, NAACL, doi:10.18653/v1/N19-1423.

    Examples
    --------
    >>> encoder_network(n_classes=1, steps=10)
    Traceback (most recent call last):
    textcls.errors.InputError: n_classes is 1; give two classes or more
    """
    check_n_classes(n_classes)
    check_sizes(steps=steps)
    check_positive(learning_rate=learning_rate)
    check_share_below_one(dropout=dropout)
    ids = keras.Input((None,), dtype="int32")
    backbone = load_backbone(folder)
    backbone.get_layer("pooled_dense").trainable = False  # its output is not used
    outputs = backbone(
        {
            "token_ids": ids,
            "padding_mask": ops.cast(ops.not_equal(ids, 0), "int32"),
            "segment_ids": ops.zeros_like(ids),
        }
    )["sequence_output"]
    vector = mean_over_tokens(outputs, token_mask(ids))
    network = keras.Model(ids, output_layer(n_classes)(layers.Dropout(dropout)(vector)))
    warm = steps // 10
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warm, warmup_target=learning_rate, warmup_steps=warm
    )
    return compiled(network, keras.optimizers.AdamW(rate, weight_decay=0.01, global_clipnorm=1.0))
