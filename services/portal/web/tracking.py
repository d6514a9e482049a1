"""My dossiers: where each is, what was found, what came of it, and its papers."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services.portal.application.dossiers import Dossier
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.application.timeline import rows_of
from services.portal.web.tracking_words import GAPS, MARKS, PAPERS, PAUSES, STATES, state_of
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound
from shared.kernel.ids import is_id, new_id
from shared.web.pages.forms import FORM_ID
from shared.web.pages.site import render, see_other

HOME = "/applications"


def tracking_pages(portal: Portal) -> Blueprint:
    """``/applications`` and ``/applications/<id>``."""
    pages = Blueprint("tracking", __name__)

    @pages.get(HOME)
    @signed_in
    def my_applications(citizen: Citizen) -> Response:
        lines = portal.dossiers.own(citizen)
        return render(
            "portal/tracking_list.html",
            open_ones=[line for line in lines if not line.ended],
            ended=[line for line in lines if line.ended],
            states=STATES,
        )

    @pages.get(f"{HOME}/<id:application_id>")
    @signed_in
    def application(citizen: Citizen, application_id: str) -> Response:
        return show(portal.dossiers.dossier(citizen, application_id))

    @pages.post(f"{HOME}/<id:application_id>/pay")
    @signed_in
    def pay_fee(citizen: Citizen, application_id: str) -> Response:
        """Order the fee at today's price and go to the gateway; a form sent twice is one order."""
        form_id = request.form.get(FORM_ID, "")
        try:
            order = portal.payments.order_fee(citizen, application_id, key=form_id if is_id(form_id) else new_id())
        except Refused as refused:
            return show(portal.dossiers.dossier(citizen, application_id), refused=refused)
        return see_other(order.url or f"/payments/{order.id}")

    @pages.get(f"{HOME}/<id:application_id>/papers/<kind>")
    @signed_in
    def paper(citizen: Citizen, application_id: str, kind: str) -> Response:
        """A sealed PDF, fetched with the citizen's own token and kept nowhere."""
        if kind not in PAPERS:
            raise NotFound("not-found")
        answer = Response(portal.dossiers.paper(citizen, application_id, kind), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return pages


def show(dossier: Dossier, *, refused: Refused | None = None) -> Response:
    """The page of a dossier; ``refused`` is said on top of it."""
    tone, said = state_of(dossier)
    return render(
        "portal/tracking_dossier.html",
        status=200 if refused is None else 409,
        dossier=dossier,
        rows=rows_of(dossier),
        tone=tone,
        said=said,
        gaps=GAPS,
        marks=MARKS,
        pauses=PAUSES,
        papers=PAPERS,
        refused=refused,
        new_id=new_id,
    )
