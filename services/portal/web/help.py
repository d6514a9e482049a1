"""Answers to what people really ask, and what is done with their data; open to everybody."""

from __future__ import annotations

from flask import Blueprint, Response

from shared.web.pages.site import page, render

OPEN_TO_ALL = "says the same to everybody"


def help_pages() -> Blueprint:
    """``/help`` and ``/privacy``."""
    pages = Blueprint("help", __name__)

    @pages.get("/help")
    @page(OPEN_TO_ALL)
    def questions() -> Response:
        return render("portal/help_questions.html")

    @pages.get("/privacy")
    @page(OPEN_TO_ALL)
    def privacy() -> Response:
        return render("portal/help_privacy.html")

    return pages
