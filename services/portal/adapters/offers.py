"""Procedures over HTTP; the same for everybody, so one answer serves a minute's visitors."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.portal.adapters.calling import Provider, a_day, words
from services.portal.application.offers import Offer, ReducedFee
from shared.http.client import ServiceClient
from shared.kernel.clock import Clock

KEPT = timedelta(minutes=1)


class HttpOffers(Provider):
    """See :class:`services.portal.application.offers.Offers`."""

    def __init__(self, client: ServiceClient, clock: Clock) -> None:
        super().__init__(client)
        self._clock = clock
        self._known: dict[str, tuple[datetime, Offer]] = {}
        self._lock = threading.Lock()

    def offer(self, code: str) -> Offer:
        now = self._clock.now()
        known = self._known.get(code)
        if known is not None and timedelta(0) <= now - known[0] < KEPT:
            return known[1]
        found = self._get(f"/api/renewals/v1/procedures/{code}", of=None)
        with self.readable():
            offer = _offer(found)
        with self._lock:
            self._known[code] = (now, offer)
        return offer


def _offer(entry: Mapping[str, Any]) -> Offer:
    online = next((fee for fee in entry["fees"] if fee["channel"] == "online"), None)
    return Offer(
        code=entry["code"],
        name=words(entry["name"]),
        working_days=entry["working_days"],
        fee_vnd=online["amount_vnd"] if online else None,
        basis=online["basis"] if online else "",
        reduced=_reduced(online["reduced"]) if online and online["reduced"] else None,
    )


def _reduced(entry: Mapping[str, Any]) -> ReducedFee:
    conditions = tuple(words(condition["text"]) for condition in entry["conditions"])
    return ReducedFee(int(entry["amount_vnd"]), conditions, a_day(entry["until"]))
