"""Mutants of a module: copies of its syntax tree with one small fault each.

Docstrings, annotations, ``__all__``, the sentences of exceptions and the looks of figures are left
alone.
"""

import ast
import random
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from itertools import chain, takewhile, zip_longest
from typing import Any, NamedTuple

__all__ = ["Mutant", "mutants", "sample"]

COMPARISONS: dict[type, list[type]] = {
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
PAIRS = [
    ("min", "max"),
    ("minimum", "maximum"),
    ("argmin", "argmax"),
    ("any", "all"),
    ("floor", "ceil"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("startswith", "endswith"),
    ("lower", "upper"),
    ("lstrip", "rstrip"),
    ("vstack", "hstack"),
]
NAMES = {a: b for one, other in PAIRS for a, b in ((one, other), (other, one))}
NAMES |= {"mean": "sum", "sum": "mean", "cumsum": "cumprod", "abs": "float", "argsort": "argmax"}
SYMMETRIC = {"min", "max", "minimum", "maximum", "logaddexp", "array_equal", "isinstance"}
STRINGS = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Mutant:
    """One fault: where, what was there, what is there now, and the whole module with it."""

    function: str
    line: int
    before: str
    after: str
    tree: ast.Module

    @property
    def change(self) -> str:
        """Say what was there and what is there now."""
        return f"{self.before} → {self.after}"


def mutants(source: str) -> list[Mutant]:
    """Make every mutant of a module, in the order of its lines."""
    found = [
        Mutant(fault.function, fault.line, *shown(fault.before, fault.after), module(tree))
        for fault, tree in _walk(ast.parse(source), "module")
    ]
    return sorted(found, key=lambda mutant: mutant.line)


def sample(found: list[Mutant], most: int) -> list[Mutant]:
    """Choose at most so many mutants, from each function in turn; always the same ones."""
    functions: dict[str, list[Mutant]] = {}
    for mutant in found:
        functions.setdefault(mutant.function, []).append(mutant)
    for function, its in functions.items():
        random.Random(function).shuffle(its)
    in_turn = chain.from_iterable(zip_longest(*functions.values()))
    chosen = [mutant for mutant in in_turn if mutant is not None][:most]
    return sorted(chosen, key=lambda mutant: mutant.line)


def module(tree: ast.AST) -> ast.Module:
    """Make a module ready to be compiled."""
    assert isinstance(tree, ast.Module)
    return ast.fix_missing_locations(tree)


def shown(before: ast.AST, after: ast.AST) -> tuple[str, str]:
    """Write both in one line each, or the part of it where they begin to differ."""
    old, new = (" ".join(ast.unparse(node).split()) for node in (before, after))
    if max(len(old), len(new)) <= 100:
        return old, new
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = max(sum(1 for _ in same) - 40, 0)
    return "…"[:start] + old[start : start + 80], "…"[:start] + new[start : start + 80]


class _Fault(NamedTuple):
    function: str
    line: int
    before: ast.AST  # as much of the surroundings as fits in a short line
    after: ast.AST


def _walk(node: ast.AST, function: str) -> Iterator[tuple[_Fault, ast.AST]]:
    """Give each fault below a node, with a copy of the node that has it."""
    for new in changes(node):
        yield _Fault(function, _line(node), node, new), ast.copy_location(new, node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        function = node.name if function == "module" else f"{function}.{node.name}"
    readable = isinstance(node, READABLE) and len(ast.unparse(node)) <= 72
    for field, value in ast.iter_fields(node):
        if field in LEFT_ALONE or (isinstance(node, ast.Raise) and field == "exc"):
            continue
        children = value if isinstance(value, list) else [value]
        for i, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            for fault, mutated in _walk(child, function):
                several = [*children[:i], mutated, *children[i + 1 :]]
                parent = _with(node, **{field: several if isinstance(value, list) else mutated})
                yield fault._replace(before=node, after=parent) if readable else fault, parent


def _line(node: ast.AST) -> int:
    lines: Iterator[int] = (part.lineno for part in ast.walk(node) if hasattr(part, "lineno"))
    return next(lines)


READABLE = (
    ast.expr | ast.Return | ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.arguments
    | ast.keyword
)  # fmt: skip
# strict= is a guard against faults, and the looks of figures are for eyes.
NOT_MEASURED = {
    "strict", "alpha", "capsize", "cmap", "color", "colors", "dpi", "edgecolor", "facecolor",
    "figsize", "fontsize", "fontweight", "framealpha", "frameon", "inline_spacing", "linewidth",
    "linewidths", "lw", "markersize", "mew", "rotation", "shrink",
}  # fmt: skip
LEFT_ALONE = {"annotation", "returns", "decorator_list", "bases", "format_spec", "cause"}


def _is_left_alone(node: ast.AST) -> bool:
    """Tell docstrings, imports, ``__all__`` and what only a type checker or a command reads."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.keyword):
        return node.arg in NOT_MEASURED
    if isinstance(node, ast.Assign):
        return "__" in ast.unparse(node.targets[0])
    if isinstance(node, ast.If):
        return any(name in ast.unparse(node.test) for name in ("__name__", "TYPE_CHECKING"))
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("cast", "TypeVar")
    return isinstance(node, ast.Import | ast.ImportFrom)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in the place of a node."""
    for change in CHANGES.get(type(node), ()):
        yield from change(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Copy a node with other fields."""
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _not(condition: ast.expr) -> Iterator[ast.expr]:
    """Negate, unless a comparison will be turned round anyway."""
    if not isinstance(condition, ast.Compare | ast.Constant):
        yield ast.UnaryOp(ast.Not(), condition)


def comparison(node: ast.Compare) -> Iterator[ast.AST]:
    """Move the boundary, or turn the comparison round."""
    for i, operator in enumerate(node.ops):
        for new in COMPARISONS[type(operator)]:
            yield _with(node, ops=[*node.ops[:i], new(), *node.ops[i + 1 :]])


def arithmetic(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    """Put another operator in."""
    is_union = isinstance(node.op, ast.BitOr) and "None" in ast.unparse(node)  # of types
    if not is_union:
        yield _with(node, op=OPERATORS[type(node.op)]())


def logic(node: ast.BoolOp) -> Iterator[ast.AST]:
    """Change and for or, or drop one condition."""
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for i in range(len(node.values)):  # one condition dropped
        rest = [*node.values[:i], *node.values[i + 1 :]]
        yield rest[0] if len(rest) == 1 else _with(node, values=rest)


def sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    """Drop a minus, a not, a ~."""
    if not isinstance(node.operand, ast.Constant):
        yield node.operand


def number(node: ast.Constant) -> Iterator[ast.AST]:
    """Change a number a little, a truth value, a side."""
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value:
            yield ast.Constant(value - 1)
    elif isinstance(value, float):
        yield ast.Constant(1000 * value if 0 < value < 1e-5 else 0.9 * value or 1.0)
    elif isinstance(value, str) and value in STRINGS:
        yield ast.Constant(STRINGS[value])


def condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    """Negate a condition."""
    for test in _not(node.test):
        yield _with(node, test=test)


def filtering(node: ast.comprehension) -> Iterator[ast.AST]:
    """Drop a filter of a comprehension."""
    for i in range(len(node.ifs)):
        yield _with(node, ifs=[*node.ifs[:i], *node.ifs[i + 1 :]])


def returned(node: ast.Return) -> Iterator[ast.AST]:
    """Return nothing."""
    if node.value is not None and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))


def removed(node: ast.stmt) -> Iterator[ast.AST]:
    """Drop a statement whose absence leaves no name undefined."""
    named = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    if not isinstance(node, ast.Assign) or named or _is_renewal(node):
        yield ast.Pass()


def _is_renewal(node: ast.Assign) -> bool:
    target = ast.unparse(node.targets[0])
    return any(isinstance(n, ast.Name) and n.id == target for n in ast.walk(node.value))


def jump(node: ast.Break | ast.Continue) -> Iterator[ast.AST]:
    """Change break for continue."""
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def call(node: ast.Call) -> Iterator[ast.AST]:
    """Drop a named argument, swap the first two others, let a range end one earlier."""
    for i, keyword in enumerate(node.keywords):
        if keyword.arg not in {None, *NOT_MEASURED}:
            yield _with(node, keywords=[*node.keywords[:i], *node.keywords[i + 1 :]])
    args = node.args
    function = ast.unparse(node.func)
    if (
        len(args) > 1
        and ast.dump(args[0]) != ast.dump(args[1])
        and function.split(".")[-1] not in SYMMETRIC
        and not any(isinstance(arg, ast.Starred) for arg in args[:2])
    ):
        yield _with(node, args=[args[1], args[0], *args[2:]])
    if args and function == "range":
        i = min(len(args), 2) - 1
        yield _with(node, args=[*args[:i], _one(args[i], ast.Sub()), *args[i + 1 :]])


def _one(node: ast.expr, operator: ast.operator) -> ast.BinOp:
    return ast.BinOp(node, operator, ast.Constant(1))


def name(node: ast.Name) -> Iterator[ast.AST]:
    """Name the function's opposite."""
    if isinstance(node.ctx, ast.Load) and node.id in NAMES:
        yield _with(node, id=NAMES[node.id])


def attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    """Name the method's opposite, or leave out the transposition."""
    if node.attr in NAMES:
        yield _with(node, attr=NAMES[node.attr])
    if node.attr == "T":
        yield node.value


def bounds(node: ast.Slice) -> Iterator[ast.AST]:
    """Move an end of a slice by one."""
    if node.lower is None and node.upper is not None:
        yield _with(node, lower=ast.Constant(1))
    elif node.lower is not None and not isinstance(node.lower, ast.Constant):
        yield _with(node, lower=_one(node.lower, ast.Add()))
    if node.upper is not None and not isinstance(node.upper, ast.Constant | ast.UnaryOp):
        yield _with(node, upper=_one(node.upper, ast.Sub()))


CHANGES: dict[type[ast.AST], list[Callable[[Any], Iterator[ast.AST]]]] = {
    ast.Compare: [comparison],
    ast.BinOp: [arithmetic],
    ast.AugAssign: [arithmetic, removed],
    ast.BoolOp: [logic],
    ast.UnaryOp: [sign],
    ast.Constant: [number],
    ast.If: [condition],
    ast.IfExp: [condition],
    ast.While: [condition],
    ast.comprehension: [filtering],
    ast.Return: [returned],
    ast.Raise: [removed],
    ast.Expr: [removed],
    ast.Assign: [removed],
    ast.Break: [jump],
    ast.Continue: [jump],
    ast.Call: [call],
    ast.Name: [name],
    ast.Attribute: [attribute],
    ast.Slice: [bounds],
}
