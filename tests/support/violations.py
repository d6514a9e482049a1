"""Builders of violation cases, and what is needed to run the use cases of violations in a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.violations.domain.case import (
    Case,
    Decision,
    Fine,
    HeldForm,
    HeldItem,
    HeldKind,
    KnownCase,
    Place,
    PoliceFigure,
    Role,
    Scope,
    Status,
    Subject,
    Suspension,
    Vehicle,
    VehicleGroup,
)
from shared.kernel.actor import Actor

CITIZEN = "999090123456"
OTHER_CITIZEN = "999185654321"
LICENCE = "790123456789"
RED_LIGHT_CAR = "168/2024:6.9.b"  # 18-20 million dong, 4 points
DRUNK_CAR = "168/2024:6.11.a"  # 30-40 million dong, suspension 22-24 months
DRINK_CAR = "168/2024:6.9.a"  # 18-20 million dong, 10 points
PHONE_BIKE = "168/2024:7.4.đ"  # 0.8-1 million dong, 4 points
HELMET_BIKE = "168/2024:7.2.h"

POLICE = Actor(kind="system", subject="police", client_id="police-hcm", agency="G01.79", purpose="intake")
RENEWALS = Actor(kind="system", subject="renewals", client_id="renewals", agency="G01.08", purpose="reissue")
ROADSIDE = Actor(kind="system", subject="roadside", client_id="roadside", agency="G01.08", purpose="roadside")
A_CITIZEN = Actor(kind="citizen", subject="somebody", client_id="portal", purpose="self")


def a_case(**changes: Any) -> Case:
    """An open case against a driver who ran a red light in a car; ``changes`` replace its fields."""
    return replace(
        Case(
            source="G01.79",
            case_number="0012345/BB-VPHC",
            version=1,
            occurred_at=datetime(2026, 10, 1, 1, 30, tzinfo=UTC),
            place=Place("79", "Ngã tư Thử Nghiệm"),
            subject=Subject(Role.DRIVER, CITIZEN, None, "Nguyễn Văn Thử Một"),
            vehicle=Vehicle("51A-123.45", VehicleGroup.CAR),
            acts=(RED_LIGHT_CAR,),
        ),
        **changes,
    )


def a_fined_case(*, paid_on: date | None = None, **changes: Any) -> Case:
    """The same case decided, with a fine."""
    return a_case(
        **{
            "decision": Decision("0012345/QĐ-XPHC", date(2026, 10, 5), date(2026, 10, 5)),
            "fine": Fine(19_000_000, paid_on),
            "status": Status.DECIDED,
            **changes,
        }
    )


def a_suspension_case(
    *, starts_on: date | None = date(2026, 10, 6), part: Scope = Scope.TERMED, **changes: Any
) -> Case:
    """A paid fine with a suspension of 22 months."""
    return a_fined_case(
        **{
            "acts": (DRUNK_CAR,),
            "fine": Fine(35_000_000, date(2026, 10, 6)),
            "suspension": Suspension(22, part, starts_on, None),
            **changes,
        }
    )


def held_licence(*, returned_on: date | None = None) -> HeldItem:
    """A licence held at the station."""
    return HeldItem(HeldKind.LICENCE, HeldForm.PHYSICAL, "Trạm Thử Nghiệm", date(2026, 10, 1), returned_on)


def addressed(role: Role, *, citizen_id: str | None = CITIZEN, licence_number: str | None = None) -> Subject:
    """Somebody a case is about."""
    return Subject(role, citizen_id, licence_number, None)


def known(case: Case, *, case_id: str = "", **changes: Any) -> KnownCase:
    """The case as held."""
    return KnownCase(case_id or f"id-{case.source}-{case.case_number}", case, **changes)


def figure(deducted: int, part: Any) -> PoliceFigure:
    """What police say was deducted."""
    return PoliceFigure(deducted, part)
