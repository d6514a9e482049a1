"""The portrait on the card: the register's picture, fetched with the citizen's own token."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from services.portal.application.ports import Citizen, Portal
from services.portal.application.reaching import reach
from services.portal.application.registers import Portrait
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound
from shared.web.pages.site import EXTENSION

NO_PORTRAIT = "portrait.svg"


def portrait_pages(portal: Portal) -> Blueprint:
    """``/portraits/<holder>``."""
    pages = Blueprint("portraits", __name__)

    @pages.get("/portraits/<id:holder_id>")
    @signed_in
    def portrait(citizen: Citizen, holder_id: str) -> Response:
        """The citizen's own; under 404 or 503 a drawing where there is none to see, so that no card has a hole."""
        found = reach(lambda: _portrait(portal, citizen, holder_id))
        if found.value is None:
            drawing: str = current_app.extensions[EXTENSION].assets.text(NO_PORTRAIT)
            return Response(drawing, 503 if found.away else 404, mimetype="image/svg+xml")
        return Response(found.value.content, mimetype=found.value.media_type)

    return pages


def _portrait(portal: Portal, citizen: Citizen, holder_id: str) -> Portrait | None:
    try:
        return portal.licences.portrait(citizen, holder_id)
    except NotFound:
        return None
