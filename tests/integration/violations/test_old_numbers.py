"""One person under an old identity number, a licence's and today's: cases and points are joined, whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.violations.application.restorations import restore_points
from services.violations.domain.case import Decision, Fine, Part, Restoration, Role
from services.violations.domain.standing import Notice
from tests.integration.violations.test_api import ASK, push
from tests.support.violations import (
    A_CITIZEN,
    CITIZEN,
    DRINK_CAR,
    LICENCE,
    OTHER_CITIZEN,
    POLICE,
    RENEWALS,
    ROADSIDE,
    a_case,
    a_fined_case,
    addressed,
)

OLD = "023456789"
BY_OLD_NUMBER = addressed(Role.DRIVER, citizen_id=OLD)
BY_LICENCE = addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE)


def points(violations, **more) -> int:
    return violations.standing(**more).standing.parts[Part.TERMED].points


def paid(number: str, day: date, subject, **changes):
    """A paid case with 4 points."""
    return a_fined_case(
        **{
            "case_number": f"{number}/BB-VPHC",
            "occurred_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
            "decision": Decision(f"{number}/QĐ-XPHC", day, day),
            "fine": Fine(19_000_000, day),
            "subject": subject,
            **changes,
        }
    )


def test_the_ledger_joins_what_police_push_under_any_number(violations) -> None:
    for number, subject in enumerate((BY_OLD_NUMBER, BY_LICENCE, addressed(Role.DRIVER))):
        violations.push(paid(str(number), date(2026, 9 + number, 1), subject))
    assert points(violations) == 8, "nobody has said yet whose the other numbers are"
    assert points(violations, aliases=[OLD], licence_numbers=[LICENCE]) == 0
    for actor in (ROADSIDE, A_CITIZEN, RENEWALS):
        assert points(violations, actor=actor) == 0, "from then on the numbers need not be named"


def test_a_case_pushed_later_under_the_old_number_is_the_persons_and_told(violations) -> None:
    person = violations.standing(aliases=[OLD]).person
    violations.push(a_case(subject=BY_OLD_NUMBER))
    assert person in [subject for _, subject, _ in violations.events("standing.changed")]
    for actor in (ROADSIDE, A_CITIZEN, RENEWALS):
        assert len(violations.standing(actor=actor).standing.blocking) == 1


def test_a_test_passed_counts_for_points_lost_under_the_old_number(violations) -> None:
    for number, day in enumerate((date(2026, 1, 5), date(2026, 2, 5))):
        violations.push(paid(str(number), day, BY_OLD_NUMBER, acts=(DRINK_CAR,)))
    test = Restoration(Part.TERMED, date(2026, 8, 6), "KT-1")
    restore_points(violations.store, CITIZEN, test, actor=POLICE, clock=violations.clock)
    assert points(violations, aliases=[OLD]) == 12
    assert points(violations, aliases=[OLD], on=date(2026, 8, 5)) == 0


def test_what_a_patrol_typed_joins_nothing_for_others(violations) -> None:
    violations.push(a_case(subject=BY_OLD_NUMBER))
    assert len(violations.standing(aliases=[OLD], actor=ROADSIDE).standing.blocking) == 1
    for actor in (ROADSIDE, A_CITIZEN):
        assert violations.standing(actor=actor).standing.blocking == ()
    claimed = violations.standing(aliases=[OLD], actor=A_CITIZEN).standing
    assert (claimed.blocking, [warning.code for warning in claimed.warnings]) == ((), [Notice.NUMBER_NOT_CONFIRMED])


def test_a_licence_has_the_one_holder_the_register_named_last(violations) -> None:
    violations.push(a_case(subject=BY_LICENCE))
    assert len(violations.standing(licence_numbers=[LICENCE]).standing.blocking) == 1
    assert len(violations.standing(OTHER_CITIZEN, licence_numbers=[LICENCE]).standing.blocking) == 1
    assert violations.standing(actor=A_CITIZEN).standing.blocking == ()
    assert len(violations.standing(OTHER_CITIZEN, actor=A_CITIZEN).standing.blocking) == 1


@pytest.mark.parametrize(
    "subject", [{"role": "driver", "citizen_id": OLD}, {"role": "driver", "licence_number": LICENCE}]
)
def test_citizens_open_the_cases_their_standing_names(service, subject) -> None:
    case_id = push(service, subject=subject).json["id"]
    citizen, foreign = service.citizen(), service.citizen(OTHER_CITIZEN)
    assert service.get(f"/cases/{case_id}", citizen).status_code == 404
    service.post("/standings", {**ASK, "aliases": [OLD], "licence_numbers": [LICENCE]}, service.renewals())
    blocking = service.post("/standings", ASK, citizen).json["blocking"]
    assert {block["case_id"] for block in blocking} == {case_id}
    assert [case["id"] for case in service.post("/cases/search", ASK, citizen).json["items"]] == [case_id]
    assert [version["version"] for version in service.get(f"/cases/{case_id}", citizen).json["versions"]] == [1]
    assert service.get(f"/cases/{case_id}", foreign).status_code == 404
    assert service.post("/cases/search", {"citizen_id": OTHER_CITIZEN}, foreign).json["items"] == []


def test_a_version_that_named_somebody_else_stays_closed(service) -> None:
    service.post("/standings", {**ASK, "licence_numbers": [LICENCE]}, service.renewals())
    other = {"role": "driver", "citizen_id": OTHER_CITIZEN, "licence_number": LICENCE}
    case_id = push(service, subject=other).json["id"]
    assert service.get(f"/cases/{case_id}", service.citizen()).status_code == 404
    assert service.post("/cases/search", ASK, service.citizen()).json["items"] == []
    push(service, version=2, subject={"role": "driver", "licence_number": LICENCE})
    assert [one["version"] for one in service.get(f"/cases/{case_id}", service.citizen()).json["versions"]] == [2]
