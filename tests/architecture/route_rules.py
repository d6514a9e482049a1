"""Rules about what a service answers to, read off its URL map and its contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from flask import Flask

from shared.auth.access import access_of

VERBS = ("get", "post", "put", "patch", "delete")
API = ("/api/", "/oauth2/", "/.well-known/")
# How an operator and a reader find a service; they describe the contract and are no part of it.
ABOUT_ITSELF = re.compile(r"^/(health/(live|ready)|metrics)$|^/api/[a-z]+/v1/(openapi\.json|docs)$")
# What is written for people to read; a picture, a file or a signed text is made by the test that sends it.
READABLE = re.compile(r"json|x-www-form-urlencoded")


def routes(app: Flask) -> Iterator[tuple[str, str, Any]]:
    """Method, OpenAPI path and view of every route."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for verb in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield verb.lower(), path, app.view_functions[rule.endpoint]


def unmarked(app: Flask, scopes: Collection[str]) -> list[str]:
    """Routes that do not say who may use them, or name a scope nobody can hold."""
    faults = []
    for verb, path, view in routes(app):
        mark = access_of(view)
        if mark is None:
            faults.append(f"{verb} {path} carries no access mark")
        elif unknown := set(mark.scopes) - set(scopes):
            faults.append(f"{verb} {path} wants scopes that access does not grant: {sorted(unknown)}")
    return faults


def drifted(app: Flask, contract: dict[str, Any]) -> list[str]:
    """Routes that the contract keeps quiet about, and operations that no route answers."""
    answered = {(verb, path) for verb, path, _ in routes(app)}
    promised = {(verb, path) for path, item in contract["paths"].items() for verb in item if verb in VERBS}
    quiet = {
        (verb, path) for verb, path in answered - promised if path.startswith(API) and not ABOUT_ITSELF.match(path)
    }
    return [f"{verb} {path} is not in the contract" for verb, path in sorted(quiet)] + [
        f"{verb} {path} is in the contract, but nothing answers it" for verb, path in sorted(promised - answered)
    ]


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each operation is, and what it says; parameters of its path included."""
    for path, item in contract["paths"].items():
        for verb in VERBS:
            if verb in item:
                shared = item.get("parameters", [])
                yield f"{verb} {path}", item[verb] | {"parameters": [*item[verb].get("parameters", []), *shared]}


def resolve(contract: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in node:
        found: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def unbounded(contract: dict[str, Any]) -> list[str]:
    """Lists that could grow without end: neither a ``limit`` with a maximum nor a greatest number of items."""
    faults = []
    for name, operation in operations(contract):
        if name.startswith("get ") and any("maxItems" not in items for items in _lists(contract, operation)):
            limits = [
                resolve(contract, parameter["schema"])
                for parameter in (resolve(contract, entry) for entry in operation["parameters"])
                if parameter["name"] == "limit" and parameter["in"] == "query"
            ]
            if not any("maximum" in schema for schema in limits):
                faults.append(f"{name} answers items, but states no limit")
    return faults


def _lists(contract: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for status, response in operation.get("responses", {}).items():
        for content in resolve(contract, response).get("content", {}).values() if status.startswith("2") else ():
            schema = resolve(contract, content.get("schema", {}))
            items = schema.get("properties", {}).get("items")
            if items is not None or schema.get("type") == "array":
                yield resolve(contract, items) if items is not None else schema


def without_example(contract: dict[str, Any]) -> list[str]:
    """Bodies and answers that show no example; consumers' tests are made of these."""
    faults = []
    for name, operation in operations(contract):
        bodies = [("request", resolve(contract, operation["requestBody"]))] if "requestBody" in operation else []
        bodies += [
            (status, resolve(contract, response))
            for status, response in operation.get("responses", {}).items()
            if status.startswith("2")
        ]
        faults += [
            f"{name} {where} has no example for {kind}"
            for where, body in bodies
            for kind, content in body.get("content", {}).items()
            if READABLE.search(kind) and not content.keys() & {"example", "examples"}
        ]
    return faults


def misnamed(contract: dict[str, Any]) -> list[str]:
    """Operations without a snake_case id of their own."""
    seen: dict[str, str] = {}
    faults = []
    for name, operation in operations(contract):
        chosen = operation.get("operationId", "")
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", chosen):
            faults.append(f"{name} has the operationId {chosen!r}")
        elif chosen in seen:
            faults.append(f"{name} and {seen[chosen]} are both called {chosen}")
        seen[chosen] = name
    return faults
