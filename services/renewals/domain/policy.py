"""The operator's choices about waiting: how long, and how often to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.kernel.clock import BUSINESS_ZONE, business_date
from shared.kernel.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Policy:
    """``payment_days`` is the observed practice of the online service; the others are this system's own choice."""

    payment_days: int = 3
    clearance_days: int = 30
    unknown_source_working_days: int = 2
    supplement_days: int = 30
    recheck_minutes: int = 5

    def payment_until(self, at: datetime) -> datetime:
        """When an unpaid dossier stops."""
        return at + timedelta(days=self.payment_days)

    def clearance_until(self, at: datetime) -> datetime:
        """When a dossier that waits for a case to be settled stops."""
        return at + timedelta(days=self.clearance_days)

    def supplement_until(self, at: datetime) -> datetime:
        """When a dossier whose supplement never came stops."""
        return at + timedelta(days=self.supplement_days)

    def unknown_until(self, since: datetime, calendar: WorkingCalendar) -> datetime:
        """When an officer takes over from a silent source: the end of the last working day of the wait."""
        last = calendar.add(business_date(since), self.unknown_source_working_days)
        end = datetime(last.year, last.month, last.day, tzinfo=BUSINESS_ZONE) + timedelta(days=1)
        return end.astimezone(since.tzinfo)

    def soon(self, now: datetime, seconds: int) -> datetime:
        """A moment from now."""
        return now + timedelta(seconds=seconds)

    def recheck_at(self, now: datetime, *waits: datetime | None) -> datetime:
        """When to look again while waiting: after the usual pause, or sooner if a deadline comes first."""
        times = [now + timedelta(minutes=self.recheck_minutes), *(moment for moment in waits if moment is not None)]
        return min(max(now, moment) for moment in times)
