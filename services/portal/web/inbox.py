"""My messages, and how many of them are new."""

from __future__ import annotations

from flask import Blueprint, Response

from services.portal.application.logging_in import identity_in
from services.portal.application.ports import Citizen, Portal
from services.portal.web.visitors import doorman, signed_in
from shared.web.pages.site import render

INBOX = "/inbox"


def inbox_pages(portal: Portal) -> Blueprint:
    """``/inbox``."""
    pages = Blueprint("inbox", __name__)

    @pages.get(INBOX)
    @signed_in
    def inbox(citizen: Citizen) -> Response:
        """Everything is on the page, so having opened it is having read it."""
        return render("portal/inbox_list.html", messages=portal.inbox.open(citizen.citizen_id))

    return pages


def unread() -> int:
    """How many new messages the person logged in has."""
    keeper = doorman()
    session = keeper.session()
    return 0 if session is None else keeper.portal.inbox.unread(identity_in(session.content).citizen_id)
