"""Administration of access: for officers with the role admin; each change is audited and told as an event."""

from __future__ import annotations

from typing import Any

from services.access.api import examples
from services.access.api.desk import desk
from services.access.api.schemas import (
    AgencyPage,
    AgreementArgs,
    AgreementPage,
    AgreementSchema,
    AgreementTermsSchema,
    ClientSchema,
    KeySchema,
    NewKeySchema,
    ReasonSchema,
)
from services.access.application import agreements, keys
from services.access.application.agreements import AgreementTerms
from services.access.domain.agreements import Agreement
from services.access.domain.parties import ClientKey
from shared.auth.access import access, current
from shared.web.blueprint import Blueprint
from shared.web.idempotency import Answer, idempotent
from shared.web.paging import make_page, page_args

blp = Blueprint("access", __name__, url_prefix="/api/access/v1", description="Agencies, clients, agreements")
ADMINS = frozenset({"officer"})


def _agreement(agreement: Agreement) -> dict[str, Any]:
    now = desk().tokens.clock.now()
    row = {name: getattr(agreement, name) for name in agreement.__slots__}
    sets = {name: sorted(row[name]) for name in ("scopes", "purposes", "fields")}
    return {**row, **sets, "status": agreement.status_at(now)}


def _opened(agreement: Agreement) -> Answer:
    return Answer(201, AgreementSchema().dump(_agreement(agreement)))


def _ended(agreement: Agreement) -> Answer:
    return Answer(200, AgreementSchema().dump(_agreement(agreement)))


def _added(key: ClientKey) -> Answer:
    return Answer(201, KeySchema().dump(key))


def _revoked(key: ClientKey) -> Answer:
    return Answer(200, KeySchema().dump(key))


@blp.route("/agencies", methods=["GET"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(page_args, location="query")
@blp.response(200, AgencyPage, example=examples.AGENCIES)
def list_agencies(args: dict[str, Any]) -> Any:
    after = str(args["after"][0]) if args["after"] else None
    found = desk().tokens.register.agencies(after=after, limit=args["limit"] + 1)
    return make_page(found, lambda agency: (agency.code,), limit=args["limit"])


@blp.route("/clients/<client_id>", methods=["GET"])
@access("access:admin", kinds=ADMINS)
@blp.response(200, ClientSchema, example=examples.CLIENT)
def get_client(client_id: str) -> Any:
    return keys.find_client(desk().tokens.register, client_id)


@blp.route("/agreements", methods=["GET"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(AgreementArgs, location="query")
@blp.response(200, AgreementPage, example=examples.AGREEMENTS)
def list_agreements(args: dict[str, Any]) -> Any:
    after = str(args["after"][0]) if args["after"] else None
    found = agreements.list_agreements(
        desk().tokens.register, client_id=args["client_id"], after=after, limit=args["limit"] + 1
    )
    page = make_page(found, lambda agreement: (agreement.id,), limit=args["limit"])
    return {**page, "items": [_agreement(agreement) for agreement in page["items"]]}


@blp.route("/agreements", methods=["POST"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(AgreementTermsSchema, example=examples.AGREEMENT_TERMS)
@blp.response(201, AgreementSchema, example=examples.AGREEMENT)
@idempotent(_opened)
def open_agreement(terms: AgreementTerms) -> Agreement:
    return agreements.open_agreement(terms, begin=desk().tokens.begin, actor=current().actor)


@blp.route("/agreements/<id:agreement_id>/end", methods=["POST"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(ReasonSchema, example=examples.REASON)
@blp.response(200, AgreementSchema, example=examples.AGREEMENT_ENDED)
@idempotent(_ended)
def end_agreement(given: dict[str, Any], agreement_id: str) -> Agreement:
    return agreements.end_agreement(
        agreement_id, reason=given["reason"], begin=desk().tokens.begin, actor=current().actor
    )


@blp.route("/clients/<client_id>/keys", methods=["POST"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(NewKeySchema, example=examples.NEW_KEY)
@blp.response(201, KeySchema, example=examples.KEY)
@idempotent(_added)
def add_client_key(given: dict[str, Any], client_id: str) -> ClientKey:
    return keys.add_key(
        client_id,
        jwk=given["jwk"],
        valid_from=given["valid_from"],
        valid_to=given["valid_to"],
        begin=desk().tokens.begin,
        signatures=desk().tokens.signatures,
        actor=current().actor,
    )


@blp.route("/clients/<client_id>/keys/<kid>/revoke", methods=["POST"])
@access("access:admin", kinds=ADMINS)
@blp.arguments(ReasonSchema, example=examples.REASON)
@blp.response(200, KeySchema, example=examples.KEY_REVOKED)
@idempotent(_revoked)
def revoke_client_key(given: dict[str, Any], client_id: str, kid: str) -> ClientKey:
    return keys.revoke_key(client_id, kid, reason=given["reason"], begin=desk().tokens.begin, actor=current().actor)
