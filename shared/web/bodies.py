"""Reading what was sent: media type, size, strict JSON, query; every fault of a request told at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import marshmallow as ma
from flask import Flask, current_app, g, request
from marshmallow import fields
from werkzeug.datastructures import MultiDict

from shared.kernel.errors import Fault, Malformed
from shared.web.faults import faults_of, validation_failed
from shared.web.refusals import UnsupportedMediaType
from shared.web.strict_json import read_json

F = TypeVar("F", bound=Callable[..., Any])
USUAL_LIMIT = 1024 * 1024
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_JSON = "application/json"


def body_limit(size: int) -> Callable[[F], F]:
    """Let the body of a route be up to ``size`` bytes instead of 1 MiB."""

    def mark(view: F) -> F:
        view.body_limit = size  # type: ignore[attr-defined]  # read before the body is
        return view

    return mark


def consumes(*media_types: str) -> Callable[[F], F]:
    """Name the media types a route reads itself (NDJSON, multipart); others get 415 before the view runs."""

    def mark(view: F) -> F:
        view.consumes = media_types  # type: ignore[attr-defined]  # read before the body is
        return view

    return mark


def limit_bodies(app: Flask) -> None:
    """Set the limits of each request before anything reads its body."""
    app.config["MAX_CONTENT_LENGTH"] = USUAL_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = USUAL_LIMIT

    def check() -> None:
        if request.url_rule is None:
            return
        view = app.view_functions[request.url_rule.endpoint]
        size = getattr(view, "body_limit", None)
        if size is not None:
            request.max_content_length = size
        accepted = getattr(view, "consumes", None)
        if accepted and (request.mimetype not in accepted or not _in_utf_8()):
            raise UnsupportedMediaType("unsupported-media-type", expected=" | ".join(accepted))

    app.before_request(check)


def read_json_body(*, required: bool = True) -> tuple[Any, list[Fault]]:
    """The JSON of the request in hand and its faults of character; ``({}, [])`` where none came and none is needed.

    Raises Malformed, UnsupportedMediaType, or Werkzeug's 413.
    """
    body = request.get_data(cache=True)
    if not body and not required:
        return {}, []
    if request.mimetype != _JSON and (body or request.mimetype):
        raise UnsupportedMediaType("unsupported-media-type", expected=_JSON)
    if not _in_utf_8():
        raise UnsupportedMediaType("unsupported-media-type", expected=_JSON)
    if not body:
        raise Malformed("malformed-json", reason="empty")
    return read_json(body)


def _in_utf_8() -> bool:
    """Whether the body is in UTF-8 by what its media type says; what says nothing is."""
    return request.mimetype_params.get("charset", "utf-8").lower() in ("utf-8", "utf8")


class Arguments:
    """Loads a schema from one place of the request and hands it to the view; stands in for webargs."""

    DEFAULT_VALIDATION_STATUS = 422

    def use_args(
        self, schema: ma.Schema | type[ma.Schema], *, location: str, required: bool = True
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """The decorator smorest asks for."""
        loader = schema() if isinstance(schema, type) else schema

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def run(*args: Any, **kwargs: Any) -> Any:
                return current_app.ensure_sync(view)(*args, _load(loader, location, required=required), **kwargs)

            return run

        return decorate


def _load(schema: ma.Schema, location: str, *, required: bool) -> Any:
    if location == "json":
        data, faults = read_json_body(required=required)
        g.gplx_json = data
    elif location in ("query", "querystring"):
        data, faults = _from_texts(request.args, schema)
    elif location == "form":
        data, faults = _from_texts(request.form, schema)
    elif location == "files":
        data, faults = _from_texts(request.files, schema)
    else:
        raise RuntimeError(f"nothing is read from {location!r} here")
    return load(schema, data, faults)


def load(schema: ma.Schema, data: Any, faults: list[Fault] | None = None) -> Any:
    """Load with a schema. Raises Invalid ``validation-failed`` with its faults and those already found."""
    known = list(faults or ())
    try:
        loaded = schema.load(data)
    except ma.ValidationError as error:
        told = faults_of(error, schema)
        told += _of_what_was_read(schema, error.valid_data, told)
        pairs = {(fault.pointer, fault.code) for fault in told}
        raise validation_failed([*told, *(f for f in known if (f.pointer, f.code) not in pairs)]) from error
    if known:
        raise validation_failed(known)
    return loaded


def _of_what_was_read(schema: ma.Schema, data: Any, told: list[Fault]) -> list[Fault]:
    """What the schema's ``rules`` (if it has any) say of members that could be read, so that all is told at once.

    ``rules`` takes what was loaded and gives faults; where the form was at fault already, it is not heard. Nor is it
    on lists some of whose entries could not be read at all: their places would be wrong.
    """
    rules = getattr(schema, "rules", None)
    if rules is None or not isinstance(data, dict):
        return []
    places = {fault.pointer for fault in told}
    lists = {place.rpartition("/")[0] for place in places if place.rpartition("/")[2].isdigit()}
    return [
        fault
        for fault in rules(data)
        if fault.pointer not in places and not any(fault.pointer.startswith(f"{place}/") for place in lists)
    ]


def _from_texts(given: MultiDict[str, Any], schema: ma.Schema) -> tuple[dict[str, Any], list[Fault]]:
    """Query or form values as JSON-like data: numbers and booleans by the schema's fields, lists where it has lists."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    by_name = {field.data_key or name: field for name, field in schema.load_fields.items()}
    for name, values in given.lists():
        field = by_name.get(name)
        if isinstance(field, fields.List):
            found[name] = [_typed(value, field.inner) for value in values]
            continue
        if len(values) > 1:
            faults.append(Fault(f"/{name}", "repeated"))
        found[name] = _typed(values[0], field)
    return found, faults


def _typed(value: Any, field: object) -> Any:
    if isinstance(value, str):
        if isinstance(field, fields.Integer) and _WHOLE.fullmatch(value):
            return int(value)
        if isinstance(field, fields.Boolean) and value in ("true", "false"):
            return value == "true"
    return value
