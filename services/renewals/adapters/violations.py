"""The violations register over HTTP, and its feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.renewals.adapters.calling import Neighbour, instant, readable
from services.renewals.application.ports import CaseFine, Errand, Rejection, Standing
from services.renewals.domain.facts import BlockingFact, PartStanding, StandingFacts
from services.renewals.domain.payments import Payment
from shared.http.client import ServiceClient
from shared.kernel.errors import Unavailable
from shared.kernel.words import Words
from shared.messaging.feed import Event, FeedPage

PREFIX = "/api/violations/v1"
SERVICE = "violations"


class HttpViolations(Neighbour):
    def standing(
        self, citizen_id: str, *, numbers: Sequence[str], aliases: Sequence[str], on: date | None, errand: Errand
    ) -> Standing:
        asked: dict[str, Any] = {"citizen_id": citizen_id}
        if numbers:
            asked["licence_numbers"] = list(numbers)
        if aliases:
            asked["aliases"] = list(aliases)
        if on is not None:
            asked["on"] = on.isoformat()
        told = self._post(f"{PREFIX}/standings", asked, errand=errand)
        with readable(SERVICE):
            return Standing(_standing(told), told.get("person"))

    def case_fine(self, case_id: str, *, errand: Errand) -> CaseFine | None:
        try:
            case = self._get(f"{PREFIX}/cases/{case_id}", errand=errand)
        except Rejection as rejection:
            if rejection.code == "not-found":
                return None
            raise
        with readable(SERVICE):
            subject = case["subject"]
            numbers = {subject.get("citizen_id"), subject.get("licence_number")}
            return CaseFine(case_id, frozenset(n for n in numbers if n), case["status"] in {"settled", "cancelled"})

    def settle(self, payment: Payment, *, errand: Errand) -> None:
        body = {
            "payment_id": payment.id,
            "amount_vnd": payment.amount_vnd,
            "paid_at": (payment.paid_at or payment.created_at).isoformat().replace("+00:00", "Z"),
        }
        self._post(f"{PREFIX}/cases/{payment.case_id}/settlements", body, errand=errand, key=payment.id)


class ViolationsFeed:
    """The event feed, as a consumer fetches it."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def fetch(self, after: str | None, limit: int, wait: float) -> FeedPage:
        params: dict[str, Any] = {"limit": limit, "wait": int(wait)}
        if after is not None:
            params["after"] = after
        page = self._client.get(f"{PREFIX}/events", params=params, timeout=(1.0, wait + 10.0)).json
        if not isinstance(page, dict):
            raise Unavailable("dependency-unavailable", service=SERVICE)
        return FeedPage(tuple(_event(item) for item in page["items"]), page["next"])


def _event(item: Mapping[str, Any]) -> Event:
    return Event(
        id=item["id"],
        type=item["type"],
        subject_id=item["subject_id"],
        occurred_at=instant(item["occurred_at"]),
        data=item["data"],
        cursor=item["cursor"],
    )


def _standing(told: Mapping[str, Any]) -> StandingFacts:
    silent = [source for source in told.get("sources", ()) if _is_silent(source)]
    names = [name for source in silent if (name := _words(source.get("agency"))) is not None]
    return StandingFacts(
        id=told["id"],
        as_of=instant(told["as_of"]),
        verdict=told["verdict"],
        parts={
            kind: PartStanding(
                points=part.get("points"),
                blocked=bool(part.get("blocked")),
                suspended_until=_day(part.get("suspended_until")),
            )
            for kind, part in told["parts"].items()
            if part is not None
        },
        blocking=tuple(_block(block) for block in told["blocking"]),
        warnings=tuple(_warning(warning) for warning in told.get("warnings", ())),
        silent_sources=tuple(source["source"] for source in silent),
        silent_names=tuple(names) if len(names) == len(silent) else (),
    )


def _is_silent(source: Mapping[str, Any]) -> bool:
    return not source["fresh"] and bool(source.get("required_for_clearance", True))


def _block(block: Mapping[str, Any]) -> BlockingFact:
    settle_at = block.get("settle_at") or {}
    return BlockingFact(
        case_id=block["case_id"],
        case_number=block["case_number"],
        source=block["source"],
        reason=block["reason"],
        part=block["part"],
        since=_day(block.get("since")),
        amount_vnd=block.get("amount_vnd"),
        settle_at_agency=str(settle_at.get("agency") or ""),
        settle_at_address=str(settle_at.get("address") or ""),
        payable_online=bool(block.get("payable_online")),
        until=_day(block.get("until")),
        agency_name=_words(settle_at.get("agency_name")),
    )


def _warning(warning: Any) -> str:
    if isinstance(warning, str):
        return warning
    number = warning.get("case_number")
    return f"{warning['code']} {number}" if number else str(warning["code"])


def _words(value: Any) -> Words | None:
    """A name in both languages, if one is told."""
    return Words(value["vi"], value["en"]) if isinstance(value, dict) else None


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text[:10])
