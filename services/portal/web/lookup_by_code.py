"""Where a dossier is, by its code and the applicant's birth date, without a login and without a word about a person."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, request

from services.portal.application.dossiers import PublicDossier
from services.portal.application.lockouts import Locked, Lockouts
from services.portal.application.ports import Portal
from services.portal.application.timeline import Row, to_come
from services.portal.web.tracking_words import PAUSES, PUBLIC_TONES
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.web.pages.forms import DayField, Fault, Form, Submission, TextField
from shared.web.pages.language import lazy
from shared.web.pages.limits import Limiter, client_address
from shared.web.pages.site import page, render

PATH = "/tracking"
LONGEST_CODE = 40
QUESTIONS = 30
PER = timedelta(minutes=5)
NOT_FOUND = lazy("Không tìm thấy hồ sơ có mã và ngày sinh này. Ông/bà xem lại cả hai")
OPEN = "open to everybody who knows a code and a birth date; tells nothing about a person"


def lookup_pages(portal: Portal, lockouts: Lockouts, limiter: Limiter) -> Blueprint:
    """``/tracking``."""
    pages = Blueprint("lookup_by_code", __name__)
    form = tracking_form(portal.clock)

    @pages.get(PATH)
    @page(OPEN)
    def ask_code() -> Response:
        code = request.args.get("code", "")
        return _form_page(form.blank({"code": _plain(code) if len(code) <= LONGEST_CODE else ""}))

    @pages.post(PATH)
    @page(OPEN)
    def look_up() -> Response:
        address = client_address(portal.trusted_proxies)
        limiter.count("tracking", address, limit=QUESTIONS, per=PER)
        sent = form.read(request.form)
        if not sent.ok:
            return _form_page(sent, status=422)
        code, born_on = sent.values["code"], sent.values["born_on"]
        locked = lockouts.attempt(code, address)
        if locked is not None:
            return _form_page(sent, status=429, locked=locked)
        try:
            found = portal.dossiers.by_code(code, born_on)
        except Unavailable:
            lockouts.take_back(code, address)
            return _form_page(sent, status=503, away=True)
        if found is None:
            sent.blame("code", NOT_FOUND)
            return _form_page(sent, status=422)
        lockouts.take_back(code, address)
        return _found_page(found)

    return pages


def tracking_form(clock: Clock) -> Form:
    """The two questions."""

    def not_in_the_future(day: date) -> None:
        if day > clock.today():
            raise Fault(lazy("Ngày sinh không thể ở sau hôm nay"), at="born_on-day")

    return Form(
        TextField(
            "code",
            lazy("Mã hồ sơ"),
            hint=lazy("Ghi trên giấy tiếp nhận, ví dụ G01.08-261122-000001"),
            missing=lazy("Nhập mã hồ sơ"),
            longest=LONGEST_CODE,
            check=_plain,
            width="govuk-input--width-20",
            autocomplete="off",
        ),
        DayField(
            "born_on",
            lazy("Ngày sinh của người nộp hồ sơ"),
            missing=lazy("Nhập đủ ngày, tháng, năm sinh"),
            check=not_in_the_future,
        ),
    )


def _plain(code: str) -> str:
    """A code as it was meant: no spaces, capital letters, plain hyphens."""
    return "".join(code.split()).upper().replace("–", "-").replace("—", "-")


def _form_page(sent: Submission, *, status: int = 200, locked: Locked | None = None, away: bool = False) -> Response:
    return render("portal/tracking_code.html", status=status, sent=sent, locked=locked, away_now=away)


def _found_page(found: PublicDossier) -> Response:
    rows = [Row("done", step.text, step.at) for step in found.steps]
    if rows and not found.ended:
        last = rows.pop()
        rows.append(Row("waiting" if found.portal_state in {5, 6} else "now", last.text, last.at))
    return render(
        "portal/tracking_public.html",
        found=found,
        tone=PUBLIC_TONES[found.portal_state],
        rows=[*rows, *to_come(found.ahead)],
        pauses=PAUSES,
    )
