"""The population database and the health registers (outside systems) over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.renewals.adapters.calling import readable, refusals
from services.renewals.application.ports import PersonRecord
from services.renewals.domain.facts import HealthFacts, PersonFacts
from shared.http.client import ServiceClient


class HttpPopulation:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def person(self, citizen_id: str) -> PersonRecord | None:
        with refusals("population"):
            found = self._client.post("/sandbox/population/persons/search", json={"citizen_id": citizen_id}).json
        with readable("population"):
            return next((_person(item) for item in found["items"]), None)


class HttpHealth:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def certificate(self, citizen_id: str, *, on: date) -> HealthFacts:
        with refusals("health"):
            found = self._client.post("/sandbox/health/certificates/search", json={"citizen_id": citizen_id}).json
        with readable("health"):
            known = [item for item in found["items"] if date.fromisoformat(item["issued_on"]) <= on]
            if not known:
                return HealthFacts(valid=False)
            last = max(known, key=lambda item: (item["issued_on"], item["id"]))
            expires_on = date.fromisoformat(last["expires_on"])
            in_date = expires_on >= on
            fit = last["conclusion"] == "fit"
            return HealthFacts(valid=in_date and fit, unfit=in_date and not fit, expires_on=expires_on)


def _person(item: Any) -> PersonRecord:
    facts = PersonFacts(
        assurance_level=item["assurance_level"],
        basic_papers=item.get("basic_papers_integrated"),
        licence_integrated=item.get("licence_integrated"),
        has_photo=item.get("photo") is not None,
        full_name=item["full_name"],
        date_of_birth=date.fromisoformat(item["date_of_birth"]),
    )
    return PersonRecord(facts, item.get("address"), item.get("photo"))
