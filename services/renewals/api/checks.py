"""Checks before filing, and the procedures and rules anybody may read."""

from __future__ import annotations

from typing import Any

from services.renewals.api import calendar, examples
from services.renewals.api.filings import force_majeure_of
from services.renewals.api.money_schemas import JwksSchema, OnArgs, ProcedureDetailSchema, ProceduresSchema
from services.renewals.api.rendering import errand_of
from services.renewals.api.requests import CheckRequestSchema
from services.renewals.api.schemas import CheckSchema
from services.renewals.application.checking import Question, check_now
from services.renewals.application.offering import list_procedures as procedures
from services.renewals.application.offering import show_procedure
from services.renewals.application.ports import Ports
from services.renewals.domain.facts import ClaimFacts, Request
from shared.auth.access import Caller, access, current, public, require_subject
from shared.kernel.errors import Forbidden
from shared.web.blueprint import Blueprint
from shared.web.lookups import record_lookup

AUDITOR = "auditor"


def check_routes(ports: Ports) -> Blueprint:
    """``/checks``, ``/procedures``, ``/calendar`` and ``/jwks``."""
    blp = Blueprint("checks", __name__, url_prefix="/api/renewals/v1", description="Whether, and by which rules.")

    @blp.route("/checks", methods=["POST"])
    @access("renewals:check", personal=True)
    @blp.arguments(CheckRequestSchema, example=examples.CHECK_REQUEST)
    @blp.response(200, CheckSchema, example=examples.CHECK)
    def create_check(asked: dict[str, Any]) -> Any:
        """Whether a card may be reissued or exchanged and, if not, exactly what is in the way. Nothing is filed."""
        caller = current()
        require_subject(asked["citizen_id"])
        if asked["on"] is not None and not _may_choose_the_day(caller):
            raise Forbidden("on-not-allowed")
        record_lookup([asked["citizen_id"]], ["check"])
        return check_now(ports, _question(asked, caller), errand=errand_of(caller))

    @blp.route("/procedures", methods=["GET"])
    @public("the law is everybody's to read")
    @blp.arguments(OnArgs, location="query")
    @blp.response(200, ProceduresSchema, example=examples.PROCEDURES)
    def list_procedures(query: dict[str, Any]) -> dict[str, Any]:
        """The procedures, and whether they are in force on a day."""
        return {"items": procedures(ports, query["on"])}

    @blp.route("/procedures/<code>", methods=["GET"])
    @public("the law is everybody's to read")
    @blp.arguments(OnArgs, location="query")
    @blp.response(200, ProcedureDetailSchema, example=examples.PROCEDURE)
    def get_procedure(query: dict[str, Any], code: str) -> Any:
        """One procedure with its time limit and the rules in force on a day, each with its legal basis."""
        return show_procedure(ports, code, query["on"])

    @blp.route("/calendar", methods=["GET"])
    @public("the law is everybody's to read")
    @blp.arguments(calendar.SpanArgs, location="query")
    @blp.response(200, calendar.CalendarSchema, example=calendar.EXAMPLE)
    def get_calendar(query: dict[str, Any]) -> dict[str, Any]:
        """The days of rest and the swapped working days of state bodies in a span of at most 1,100 days."""
        return calendar.shown(ports.law.calendar, query["from_"], query["to"])

    @blp.route("/jwks", methods=["GET"])
    @public("public keys")
    @blp.response(200, JwksSchema, example=examples.JWKS)
    def get_jwks() -> Any:
        """The keys with which anybody can verify a decision."""
        return ports.seal.public_keys()

    return blp


def _may_choose_the_day(caller: Caller) -> bool:
    principal = caller.principal
    return principal.kind == "officer" or (principal.kind == "system" and principal.client_id == AUDITOR)


def _question(asked: dict[str, Any], caller: Caller) -> Question:
    principal = caller.principal
    claims = None
    if principal.kind == "citizen" and principal.name is not None and principal.birthdate is not None:
        claims = ClaimFacts(principal.name, principal.birthdate, asked["citizen_id"])
    return Question(
        citizen_id=asked["citizen_id"],
        request=Request(
            procedure=asked["procedure"],
            reason=asked["reason"],
            channel=asked["channel"],
            class_choice=asked["class_choice"],
            force_majeure=force_majeure_of(asked["force_majeure"]),
        ),
        licence_id=asked["licence_id"],
        on=asked["on"],
        claims=claims,
    )
