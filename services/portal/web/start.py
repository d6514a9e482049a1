"""The front page: what can be done here, what it costs, how long it takes, what will be needed."""

from __future__ import annotations

from flask import Blueprint, Response

from services.portal.application.offers import REISSUE
from services.portal.application.ports import Portal
from services.portal.application.reaching import reach
from shared.web.pages.site import page, render


def start_pages(portal: Portal) -> Blueprint:
    """``/``."""
    pages = Blueprint("start", __name__)

    @pages.get("/")
    @page("the front page, the same for everybody")
    def start() -> Response:
        return render("portal/start.html", offer=reach(lambda: portal.offers.offer(REISSUE)))

    return pages
