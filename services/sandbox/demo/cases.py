"""Police cases (vụ việc vi phạm) of demo people, in the shape the violations service takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.sandbox.demo.days import add_months, days_before, instant
from services.sandbox.demo.people import PROVINCES
from services.sandbox.demo.shapes import Person, Record

SOURCES = MappingProxyType({"police-hcm": ("G01.79", "79"), "police-hanoi": ("G01.01", "01")})
"""Agency code and province by police client."""

PHONE_CAR = ("168/2024:6.5.h", 5_000_000, 4)
RED_LIGHT_CAR = ("168/2024:6.9.b", 19_000_000, 4)
ALCOHOL_CAR_MIDDLE = ("168/2024:6.9.a", 19_000_000, 10)
ALCOHOL_CAR_HIGH = ("168/2024:6.11.a", 35_000_000, 0)
ALCOHOL_CAR_LOW = ("168/2024:6.6.c", 7_000_000, 4)
SPEED_CAR = ("168/2024:6.5.đ", 5_000_000, 2)
"""Act, mean fine in dong, points (NĐ 168/2024/NĐ-CP Điều 6)."""

MONTHS_SUSPENDED = 23


@dataclass(frozen=True, slots=True)
class Offence:
    """One case before it becomes a record; ``client`` is the police system that pushes it."""

    client: str
    serial: int
    person: Person
    licence_number: str | None
    happened_on: date
    act: tuple[str, int, int]
    role: str = "driver"

    @property
    def number(self) -> str:
        """Number of the minutes (biên bản)."""
        return f"{self.serial:07d}/BB-VPHC"


def case_record(
    offence: Offence,
    *,
    decided_on: date | None,
    paid_on: date | None = None,
    suspension: Record | None = None,
    held_items: Sequence[Record] = (),
    version: int = 1,
    status: str | None = None,
) -> Record:
    """The case as pushed. Without ``decided_on`` there is no decision, fine or points yet."""
    source, province = SOURCES[offence.client]
    plate = f"{'51K' if province == '79' else '30K'}-{offence.serial // 100 % 1000:03d}.{offence.serial % 100:02d}"
    code, amount, points = offence.act
    decided = decided_on is not None
    settled = paid_on is not None and suspension is None and not held_items
    return {
        "source": source,
        "case_number": offence.number,
        "version": version,
        "occurred_at": instant(offence.happened_on, 8, 30),
        "place": {"province": province, "text": f"Nút giao Thử Nghiệm, {PROVINCES[province]}"},
        "subject": _subject(offence),
        "vehicle": {"plate": plate, "group": "car"},
        "acts": [{"code": code}],
        "decision": _decision(offence, decided_on) if decided_on else None,
        "fine": {"amount_vnd": amount, "paid_on": paid_on.isoformat() if paid_on else None} if decided else None,
        "suspension": suspension,
        "points": {"deducted": points, "part": "termed"} if decided and points else None,
        "held_items": list(held_items),
        "status": status or ("settled" if settled else "decided" if decided else "open"),
    }


def suspension_running(starts_on: date) -> Record:
    """Tước quyền sử dụng GPLX, counted from the day the card was handed in (NĐ 168/2024 Điều 5.3.a)."""
    ends_on = days_before(add_months(starts_on, MONTHS_SUSPENDED), 1)
    return {
        "months": MONTHS_SUSPENDED,
        "part": "termed",
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }


def suspension_not_started() -> Record:
    """Ordered, but the holder has not presented the card: no clock runs (NĐ 168/2024 Điều 5.3.b)."""
    return {"months": MONTHS_SUSPENDED, "part": "termed", "starts_on": None, "ends_on": None}


def card_held(since: date, place: str) -> Record:
    """Tạm giữ GPLX: the card lies with the police (NĐ 168/2024 Điều 48.2)."""
    return {"kind": "licence", "form": "physical", "place": place, "from": since.isoformat(), "returned_on": None}


def _subject(offence: Offence) -> Record:
    subject = {"role": offence.role, "citizen_id": offence.person.citizen_id, "full_name": offence.person.full_name}
    if offence.licence_number and offence.role == "driver":
        subject["licence_number"] = offence.licence_number
    return subject


def _decision(offence: Offence, decided_on: date) -> Record:
    return {
        "number": f"{offence.serial:07d}/QĐ-XPHC",
        "decided_on": decided_on.isoformat(),
        "effective_on": decided_on.isoformat(),
    }
