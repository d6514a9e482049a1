"""What a contract says of one record, checked without a suite: what a dry run can tell beforehand.

Only form: whether a person or a card is there, and whether facts contradict each other, is the suite's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from services.commands.bulk.columns import Kind
from shared import contracts
from shared.kernel.errors import Fault

SCHEMAS = {
    Kind.HOLDERS: ("licences", "HolderRecord"),
    Kind.EXAMS: ("licences", "ExamRecord"),
    Kind.LICENCES: ("licences", "LicenceRecord"),
    Kind.CASES: ("violations", "Case"),
}
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def form_faults(kind: Kind, record: Any) -> list[Fault]:
    """Faults of form of one record, by the contract that this program was made with."""
    service, name = SCHEMAS[kind]
    schemas = contracts.load(service)["components"]["schemas"]
    return list(_faults(schemas[name], record, "", schemas))


def _faults(schema: Mapping[str, Any], value: Any, pointer: str, schemas: Mapping[str, Any]) -> Iterator[Fault]:
    schema = _resolved(schema, schemas)
    if "anyOf" in schema:
        ways = [_resolved(way, schemas) for way in schema["anyOf"]]
        fitting = [way for way in ways if _fits(way, value)]
        schema = fitting[0] if fitting else ways[0]
    if not _fits(schema, value):
        yield Fault(pointer, "null-not-allowed" if value is None else "wrong-type", {"column": "-", "text": value})
    elif isinstance(value, dict):
        yield from _object_faults(schema, value, pointer, schemas)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
            yield Fault(pointer, "wrong-length", {"found": len(value)})
        for place, entry in enumerate(value):
            yield from _faults(schema.get("items", {}), entry, f"{pointer}/{place}", schemas)
    elif value is not None:
        yield from _plain_faults(schema, value, pointer)


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    named = schema.get("type", list(TYPES))
    types = [named] if isinstance(named, str) else named
    # To Python True is a whole number; to JSON it is not.
    return any(isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool)) for name in types)


def _object_faults(
    schema: Mapping[str, Any], value: Mapping[str, Any], pointer: str, schemas: Mapping[str, Any]
) -> Iterator[Fault]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(f"{pointer}/{name}", "required")
    for name, member in value.items():
        below = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in known:
            yield from _faults(known[name], member, below, schemas)
        else:
            yield Fault(below, "unknown-field")


def _plain_faults(schema: Mapping[str, Any], value: Any, pointer: str) -> Iterator[Fault]:
    if "enum" in schema and value not in schema["enum"]:
        yield Fault(pointer, "not-one-of", {"choices": ", ".join(map(str, schema["enum"]))})
    if isinstance(value, str):
        if len(value) > schema.get("maxLength", len(value)):
            yield Fault(pointer, "too-long", {"limit": schema["maxLength"]})
        elif "pattern" in schema and not _pattern(schema["pattern"]).search(value.strip()):
            yield Fault(pointer, "wrong-form", {"text": value[:60]})
    elif value < schema.get("minimum", value) or value > schema.get("maximum", value):
        yield Fault(pointer, "too-small" if value < schema.get("minimum", value) else "too-great", {"text": value})


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)
