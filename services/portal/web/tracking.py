"""My dossiers: where each is, what was found, and what came of it."""

from __future__ import annotations

from flask import Blueprint, Response

from services.portal.application.dossiers import Dossier
from services.portal.application.ports import Citizen, Portal
from services.portal.application.timeline import rows_of
from services.portal.web.tracking_words import GAPS, MARKS, PAPERS, PAUSES, STATES, state_of
from services.portal.web.visitors import signed_in
from shared.kernel.ids import new_id
from shared.web.pages.site import render

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
        return _page(portal.dossiers.dossier(citizen, application_id))

    return pages


def _page(dossier: Dossier) -> Response:
    tone, said = state_of(dossier)
    return render(
        "portal/tracking_dossier.html",
        dossier=dossier,
        rows=rows_of(dossier),
        tone=tone,
        said=said,
        gaps=GAPS,
        marks=MARKS,
        pauses=PAUSES,
        papers=PAPERS,
        new_id=new_id,
    )
