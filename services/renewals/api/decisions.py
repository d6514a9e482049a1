"""The officer's decision, its signed form, and the hand-over of a result."""

from __future__ import annotations

from typing import Any

from services.renewals.api import examples
from services.renewals.api.filings import search_of
from services.renewals.api.rendering import changed, me
from services.renewals.api.requests import DecisionRequestSchema, RegisterSearchRequestSchema
from services.renewals.api.schemas import (
    ApplicationSchema,
    ReasonsSchema,
    SignedDecisionSchema,
)
from services.renewals.application.deciding import Order, decide, hand_over, show_decision
from services.renewals.application.ports import Ports
from services.renewals.application.reading import show
from services.renewals.application.searching import record_search
from services.renewals.application.views import ApplicationView
from services.renewals.domain.decisions import REFUSAL_REASONS, SUPPLEMENT_REASONS, DecisionOutcome
from shared.auth.access import access, current, public
from shared.web.blueprint import Blueprint
from shared.web.conditional import check_version, conditional
from shared.web.idempotency import idempotent
from shared.web.lookups import record_lookup


def decision_routes(ports: Ports) -> Blueprint:
    """An officer's acts on a dossier: decision, search of the paper registers, delivery; and the reason codes."""
    blp = Blueprint("decisions", __name__, url_prefix="/api/renewals/v1", description="Decisions (quyết định).")

    @blp.route("/applications/<id:application_id>/decision", methods=["POST"])
    @access("renewals:decide", kinds={"officer"}, personal=True)
    @conditional
    @blp.arguments(DecisionRequestSchema, example=examples.DECISION_REQUEST)
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    @idempotent(changed)
    def decide_application(asked: dict[str, Any], application_id: str) -> ApplicationView:
        """Approve, refuse with a reason code, or ask once for a supplement. An approval leads to the card at once."""
        caller = current()
        seen = show(ports, application_id, of_citizen=None)
        record_lookup([seen.citizen_id], ["application"])
        order = Order(asked["outcome"], asked["reason_code"], asked["note"])
        return decide(ports, application_id, order, check_version=check_version, actor=caller.actor)

    @blp.route("/applications/<id:application_id>/register-searches", methods=["POST"])
    @access("renewals:decide", kinds={"officer"}, personal=True)
    @conditional
    @blp.arguments(RegisterSearchRequestSchema, example=examples.REGISTER_SEARCH_REQUEST)
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    @idempotent(changed)
    def record_register_search(asked: dict[str, Any], application_id: str) -> ApplicationView:
        """Record a search of the paper registers for a licence the system does not hold.

        Found: the dossier waits with the finding `awaiting-registration` until the register of licences holds it, then
        goes on by itself. Not found: it is refused with `not-in-system`.
        """
        caller = current()
        seen = show(ports, application_id, of_citizen=None)
        record_lookup([seen.citizen_id], ["application"])
        search = search_of(asked)
        return record_search(ports, application_id, search, check_version=check_version, actor=caller.actor)

    @blp.route("/applications/<id:application_id>/decision", methods=["GET"])
    @access("renewals:read", personal=True)
    @blp.response(200, SignedDecisionSchema, example=examples.SIGNED_DECISION)
    def get_decision(application_id: str) -> Any:
        """The last decision with its signed form."""
        _caller, citizen_id = me()
        view, whose = show_decision(ports, application_id, of_citizen=citizen_id)
        record_lookup([whose], ["decision"])
        return view

    @blp.route("/applications/<id:application_id>/delivery", methods=["POST"])
    @access("renewals:decide", kinds={"officer"}, personal=True)
    @conditional
    @blp.response(200, ApplicationSchema, example=examples.APPLICATION)
    @idempotent(changed)
    def deliver_application(application_id: str) -> ApplicationView:
        """The card was dispatched by post or handed over at the counter."""
        caller = current()
        seen = show(ports, application_id, of_citizen=None)
        record_lookup([seen.citizen_id], ["application"])
        return hand_over(ports, application_id, check_version=check_version, actor=caller.actor)

    @blp.route("/decision-reasons", methods=["GET"])
    @public("the law is everybody's to read")
    @blp.response(200, ReasonsSchema, example=examples.REASONS)
    def list_decision_reasons() -> dict[str, Any]:
        """The codes a refusal or a request for a supplement may name."""
        tables = (
            (DecisionOutcome.REFUSE, REFUSAL_REASONS),
            (DecisionOutcome.REQUEST_SUPPLEMENT, SUPPLEMENT_REASONS),
        )
        return {
            "items": [
                {"code": code, "outcome": outcome, "text": words}
                for outcome, table in tables
                for code, words in sorted(table.items())
            ]
        }

    return blp
