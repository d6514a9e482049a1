"""Coming back from the payment gateway: what was paid, or what to do if it was not, whatever the address says."""

from __future__ import annotations

from flask import Blueprint, Response

from services.portal.application.ports import Citizen, Portal
from services.portal.web.visitors import signed_in
from shared.web.pages.site import render, see_other

PAID = ("paid", "settled")
BACK = ("refunding", "refunded")


def payment_pages(portal: Portal) -> Blueprint:
    """``/payments/<id>``."""
    pages = Blueprint("payments", __name__)

    @pages.get("/payments/<id:payment_id>")
    @signed_in
    def payment(citizen: Citizen, payment_id: str) -> Response:
        found = portal.payments.payment(citizen, payment_id)
        tone = _tone(found.state)
        if found.application_id is not None and tone in {"paid", "waiting"}:
            return see_other(f"/applications/{found.application_id}/acknowledgement")
        begun = portal.drafts.under_way(citizen) if found.application_id is None else ()
        return render("portal/payment.html", payment=found, state=tone, draft=next(iter(begun), None))

    return pages


def _tone(state: str) -> str:
    """What a state of a payment means for the one who pays: ``paid``, ``back``, ``over`` or ``waiting``."""
    if state in PAID:
        return "paid"
    if state in BACK:
        return "back"
    return "over" if state == "expired" else "waiting"
