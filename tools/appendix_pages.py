"""Write the appendix pages that are made from data: the article, checked; the package.

    python -m tools.appendix_pages

Needed after a change of ``book/claims`` or of a module's first line; a test says so.
"""

import ast
import re
from collections import Counter
from itertools import groupby
from pathlib import Path

from textcls.book.claims import VERDICTS, Claim, load

ROOT = Path(__file__).resolve().parent.parent

BOOK = ROOT / "book"
TITLES = dict(
    re.findall(r"file: book/(\S+)\n\s+title: (.+)", (ROOT / "_toc.yml").read_text("utf-8"))
)
PACKAGE_PAGES = {  # from the ground up, as the floors in pyproject.toml
    "a4-01-foundations": ("Foundations", ("errors", "files", "downloads", "checks", "arrays")),
    "a4-02-scratch": ("From scratch", ("scratch",)),
    "a4-03-text": ("Text", ("text",)),
    "a4-04-corpora": ("Corpora", ("corpora",)),
    "a4-05-synthetic": ("Invented data", ("synthetic",)),
    "a4-06-evaluation": ("Evaluation", ("evaluation",)),
    "a4-07-models": ("Models", ("models",)),
    "a4-08-privacy-and-scale": (
        "Privacy, compression, scale",
        ("privacy", "compression", "distributed", "fusion", "scaling"),
    ),
    "a4-09-advantage": ("Advantage", ("advantage",)),
    "a4-10-runs": ("Recorded runs", ("runs",)),
    "a4-11-plots": ("Figures", ("plots",)),
    "a4-12-book-and-commands": ("The book as data, and the commands", ("book", "own_texts", "cli")),
}
ARTICLE = """# The article, checked

The source article makes claims in every section. Here they are, in our words, each with
a verdict and with what decided it: a test that runs on every change of this book, a source
that we looked up, or both. The page is made from the data in `book/claims/`; a test fails when an
entry names a test, a chapter or a source that does not exist.

*Holds* means that we found no fault within the stated limits. *Corrected* means that it holds after
a change that we state. *Refuted* means that the evidence is against it. *Cannot be checked* means
what it says, and the entry tells what was tried.
"""
PACKAGE = """# The package

`textcls` holds every function that the cells of this book call. A folder imports only from
those above it in this list, so that each can be read, tested and taken along by itself. The
examples in these pages run as tests.
"""


def article_checked() -> str:
    """Make the page of claims."""
    claims = load(BOOK / "claims")
    parts = [ARTICLE, summary(claims)]
    for section, group in groupby(claims, key=lambda claim: claim.order[0]):
        parts.append(f"## Section {section}\n")
        parts += [entry(claim) for claim in group]
    return "\n".join(parts)


def summary(claims: list[Claim]) -> str:
    """Make the table that counts verdicts by section."""
    counts = Counter((c.order[0], c.verdict) for c in claims)
    sections = sorted({section for section, _ in counts})
    lines = ["| § | " + " | ".join(VERDICTS) + " |", "|---" * (len(VERDICTS) + 1) + "|"]
    for section in sections:
        numbers = (str(counts[section, verdict] or "") for verdict in VERDICTS)
        lines.append(f"| {section} | " + " | ".join(numbers) + " |")
    totals = (str(sum(c.verdict == verdict for c in claims)) for verdict in VERDICTS)
    lines.append("| all | " + " | ".join(totals) + " |")
    return "\n".join(lines) + "\n"


def entry(claim: Claim) -> str:
    """Make the paragraph of one claim."""
    title = TITLES[Path(claim.chapter).stem]
    evidence = [f"[{title}]({claim.chapter})"]
    if claim.test:
        evidence.append(f"`{claim.test.rpartition('::')[2]}`")
    evidence += [f"{{cite:t}}`{key}`" for key in claim.cite]
    return (
        f"{claim.section} · *{claim.says}*\n\n"
        f": **{claim.verdict.capitalize()}.** {claim.finding} → {', '.join(evidence)}\n"
    )


def modules(*names: str) -> list[str]:
    """Name the public modules of folders, or the modules of these names."""
    found = []
    for name in names:
        path = ROOT / "textcls" / name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        found += [
            ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for file in files
            if not file.name.startswith("_")
        ]
    return found


def first_line(module: str) -> str:
    """Give the first sentence of a module's docstring."""
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def package() -> str:
    """Make the page that lists the modules."""
    parts = [PACKAGE]
    for page, (title, names) in PACKAGE_PAGES.items():
        parts.append(f"## [{title}]({page}.md)\n")
        parts += [f"`{module}`\n: {first_line(module)}\n" for module in modules(*names)]
    return "\n".join(parts)


def package_page(title: str, names: tuple[str, ...]) -> str:
    """Make a page of functions and classes, from their docstrings."""
    parts = [f"# {title}\n"]
    for module in modules(*names):
        parts.append(
            f"## {module}\n\n```{{eval-rst}}\n.. automodule:: {module}\n   :members:\n"
            "   :exclude-members: set_fit_request, set_transform_request, set_score_request\n```\n"
        )
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """Give the content of each page by its file name."""
    return {
        "a1-article-checked.md": article_checked(),
        "a4-api.md": package(),
        **{f"{page}.md": package_page(*content) for page, content in PACKAGE_PAGES.items()},
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (BOOK / name).write_text(text, encoding="utf-8")
        print(name)
