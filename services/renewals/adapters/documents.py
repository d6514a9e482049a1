"""Domain values as JSON documents and back, by their declared types."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_document(value: Any) -> Any:
    """A value made of dataclasses, enums, dates, tuples and mappings as plain JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_document(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_document(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_document(item) for item in value]
    return value


def from_document(kind: type[T], document: Any) -> T:
    """The value of type ``kind`` that ``document`` was made from."""
    return typing.cast("T", _read(kind, document))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, document: Any) -> Any:
    if document is None:
        return None
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _read_union(kind, document)
    if origin is tuple:
        return tuple(_read(typing.get_args(kind)[0], item) for item in document)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(typing.get_args(kind)[1], item) for key, item in document.items()}
    return _read_plain(kind, document)


def _read_union(kind: Any, document: Any) -> Any:
    choices = [choice for choice in typing.get_args(kind) if choice is not types.NoneType]
    return _read(choices[0], document) if len(choices) == 1 else document


def _read_plain(kind: Any, document: Any) -> Any:
    if not isinstance(kind, type):
        return document
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in document.items() if name in hints})
    if issubclass(kind, StrEnum):
        return kind(document)
    if issubclass(kind, datetime):
        return datetime.fromisoformat(document)
    if issubclass(kind, date):
        return date.fromisoformat(document)
    return document
