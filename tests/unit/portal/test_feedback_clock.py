"""Time limits of feedback against days counted by hand, over Tết, a swapped Saturday and a question in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.portal.application.feedback import (
    Act,
    Content,
    Feedback,
    Kind,
    Outcome,
    State,
    Step,
    clock_of,
    decided,
    judged,
    replied,
)
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Conflict
from shared.kernel.working_days import WorkingCalendar

CALENDAR = load_law().calendar
"""The calendar that renewals serves."""

# Days off in 2026 and 2027 as announced, written down here once more: the rules may not be checked by themselves.
TET_2026 = [date(2026, 2, day) for day in (16, 17, 18, 19, 20)]
SPRING_2026 = [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)]
DAYS_OFF = {
    *TET_2026,
    *SPRING_2026,
    date(2026, 1, 1),
    date(2026, 1, 2),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 9, 2),
}
WORKED_SATURDAYS = {date(2026, 1, 10), date(2026, 8, 22)}


def counted(start: date, days: int) -> date:
    """The day a period ends, by going from one calendar day to the next."""
    day = start
    while days:
        day += timedelta(days=1)
        weekend = day.isoweekday() > 5 and day not in WORKED_SATURDAYS
        days -= 0 if weekend or day in DAYS_OFF else 1
    return day


def at(day: date, hour: int = 2) -> datetime:
    """An instant of that day in Vietnam (09:00 unless said otherwise)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def sent(on: date, state: State = State.RECEIVED, *more: Step, order: int = 1) -> Feedback:
    steps = (Step(at(on), Act.SEND, "citizen"), *more)
    return Feedback("1", "PA", Kind.FEEDBACK, state, order, at(on), None, None, steps, Content("x"))


@pytest.mark.parametrize(
    ("received", "first", "ask", "answer"),
    [
        (date(2026, 2, 12), date(2026, 2, 23), date(2026, 2, 26), date(2026, 3, 12)),  # the 13th, then Tết
        (date(2026, 8, 20), date(2026, 8, 22), date(2026, 8, 26), date(2026, 9, 14)),  # the 22nd is a worked Saturday
        (date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 13), date(2026, 3, 27)),  # nothing but weekends
    ],
)
def test_the_limits_are_those_counted_by_hand(received: date, first: date, ask: date, answer: date) -> None:
    clock = clock_of(sent(received), CALENDAR, received)
    assert (clock.first_on, clock.ask_on, clock.answer_on) == (first, ask, answer)
    assert [counted(received, days) for days in (2, 5, 15)] == [first, ask, answer]


def test_every_day_of_half_a_year_has_the_limits_of_a_plain_count() -> None:
    for number in range(240):
        day = date(2026, 1, 3) + timedelta(days=number)
        clock = clock_of(sent(day), CALENDAR, day)
        assert (clock.first_on, clock.ask_on, clock.answer_on) == tuple(counted(day, days) for days in (2, 5, 15)), day


def test_late_begins_the_day_after_the_limit_and_counts_working_days_only() -> None:
    feedback = sent(date(2026, 8, 20))
    on = {day: clock_of(feedback, CALENDAR, date(2026, 8, day)).late_by for day in (21, 22, 23, 24, 25)}
    assert on == {21: 0, 22: 0, 23: 0, 24: 1, 25: 2}, "the limit is Saturday the 22nd, Sunday is not worked"


def test_an_instant_counts_as_its_day_in_vietnam() -> None:
    late_evening = datetime(2026, 3, 5, 17, 30, tzinfo=UTC)  # 00:30 on the 6th
    steps = (Step(late_evening, Act.SEND, "citizen"),)
    feedback = Feedback("1", "PA", Kind.FEEDBACK, State.RECEIVED, 1, late_evening, None, None, steps, Content("x"))
    assert clock_of(feedback, CALENDAR, date(2026, 3, 6)).first_on == counted(date(2026, 3, 6), 2)


def test_waiting_for_the_sender_moves_the_limit_by_the_working_days_it_took() -> None:
    received = date(2026, 3, 2)
    asked = Step(at(date(2026, 3, 5)), Act.ASK, "officer", "?")
    waiting = clock_of(sent(received, State.ASKED, asked), CALENDAR, date(2026, 3, 12))
    assert (waiting.paused, waiting.due_on, waiting.late_by) == (True, None, 0)
    assert waiting.answer_on == counted(received, 15 + 5)
    reply = Step(at(date(2026, 3, 12)), Act.REPLY, "citizen", "!")
    going_on = clock_of(sent(received, State.RECEIVED, asked, reply), CALENDAR, date(2026, 3, 30))
    assert (going_on.paused, going_on.due_on) == (False, counted(received, 20)), "the first duty was done by asking"
    assert going_on.late_by == 0
    assert clock_of(sent(received, State.RECEIVED, asked, reply), CALENDAR, date(2026, 3, 31)).late_by == 1


def test_what_is_over_stays_as_late_as_it_was() -> None:
    received = date(2026, 3, 2)
    limit = counted(received, 15)
    in_time = Step(at(limit, 16), Act.ANSWER, "officer", "a")
    assert clock_of(sent(received, State.ANSWERED, in_time), CALENDAR, date(2026, 12, 1)).late_by == 0
    late = Step(at(counted(limit, 3)), Act.ANSWER, "officer", "a")
    assert clock_of(sent(received, State.ANSWERED, late), CALENDAR, date(2026, 12, 1)).late_by == 3
    refused = Step(at(counted(received, 4)), Act.REFUSE, "officer", "no")
    assert clock_of(sent(received, State.REFUSED, refused), CALENDAR, date(2026, 12, 1)).late_by == 2


def test_each_outcome_fits_some_states_only() -> None:
    day = date(2026, 3, 2)
    fitting = {
        (state, outcome): True
        for state in (State.RECEIVED, State.FORWARDED)
        for outcome in (Outcome.ASK, Outcome.ANSWER)
    } | {(State.RECEIVED, Outcome.FORWARD): True, (State.RECEIVED, Outcome.REFUSE): True}
    for state in State:
        for outcome in Outcome:
            if (state, outcome) in fitting:
                decided(sent(day, state), outcome)
            else:
                with pytest.raises(Conflict, match="feedback-state"):
                    decided(sent(day, state), outcome)


def test_a_sender_is_asked_once_and_the_reply_goes_back_to_where_it_was() -> None:
    day = date(2026, 3, 2)
    forward, ask = Step(at(day), Act.FORWARD, "officer", "f"), Step(at(day), Act.ASK, "officer", "?")
    assert replied(sent(day, State.ASKED, ask)) is State.RECEIVED
    assert replied(sent(day, State.ASKED, forward, ask)) is State.FORWARDED
    with pytest.raises(Conflict, match="feedback-asked-before"):
        decided(sent(day, State.FORWARDED, forward, ask), Outcome.ASK)
    for state in set(State) - {State.ASKED}:
        with pytest.raises(Conflict, match="feedback-state"):
            replied(sent(day, state))
    for state in set(State) - {State.ANSWERED}:
        with pytest.raises(Conflict, match="feedback-state"):
            judged(sent(day, state))


def test_the_second_on_a_matter_is_answered_by_the_agency_above() -> None:
    first, second = sent(date(2026, 3, 2)), sent(date(2026, 3, 2), order=2)
    assert (first.escalated, first.agency.vi) == (False, "Cục Cảnh sát giao thông")
    assert (second.escalated, second.agency.vi) == (True, "Bộ Công an")


def test_a_calendar_without_holidays_is_not_the_one_of_2026() -> None:
    assert clock_of(sent(date(2026, 2, 12)), WorkingCalendar(frozenset()), date(2026, 2, 12)).first_on == date(
        2026, 2, 16
    )
