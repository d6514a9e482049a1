"""The calendar as others are served it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.kernel.working_days import WorkingCalendar
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

PATH = "/api/renewals/v1/calendar"


def served(suite: RunningSuite, first: str, last: str) -> WorkingCalendar:
    found = suite.outside.send("GET", PATH, params={"from": first, "to": last}).json()
    assert (found["from"], found["to"]) == (first, last)
    days = {name: frozenset(date.fromisoformat(text) for text in found[name]) for name in ("holidays", "swapped_in")}
    return WorkingCalendar(**days)


def test_holidays_and_swapped_days_of_the_span_and_no_others(one_suite: RunningSuite) -> None:
    calendar = served(one_suite, "2026-08-01", "2026-09-30")
    assert sorted(calendar.holidays) == [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)]
    assert sorted(calendar.swapped_in) == [date(2026, 8, 22)]


def test_tet_is_not_worked(one_suite: RunningSuite) -> None:
    calendar = served(one_suite, "2025-01-01", "2027-12-31")
    tet = [date(2026, 2, 16) + timedelta(days=number) for number in range(5)]
    assert not any(calendar.is_working_day(day) for day in tet)
    assert calendar.is_working_day(date(2026, 2, 23))


@pytest.mark.parametrize(
    "span",
    [{"from": "2026-09-30", "to": "2026-08-01"}, {"from": "2020-01-01", "to": "2026-01-01"}, {"from": "2026-01-01"}],
)
def test_a_span_that_is_none_is_refused(one_suite: RunningSuite, span: dict[str, str]) -> None:
    answer = one_suite.outside.send("GET", PATH, params=span)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].endswith("to")
