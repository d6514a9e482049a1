"""After filing: pay, and the acknowledgement with its PDF, whatever the browser did in between."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, Response, request

from services.portal.application.filing import AWAITING_PAYMENT
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound
from shared.kernel.ids import is_id, new_id
from shared.web.pages.forms import FORM_ID
from shared.web.pages.language import LazyText, lazy
from shared.web.pages.site import render, see_other

KINDS = frozenset(("acknowledgement", "receipt"))
AGENCIES: Mapping[str, LazyText] = MappingProxyType(
    {
        "G01": lazy("Bộ Công an"),
        "G01.08": lazy("Cục Cảnh sát giao thông, Bộ Công an"),
        "G01.79": lazy("Công an Thành phố Hồ Chí Minh"),
        "G01.01": lazy("Công an Thành phố Hà Nội"),
    }
)
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "submitted": "received",
        "checking": "received",
        AWAITING_PAYMENT: "to-pay",
        "awaiting_clearance": "waiting",
        "withdrawn": "ended",
        "stopped": "ended",
        "refused": "ended",
        "issued": "done",
        "delivered": "done",
    }
)
"""What a state means to the one who has just filed; every other one: ``accepted``."""


def acknowledgement_pages(portal: Portal) -> Blueprint:
    """``/applications/<id>/acknowledgement``, ``…/pay`` and ``…/papers/<kind>``."""
    pages = Blueprint("acknowledgement", __name__)

    @pages.get("/applications/<id:application_id>/acknowledgement")
    @signed_in
    def acknowledgement(citizen: Citizen, application_id: str) -> Response:
        return _page(portal, citizen, application_id)

    @pages.post("/applications/<id:application_id>/pay")
    @signed_in
    def pay_fee(citizen: Citizen, application_id: str) -> Response:
        """Order the fee and go to the gateway; the order that is open is given again."""
        form_id = request.form.get(FORM_ID, "")
        try:
            order = portal.payments.order_fee(citizen, application_id, key=form_id if is_id(form_id) else new_id())
        except Refused as refused:
            return _page(portal, citizen, application_id, refused=refused)
        return see_other(order.url or f"/applications/{application_id}/acknowledgement")

    @pages.get("/applications/<id:application_id>/papers/<kind>")
    @signed_in
    def paper(citizen: Citizen, application_id: str, kind: str) -> Response:
        """The sealed PDF, handed through; nothing of it is kept here."""
        if kind not in KINDS:
            raise NotFound("not-found")
        answer = Response(portal.filings.paper(citizen, application_id, kind), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return pages


def _page(portal: Portal, citizen: Citizen, application_id: str, *, refused: Refused | None = None) -> Response:
    filed = portal.filings.application(citizen, application_id)
    return render(
        "portal/journey_acknowledgement.html",
        status=200 if refused is None else 409,
        filed=filed,
        stage=STAGES.get(filed.state, "accepted"),
        agency=AGENCIES.get(filed.agency, filed.agency),
        refused=refused,
        new_id=new_id,
    )
