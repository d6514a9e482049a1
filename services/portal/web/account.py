"""Who looked at my data, and looks that are disputed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, request

from services.portal.application.looking import Look, Place, looks
from services.portal.application.ports import Citizen, Portal
from services.portal.web.visitors import signed_in
from shared.kernel.clock import business_date
from shared.kernel.errors import NotFound
from shared.web.pages.language import LazyText, lazy
from shared.web.pages.site import render, see_other

LOOKS = "/lookups"
LONGEST_MARK = 4_000
LONGEST_PLACE = 2_000

LOGS: Mapping[str, LazyText] = {
    "licences": lazy("Sổ giấy phép"),
    "violations": lazy("Sổ vi phạm"),
    "renewals": lazy("Hồ sơ đổi, cấp lại"),
}
"""What each service keeps, in the reader's words."""


def look_pages(portal: Portal) -> Blueprint:
    """``/lookups``."""
    pages = Blueprint("looks", __name__)

    @pages.get(LOOKS)
    @signed_in
    def who_looked(citizen: Citizen) -> Response:
        chosen = request.args.get("from", "")
        chosen = chosen if chosen in LOGS else ""
        return _list(portal, citizen, chosen, places_in(request.args.get("place", "")))

    @pages.post(LOOKS)
    @signed_in
    def dispute(citizen: Citizen) -> Response:
        """Keep a look that the citizen does not recognise; once, however often it is sent."""
        mark = request.form.get("mark", "")
        look = portal.looking.disputes.marked(citizen, mark) if len(mark) <= LONGEST_MARK else None
        if look is None:
            raise NotFound("not-found")
        return see_other(f"{LOOKS}/disputes/{portal.looking.disputes.open(citizen, look)}")

    @pages.get(f"{LOOKS}/disputes/<id:dispute_id>")
    @signed_in
    def disputed(citizen: Citizen, dispute_id: str) -> Response:
        found = portal.looking.disputes.get(citizen, dispute_id)
        if found is None:
            raise NotFound("not-found")
        return render("portal/account_dispute.html", dispute=found, logs=LOGS)

    return pages


def _list(portal: Portal, citizen: Citizen, chosen: str, places: Mapping[str, Place]) -> Response:
    asked = [log for log in portal.looking.logs if not chosen or log.name == chosen]
    found = looks(asked, citizen, places)
    days = [(day, list(one_day)) for day, one_day in groupby(found.items, key=lambda look: business_date(look.at))]
    disputes = portal.looking.disputes

    def mark(look: Look) -> str:
        return disputes.mark(citizen, look)

    return render(
        "portal/account_looks.html",
        days=days,
        away=found.away,
        older=None if found.places is None else place_text(found.places),
        first=not places,
        chosen=chosen,
        logs=LOGS,
        mark=mark,
        disputes=disputes.of(citizen),
    )


def place_text(places: Mapping[str, Place]) -> str:
    """How far each log is read, for an address: cursors and an instant, nothing about a person."""
    plain = {
        name: [place.after, None if place.before is None else place.before.isoformat(), place.done]
        for name, place in places.items()
    }
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def places_in(text: str) -> dict[str, Place]:
    """The places in an address; none, which is the beginning, for a text we did not make."""
    try:
        plain = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))) if len(text) <= LONGEST_PLACE else {}
        return {name: _place(*plain[name]) for name in LOGS if name in plain}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


def _place(after: Any, before: Any, done: Any) -> Place:
    if not (after is None or (isinstance(after, str) and after.isascii() and after.isprintable())):
        raise ValueError("not a cursor")
    instant = None if before is None else datetime.fromisoformat(before)
    if instant is not None and instant.tzinfo is None:
        raise ValueError("an instant without its zone")
    return Place(after, instant, bool(done))
