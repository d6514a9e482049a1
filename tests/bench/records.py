"""What the bench sends: made-up cases and registry records, the same ones for the same seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from services.violations.domain.case import VehicleGroup
from services.violations.domain.catalogue import Act, the_catalogue

SOURCE = "G01.79"
FIRST_DAY, YESTERDAY = date(2026, 2, 1), date(2026, 11, 21)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
MIDDLES = ("Văn Thử", "Thị Thử", "Đức Thử", "Ngọc Thử", "Minh Thử")
STREETS = ("Ngã tư Thử Nghiệm", "Cầu Thử Nghiệm", "Quốc lộ Thử Nghiệm", "Đường Thử Nghiệm, phường Bến Thử")


def citizen_id(number: int) -> str:
    """The personal number of the person with this number (0 to 599,999): born 1990, in no province, not of the demo."""
    return f"999{number % 2}90{400_000 + number:06}"


def licence_number(number: int) -> str:
    """The licence of the same person."""
    return f"790{number:09}"


def full_name(number: int) -> str:
    """A name nobody bears."""
    return f"{FAMILIES[number % len(FAMILIES)]} {MIDDLES[number // 10 % len(MIDDLES)]} {number}"


def cases(count: int, *, seed: int, start: int = 0, people: int = 600_000) -> list[dict[str, Any]]:
    """Cases as police push them, numbered from ``start``; two in three decided with a fine, one in ten suspended."""
    chance = Random(f"cases {seed} {start}")
    acts = [act for act in the_catalogue().acts.values() if act.in_force(FIRST_DAY) and act.in_force(YESTERDAY)]
    return [_case(chance, number, acts, chance.randrange(people)) for number in range(start, start + count)]


def _case(chance: Random, number: int, acts: list[Act], person: int) -> dict[str, Any]:
    act = chance.choice(acts)
    occurred = datetime.combine(FIRST_DAY, time(12), UTC) + timedelta(minutes=chance.randrange(280 * 24 * 60))
    decided = min(occurred.date() + timedelta(days=chance.randrange(1, 9)), YESTERDAY)
    is_decided = chance.random() < 0.67
    return {
        "source": SOURCE,
        "case_number": f"{3_000_000 + number:07}/BB-VPHC",
        "version": 1,
        "occurred_at": occurred.isoformat().replace("+00:00", "Z"),
        "place": {"province": "79", "text": chance.choice(STREETS)},
        "subject": {
            "role": "driver",
            "citizen_id": citizen_id(person),
            "licence_number": licence_number(person) if chance.random() < 0.8 else None,
            "full_name": full_name(person),
        },
        "vehicle": {"plate": f"59A-{chance.randrange(100_000):05}", "group": _group(act)},
        "acts": [{"code": act.code}],
        "decision": _decision(number, decided) if is_decided else None,
        "fine": {
            "amount_vnd": act.fine_max_vnd,
            "paid_on": YESTERDAY.isoformat() if chance.random() < 0.5 else None,
        }
        if is_decided
        else None,
        "suspension": {"months": 2, "part": "all", "starts_on": decided.isoformat(), "ends_on": None}
        if is_decided and act.suspends and chance.random() < 0.5
        else None,
        "points": None,
        "held_items": [],
        "status": "decided" if is_decided else "open",
    }


def _group(act: Act) -> str:
    return (act.vehicle_group if act.vehicle_group is not VehicleGroup.OTHER else VehicleGroup.CAR).value


def _decision(number: int, day: date) -> dict[str, str]:
    return {"number": f"{number:07}/QĐ-XPHC", "decided_on": day.isoformat(), "effective_on": day.isoformat()}


def holders(count: int, *, start: int = 0) -> list[dict[str, Any]]:
    """Holders as the old register tells them, numbered from ``start``."""
    return [
        {
            "citizen_id": citizen_id(number),
            "full_name": full_name(number),
            "date_of_birth": f"1990-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "sex": "female" if number % 2 else "male",
            "nationality": "VNM",
            "address": {"text": STREETS[number % len(STREETS)], "province": "79", "commune": None},
            "aliases": [],
            "photo": None,
        }
        for number in range(start, start + count)
    ]


def licences(count: int, *, start: int = 0) -> list[dict[str, Any]]:
    """A licence for each holder of :func:`holders`, every third with both parts."""
    return [_licence(number) for number in range(start, start + count)]


def _licence(number: int) -> dict[str, Any]:
    issued = f"20{10 + number % 9}-{number % 12 + 1:02}-15"
    common = {"conditions": [], "first_issued_on": issued, "issued_on": issued, "exam": None}
    untermed = {**common, "kind": "untermed", "regime": "2008", "classes": ["A1"], "expires_on": None}
    termed = {
        **common,
        "kind": "termed",
        "regime": "2008",
        "classes": ["B2"],
        "expires_on": f"20{30 + number % 9}-01-15",
    }
    return {
        "number": licence_number(number),
        "citizen_id": citizen_id(number),
        "aliases": [],
        "parts": [untermed, termed] if number % 3 == 0 else [untermed],
        "card": {
            "serial": f"BE{number:07}",
            "status": "live",
            "issued_on": issued,
            "issued_by": "Sở Giao thông vận tải Thử Nghiệm",
            "blank": None,
        },
    }
