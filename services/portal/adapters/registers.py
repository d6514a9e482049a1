"""Licences and violations over HTTP, one call for each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.portal.adapters.calling import Provider, a_day, an_instant
from services.portal.application.ports import Citizen
from services.portal.application.registers import Card, Licence, LicencePart, PartPoints, Points

Json = Mapping[str, Any]


class HttpLicences(Provider):
    """See :class:`services.portal.application.ports.Licences`."""

    def of_citizen(self, citizen: Citizen) -> Sequence[Licence]:
        body = {"citizen_id": citizen.citizen_id}
        found = self._post("/api/licences/v1/licences/search", body, of=citizen)
        with self.readable():
            return [_licence(entry) for entry in found["items"]]


class HttpViolations(Provider):
    """See :class:`services.portal.application.ports.Violations`."""

    def points(self, citizen: Citizen) -> Points:
        found = self._post("/api/violations/v1/standings", {"citizen_id": citizen.citizen_id}, of=citizen)
        with self.readable():
            as_of = an_instant(found["as_of"])
            if as_of is None:
                raise ValueError("a standing without its time")
            parts = {kind: _part_points(entry) for kind, entry in found["parts"].items() if entry is not None}
            return Points(found["verdict"], as_of, parts, len({block["case_id"] for block in found["blocking"]}))


def _licence(entry: Json) -> Licence:
    holder, card = entry["holder"], entry["card"]
    return Licence(
        id=entry["id"],
        number=entry["number"],
        holder_name=holder["full_name"],
        born_on=a_day(holder["date_of_birth"]),
        address=(holder["address"] or {}).get("text", ""),
        photo_id=(holder["photo"] or {}).get("id"),
        holder_id=holder["id"],
        parts=tuple(_part(part) for part in entry["parts"]),
        card=Card(card["serial"], card["status"], a_day(card["issued_on"]), card["issued_by"]) if card else None,
        loss_report_id=entry.get("loss_report_id"),
    )


def _part(entry: Json) -> LicencePart:
    return LicencePart(
        kind=entry["kind"],
        regime=entry["regime"],
        classes=tuple(entry["classes"]),
        conditions=tuple(entry["conditions"]),
        first_issued_on=a_day(entry["first_issued_on"]),
        issued_on=a_day(entry["issued_on"]),
        expires_on=a_day(entry["expires_on"]),
        valid=bool(entry["valid_in_register"]),
        passed_on=a_day((entry["exam"] or {}).get("passed_on")),
    )


def _part_points(entry: Json) -> PartPoints:
    return PartPoints(int(entry["points"]), bool(entry["blocked"]), a_day(entry["suspended_until"]))
