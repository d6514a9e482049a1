"""The front page: what can be done here, what it costs, how long it takes."""

from __future__ import annotations

from flask import Blueprint, Response

from shared.web.pages.site import page, render


def start_pages() -> Blueprint:
    """``/``."""
    pages = Blueprint("start", __name__)

    @pages.get("/")
    @page("the front page, the same for everybody")
    def start() -> Response:
        return render("portal/start.html")

    return pages
