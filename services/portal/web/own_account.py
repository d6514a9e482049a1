"""My account: contact data, devices and sessions, and the way to everything else that is mine."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from services.portal.application.notifying import Contact
from services.portal.application.ports import Citizen, Portal
from services.portal.web.visitors import doorman, signed_in
from shared.kernel.errors import NotFound
from shared.web.pages.forms import ChoiceField, Fault, Form, Option, Submission, TextField
from shared.web.pages.language import language, lazy
from shared.web.pages.site import render, see_other

CONTACT = "/account/contact"
SESSIONS = "/account/sessions"
PHONE = re.compile(r"(0|\+84)[0-9]{9}")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}")
LONGEST_EMAIL = 200


def phone_number(text: str) -> str:
    """A Vietnamese telephone number without spaces and dots. Raises Fault."""
    bare = re.sub(r"[ .()-]", "", text)
    if not PHONE.fullmatch(bare):
        raise Fault(lazy("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0, ví dụ 0912 345 678"))
    return bare


def email_address(text: str) -> str:
    """An e-mail address. Raises Fault."""
    if not EMAIL.fullmatch(text) or ".." in text:
        raise Fault(lazy("Địa chỉ thư điện tử có dạng ten@vidu.vn"))
    return text


FORM = Form(
    TextField(
        "phone",
        lazy("Số điện thoại"),
        hint=lazy("Để nhận tin nhắn. Có thể để trống."),
        longest=20,
        check=phone_number,
        width="govuk-input--width-20",
        type="tel",
        autocomplete="tel",
        inputmode="tel",
    ),
    TextField(
        "email",
        lazy("Địa chỉ thư điện tử"),
        hint=lazy("Có thể để trống."),
        longest=LONGEST_EMAIL,
        check=email_address,
        type="email",
        autocomplete="email",
        inputmode="email",
    ),
    ChoiceField(
        "channels",
        lazy("Báo cho tôi thêm qua"),
        (Option("email", lazy("Thư điện tử")), Option("sms", lazy("Tin nhắn"))),
        hint=lazy("Mọi thông báo luôn có trên trang này. Thư và tin nhắn không ghi số định danh."),
        several=True,
    ),
    ChoiceField(
        "language",
        lazy("Thư và tin nhắn viết bằng"),
        (Option("vi", lazy("Tiếng Việt")), Option("en", lazy("Tiếng Anh"))),
        missing=lazy("Chọn một ngôn ngữ"),
    ),
)


def account_pages(portal: Portal) -> Blueprint:
    """``/account``."""
    pages = Blueprint("account", __name__)
    _add_contact(pages, portal)
    _add_sessions(pages)

    @pages.get("/account")
    @signed_in
    def account(citizen: Citizen) -> Response:
        return render("portal/account_home.html", citizen=citizen)

    return pages


def _add_contact(pages: Blueprint, portal: Portal) -> None:
    @pages.get(CONTACT)
    @signed_in
    def contact(citizen: Citizen) -> Response:
        known = portal.contacts.of(citizen)
        saved = request.args.get("saved") == "yes" and known is not None
        return render("portal/account_contact.html", sent=FORM.blank(_inputs(known)), saved=saved)

    @pages.post(CONTACT)
    @signed_in
    def keep_contact(citizen: Citizen) -> Response:
        sent = FORM.read(request.form)
        _need_addresses(sent)
        if not sent.ok:
            return render("portal/account_contact.html", status=422, sent=sent, saved=False)
        chosen = sent.values["channels"]
        portal.contacts.keep(
            citizen,
            Contact(
                phone=sent.values["phone"],
                email=sent.values["email"],
                by_email="email" in chosen,
                by_sms="sms" in chosen,
                language=sent.values["language"],
            ),
        )
        return see_other(f"{CONTACT}?saved=yes")


def _add_sessions(pages: Blueprint) -> None:
    @pages.get(SESSIONS)
    @signed_in
    def my_sessions(citizen: Citizen) -> Response:
        found = doorman().sessions.of(citizen.account_id)
        return render("portal/account_sessions.html", sessions=found, this_one=citizen.session_id)

    @pages.post(f"{SESSIONS}/<id:session_id>/end")
    @signed_in
    def end_session(citizen: Citizen, session_id: str) -> Response:
        """End one; ending one's own is logging out. One that is over already stays over."""
        own = {session.id for session in doorman().sessions.of(citizen.account_id)}
        if session_id == citizen.session_id:
            raise NotFound("not-found")  # the page offers logging out for it, which also ends the national login
        if session_id in own:
            doorman().sessions.end(session_id, "by-owner", subject=citizen.account_id)
        return see_other(SESSIONS)

    @pages.post(f"{SESSIONS}/end-others")
    @signed_in
    def end_others(citizen: Citizen) -> Response:
        doorman().sessions.end_all(citizen.account_id, "by-owner", but=citizen.session_id)
        return see_other(SESSIONS)


def _inputs(known: Contact | None) -> dict[str, object]:
    if known is None:
        return {"channels": ["email", "sms"], "language": language()}
    wanted = [name for name, on in (("email", known.by_email), ("sms", known.by_sms)) if on]
    return {"phone": known.phone, "email": known.email, "channels": wanted, "language": known.language}


def _need_addresses(sent: Submission) -> None:
    """A channel that is wanted needs an address."""
    chosen = sent.values.get("channels") or []
    if "sms" in chosen and "phone" in sent.values and sent.values["phone"] is None:
        sent.blame("phone", lazy("Nhập số điện thoại, hoặc bỏ chọn tin nhắn"))
    if "email" in chosen and "email" in sent.values and sent.values["email"] is None:
        sent.blame("email", lazy("Nhập địa chỉ thư điện tử, hoặc bỏ chọn thư điện tử"))
