"""What the passing of days changes is told once, without anybody's push."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.violations.application.passing import watch_days
from services.violations.domain.case import Role, Scope, Status, Suspension
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.standing import Verdict
from shared.db.migrations import migrate
from tests.support.migrations import take_back
from tests.support.violations import (
    CITIZEN,
    DRUNK_CAR,
    LICENCE,
    a_case,
    a_suspension_case,
    addressed,
)

LAST_DAY = date(2026, 11, 24)  # two days after the clock stands


def ending(**changes):
    """A paid case whose suspension ends on 24 November."""
    return a_suspension_case(
        suspension=Suspension(22, Scope.TERMED, date(2026, 10, 6), LAST_DAY), acts=(DRUNK_CAR,), **changes
    )


def watch(violations) -> int:
    return watch_days(violations.store, catalogue=the_catalogue(), clock=violations.clock)


def told(violations) -> list[str]:
    return [subject for _, subject, _ in violations.events("standing.changed")]


def test_the_end_of_a_suspension_is_told_on_the_first_day_after_it_and_once(violations) -> None:
    violations.push(ending())
    person = violations.standing().person
    assert (watch(violations), told(violations)) == (0, [person])
    violations.clock.set(datetime(2026, 11, 24, 16, 59, tzinfo=UTC))  # the last minute in Vietnam
    assert (watch(violations), violations.standing().standing.verdict) == (0, Verdict.BLOCKED)
    assert violations.standing().standing.parts["termed"].suspended_until == LAST_DAY
    violations.clock.move(timedelta(minutes=1))
    assert [watch(violations), watch(violations)] == [1, 0]
    assert told(violations) == [person, person]
    assert violations.standing().standing.parts["termed"].suspended_until is None


def test_a_correction_moves_the_day_and_a_cancellation_takes_it_away(violations) -> None:
    violations.push(ending())
    longer = Suspension(22, Scope.TERMED, date(2026, 10, 6), LAST_DAY + timedelta(days=10))
    violations.push(a_suspension_case(version=2, suspension=longer))
    violations.clock.move(timedelta(days=5))
    assert watch(violations) == 0
    violations.push(a_suspension_case(version=3, suspension=longer, status=Status.CANCELLED))
    violations.clock.move(timedelta(days=30))
    assert watch(violations) == 0


def test_a_suspension_that_was_over_when_it_came_is_told_by_its_push_alone(violations) -> None:
    violations.clock.move(timedelta(days=30))
    violations.push(ending())
    assert watch(violations) == 0


def test_each_day_that_matters_is_told(violations) -> None:
    later = Suspension(1, Scope.TERMED, date(2026, 12, 1), None)
    violations.push(a_suspension_case(suspension=later))
    counts = []
    for _ in range(45):
        violations.clock.move(timedelta(days=1))
        counts.append(watch(violations))
    assert [number for number, count in enumerate(counts, 1) if count] == [9, 40]  # 1/12/2026 and 1/1/2027


@pytest.mark.parametrize("subject", [addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE)])
def test_who_is_known_by_a_licence_alone_is_told_of_too(violations, subject) -> None:
    violations.push(ending(subject=subject))
    person = violations.standing(CITIZEN, licence_numbers=[LICENCE]).person
    violations.clock.move(timedelta(days=3))
    assert watch(violations) == 1
    assert told(violations) == [person]


def test_suspensions_held_before_the_upgrade_are_looked_at_once(databases, violations) -> None:
    violations.push(ending())
    violations.push(a_case(case_number="2"))
    package = "services.violations.migrations"
    take_back(package, violations.database.url, revision="0001")
    assert migrate(package, violations.database.url)
    assert [watch(violations), watch(violations)] == [1, 0]
    violations.clock.move(timedelta(days=3))
    assert [watch(violations), watch(violations)] == [1, 0]
