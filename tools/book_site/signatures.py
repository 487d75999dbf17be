"""The package's pages: types of arrays in one word, attributes by their names, initials kept."""

import inspect
import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature

ARRAY = re.compile(
    r"~?numpy\.ndarray\[tuple\[~?(?:typing\.)?Any, \.{3}\], "
    r"~?numpy\.dtype\[~?(?:numpy|typing)\.(\w+)\]\]"
)
FOR_TYPER = re.compile(r"~[\w.]+\.Annotated\[(.+?), <typer\.models\.\w+ object at \w+>\]")
ATTRIBUTE = re.compile(r":(ivar|vartype) ([\w, ]+):(.*(?:\n +.*)*)")
# Else "A. Smith" is item A of a list that names Smith, and a field that says "m." is empty.
INITIAL = re.compile(r"^( *(?::[^:]+:)? *)([A-Za-z])\.(?=\s|$)", re.MULTILINE)


def skip_fields(app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool:
    """Leave out what says no more than that a named tuple has fields."""
    return skip or (getattr(obj, "__doc__", "") or "").startswith("Alias for field number")


def shorten_types(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, signature: str, returned: str
) -> tuple[str | None, str | None]:
    """Write types and defaults as the source does, and leave out what is for Typer only."""
    if "_NestedSequence" in (signature or ""):  # an ArrayLike in brackets, which has no alias
        signature = stringify_signature(inspect.signature(obj), show_return_annotation=False)
    signature = signature and FOR_TYPER.sub(r"\1", signature).replace("<factory>", "...")
    signature, returned = (t and ARRAY.sub(r"NDArray[\1]", t) for t in (signature, returned))
    return signature, returned


def mend_docstring(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Show attributes by their names and arrays by their types, and keep initials of people."""

    def fields(match: re.Match[str]) -> str:
        names = [re.sub("_$", r"\\_", name) for name in match[2].split(", ")]
        return "\n".join(f":{match[1]} {name}:{match[3]}" for name in names)

    text = ATTRIBUTE.sub(fields, "\n".join(lines))
    lines[:] = ARRAY.sub(r"ndarray of \1", INITIAL.sub(r"\1\\\2.", text)).split("\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", skip_fields)
    app.connect("autodoc-process-signature", shorten_types)
    app.connect("autodoc-process-docstring", mend_docstring, priority=600)  # after Napoleon
    return {"parallel_read_safe": True, "parallel_write_safe": True}
