"""The tool that plants faults: all of its kinds, on tests that notice and tests that don't."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import mutation
from benchmarks.mutants import mutants, sample

ROOT = Path(__file__).parent.parent
MODULE = '''"""Sums."""


def limited(x: int, most: int) -> int:
    """Double a number, up to a limit."""
    return min(2 * x, most)
'''
STRONG = """from pkg.{name} import limited


def test_limited():
    assert [limited(x, 7) for x in (1, 2, 3, 4)] == [2, 4, 6, 7]
"""
WEAK = """from pkg.{name} import limited


def test_limited():
    assert limited(2, 4) == 4
"""
EQUIVALENT = """[[mutant]]
at = "{name}.py:limited"
change = "return min(2 * x, most) → return max(2 * x, most)"
reason = "the test only asks for equal numbers"
"""
TESTS = {"strong": STRONG, "weak": WEAK, "declared": WEAK, "outdated": STRONG}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny package: one function four times, tested well or badly, twice with an equivalent."""
    folder = tmp_path_factory.mktemp("measured")
    declared = "".join(EQUIVALENT.format(name=name) for name in ("declared", "outdated"))
    files = {"pkg/__init__.py": "", "benchmarks/equivalent/pkg.toml": declared}
    for name, test in TESTS.items():
        files |= {f"pkg/{name}.py": MODULE, f"tests/test_{name}.py": test.format(name=name)}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    yield folder
    found = {name: (folder / name).read_text(encoding="utf-8") for name in files}
    assert found == files  # the faults were planted in memory


@pytest.fixture(scope="module")
def said(folder):
    """What the tool says of each of the four modules."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.mutation", "pkg"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stdout + run.stderr
    parts = re.split(r"^(?=pkg/\w+\.py: )", run.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(sorted(TESTS), parts, strict=True))


def test_a_strong_test_leaves_no_survivor(said):
    assert "strong.py |  | 5 | 5 | 0 | 0 | 100 |" in said["strong"]
    assert " → " not in said["strong"]


def test_what_a_weak_test_misses_is_named(said):
    named = "pkg/weak.py:6 (limited)  return min(2 * x, most) → return max(2 * x, most)"
    assert named in said["weak"]
    assert "return min(3 * x, most)" in said["weak"]
    assert "return None" not in said["weak"]
    assert "return min(2 / x, most)" not in said["weak"]


def test_a_declared_equivalent_is_no_survivor(said):
    assert "max(2 * x, most)" not in said["declared"]
    assert "| 1 |" in said["declared"]


def test_a_declaration_that_has_no_survivor_is_named(said):
    assert "declared equivalent, but no survivor" in said["outdated"]
    assert "declared equivalent, but no survivor" not in said["declared"]


def test_the_report_holds_what_was_said_and_the_sum(folder, said):
    report = (folder / "benchmarks" / "mutation.md").read_text(encoding="utf-8")
    *rows, total = (line.split("|")[3:] for line in report.splitlines()[-5:])
    assert rows == [said[name].splitlines()[-2].split("|")[3:] for name in sorted(TESTS)]
    columns = zip(*(map(int, row[:4]) for row in rows), strict=True)
    assert [int(cell) for cell in total[:4]] == [sum(column) for column in columns]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a == b", {"a != b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("not a", {"a"}),
        ("x[:-1]", {"x[1:-1]", "x[:-2]", "x[:-0]"}),
        ("x.mean(axis=0)", {"x.mean()", "x.mean(axis=1)", "x.sum(axis=0)"}),
        ("f(a, b)", {"f(b, a)"}),
        ("f(a, a)", set()),
        ("zip(a, b, strict=True)", {"zip(b, a, strict=True)"}),
        ("[i for i in range(n) if i]", {"[i for i in range(n)]", "[i for i in range(n - 1) if i]"}),
        ("x.T", {"x"}),
        ("a if b else c", {"a if not b else c"}),
    ],
)
def test_expressions_change_in_these_ways(source, expected):
    found = {ast.unparse(mutant.tree).removeprefix("y = ") for mutant in mutants(f"y = {source}")}
    assert found == expected


def test_what_only_readers_and_tools_use_is_left_alone():
    source = '''"""A module, 1 + 1."""
from __future__ import annotations

__all__ = ["f"]


def f(x: Literal[1]) -> Literal[2]:
    """Add 1."""
    if x:
        raise ValueError(f"{x + 1} is 2")
'''
    found = mutants(source)
    assert {mutant.after for mutant in found} == {
        "if not x: raise ValueError(f'{x + 1} is 2')",
        "pass",
    }


def test_a_long_line_is_shown_where_it_differs():
    (mutant,) = mutants(f"y = f({'a' * 120}, b=c)")
    assert mutant.before == f"…{'a' * 40}, b=c)"
    assert mutant.after == f"…{'a' * 40})"


def test_a_sample_has_something_of_each_function_and_is_the_same_each_time():
    source = "".join(f"def f{i}(a):\n    return a + {i} * {i + 1} - 3\n" for i in range(5))
    found = mutants(source)
    chosen = sample(found, 10)
    assert chosen == sample(found, 10) and set(chosen) <= set(found) and len(chosen) == 10
    assert {mutant.function for mutant in chosen} == {f"f{i}" for i in range(5)}


def test_the_report_keeps_other_modules_and_sums_up_each_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, killed in (("a/y.py", 3), ("b/z.py", 1), ("a/x.py", 2), ("a/y.py", 6)):
        mutation.report(mutation.Result(Path(name), killed=killed, equivalent=1))
    table = (tmp_path / "benchmarks" / "mutation.md").read_text(encoding="utf-8")
    lines = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert [(line[0], line[3], line[5]) for line in lines] == [
        ("| a/x.py", "2", "1"),
        ("| a/y.py", "6", "1"),
        ("| **a**", "8", "2"),
        ("| b/z.py", "1", "1"),
        ("| **b**", "1", "1"),
    ]
