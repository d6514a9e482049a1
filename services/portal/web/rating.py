"""How content one was with a finished dossier: three answers, once."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services.portal.application.feedback_desk import OwnDossier
from services.portal.application.ports import Citizen
from services.portal.application.ratings import Satisfaction
from services.portal.web.feedback import Desk
from services.portal.web.feedback_words import RATING, SATISFACTION
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound
from shared.web.pages.forms import Submission
from shared.web.pages.site import render, see_other


def rating_pages(desk: Desk) -> Blueprint:
    """``/applications/<id>/rating``."""
    pages = Blueprint("rating", __name__)

    @pages.get("/applications/<id:application_id>/rating")
    @signed_in
    def rating(citizen: Citizen, application_id: str) -> Response:
        return _page(desk, _finished(desk, citizen, application_id), RATING.blank())

    @pages.post("/applications/<id:application_id>/rating")
    @signed_in
    def rate(citizen: Citizen, application_id: str) -> Response:
        """Keep the rating; the first one counts."""
        dossier, sent = _finished(desk, citizen, application_id), RATING.read(request.form)
        if not sent.ok:
            return _page(desk, dossier, sent)
        given = Satisfaction(sent.values["satisfaction"])
        desk.ratings.give(citizen, dossier.id, given, sent.values["words"])
        return see_other(f"/applications/{dossier.id}/rating")

    return pages


def _page(desk: Desk, dossier: OwnDossier, sent: Submission) -> Response:
    return render(
        "portal/feedback_rating.html",
        status=200 if sent.ok else 422,
        dossier=dossier,
        given=desk.ratings.of(dossier.id),
        totals=desk.ratings.totals(),
        satisfaction=SATISFACTION,
        sent=sent,
    )


def _finished(desk: Desk, citizen: Citizen, application_id: str) -> OwnDossier:
    """The citizen's dossier with a result. Raises NotFound."""
    found = desk.dossiers.dossier(citizen, application_id)
    if not found.finished:
        raise NotFound("not-found")
    return found
