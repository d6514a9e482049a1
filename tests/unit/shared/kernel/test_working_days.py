"""Periods in working days: weekends, holidays, a Saturday that is worked instead of a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from shared.kernel.working_days import WorkingCalendar

# 2026: 30/4 is a Thursday, 1/5 a Friday; Monday 4/5 rests and Saturday 9/5 works in its place (a made-up swap).
CALENDAR = WorkingCalendar(
    frozenset({date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 4)}), frozenset({date(2026, 5, 9)})
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 29), True),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 5, 2), False),
        (date(2026, 5, 3), False),
        (date(2026, 5, 4), False),
        (date(2026, 5, 5), True),
        (date(2026, 5, 8), True),
        (date(2026, 5, 9), True),
        (date(2026, 5, 10), False),
    ],
)
def test_who_rests_when(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 4, 29), 0, date(2026, 4, 29)),
        (date(2026, 5, 2), 0, date(2026, 5, 2)),
        (date(2026, 4, 28), 1, date(2026, 4, 29)),
        (date(2026, 4, 29), 1, date(2026, 5, 5)),
        (date(2026, 5, 3), 1, date(2026, 5, 5)),
        (date(2026, 4, 29), 5, date(2026, 5, 9)),
        (date(2026, 4, 29), 6, date(2026, 5, 11)),
    ],
)
def test_a_period_begins_the_day_after_and_skips_days_of_rest(start: date, days: int, end: date) -> None:
    assert CALENDAR.add(start, days) == end


def test_a_period_has_no_negative_length() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add(date(2026, 5, 5), -1)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 4, 29), date(2026, 4, 29), 0),
        (date(2026, 4, 28), date(2026, 4, 29), 1),
        (date(2026, 4, 29), date(2026, 5, 4), 0),
        (date(2026, 4, 29), date(2026, 5, 5), 1),
        (date(2026, 4, 29), date(2026, 5, 11), 6),
        (date(2026, 5, 5), date(2026, 4, 29), -1),
        (date(2026, 5, 4), date(2026, 4, 29), 0),
        (date(2026, 5, 11), date(2026, 4, 28), -7),
    ],
)
def test_the_last_day_counts_and_the_first_does_not(start: date, end: date, days: int) -> None:
    assert CALENDAR.between(start, end) == days


def test_without_a_swap_weekends_rest() -> None:
    calendar = WorkingCalendar(frozenset())
    assert not calendar.is_working_day(date(2026, 5, 9))
    assert calendar.add(date(2026, 5, 8), 1) == date(2026, 5, 11)
