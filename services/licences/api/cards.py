"""Cards over HTTP: issuing one, asking after one, and the signed e-licence."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.licences.api import examples as ex
from services.licences.api.agreed import released
from services.licences.api.card_schemas import (
    CardOrderSchema,
    CardSearchSchema,
    CardStatusSchema,
    CredentialSchema,
    IssuedCardSchema,
    JwksSchema,
)
from services.licences.api.licences import PREFIX, own_citizen_id
from services.licences.application.issuing import IssueOutcome, issue_card
from services.licences.application.register import Register
from services.licences.domain.issuance import Identity, IssuanceOrder, OrderedPart, Standing
from shared.auth.access import access, current, public
from shared.kernel.errors import NotFound
from shared.web.blueprint import Blueprint
from shared.web.conditional import etag
from shared.web.idempotency import Answer, idempotent

_issued = IssuedCardSchema()
_credential = CredentialSchema()


def issued_answer(outcome: IssueOutcome) -> Answer:
    """The card of an application; 200 if it had been issued before."""
    issuance, card = outcome.issuance, outcome.card
    body = _issued.dump(
        {
            **{name: getattr(card, name) for name in card.__slots__},
            "licence_id": issuance.licence_id,
            "issuance_id": issuance.id,
            "application_id": issuance.application_id,
            "reason": issuance.reason,
            "previous_serial": issuance.previous_serial,
            "credential_id": outcome.credential_id,
            "issued_at": issuance.issued_at,
            "version": outcome.version,
        }
    )
    return Answer(201 if outcome.fresh else 200, body, {"ETag": etag(outcome.version)})


def _order(asked: dict[str, Any]) -> IssuanceOrder:
    parts = tuple(
        OrderedPart(
            kind=part["kind"],
            regime=part["regime"],
            classes=tuple(part["classes"]),
            conditions=tuple(part["conditions"]),
            expires_on=part["expires_on"],
        )
        for part in asked["parts"]
    )
    return IssuanceOrder(
        application_id=asked["application_id"],
        reason=asked["reason"],
        expected_serial=asked["expected_serial"],
        parts=parts,
        standing=Standing(**asked["standing"]),
        holder=None if asked["holder"] is None else Identity(**asked["holder"]),
    )


def cards_blueprint(register: Register) -> Blueprint:
    """Routes about cards and e-licences."""
    blp = Blueprint("cards", __name__, url_prefix=PREFIX, description="Cards and e-licences.")
    _issuing(blp, register)
    _asking(blp, register)
    return blp


def _issuing(blp: Blueprint, register: Register) -> None:
    @blp.route("/licences/<id:licence_id>/cards", methods=["POST"])
    @access("licences:issue", kinds={"system"}, personal=True, looks=False)
    @blp.arguments(CardOrderSchema, example=ex.CARD_ORDER)
    @blp.alt_response(200, schema=IssuedCardSchema, example=ex.ISSUED_CARD)
    @blp.response(201, IssuedCardSchema, example=ex.ISSUED_CARD)
    @idempotent(issued_answer)
    def issue_licence_card(asked: dict[str, Any], licence_id: str) -> IssueOutcome:
        """Issue a new card: in one instant the current one is `superseded` and the new one `live`, e-licence included.

        The same `application_id` again gets the same card (200), whatever key it comes with. 409 `card-not-current`
        if `expected_serial` is no longer current, `licence-revoked`, `application-issued-elsewhere`; 422
        `standing-too-old` (over 60 s), `standing-not-clear`, `validation-failed`. Parts left out stay with the
        licence, but the new card does not list them. `holder` sets name and date of birth right, on the card and in
        the register.
        """
        return issue_card(
            licence_id,
            _order(asked),
            begin=register.begin,
            signer=register.signer,
            series=register.series,
            issuer=register.issuer,
            actor=current().actor,
        )


def _asking(blp: Blueprint, register: Register) -> None:
    @blp.route("/cards/status", methods=["POST"])
    @access("licences:standing", "licences:read")
    @blp.arguments(CardSearchSchema, example=ex.CARD_SEARCH)
    @blp.response(200, CardStatusSchema, example=ex.CARD_STATUS)
    def get_card_status(asked: dict[str, str]) -> dict[str, Any]:
        """Whether a card may be relied on, by the serial on its back. Nothing about the person."""
        found = register.reading.card_status(asked["serial"], on=register.clock.today())
        if found is None:
            raise NotFound("not-found")
        return {
            "serial": found.serial,
            "status": found.status,
            "valid_in_register": {"untermed": found.untermed, "termed": found.termed},
            "checked_at": register.clock.now(),
        }

    @blp.route("/credentials/<id:credential_id>")
    @access("licences:read", personal=True)
    @blp.response(200, CredentialSchema, example=ex.CREDENTIAL)
    def get_credential(credential_id: str) -> Response:
        """A signed e-licence (compact JWS, ES256); its status is the present one of its card."""
        found = register.reading.credential(credential_id)
        own = own_citizen_id()
        if found is None or (own is not None and found.citizen_id != own):
            raise NotFound("not-found")
        (answer,) = released([{"credential": _credential.dump(found)}], [found.citizen_id])
        return jsonify(answer.get("credential", {"id": found.id}))

    @blp.route("/jwks")
    @public("anybody who is shown an e-licence must be able to verify it")
    @blp.response(200, JwksSchema, example=ex.JWKS)
    def get_credential_keys() -> dict[str, object]:
        """The keys that verify e-licences (RFC 7517)."""
        return register.signer.public_keys()
