"""The front page of the sandbox, and its one style sheet."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from flask import Blueprint, Response, request

from services.sandbox.application.behaviours import behaviour_of
from services.sandbox.application.national_portal import newest
from services.sandbox.application.ports import Store
from services.sandbox.application.sms import newest_messages
from services.sandbox.domain.behaviour import Behaviour, Part
from services.sandbox.web.pages import open_page, page
from services.sandbox.web.words import DUTIES, NAMES

MOST_SHOWN = 50
"""Dossiers on the national portal's page, messages on that of the gateway of short messages."""

LOGINS = (Part.SSO, Part.OFFICER_IDP)


def front_pages(store: Store) -> Blueprint:
    """``/sandbox/`` and ``/sandbox/style.css``."""
    pages = Blueprint("front", __name__, url_prefix="/sandbox", template_folder="templates")
    style = files("services.sandbox.web").joinpath("static/style.css").read_bytes()
    tag = sha256(style).hexdigest()[:16]

    @pages.get("/")
    @open_page("lists the stand-ins and their fictitious people")
    def front() -> Response:
        with store.reading() as shelves:
            citizens = shelves.accounts.list(Part.SSO)
            officers = shelves.accounts.list(Part.OFFICER_IDP)
        parts = [
            {"part": part, "name": NAMES[part], "duty": DUTIES[part], "odd": behaviour_of(store, part) != Behaviour()}
            for part in Part
        ]
        return page("index", parts=parts, logins=LOGINS, citizens=citizens, officers=officers)

    @pages.get("/national-portal/")
    @open_page("shows what the national portal got")
    def received() -> Response:
        return page("national_portal", dossiers=newest(store, MOST_SHOWN))

    @pages.get("/sms/")
    @open_page("shows what the gateway of short messages got")
    def short_messages() -> Response:
        return page("sms", messages=newest_messages(store, MOST_SHOWN))

    @pages.get("/style.css")
    @open_page("a style sheet")
    def style_sheet() -> Response:
        response = Response(style, mimetype="text/css")
        response.set_etag(tag)
        response.headers["Cache-Control"] = "public, max-age=300"
        response.make_conditional(request)
        return response

    return pages
