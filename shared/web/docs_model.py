"""An OpenAPI document, taken apart for the page that shows it."""

from __future__ import annotations

import json
import shlex
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
DEEPEST = 4


def api_model(spec: dict[str, Any]) -> dict[str, Any]:
    """Title, description and groups of operations, in the order of the document."""
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in spec.get("tags", ())}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(spec, path, method, item)
                groups.setdefault(operation["group"], []).append(operation)
    described = {tag["name"]: tag.get("description", "") for tag in spec.get("tags", ())}
    return {
        "title": spec["info"]["title"],
        "version": spec["info"]["version"],
        "description": spec["info"].get("description", ""),
        "groups": [
            {"name": name, "description": described.get(name, ""), "operations": operations}
            for name, operations in groups.items()
            if operations
        ],
    }


def _operation(spec: dict[str, Any], path: str, method: str, item: dict[str, Any]) -> dict[str, Any]:
    operation = item[method]
    parameters = [_resolved(spec, p) for p in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    media_type, body = _first(operation.get("requestBody", {}))
    scopes = sorted({scope for entry in operation.get("security", ()) for scope in entry.get("bearer", ())})
    return {
        "id": operation["operationId"],
        "group": (operation.get("tags") or ["api"])[0],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", operation["operationId"]),
        "description": operation.get("description", ""),
        "kinds": operation.get("x-gplx-kinds", []),
        "public": operation.get("x-gplx-public", ""),
        "body_limit": operation.get("x-gplx-body-limit"),
        "scopes": scopes,
        "parameters": [_parameter(entry) for entry in parameters],
        "members": _members(spec, body.get("schema", {})),
        "body": _pretty(_example(body)),
        "curl": _curl(method, path, _shown(operation, parameters), media_type, _example(body), signed=bool(scopes)),
        "answers": [_answer(spec, status, entry) for status, entry in sorted(operation["responses"].items())],
    }


def _resolved(spec: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    reference = entry.get("$ref")
    if reference is None:
        return entry
    found: Any = spec
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _parameter(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": entry["name"],
        "place": entry["in"],
        "required": entry.get("required", False),
        "description": entry.get("description") or entry.get("schema", {}).get("description", ""),
        "type": _type(entry.get("schema", {})),
    }


def _members(spec: dict[str, Any], schema: dict[str, Any], prefix: str = "", depth: int = 0) -> list[dict[str, Any]]:
    """The members of an object, nested ones with their path."""
    schema = _resolved(spec, schema)
    if schema.get("type") == "array":
        return _members(spec, schema.get("items", {}), f"{prefix}[]", depth)
    found: list[dict[str, Any]] = []
    for name, entry in schema.get("properties", {}).items():
        inner = _resolved(spec, next((part for part in entry.get("anyOf", ()) if "$ref" in part), entry))
        path = f"{prefix}.{name}" if prefix else name
        found.append(
            {
                "name": path,
                "required": name in schema.get("required", ()),
                "type": _type(entry if "anyOf" not in entry else inner),
                "description": entry.get("description") or inner.get("description", ""),
            }
        )
        if depth < DEEPEST and ("properties" in inner or inner.get("type") == "array"):
            found += _members(spec, inner, path, depth + 1)
    return found


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema:
        return " | ".join("null" if choice is None else str(choice) for choice in schema["enum"])
    kind = schema.get("type", "any")
    text = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if text == "array":
        text = f"array of {_type(schema.get('items', {}))}"
    limits = [f"{word} {schema[key]:,}" for key, word in _LIMITS.items() if key in schema]
    return ", ".join([text, *([schema["format"]] if "format" in schema else []), *limits])


_LIMITS = {"minLength": "≥", "maxLength": "≤", "minimum": "≥", "maximum": "≤", "minItems": "≥", "maxItems": "≤"}


def _first(entry: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The first media type of a body or answer, and what is said of it."""
    for media_type, content in entry.get("content", {}).items():
        return media_type, content
    return None, {}


def _example(content: dict[str, Any]) -> Any:
    if "example" in content:
        return content["example"]
    first: dict[str, Any] = next(iter(content.get("examples", {}).values()), {})
    return first.get("value")


def _pretty(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def _answer(spec: dict[str, Any], status: str, entry: dict[str, Any]) -> dict[str, Any]:
    entry = _resolved(spec, entry)
    content = _first(entry)[1]
    good = status.startswith("2")
    return {
        "status": status,
        "description": entry.get("description", ""),
        "good": good,
        "example": _pretty(_example(content)) if good else "",
    }


def _shown(operation: dict[str, Any], parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The headers an example call needs; a citizen's purpose is understood."""
    wanted = set() if operation.get("x-gplx-kinds") == ["citizen"] else {"Gplx-Purpose"}
    return [
        entry for entry in parameters if entry["in"] == "header" and (entry.get("required") or entry["name"] in wanted)
    ]


def _curl(
    method: str, path: str, parameters: list[dict[str, Any]], media_type: str | None, example: Any, *, signed: bool
) -> str:
    lines = ["curl -sS" if method == "get" else f"curl -sS -X {method.upper()}"]
    if signed:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    lines += [f'-H "{entry["name"]}: {_HEADER_VALUES.get(entry["name"], "…")}"' for entry in parameters]
    if media_type is not None:
        lines.append(f'-H "Content-Type: {media_type}"')
        sent = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
        lines.append(f"--data-binary {shlex.quote(sent)}")
    lines.append(f'"$GPLX_URL{path}"')
    return " \\\n  ".join(lines)


_HEADER_VALUES = {"Idempotency-Key": "$(uuidgen)", "If-Match": '\\"v1\\"', "Gplx-Purpose": "reissue"}
