"""The last day, minute and dong that a case may name, and the first that it may not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.violations.domain.case import Decision, Fine, Role, Scope, Subject, Suspension
from services.violations.domain.catalogue import CatalogueError, read_catalogue, the_catalogue
from services.violations.domain.checks import UnreadError, case_faults, is_identity_number, restoration_faults
from services.violations.domain.settling import payment_faults
from shared.kernel.errors import Fault
from tests.support.violations import (
    DRUNK_CAR,
    HELMET_BIKE,
    RED_LIGHT_CAR,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
    held_licence,
)

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
TODAY, ACTED = date(2026, 11, 22), date(2026, 10, 1)
YEAR = timedelta(days=366)
MOMENT = timedelta(microseconds=1)


def faults(case) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in case_faults(case, catalogue=the_catalogue(), now=NOW)]


def decided(on: date, effective: date | None = None):
    return a_fined_case(decision=Decision("1/QĐ-XPHC", on, effective or on))


def suspended(starts_on: date, ends_on: date | None = None):
    return a_suspension_case(suspension=Suspension(22, Scope.TERMED, starts_on, ends_on))


def held(held_from: date, returned_on: date | None = None):
    return a_case(held_items=(replace(held_licence(returned_on=returned_on), held_from=held_from),))


@pytest.mark.parametrize(
    ("just", "beyond", "pointer", "code"),
    [
        (
            a_case(occurred_at=NOW + timedelta(minutes=5)),
            a_case(occurred_at=NOW + timedelta(minutes=5) + MOMENT),
            "/occurred_at",
            "in-the-future",
        ),
        (decided(TODAY), decided(TODAY + timedelta(days=1)), "/decision/decided_on", "in-the-future"),
        (decided(ACTED), decided(ACTED - timedelta(days=1)), "/decision/decided_on", "before-the-act"),
        (
            decided(TODAY, TODAY + YEAR),
            decided(ACTED, ACTED + YEAR + timedelta(1)),
            "/decision/effective_on",
            "too-far-ahead",
        ),
        (
            a_fined_case(fine=Fine(40_000_000, None)),
            a_fined_case(fine=Fine(40_000_001, None)),
            "/fine/amount_vnd",
            "fine-out-of-bounds",
        ),
        (a_fined_case(paid_on=TODAY), a_fined_case(paid_on=TODAY + timedelta(1)), "/fine/paid_on", "in-the-future"),
        (a_fined_case(paid_on=ACTED), a_fined_case(paid_on=ACTED - timedelta(1)), "/fine/paid_on", "before-the-act"),
        (suspended(ACTED), suspended(ACTED - timedelta(1)), "/suspension/starts_on", "before-the-act"),
        (
            suspended(ACTED + 10 * YEAR),
            suspended(ACTED + 10 * YEAR + timedelta(1)),
            "/suspension/starts_on",
            "too-far-ahead",
        ),
        (suspended(ACTED, ACTED + timedelta(1)), suspended(ACTED, ACTED), "/suspension/ends_on", "end-before-start"),
        (held(TODAY), held(TODAY + timedelta(1)), "/held_items/0/from", "in-the-future"),
        (held(ACTED), held(ACTED - timedelta(1)), "/held_items/0/from", "before-the-act"),
        (held(ACTED, TODAY), held(ACTED, TODAY + timedelta(1)), "/held_items/0/returned_on", "in-the-future"),
        (held(TODAY, TODAY), held(TODAY, TODAY - timedelta(1)), "/held_items/0/returned_on", "end-before-start"),
    ],
)
def test_the_last_that_is_taken_and_the_first_that_is_not(just, beyond, pointer: str, code: str) -> None:
    assert faults(just) == []
    assert (pointer, code) in faults(beyond)


def test_one_act_of_several_may_carry_the_suspension() -> None:
    assert faults(a_suspension_case(acts=(RED_LIGHT_CAR, DRUNK_CAR), fine=Fine(35_000_000, None))) == []


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("999226000001", True),  # born in 2026, the year of the act
        ("999227000001", False),
        ("123456789", True),
        ("12345678", False),
        ("1234567890", False),
    ],
)
def test_nobody_is_born_after_the_act(number: str, possible: bool) -> None:
    assert is_identity_number(number, on=ACTED) is possible
    assert bool(faults(a_case(subject=addressed(Role.DRIVER, citizen_id=number)))) is not possible


@pytest.mark.parametrize(
    ("case", "params"),
    [
        (a_case(acts=("9/2030:1",)), {"act": "9/2030:1"}),
        (a_case(acts=(RED_LIGHT_CAR, RED_LIGHT_CAR)), {"act": RED_LIGHT_CAR}),
        (a_case(acts=(HELMET_BIKE,)), {"act": HELMET_BIKE, "group": "motorcycle"}),
        (
            a_case(occurred_at=datetime(2024, 12, 31, 16, tzinfo=UTC)),
            {"act": RED_LIGHT_CAR, "day": "2024-12-31"},
        ),
        (a_fined_case(fine=Fine(40_000_001, None)), {"highest": 40_000_000}),
    ],
)
def test_a_fault_names_what_is_wrong(case, params) -> None:
    (fault,) = case_faults(case, catalogue=the_catalogue(), now=NOW)
    assert fault.params == params


@pytest.mark.parametrize(
    ("record", "faults"),
    [
        ({"passed_on": TODAY, "citizen_id": "999090123456"}, []),
        ({"passed_on": TODAY + timedelta(1)}, [Fault("/passed_on", "in-the-future")]),
        ({"passed_on": None, "citizen_id": None}, []),
        ({"citizen_id": "999227000001"}, [Fault("/citizen_id", "citizen-id-impossible")]),
        ({"citizen_id": "123456789"}, []),
    ],
)
def test_a_knowledge_test_is_not_passed_tomorrow_nor_by_nobody(record, faults) -> None:
    assert list(restoration_faults(record, today=TODAY)) == faults


@pytest.mark.parametrize(
    ("ahead", "faults"),
    [
        (timedelta(0), []),
        (timedelta(minutes=5), []),
        (timedelta(minutes=5) + MOMENT, [Fault("/paid_at", "in-the-future")]),
    ],
)
def test_money_does_not_come_from_the_future(ahead: timedelta, faults) -> None:
    assert list(payment_faults({"paid_at": NOW + ahead}, now=NOW)) == faults
    assert list(payment_faults({"paid_at": None}, now=NOW)) == []


class Sketch:
    """A case of which only some members could be read."""

    def __init__(self, **known: object) -> None:
        self.__dict__.update(known)

    def __getattr__(self, name: str) -> object:
        raise UnreadError(name)


def test_of_a_case_that_was_read_in_part_the_rest_is_checked() -> None:
    ahead = Sketch(occurred_at=NOW + timedelta(days=1))
    assert faults(ahead) == [("/occurred_at", "in-the-future")]
    nobody = Sketch(subject=Subject(Role.DRIVER, None, None, None))
    assert faults(nobody) == [("/subject", "driver-without-number")]


ACT = {
    "code": "9/2030:1",
    "vehicle_group": "car",
    "title_vi": "Thử",
    "title_en": "Test",
    "fine_min_vnd": 1,
    "fine_max_vnd": 2,
    "suspension_min_months": None,
    "points": 3,
    "effective_from": "2030-01-01",
    "effective_to": None,
}


@pytest.mark.parametrize(
    ("just", "beyond"),
    [
        ({"fine_min_vnd": 0}, {"fine_min_vnd": -1}),
        ({"fine_min_vnd": 2}, {"fine_min_vnd": 3}),
        ({"points": 0}, {"points": -1}),
        ({"points": 12}, {"points": 13}),
        ({"effective_to": "2030-01-01"}, {"effective_to": "2029-12-31"}),
    ],
)
def test_an_act_that_cannot_be_is_named(just, beyond) -> None:
    assert read_catalogue(json.dumps({"acts": [{**ACT, **just}]})).act("9/2030:1")
    with pytest.raises(CatalogueError, match="act 9/2030:1: its days, fines or points cannot be"):
        read_catalogue(json.dumps({"acts": [{**ACT, **beyond}]}))
