"""Due dates and lateness, against a calculation made by hand from the published days off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.renewals.domain.deadlines import Pause, due_on, elapsed, lateness, time_limit
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.procedures import all_procedures, procedures
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Invalid

DAY = timedelta(days=1)
CALENDAR = load_law().calendar
OFF_2026 = {
    # Tết Bính Ngọ and the other weekdays off of 2026, from the yearly notices
    *(date(2026, 2, 16) + DAY * step for step in range(5)),
    date(2026, 1, 1),
    date(2026, 1, 2),
    date(2026, 4, 27),
    date(2026, 4, 30),
    date(2026, 5, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 9, 2),
    date(2026, 11, 24),
}
WORKED_SATURDAYS_2026 = {date(2026, 1, 10), date(2026, 8, 22)}


def works(day: date) -> bool:
    return day in WORKED_SATURDAYS_2026 or (day.isoweekday() < 6 and day not in OFF_2026)


def by_hand(accepted: date, days: int, pauses: list[Pause]) -> date | None:
    stopped = set()
    for pause in pauses:
        day = pause.from_on
        while day < (pause.to_on or date(2026, 12, 31)):
            day += DAY
            stopped.add(day)
    working = [accepted + DAY * step for step in range(1, 400) if works(accepted + DAY * step)]
    counted = [day for day in working if day not in stopped]
    return counted[days - 1] if days else accepted


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (date(2026, 11, 16), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 30)),
        (date(2026, 11, 22), date(2026, 11, 30)),
        (date(2026, 2, 12), date(2026, 2, 26)),
        (date(2026, 8, 20), date(2026, 8, 26)),
        (date(2026, 8, 21), date(2026, 8, 27)),
        (date(2026, 8, 27), date(2026, 9, 8)),
        (date(2026, 1, 7), date(2026, 1, 13)),
        (date(2026, 12, 28), date(2027, 1, 5)),
    ],
)
def test_five_working_days_over_holidays_tet_and_a_worked_saturday(accepted: date, due: date):
    assert due_on(accepted, 5, (), CALENDAR) == due


def test_every_day_of_2026_as_by_hand():
    for step in range(330):
        accepted = date(2026, 1, 1) + DAY * step
        for days in (0, 1, 3, 5, 7):
            assert due_on(accepted, days, (), CALENDAR) == by_hand(accepted, days, [])


days_2026 = st.dates(date(2026, 1, 1), date(2026, 9, 30))
closed = st.builds(
    lambda start, length: Pause(start, start + DAY * length, "supplement"), days_2026, st.integers(0, 40)
)


@settings(max_examples=200, deadline=None)
@given(days_2026, st.integers(0, 8), st.lists(closed, max_size=3))
def test_with_pauses_as_by_hand(accepted: date, days: int, pauses: list[Pause]):
    due = due_on(accepted, days, pauses, CALENDAR)
    assert due == by_hand(accepted, days, pauses)
    assert due is not None
    assert elapsed(accepted, due, pauses, CALENDAR) == days
    assert lateness(accepted, days, pauses, CALENDAR, on=due) == 0
    assert due_on(accepted, days, tuple(reversed(pauses)), CALENDAR) == due


MONDAY = date(2026, 11, 2)


def test_the_day_of_the_request_counts_the_day_of_the_answer_does_not():
    pause = Pause(date(2026, 11, 4), date(2026, 11, 6), "supplement")
    assert due_on(MONDAY, 5, [pause], CALENDAR) == date(2026, 11, 11)
    same_day = Pause(date(2026, 11, 4), date(2026, 11, 4), "supplement")
    assert due_on(MONDAY, 5, [same_day], CALENDAR) == due_on(MONDAY, 5, (), CALENDAR) == date(2026, 11, 9)


def test_two_pauses_over_the_same_days_count_once():
    one = Pause(date(2026, 11, 4), date(2026, 11, 6), "supplement")
    two = Pause(date(2026, 11, 5), date(2026, 11, 9), "police")
    assert due_on(MONDAY, 5, [one, two], CALENDAR) == date(2026, 11, 12)


def test_an_open_pause_leaves_the_due_date_open():
    assert due_on(MONDAY, 5, [Pause(date(2026, 11, 4), None, "police")], CALENDAR) is None
    assert due_on(MONDAY, 5, [Pause(MONDAY, None, "police")], CALENDAR) is None
    after = [Pause(date(2026, 11, 9), None, "police")]
    assert due_on(MONDAY, 5, after, CALENDAR) == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2026, 11, 2), 0),
        (date(2026, 11, 9), 0),
        (date(2026, 11, 10), 1),
        (date(2026, 11, 13), 4),
        (date(2026, 11, 14), 4),
        (date(2026, 11, 15), 4),
        (date(2026, 11, 16), 5),
        (date(2026, 11, 24), 10),
        (date(2026, 11, 25), 11),
    ],
)
def test_lateness_to_the_working_day(on: date, late: int):
    assert lateness(MONDAY, 5, (), CALENDAR, on=on) == late


def test_no_lateness_grows_while_the_clock_stands():
    pauses = [Pause(date(2026, 11, 10), None, "police")]
    assert lateness(MONDAY, 5, pauses, CALENDAR, on=date(2026, 11, 30)) == 1


def test_a_holiday_added_moves_the_due_date():
    law = load_law(LawSettings(extra_holidays=frozenset({date(2026, 11, 5)})))
    assert due_on(MONDAY, 5, (), law.calendar) == date(2026, 11, 10)
    worked = load_law(LawSettings(extra_swapped=frozenset({date(2026, 11, 7)})))
    assert due_on(MONDAY, 5, (), worked.calendar) == date(2026, 11, 7)
    unholy = load_law(LawSettings(extra_swapped=frozenset({date(2026, 11, 24)})))
    assert unholy.calendar.is_working_day(date(2026, 11, 24))


def test_a_negative_limit_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        due_on(MONDAY, -1, (), CALENDAR)


@pytest.mark.parametrize(
    ("procedure", "on", "days", "months"),
    [
        ("1.002820", date(2024, 12, 31), None, 2),
        ("1.002820", date(2025, 1, 1), 5, None),
        ("1.002820", date(2025, 2, 28), 5, None),
        ("1.002809", date(2024, 12, 31), 5, None),
        ("3.000348", date(2025, 3, 1), 5, None),
        ("3.000347", date(2026, 11, 21), 5, None),
        ("3.000348", date(2024, 12, 31), None, 2),
        ("1.002820", date(2026, 11, 21), 5, None),
    ],
)
def test_the_limit_of_the_day(procedure: str, on: date, days: int | None, months: int | None):
    limit = time_limit(load_law(), procedure, on)
    assert (limit.working_days, limit.wait_months) == (days, months)
    assert limit.legal_basis


def test_the_old_wait_ends_two_calendar_months_on():
    limit = time_limit(load_law(), "1.002820", date(2024, 12, 31))
    assert limit.due_on(date(2024, 12, 31), (), CALENDAR) == date(2025, 2, 28)
    assert time_limit(load_law(), "3.000348", MONDAY).due_on(MONDAY, (), CALENDAR) == date(2026, 11, 9)


def test_the_reported_shorter_limit_is_a_setting():
    law = load_law(LawSettings(working_days=3))
    assert time_limit(law, "3.000348", date(2026, 6, 30)).working_days == 5
    assert time_limit(law, "3.000348", date(2026, 7, 1)).working_days == 3


def test_before_the_first_rule_there_is_no_limit():
    with pytest.raises(Invalid):
        time_limit(load_law(), "3.000348", date(2017, 5, 31))


def test_procedures_in_force_and_offered():
    law = load_law()
    today = procedures(law, date(2026, 11, 21))
    assert [entry.code for entry in today] == ["3.000347", "3.000348", "3.000349", "3.000350", "3.000351"]
    assert [entry.code for entry in today if entry.offered] == ["3.000347", "3.000348"]
    assert [entry.code for entry in procedures(law, date(2025, 2, 28))] == ["1.002809", "1.002820"]
    assert len(all_procedures(law)) == 7
