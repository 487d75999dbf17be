"""What the article claims, and what became of it: the data of the appendix (all sections).

Each chapter has a file in ``book/claims``. An entry names the section, says in one sentence what
the article says there, gives a verdict with its reason, and names what decided it: a test of this
repository, sources of the bibliography, or both.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from textcls.errors import InputError

__all__ = ["VERDICTS", "Claim", "load"]

VERDICTS = ("holds", "corrected", "refuted", "cannot be checked")


@dataclass(frozen=True)
class Claim:
    """One claim of the article.

    Attributes
    ----------
    section
        Of the article, such as ``"4.1"`` or ``"9 Q2"``, its second question.
    says
        What it says, in one sentence.
    verdict
        One of `VERDICTS`.
    finding
        Why, in a sentence or two.
    chapter
        Notebook of the book that treats it.
    test
        The test that decides, as pytest names it; "" if a source does.
    cite
        Keys of the bibliography.

    Examples
    --------
    >>> Claim("5.4", "An epoch has 399 steps.", "refuted", "25,000 rows make 782.", "a.ipynb")
    Traceback (most recent call last):
    textcls.errors.InputError: the claim 'An epoch has 399 steps.' is refuted, but names neither ...
    """

    section: str
    says: str
    verdict: str
    finding: str
    chapter: str
    test: str = ""
    cite: Sequence[str] = field(default=())

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d+(\.\d+| Q\d)?", self.section):
            raise InputError(
                f"the claim {self.says!r} has the section {self.section!r}; "
                "give one such as 4, 4.1 or 9 Q2"
            )
        if self.verdict not in VERDICTS:
            raise InputError(
                f"the claim {self.says!r} has the verdict {self.verdict!r}; "
                f"give one of: {', '.join(VERDICTS)}"
            )
        if self.verdict != "cannot be checked" and not (self.test or self.cite):
            raise InputError(
                f"the claim {self.says!r} is {self.verdict}, but names neither a test nor a "
                "source; give one"
            )

    @property
    def order(self) -> tuple[int, ...]:
        """The numbers of the section, chapter first."""
        return tuple(map(int, re.findall(r"\d+", self.section)))


def load(folder: str | os.PathLike[str] = "book/claims") -> list[Claim]:
    """Read all claims, in the order of the article.

    Parameters
    ----------
    folder
        Where the files lie.

    Returns
    -------
    list of Claim

    Raises
    ------
    InputError
        If there are none, or an entry lacks something or has a field too many.

    Examples
    --------
    >>> load("no/such/folder")
    Traceback (most recent call last):
    textcls.errors.InputError: there are no claims in no/such/folder; give one with files *.toml
    """
    found = []
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["claim"]
            found += [Claim(**entry) for entry in entries]
        except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
            raise InputError(
                f"{path} does not hold claims: {error}; see the fields of textcls.book.claims.Claim"
            ) from error
    if not found:
        raise InputError(f"there are no claims in {folder}; give one with files *.toml")
    return sorted(found, key=lambda claim: claim.order)
