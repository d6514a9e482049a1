"""My licences, drawn as the card they are."""

from __future__ import annotations

from flask import Blueprint, Response

from services.portal.application.ports import Citizen, Portal
from services.portal.application.reaching import reach
from services.portal.web.journey_forms import REASONS, offered
from services.portal.web.visitors import signed_in
from services.portal.web.words import CARD_STATUS, CLASSES, CONDITIONS, PART_NAMES
from shared.web.pages.site import render


def licence_pages(portal: Portal) -> Blueprint:
    """``/licences``."""
    pages = Blueprint("licences", __name__)

    @pages.get("/licences")
    @signed_in
    def my_licences(citizen: Citizen) -> Response:
        found = reach(lambda: portal.licences.of_citizen(citizen))
        alone = len(found.value or ()) == 1
        return render(
            "portal/licences.html",
            licences=found,
            offers={one.id: offered(one, portal.clock, alone=alone) for one in found.value or ()},
            drafts=portal.drafts.under_way(citizen),
            reasons=REASONS,
            standing=reach(lambda: portal.violations.points(citizen)),
            citizen=citizen,
            today=portal.clock.today(),
            part_names=PART_NAMES,
            classes=CLASSES,
            conditions=CONDITIONS,
            card_status=CARD_STATUS,
        )

    return pages
