"""Loading a record that is plainly right without marshmallow's machinery: what is not is left to the schema itself.

A load of thousands would spend most of its time on bookkeeping for faults that hardly any record has. The reader made
here from a schema gives what ``schema.load`` gives, or nothing at all: it knows no faults, so the schema must be asked
for them. Fields that are not known here are read by themselves, a little slower.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, Final

import marshmallow as ma
from marshmallow import fields, validate
from marshmallow.decorators import POST_LOAD

from shared.web.wire_fields import CitizenId, Day, Instant, Matching, OneOf, Text

Read = Callable[[Any], Any]
_ABSENT: Final = object()
_STRICT = "shared.web.schemas"
"""Where the checks come from that make a plain field strict: a quick reader is as strict by itself."""


class NotPlainError(Exception):
    """A record that its schema must look at."""


def quick_loader(schema: ma.Schema) -> Read:
    """A function that loads one record as ``schema.load`` does, or raises NotPlainError.

    Raises TypeError for a schema with hooks whose order among the fields matters.
    """
    finish = [getattr(schema, name) for name, _, _ in schema._hooks[POST_LOAD]]  # noqa: SLF001  # no public way
    read = _object(schema)
    if not finish:
        return read

    def load(record: Any) -> Any:
        loaded = read(record)
        for step in finish:
            loaded = step(loaded, many=False, partial=None, unknown=schema.unknown)
        return loaded

    return load


def _require_plain(schema: ma.Schema) -> None:
    if schema.unknown != ma.RAISE or schema.many or schema.partial:
        raise TypeError(f"{type(schema).__name__} takes more than it declares")
    if any(found for hook, found in schema._hooks.items() if hook != POST_LOAD):  # noqa: SLF001  # no public way
        raise TypeError(f"{type(schema).__name__} has hooks that a quick reader would pass over")


def _object(schema: ma.Schema) -> Read:
    _require_plain(schema)
    members = [
        (field.data_key or name, field.attribute or name, _reader(field), _default(field))
        for name, field in schema.load_fields.items()
    ]

    def read(record: Any) -> dict[str, Any]:
        if type(record) is not dict:
            raise NotPlainError
        loaded: dict[str, Any] = {}
        met = 0
        for name, key, read_member, default in members:
            given = record.get(name, _ABSENT)
            if given is not _ABSENT:
                met += 1
                loaded[key] = read_member(given)
            elif (value := default()) is not _ABSENT:
                loaded[key] = value
        if met != len(record):
            raise NotPlainError  # a member that is not declared
        return loaded

    return read


def _default(field: fields.Field[Any]) -> Callable[[], Any]:
    """What makes the value of an absent member; ``_ABSENT`` where the schema leaves it out."""
    default = field.load_default
    if field.required:
        return _refuse
    if default is ma.missing:
        return lambda: _ABSENT
    return default if callable(default) else lambda: default


def _refuse() -> Any:
    raise NotPlainError


def _reader(field: fields.Field[Any]) -> Read:
    read = _of_kind(field) or _by_itself(field)
    return _nullable(read) if field.allow_none else read


def _of_kind(field: fields.Field[Any]) -> Read | None:
    """The reader of the nearest class known here, unless one before it, or a hook, reads in a way of its own."""
    if field.post_load or any(check.__module__ != _STRICT for check in field.pre_load):
        return None
    for kind in type(field).__mro__:
        if kind in _KINDS:
            return _KINDS[kind](field)
        if not vars(kind).keys().isdisjoint({"deserialize", "_deserialize", "_validated", "_validate"}):
            break
    return None


def _nullable(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _by_itself(field: fields.Field[Any]) -> Read:
    def read(value: Any) -> Any:
        try:
            return field.deserialize(value)
        except ma.ValidationError as error:
            raise NotPlainError from error

    return read


def _limits(field: fields.Field[Any], kind: type[Any]) -> tuple[float, float] | None:
    """The bounds the field's validators set together; None if they check anything else."""
    low, high = float("-inf"), float("inf")
    for validator in field.validators:
        if type(validator) is not kind or getattr(validator, "equal", None) is not None:
            return None
        if not (getattr(validator, "min_inclusive", True) and getattr(validator, "max_inclusive", True)):
            return None
        least, most = getattr(validator, "min", None), getattr(validator, "max", None)
        low = low if least is None else max(low, least)
        high = high if most is None else min(high, most)
    return low, high


def _text(field: Text) -> Read | None:
    limits = _limits(field, validate.Length)
    if limits is None:
        return None
    low, high = limits
    unwanted = field.unwanted.search

    def read(value: Any) -> str:
        # Nothing that is unwanted can be printed; most text can.
        if type(value) is not str or not (value.isprintable() or not unwanted(value)):
            raise NotPlainError
        text = (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()
        if not low <= len(text) <= high:
            raise NotPlainError
        return text

    return read


def _matching(field: Matching) -> Read | None:
    if field.validators:
        return None
    longest, matches = field.longest, field.form.fullmatch

    def read(value: Any) -> str:
        if type(value) is not str or len(value) > longest or not matches(value):
            raise NotPlainError
        return value

    return read


def _one_of(field: OneOf) -> Read | None:
    (known, *others) = field.validators
    if others or type(known) is not validate.OneOf:
        return None
    words = {word: field.enum(word) if field.enum is not None else word for word in known.choices}

    def read(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise NotPlainError
        return words[value]

    return read


def _whole(field: fields.Integer) -> Read | None:
    limits = _limits(field, validate.Range)
    if limits is None:
        return None
    low, high = limits

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise NotPlainError
        return value

    return read


def _boolean(field: fields.Boolean) -> Read | None:
    if field.validators:
        return None

    def read(value: Any) -> bool:
        if value is not True and value is not False:
            raise NotPlainError
        return value

    return read


def _direct(field: Day | Instant | CitizenId) -> Read | None:
    """These have one reader each, theirs; only the machinery around it is left out."""
    if field.validators:
        return None
    understand = field._deserialize  # noqa: SLF001  # the very reader deserialize() calls

    def read(value: Any) -> Any:
        try:
            return understand(value, None, None)
        except ma.ValidationError as error:
            raise NotPlainError from error

    return read


def _nested(field: fields.Nested) -> Read | None:
    if field.many or field.validators or field.unknown is not None:
        return None
    return quick_loader(field.schema)


def _list(field: fields.List[Any]) -> Read | None:
    limits = _limits(field, validate.Length)
    if limits is None:
        return None
    low, high = limits
    read_entry = _reader(field.inner)

    def read(value: Any) -> list[Any]:
        if type(value) is not list or not low <= len(value) <= high:
            raise NotPlainError
        return [read_entry(entry) for entry in value]

    return read


_KINDS: Final[dict[type, Callable[[Any], Read | None]]] = {
    Text: _text,
    Matching: _matching,
    OneOf: _one_of,
    Day: _direct,
    Instant: _direct,
    CitizenId: _direct,
    fields.Integer: _whole,
    fields.Boolean: _boolean,
    fields.Nested: _nested,
    fields.List: _list,
}
