"""What marshmallow finds wrong, as coded faults with JSON pointers; its own English never reaches a caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from marshmallow import Schema, ValidationError, fields, validate
from marshmallow.exceptions import SCHEMA

from shared.kernel.errors import Fault, Invalid

MOST_FAULTS = 500
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_WHOLE_KEYS = {
    "required": "required",
    "null": "null-not-allowed",
    "unknown": "unknown-field",
    "type": "wrong-type",
    "too_large": "too-great",
    "invalid_uuid": "not-an-id",
    "invalid_utf8": "wrong-character",
    "must_be_one_of": "not-one-of",
    "special": "wrong-type",
}


class Coded(str):
    """A message that is really a code with params; looks like a string to marshmallow, formatting included."""

    __slots__ = ("code", "params")
    code: str
    params: Mapping[str, object]

    def __new__(cls, code: str, params: Mapping[str, object] | None = None) -> Self:
        """``params`` fill the placeholders of the code's text."""
        made = super().__new__(cls, code)
        made.code = code
        made.params = dict(params or {})
        return made

    def format(self, *_args: object, **params: object) -> Coded:
        """The same code with what marshmallow knows about the fault, less the value itself."""
        known = {name: value for name, value in params.items() if name != "input" and value not in (None, "")}
        return Coded(self.code, {**known, **self.params})


class _Chosen(Coded):
    """A code that depends on which side of its limits the value lies."""

    __slots__ = ("choose",)
    choose: Callable[[Mapping[str, Any]], str]

    def format(self, *_args: object, **params: object) -> Coded:
        """The code the limits and the value ask for."""
        return Coded(self.choose(params)).format(**params)


def _chosen(choose: Callable[[Mapping[str, Any]], str]) -> Coded:
    made = _Chosen("invalid-value")
    made.choose = choose
    return made


def fault(code: str, **params: object) -> ValidationError:
    """A validation error with our code, to raise from a field, a validator or ``validates_schema``."""
    return ValidationError([Coded(code, params)])


def _length_code(limits: Mapping[str, Any]) -> str:
    if limits.get("equal") is not None:
        return "wrong-length"
    if limits.get("max") is not None and len(limits["input"]) > limits["max"]:
        return "too-long"
    return "empty" if limits.get("min") == 1 else "too-short"


def _range_code(limits: Mapping[str, Any]) -> str:
    return "too-great" if limits.get("max") is not None and limits["input"] > limits["max"] else "too-small"


def speak_codes(field: fields.Field[Any]) -> None:
    """Make a bound field and its validators answer with codes instead of sentences."""
    field.error_messages = {key: _coded(field, key, text) for key, text in field.error_messages.items()}
    for validator in field.validators:
        said = getattr(validator, "error", "")
        if said is None or said == getattr(validator, "default_message", None):
            setattr(validator, "error", _validator_code(validator))  # noqa: B010  # only some validators have it
    if isinstance(field, fields.List):
        speak_codes(field.inner)
    if isinstance(field, fields.Dict):
        for part in (field.key_field, field.value_field):
            if part is not None:
                speak_codes(part)


def _coded(field: fields.Field[Any], key: str, text: Any) -> Coded:
    if isinstance(text, Coded):
        return text
    if isinstance(text, str) and _CODE.fullmatch(text):
        return Coded(text)
    if key == "invalid" and isinstance(field, fields.Date):
        return Coded("not-a-date")
    if key == "invalid" and isinstance(field, fields.DateTime):
        return Coded("not-an-instant")
    if key == "unknown" and isinstance(field, fields.Enum):
        return Coded("not-one-of")
    return Coded(_WHOLE_KEYS.get(key, "wrong-type"))


def _validator_code(validator: Any) -> Coded:
    if isinstance(validator, validate.Length):
        return _chosen(_length_code)
    if isinstance(validator, validate.Range):
        return _chosen(_range_code)
    if isinstance(validator, (validate.OneOf, validate.ContainsOnly)):
        return Coded("not-one-of", {"choices": ", ".join(str(choice) for choice in validator.choices)})
    if isinstance(validator, validate.Regexp):
        return Coded("wrong-form")
    return Coded("invalid-value")


def faults_of(error: ValidationError, schema: Schema) -> list[Fault]:
    """Every fault of a failed load, in document order of the schema's messages; at most 500."""
    found: list[Fault] = []
    messages = error.messages if isinstance(error.messages, dict) else {SCHEMA: error.messages}
    for entry in _walk(messages, "", schema):
        found.append(entry)
        if len(found) == MOST_FAULTS:
            break
    return found


def _walk(messages: Any, pointer: str, place: object) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            if key == SCHEMA:
                yield from _walk(inner, pointer, place)
            elif isinstance(place, fields.Dict):
                yield from _walk_entry(inner, f"{pointer}/{escaped(key)}", place)
            else:
                yield from _walk(inner, f"{pointer}/{escaped(key)}", _inside(place, key))
    elif isinstance(messages, (list, tuple)):
        for inner in messages:
            yield from _walk(inner, pointer, place)
    elif isinstance(messages, Coded):
        yield Fault(pointer, messages.code, messages.params)
    else:
        text = str(messages)
        yield Fault(pointer, text if _CODE.fullmatch(text) else "invalid-value")


def _walk_entry(messages: Any, pointer: str, place: fields.Dict) -> Iterator[Fault]:
    """Key and value of a dictionary's entry, whose faults marshmallow tells apart and a pointer does not."""
    for part in messages.values() if isinstance(messages, Mapping) else (messages,):
        yield from _walk(part, pointer, place.value_field)


def _inside(place: object, key: object) -> object:
    """The schema or field beneath ``place``, as far as it is known."""
    if isinstance(place, fields.Nested):
        place = place.schema
    if isinstance(place, fields.List):
        return place.inner
    if isinstance(place, Schema):
        if isinstance(key, int):
            return place
        return next((f for name, f in place.load_fields.items() if (f.data_key or name) == key), None)
    return None


def escaped(key: object) -> str:
    """One step of a JSON pointer (RFC 6901 §3)."""
    return str(key).replace("~", "~0").replace("/", "~1")


def validation_failed(faults: list[Fault]) -> Invalid:
    """The error for a body or query with these faults."""
    return Invalid("validation-failed", faults=faults)
