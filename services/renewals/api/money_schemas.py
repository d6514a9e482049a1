"""What travels about payments, procedures and keys."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from services.renewals.domain.payments import PaymentKind, PaymentState
from shared.web.faults import Coded
from shared.web.schemas import AmountVnd, Day, Id, Instant, Matching, OneOf, Schema, WordsSchema


class PaymentRequestSchema(Schema):
    """What to pay: the fee of an application or the fine of a case."""

    kind = OneOf(PaymentKind, required=True)
    application_id = Id(load_default=None, allow_none=True)
    case_id = Id(load_default=None, allow_none=True)

    @validates_schema
    def _one_subject(self, data: dict[str, object], **_: object) -> None:
        wanted, other = "application_id", "case_id"
        if data["kind"] == PaymentKind.FINE:
            wanted, other = other, wanted
        faults = {}
        if data.get(wanted) is None:
            faults[wanted] = [Coded("required")]
        if data.get(other) is not None:
            faults[other] = [Coded("unknown-field")]
        if faults:
            raise ValidationError(faults)


class PaymentSchema(Schema):
    """An order. ``payment_url`` null: nothing to pay, or the gateway has not answered yet."""

    id = Id(required=True)
    kind = OneOf(PaymentKind, required=True)
    state = OneOf(PaymentState, required=True)
    application_id = Id(required=True, allow_none=True)
    case_id = Id(required=True, allow_none=True)
    amount_vnd = AmountVnd(required=True)
    basis = fields.String(required=True)
    payment_url = fields.String(required=True, allow_none=True)
    expires_at = Instant(required=True)
    paid_at = Instant(required=True, allow_none=True)
    settled_at = Instant(required=True, allow_none=True)
    refunded_at = Instant(required=True, allow_none=True)


class NoticeAnswerSchema(Schema):
    """That a notification was taken in."""

    payment_id = Id(required=True)
    state = OneOf(PaymentState, required=True)


class OnArgs(Schema):
    """The day whose rules are asked for."""

    on = Day(load_default=None)


class RuleSchema(Schema):
    """One rule in force, with its legal basis."""

    rule = fields.String(required=True)
    title = fields.Nested(WordsSchema, required=True)
    kind = fields.String(required=True)
    legal_basis = fields.String(required=True)
    effective_from = Day(required=True)
    effective_to = Day(required=True, allow_none=True)
    confidence = fields.String(required=True)


class ProcedureSchema(Schema):
    """An administrative procedure (thủ tục hành chính)."""

    code = Matching(r"[0-9]\.[0-9]{6}", max_length=8, required=True)
    name = fields.Nested(WordsSchema, required=True)
    kind = fields.String(required=True)
    offered = fields.Boolean(required=True, metadata={"description": "Whether it can be filed here"})
    in_force = fields.Boolean(required=True)
    effective_from = Day(required=True)
    effective_to = Day(required=True, allow_none=True)


class ProceduresSchema(Schema):
    """All procedures by code."""

    items = fields.List(fields.Nested(ProcedureSchema), required=True, validate=validate.Length(max=50))


class ConditionSchema(Schema):
    """One condition of a reduced fee."""

    code = fields.String(required=True)
    text = fields.Nested(WordsSchema, required=True)


class ReducedFeeSchema(Schema):
    """Less, if every condition holds, up to ``until``."""

    amount_vnd = AmountVnd(required=True)
    basis = fields.String(required=True)
    conditions = fields.List(fields.Nested(ConditionSchema), required=True, validate=validate.Length(max=20))
    until = Day(required=True, allow_none=True)


class TariffSchema(Schema):
    """The fee through a channel on the day, before anybody's own conditions are known."""

    channel = fields.String(required=True)
    amount_vnd = AmountVnd(required=True)
    basis = fields.String(required=True)
    reduced = fields.Nested(ReducedFeeSchema, required=True, allow_none=True)


class ProcedureDetailSchema(ProcedureSchema):
    """A procedure with its time limit and the rules in force on the day."""

    on = Day(required=True)
    working_days = fields.Integer(required=True, allow_none=True)
    wait_months = fields.Integer(required=True, allow_none=True)
    time_limit_basis = fields.String(required=True, allow_none=True)
    rules = fields.List(fields.Nested(RuleSchema), required=True, validate=validate.Length(max=200))
    fees = fields.List(fields.Nested(TariffSchema), required=True, validate=validate.Length(max=4))


class KeySchema(Schema):
    """A public key (RFC 7517)."""

    kty = fields.String(required=True)
    crv = fields.String(required=True)
    x = fields.String(required=True)
    y = fields.String(required=True)
    kid = fields.String(required=True)
    use = fields.String(required=True)
    alg = fields.String(required=True)


class JwksSchema(Schema):
    """The keys with which anybody can verify a decision."""

    keys = fields.List(fields.Nested(KeySchema), required=True, validate=validate.Length(max=20))
