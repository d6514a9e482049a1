"""Working days of state bodies: weekends and public holidays out, swapped Saturdays in.

Bộ luật Lao động 45/2019/QH14, Điều 111 and 112; the yearly decisions on swapped days are data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days of rest and of work. ``holidays`` rest although weekdays; ``swapped_in`` work although on a weekend."""

    holidays: frozenset[date]
    swapped_in: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether state bodies work on that day."""
        if day in self.swapped_in:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def add(self, start: date, working_days: int) -> date:
        """The last day of a period of so many working days that begins the day after ``start``.

        The day on which a period is triggered is not counted (Bộ luật Dân sự 91/2015/QH13, Điều 147.2); zero gives
        ``start`` itself. Raises ValueError for a negative count.
        """
        if working_days < 0:
            raise ValueError("a period has no negative length")
        day = start
        while working_days:
            day += ONE_DAY
            if self.is_working_day(day):
                working_days -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; negative if ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_working_day(start + ONE_DAY * step) for step in range(1, days + 1))
