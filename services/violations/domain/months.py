"""Calendar months as the law counts them."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The day with the same number so many months on, or the month's last day where it has no such day.

    Bộ luật Dân sự 91/2015/QH13, Điều 148.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
