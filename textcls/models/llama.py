"""Instruction models in GGUF files, run by llama.cpp: the optional extra ``textcls[llm]``.

llama.cpp is compiled when it is installed, so it is an extra that nothing else needs: whatever has
the method `Llama.log_probabilities` can take its place in `textcls.models.prompting`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.special import log_softmax

from textcls.arrays import Floats
from textcls.checks import check_sizes
from textcls.downloads import Mirror, cache_folder, fetch
from textcls.errors import InputError
from textcls.models.prompting import Message

__all__ = ["MODELS", "Llama", "find_model"]

_HUB = "https://huggingface.co"
MODELS = {
    "0.5b": Mirror(  # 491,400,064 bytes, Apache-2.0
        f"{_HUB}/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/"
        "ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "1.5b": Mirror(  # 1,117,320,768 bytes, Apache-2.0
        f"{_HUB}/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/"
        "f86cb2c1fa58255f8052cc32aeede1b7482d4361/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}
"""The models that the book measures, by their size."""

_CONTENT = re.compile("␂([0-9]+)␃")


def find_model(name: str, progress: bool = True) -> Path:
    """Give the file of a model, downloaded if need be.

    Parameters
    ----------
    name
        A name of `MODELS`, or the path of any GGUF file.
    progress
        Show a progress bar on standard error.

    Returns
    -------
    Path
        A named model is looked for in the folder that TEXTCLS_DATA names, in itself or in its
        subfolder ``models``, then in the cache, and then downloaded.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be downloaded.

    Examples
    --------
    >>> find_model("7b")
    Traceback (most recent call last):
    textcls.errors.InputError: there is no model '7b'; give 0.5b, 1.5b or the path of a GGUF file
    """
    if name not in MODELS:
        if not (path := Path(name)).is_file():
            known = ", ".join(MODELS)
            raise InputError(f"there is no model {name!r}; give {known} or the path of a GGUF file")
        return path
    file = MODELS[name].address.rpartition("/")[2]
    data = Path(os.environ.get("TEXTCLS_DATA") or cache_folder())
    for folder in (data, data / "models", cache_folder()):
        if (folder / file).is_file():
            return folder / file
    return fetch(f"model {name}", [MODELS[name]], cache_folder() / file, progress)


class Llama:
    """A language model that has been tuned to follow instructions.

    Parameters
    ----------
    path
        A GGUF file whose header holds a chat template; see `find_model`.
    n_threads
        Threads that compute; None for as many as there are cores.
    context
        Tokens of a conversation at most.

    Attributes
    ----------
    tokens_given
        Tokens of all conversations so far, which a provider would bill.
    tokens_read
        Those that had to be read: the beginning that a conversation shares with the one before it
        is read once.

    Raises
    ------
    InputError
        If llama.cpp is not installed, or the file is no such model.

    Examples
    --------
    >>> Llama("README.md")
    Traceback (most recent call last):
    textcls.errors.InputError: ...
    """

    def __init__(
        self, path: str | os.PathLike[str], n_threads: int | None = None, context: int = 4096
    ) -> None:
        check_sizes(context=context)
        library = _llama_cpp()
        self._library, self._path = library, Path(path)
        self._model = _load(library, Path(path), n_threads, context)
        template = self._model.metadata.get("tokenizer.chat_template")
        if template is None:
            raise InputError(f"{path} has no chat template; give a model tuned on instructions")
        self._template = import_module("llama_cpp.llama_chat_format").Jinja2ChatFormatter(
            template, eos_token=self._text(self._model.token_eos()), bos_token=""
        )
        self._context = context
        self.tokens_given = self.tokens_read = 0

    def __sklearn_clone__(self) -> Self:
        """Share the weights: a clone of a classifier that asks this model asks the same one."""
        return self

    def describe(self) -> dict[str, Any]:
        """Say which model this is.

        Returns
        -------
        dict
            ``name``, ``n_parameters``, ``file``, ``bytes``, ``sha256``.
        """
        with self._path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return {
            "name": self._model.metadata.get("general.name", self._path.stem),
            "n_parameters": int(self._library.llama_model_n_params(self._model.model)),
            "file": self._path.name,
            "bytes": self._path.stat().st_size,
            "sha256": sha256,
        }

    def log_probabilities(self, messages: Sequence[Message], words: Sequence[str]) -> Floats:
        """Give the logarithm of the probability that each word is how the answer begins.

        Parameters
        ----------
        messages
            A conversation that ends with a question.
        words
            Of several tokens if need be: the logarithms of their tokens' probabilities add up.

        Returns
        -------
        numpy.ndarray
            Shape (words,).

        Raises
        ------
        InputError
            If the conversation is too long.
        """
        prompt = self._tokens(messages)
        self.tokens_given += len(prompt)
        starts = self._next(prompt)
        return np.array([self._log_probability(prompt, starts, word) for word in words])

    def answer(self, messages: Sequence[Message], max_tokens: int = 40) -> str:
        """Give the most probable answer, token by token, until the model ends it.

        Parameters
        ----------
        messages
            A conversation that ends with a question.
        max_tokens
            Where it is cut off.

        Returns
        -------
        str

        Raises
        ------
        InputError
            If the conversation is too long.
        """
        prompt = self._tokens(messages)
        self.tokens_given += len(prompt)
        said: list[int] = []
        while len(said) < max_tokens:
            token = int(np.argmax(self._next(prompt + said)))
            if token == self._model.token_eos():
                break
            said.append(token)
        return str(self._model.detokenize(said).decode(errors="replace")).strip()

    def _log_probability(self, prompt: list[int], starts: Floats, word: str) -> float:
        first, *rest = self._encode(word)
        found = starts[first]
        for i, token in enumerate(rest, start=1):
            found += self._next(prompt + [first, *rest][:i])[token]
        return float(found)

    def _next(self, tokens: list[int]) -> Floats:
        """Give the log-probability of every token as the next one, shape (vocabulary,)."""
        model = self._model
        if len(tokens) > self._context:
            raise InputError(
                f"the conversation has {len(tokens)} tokens and the model reads {self._context}; "
                "give fewer examples, fewer words or a larger context"
            )
        known = _common(model.input_ids[: model.n_tokens].tolist(), tokens[:-1])
        model.n_tokens = known
        model.eval(tokens[known:])
        self.tokens_read += len(tokens) - known
        logits = self._library.llama_get_logits_ith(model.ctx, -1)
        values = np.ctypeslib.as_array(logits, shape=(model.n_vocab(),)).astype(np.float64)
        return np.asarray(log_softmax(values))

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        """Set out a conversation as the model was taught to read it.

        The template's own marks become tokens that no text can hold: what stands in a text
        cannot end its turn.
        """
        marked = [
            {"role": message["role"], "content": f"␂{i}␃"} for i, message in enumerate(messages)
        ]
        pieces = _CONTENT.split(self._template(messages=marked).prompt)
        tokens: list[int] = []
        for i, piece in enumerate(pieces):
            if i % 2:
                tokens += self._encode(messages[int(piece)]["content"])
            else:
                tokens += self._model.tokenize(piece.encode(), add_bos=False, special=True)
        return tokens

    def _encode(self, text: str) -> list[int]:
        found: list[int] = self._model.tokenize(text.encode(), add_bos=False, special=False)
        return found

    def _text(self, token: int) -> str:
        return str(self._model.detokenize([token], special=True).decode(errors="replace"))


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """Count the tokens that two sequences begin with alike."""
    n = min(len(first), len(second))
    different = np.flatnonzero(np.asarray(first[:n]) != np.asarray(second[:n]))
    return int(different[0]) if len(different) else n


def _load(library: Any, path: Path, n_threads: int | None, context: int) -> Any:
    try:
        return library.Llama(
            str(path),
            n_ctx=context,
            n_batch=512,
            n_threads=n_threads or os.cpu_count(),
            n_threads_batch=n_threads or os.cpu_count(),
            verbose=False,
        )
    except (ValueError, RuntimeError) as error:
        raise InputError(f"{path} is no model that can be read; give a GGUF file") from error


def _llama_cpp() -> Any:
    try:
        return import_module("llama_cpp")
    except ImportError as error:
        raise InputError(
            "an instruction model needs llama-cpp-python, which is not installed; install textcls "
            "with its extra 'llm'"
        ) from error
