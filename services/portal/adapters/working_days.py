"""The working days that renewals counts in, over HTTP; the last ones heard of serve while it is away."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

from services.portal.adapters.calling import Provider
from shared.http.client import ServiceClient
from shared.kernel.clock import Clock
from shared.kernel.errors import Unavailable
from shared.kernel.working_days import WorkingCalendar

KEPT = timedelta(hours=1)
"""Holidays are decided once a year; an hour is soon enough for a correction."""


class HttpCalendars(Provider):
    """See :class:`services.portal.application.feedback_desk.Calendars`."""

    def __init__(self, client: ServiceClient, clock: Clock) -> None:
        super().__init__(client)
        self._clock = clock
        self._known: dict[int, tuple[datetime, WorkingCalendar]] = {}
        self._lock = threading.Lock()

    def around(self, day: date) -> WorkingCalendar:
        now, known = self._clock.now(), self._known.get(day.year)
        if known is not None and timedelta(0) <= now - known[0] < KEPT:
            return known[1]
        try:
            found = self._ask(day.year)
        except Unavailable:
            if known is None:
                raise
            return known[1]
        with self._lock:
            self._known[day.year] = (now, found)
        return found

    def _ask(self, year: int) -> WorkingCalendar:
        span = {"from": f"{year - 1}-01-01", "to": f"{year + 1}-12-31"}
        found = self._get("/api/renewals/v1/calendar", of=None, params=span)
        with self.readable():
            holidays, swapped_in = (
                frozenset(date.fromisoformat(text) for text in found[name]) for name in ("holidays", "swapped_in")
            )
            return WorkingCalendar(holidays, swapped_in)
