"""Which problem codes the code can answer with, and the words it has for them."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.architecture.sources import Source, dotted


@dataclass
class Codes:
    """``used`` maps a code to the places that raise it; ``texts`` to its sentences in Vietnamese and English.

    ``families`` maps a code to the names of the errors that carry it, ``Fault`` among them.
    """

    used: dict[str, list[str]] = field(default_factory=dict)
    families: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)


def gather(sources: Iterable[Source]) -> Codes:
    """All codes named in calls of domain errors and faults, and all tables of texts."""
    sources = tuple(sources)
    errors = error_classes(sources)
    found = Codes()
    for source in sources:
        constants = {
            target.id: node.value
            for node in source.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                for code in _codes_of(node, errors, constants):
                    found.used.setdefault(code, []).append(source.at(node, code))
                    found.families.setdefault(code, set()).add(dotted(node.func).rpartition(".")[2])
            if isinstance(node, ast.Dict):
                found.texts.update(_texts_of(node))
    return found


def error_classes(sources: Iterable[Source]) -> set[str]:
    """The names of DomainError and of every class that descends from it."""
    bases = {
        node.name: {dotted(base).rpartition(".")[2] for base in node.bases}
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {"DomainError"}
    while grown := {name for name, parents in bases.items() if parents & known} - known:
        known |= grown
    return known


def _codes_of(node: ast.Call, errors: set[str], constants: dict[str, ast.expr]) -> Iterator[str]:
    name = dotted(node.func).rpartition(".")[2]
    position = 0 if name in errors else 1 if name == "Fault" else None
    if position is None:
        return
    given: list[ast.expr] = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    given += node.args[position : position + 1]
    for value in given:
        yield from _literals(value, constants)


def _literals(value: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _literals(value.body, constants)
        yield from _literals(value.orelse, constants)
    elif isinstance(value, ast.Name) and value.id in constants:
        yield from _literals(constants[value.id], {})


def _texts_of(table: ast.Dict) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, value in zip(table.keys, table.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(value, ast.Call)):
            continue
        if dotted(value.func).rpartition(".")[2] == "ProblemText":
            words = {keyword.arg: keyword.value for keyword in value.keywords}
            words |= dict(zip(("vi", "en"), value.args, strict=False))
            yield str(key.value), tuple(_sentence(words.get(language)) for language in ("vi", "en"))  # type: ignore[misc]


def _sentence(node: ast.expr | None) -> str:
    if node is None:
        return ""
    try:
        return str(ast.literal_eval(node))
    except ValueError:
        return ""


def placeholders(sentence: str) -> set[str]:
    """The params a sentence wants."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
