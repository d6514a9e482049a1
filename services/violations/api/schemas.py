"""What violations answers. Members that an agreement may hold back are not required."""

from __future__ import annotations

from marshmallow import fields

from services.violations.api.forms import (
    ActSchema,
    DecisionSchema,
    FineSchema,
    HeldItemSchema,
    PlaceSchema,
    PointsSchema,
    SubjectSchema,
    SuspensionSchema,
    VehicleSchema,
)
from services.violations.domain.blocking import Reason
from services.violations.domain.case import Part, Scope, Status
from services.violations.domain.standing import Notice, Verdict
from services.violations.domain.versions import Effect
from shared.web.schemas import AmountVnd, Day, FaultSchema, Id, Instant, OneOf, Schema, Whole, WordsSchema


class TakenSchema(Schema):
    """What became of a pushed version; ``version`` and ``status`` are those that count now."""

    id = Id(required=True)
    source = fields.String(required=True)
    case_number = fields.String(required=True)
    effect = OneOf(Effect, required=True)
    version = Whole(min=1, max=1_000_000, required=True)
    status = OneOf(Status, required=True)


class RejectionSchema(Schema):
    """A record that was not taken; ``index`` counts records from 0."""

    index = fields.Integer(required=True)
    case_number = fields.String(required=True, allow_none=True)
    errors = fields.List(fields.Nested(FaultSchema), required=True)


class BatchAnswerSchema(Schema):
    """What became of a batch. ``finished_at`` is null while it is being worked on."""

    id = Id(required=True)
    received = fields.Integer(required=True)
    processed = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    stale = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    rejections = fields.List(fields.Nested(RejectionSchema), required=True)
    started_at = Instant(required=True)
    finished_at = Instant(required=True, allow_none=True)


class SettlementSchema(Schema):
    """A payment that settled a fine."""

    id = Id(required=True)
    case_id = Id(required=True)
    payment_id = fields.String(required=True)
    amount_vnd = AmountVnd(required=True)
    paid_at = Instant(required=True)


class RecordedRestorationSchema(Schema):
    """A restoration as kept."""

    id = Id(required=True)
    part = OneOf(Part, required=True)
    passed_on = Day(required=True)
    decision = fields.String(required=True)
    recorded_at = Instant(required=True)


class SourceStandingSchema(Schema):
    """How fresh a police source is."""

    source = fields.String(required=True)
    agency = fields.Nested(WordsSchema, required=True)
    last_received_at = Instant(required=True, allow_none=True)
    fresh = fields.Boolean(required=True)
    required_for_clearance = fields.Boolean(required=True)


class SourceSchema(SourceStandingSchema):
    """A police source with its counts."""

    cases = fields.Integer(required=True)
    records = fields.Integer(required=True)
    rejects = fields.Integer(required=True)
    max_silence_hours = fields.Float(required=True)


class PartStandingSchema(Schema):
    """One part of the licence."""

    points = Whole(min=0, max=12, required=True)
    blocked = fields.Boolean(required=True)
    suspended_until = Day(required=True, allow_none=True)


class PartsSchema(Schema):
    """Both parts, whether or not the person has them: licences are not known here."""

    untermed = fields.Nested(PartStandingSchema, required=True, allow_none=True)
    termed = fields.Nested(PartStandingSchema, required=True, allow_none=True)


class SettleAtSchema(Schema):
    """Where a case is settled."""

    agency = fields.String(required=True)
    agency_name = fields.Nested(WordsSchema, required=True)
    address = fields.String(required=True)


class BlockSchema(Schema):
    """One thing in the way, and the way out."""

    case_id = Id(required=True)
    case_number = fields.String(required=True)
    source = fields.String(required=True)
    reason = OneOf(Reason, required=True)
    part = OneOf(Scope, required=True)
    since = Day(required=True)
    until = Day(required=True, allow_none=True)
    amount_vnd = AmountVnd(required=True, allow_none=True)
    settle_at = fields.Nested(SettleAtSchema, required=True)
    payable_online = fields.Boolean(required=True)


class WarningSchema(Schema):
    """What does not block but must be said."""

    code = OneOf(Notice, required=True)
    text = fields.Nested(WordsSchema, required=True)
    case_id = Id(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    part = OneOf(Part, required=True, allow_none=True)


class StandingSchema(Schema):
    """A person's standing. ``person`` is the opaque id under which ``standing.changed`` speaks of them."""

    id = Id(required=True)
    as_of = Instant(required=True)
    hypothetical = fields.Boolean(required=True)
    verdict = OneOf(Verdict, required=True)
    person = Id()
    citizen_id = fields.String()
    on = Day()
    parts = fields.Nested(PartsSchema)
    blocking = fields.List(fields.Nested(BlockSchema))
    warnings = fields.List(fields.Nested(WarningSchema))
    sources = fields.List(fields.Nested(SourceStandingSchema))


class CaseContentSchema(Schema):
    """A case version as shown."""

    source = fields.String()
    case_number = fields.String()
    version = fields.Integer()
    occurred_at = Instant()
    place = fields.Nested(PlaceSchema)
    subject = fields.Nested(SubjectSchema)
    vehicle = fields.Nested(VehicleSchema)
    acts = fields.List(fields.Nested(ActSchema))
    decision = fields.Nested(DecisionSchema, allow_none=True)
    fine = fields.Nested(FineSchema, allow_none=True)
    suspension = fields.Nested(SuspensionSchema, allow_none=True)
    points = fields.Nested(PointsSchema, allow_none=True)
    held_items = fields.List(fields.Nested(HeldItemSchema))
    status = OneOf(Status)


class FoundCaseSchema(CaseContentSchema):
    """A case at its highest version, with the payment that settled its fine."""

    id = Id(required=True)
    settlement = fields.Nested(SettlementSchema, allow_none=True)
    recorded_at = Instant()
    updated_at = Instant()


class CaseVersionSchema(Schema):
    """A version as kept."""

    version = fields.Integer(required=True)
    received_at = Instant(required=True)
    received_from = fields.String(required=True, metadata={"description": "Client that pushed it"})
    case = fields.Nested(CaseContentSchema, required=True)


class CaseFileSchema(FoundCaseSchema):
    """A case with every version held, lowest first."""

    versions = fields.List(fields.Nested(CaseVersionSchema))
