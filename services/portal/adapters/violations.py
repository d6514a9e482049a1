"""The register of violations over HTTP, one call for each page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.adapters.calling import Provider, a_day, an_instant, words
from services.portal.application.ports import Citizen
from services.portal.application.registers import Act, Block, Case, Overview, PartPoints, Points, Source

PREFIX = "/api/violations/v1"
Json = Mapping[str, Any]


class HttpViolations(Provider):
    """See :class:`services.portal.application.ports.Violations`."""

    def points(self, citizen: Citizen) -> Points:
        found = self._post(f"{PREFIX}/standings", {"citizen_id": citizen.citizen_id}, of=citizen)
        with self.readable():
            as_of = an_instant(found["as_of"])
            if as_of is None:
                raise ValueError("a standing without its time")
            parts = {kind: _part_points(entry) for kind, entry in found["parts"].items() if entry is not None}
            return Points(found["verdict"], as_of, parts, len({block["case_id"] for block in found["blocking"]}))

    def overview(self, citizen: Citizen) -> Overview:
        found = self._post(f"{PREFIX}/overviews", {"citizen_id": citizen.citizen_id}, of=citizen)
        with self.readable():
            standing = found["standing"]
            blocks: dict[str, list[Block]] = {}
            for entry in standing["blocking"]:
                blocks.setdefault(entry["case_id"], []).append(_block(entry))
            return Overview(
                verdict=standing["verdict"],
                cases=tuple(_case(entry, tuple(blocks.get(entry["id"], ()))) for entry in found["cases"]),
                sources=tuple(_source(entry) for entry in standing["sources"]),
                notices=tuple(words(entry["text"]) for entry in standing["warnings"]),
                more=bool(found["more"]),
            )


def _part_points(entry: Json) -> PartPoints:
    return PartPoints(int(entry["points"]), bool(entry["blocked"]), a_day(entry["suspended_until"]))


def _block(entry: Json) -> Block:
    at = entry["settle_at"]
    return Block(
        reason=entry["reason"],
        since=a_day(entry["since"]),
        until=a_day(entry["until"]),
        amount_vnd=entry["amount_vnd"],
        payable_online=bool(entry["payable_online"]),
        agency=words(at["agency_name"]),
        address=at["address"],
    )


def _case(entry: Json, blocks: tuple[Block, ...]) -> Case:
    occurred_at = an_instant(entry["occurred_at"])
    if occurred_at is None:
        raise ValueError("a case without its time")
    fine = entry["fine"] or {}
    return Case(
        id=entry["id"],
        number=entry["case_number"],
        source=entry["source"],
        occurred_at=occurred_at,
        place=entry["place"]["text"],
        status=entry["status"],
        acts=tuple(Act(act["code"], words(act["title"]) if act["title"] else None) for act in entry["acts"]),
        fine_vnd=fine.get("amount_vnd"),
        paid=fine.get("paid_on") is not None or entry["settlement"] is not None,
        points=(entry["points"] or {}).get("deducted"),
        suspended_months=(entry["suspension"] or {}).get("months"),
        plate=(entry["vehicle"] or {}).get("plate"),
        blocks=blocks,
    )


def _source(entry: Json) -> Source:
    return Source(
        agency=words(entry["agency"]),
        fresh=bool(entry["fresh"]),
        required=bool(entry["required_for_clearance"]),
        last_received_at=an_instant(entry["last_received_at"]),
    )
