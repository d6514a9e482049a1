"""Checks and applications at renewals, in the citizen's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.adapters.calling import Provider, a_day, an_instant, words
from services.portal.application.journey import Check, Draft, Filed, Finding, Obstacle
from services.portal.application.ports import Citizen

PREFIX = "/api/renewals/v1"
ENDED = frozenset(("issued", "delivered", "withdrawn", "stopped", "refused"))
"""States in which another application may be filed for the same licence."""

IN_THE_WAY = frozenset(("block", "exam", "wait", "review"))
Json = Mapping[str, Any]


class HttpFilings(Provider):
    """See :class:`services.portal.application.journey.Filings`."""

    def check(self, citizen: Citizen, draft: Draft) -> Check:
        body = {
            "citizen_id": citizen.citizen_id,
            "licence_id": draft.licence_id,
            "procedure": draft.procedure,
            "reason": draft.reason,
            "channel": "online",
        }
        found = self._post(f"{PREFIX}/checks", body, of=citizen)
        with self.readable():
            fee, limit = found["fee"], found["time_limit"]
            return Check(
                outcome=found["outcome"],
                findings=tuple(_finding(entry) for entry in found["findings"]),
                fee_vnd=int(fee["amount_vnd"]),
                fee_basis=fee["basis"],
                working_days=limit["working_days"],
                due_on=a_day(limit["due_on"]),
                wait_months=found["wait_months"],
            )

    def file(self, citizen: Citizen, draft: Draft, declaration: str) -> Filed:
        found = self._post(f"{PREFIX}/applications", _filing(draft, declaration), of=citizen, key=draft.id)
        with self.readable():
            return _filed(found)

    def open_for(self, citizen: Citizen, licence_id: str) -> Filed | None:
        found = self._get(f"{PREFIX}/applications", of=citizen, params={"limit": 50})
        with self.readable():
            own = [_filed(entry) for entry in found["items"] if entry["licence_id"] == licence_id]
        return next((entry for entry in own if entry.state not in ENDED), None)

    def application(self, citizen: Citizen, application_id: str) -> Filed:
        found = self._get(f"{PREFIX}/applications/{application_id}", of=citizen)
        with self.readable():
            return _filed(found)

    def paper(self, citizen: Citizen, application_id: str, kind: str) -> bytes:
        return self._read(f"{PREFIX}/applications/{application_id}/papers/{kind}", of=citizen)


def _filing(draft: Draft, declaration: str) -> dict[str, Any]:
    delivery = draft.delivery
    if delivery is None:
        raise ValueError("a draft is filed after the delivery was answered")
    goes_out: dict[str, Any] = {"method": delivery.method}
    if delivery.method == "post":
        goes_out["address"] = delivery.address
    contact = {"phone": delivery.phone, "email": delivery.email}
    return {
        "procedure": draft.procedure,
        "licence_id": draft.licence_id,
        "reason": draft.reason,
        "occurred_on": draft.occurred_on.isoformat() if draft.occurred_on else None,
        "declaration": {"text": declaration, "truthful": True},
        "delivery": goes_out,
        "contact": {name: value for name, value in contact.items() if value},
        "channel": "online",
    }


def _finding(entry: Json) -> Finding:
    evidence = entry["evidence"]
    obstacle = None
    if entry["outcome"] == "block" and evidence.get("case_id"):
        payable = bool(evidence.get("payable_online")) and evidence.get("reason") == "fine-unpaid"
        obstacle = Obstacle(evidence["case_id"], evidence["case_number"], payable, evidence.get("amount_vnd"))
    basis = tuple(f"{place['norm']}, {place['ref']}" for place in entry["legal_basis"])
    return Finding(entry["rule"], entry["outcome"], words(entry["explanation"]), basis, obstacle)


def _filed(entry: Json) -> Filed:
    submitted_at = an_instant(entry["submitted_at"])
    if submitted_at is None:
        raise ValueError("an application without its time")
    fee, findings = entry["fee"] or {}, [_finding(one) for one in entry["findings"]]
    return Filed(
        id=entry["id"],
        code=entry["code"],
        state=entry["state"],
        licence_id=entry["licence_id"],
        reason=entry["reason"],
        submitted_at=submitted_at,
        waits_until=an_instant(entry["waits_until"]),
        due_on=a_day(entry["clock"]["due_on"]),
        agency=entry["desk"]["agency"],
        fee_vnd=fee.get("amount_vnd"),
        paid_at=an_instant(fee.get("paid_at")),
        ended=words(entry["end_reason_text"]) if entry["end_reason_text"] else None,
        hurdles=tuple(finding for finding in findings if finding.outcome in IN_THE_WAY),
        papers=tuple(paper["kind"] for paper in entry["papers"]),
    )
