"""Orders at the payment gateway and its notifications."""

from __future__ import annotations

from typing import Any

from flask import request

from services.renewals.api import examples
from services.renewals.api.money_schemas import NoticeAnswerSchema, PaymentRequestSchema, PaymentSchema
from services.renewals.api.rendering import me, ordered
from services.renewals.application.paying import order_fee, order_fine, show_payment
from services.renewals.application.ports import Ports
from services.renewals.application.reading import show
from services.renewals.application.receipts import take_notice
from services.renewals.application.views import PaymentView
from services.renewals.domain.payments import PaymentKind
from shared.auth.access import access, public
from shared.kernel.errors import Fault, Invalid
from shared.web.blueprint import Blueprint
from shared.web.bodies import body_limit, consumes
from shared.web.idempotency import idempotent
from shared.web.lookups import record_lookup

NOTICE_LIMIT = 4096
JOSE = "application/jose"
NOTICE_DOC = {
    "required": True,
    "content": {
        JOSE: {
            "schema": {
                "type": "string",
                "maxLength": NOTICE_LIMIT,
                "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$",
                "description": "Compact JWS; claims event_id, type, order_id, amount_vnd, at, iss, aud",
            },
            "example": examples.NOTICE,
        }
    },
}


def payment_routes(ports: Ports) -> Blueprint:
    """``/payments``."""
    blp = Blueprint("payments", __name__, url_prefix="/api/renewals/v1", description="Fees and fines.")

    @blp.route("/payments", methods=["POST"])
    @access("renewals:file", kinds={"citizen", "officer"}, personal=True)
    @blp.arguments(PaymentRequestSchema, example=examples.PAYMENT_REQUEST)
    @blp.response(201, PaymentSchema, example=examples.PAYMENT)
    @idempotent(ordered)
    def create_payment(asked: dict[str, Any]) -> PaymentView:
        """Order the fee of a dossier or the fine of one of the citizen's own cases, at today's price."""
        caller, citizen_id = me()
        if asked["kind"] == PaymentKind.FEE:
            seen = show(ports, asked["application_id"], of_citizen=citizen_id)
            record_lookup([seen.citizen_id], ["payment"])
            return order_fee(ports, asked["application_id"], of_citizen=citizen_id, actor=caller.actor)
        if citizen_id is None:
            raise Invalid("validation-failed", faults=[Fault("/kind", "not-one-of", {"choices": "fee"})])
        record_lookup([citizen_id], ["payment"])
        return order_fine(ports, asked["case_id"], citizen_id=citizen_id, actor=caller.actor)

    @blp.route("/payments/<id:payment_id>", methods=["GET"])
    @access("renewals:read", personal=True)
    @blp.response(200, PaymentSchema, example=examples.PAYMENT)
    def get_payment(payment_id: str) -> Any:
        """One order."""
        _caller, citizen_id = me()
        view = show_payment(ports, payment_id, of_citizen=citizen_id)
        record_lookup([view.citizen_id], ["payment"])
        return view

    @blp.route("/payments/notifications", methods=["POST"])
    @public("the gateway signs each notification (JWS ES256), which is checked before anything else")
    @consumes(JOSE)
    @blp.doc(requestBody=NOTICE_DOC)
    @body_limit(NOTICE_LIMIT)
    @blp.response(200, NoticeAnswerSchema, example=examples.NOTICE_ANSWER)
    @blp.alt_response(401, "UNAUTHORIZED")
    def take_notification() -> dict[str, Any]:
        """What the gateway tells: compact JWS; any number of times, in any order."""
        payment = take_notice(ports, request.get_data(cache=False))
        return {"payment_id": payment.id, "state": payment.state}

    return blp
