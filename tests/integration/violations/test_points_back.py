"""Points that come back after twelve clean months announce themselves, on the day and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from services.violations.adapters.tables import CASES
from services.violations.application.passing import AT_ONCE, watch_days
from services.violations.application.restorations import restore_points
from services.violations.domain.case import Decision, Fine, Part, Restoration, Role, Status, Vehicle, VehicleGroup
from services.violations.domain.catalogue import the_catalogue
from shared.db.migrations import migrate
from tests.support.migrations import take_back
from tests.support.violations import (
    CITIZEN,
    DRINK_CAR,
    HELMET_BIKE,
    LICENCE,
    OTHER_CITIZEN,
    RENEWALS,
    ROADSIDE,
    a_fined_case,
    addressed,
)

MIGRATIONS = "services.violations.migrations"
BACK_ON = date(2027, 10, 5)
"""Twelve months after the decision of ``a_fined_case`` took effect."""


def decided(number: str, day: date, **changes):
    """A paid case against the driver, decided and in force that day, for which points go."""
    return a_fined_case(
        **{
            "case_number": f"{number}/BB-VPHC",
            "occurred_at": datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC) - timedelta(days=3),
            "decision": Decision(f"{number}/QĐ-XPHC", day, day),
            "fine": Fine(19_000_000, day),
            **changes,
        }
    )


def to_day(violations, day: date, *, hour: int = 9) -> None:
    violations.clock.set(datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=7))


def watch(violations) -> int:
    return watch_days(violations.store, catalogue=the_catalogue(), clock=violations.clock)


def told(violations) -> list[str]:
    return [subject for _, subject, _ in violations.events("standing.changed")]


def points(violations, **more) -> int:
    return violations.standing(**more).standing.parts[Part.TERMED].points


def test_the_return_is_told_on_its_day_and_once(violations) -> None:
    violations.push(decided("1", date(2026, 10, 5)))
    person = violations.standing().person
    to_day(violations, BACK_ON - timedelta(days=1), hour=23)
    assert (watch(violations), told(violations), points(violations)) == (0, [person], 8)
    to_day(violations, BACK_ON, hour=0)
    assert [watch(violations), watch(violations)] == [1, 0]
    assert (told(violations), points(violations)) == ([person, person], 12)


def test_a_return_that_a_later_deduction_put_off_is_told_on_the_later_day_alone(violations) -> None:
    violations.push(decided("1", date(2026, 10, 5)))
    violations.push(decided("2", date(2026, 11, 20)))
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations)), points(violations)) == (1, pushed, 4)
    to_day(violations, date(2027, 11, 20))
    assert (watch(violations), len(told(violations)), points(violations)) == (1, pushed + 1, 12)


def test_what_is_exhausted_does_not_come_back_by_itself(violations) -> None:
    violations.push(decided("1", date(2026, 10, 5), acts=(DRINK_CAR,)))
    violations.push(decided("2", date(2026, 10, 5), acts=(DRINK_CAR,)))
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations)), points(violations)) == (2, pushed, 0)


def test_a_cancelled_case_has_nothing_to_give_back(violations) -> None:
    violations.push(decided("1", date(2026, 10, 5)))
    violations.push(decided("1", date(2026, 10, 5), version=2, status=Status.CANCELLED))
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations))) == (0, pushed)


def test_a_decision_that_took_no_points_is_looked_at_and_tells_nothing(violations) -> None:
    bike = Vehicle("59X1-000.01", VehicleGroup.MOTORCYCLE)
    violations.push(decided("1", date(2026, 10, 5), acts=(HELMET_BIKE,), vehicle=bike, fine=Fine(500_000, None)))
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations))) == (1, pushed)


def test_a_session_of_two_cases_gives_back_twelve_months_after_the_later_took_effect(violations) -> None:
    joint = "9/QĐ-XPHC"
    day, later = date(2026, 10, 5), date(2026, 10, 20)
    violations.push(decided("1", day, decision=Decision(joint, day, day)))
    free = Vehicle("59X1-000.01", VehicleGroup.MOTORCYCLE)
    violations.push(
        decided("2", day, decision=Decision(joint, day, later), acts=(HELMET_BIKE,), vehicle=free, fine=None)
    )
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations)), points(violations)) == (1, pushed, 8)
    to_day(violations, date(2027, 10, 20))
    assert (watch(violations), len(told(violations)), points(violations)) == (1, pushed + 1, 12)


def test_a_return_after_a_test_is_told_like_any_other(violations) -> None:
    violations.push(decided("1", date(2025, 3, 3), acts=(DRINK_CAR,)))
    violations.push(decided("2", date(2025, 3, 3), acts=(DRINK_CAR,)))
    test = Restoration(Part.TERMED, date(2025, 9, 3), "KT-1")
    restore_points(violations.store, CITIZEN, test, actor=RENEWALS, clock=violations.clock)
    violations.push(decided("3", date(2026, 10, 5)))
    pushed = len(told(violations))
    to_day(violations, BACK_ON)
    assert (watch(violations), len(told(violations)), points(violations)) == (1, pushed + 1, 12)


def test_who_is_known_by_a_licence_is_told_and_a_doubtful_number_delays_nothing(violations) -> None:
    by_licence = addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE)
    violations.push(decided("1", date(2026, 10, 5), subject=by_licence))
    person = violations.standing(licence_numbers=[LICENCE]).person
    violations.push(decided("2", date(2026, 11, 20), subject=addressed(Role.DRIVER, citizen_id=OTHER_CITIZEN)))
    violations.standing(aliases=[OTHER_CITIZEN], actor=ROADSIDE)  # a patrol mistyped: not confirmed
    before = told(violations).count(person)
    to_day(violations, BACK_ON)
    assert watch(violations) == 1
    assert told(violations).count(person) == before + 1


def test_the_day_of_a_leap_year_comes_on_the_last_of_february(violations) -> None:
    to_day(violations, date(2028, 3, 10))
    violations.push(decided("1", date(2028, 2, 29)))
    to_day(violations, date(2029, 2, 27))
    assert watch(violations) == 0
    to_day(violations, date(2029, 2, 28))
    assert (watch(violations), points(violations)) == (1, 12)


def test_a_run_is_bounded_and_the_next_one_goes_on(violations) -> None:
    cases = [
        decided(str(number), date(2026, 10, 5), subject=addressed(Role.DRIVER, citizen_id=f"99909012{number:04}"))
        for number in range(AT_ONCE + 2)
    ]
    violations.batch(cases)
    to_day(violations, BACK_ON)
    assert [watch(violations) for _ in range(3)] == [AT_ONCE, 2, 0]


def test_cases_held_before_the_upgrade_tell_of_their_return(violations) -> None:
    violations.push(decided("1", date(2026, 10, 5)))
    violations.push(decided("2", date(2025, 10, 5)))
    violations.push(decided("3", date(2026, 10, 5), subject=addressed(Role.OWNER)))
    take_back(MIGRATIONS, violations.database.url, revision="0002")
    with violations.database.begin(RENEWALS) as work:
        work.connection.execute(update(CASES).values(changes_on=None))
        work.commit()
    assert migrate(MIGRATIONS, violations.database.url)
    with violations.database.read() as connection:
        days = dict(connection.execute(select(CASES.c.case_number, CASES.c.changes_on)).all())
    assert days == {"1/BB-VPHC": BACK_ON, "2/BB-VPHC": None, "3/BB-VPHC": None}
