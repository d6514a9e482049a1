"""Days as ordinals while they are reckoned with, and as the text of the wire when they are written."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

FIRST = date(1930, 1, 1).toordinal()
LAST = date(2110, 12, 31).toordinal()
_TEXTS = tuple(date.fromordinal(day).isoformat() for day in range(FIRST, LAST + 1))
"""Made once: a registry names tens of millions of days, of a few thousand."""


def text(day: int) -> str:
    """``YYYY-MM-DD``."""
    return _TEXTS[day - FIRST]


_WEEKS = tuple(f"{text[2:4]}{date.fromisoformat(text).timetuple().tm_yday // 7 + 1:02d}" for text in _TEXTS)


def week(day: int) -> str:
    """Year and week of the year, two digits each."""
    return _WEEKS[day - FIRST]


def day_of(year: int, month: int, day: int) -> int:
    """The ordinal of a day."""
    return date(year, month, day).toordinal()


def years_after(day: int, years: int) -> int:
    """The same day so many years on; 29 February becomes the 28th."""
    start = date.fromordinal(day)
    if start.month == 2 and start.day == 29:  # as it says
        return date(start.year + years, 2, monthrange(start.year + years, 2)[1]).toordinal()
    return start.replace(year=start.year + years).toordinal()


def months_after(day: int, months: int) -> int:
    """The same day so many months on, or the month's last day where it has no such day (BLDS 91/2015/QH13 Điều 148)."""
    start = date.fromordinal(day)
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


REGIME_2024_FROM = day_of(2025, 1, 1)
"""Luật 36/2024/QH15 in force."""
POLICE_ISSUE_FROM = day_of(2025, 3, 1)
"""Licensing passes from the transport departments to the traffic police (TT 12/2025/TT-BCA)."""
NEW_PROVINCES_FROM = day_of(2025, 7, 1)
"""34 provinces, and no districts any more (NQ 202/2025/QH15)."""
PLASTIC_FROM = day_of(2012, 7, 1)
"""Cards of PET; before, licences were laminated paper without a blank's number."""
SIMULATION_FROM, SIMULATION_TO = day_of(2022, 6, 15), day_of(2026, 6, 30)
"""The simulation part of car exams (TT 04/2022/TT-BGTVT to TT 108/2026/TT-BCA)."""
