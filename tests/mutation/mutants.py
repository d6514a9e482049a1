"""Small faults put into a module one at a time, each as a syntax tree that differs from the source in one place.

Comparisons move by one or turn round, ``and`` becomes ``or``, numbers move by one, conditions and truth values turn,
words change, results vanish, statements go. Prose, annotations, decorators and the words of the wire stay: what
people read and what contracts pin is tested elsewhere.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

Path = tuple[tuple[str, int | None], ...]
"""Fields and indices from the root of a tree to a node."""
Change = tuple[ast.AST, str]

_NEAR: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Mutant:
    """One fault. ``lines`` are those of the innermost statement; ``function`` encloses it, None outside functions."""

    qualname: str
    was: str
    becomes: str
    lines: range
    function: tuple[str, int] | None
    source: str
    path: Path
    node: ast.AST

    @property
    def name(self) -> str:
        """How the list of equivalents names it."""
        return f"{self.qualname}: {self.was} → {self.becomes}"

    def tree(self) -> ast.Module:
        """The module with this fault, every line where it was."""
        tree = ast.parse(self.source)
        _put(tree, self.path, self.node)
        return ast.fix_missing_locations(tree)


@dataclass(frozen=True)
class _Place:
    """Where a node stands: the way to it from the root, and what encloses it."""

    path: Path
    qualname: str
    function: tuple[str, int] | None
    statement: ast.stmt


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of the source."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    for node, place in _places(tree):
        for changed, becomes in _changes(node):
            was = _words(node)
            name = f"{place.qualname}: {was} → {becomes}"
            seen[name] = seen.get(name, 0) + 1
            told = becomes if seen[name] == 1 else f"{becomes} ({seen[name]})"
            lines = _lines(place.statement)
            found.append(Mutant(place.qualname, was, told, lines, place.function, source, place.path, changed))
    return found


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement; of a compound one those of its head."""
    body = getattr(statement, "body", None)
    last = max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or statement.lineno
    return range(statement.lineno, last + 1)


def _words(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "..."


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, _Place]]:
    start = _Place((), "", None, tree.body[0])
    yield from _below(tree, start)


def _below(node: ast.AST, here: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _untouchable(node, field, child):
                continue
            place = replace(here, path=(*here.path, (field, index)))
            if isinstance(node, _FUNCTIONS) and here.function is None and field == "body":
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                place = replace(place, function=(here.qualname, first))
            if isinstance(child, ast.stmt):
                place = replace(place, statement=child)
            yield child, place
            if isinstance(child, (ast.ClassDef, *_FUNCTIONS)):
                place = replace(place, qualname=f"{here.qualname}.{child.name}".lstrip("."))
            yield from _below(child, place)


def _untouchable(parent: ast.AST, field: str, child: ast.AST) -> bool:
    """Prose and types: what no test of behaviour could tell apart."""
    if field in {"annotation", "returns", "decorator_list", "type_params", "bases", "keywords"} and isinstance(
        parent, (ast.arg, ast.AnnAssign, ast.ClassDef, *_FUNCTIONS)
    ):
        return True
    if isinstance(child, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(child, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in child.bases):
        return True
    if isinstance(child, ast.Call) and ast.unparse(child.func) in {"cast", "Words", "ProblemText", "TypeVar"}:
        return True
    return isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)


def _put(tree: ast.AST, path: Path, changed: ast.AST) -> None:
    node = tree
    for field, index in path[:-1]:
        node = getattr(node, field) if index is None else getattr(node, field)[index]
    field, index = path[-1]
    if index is None:
        setattr(node, field, changed)
    else:
        getattr(node, field)[index] = changed


def _changes(node: ast.AST) -> Iterator[Change]:
    for kind, change in _CHANGES.items():
        if isinstance(node, kind):
            for changed in change(node):
                located = ast.copy_location(changed, node)
                yield located, _words(located)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        for near in _NEAR[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], near(), *node.ops[index + 1 :]], node.comparators)


def _bool_op(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _unary_op(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _bin_op(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _OPERATORS:
        yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool() as truth:
            yield ast.Constant(not truth)
        case int() as number:
            yield ast.Constant(number + 1)
            if number > 0:
                yield ast.Constant(number - 1)
        case str() as word if word and " " not in word:
            yield ast.Constant(f"XX{word}")


def _call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _CALLS:
        kept = [] if name == "sorted" else node.keywords
        yield ast.Call(ast.Name(_CALLS[name], ast.Load()), node.args, kept)


def _branch(node: ast.If | ast.While | ast.IfExp) -> Iterator[ast.AST]:
    for test in _turned(node.test):
        if isinstance(node, ast.IfExp):
            yield ast.IfExp(test, node.body, node.orelse)
        else:
            yield type(node)(test, node.body, node.orelse)


def _comprehension(node: ast.comprehension) -> Iterator[ast.AST]:
    for index, test in enumerate(node.ifs):
        for turned in _turned(test):
            yield ast.comprehension(
                node.target, node.iter, [*node.ifs[:index], turned, *node.ifs[index + 1 :]], node.is_async
            )


def _turned(test: ast.expr) -> Iterator[ast.expr]:
    """A bare condition turned round; comparisons and the like are turned where they stand."""
    if not isinstance(test, ast.Compare | ast.BoolOp | ast.Constant) and not (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    ):
        yield ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _return(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield ast.Return(ast.Constant(None))


def _expression(node: ast.Expr) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Call):
        yield ast.Pass()
    elif isinstance(node.value, ast.Yield | ast.YieldFrom):
        # Still a generator, but one that says nothing here.
        yield ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))


def _assign(node: ast.Assign) -> Iterator[ast.AST]:
    if isinstance(node.targets[0], ast.Attribute | ast.Subscript):
        yield ast.Pass()


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


_CHANGES: dict[Any, Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _bool_op,
    ast.UnaryOp: _unary_op,
    ast.BinOp: _bin_op,
    ast.Constant: _constant,
    ast.Call: _call,
    (ast.If, ast.While, ast.IfExp): _branch,
    ast.comprehension: _comprehension,
    ast.Return: _return,
    ast.Expr: _expression,
    ast.Assign: _assign,
    (ast.Raise, ast.AugAssign, ast.Continue): _left_out,
}
