"""Calendar months and years as the norms count them: same day, clamped to the end of a shorter month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

MONTHS_OF_A_YEAR = 12
UNITS = frozenset({"days", "months", "years"})


def add_months(day: date, months: int) -> date:
    """The same day so many months later; 31 January plus one month is the last of February."""
    index = day.year * MONTHS_OF_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th in a common year."""
    return add_months(day, years * MONTHS_OF_A_YEAR)


def add(day: date, length: Mapping[str, int]) -> date:
    """The day after a length given in ``days``, ``months`` or ``years``."""
    moved = add_months(day, length.get("months", 0) + MONTHS_OF_A_YEAR * length.get("years", 0))
    return moved + timedelta(days=length.get("days", 0))


def within(day: date, first: date, last: date | None) -> bool:
    """Whether a day lies in a period whose both ends count; None is open."""
    return first <= day and (last is None or day <= last)
