"""Handing papers in, and taking a dossier back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from services.portal.application.dossiers import Attachment, Dossier
from services.portal.application.ports import Citizen, Portal, Refused
from services.portal.web.tracking import HOME
from services.portal.web.visitors import signed_in
from shared.web.bodies import body_limit
from shared.web.pages.forms import Fault, Form, Submission
from shared.web.pages.language import _, lazy
from shared.web.pages.site import render, see_other

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
OVERHEAD = 64 * 1024
SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
"""What a file says it is counts for nothing; its first bytes do."""


@dataclass(frozen=True)
class FilesField:
    """Files of one input. They come beside the form's texts, so the page reads them itself."""

    name: str = "files"
    kind: str = "files"

    def shown(self, _value: Any) -> dict[str, str | list[str]]:
        """A browser shows no files again."""
        return {}

    def taken(self, _given: Any) -> dict[str, str | list[str]]:
        """Nothing is kept of files."""
        return {}

    def read(self, _given: Any) -> Sequence[Attachment]:
        """The files. Raises Fault."""
        return attachments(request.files.getlist(self.name))


SUPPLEMENT = Form(FilesField())


def dossier_change_pages(portal: Portal) -> Blueprint:
    """``/applications/<id>/supplement`` and ``/applications/<id>/withdraw``."""
    pages = Blueprint("dossier_changes", __name__)
    _add_supplement(pages, portal)
    _add_withdrawal(pages, portal)
    return pages


def _add_supplement(pages: Blueprint, portal: Portal) -> None:
    @pages.get(f"{HOME}/<id:application_id>/supplement")
    @signed_in
    def ask_supplement(citizen: Citizen, application_id: str) -> Response:
        dossier = portal.dossiers.dossier(citizen, application_id)
        if dossier.state != "supplement_requested":
            return see_other(f"{HOME}/{application_id}")
        return _supplement_page(dossier, SUPPLEMENT.blank())

    @pages.post(f"{HOME}/<id:application_id>/supplement")
    @signed_in
    @body_limit(MOST_FILES * MOST_BYTES + OVERHEAD)
    def take_supplement(citizen: Citizen, application_id: str) -> Response:
        """Send the files on; the form's one-time name keeps a second click from being a second supplement."""
        sent = SUPPLEMENT.read(request.form)
        if sent.ok and _handed_in(portal, citizen, application_id, sent):
            return see_other(f"{HOME}/{application_id}")
        dossier = portal.dossiers.dossier(citizen, application_id)
        if dossier.state != "supplement_requested":
            return see_other(f"{HOME}/{application_id}")
        return _supplement_page(dossier, sent, status=422)


def _handed_in(portal: Portal, citizen: Citizen, application_id: str, sent: Submission) -> bool:
    """Send the files on; what is wrong with them is said beside them."""
    try:
        portal.dossiers.supplement(citizen, application_id, sent.values["files"], key=sent.form_id)
    except Refused as refused:
        for _pointer, words in refused.faults or [("", refused.detail)]:
            sent.blame("files", words)
    return sent.ok


def _add_withdrawal(pages: Blueprint, portal: Portal) -> None:
    @pages.get(f"{HOME}/<id:application_id>/withdraw")
    @signed_in
    def ask_withdrawal(citizen: Citizen, application_id: str) -> Response:
        dossier = portal.dossiers.dossier(citizen, application_id)
        if not dossier.may_withdraw:
            return see_other(f"{HOME}/{application_id}")
        return _withdrawal_page(dossier)

    @pages.post(f"{HOME}/<id:application_id>/withdraw")
    @signed_in
    def withdraw(citizen: Citizen, application_id: str) -> Response:
        try:
            portal.dossiers.withdraw(citizen, application_id)
        except Refused as refused:
            return _withdrawal_page(portal.dossiers.dossier(citizen, application_id), refused=refused)
        return see_other(f"{HOME}/{application_id}")


def attachments(files: Sequence[FileStorage]) -> Sequence[Attachment]:
    """The files of an input, checked. Raises Fault naming the file."""
    chosen = [file for file in files if file.filename]
    if not chosen:
        raise Fault(lazy("Chọn ít nhất một tệp"))
    if len(chosen) > MOST_FILES:
        raise Fault(lazy("Chọn nhiều nhất 5 tệp"))
    return [_attachment(file) for file in chosen]


def _attachment(file: FileStorage) -> Attachment:
    name = _name(file.filename or "")
    content = file.stream.read(MOST_BYTES + 1)
    if not content:
        raise Fault(_("Tệp %(name)s không có nội dung", name=name))
    if len(content) > MOST_BYTES:
        raise Fault(_("Tệp %(name)s lớn hơn 10 MB", name=name))
    media_type = next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), None)
    if media_type is None:
        raise Fault(_("Tệp %(name)s không phải PDF, JPEG hoặc PNG", name=name))
    return Attachment(name, media_type, content)


def _name(given: str) -> str:
    """A file name without a path and without anything that cannot be shown."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:100] or "tệp"


def _supplement_page(dossier: Dossier, sent: Submission, *, status: int = 200) -> Response:
    return render("portal/tracking_supplement.html", status=status, dossier=dossier, sent=sent)


def _withdrawal_page(dossier: Dossier, *, refused: Refused | None = None) -> Response:
    paid = [payment for payment in dossier.payments if payment.paid_at is not None and payment.amount_vnd > 0]
    return render(
        "portal/tracking_withdraw.html",
        status=200 if refused is None else 409,
        dossier=dossier,
        paid=paid[-1] if paid else None,
        refused=refused,
    )
