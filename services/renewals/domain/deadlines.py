"""Time limits in working days, with a ledger of pauses (tạm dừng tính thời hạn).

The day of acceptance is not counted. The day on which a pause begins still counts, the day on which it ends does not:
the agency had the first, and gets the dossier back in the course of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.renewals.domain.periods import add_months
from services.renewals.domain.procedures import row_on
from services.renewals.domain.tables import Law
from shared.kernel.errors import Fault, Invalid
from shared.kernel.working_days import WorkingCalendar

ONE_DAY = timedelta(days=1)
HALVED_FROM = date(2026, 7, 1)
"""TT 108/2026/TT-BCA, reported to shorten the limit; the setting counts from here."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from the day after ``from_on`` to ``to_on`` inclusive; None: still standing."""

    from_on: date
    to_on: date | None
    why: str

    def covers(self, day: date) -> bool:
        """Whether a day is not counted because of this pause."""
        return self.from_on < day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """``working_days`` from acceptance, or ``wait_months`` of the old regime."""

    working_days: int | None
    wait_months: int | None
    legal_basis: str

    def due_on(self, accepted_on: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> date | None:
        """The last day of this limit; None while an open pause keeps it from being known."""
        if self.working_days is not None:
            return due_on(accepted_on, self.working_days, pauses, calendar)
        return add_months(accepted_on, self.wait_months or 0)


def _counts(day: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> bool:
    return calendar.is_working_day(day) and not any(pause.covers(day) for pause in pauses)


def due_on(accepted_on: date, working_days: int, pauses: Sequence[Pause], calendar: WorkingCalendar) -> date | None:
    """The last day of the limit; None while an open pause keeps it from being known.

    Raises ValueError for a negative limit.
    """
    if working_days < 0:
        raise ValueError("a period has no negative length")
    open_from = min((pause.from_on for pause in pauses if pause.to_on is None), default=None)
    day, left = accepted_on, working_days
    while left:
        if open_from is not None and day >= open_from:
            return None
        day += ONE_DAY
        left -= _counts(day, pauses, calendar)
    return day


def elapsed(accepted_on: date, on: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> int:
    """Working days of the limit used up at the end of ``on``, pauses left out."""
    days = range(1, (on - accepted_on).days + 1)
    return sum(_counts(accepted_on + ONE_DAY * step, pauses, calendar) for step in days)


def lateness(
    accepted_on: date, working_days: int, pauses: Sequence[Pause], calendar: WorkingCalendar, *, on: date
) -> int:
    """By how many working days the limit is passed at the end of ``on``; 0 if it is not."""
    return max(0, elapsed(accepted_on, on, pauses, calendar) - working_days)


def time_limit(law: Law, procedure: str, on: date) -> TimeLimit:
    """The limit of a procedure for a dossier submitted on a day.

    Raises Invalid ``validation-failed`` for a day outside every limit of its kind.
    """
    row = row_on(law, procedure, on)
    limit = next((limit for limit in row.limits if on in limit.period), None)
    if limit is None:
        raise Invalid(
            "validation-failed", faults=[Fault("/on", "date-before-rules", {"first": law.first_day.isoformat()})]
        )
    days = limit.working_days
    if days is not None and law.settings.working_days is not None and on >= HALVED_FROM:
        days = law.settings.working_days
    return TimeLimit(days, limit.wait_months, limit.legal_basis)
