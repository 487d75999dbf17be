"""Every numbered equation of the book has a function that computes it, and a test that checks it.

``book/equations.toml`` is the register. An entry reads::

    [eq-cross-entropy]
    function = "textcls.scratch.losses.binary_cross_entropy"
    test = "tests/scratch/test_losses.py::test_binary_cross_entropy_is_that_of_scikit_learn"
"""

import ast
import importlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent

CODE = re.compile(r"^(`{3,}|~{3,})(?!\{math\}).*?^\1|`[^`\n]+`", re.DOTALL | re.MULTILINE)
NUMBERED = re.compile(
    r"\$\$\s*\(([^)\s]+)\)"  # $$ … $$ (eq-name)
    r"|^:label: *(eq-\S+)"  # the directive {math}
    r"|\\label\{([^}]+)\}",  # LaTeX
    re.MULTILINE,
)
REFERENCE = re.compile(r"\{(?:eq|math:numref)\}`(?:[^`<]*<)?([^`>]+)>?`")


def texts(folder: Path) -> list[str]:
    """Return the prose of all chapters."""
    found = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
    for path in sorted(folder.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found.append("\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    return found


def equation_names(text: str) -> list[str]:
    """Return the labels of the numbered equations of a text, in order."""
    return ["".join(match.groups("")) for match in NUMBERED.finditer(CODE.sub("", text))]


def faults(root: Path) -> list[str]:
    """Return what is wrong with the numbered equations under a folder, a sentence for each."""
    prose = texts(root / "book")
    names = [name for text in prose for name in equation_names(text)]
    register = tomllib.loads((root / "book/equations.toml").read_text(encoding="utf-8"))
    # The role itself is written in backticks, so references are sought in the whole text.
    references = {name for text in prose for name in REFERENCE.findall(text)}
    found = [f"{name} numbers {n} equations" for name, n in Counter(names).items() if n > 1]
    found += [f"{name}: an equation's name begins with eq-" for name in names if name[:3] != "eq-"]
    found += [f"{name} has no entry in equations.toml" for name in sorted({*names} - {*register})]
    found += [f"{name} has an entry, but no equation" for name in sorted({*register} - {*names})]
    found += [f"{name} is referred to, but no equation" for name in sorted(references - {*names})]
    for name, entry in register.items():
        if {*entry} != {"function", "test"}:
            found.append(f"{name}: an entry names a function and a test, no more and no less")
        else:
            found += [f"{name}: {fault}" for fault in entry_faults(root, **entry)]
    return found


def entry_faults(root: Path, function: str, test: str) -> list[str]:
    """Return what is wrong with one entry of the register."""
    found = []
    if not exists(function):
        found.append(f"there is no function {function}")
    path, *names = test.split("::")
    file = root / path
    if not file.is_file():
        return [*found, f"there is no file {path}"]
    source = file.read_text(encoding="utf-8")
    if not names or not defines(ast.parse(source), names):
        found.append(f"there is no test {test}")
    elif function.rsplit(".", 1)[-1] not in source:
        found.append(f"{path} never names {function}")
    return found


def exists(function: str) -> bool:
    """Whether a dotted name leads to something that can be called; methods count."""
    parts = function.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for part in parts[n:]:
            found = getattr(found, part, None)
        return callable(found)
    return False


def defines(tree: ast.AST, names: list[str]) -> bool:
    """Whether a syntax tree defines a test of this name, in classes of the names before it."""
    scope = [tree]
    for name in names:
        scope = [
            node
            for parent in scope
            for node in ast.iter_child_nodes(parent)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
        ]
    return bool(scope) and names[-1].startswith("test_")


def test_every_numbered_equation_has_a_function_and_a_check() -> None:
    assert faults(ROOT) == []


def test_the_book_has_numbered_equations() -> None:
    assert "eq-cross-entropy" in [n for text in texts(ROOT / "book") for n in equation_names(text)]


GOOD = {
    "book": "# T\n\n$$\na = b\n$$ (eq-good)\n\nBy {eq}`eq-good`; in code `$$ x $$ (eq-no)`.",
    "register": '[eq-good]\nfunction = "math.sqrt"\ntest = "tests/test_it.py::test_sqrt"\n',
    "test": "import math\n\n\ndef test_sqrt():\n    assert math.sqrt(4) == 2\n",
}


def small_book(root: Path, book: str, register: str, test: str) -> Path:
    (root / "book").mkdir()
    (root / "tests").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(book)])
    nbformat.write(notebook, root / "book/1.ipynb")
    (root / "book/equations.toml").write_text(register, encoding="utf-8")
    (root / "tests/test_it.py").write_text(test, encoding="utf-8")
    return root


def test_a_book_in_order_has_no_fault(tmp_path: Path) -> None:
    assert faults(small_book(tmp_path, **GOOD)) == []


FENCED = "\n\n```python\nx = '$$ y $$ (eq-in-code)'\n```\n"


@pytest.mark.parametrize("addition", [FENCED, "\n\n$$\nc = d\n$$\n\n(a remark)", "\n\n$a$ (eq-x)"])
def test_what_carries_no_number_needs_no_entry(tmp_path: Path, addition: str) -> None:
    assert faults(small_book(tmp_path, **GOOD | {"book": GOOD["book"] + addition})) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("book", "By", "$$ c $$ (eq-new)\n\nBy", "eq-new has no entry"),
        ("book", "By", "$$ c $$(eq-tight)\n\nBy", "eq-tight has no entry"),
        ("book", "By", "```{math}\n:label: eq-directive\nc\n```\nBy", "eq-directive has no entry"),
        ("book", "By", "$$ c $$ (odd)\n\nBy", "odd: an equation's name begins with eq-"),
        ("book", "By", "$$ c $$ (eq-good)\n\nBy", "eq-good numbers 2 equations"),
        ("book", "$$ (eq-good)", "$$", "eq-good has an entry, but no equation"),
        ("book", "{eq}`eq-good`", "{eq}`eq-gone`", "eq-gone is referred to"),
        ("register", "math.sqrt", "math.no_root", "there is no function math.no_root"),
        ("register", "math.sqrt", "no_module.sqrt", "there is no function no_module.sqrt"),
        ("register", "math.sqrt", "math.pi", "there is no function math.pi"),
        ("register", "math.sqrt", "math.cos", "never names math.cos"),
        ("register", "::test_sqrt", "::test_gone", "there is no test"),
        ("register", "::test_sqrt", "", "there is no test"),
        ("register", "test_it.py", "test_gone.py", "there is no file tests/test_gone.py"),
        ("register", 'function = "math.sqrt"\n', "", "names a function and a test"),
        ("test", "def test_sqrt", "def check_sqrt", "there is no test"),
        ("test", "def test_sqrt", "class T:\n  def test_sqrt", "there is no test"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, part: str, old: str, new: str, fault: str) -> None:
    assert old in GOOD[part]
    changed = GOOD | {part: GOOD[part].replace(old, new)}
    found = faults(small_book(tmp_path, **changed))
    assert any(fault in sentence for sentence in found), found


def test_methods_and_tests_in_classes_count(tmp_path: Path) -> None:
    register = GOOD["register"].replace("math.sqrt", "fractions.Fraction.limit_denominator")
    register = register.replace("::test_sqrt", "::TestIt::test_sqrt")
    test = "class TestIt:\n    def test_sqrt(self):\n        limit_denominator\n"
    assert faults(small_book(tmp_path, GOOD["book"], register, test)) == []
