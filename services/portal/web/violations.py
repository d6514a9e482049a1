"""My violations: what happened, what of it is in the way, and how to settle it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.application.reaching import reach
from services.portal.web.visitors import signed_in
from services.portal.web.words import BLOCK_TITLES, legal_place
from shared.kernel.ids import is_id, new_id
from shared.web.pages.forms import FORM_ID
from shared.web.pages.site import render, see_other


def violation_pages(portal: Portal) -> Blueprint:
    """``/violations``."""
    pages = Blueprint("violations", __name__)

    @pages.get("/violations")
    @signed_in
    def my_violations(citizen: Citizen) -> Response:
        return _page(portal, citizen)

    @pages.post("/violations/<id:case_id>/pay")
    @signed_in
    def pay_fine(citizen: Citizen, case_id: str) -> Response:
        """Order the fine and go to the gateway; the order of a form sent twice is one order."""
        form_id = request.form.get(FORM_ID, "")
        try:
            order = portal.payments.order_fine(citizen, case_id, key=form_id if is_id(form_id) else new_id())
        except Refused as refused:
            return _page(portal, citizen, refused=refused, case_id=case_id)
        return see_other(order.url or f"/payments/{order.id}")

    return pages


def _page(portal: Portal, citizen: Citizen, *, refused: Refused | None = None, case_id: str | None = None) -> Response:
    return render(
        "portal/violations.html",
        status=200 if refused is None else 409,
        found=reach(lambda: portal.violations.overview(citizen)),
        refused=refused,
        refused_case=case_id,
        block_titles=BLOCK_TITLES,
        legal_place=legal_place,
        new_id=new_id,
    )
