"""The journey: what happened, what was found, how the result goes out, check and declare."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from services.portal.application.filing import AnswersChanged, file_draft
from services.portal.application.journey import Delivery, Draft
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.application.reaching import reach
from services.portal.application.registers import Licence
from services.portal.web.journey_findings import blocks_of, news_of, obstacles_of, verdict_of
from services.portal.web.journey_forms import (
    DECLARATION,
    DELIVERIES,
    DELIVERY,
    REASONS,
    declaration_of,
    exchange_form,
    exchange_reasons,
    loss_form,
    may_report_loss,
)
from services.portal.web.visitors import signed_in
from shared.kernel.errors import NotFound, Unavailable
from shared.kernel.ids import new_id
from shared.web.pages.forms import Submission
from shared.web.pages.language import lazy
from shared.web.pages.site import render, see_other

ADDRESS_MISSING = lazy("Nhập địa chỉ để bưu điện giao thẻ")
LICENCES = "/licences"


def journey_pages(portal: Portal) -> Blueprint:
    """``/licences/<id>/lost``, ``/licences/<id>/exchange`` and ``/drafts/<id>``."""
    pages = Blueprint("journey", __name__)
    _add_loss(pages, portal)
    _add_exchange(pages, portal)
    _add_findings(pages, portal)
    _add_delivery(pages, portal)
    _add_filing(pages, portal)
    return pages


def _add_loss(pages: Blueprint, portal: Portal) -> None:
    @pages.get("/licences/<id:licence_id>/lost")
    @signed_in
    def ask_loss(citizen: Citizen, licence_id: str) -> Response:
        licence = _licence(portal, citizen, licence_id)
        if not may_report_loss(licence):
            return see_other(LICENCES)
        return render("portal/journey_loss.html", sent=loss_form(portal.clock, licence).blank(), licence=licence)

    @pages.post("/licences/<id:licence_id>/lost")
    @signed_in
    def begin_loss(citizen: Citizen, licence_id: str) -> Response:
        """The form's one-time name becomes the draft's: sent twice, it is one draft."""
        licence = _licence(portal, citizen, licence_id)
        sent = loss_form(portal.clock, licence).read(request.form)
        if not sent.ok:
            return render("portal/journey_loss.html", status=422, sent=sent, licence=licence)
        values = sent.values
        return see_other(
            portal.drafts.begin(citizen, sent.form_id, licence.id, values["reason"], values["occurred_on"]).path
        )


def _add_exchange(pages: Blueprint, portal: Portal) -> None:
    @pages.get("/licences/<id:licence_id>/exchange")
    @signed_in
    def ask_exchange(citizen: Citizen, licence_id: str) -> Response:
        licence = _licence(portal, citizen, licence_id)
        if not exchange_reasons(licence):
            return see_other(LICENCES)
        return render("portal/journey_exchange.html", sent=exchange_form(licence).blank(), licence=licence)

    @pages.post("/licences/<id:licence_id>/exchange")
    @signed_in
    def begin_exchange(citizen: Citizen, licence_id: str) -> Response:
        licence = _licence(portal, citizen, licence_id)
        sent = exchange_form(licence).read(request.form)
        if not sent.ok:
            return render("portal/journey_exchange.html", status=422, sent=sent, licence=licence)
        return see_other(portal.drafts.begin(citizen, sent.form_id, licence.id, sent.values["wish"], None).path)


def _add_findings(pages: Blueprint, portal: Portal) -> None:
    @pages.get("/drafts/<id:draft_id>")
    @signed_in
    def findings(citizen: Citizen, draft_id: str) -> Response:
        draft = portal.drafts.of(citizen, draft_id)
        if _is_gone(draft):
            return see_other(draft.path)
        found = reach(lambda: portal.filings.check(citizen, draft))
        check = found.value
        return render(
            "portal/journey_findings.html",
            draft=draft,
            reason=REASONS[draft.reason],
            check=check,
            verdict_said=verdict_of(check, draft) if check else None,
            blocks=blocks_of(check) if check else (),
            obstacles=obstacles_of(check) if check else (),
            news=news_of(check) if check else (),
            new_id=new_id,
        )

    @pages.post("/drafts/<id:draft_id>/discard")
    @signed_in
    def discard(citizen: Citizen, draft_id: str) -> Response:
        portal.drafts.discard(citizen, draft_id)
        return see_other(LICENCES)


def _add_delivery(pages: Blueprint, portal: Portal) -> None:
    @pages.get("/drafts/<id:draft_id>/delivery")
    @signed_in
    def ask_delivery(citizen: Citizen, draft_id: str) -> Response:
        draft = portal.drafts.of(citizen, draft_id)
        if _is_gone(draft):
            return see_other(draft.path)
        return render("portal/journey_delivery.html", draft=draft, sent=DELIVERY.blank(_known(portal, citizen, draft)))

    @pages.post("/drafts/<id:draft_id>/delivery")
    @signed_in
    def take_delivery(citizen: Citizen, draft_id: str) -> Response:
        draft = portal.drafts.of(citizen, draft_id)
        sent = DELIVERY.read(request.form)
        if sent.values.get("method") == "post" and "address" in sent.values and not sent.values["address"]:
            sent.blame("address", ADDRESS_MISSING)
        if not sent.ok:
            return render("portal/journey_delivery.html", status=422, draft=draft, sent=sent)
        return see_other(portal.drafts.deliver(citizen, draft_id, Delivery(**sent.values)).path)


def _add_filing(pages: Blueprint, portal: Portal) -> None:
    @pages.get("/drafts/<id:draft_id>/check")
    @signed_in
    def check_answers(citizen: Citizen, draft_id: str) -> Response:
        draft = portal.drafts.of(citizen, draft_id)
        if draft.application_id is not None or draft.delivery is None:
            return see_other(draft.path)
        return _check_page(portal, citizen, draft, DECLARATION.blank())

    @pages.post("/drafts/<id:draft_id>/check")
    @signed_in
    def file_application(citizen: Citizen, draft_id: str) -> Response:
        draft = portal.drafts.of(citizen, draft_id)
        if draft.application_id is not None or draft.delivery is None:
            return see_other(draft.path)
        sent = DECLARATION.read(request.form)
        if draft.sent_at is None and not sent.ok:
            return _check_page(portal, citizen, draft, sent, status=422)
        return _filed(portal, citizen, draft, sent)


def _filed(portal: Portal, citizen: Citizen, draft: Draft, sent: Submission) -> Response:
    """File; whatever comes of it, the answers are kept and the page says what to do."""
    try:
        onward = file_draft(portal, citizen, draft, version=_version_shown(), declaration=declaration_of(draft))
    except AnswersChanged:
        return _check_page(portal, citizen, draft, DECLARATION.blank(), status=409, changed=True)
    except Unavailable:
        return _check_page(portal, citizen, _again(portal, citizen, draft), sent, status=503)
    except Refused as refused:
        return _check_page(portal, citizen, _again(portal, citizen, draft), sent, status=409, refused=refused)
    return see_other(onward)


def _check_page(
    portal: Portal, citizen: Citizen, draft: Draft, sent: Submission, *, status: int = 200, **said: Any
) -> Response:
    """Everything on one page. What cannot be asked now is left out: the answers are here."""
    found = reach(lambda: portal.filings.check(citizen, draft))
    held = reach(lambda: next((one for one in portal.licences.of_citizen(citizen) if one.id == draft.licence_id), None))
    return render(
        "portal/journey_check.html",
        status=status,
        draft=draft,
        sent=sent,
        check=found.value,
        licence=held.value,
        citizen=citizen,
        reason=REASONS[draft.reason],
        delivery_name=DELIVERIES[draft.delivery.method] if draft.delivery else "",
        declaration=declaration_of(draft),
        **{"changed": False, "refused": None, **said},
    )


def _version_shown() -> int:
    """Which answers the window showed; -1 for none we made."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def _again(portal: Portal, citizen: Citizen, draft: Draft) -> Draft:
    return portal.drafts.of(citizen, draft.id)


def _is_gone(draft: Draft) -> bool:
    """Whether its answers cannot be changed any more: it is filed, or on its way."""
    return draft.application_id is not None or draft.sent_at is not None


def _licence(portal: Portal, citizen: Citizen, licence_id: str) -> Licence:
    found = next((one for one in portal.licences.of_citizen(citizen) if one.id == licence_id), None)
    if found is None:
        raise NotFound("not-found")
    return found


def _known(portal: Portal, citizen: Citizen, draft: Draft) -> dict[str, str | None]:
    """What fills the delivery in: what was answered for this draft or for the last one, the account, the register."""
    known = draft.delivery or portal.drafts.last_delivery(citizen) or Delivery("electronic")
    contact = portal.contacts.of(citizen)
    return {
        "method": known.method,
        "address": known.address or _registered_address(portal, citizen, draft),
        "phone": known.phone or (contact.phone if contact else None),
        "email": known.email or (contact.email if contact else None),
    }


def _registered_address(portal: Portal, citizen: Citizen, draft: Draft) -> str:
    """The address the register has; empty if it cannot be asked."""
    held = reach(lambda: portal.licences.of_citizen(citizen)).value or ()
    return next((licence.address for licence in held if licence.id == draft.licence_id), "")
