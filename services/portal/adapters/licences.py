"""The register of licences over HTTP, one call for each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.portal.adapters.calling import Provider, _headers, a_day
from services.portal.application.ports import Citizen
from services.portal.application.registers import Card, Licence, LicencePart, Portrait
from shared.http.faults import unavailable

Json = Mapping[str, Any]
PICTURES = ("image/jpeg", "image/png")
"""What may be shown as a portrait; anything else could be a page."""


class HttpLicences(Provider):
    """See :class:`services.portal.application.ports.Licences`."""

    def of_citizen(self, citizen: Citizen) -> Sequence[Licence]:
        body = {"citizen_id": citizen.citizen_id}
        found = self._post("/api/licences/v1/licences/search", body, of=citizen)
        with self.readable():
            return [_licence(entry) for entry in found["items"]]

    def portrait(self, citizen: Citizen, holder_id: str) -> Portrait:
        with self._refusals():
            headers = {**_headers(citizen), "Accept": ", ".join(PICTURES)}
            reply = self._client.get(f"/api/licences/v1/holders/{holder_id}/photo", headers=headers)
        media_type = reply.headers.get("Content-Type", "").partition(";")[0]
        if media_type not in PICTURES:
            raise unavailable(self._client.name)
        return Portrait(media_type, reply.content)


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
