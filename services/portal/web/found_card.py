"""The lost card was found (tìm thấy thẻ): the report is taken back, unless a new card is out or on its way."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from services.portal.application.dossiers import LOSSES, MAY_WITHDRAW, DossierLine
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.application.reaching import reach
from services.portal.application.registers import Licence
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound
from shared.kernel.ids import is_id
from shared.web.pages.site import render, see_other

REPORT = "report"


def found_card_pages(portal: Portal) -> Blueprint:
    """``/licences/<id>/found``."""
    pages = Blueprint("found_card", __name__)

    @pages.get("/licences/<id:licence_id>/found")
    @signed_in
    def ask_found(citizen: Citizen, licence_id: str) -> Response:
        return _page(portal, citizen, licence_id)

    @pages.post("/licences/<id:licence_id>/found")
    @signed_in
    def card_found(citizen: Citizen, licence_id: str) -> Response:
        """Take the report named in the form back: after a reissue the register says that the new card counts."""
        report_id = request.form.get(REPORT, "")
        if not is_id(report_id):
            raise NotFound("not-found")
        try:
            portal.dossiers.found_card(citizen, licence_id, report_id)
        except Refused as refused:
            return _page(portal, citizen, licence_id, refused=refused)
        return see_other(f"/licences/{licence_id}/found")

    return pages


def _page(portal: Portal, citizen: Citizen, licence_id: str, *, refused: Refused | None = None) -> Response:
    licence = next((one for one in portal.licences.of_citizen(citizen) if one.id == licence_id), None)
    if licence is None:
        raise NotFound("not-found")
    dossiers = reach(lambda: portal.dossiers.own(citizen))
    return render(
        "portal/tracking_found.html",
        status=200 if refused is None else 409,
        licence=licence,
        dossier=_open_dossier(dossiers.value or (), licence),
        unsure=dossiers.away,
        refused=refused,
    )


def _open_dossier(lines: Sequence[DossierLine], licence: Licence) -> DossierLine | None:
    """The dossier that reported this card lost and can still be taken back."""
    fitting = (line for line in lines if line.licence_id == licence.id and line.reason in LOSSES)
    return next((line for line in fitting if line.state in MAY_WITHDRAW), None)
