"""The shapes of administration: agencies, clients and their keys, agreements."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from services.access.application.agreements import AgreementTerms
from services.access.domain.agreements import AgreementStatus, LegalBasis
from services.access.domain.parties import CLIENT_ID_FORM, KID_FORM, ClientKind, ClientStatus
from services.access.domain.scopes import CATALOGUE, SERVICES, ActorKind, Purpose
from shared.web.paging import PageArgs
from shared.web.schemas import Day, Id, Instant, Matching, PageSchema, Schema, Text, Whole, WordsSchema, one_of

MOST_PER_DAY = 100_000_000
_COORDINATE = "[A-Za-z0-9_-]{43}"


def _listed(inner: fields.Field[Any], most: int) -> fields.List[Any]:
    return fields.List(inner, required=True, validate=validate.Length(min=1, max=most))


class LegalBasisSchema(Schema):
    """A provision of law (căn cứ pháp lý)."""

    norm = Text(required=True, max_length=200)
    ref = Text(required=True, max_length=200)


class AgencySchema(Schema):
    """A state body (cơ quan)."""

    code = fields.String(required=True)
    name = fields.Nested(WordsSchema, required=True)


class AgreementTermsSchema(Schema):
    """What two agencies agreed on (thoả thuận chia sẻ dữ liệu)."""

    client_id = Matching(CLIENT_ID_FORM, max_length=40, required=True)
    service = one_of(SERVICES, required=True)
    acting_for = one_of(
        ActorKind, required=True, metadata={"description": "In whose name the client may use it: its own or people's"}
    )
    scopes = _listed(one_of(CATALOGUE), 32)
    purposes = _listed(one_of(Purpose), 8)
    fields_ = fields.List(
        Matching(r"\*|[a-z][a-z0-9_.]{0,63}", max_length=64),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(min=1, max=100),
        metadata={"description": "Names of the provider's answers that may be shown; * for all"},
    )
    legal_basis = _listed(fields.Nested(LegalBasisSchema), 20)
    valid_from = Day(required=True, metadata={"description": "First day in Vietnam"})
    valid_to = Day(required=True, metadata={"description": "Last day in Vietnam"})
    per_day = Whole(
        min=1,
        max=MOST_PER_DAY,
        load_default=None,
        allow_none=True,
        metadata={"description": "Look-ups; null: no limit"},
    )
    approved_by = Text(required=True, max_length=200)

    @post_load
    def _terms(self, given: dict[str, Any], **_: Any) -> AgreementTerms:
        sets = {name: frozenset(given[name]) for name in ("scopes", "purposes", "fields")}
        basis = tuple(LegalBasis(**entry) for entry in given["legal_basis"])
        return AgreementTerms(**{**given, **sets, "legal_basis": basis})


class AgreementSchema(Schema):
    """An agreement on file."""

    id = Id(required=True)
    client_id = fields.String(required=True)
    service = one_of(SERVICES, required=True)
    acting_for = one_of(ActorKind, required=True)
    scopes = fields.List(fields.String(), required=True)
    purposes = fields.List(fields.String(), required=True)
    fields_ = fields.List(fields.String(), required=True, data_key="fields", attribute="fields")
    legal_basis = fields.List(fields.Nested(LegalBasisSchema), required=True)
    valid_from = Day(required=True)
    valid_to = Day(required=True)
    per_day = fields.Integer(required=True, allow_none=True)
    approved_by = fields.String(required=True)
    opened_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    end_reason = fields.String(required=True, allow_none=True)
    status = one_of(AgreementStatus, required=True)


class ReasonSchema(Schema):
    """Why somebody's access is cut."""

    reason = Text(required=True, max_length=500)


class PublicJwkSchema(Schema):
    """A client's public key: the public members of a P-256 JWK (RFC 7517), nothing private."""

    kty = one_of(("EC",), required=True)
    crv = one_of(("P-256",), required=True)
    x = Matching(_COORDINATE, max_length=43, required=True)
    y = Matching(_COORDINATE, max_length=43, required=True)
    kid = Matching(KID_FORM, max_length=64)
    alg = one_of(("ES256",))
    use = one_of(("sig",))


class NewKeySchema(Schema):
    """A key to be added."""

    jwk = fields.Nested(PublicJwkSchema, required=True)
    valid_from = Instant(load_default=None, allow_none=True, metadata={"description": "null: now"})
    valid_to = Instant(load_default=None, allow_none=True, metadata={"description": "null: until it is revoked"})


class KeySchema(Schema):
    """A key on file."""

    kid = fields.String(required=True)
    jwk = fields.Nested(PublicJwkSchema, required=True)
    valid_from = Instant(required=True)
    valid_to = Instant(required=True, allow_none=True)
    revoked_at = Instant(required=True, allow_none=True)


class ClientSchema(Schema):
    """A client system with its keys, newest first."""

    client_id = fields.String(required=True)
    subject = Id(required=True)
    agency = fields.Nested(AgencySchema, required=True)
    kind = one_of(ClientKind, required=True)
    status = one_of(ClientStatus, required=True)
    sources = fields.List(fields.String(), required=True)
    keys = fields.List(fields.Nested(KeySchema), required=True)


class AgreementArgs(PageArgs):
    """Which agreements."""

    client_id = Matching(CLIENT_ID_FORM, max_length=40, load_default=None)


AgencyPage = PageSchema(AgencySchema)
AgreementPage = PageSchema(AgreementSchema)
