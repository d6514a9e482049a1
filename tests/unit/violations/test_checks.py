"""Every fault of a case is told, with its place and code."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.violations.domain.case import (
    Decision,
    Fine,
    Role,
    Scope,
    Status,
    Subject,
    Suspension,
    Vehicle,
    VehicleGroup,
)
from services.violations.domain.catalogue import CatalogueError, read_catalogue, the_catalogue
from services.violations.domain.checks import case_faults
from tests.support.violations import (
    HELMET_BIKE,
    RED_LIGHT_CAR,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
    held_licence,
)

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def faults(case) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in case_faults(case, catalogue=the_catalogue(), now=NOW)]


@pytest.mark.parametrize(
    "case",
    [
        a_case(),
        a_fined_case(),
        a_fined_case(paid_on=date(2026, 11, 22), held_items=(held_licence(returned_on=date(2026, 10, 9)),)),
        a_suspension_case(),
        a_suspension_case(starts_on=None),
        a_case(subject=Subject(Role.OWNER, None, None, None)),
        a_case(subject=addressed(Role.DRIVER, citizen_id="123456789")),
        a_case(vehicle=Vehicle(None, VehicleGroup.OTHER)),
        a_case(occurred_at=datetime(2021, 12, 31, 16, 59, tzinfo=UTC), acts=("100/2019:5.5.đ",)),
    ],
)
def test_a_sound_case_has_no_fault(case) -> None:
    assert faults(case) == []


@pytest.mark.parametrize(
    ("case", "pointer", "code"),
    [
        (a_case(occurred_at=datetime(2026, 11, 23, tzinfo=UTC)), "/occurred_at", "in-the-future"),
        (a_case(subject=Subject(Role.DRIVER, None, None, None)), "/subject", "driver-without-number"),
        (a_case(subject=addressed(Role.DRIVER, citizen_id="99909")), "/subject/citizen_id", "citizen-id-impossible"),
        (
            a_case(subject=addressed(Role.DRIVER, citizen_id="999299000001")),
            "/subject/citizen_id",
            "citizen-id-impossible",
        ),
        (a_case(acts=("168/2024:6.99.z",)), "/acts/0/code", "unknown-act"),
        (a_case(acts=(RED_LIGHT_CAR, RED_LIGHT_CAR)), "/acts/1/code", "act-listed-twice"),
        (a_case(occurred_at=datetime(2024, 12, 31, 16, tzinfo=UTC)), "/acts/0/code", "decree-not-in-force"),
        (a_case(acts=("100/2019:5.5.đ",)), "/acts/0/code", "decree-not-in-force"),
        (a_case(acts=(RED_LIGHT_CAR, HELMET_BIKE)), "/acts/1/code", "act-of-other-vehicle-group"),
        (a_case(status=Status.DECIDED), "/decision", "decision-missing"),
        (a_suspension_case(decision=None, status=Status.OPEN), "/decision", "decision-missing"),
        (
            a_fined_case(decision=Decision("1", date(2026, 9, 30), date(2026, 10, 5))),
            "/decision/decided_on",
            "before-the-act",
        ),
        (
            a_fined_case(decision=Decision("1", date(2026, 11, 23), date(2026, 11, 23))),
            "/decision/decided_on",
            "in-the-future",
        ),
        (
            a_fined_case(decision=Decision("1", date(2026, 10, 5), date(2026, 10, 4))),
            "/decision/effective_on",
            "before-the-decision",
        ),
        (
            a_fined_case(decision=Decision("1", date(2026, 10, 5), date(2028, 1, 1))),
            "/decision/effective_on",
            "too-far-ahead",
        ),
        (a_fined_case(fine=Fine(40_000_001, None)), "/fine/amount_vnd", "fine-out-of-bounds"),
        (a_fined_case(paid_on=date(2026, 11, 23)), "/fine/paid_on", "in-the-future"),
        (a_fined_case(paid_on=date(2026, 9, 30)), "/fine/paid_on", "before-the-act"),
        (a_suspension_case(acts=(RED_LIGHT_CAR,)), "/suspension", "suspension-not-carried"),
        (
            a_suspension_case(suspension=Suspension(22, Scope.ALL, None, date(2028, 1, 1))),
            "/suspension/starts_on",
            "start-missing",
        ),
        (a_suspension_case(starts_on=date(2026, 9, 30)), "/suspension/starts_on", "before-the-act"),
        (a_suspension_case(starts_on=date(2046, 9, 30)), "/suspension/starts_on", "too-far-ahead"),
        (
            a_suspension_case(suspension=Suspension(22, Scope.ALL, date(2026, 10, 6), date(2026, 10, 6))),
            "/suspension/ends_on",
            "end-before-start",
        ),
        (
            a_case(held_items=(replace(held_licence(), held_from=date(2026, 11, 23)),)),
            "/held_items/0/from",
            "in-the-future",
        ),
        (
            a_case(held_items=(replace(held_licence(), held_from=date(2026, 9, 30)),)),
            "/held_items/0/from",
            "before-the-act",
        ),
        (
            a_case(held_items=(held_licence(returned_on=date(2026, 9, 1)),)),
            "/held_items/0/returned_on",
            "end-before-start",
        ),
        (
            a_case(held_items=(held_licence(returned_on=date(2026, 12, 1)),)),
            "/held_items/0/returned_on",
            "in-the-future",
        ),
    ],
)
def test_a_fault_has_its_place_and_code(case, pointer: str, code: str) -> None:
    assert (pointer, code) in faults(case)


def test_all_faults_at_once() -> None:
    case = a_fined_case(
        acts=("x", HELMET_BIKE),
        occurred_at=datetime(2026, 12, 1, tzinfo=UTC),
        decision=Decision("1", date(2026, 11, 30), date(2026, 11, 1)),
    )
    assert faults(case) == [
        ("/occurred_at", "in-the-future"),
        ("/acts/0/code", "unknown-act"),
        ("/acts/1/code", "act-of-other-vehicle-group"),
        ("/decision/decided_on", "in-the-future"),
        ("/decision/decided_on", "before-the-act"),
        ("/decision/effective_on", "before-the-decision"),
    ]


def test_a_doubled_or_broken_catalogue_names_its_record() -> None:
    with pytest.raises(CatalogueError, match="act 1:2"):
        read_catalogue('{"acts": [{"code": "1:2"}]}')


@pytest.mark.parametrize(
    "changes",
    [
        {"effective_to": "2029-12-31"},
        {"fine_min_vnd": 3},
        {"fine_min_vnd": -1},
        {"points": 13},
        {"points": -1},
    ],
)
def test_an_act_that_cannot_be_is_named(changes) -> None:
    act = {
        "code": "9/2030:1",
        "vehicle_group": "car",
        "title_vi": "Thử",
        "title_en": "Test",
        "points": 12,
        "fine_min_vnd": 0,
        "fine_max_vnd": 2,
        "suspension_min_months": None,
        "effective_from": "2030-01-01",
        "effective_to": "2030-01-01",
    }
    assert read_catalogue(json.dumps({"acts": [act]})).acts
    with pytest.raises(CatalogueError, match="act 9/2030:1: "):
        read_catalogue(json.dumps({"acts": [act | changes]}))
