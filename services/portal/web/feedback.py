"""Feedback as a citizen meets it: choose, write, follow, answer a question, say whether the answer helped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from services.portal.application.feedback import Clock, Content, Feedback, Kind, State, clock_of
from services.portal.application.feedback_desk import (
    Calendars,
    FeedbackBook,
    NewFeedback,
    OwnDossier,
    OwnDossiers,
)
from services.portal.application.ports import Citizen, Portal
from services.portal.application.ratings import Ratings
from services.portal.application.reaching import reach
from services.portal.web.feedback_words import ABOUT, ACTS, AGAIN, CHOOSE, FORMS, HELPED, KINDS, REPLY, STATES
from services.portal.web.visitors import signed_in
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict, NotFound, Unavailable
from shared.kernel.ids import is_id
from shared.web.pages.forms import Submission
from shared.web.pages.language import _
from shared.web.pages.site import render, see_other

HOME = "/feedback"
OVER = (State.REFUSED, State.ANSWERED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Desk:
    """What these pages work with."""

    book: FeedbackBook
    ratings: Ratings
    calendars: Calendars
    dossiers: OwnDossiers


def feedback_pages(portal: Portal, desk: Desk) -> Blueprint:
    """``/feedback`` and what is below it."""
    pages = Blueprint("feedback", __name__)
    _following(pages, portal, desk)
    _writing(pages, portal, desk)
    _taking_up(pages, portal, desk)
    return pages


def _following(pages: Blueprint, portal: Portal, desk: Desk) -> None:
    @pages.get(HOME)
    @signed_in
    def my_feedback(citizen: Citizen) -> Response:
        """The citizen's own, each with its clock."""
        clock = _clocks(portal, desk)
        listed = [(one, clock(one)) for one in desk.book.own(citizen.citizen_id)]
        return render("portal/feedback_list.html", listed=listed, kinds=KINDS, states=STATES)

    @pages.get(f"{HOME}/<id:feedback_id>")
    @signed_in
    def one_feedback(citizen: Citizen, feedback_id: str) -> Response:
        return _one(portal, desk, desk.book.one_of(citizen.citizen_id, feedback_id))

    @pages.post(f"{HOME}/<id:feedback_id>/reply")
    @signed_in
    def reply(citizen: Citizen, feedback_id: str) -> Response:
        """Answer the agency's question; sent twice it is one answer."""
        return _reply(portal, desk, citizen, feedback_id)

    @pages.post(f"{HOME}/<id:feedback_id>/helped")
    @signed_in
    def helped(citizen: Citizen, feedback_id: str) -> Response:
        """Say whether the answer helped; the first word counts."""
        return _judge(portal, desk, citizen, feedback_id)


def _writing(pages: Blueprint, portal: Portal, desk: Desk) -> None:
    @pages.get(f"{HOME}/new")
    @signed_in
    def choose(_citizen: Citizen) -> Response:
        return render("portal/feedback_choose.html", sent=CHOOSE.blank())

    @pages.post(f"{HOME}/new")
    @signed_in
    def chosen(_citizen: Citizen) -> Response:
        sent = CHOOSE.read(request.form)
        if not sent.ok:
            return render("portal/feedback_choose.html", status=422, sent=sent)
        return see_other(f"{HOME}/new/{sent.values['kind']}")

    @pages.get(f"{HOME}/new/<kind>")
    @signed_in
    def write(citizen: Citizen, kind: str) -> Response:
        what = _kind(kind)
        if what is Kind.COMPLAINT and _application_id() is None:
            found = reach(lambda: [one for one in desk.dossiers.dossiers(citizen) if one.refused])
            return render("portal/feedback_refusals.html", dossiers=found)
        return _form(what, FORMS[what].blank(), _dossier(desk, citizen, what))

    @pages.post(f"{HOME}/new/<kind>")
    @signed_in
    def send(citizen: Citizen, kind: str) -> Response:
        """Take it in under the form's one-time name: sent twice it is one."""
        what = _kind(kind)
        sent, dossier = FORMS[what].read(request.form), _dossier(desk, citizen, what)
        done = _send(portal, desk, citizen, _new(citizen, what, sent, dossier), sent) if sent.ok else None
        return done or _form(what, sent, dossier)


def _taking_up(pages: Blueprint, portal: Portal, desk: Desk) -> None:
    @pages.get(f"{HOME}/<id:feedback_id>/again")
    @signed_in
    def again(citizen: Citizen, feedback_id: str) -> Response:
        """Take a matter up once more: the agency that oversees answers then."""
        earlier = _earlier(desk, citizen, feedback_id)
        return _form(earlier.kind, AGAIN.blank(), None, earlier=earlier)

    @pages.post(f"{HOME}/<id:feedback_id>/again")
    @signed_in
    def send_again(citizen: Citizen, feedback_id: str) -> Response:
        earlier = _earlier(desk, citizen, feedback_id)
        sent = AGAIN.read(request.form)
        if sent.ok:
            content = _content(citizen, sent)
            new = NewFeedback(earlier.kind, sent.form_id, content, earlier.application_id, follows=earlier.id)
            done = _send(portal, desk, citizen, new, sent)
            if done is not None:
                return done
        return _form(earlier.kind, sent, None, earlier=earlier)


def _reply(portal: Portal, desk: Desk, citizen: Citizen, feedback_id: str) -> Response:
    found = desk.book.one_of(citizen.citizen_id, feedback_id)
    sent = REPLY.read(request.form)
    if not sent.ok:
        return _one(portal, desk, found, reply=sent)
    try:
        calendar = desk.calendars.around(portal.clock.today())
        desk.book.reply(citizen, feedback_id, sent.values["text"], calendar=calendar)
    except Conflict:
        pass  # it has gone on meanwhile: the page shows how
    except Unavailable:
        return _one(portal, desk, found, reply=_later(sent))
    return see_other(f"{HOME}/{feedback_id}")


def _judge(portal: Portal, desk: Desk, citizen: Citizen, feedback_id: str) -> Response:
    found = desk.book.one_of(citizen.citizen_id, feedback_id)
    sent = HELPED.read(request.form)
    if not sent.ok:
        return _one(portal, desk, found, helped=sent)
    try:
        calendar = desk.calendars.around(portal.clock.today())
        desk.book.judge(citizen, feedback_id, helped=sent.values["helped"] == "yes", calendar=calendar)
    except Conflict:
        pass  # said before: the first word counts
    except Unavailable:
        return _one(portal, desk, found, helped=_later(sent, "helped"))
    return see_other(f"{HOME}/{feedback_id}")


def _one(
    portal: Portal, desk: Desk, found: Feedback, *, reply: Submission | None = None, helped: Submission | None = None
) -> Response:
    wrong = reply or helped
    return render(
        "portal/feedback_one.html",
        status=200 if wrong is None else 422,
        feedback=found,
        clock=_clocks(portal, desk)(found),
        reply=reply or REPLY.blank(),
        helped=helped or HELPED.blank(),
        wrong=wrong or REPLY.blank(),
        again=found.state in OVER and found.helped is not True and not found.escalated,
        kinds=KINDS,
        states=STATES,
        acts=ACTS,
        about=ABOUT,
    )


def _form(kind: Kind, sent: Submission, dossier: OwnDossier | None, *, earlier: Feedback | None = None) -> Response:
    return render(
        "portal/feedback_write.html",
        status=200 if sent.ok else 422,
        sent=sent,
        kind=kind,
        kinds=KINDS,
        dossier=dossier,
        earlier=earlier,
        address=_address(kind, dossier, earlier),
    )


def _address(kind: Kind, dossier: OwnDossier | None, earlier: Feedback | None) -> str:
    """Where the form goes."""
    if earlier is not None:
        return f"{HOME}/{earlier.id}/again"
    return f"{HOME}/new/{kind}" if dossier is None else f"{HOME}/new/{kind}?application={dossier.id}"


def _send(portal: Portal, desk: Desk, citizen: Citizen, new: NewFeedback, sent: Submission) -> Response | None:
    """The way to what was taken in; None where it could not be, and ``sent`` says why."""
    actor = Actor(kind="citizen", subject=citizen.account_id, client_id="portal")
    try:
        calendar = desk.calendars.around(portal.clock.today())
        seen = desk.book.send(new, actor=actor, calendar=calendar)
    except Conflict as conflict:
        return see_other(f"{HOME}/{conflict.params['id']}")  # the open one on the same matter
    except Unavailable:
        _later(sent)
        return None
    return see_other(f"{HOME}/{seen.feedback.id}")


def _new(citizen: Citizen, kind: Kind, sent: Submission, dossier: OwnDossier | None) -> NewFeedback:
    content = _content(citizen, sent)
    if dossier is None:
        return NewFeedback(kind, sent.form_id, content)
    return NewFeedback(kind, sent.form_id, content, application_id=dossier.id, matter=dossier.code)


def _content(citizen: Citizen, sent: Submission) -> Content:
    values = sent.values
    about, wanted = values.get("about") or "", values.get("wanted") or ""
    return Content(values["text"], about, wanted, citizen.identity.name, citizen.citizen_id)


def _later(sent: Submission, name: str = "text") -> Submission:
    sent.blame(
        name, _("Hiện chưa tính được thời hạn nên chưa nhận được. Nội dung còn nguyên; ông/bà gửi lại sau ít phút.")
    )
    return sent


def _clocks(portal: Portal, desk: Desk) -> Callable[[Feedback], Clock | None]:
    """The clock of each, None while the calendar cannot be had: the page shows all the rest."""
    today = portal.clock.today()
    calendar = reach(lambda: desk.calendars.around(today)).value
    return lambda one: None if calendar is None else clock_of(one, calendar, today)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise NotFound("not-found") from None


def _application_id() -> str | None:
    given = request.args.get("application", "")
    return given if is_id(given) else None


def _dossier(desk: Desk, citizen: Citizen, kind: Kind) -> OwnDossier | None:
    """The refused dossier a complaint is about. Raises NotFound for one that is not there, or was not refused."""
    if kind is not Kind.COMPLAINT:
        return None
    application_id = _application_id()
    found = None if application_id is None else desk.dossiers.dossier(citizen, application_id)
    if found is None or not found.refused:
        raise NotFound("not-found")
    return found


def _earlier(desk: Desk, citizen: Citizen, feedback_id: str) -> Feedback:
    """One of the citizen's own that may be taken up again. Raises NotFound."""
    found = desk.book.one_of(citizen.citizen_id, feedback_id)
    if found.state not in OVER:
        raise NotFound("not-found")
    return found
