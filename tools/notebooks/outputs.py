"""Compare the outputs of a cell: those stored in the notebook, and those just computed.

Everything on the page is compared: the number, order and kind of the outputs, texts, tables,
error messages and pictures. Without a declaration, texts have to be equal to the letter. A cell
whose numbers come from training declares in its metadata by how much they may differ::

    {"textcls": {"tolerance": {"relative": 0.05, "absolute": 0.02, "picture": 0.5}}}

``relative``, ``absolute``
    Numbers a and b agree if |a − b| ≤ max(relative · max(|a|, |b|), absolute), for every pair of
    numbers in the cell's texts and tables. A relative tolerance of 0.9 allows a factor of ten,
    which is about right for seconds. What is left of a text without its numbers has to be equal,
    but for the spaces and dashes that make columns line up.
``picture``
    The distance that two figures may have, 0.02 if nothing is declared. It is the root mean
    square difference of the two pictures, both shrunk to 80 pixels' width and blurred, divided by
    the standard deviation of the stored one: 0 for the same picture, 1 for an empty one.
    On a line plot, jitter of 1 % of the axis gives 0.15, of 5 % gives 0.5; a missing line 1.1.

A cell that cannot be compared at all carries the tag ``nbval-ignore-output`` and the reason::

    {"tags": ["nbval-ignore-output"], "textcls": {"why": "shows the reader's own versions"}}
"""

import base64
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from nbval.plugin import coalesce_streams
from PIL import Image, ImageFilter

Output = Mapping[str, Any]

NUMBER = re.compile(
    r"(?<![\w.])[-+−]?"  # a sign, unless it joins two words or two numbers
    r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
)
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
STYLED_TABLE = re.compile(r"\bT_[0-9a-f]{5}(?=[_\W])")  # pandas draws these names by lot
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Tolerance:
    """By how much the outputs of a cell may differ from the stored ones."""

    relative: float = 0.0
    absolute: float = 0.0
    picture: float = 0.02

    @property
    def exact(self) -> bool:
        return self.relative == self.absolute == 0


def tolerance_of(cell: Mapping[str, Any]) -> Tolerance:
    """Return the tolerance that a cell declares in its metadata."""
    declared = cell["metadata"].get("textcls", {})
    if unknown := set(declared) - {"tolerance", "why"}:
        raise ValueError(f"cell metadata: textcls has no {sorted(unknown)}, only tolerance and why")
    return Tolerance(**declared.get("tolerance", {}))


def tidy(outputs: Sequence[Output]) -> list[Output]:
    """Merge streams, and take out what differs from run to run: addresses, paths of libraries."""
    merged: list[Any] = coalesce_streams(list(outputs))
    for output in merged:
        if output["output_type"] == "error":
            output["traceback"] = _without_library_frames(output["traceback"])
        if "text/plain" in output.get("data", {}):
            output["data"]["text/plain"] = ADDRESS.sub("", _as_text(output["data"]["text/plain"]))
    return merged


def _without_library_frames(traceback: Sequence[str]) -> list[str]:
    short: list[str] = []
    for frame in traceback:
        if not ESCAPE.sub("", frame).startswith("File "):
            short.append(frame)
        elif short[-1:] != ["[…]"]:
            short.append("[…]")  # frames in libraries: their paths are those of one machine
    return short


def differences(
    stored: Sequence[Output], computed: Sequence[Output], tolerance: Tolerance
) -> list[str]:
    """Say in what the computed outputs of a cell differ from the stored ones.

    An empty list means that they agree.
    """
    kinds = [[_kind(output) for output in outputs] for outputs in (stored, computed)]
    if kinds[0] != kinds[1]:
        return [f"stored outputs: {kinds[0] or 'none'}; computed: {kinds[1] or 'none'}"]
    return [
        f"output {number}, {part}: {difference}"
        for number, pair in enumerate(zip(stored, computed, strict=True), start=1)
        for part, before, now in _parts(*pair)
        if (difference := _difference(part, before, now, tolerance))
    ]


def _kind(output: Output) -> str:
    kind = output["output_type"]
    if kind == "stream":
        return f"{kind} {output['name']}"
    return " ".join([kind, *sorted(output.get("data", {}))])


def _parts(stored: Output, computed: Output) -> list[tuple[str, Any, Any]]:
    if stored["output_type"] == "stream":
        return [("text", stored["text"], computed["text"])]
    if stored["output_type"] == "error":
        keys = ("ename", "evalue", "traceback")
        return [(key, stored[key], computed[key]) for key in keys]
    parts = [(mime, data, computed["data"][mime]) for mime, data in stored["data"].items()]
    return [*parts, ("metadata", stored["metadata"], computed["metadata"])]


def _difference(part: str, stored: Any, computed: Any, tolerance: Tolerance) -> str:
    if part.endswith(("image/png", "image/jpeg")):
        distance = picture_distance(stored, computed)
        if distance <= tolerance.picture:
            return ""
        return f"the pictures lie {distance:.3f} apart, {tolerance.picture} is allowed"
    before, now = (STYLED_TABLE.sub("T", _as_text(value)) for value in (stored, computed))
    return text_difference(before, now, tolerance)


def _as_text(value: Any) -> str:
    if isinstance(value, list):  # nbformat's multi-line strings, and tracebacks
        return "".join(value)
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def text_difference(stored: str, computed: str, tolerance: Tolerance) -> str:
    """Say in what a computed text differs from the stored one; "" if they agree.

    Examples
    --------
    >>> text_difference("loss 0.512", "loss 0.514", Tolerance(absolute=0.01))
    ''
    >>> print(text_difference("loss 0.512", "loss 0.530", Tolerance(absolute=0.01)))
    0.512 became 0.530
    """
    if stored == computed:
        return ""
    if tolerance.exact or _words(stored) != _words(computed):
        return f"\n--- stored\n{stored}\n+++ computed\n{computed}"
    pairs = zip(_numbers(stored), _numbers(computed), strict=True)
    return "; ".join(f"{a} became {b}" for a, b in pairs if not _close(a, b, tolerance))


def _numbers(text: str) -> list[str]:
    return [match[0] for match in NUMBER.finditer(text)]


def _words(text: str) -> str:
    """Return the text with # for each number, and without the padding of columns."""
    words = re.sub(r"\s*#\s*", "#", NUMBER.sub("#", text))
    return re.sub(r"[-─━═]{2,}", "--", re.sub(r"\s+", " ", words))


def _close(a: str, b: str, tolerance: Tolerance) -> bool:
    x, y = (float(number.replace(",", "").replace("−", "-")) for number in (a, b))
    return math.isclose(x, y, rel_tol=tolerance.relative, abs_tol=tolerance.absolute)


def picture_distance(stored: str, computed: str) -> float:
    """Return how far two base64-encoded pictures lie apart: 0 is the same, 1 an empty picture.

    Pictures whose sides differ by over 5 % are infinitely far apart.
    """
    pictures = [_picture(data) for data in (stored, computed)]
    (width, height), other = (picture.size for picture in pictures)
    if not all(0.95 < b / a < 1.05 for a, b in zip((width, height), other, strict=True)):
        return math.inf
    size = (80, max(1, round(80 * height / width)))
    a, b = (_blurred(picture, size) for picture in pictures)
    return float(np.sqrt(np.mean((a - b) ** 2)) / max(float(a.std()), 0.01))


def _picture(data: str) -> Image.Image:
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def _blurred(picture: Image.Image, size: tuple[int, int]) -> np.ndarray:
    small = picture.resize(size, Image.Resampling.BOX)
    return np.asarray(small.filter(ImageFilter.GaussianBlur(1)), dtype=float) / 255
