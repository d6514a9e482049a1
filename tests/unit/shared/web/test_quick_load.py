"""The quick way to load a record finds what the schema finds, or nothing."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields, validate

from services.licences.api import feed_examples
from services.licences.api.record_schemas import ExamRecordSchema, HolderRecordSchema, LicenceRecordSchema
from services.violations.api import examples
from services.violations.api.forms import CaseSchema
from shared.web.quick_load import NotPlainError, quick_loader
from shared.web.schemas import Day, Matching, OneOf, Schema, Text, Whole
from tests.bench.records import cases

RECORDS: tuple[tuple[ma.Schema, list[Any]], ...] = (
    (CaseSchema(), [examples.CASE, *cases(20, seed=1)]),
    (HolderRecordSchema(), [feed_examples.HOLDER_RECORD]),
    (ExamRecordSchema(), [feed_examples.EXAM_RECORD]),
    (LicenceRecordSchema(), [feed_examples.LICENCE_RECORD]),
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 12, 61, -1, 1.0, 1.5, 10**10, 10**10 + 1, 2**70, [], {}, [None], [[]], [{}], ["A1"]),
    *(
        "",
        " ",
        "x",
        " x ",
        "x" * 64,
        "x" * 65,
        "x" * 301,
        "a\u0000b",
        "a\nb",
        "a\u202eb",
        "a\ud800b",
        "Nguye\u0302\u0303n",
    ),
    *(
        "2026-02-28",
        "2026-02-30",
        "20260228",
        "2026-W01-1",
        "1899-12-31",
        "2200-01-01",
        "٢026-01-01",
        "2026-01-01T00:00",
    ),
    *("2026-10-01T01:30:00Z", "2026-10-01t01:30:00.123456789+07:00", "2026-10-01 01:30:00Z", "2026-10-01T25:00:00Z"),
    *("driver", "car", "2008", "untermed", "live", "G01.79", "999190000001", "99919000000", "012345678", "AB 123456"),
    *("168/2024:6.9.b", "VNM", "vnm", "male", "passed", "٠١٢٣٤٥٦٧٨", "999190000001\n"),
)


def places(document: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys or indexes."""
    found = []
    entries = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in entries:
        found.append((document, key))
        if isinstance(value, (dict, list)):
            found += places(value)
    return found


def spoilt(record: Any, chance: Random) -> Any:
    """The record with up to three things changed, dropped, added or repeated."""
    made = copy.deepcopy(record)
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(places(made) or [(made, "x")])
        act = chance.randrange(5)
        if act == 0:
            del holder[key]
        elif act == 1 and isinstance(holder, dict):
            holder[chance.choice(["x", "citizen_id", "class", "held_from", ""])] = chance.choice(ODD)
        elif act == 2 and isinstance(holder, list):
            holder *= chance.choice([2, 25])
        else:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return made


def by_schema(schema: ma.Schema, record: Any) -> tuple[bool, Any]:
    try:
        return True, schema.load(record)
    except ma.ValidationError:
        return False, None


@pytest.mark.parametrize(("schema", "records"), RECORDS, ids=lambda value: type(value).__name__)
def test_good_records_are_read_quickly(schema: ma.Schema, records: list[Any]) -> None:
    quick = quick_loader(schema)
    for record in records:
        loaded = quick(record)
        assert (True, loaded) == by_schema(schema, record)
        assert repr(loaded) == repr(schema.load(record))


@pytest.mark.parametrize(("schema", "records"), RECORDS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_read_quickly_is_what_the_schema_reads(schema: ma.Schema, records: list[Any], seed: int) -> None:
    quick, chance = quick_loader(schema), Random(seed)
    taken = refused = 0
    for _ in range(700):
        record = spoilt(chance.choice(records), chance)
        try:
            loaded = quick(record)
        except NotPlainError:
            refused += 1
            continue
        taken += 1
        assert (True, repr(loaded)) == (True, repr(by_schema(schema, record)[1])), json.dumps(record)
    assert min(taken, refused) > 20


class Odd(Matching):
    """A field that reads in a way of its own."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs)[::-1]


class Everything(Schema):
    """One field of each kind and hook."""

    odd = Odd("[a-z]+")
    number = fields.Integer()
    small = Whole(min=-3, max=3, validate=validate.Range(min=0))
    above = Whole(min=0, max=9, validate=validate.Range(min=0, min_inclusive=False))
    even = Whole(min=0, max=9, validate=lambda value: value % 2 == 0)
    text = Text(max_length=5, min_length=0, validate=validate.Regexp("x"))
    note = Text(max_length=9, multiline=True, load_default="none", allow_none=True)
    word = OneOf(["a", "b"])
    flag = fields.Boolean(data_key="is", attribute="flag_is")
    plain = fields.String()
    rough = fields.Float()
    days = fields.List(Day(allow_none=True), load_default=list)
    loud = fields.String(post_load=[str.upper])


values = (
    st.none()
    | st.booleans()
    | st.integers(-5, 12)
    | st.floats(-9, 9)
    | st.sampled_from(
        ["", "a", "b", "ax", "x\ny", "\u0000", "2026-01-01", "1", "true", 2**60, [None], ["2026-01-01"], {}]
    )
)


@given(st.dictionaries(st.sampled_from([*Everything().load_fields, "is", "zz"]), values, max_size=4))
def test_every_kind_of_field_is_read_as_the_schema_reads_it(record: dict[str, Any]) -> None:
    schema = Everything()
    accepted, expected = by_schema(schema, record)
    try:
        loaded = quick_loader(schema)(record)
    except NotPlainError:
        # Whole numbers written as 1.0 are the schema's to take; nothing else good may be left to it.
        assert not accepted or any(isinstance(value, float) for value in record.values())
    else:
        assert (accepted, repr(loaded)) == (True, repr(expected))


def test_a_schema_with_other_hooks_is_not_passed_over() -> None:
    class Checked(Schema):
        """A schema that looks at the whole."""

        @ma.validates_schema
        def whole(self, data: Any, **_: Any) -> None:
            """Nothing."""

    class Lenient(Schema):
        """A schema that takes anything."""

        class Meta:
            """As the name says."""

            unknown = ma.EXCLUDE

    for schema in (Checked(), Lenient()):
        with pytest.raises(TypeError):
            quick_loader(schema)
