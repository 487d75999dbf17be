"""Encoders to test with: the real one, a tiny one with random weights, and BERT in NumPy."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from scipy.special import erf, softmax
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from textcls.models.encoder import FILES, NAME

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def real_encoder() -> Path:
    """Give its folder; without one the test is skipped, but in CI it fails."""
    folder = Path(os.environ.get("TEXTCLS_DATA", "")) / NAME
    if not all((folder / name).is_file() for name in FILES):
        reason = f"TEXTCLS_DATA names no folder with {NAME}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return folder


def tiny_encoder(folder: Path, words: Sequence[str], seed: int = 0, longest: int = 32) -> Path:
    """Write a BERT of two small layers that has learnt nothing, in the files of the real one."""
    folder.mkdir(parents=True)
    pieces = [*SPECIAL, *words]
    config = {
        "model_type": "bert",
        "vocab_size": len(pieces),
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "hidden_size": 16,
        "intermediate_size": 32,
        "max_position_embeddings": longest,
    }
    (folder / "config.json").write_text(json.dumps(config))
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))
    save_file(_random_weights(config, np.random.default_rng(seed)), folder / "model.safetensors")
    return folder


def _tokenizer(pieces: Sequence[str]) -> Tokenizer:
    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def _random_weights(config, rng):
    d, hidden = config["hidden_size"], config["intermediate_size"]
    shapes = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], d),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], d),
        "embeddings.token_type_embeddings.weight": (2, d),
        "pooler.dense.weight": (d, d),
        "pooler.dense.bias": (d,),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{i}." for i in range(config["num_hidden_layers"])):
        dense = {f"attention.self.{name}": (d, d) for name in ("query", "key", "value")}
        dense |= {"attention.output.dense": (d, d)}
        dense |= {"intermediate.dense": (hidden, d), "output.dense": (d, hidden)}
        for name, shape in dense.items():
            shapes |= {f"{layer}{name}.weight": shape, f"{layer}{name}.bias": shape[:1]}
        norms += [f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"]
    weights = {name: rng.normal(0, 0.2, size=shape) for name, shape in shapes.items()}
    for name in norms:
        weights |= {f"{name}.weight": rng.uniform(0.5, 2, d), f"{name}.bias": rng.normal(0, 0.2, d)}
    return {name: weight.astype(np.float32) for name, weight in weights.items()}


class NumpyBert:
    """BERT as its paper describes it, for one text at a time: no padding, no mask."""

    def __init__(self, folder: Path) -> None:
        self.weights = load_file(folder / "model.safetensors")
        self.config = json.loads((folder / "config.json").read_text())

    def __call__(self, ids: Sequence[int]):
        """Give the output of the last layer for each piece, shape (pieces, numbers)."""
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][list(ids)]
        x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = self.norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for i in range(self.config["num_hidden_layers"]):
            layer = f"encoder.layer.{i}."
            seen = self.dense(self.attend(x, layer), f"{layer}attention.output.dense")
            x = self.norm(x + seen, f"{layer}attention.output.LayerNorm")
            inner = self.dense(x, f"{layer}intermediate.dense")
            inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
            x = self.norm(x + self.dense(inner, f"{layer}output.dense"), f"{layer}output.LayerNorm")
        return x

    def attend(self, x, layer):
        names = [f"{layer}attention.self.{name}" for name in ("query", "key", "value")]
        heads = self.config["num_attention_heads"]
        query, key, value = (
            self.dense(x, name).reshape(len(x), heads, -1).swapaxes(0, 1) for name in names
        )
        scores = query @ key.swapaxes(1, 2) / np.sqrt(query.shape[-1])
        return (softmax(scores, axis=-1) @ value).swapaxes(0, 1).reshape(len(x), -1)

    def dense(self, x, name):
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x, name):
        centred = x - x.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
