"""Base schema: refuses what it does not know, and makes plain marshmallow fields strict when they are bound.

No numbers from strings, no booleans from words, and their messages are codes. Fields of the wire come from
:mod:`shared.web.wire_fields` and can be imported from here.
"""

from __future__ import annotations

from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import RAISE, fields, validate

from shared.web.faults import Coded, fault, speak_codes
from shared.web.wire_fields import (
    AmountVnd,
    CitizenId,
    Day,
    Id,
    Instant,
    Matching,
    OneOf,
    Text,
    Whole,
    instant_text,
    one_of,
)

__all__ = [
    "AmountVnd",
    "CitizenId",
    "Day",
    "FaultSchema",
    "Id",
    "Instant",
    "Matching",
    "OneOf",
    "PageSchema",
    "ProblemSchema",
    "Schema",
    "Text",
    "Whole",
    "WordsSchema",
    "instant_text",
    "one_of",
]

LARGEST_WHOLE = 2**53 - 1
"""RFC 7493 §2.2: beyond it, readers in other languages lose digits."""


class Schema(ma.Schema):
    """Refuses unknown members and keeps the order of declaration."""

    class Meta:
        """What every schema of ours has in common."""

        unknown = RAISE

    error_messages: ClassVar[dict[str, str]] = {  # type: ignore[misc]  # marshmallow declares an instance variable
        "unknown": Coded("unknown-field"),
        "type": Coded("wrong-type"),
    }

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """See the module's sentence."""
        super().on_bind_field(field_name, field_obj)
        _be_strict(field_obj)
        speak_codes(field_obj)


def _be_strict(field: fields.Field[Any]) -> None:
    if isinstance(field, fields.Integer):
        _first(field, _only_whole_numbers)
        _bound(field)
    elif isinstance(field, (fields.Float, fields.Decimal)):
        _first(field, _only_numbers)
    elif isinstance(field, fields.Boolean):
        _first(field, _only_booleans)
    elif type(field) is fields.String:
        _first(field, _only_clean_text)
    elif isinstance(field, fields.List):
        _be_strict(field.inner)
    elif isinstance(field, fields.Dict) and field.value_field is not None:
        _be_strict(field.value_field)


def _first(field: fields.Field[Any], check: Any) -> None:
    if check not in field.pre_load:
        field.pre_load = [check, *field.pre_load]


def _bound(field: fields.Integer) -> None:
    if not any(isinstance(validator, validate.Range) for validator in field.validators):
        field.validators = [validate.Range(min=-LARGEST_WHOLE, max=LARGEST_WHOLE), *field.validators]


def _only_numbers(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
        raise fault("wrong-type")
    return value


def _only_whole_numbers(value: Any) -> Any:
    """JSON knows no difference between 1 and 1.0; anything between two whole numbers is refused."""
    if isinstance(_only_numbers(value), float):
        if not value.is_integer():
            raise fault("wrong-type")
        return int(value)
    return value


def _only_booleans(value: Any) -> Any:
    if not isinstance(value, (bool, type(None))):
        raise fault("wrong-type")
    return value


def _only_clean_text(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise fault("wrong-character")
    return value


class WordsSchema(Schema):
    """The same sentence in both languages."""

    vi = fields.String(required=True, metadata={"description": "Vietnamese"})
    en = fields.String(required=True, metadata={"description": "English"})


class FaultSchema(Schema):
    """One thing wrong with what was sent."""

    pointer = fields.String(
        required=True, metadata={"description": "JSON pointer (RFC 6901) into the body, or /<name> of a parameter"}
    )
    code = fields.String(required=True, metadata={"description": "Stable code to match on"})
    detail = fields.String(required=True, metadata={"description": "For people, in the caller's language"})


class ProblemSchema(Schema):
    """A problem (RFC 9457)."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True, metadata={"minimum": 400, "maximum": 599})
    detail = fields.String()
    code = fields.String(required=True, metadata={"description": "Stable code to match on; see docs/problems.md"})
    instance = fields.String(metadata={"description": "Names this very occurrence", "format": "uri-reference"})
    errors = fields.List(fields.Nested(FaultSchema))


_pages: dict[type[ma.Schema], type[Schema]] = {}


def PageSchema(item: type[ma.Schema]) -> type[Schema]:  # noqa: N802  # used where a schema class stands
    """The schema of one page of items: ``{items, next}``."""
    if item not in _pages:
        members = {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True,
                allow_none=True,
                metadata={"description": "Cursor for `after`; null on the last page"},
            ),
        }
        _pages[item] = type(f"{item.__name__.removesuffix('Schema')}Page", (Schema,), members)
    return _pages[item]
