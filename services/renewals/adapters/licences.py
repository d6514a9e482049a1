"""The licence register over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.renewals.adapters.calling import Neighbour, readable
from services.renewals.application.ports import Errand, IssuedCard, RegisteredLicence
from services.renewals.domain.facts import LicenceFacts, PartFacts
from services.renewals.domain.findings import Json

PREFIX = "/api/licences/v1"
SERVICE = "licences"


class HttpLicences(Neighbour):
    def search(self, citizen_id: str, *, errand: Errand) -> Sequence[RegisteredLicence]:
        found = self._post(f"{PREFIX}/licences/search", {"citizen_id": citizen_id}, errand=errand)
        with readable(SERVICE):
            return tuple(_licence(item) for item in found["items"])

    def report_loss(self, licence_id: str, report: Mapping[str, Json], *, key: str, errand: Errand) -> str:
        path = f"{PREFIX}/licences/{licence_id}/loss-reports"
        made = self._post(path, dict(report), errand=errand, key=key)
        with readable(SERVICE):
            return str(made["id"])

    def withdraw_loss(self, licence_id: str, report_id: str, *, key: str, errand: Errand) -> None:
        path = f"{PREFIX}/licences/{licence_id}/loss-reports/{report_id}/withdraw"
        self._post(path, None, errand=errand, key=key)

    def issue_card(self, licence_id: str, request: Mapping[str, Json], *, key: str, errand: Errand) -> IssuedCard:
        card = self._post(f"{PREFIX}/licences/{licence_id}/cards", dict(request), errand=errand, key=key)
        with readable(SERVICE):
            return IssuedCard(str(card["serial"]), card.get("credential_id"))

    def credential(self, credential_id: str, *, errand: Errand) -> str:
        told = self._get(f"{PREFIX}/credentials/{credential_id}", errand=errand)
        with readable(SERVICE):
            return str(told["token"])

    def card_issued_for(self, licence_id: str, application_id: str, *, errand: Errand) -> IssuedCard | None:
        history = self._get(f"{PREFIX}/licences/{licence_id}/history", errand=errand)
        with readable(SERVICE):
            for issuance in history["issuances"]:
                if issuance["application_id"] == application_id:
                    return IssuedCard(str(issuance["serial"]), issuance.get("credential_id"))
        return None


def _licence(item: Mapping[str, Any]) -> RegisteredLicence:
    holder = item["holder"]
    card = item.get("card") or {}
    facts = LicenceFacts(
        id=item["id"],
        number=item["number"],
        status="revoked" if item.get("revoked_on") or card.get("status") == "revoked" else "in_force",
        card_serial=card.get("serial"),
        card_status=card.get("status", "unknown"),
        parts=tuple(_part(part) for part in item["parts"]),
        holder_full_name=holder["full_name"],
        holder_date_of_birth=date.fromisoformat(holder["date_of_birth"]),
        holder_sex=holder.get("sex", ""),
        holder_citizen_id=holder["citizen_id"],
        loss_reports_on=_losses(item.get("loss_reports") or ()),
        aliases=tuple(item.get("aliases") or ()),
    )
    return RegisteredLicence(facts, holder, tuple(item["parts"]))


def _part(part: Mapping[str, Any]) -> PartFacts:
    exam = part.get("exam") or {}
    return PartFacts(
        kind=part["kind"],
        regime=part["regime"],
        classes=tuple(part["classes"]),
        conditions=tuple(part.get("conditions") or ()),
        first_issued_on=date.fromisoformat(part["first_issued_on"]),
        issued_on=date.fromisoformat(part["issued_on"]),
        expires_on=_day(part.get("expires_on")),
        exam_passed_on=_day(exam.get("passed_on")),
        on_card=part.get("on_card", True),
    )


def _losses(reports: Sequence[Mapping[str, Any]]) -> tuple[date, ...]:
    """When cards were reported lost; a report taken back is no loss."""
    return tuple(date.fromisoformat(one["reported_on"]) for one in reports if one["status"] != "withdrawn")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
