"""Which events the code emits, read from its syntax: the type stands where the event is emitted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from services.renewals.domain.states import State
from tests.architecture.sources import Source, code

STATES = {"application.": tuple(State)}
"""What the changing end of a type may be, by its fixed beginning."""


class UnreadableTypeError(Exception):
    """An ``emit`` whose type cannot be told from the syntax."""


@dataclass(frozen=True)
class Emitted:
    """One type, the service that emits it, and where."""

    service: str
    type: str
    where: str


def emitted(sources: tuple[Source, ...] | None = None) -> Iterator[Emitted]:
    """Every type of every ``….emit(type, …)`` below services. Raises UnreadableTypeError."""
    for source in code() if sources is None else sources:
        if not source.is_under("services"):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "emit":
                for name in _types(source, node):
                    yield Emitted(source.path.split("/")[1], name, source.at(node, "emit"))


def _types(source: Source, call: ast.Call) -> Iterator[str]:
    given = call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "type"), None)
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
        return
    if isinstance(given, ast.JoinedStr) and isinstance(given.values[0], ast.Constant):
        beginning = str(given.values[0].value)
        if len(given.values) == 2 and beginning in STATES:
            yield from (beginning + end for end in STATES[beginning])
            return
    raise UnreadableTypeError(source.at(call, "write the type of the event where it is emitted"))
