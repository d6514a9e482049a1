from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import ValidationError, fields, validate, validates_schema

from shared.kernel.errors import Invalid
from shared.web.bodies import load
from shared.web.faults import Coded, fault
from shared.web.schemas import (
    AmountVnd,
    CitizenId,
    Day,
    Id,
    Instant,
    Matching,
    OneOf,
    PageSchema,
    Schema,
    Text,
    Whole,
    one_of,
)


class Colour(StrEnum):
    """Two."""

    RED = "red"
    GREEN = "green"


class Inner(Schema):
    """Within."""

    number = fields.Integer(required=True)


class Everything(Schema):
    """One of each."""

    text = Text(max_length=5)
    lines = Text(max_length=50, multiline=True, min_length=0)
    person = CitizenId()
    id = Id()
    day = Day()
    instant = Instant()
    amount = AmountVnd()
    whole = Whole(min=1, max=3)
    colour = OneOf(Colour)
    word = one_of(["a", "b"])
    plate = Matching(r"[0-9]{2}[A-Z]-[0-9]{5}", code="not-a-plate")
    ratio = fields.Float()
    flag = fields.Boolean()
    plain = fields.String(validate=validate.Length(equal=2))
    numbers = fields.List(fields.Integer(), validate=validate.Length(min=1, max=2))
    inner = fields.Nested(Inner)
    inners = fields.List(fields.Nested(Inner))
    named = fields.Dict(keys=fields.String(), values=fields.Integer(validate=validate.Range(max=5)))
    renamed = fields.String(data_key="other-name", validate=validate.Regexp("x"))

    @validates_schema
    def whole_matters(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Two ways to complain."""
        if data.get("text") == "all":
            raise fault("in-the-future")
        if data.get("text") == "some":
            raise ValidationError({"day": [Coded("end-before-start")]})


def codes(**data: Any) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        load(Everything(), data)
    return {(entry.pointer, entry.code) for entry in caught.value.faults}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("text", 5, "wrong-type"),
        ("text", None, "null-not-allowed"),
        ("text", "", "empty"),
        ("text", "   ", "empty"),
        ("text", "sixsix", "too-long"),
        ("text", "a\tb", "wrong-character"),
        ("text", "a\x7fb", "wrong-character"),
        ("text", "a\u202eb", "wrong-character"),
        ("lines", "a\x0bb", "wrong-character"),
        ("person", "99909500000", "not-a-citizen-id"),
        ("person", "٩٩٩٠٩٥٠٠٠٠٠١", "not-a-citizen-id"),
        ("person", "999095000001\n", "not-a-citizen-id"),
        ("person", 999095000001, "wrong-type"),
        ("person", "999990000001", "not-a-citizen-id"),
        ("id", "019AA5C4-6F00-7000-8000-000000000001", "not-an-id"),
        ("id", "x", "not-an-id"),
        ("day", "2026-02-29", "not-a-date"),
        ("day", "20261121", "not-a-date"),
        ("day", "2026-W47-1", "not-a-date"),
        ("day", "21/11/2026", "not-a-date"),
        ("day", "２０２６-11-21", "not-a-date"),
        ("day", "1899-12-31", "date-out-of-range"),
        ("day", "9999-12-31", "date-out-of-range"),
        ("day", 20261121, "wrong-type"),
        ("instant", "2026-11-21T10:00:00", "not-an-instant"),
        ("instant", "2026-11-21", "not-an-instant"),
        ("instant", "2026-11-21T24:00:00Z", "not-an-instant"),
        ("instant", "2026-11-21T10:00:60Z", "not-an-instant"),
        ("instant", "0001-01-01T00:00:00+23:00", "date-out-of-range"),
        ("instant", 1, "wrong-type"),
        ("amount", -1, "too-small"),
        ("amount", 10_000_000_001, "too-great"),
        ("amount", 1.5, "wrong-type"),
        ("amount", "5", "wrong-type"),
        ("amount", True, "wrong-type"),
        ("whole", 4, "too-great"),
        ("whole", 10**30, "too-great"),
        ("colour", "blue", "not-one-of"),
        ("colour", 1, "wrong-type"),
        ("word", "c", "not-one-of"),
        ("plate", "x", "not-a-plate"),
        ("ratio", "1.5", "wrong-type"),
        ("flag", "true", "wrong-type"),
        ("flag", 1, "wrong-type"),
        ("plain", "abc", "wrong-length"),
        ("numbers", [], "empty"),
        ("numbers", [1, 2, 3], "too-long"),
        ("numbers", "12", "wrong-type"),
        ("inner", [], "wrong-type"),
        ("named", [], "wrong-type"),
    ],
)
def test_each_fault_has_its_code(name: str, value: Any, code: str) -> None:
    assert codes(**{name: value}) == {(f"/{name}", code)}


def test_nested_faults_have_pointers_all_at_once() -> None:
    found = codes(
        numbers=[1, "x", True],
        inner={"number": "1", "a/b~c": 1},
        inners=[{"number": 1}, {}, 5],
        named={"p": 1, "q/r": 9},
        **{"other-name": "a", "renamed": "x"},
    )
    assert found == {
        ("/numbers/1", "wrong-type"),
        ("/numbers/2", "wrong-type"),
        ("/inner/number", "wrong-type"),
        ("/inner/a~1b~0c", "unknown-field"),
        ("/inners/1/number", "required"),
        ("/inners/2", "wrong-type"),
        ("/named/q~1r", "too-great"),
        ("/other-name", "wrong-form"),
        ("/renamed", "unknown-field"),
    }


def test_rules_about_the_whole_speak_codes_too() -> None:
    assert codes(text="all") == {("", "in-the-future")}
    assert codes(text="some") == {("/day", "end-before-start")}


def test_params_fill_the_words_but_never_the_value() -> None:
    with pytest.raises(Invalid) as caught:
        load(Everything(), {"text": "a very long secret", "word": "c"})
    params = {entry.code: dict(entry.params) for entry in caught.value.faults}
    assert params == {"too-long": {"min": 1, "max": 5}, "not-one-of": {"choices": "a, b"}}


def test_what_is_right_is_read_into_plain_values() -> None:
    found = Everything().load(
        {
            "text": "  Ngu\u0303 ",
            "lines": "a\nb",
            "person": "999095000001",
            "day": "2026-11-21",
            "instant": "2026-11-21T14:02:03.123456789+07:00",
            "amount": 5.0,
            "whole": 3,
            "colour": "red",
            "ratio": 1,
            "flag": False,
            "named": {"a": 1},
        }
    )
    assert found["text"] == "Ng\u0169"
    assert found["day"] == date(2026, 11, 21)
    assert found["instant"] == datetime(2026, 11, 21, 7, 2, 3, 123456, UTC)
    assert found["colour"] is Colour.RED
    assert found["ratio"] == 1.0
    assert type(found["amount"]) is int


def test_text_is_normalised() -> None:
    assert Everything().load({"text": "  e\u0301  "}) == {"text": "\u00e9"}


def test_instants_and_enums_are_shown_in_their_wire_form() -> None:
    shown = Everything().dump({"instant": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "colour": Colour.GREEN})
    assert shown == {"instant": "2026-01-02T03:04:05Z", "colour": "green"}


def test_a_page_has_one_schema_per_item() -> None:
    assert PageSchema(Inner) is PageSchema(Inner)
    assert PageSchema(Inner).__name__ == "InnerPage"
