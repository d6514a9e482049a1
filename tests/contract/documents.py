"""The committed contracts as data to check values with: every schema is JSON Schema 2020-12, references included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from shared import contracts

SERVICES = ("access", "licences", "violations", "renewals")
OUTSIDE = "sandbox"
"""No contract of ours: what we believe of the world outside, kept in the same form because renewals calls it."""

FORMATS = FormatChecker(["date", "uuid"])
JSON = "application/json"
PROBLEM = "application/problem+json"


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    return not isinstance(text, str) or ("T" in text and datetime.fromisoformat(text).tzinfo is not None)


@FORMATS.checks("uri-reference", raises=ValueError)
def _is_reference(text: object) -> bool:
    return not isinstance(text, str) or " " not in urlsplit(text).geturl()


@dataclass(frozen=True)
class Sample:
    """An example in a contract: whose it is, where it stands (``request`` or a status), its schema, its value."""

    service: str
    operation_id: str
    where: str
    media_type: str
    name: str
    schema: dict[str, Any] | None
    value: Any

    def __str__(self) -> str:
        return "-".join((self.service, self.operation_id, self.where, self.media_type.split("/")[-1], self.name))


def operations() -> list[tuple[str, str]]:
    """Every operation of our services: service and operation id."""
    return [(service, operation_id) for service in SERVICES for operation_id in contracts.operations(service)]


def samples(service: str) -> Iterator[Sample]:
    """Every example of a contract: of parameters, requests and answers."""
    document = contracts.load(service)
    for operation_id, (_method, path, entry) in contracts.operations(service).items():
        for parameter in (*document["paths"][path].get("parameters", ()), *entry.get("parameters", ())):
            if "example" in parameter:
                name = parameter["name"]
                yield Sample(service, operation_id, "parameter", "-", name, parameter["schema"], parameter["example"])
        places = {"request": entry.get("requestBody", {})} | entry["responses"]
        for where, place in places.items():
            for media_type, content in contracts.resolved(document, place).get("content", {}).items():
                for name, value in examples_of(content).items():
                    yield Sample(service, operation_id, where, media_type, name, content.get("schema"), value)


def examples_of(content: dict[str, Any]) -> dict[str, Any]:
    """The examples of one media type by name; a single one is ``default``."""
    named = {name: entry["value"] for name, entry in content.get("examples", {}).items()}
    return {"default": content["example"]} | named if "example" in content else named


def response_of(service: str, operation_id: str, status: int) -> dict[str, Any] | None:
    """What a contract says of an answer; None if the operation never gives that status."""
    _method, _path, entry = contracts.operation(service, operation_id)
    found = entry["responses"].get(str(status))
    return None if found is None else contracts.resolved(contracts.load(service), found)


def faults(service: str, schema: dict[str, Any], value: Any) -> list[str]:
    """What is wrong with a value by a schema of a service's contract, one line each."""
    scoped = {"$id": f"urn:contract:{service}", "$schema": DRAFT, **_absolute(service, schema)}
    validator = Draft202012Validator(scoped, registry=_registry(service), format_checker=FORMATS)
    return sorted(f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(value))


DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _absolute(service: str, schema: Any) -> Any:
    """The schema with references that find their way from outside the document."""
    if isinstance(schema, dict):
        return {
            name: f"urn:document:{service}{value}" if name == "$ref" else _absolute(service, value)
            for name, value in schema.items()
        }
    return [_absolute(service, item) for item in schema] if isinstance(schema, list) else schema


@cache
def _registry(service: str) -> Registry[Any]:
    document = DRAFT202012.create_resource(contracts.load(service))
    return Registry().with_resource(f"urn:document:{service}", document)
