"""Cards on the wire: their loss, their issue, their status, and the e-licence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app
from marshmallow import fields, validate

from services.licences.api.fields import Serial
from services.licences.api.schemas import CardSchema
from services.licences.domain.card import CardStatus
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.issuance import Reason, Verdict, order_faults
from services.licences.domain.loss import Circumstance, LossStatus, loss_faults
from shared.kernel.errors import Fault
from shared.web.runtime import runtime_of
from shared.web.schemas import Day, Id, Instant, OneOf, Schema, Text, WordsSchema


class CardSearchSchema(Schema):
    """The serial printed on the back of a card."""

    serial = Serial(required=True)


class ValidInRegisterSchema(Schema):
    """By part; null where the licence has no such part."""

    untermed = fields.Boolean(required=True, allow_none=True)
    termed = fields.Boolean(required=True, allow_none=True)


class CardStatusSchema(Schema):
    """Where a card stands; nothing about the person."""

    serial = fields.String(required=True)
    status = OneOf(CardStatus, required=True)
    valid_in_register = fields.Nested(ValidInRegisterSchema, required=True)
    checked_at = Instant(required=True)


class LossReportRequestSchema(Schema):
    """What happened to the card, in the holder's own words."""

    circumstance = OneOf(Circumstance, required=True)
    occurred_on = Day(required=True)
    place = Text(max_length=300, required=True)
    declaration = Text(max_length=2000, multiline=True, required=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty report that could be read."""
        return loss_faults(data, runtime_of(current_app).clock.today())


class CardStateSchema(Schema):
    """A card and its state, nothing else."""

    serial = fields.String(required=True)
    status = OneOf(CardStatus, required=True)


class OrderedPartSchema(Schema):
    """A part as the new card shall show it, complete."""

    kind = OneOf(PartKind, required=True)
    regime = OneOf(Regime, required=True)
    classes = fields.List(Text(max_length=8), required=True, validate=validate.Length(min=1, max=15))
    conditions = fields.List(Text(max_length=16), required=True, validate=validate.Length(max=16))
    expires_on = Day(required=True, allow_none=True)


class StandingSchema(Schema):
    """The last standing asked of violations, at most 60 seconds old.

    `clear`; `blocked` only where `parts` leaves a part out; `check` and `unknown` only with `accepted_by`, the opaque
    subject of the officer who decided in spite of it.
    """

    id = Id(required=True)
    verdict = OneOf(Verdict, required=True)
    as_of = Instant(required=True)
    accepted_by = Text(max_length=64, allow_none=True, load_default=None)


class IdentitySchema(Schema):
    """The holder by the identity data, where an exchange sets the register right."""

    full_name = Text(max_length=120, required=True)
    date_of_birth = Day(required=True)


class CardOrderSchema(Schema):
    """An order to issue a new card in place of the current one."""

    reason = OneOf(Reason, required=True)
    application_id = Id(required=True)
    expected_serial = Serial(required=True)
    parts = fields.List(fields.Nested(OrderedPartSchema), required=True, validate=validate.Length(min=1, max=2))
    standing = fields.Nested(StandingSchema, required=True)
    holder = fields.Nested(IdentitySchema, load_default=None, allow_none=True)

    def rules(self, data: dict[str, Any]) -> Iterator[Fault]:
        """What cannot be true in those members of a faulty order that could be read."""
        return order_faults(data, runtime_of(current_app).clock.now())


class IssuedCardSchema(CardSchema):
    """The new card and what was issued with it."""

    licence_id = Id(required=True)
    issuance_id = Id(required=True)
    application_id = Id(required=True)
    reason = OneOf(Reason, required=True)
    previous_serial = fields.String(required=True)
    credential_id = Id(required=True, allow_none=True, metadata={"description": "GET /credentials/{id}"})
    issued_at = Instant(required=True)
    version = fields.Integer(required=True, metadata={"description": "Of the licence"})


class IssuanceStandingSchema(Schema):
    """The standing an issuance rested on."""

    id = fields.String(required=True)
    verdict = OneOf(Verdict, required=True)
    as_of = Instant(required=True)
    accepted_by = fields.String(required=True, allow_none=True)


class IssuanceSchema(Schema):
    """One issue of a card."""

    id = Id(required=True)
    application_id = Id(required=True)
    reason = OneOf(Reason, required=True)
    serial = fields.String(required=True)
    previous_serial = fields.String(required=True)
    parts = fields.List(OneOf(PartKind), required=True)
    standing = fields.Nested(IssuanceStandingSchema, required=True)
    issued_at = Instant(required=True)
    issued_by = fields.String(required=True)
    credential_id = Id(required=True, metadata={"description": "GET /credentials/{id}"})
    text = fields.Nested(WordsSchema, required=True)


class LossSchema(Schema):
    """A report of loss."""

    id = Id(required=True)
    serial = fields.String(required=True)
    circumstance = OneOf(Circumstance, required=True)
    occurred_on = Day(required=True)
    place = fields.String(required=True)
    declaration = fields.String(required=True)
    status = OneOf(LossStatus, required=True)
    reported_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)


class PastLossSchema(LossSchema):
    """A report of loss in the history."""

    text = fields.Nested(WordsSchema, required=True)


class LossReportSchema(LossSchema):
    """A report of loss and the state of its card."""

    licence_id = Id(required=True)
    card = fields.Nested(CardStateSchema, required=True)
    version = fields.Integer(required=True, metadata={"description": "Of the licence"})


class StatusChangeSchema(Schema):
    """A card entered a state."""

    serial = fields.String(required=True)
    status = OneOf(CardStatus, required=True)
    cause = fields.String(required=True)
    at = Instant(required=True)
    text = fields.Nested(WordsSchema, required=True)


class HistorySchema(Schema):
    """Newest first, at most 100 of each."""

    issuances = fields.List(fields.Nested(IssuanceSchema))
    loss_reports = fields.List(fields.Nested(PastLossSchema))
    status_changes = fields.List(fields.Nested(StatusChangeSchema))


class CredentialSchema(Schema):
    """A signed e-licence: compact JWS (ES256), verified with GET /jwks. Its status is its card's."""

    id = Id(required=True)
    licence_id = Id(required=True)
    serial = fields.String(required=True)
    status = OneOf(CardStatus, required=True)
    issued_at = Instant(required=True)
    key_id = fields.String(required=True)
    token = fields.String(required=True)


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
    """The keys with which anybody can verify an e-licence."""

    keys = fields.List(fields.Nested(KeySchema), required=True)
