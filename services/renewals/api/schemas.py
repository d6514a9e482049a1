"""What is answered: checks, applications, findings, fees, decisions."""

from __future__ import annotations

from marshmallow import fields, validate

from services.renewals.domain.decisions import DecisionOutcome
from services.renewals.domain.dossier import Channel, DeliveryMethod, LateCause, PauseCause
from services.renewals.domain.facts import PartKind, Reason
from services.renewals.domain.findings import FindingOutcome, Outcome
from services.renewals.domain.papers import PaperKind
from services.renewals.domain.register_search import PaperRegister, SearchResult
from services.renewals.domain.states import State
from shared.web.schemas import (
    AmountVnd,
    Day,
    Id,
    Instant,
    OneOf,
    Schema,
    Whole,
    WordsSchema,
)


class LegalRefSchema(Schema):
    """A place in a norm."""

    norm = fields.String(required=True)
    ref = fields.String(required=True)


class FindingSchema(Schema):
    """One thing a rule established."""

    rule = fields.String(required=True)
    outcome = OneOf(FindingOutcome, required=True)
    part = fields.String(required=True, allow_none=True, metadata={"description": "untermed, termed or null for both"})
    legal_basis = fields.List(fields.Nested(LegalRefSchema), required=True)
    explanation = fields.Nested(WordsSchema, required=True)
    evidence = fields.Dict(required=True, keys=fields.String())


class FeeConditionSchema(Schema):
    """One condition of a reduced fee. ``met`` null: nobody could tell."""

    code = fields.String(required=True)
    text = fields.Nested(WordsSchema, required=True)
    met = fields.Boolean(required=True, allow_none=True)


class PricedFeeSchema(Schema):
    """The fee on the reference date."""

    amount_vnd = AmountVnd(required=True)
    basis = fields.String(required=True)
    conditions = fields.List(fields.Nested(FeeConditionSchema), required=True)


class TimeLimitSchema(Schema):
    """The time limit; ``due_on`` if it were accepted on the reference date."""

    working_days = fields.Integer(required=True, allow_none=True)
    due_on = Day(required=True, allow_none=True)


class NewPartSchema(Schema):
    """A part as it would stand on the new card."""

    kind = OneOf(PartKind, required=True)
    regime = fields.String(required=True)
    classes = fields.List(fields.String(), required=True)
    conditions = fields.List(fields.String(), required=True)
    expires_on = Day(required=True, allow_none=True)


class CheckSchema(Schema):
    """What the law says before anything is filed."""

    outcome = OneOf(Outcome, required=True)
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    fee = fields.Nested(PricedFeeSchema, required=True)
    time_limit = fields.Nested(TimeLimitSchema, required=True)
    parts = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    new_parts = fields.List(fields.Nested(NewPartSchema), required=True)
    exam_parts = fields.List(fields.String(), required=True)
    wait_months = fields.Integer(required=True, allow_none=True)
    hypothetical = fields.Boolean(required=True)
    prefilled = fields.Dict(required=True, keys=fields.String())


class ClockSchema(Schema):
    """The time limit and whose clock runs."""

    working_days = fields.Integer(required=True, allow_none=True)
    due_on = Day(required=True, allow_none=True)
    paused = fields.Boolean(required=True)
    paused_for = OneOf(PauseCause, required=True, allow_none=True)
    late = fields.Boolean(required=True)
    late_for = OneOf(LateCause, required=True, allow_none=True)
    late_by = fields.Integer(required=True, metadata={"description": "Working days past the limit"})


class DeskSchema(Schema):
    """On whose desk it lies."""

    agency = fields.String(required=True)
    officer = fields.String(required=True, allow_none=True, metadata={"description": "Opaque subject"})
    since = Instant(required=True)


class FeeSchema(Schema):
    """What is or was owed."""

    amount_vnd = AmountVnd(required=True)
    basis = fields.String(required=True)
    paid_at = Instant(required=True, allow_none=True)


class DecisionSchema(Schema):
    """A decision; ``in_force`` false with ``void_reason`` when it lost its ground."""

    id = Id(required=True)
    outcome = OneOf(DecisionOutcome, required=True)
    reason_code = fields.String(required=True, allow_none=True)
    reason = fields.Nested(WordsSchema, required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    decided_at = Instant(required=True)
    agency = fields.String(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)
    void_reason = fields.String(required=True, allow_none=True)


class ResultDocumentSchema(Schema):
    """A paper of the result: a signed token in the member `jws` or `token` of what `href` answers. `media_type` and
    `sha256` (hex) are the token's own; `sha256` is null only where an earlier release issued the card.
    """

    kind = fields.String(required=True)
    media_type = fields.String(required=True)
    href = fields.String(required=True)
    sha256 = fields.String(required=True, allow_none=True)


class ResultSchema(Schema):
    """What the holder got."""

    card_serial = fields.String(required=True)
    issued_at = Instant(required=True)
    documents = fields.List(fields.Nested(ResultDocumentSchema), required=True)


class FoundRecordViewSchema(Schema):
    """A licence as a paper register has it."""

    number = fields.String(required=True)
    classes = fields.List(fields.String(), required=True)
    issued_on = Day(required=True)
    issued_by = fields.String(required=True)
    expires_on = Day(required=True, allow_none=True)
    entry = fields.String(required=True, allow_none=True)


class RegisterSearchSchema(Schema):
    """The search in the paper registers on file."""

    registers = fields.List(OneOf(PaperRegister), required=True)
    registers_text = fields.Nested(WordsSchema, required=True)
    searched_on = Day(required=True)
    result = OneOf(SearchResult, required=True)
    found = fields.Nested(FoundRecordViewSchema, required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    agency = fields.String(required=True, allow_none=True)


class PaperLinkSchema(Schema):
    """A sealed PDF that can be had at `href`."""

    kind = OneOf(PaperKind, required=True)
    href = fields.String(required=True)


class ApplicationSchema(Schema):
    """A dossier."""

    id = Id(required=True)
    code = fields.String(required=True)
    procedure = fields.String(required=True)
    state = OneOf(State, required=True)
    portal_state = Whole(min=1, max=10, required=True)
    portal_state_text = fields.Nested(WordsSchema, required=True)
    licence_id = Id(required=True, allow_none=True)
    holder_name = fields.String(required=True)
    reason = OneOf(Reason, required=True)
    channel = OneOf(Channel, required=True)
    delivery_method = OneOf(DeliveryMethod, required=True)
    submitted_at = Instant(required=True)
    accepted_at = Instant(required=True, allow_none=True)
    waits_until = Instant(required=True, allow_none=True, metadata={"description": "Deadline of the present state"})
    clock = fields.Nested(ClockSchema, required=True)
    desk = fields.Nested(DeskSchema, required=True)
    outcome = OneOf(Outcome, required=True, allow_none=True)
    parts = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    register_search = fields.Nested(RegisterSearchSchema, required=True, allow_none=True)
    fee = fields.Nested(FeeSchema, required=True, allow_none=True)
    decision = fields.Nested(DecisionSchema, required=True, allow_none=True)
    result = fields.Nested(ResultSchema, required=True, allow_none=True)
    end_reason = fields.String(required=True, allow_none=True)
    end_reason_text = fields.Nested(WordsSchema, required=True, allow_none=True)
    papers = fields.List(fields.Nested(PaperLinkSchema), required=True)
    version = fields.Integer(required=True)


class TimelineEntrySchema(Schema):
    """One step."""

    at = Instant(required=True)
    state = OneOf(State, required=True)
    portal_state = Whole(min=1, max=10, required=True)
    event = fields.String(required=True)
    by = fields.String(required=True, metadata={"description": "citizen, officer, system or clock"})
    agency = fields.String(required=True, allow_none=True)
    reason_code = fields.String(required=True, allow_none=True)
    text = fields.Nested(WordsSchema, required=True)


class TimelineSchema(Schema):
    """The steps of a dossier, oldest first, at most 200."""

    items = fields.List(fields.Nested(TimelineEntrySchema), required=True, validate=validate.Length(max=200))


class SignedDecisionSchema(Schema):
    """A decision with its signed form: compact JWS (ES256), verified with GET /jwks."""

    application_id = Id(required=True)
    code = fields.String(required=True)
    decision = fields.Nested(DecisionSchema, required=True)
    signed_at = Instant(required=True, allow_none=True)
    jws = fields.String(required=True, allow_none=True)


class ReasonSchema(Schema):
    """A code an officer may name."""

    code = fields.String(required=True)
    outcome = OneOf(DecisionOutcome, required=True)
    text = fields.Nested(WordsSchema, required=True)


class ReasonsSchema(Schema):
    """Every code, by outcome and then by code."""

    items = fields.List(fields.Nested(ReasonSchema), required=True, validate=validate.Length(max=100))
