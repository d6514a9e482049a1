"""Dossiers over HTTP: one call to renewals for each page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.portal.adapters.calling import Provider, a_day, an_instant, words
from services.portal.adapters.payments import read_payment
from services.portal.application.dossiers import (
    Attachment,
    Clock,
    Decided,
    Dossier,
    DossierLine,
    Finding,
    PublicDossier,
    PublicStep,
    Result,
    Step,
)
from services.portal.application.ports import Citizen, Refused
from shared.http.client import ServiceClient
from shared.kernel.errors import NotFound

RENEWALS = "/api/renewals/v1"
MOST = 50
NO_SUCH_QUESTION = frozenset(("validation-failed", "not-found"))
Json = Mapping[str, Any]


class HttpDossiers(Provider):
    """See :class:`services.portal.application.dossiers.Dossiers`; ``system`` asks as the portal itself."""

    def __init__(self, client: ServiceClient, licences: ServiceClient, system: ServiceClient) -> None:
        super().__init__(client)
        self._licences = _Licences(licences)
        self._system = _System(system)

    def own(self, citizen: Citizen) -> Sequence[DossierLine]:
        found = self._get(f"{RENEWALS}/applications", of=citizen, params={"limit": MOST})
        with self.readable():
            return [_line(entry) for entry in found["items"]]

    def dossier(self, citizen: Citizen, application_id: str) -> Dossier:
        found = self._get(f"{RENEWALS}/applications/{application_id}/tracking", of=citizen)
        with self.readable():
            return _dossier(found)

    def supplement(self, citizen: Citizen, application_id: str, files: Sequence[Attachment], *, key: str) -> None:
        sent = [("files", (one.name, one.content, one.media_type)) for one in files]
        self._send(f"{RENEWALS}/applications/{application_id}/supplements", None, of=citizen, key=key, files=sent)

    def withdraw(self, citizen: Citizen, application_id: str) -> None:
        self._send(f"{RENEWALS}/applications/{application_id}/withdraw", None, of=citizen)

    def found_card(self, citizen: Citizen, licence_id: str, report_id: str) -> None:
        self._licences.withdraw_loss(citizen, licence_id, report_id)

    def by_code(self, code: str, born_on: date) -> PublicDossier | None:
        try:
            found = self._system.tracking({"code": code, "date_of_birth": born_on.isoformat()})
        except NotFound:
            return None
        except Refused as refused:
            if refused.code in NO_SUCH_QUESTION:  # a code that cannot be one is a code that is not there
                return None
            raise
        with self.readable():
            return _public(found)


class _Licences(Provider):
    """The register of licences, for the loss report of a card that was found."""

    def withdraw_loss(self, citizen: Citizen, licence_id: str, report_id: str) -> None:
        self._send(f"/api/licences/v1/licences/{licence_id}/loss-reports/{report_id}/withdraw", None, of=citizen)


class _System(Provider):
    """Renewals, asked as the portal itself: nobody is logged in."""

    def tracking(self, body: Json) -> Any:
        with self._refusals():
            return self._client.post(f"{RENEWALS}/trackings", json=dict(body), purpose="reissue").json


def _at(text: str) -> datetime:
    found = an_instant(text)
    if found is None:
        raise ValueError("a step without its time")
    return found


def _line(entry: Json) -> DossierLine:
    return DossierLine(
        id=entry["id"],
        code=entry["code"],
        procedure=entry["procedure"],
        licence_id=entry["licence_id"],
        state=entry["state"],
        reason=entry["reason"],
        submitted_at=_at(entry["submitted_at"]),
        due_on=a_day(entry["clock"]["due_on"]),
        until=an_instant(entry["waits_until"]),
    )


def _dossier(found: Json) -> Dossier:
    entry = found["application"]
    clock, days, fee, result = entry["clock"], found["days"] or {}, entry["fee"] or {}, entry["result"]
    return Dossier(
        line=_line(entry),
        procedure_name=words(found["procedure_name"]),
        agency=found["agency"],
        holder=_maybe(words, found["holder"]),
        since=_at(found["since"]),
        accepted_at=an_instant(entry["accepted_at"]),
        delivery=entry["delivery_method"],
        clock=Clock(
            limit=clock["working_days"],
            used=days.get("used"),
            left=days.get("left"),
            due_on=a_day(clock["due_on"]),
            paused_for=clock["paused_for"],
            late_by=int(clock["late_by"]),
        ),
        fee_vnd=fee.get("amount_vnd"),
        findings=tuple(_finding(one) for one in entry["findings"]),
        steps=tuple(
            Step(_at(one["at"]), one["state"], one["event"], one["by"], words(one["text"])) for one in found["steps"]
        ),
        ahead=tuple(words(one["text"]) for one in found["ahead"]),
        payments=tuple(read_payment(one) for one in found["payments"]),
        decision=_maybe(_decided, entry["decision"]),
        result=None if result is None else Result(result["card_serial"], _at(result["issued_at"])),
        ended_for=_maybe(words, entry["end_reason_text"]),
        papers=tuple(paper["kind"] for paper in entry["papers"]),
        parts=dict(entry["parts"]),
    )


def _maybe(read: Callable[[Any], Any], entry: Any) -> Any:
    return None if entry is None else read(entry)


def _decided(entry: Json) -> Decided:
    return Decided(
        entry["outcome"], _maybe(words, entry["reason"]), entry["note"], _at(entry["decided_at"]), entry["in_force"]
    )


def _finding(entry: Json) -> Finding:
    evidence = entry["evidence"]
    payable = bool(evidence.get("payable_online")) and evidence.get("reason") == "fine-unpaid"
    law = tuple(f"{place['norm']}, {place['ref']}" for place in entry["legal_basis"])
    return Finding(entry["rule"], entry["outcome"], words(entry["explanation"]), law, evidence.get("case_id"), payable)


def _public(entry: Json) -> PublicDossier:
    days = entry["days"] or {}
    return PublicDossier(
        code=entry["code"],
        procedure_name=words(entry["procedure_name"]),
        portal_state=entry["portal_state"],
        text=words(entry["portal_state_text"]),
        agency=entry["agency"],
        holder=_maybe(words, entry["holder"]),
        ended=entry["ended"],
        submitted_at=_at(entry["submitted_at"]),
        paused=entry["paused"],
        clock=Clock(
            limit=entry["working_days"],
            used=days.get("used"),
            left=days.get("left"),
            due_on=a_day(entry["due_on"]),
            paused_for=None,
            late_by=int(entry["late_by"]),
        ),
        steps=tuple(PublicStep(_at(one["at"]), words(one["text"])) for one in entry["steps"]),
        ahead=tuple(words(one["text"]) for one in entry["ahead"]),
    )
