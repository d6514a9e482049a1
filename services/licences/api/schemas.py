"""Licences, holders and exams on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.licences.api.fields import Alias, LicenceNumber, Serial
from services.licences.domain.card import CardStatus, Origin
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import ExamPartKind, ExamResult
from services.licences.domain.holder import Sex
from services.licences.domain.loss import Circumstance, LossStatus
from shared.web.faults import fault
from shared.web.schemas import CitizenId, Day, Id, OneOf, Schema, Text


class LicenceSearchSchema(Schema):
    """Exactly one of the four. An old number may be several people's: local offices gave the same one twice."""

    number = LicenceNumber()
    citizen_id = CitizenId()
    alias = Alias(metadata={"description": "An old identity number (CMND), 9 or 12 digits"})
    serial = Serial()

    @validates_schema
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        _exactly_one(data, ("number", "citizen_id", "alias", "serial"))


class HolderSearchSchema(Schema):
    """A personal number, or a name in any spelling of marks with the date of birth."""

    citizen_id = CitizenId()
    name = Text(max_length=120)
    date_of_birth = Day()

    @validates_schema
    def _one(self, data: dict[str, Any], **_: Any) -> None:
        if ("name" in data) != ("date_of_birth" in data) and "citizen_id" not in data:
            missing = "date_of_birth" if "name" in data else "name"
            raise ValidationError(fault("required").messages, field_name=missing)
        _exactly_one(data, ("citizen_id", "name"))


def _exactly_one(data: dict[str, Any], names: tuple[str, ...]) -> None:
    if sum(name in data for name in names) != 1:
        raise fault("exactly-one-of", names=", ".join(names))


class AddressSchema(Schema):
    """Where the holder lives."""

    text = fields.String(required=True)
    province = fields.String(required=True, allow_none=True)
    commune = fields.String(required=True, allow_none=True)


class PhotoSchema(Schema):
    """Which portrait is on file; the picture is at GET /holders/{id}/photo."""

    id = fields.String(required=True)
    sha256 = fields.String(required=True)
    taken_on = Day(required=True)
    source = fields.String(required=True)


class HolderSchema(Schema):
    """A holder."""

    id = Id(required=True)
    citizen_id = fields.String()
    full_name = fields.String()
    date_of_birth = Day()
    sex = OneOf(Sex)
    nationality = fields.String(metadata={"description": "ISO 3166-1 alpha-3"})
    address = fields.Nested(AddressSchema)
    photo = fields.Nested(PhotoSchema, allow_none=True)


class DecisionSchema(Schema):
    """The decision recognising a pass."""

    number = fields.String(required=True)
    date = Day(required=True)


class PartExamSchema(Schema):
    """The exam a part rests on; `id` where the exam itself is on file."""

    id = Id(required=True, allow_none=True)
    passed_on = Day(required=True)
    session = fields.String(required=True)
    licence_class = fields.String(data_key="class", allow_none=True)
    decision = fields.Nested(DecisionSchema, required=True, allow_none=True)


class PartSchema(Schema):
    """A part. `valid_in_register`: not expired today, licence not revoked, card live and listing the part."""

    kind = OneOf(PartKind, required=True)
    regime = OneOf(Regime)
    classes = fields.List(fields.String())
    conditions = fields.List(fields.String())
    first_issued_on = Day()
    issued_on = Day()
    expires_on = Day(allow_none=True)
    on_card = fields.Boolean(metadata={"description": "Whether the current card lists the part"})
    valid_in_register = fields.Boolean()
    exam = fields.Nested(PartExamSchema, allow_none=True)


class CardSchema(Schema):
    """A card."""

    serial = fields.String(required=True)
    status = OneOf(CardStatus, required=True)
    issued_on = Day()
    issued_by = fields.String()
    blank = fields.String(allow_none=True)
    parts = fields.List(OneOf(PartKind), metadata={"description": "The parts it lists"})
    origin = OneOf(Origin, metadata={"description": "`issued` here, or loaded from the old `registry`"})


class LossToldSchema(Schema):
    """That a card of the licence was reported lost; the history has the whole report."""

    id = Id(required=True)
    circumstance = OneOf(Circumstance, required=True)
    occurred_on = Day(required=True)
    reported_on = Day(required=True)
    status = OneOf(LossStatus, required=True)


class LicenceSchema(Schema):
    """A licence. Which members there are depends on scope and agreement."""

    id = Id(required=True)
    number = fields.String()
    aliases = fields.List(
        fields.String(),
        metadata={
            "description": "Old identity numbers of the holder, as this licence and the holder's record name them"
        },
    )
    holder = fields.Nested(HolderSchema)
    parts = fields.List(fields.Nested(PartSchema))
    card = fields.Nested(CardSchema)
    revoked_on = Day(allow_none=True)
    loss_report_id = Id(allow_none=True, metadata={"description": "The open report of loss"})
    loss_reports = fields.List(
        fields.Nested(LossToldSchema), metadata={"description": "Of all its cards, newest first, at most 20"}
    )
    version = fields.Integer()


class LicencesSchema(Schema):
    """At most 50 licences, by number; a person has one or two."""

    items = fields.List(fields.Nested(LicenceSchema), required=True, validate=validate.Length(max=50))


class FoundHolderSchema(HolderSchema):
    """A holder with the ids of the licences held."""

    aliases = fields.List(fields.String())
    licence_ids = fields.List(Id())


class HoldersSchema(Schema):
    """At most 20 holders."""

    items = fields.List(fields.Nested(FoundHolderSchema), required=True, validate=validate.Length(max=20))


class ExamPartSchema(Schema):
    """One part of an exam."""

    kind = OneOf(ExamPartKind, required=True)
    score = fields.Integer(required=True)
    out_of = fields.Integer(required=True)
    passed = fields.Boolean(required=True)


class ExamSchema(Schema):
    """An exam."""

    id = Id(required=True)
    citizen_id = fields.String()
    regime = OneOf(Regime)
    licence_class = fields.String(data_key="class")
    session = fields.String()
    centre = fields.String()
    held_on = Day()
    result = OneOf(ExamResult)
    parts = fields.List(fields.Nested(ExamPartSchema))
    pass_decision = fields.Nested(DecisionSchema, allow_none=True)
