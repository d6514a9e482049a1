"""The records of registry loads, as the loader sends them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.licences.api.fields import Alias, LicenceNumber, Serial
from services.licences.domain.card import CardStatus
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import ExamPartKind, ExamResult
from services.licences.domain.holder import Sex
from shared.web.schemas import CitizenId, Day, Matching, OneOf, Schema, Text, Whole

MOST_PICTURE = 400_000
"""Characters of base64: a portrait of some 300 kB."""
FEW = validate.Length(max=20)


class AddressRecordSchema(Schema):
    """Where the holder lives."""

    text = Text(max_length=300, required=True)
    province = Text(max_length=10, allow_none=True, load_default=None)
    commune = Text(max_length=120, allow_none=True, load_default=None)


class PhotoRecordSchema(Schema):
    """A portrait: its particulars, and (base64, JPEG or PNG) itself if it comes along."""

    id = Text(max_length=64, required=True)
    sha256 = Matching("[0-9a-f]{64}", max_length=64, required=True)
    taken_on = Day(required=True)
    source = Text(max_length=64, required=True)
    content = Matching("[A-Za-z0-9+/]+={0,2}", code="not-a-picture", max_length=MOST_PICTURE)


class HolderRecordSchema(Schema):
    """A holder. Century, sex and birth year of `citizen_id` must fit the person."""

    citizen_id = CitizenId(required=True)
    full_name = Text(max_length=120, required=True)
    date_of_birth = Day(required=True)
    sex = OneOf(Sex, required=True)
    nationality = Matching("[A-Z]{3}", max_length=3, required=True, metadata={"description": "ISO 3166-1 alpha-3"})
    address = fields.Nested(AddressRecordSchema, required=True)
    aliases = fields.List(Alias(), load_default=list, validate=FEW)
    photo = fields.Nested(PhotoRecordSchema, allow_none=True, load_default=None)


class DecisionRecordSchema(Schema):
    """The decision recognising a pass."""

    number = Text(max_length=64, required=True)
    date = Day(required=True)


class ExamPartRecordSchema(Schema):
    """One part of an exam."""

    kind = OneOf(ExamPartKind, required=True)
    score = Whole(min=0, max=1000, required=True)
    out_of = Whole(min=1, max=1000, required=True)
    passed = fields.Boolean(required=True)


class ExamRecordSchema(Schema):
    """An exam; the same person, regime, class and session is the same exam."""

    citizen_id = CitizenId(required=True)
    regime = OneOf(Regime, required=True)
    licence_class = Text(max_length=8, required=True, data_key="class")
    session = Text(max_length=32, required=True)
    centre = Text(max_length=120, required=True)
    held_on = Day(required=True)
    result = OneOf(ExamResult, required=True)
    parts = fields.List(fields.Nested(ExamPartRecordSchema), required=True, validate=validate.Length(max=4))
    pass_decision = fields.Nested(DecisionRecordSchema, allow_none=True, load_default=None)


class PartExamRecordSchema(Schema):
    """The exam a part rests on; found on file by person, session and class (`class`, or a class of the part)."""

    citizen_id = CitizenId()
    regime = OneOf(Regime)
    licence_class = Text(max_length=8, data_key="class", allow_none=True, load_default=None)
    session = Text(max_length=32, required=True)
    passed_on = Day(required=True)
    decision = fields.Nested(DecisionRecordSchema, allow_none=True, load_default=None)


class PartRecordSchema(Schema):
    """A part of a licence."""

    kind = OneOf(PartKind, required=True)
    regime = OneOf(Regime, required=True)
    classes = fields.List(Text(max_length=8), required=True, validate=validate.Length(min=1, max=15))
    conditions = fields.List(Text(max_length=16), load_default=list, validate=FEW)
    first_issued_on = Day(required=True)
    issued_on = Day(required=True)
    expires_on = Day(required=True, allow_none=True)
    exam = fields.Nested(PartExamRecordSchema, allow_none=True, load_default=None)


class CardRecordSchema(Schema):
    """The current card of a licence; `revoked` revokes the licence."""

    serial = Serial(required=True)
    status = OneOf(CardStatus, required=True)
    issued_on = Day(required=True)
    issued_by = Text(max_length=120, required=True)
    blank = Text(max_length=32, allow_none=True, load_default=None)


class LicenceRecordSchema(Schema):
    """A licence, complete: its parts and its current card."""

    number = LicenceNumber(required=True)
    citizen_id = CitizenId(required=True)
    aliases = fields.List(Alias(), load_default=list, validate=FEW)
    parts = fields.List(fields.Nested(PartRecordSchema), required=True, validate=validate.Length(min=1, max=2))
    card = fields.Nested(CardRecordSchema, required=True)


class FaultsSchema(Schema):
    """One thing wrong with a record."""

    pointer = fields.String(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class RejectionSchema(Schema):
    """A record that was not taken; `index` counts records from 0, `key` is its licence or personal number."""

    index = fields.Integer(required=True)
    key = fields.String(required=True, allow_none=True)
    errors = fields.List(fields.Nested(FaultsSchema), required=True)


class ImportRunSchema(Schema):
    """What a load did."""

    id = fields.String(required=True)
    kind = OneOf(("holders", "exams", "licences"), required=True)
    received = fields.Integer(required=True)
    done = fields.Integer(required=True, metadata={"description": "Records looked at; fewer than received: go on"})
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    stale = fields.Integer(required=True, metadata={"description": "Told of an older card than the one on file"})
    rejected = fields.Integer(required=True)
    rejections = fields.List(fields.Nested(RejectionSchema), required=True)


class RecordsSchema(Schema):
    """The JSON form of a load; NDJSON has one record a line instead."""

    records = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(max=10_000))
