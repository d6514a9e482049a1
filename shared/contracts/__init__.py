"""The published language as data: one OpenAPI 3.1 file per provider, generated, committed, examples included.

Both sides of a call read the same files: a provider's tests replay their examples, a consumer's tests stub with them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
METHODS = ("get", "post", "put", "patch", "delete")


class NoSuchExample(LookupError):
    """The contract holds nothing of that name; the message says what it does hold."""


def path_of(service: str) -> Path:
    """Where the contract of a service is kept."""
    return FOLDER / f"{service}.v1.json"


def text_of(document: dict[str, Any]) -> str:
    """The committed form of an OpenAPI document: the same document is the same text."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


@cache
def load(service: str) -> dict[str, Any]:
    """The OpenAPI document of a service. Treat it as read-only. Raises FileNotFoundError."""
    found: dict[str, Any] = json.loads(path_of(service).read_text("utf-8"))
    return found


def operations(service: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method (upper case), path template and operation by operation id, in the order of the document."""
    return {
        item[method]["operationId"]: (method.upper(), path, item[method])
        for path, item in load(service)["paths"].items()
        for method in METHODS
        if method in item
    }


def operation(service: str, operation_id: str) -> tuple[str, str, dict[str, Any]]:
    """One operation. Raises NoSuchExample."""
    known = operations(service)
    if operation_id not in known:
        raise NoSuchExample(f"{service} has no operation {operation_id}; it has {', '.join(known)}")
    return known[operation_id]


def example(service: str, operation_id: str, status: int, name: str = "default") -> Any:
    """The body of an answer in the contract; a fresh copy each time. Raises NoSuchExample."""
    _method, _path, entry = operation(service, operation_id)
    response = resolved(load(service), entry["responses"].get(str(status), {}))
    return _pick(response.get("content", {}), name, f"{service}.{operation_id} {status}")


def request_example(service: str, operation_id: str, name: str = "default") -> Any:
    """The body of a request in the contract; a fresh copy each time. Raises NoSuchExample."""
    _method, _path, entry = operation(service, operation_id)
    return _pick(entry.get("requestBody", {}).get("content", {}), name, f"{service}.{operation_id} request")


def resolved(document: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """What a ``$ref`` within the document points to; anything else is given back as it is."""
    found: Any = entry
    while "$ref" in found:
        steps = found["$ref"].removeprefix("#/").split("/")
        found = document
        for step in steps:
            found = found[step.replace("~1", "/").replace("~0", "~")]
    checked: dict[str, Any] = found
    return checked


def _pick(content: dict[str, Any], name: str, place: str) -> Any:
    named: dict[str, Any] = {}
    for _media_type, media in sorted(content.items(), key=lambda entry: entry[0] != "application/json"):
        if "example" in media:
            named.setdefault("default", media["example"])
        for key, entry in media.get("examples", {}).items():
            named.setdefault(key, entry["value"])
    if name not in named:
        raise NoSuchExample(f"{place} has no example {name!r}; it has {', '.join(named) or 'none'}")
    return json.loads(json.dumps(named[name]))
