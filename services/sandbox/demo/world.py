"""The demo world on a given day, and the police station's scripted day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from services.sandbox.demo import cases, people
from services.sandbox.demo.days import days_before, instant
from services.sandbox.demo.shapes import DemoAccount, Record, Situation, World
from services.sandbox.demo.situations_barred import HANOI, HCM, barred_situations
from services.sandbox.demo.situations_clear import clear_situations
from services.sandbox.demo.words import ABOUT

OFFICERS = (
    ("officer1", "officer", "Cán bộ Thử Một", "G01.79", ("officer", "decider")),
    ("officer2", "decider", "Cán bộ Thử Hai", "G01.79", ("decider",)),
    ("supervisor", "supervisor", "Lãnh đạo Thử Ba", "G01.08", ("supervisor",)),
    ("admin", "admin", "Quản trị Thử Bốn", "G01.08", ("admin",)),
)
"""User name, key (what the person is for), name, agency, roles."""


def demo_world(today: date) -> World:
    """Everything to load when the demo is loaded on ``today``. The same day gives the same world, byte for byte."""
    situations = (*clear_situations(today), *barred_situations(today))
    by_client: dict[str, list[Record]] = defaultdict(list)
    for one in situations:
        for client, case in one.cases:
            by_client[client].append(case)
    return World(
        loaded_on=today,
        situations=situations,
        holders=tuple(one.holder for one in situations if one.holder),
        exams=tuple(exam for one in situations for exam in one.exams),
        licences=tuple(one.licence for one in situations if one.licence),
        cases={client: tuple(records) for client, records in sorted(by_client.items())},
        accounts=(*(_citizen_account(one) for one in situations), *_officer_accounts()),
        population=tuple(one.population for one in situations),
        health=tuple(one.health for one in situations if one.health),
        people=(*(_citizen_line(one) for one in situations), *_officer_lines()),
    )


def scripted_day(loaded_on: date) -> tuple[tuple[str, Record], ...]:
    """What the demo station sends when told to play its day: (police client, case), in the order of the day.

    A fine paid at the counter, a camera case with only a plate, its correction, and a case opened in error and
    withdrawn. Playing it again changes nothing.
    """
    paid = next(one for one in barred_situations(loaded_on) if one.key == "scripted").cases[0][1]
    fine = paid["fine"]
    settled = {
        **paid,
        "version": 2,
        "status": "settled",
        "fine": {**(fine if isinstance(fine, dict) else {}), "paid_on": loaded_on.isoformat()},
    }
    camera = _camera_case(loaded_on)
    error = cases.Offence(HANOI, 2090, people.SPARE_TWO, None, days_before(loaded_on, 1), cases.SPEED_CAR)
    opened = cases.case_record(error, decided_on=None)
    return (
        (HCM, settled),
        (HANOI, camera),
        (HANOI, {**camera, "version": 2, "place": {"province": "01", "text": "Cầu Thử Nghiệm, Hà Nội"}}),
        (HANOI, opened),
        (HANOI, {**opened, "version": 2, "status": "cancelled"}),
    )


def _camera_case(day: date) -> Record:
    return {
        "source": cases.SOURCES[HANOI][0],
        "case_number": "0002091/BB-VPHC",
        "version": 1,
        "occurred_at": instant(days_before(day, 1), 21, 15),
        "place": {"province": "01", "text": "Đường Thử Nghiệm, Hà Nội"},
        "subject": {"role": "unknown"},
        "vehicle": {"plate": "30K-020.91", "group": "car"},
        "acts": [{"code": cases.SPEED_CAR[0]}],
        "decision": None,
        "fine": None,
        "suspension": None,
        "points": None,
        "held_items": [],
        "status": "open",
    }


def _citizen_account(one: Situation) -> DemoAccount:
    person = one.person
    claims = {
        "SoDinhDanh": person.citizen_id,
        "HoVaTen": person.full_name,
        "NgayThangNamSinh": person.born_on.strftime("%Y%m%d"),
        "LoaiTaiKhoan": "1",
        "TechID": f"demo-{person.serial}",
        "loginIdp": "BCA",
        "acr": str(one.population["assurance_level"]),
    }
    return DemoAccount("sso", one.key, claims, one.about)


def _officer_accounts() -> tuple[DemoAccount, ...]:
    return tuple(
        DemoAccount("officer-idp", username, {"name": name, "agency": agency, "roles": list(roles)}, ABOUT[username])
        for username, _key, name, agency, roles in OFFICERS
    )


def _citizen_line(one: Situation) -> Record:
    check = one.check
    request: dict[str, object] = {"procedure": check.procedure, "reason": check.reason, "channel": check.channel}
    if check.class_choice:
        request["class_choice"] = dict(check.class_choice)
    if check.on is not None:
        request["on"] = check.on.isoformat()
    return {
        "username": one.key,
        "kind": "citizen",
        "key": one.key,
        "name": one.person.full_name,
        "citizen_id": one.person.citizen_id,
        "licence_number": one.licence_number,
        "situation": {"vi": one.about.vi, "en": one.about.en},
        "check": request,
        "expected_outcome": check.outcome,
        "expected_fee_vnd": check.fee_vnd,
        "expected_finding": check.finding,
    }


def _officer_lines() -> tuple[Record, ...]:
    return tuple(
        {
            "username": username,
            "kind": "officer",
            "key": key,
            "name": name,
            "citizen_id": None,
            "licence_number": None,
            "agency": agency,
            "roles": list(roles),
            "situation": {"vi": ABOUT[username].vi, "en": ABOUT[username].en},
            "expected_outcome": None,
        }
        for username, key, name, agency, roles in OFFICERS
    )
