"""Demo people who meet a bar: unpaid, suspended, held, revoked, unknown to the registry, or for an officer to judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.sandbox.demo import cases, people
from services.sandbox.demo.days import add_years, days_before
from services.sandbox.demo.making import FEE, situation
from services.sandbox.demo.registry import car, licence_number, motorcycle, tractor
from services.sandbox.demo.shapes import ExpectedCheck, Person, Record, Situation

HCM, HANOI = "police-hcm", "police-hanoi"
BLOCKED = ExpectedCheck("blocked")


def barred_situations(today: date) -> tuple[Situation, ...]:
    """Everybody of this kind, on the day of loading."""
    return (*_unsettled(today), *_suspended(today), *_judged(today), *_unknown(today))


def _unsettled(today: date) -> tuple[Situation, ...]:
    decided_on = days_before(today, 40)
    unpaid = _offence(today, HCM, 1001, people.UNPAID_FINE, cases.PHONE_CAR, days_ago=50)
    scripted = _offence(today, HCM, 1002, people.SCRIPTED, cases.SPEED_CAR, days_ago=50)
    held = _offence(today, HCM, 1003, people.LICENCE_HELD, cases.ALCOHOL_CAR_LOW, days_ago=9)
    item = cases.card_held(days_before(today, 9), "Đội CSGT Thử Nghiệm, 8 đường Thử Nghiệm, TP. Hồ Chí Minh")
    return (
        _driver("unpaid-fine", people.UNPAID_FINE, today, [(HCM, cases.case_record(unpaid, decided_on=decided_on))]),
        _driver("scripted", people.SCRIPTED, today, [(HCM, cases.case_record(scripted, decided_on=decided_on))]),
        _driver(
            "licence-held",
            people.LICENCE_HELD,
            today,
            [
                (
                    HCM,
                    cases.case_record(
                        held,
                        decided_on=days_before(today, 5),
                        paid_on=days_before(today, 2),
                        held_items=[item],
                    ),
                )
            ],
        ),
    )


def _suspended(today: date) -> tuple[Situation, ...]:
    running = _offence(today, HANOI, 2001, people.SUSPENDED, cases.ALCOHOL_CAR_HIGH, days_ago=100)
    pending = _offence(today, HANOI, 2002, people.SUSPENSION_PENDING, cases.ALCOHOL_CAR_HIGH, days_ago=70)
    one_part = _offence(today, HCM, 1004, people.ONE_PART_SUSPENDED, cases.ALCOHOL_CAR_HIGH, days_ago=100)
    starts_on = days_before(today, 80)
    running_case = cases.case_record(
        running, decided_on=days_before(today, 85), paid_on=starts_on, suspension=cases.suspension_running(starts_on)
    )
    pending_case = cases.case_record(
        pending,
        decided_on=days_before(today, 60),
        paid_on=days_before(today, 50),
        suspension=cases.suspension_not_started(),
    )
    part_case = cases.case_record(
        one_part, decided_on=days_before(today, 85), paid_on=starts_on, suspension=cases.suspension_running(starts_on)
    )
    return (
        _driver("suspended", people.SUSPENDED, today, [(HANOI, running_case)]),
        _driver("suspension-not-started", people.SUSPENSION_PENDING, today, [(HANOI, pending_case)]),
        situation(
            "one-part-suspended",
            people.ONE_PART_SUSPENDED,
            today,
            [motorcycle(add_years(today, -12)), car(add_years(today, -5))],
            check=ExpectedCheck("partially_allowed", fee_vnd=FEE),
            cases=[(HCM, part_case)],
        ),
    )


def _judged(today: date) -> tuple[Situation, ...]:
    notice = _offence(today, HCM, 1005, people.OWNER_NOTICE, cases.RED_LIGHT_CAR, days_ago=12, role="owner")
    first = _offence(today, HANOI, 2003, people.ZERO_POINTS, cases.ALCOHOL_CAR_MIDDLE, days_ago=200)
    second = _offence(today, HANOI, 2004, people.ZERO_POINTS, cases.PHONE_CAR, days_ago=100)
    return (
        _driver(
            "owner-notice",
            people.OWNER_NOTICE,
            today,
            [(HCM, cases.case_record(notice, decided_on=None))],
            check=ExpectedCheck("officer_review"),
        ),
        _driver(
            "zero-points",
            people.ZERO_POINTS,
            today,
            [
                (
                    HANOI,
                    cases.case_record(
                        first,
                        decided_on=days_before(today, 190),
                        paid_on=days_before(today, 185),
                    ),
                ),
                (
                    HANOI,
                    cases.case_record(
                        second,
                        decided_on=days_before(today, 90),
                        paid_on=days_before(today, 88),
                    ),
                ),
            ],
            check=ExpectedCheck("reissue_now", fee_vnd=FEE, finding="points-zero"),
        ),
    )


def _unknown(today: date) -> tuple[Situation, ...]:
    return (
        situation("not-found", people.NOT_FOUND, today, check=ExpectedCheck("not_found", "3.000347", "voluntary")),
        situation(
            "no-licence-data",
            people.NO_LICENCE,
            today,
            check=ExpectedCheck("officer_review"),
            examined=[car(add_years(today, -1))],
        ),
        situation(
            "tractor-only",
            people.TRACTOR,
            today,
            [tractor(date(2020, 6, 1))],
            check=ExpectedCheck("refused", "3.000347", "voluntary", finding="class-without-successor"),
        ),
        situation(
            "revoked",
            people.REVOKED,
            today,
            [car(add_years(today, -5))],
            check=ExpectedCheck("revoked"),
            card_status="revoked",
        ),
    )


def _driver(
    key: str,
    person: Person,
    today: date,
    with_cases: Sequence[tuple[str, Record]],
    *,
    check: ExpectedCheck = BLOCKED,
) -> Situation:
    return situation(key, person, today, [car(add_years(today, -5))], check=check, cases=with_cases)


def _offence(
    today: date,
    client: str,
    serial: int,
    person: Person,
    act: tuple[str, int, int],
    *,
    days_ago: int,
    role: str = "driver",
) -> cases.Offence:
    parts = [car(add_years(today, -5))]
    if person is people.ONE_PART_SUSPENDED:
        parts.append(motorcycle(add_years(today, -12)))
    number = licence_number(person, parts)
    return cases.Offence(client, serial, person, number, days_before(today, days_ago), act, role)
