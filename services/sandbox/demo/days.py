"""Days relative to the day the demo is loaded, so that a licence expired by 20 days stays so."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from shared.kernel.clock import BUSINESS_ZONE

MONTHS_PER_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day some months later (or earlier), clamped to the end of the month."""
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day some years later (or earlier); 29 February becomes the 28th."""
    return add_months(day, years * MONTHS_PER_YEAR)


def days_before(day: date, days: int) -> date:
    """So many days earlier."""
    return day - timedelta(days=days)


def instant(day: date, hour: int, minute: int = 0) -> str:
    """A wall-clock time in Vietnam as an RFC 3339 instant in UTC."""
    moment = datetime.combine(day, time(hour, minute), BUSINESS_ZONE).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
