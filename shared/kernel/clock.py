"""What time it is, as an argument: rules never ask the machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Legal days begin and end at midnight in Vietnam, wherever the machine stands."""


def business_date(instant: datetime) -> date:
    """The calendar day in Vietnam on which an instant falls."""
    return instant.astimezone(BUSINESS_ZONE).date()


class Clock(Protocol):
    """Source of the present instant."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """The present business day in Vietnam."""
        ...


class SystemClock:
    """The machine's clock, in whole microseconds, UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return business_date(self.now())


class MovableClock:
    """A clock that stands still until it is moved: months pass in a test without waiting."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return business_date(self._now)

    def move(self, by: timedelta) -> None:
        """Let time pass (or run back, for a test of replays)."""
        self._now += by

    def set(self, instant: datetime) -> None:
        """Stand at another instant."""
        self._now = instant.astimezone(UTC)
