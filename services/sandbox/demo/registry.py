"""Registry records of a demo person: holder, exams, licence with its parts and card, in the import's shape."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from uuid import NAMESPACE_URL, uuid5

from services.sandbox.demo.days import add_years, days_before
from services.sandbox.demo.people import PROVINCES, address_of, police_of
from services.sandbox.demo.portraits import portrait
from services.sandbox.demo.shapes import Person, Record

TERM_YEARS = MappingProxyType(
    {("2008", "A1"): None, ("2008", "A4"): 10, ("2008", "B2"): 10, ("2008", "C"): 5, ("2024", "A1"): None,
     ("2024", "A"): None, ("2024", "B"): 10, ("2024", "C1"): 10, ("2024", "C"): 5}
)  # fmt: skip
"""Years of validity from issue; None = no term (Luật 36/2024/QH15 Điều 57.5; TT 12/2017/TT-BGTVT Điều 17)."""

REGIME_2024_FROM = date(2025, 1, 1)
POLICE_ISSUES_FROM = date(2025, 3, 1)
SIMULATION_FROM = date(2022, 6, 15)
WEEKS_TO_ISSUE = 14
THEORY = MappingProxyType(
    {"A1": (24, 25), "A": (24, 25), "A4": (24, 25), "B2": (34, 35), "B": (29, 30), "C1": (33, 35), "C": (38, 40)}
)


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part of a licence: its class, when it was first and last issued."""

    kind: str
    licence_class: str
    issued_on: date
    first_issued_on: date | None = None
    conditions: tuple[str, ...] = ()

    @property
    def regime(self) -> str:
        """Which law's classes it was issued under."""
        return "2024" if self.issued_on >= REGIME_2024_FROM else "2008"

    @property
    def first(self) -> date:
        """Day of first issue."""
        return self.first_issued_on or self.issued_on

    @property
    def expires_on(self) -> date | None:
        """Last day of validity; None without term."""
        years = TERM_YEARS[self.regime, self.licence_class]
        return None if years is None else add_years(self.issued_on, years)


def motorcycle(issued_on: date, licence_class: str = "A1") -> PartFacts:
    """A part without term (phần không thời hạn)."""
    return PartFacts("untermed", licence_class, issued_on)


def car(issued_on: date, licence_class: str | None = None, *, first_issued_on: date | None = None) -> PartFacts:
    """A part with a term (phần có thời hạn); class B2 or B by the law of its day unless named."""
    named = licence_class or ("B" if issued_on >= REGIME_2024_FROM else "B2")
    return PartFacts("termed", named, issued_on, first_issued_on)


def tractor(issued_on: date) -> PartFacts:
    """A small tractor of the law of 2008: a part with a term, which leads to no licence today."""
    return PartFacts("termed", "A4", issued_on)


def photo_of(person: Person, taken_on: date) -> dict[str, str]:
    """Which photo the population register holds; these people have no face, so it is a drawing."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"demo-photo-{person.serial}")),
        "sha256": sha256(portrait(person.full_name)).hexdigest(),
        "taken_on": taken_on.isoformat(),
    }


def holder_record(person: Person, *, taken_on: date, full_name: str | None = None) -> Record:
    """The person as the licence registry knows them; ``full_name`` where it differs from the identity data."""
    return {
        "citizen_id": person.citizen_id,
        "full_name": full_name or person.full_name,
        "date_of_birth": person.born_on.isoformat(),
        "sex": person.sex,
        "nationality": "VNM",
        "address": address_of(person),
        "aliases": [],
        "photo": {
            **photo_of(person, taken_on),
            "source": "population",
            "content": b64encode(portrait(person.full_name)).decode(),
        },
    }


def exam_record(person: Person, part: PartFacts) -> Record:
    """The exam (kỳ sát hạch) passed two weeks before the part was first issued."""
    held_on = days_before(part.first, WEEKS_TO_ISSUE)
    centre = f"{person.province}005"
    return {
        "citizen_id": person.citizen_id,
        "regime": "2024" if held_on >= REGIME_2024_FROM else "2008",
        "class": _class_examined(part, held_on),
        "session": f"{centre}K{held_on.year % 100:02d}{held_on.month:02d}",
        "centre": centre,
        "held_on": held_on.isoformat(),
        "result": "passed",
        "parts": [
            {"kind": kind, "score": score, "out_of": out_of, "passed": True}
            for kind, score, out_of in _scores(_class_examined(part, held_on), held_on)
        ],
        "pass_decision": _pass_decision(person, held_on),
    }


def licence_record(
    person: Person, parts: Sequence[PartFacts], *, card_status: str = "live", aliases: Sequence[str] = ()
) -> Record:
    """The licence with its one current card."""
    last = max(part.issued_on for part in parts)
    return {
        "number": licence_number(person, parts),
        "citizen_id": person.citizen_id,
        "aliases": list(aliases),
        "parts": [_part_record(person, part) for part in parts],
        "card": {
            "serial": f"AT{person.serial:06d}",
            "status": card_status,
            "issued_on": last.isoformat(),
            "issued_by": _issued_by(person, last),
            "blank": f"PET{person.serial:07d}",
        },
    }


def licence_number(person: Person, parts: Sequence[PartFacts]) -> str:
    """``PP G YY NNNNNNN``: province, century and sex, year of the first exam passed, serial."""
    first_exam = days_before(min(part.first for part in parts), WEEKS_TO_ISSUE)
    return f"{person.province}{person.citizen_id[3]}{first_exam.year % 100:02d}999{person.serial:04d}"


def _part_record(person: Person, part: PartFacts) -> Record:
    exam = exam_record(person, part)
    return {
        "kind": part.kind,
        "regime": part.regime,
        "classes": [part.licence_class],
        "conditions": list(part.conditions),
        "first_issued_on": part.first.isoformat(),
        "issued_on": part.issued_on.isoformat(),
        "expires_on": part.expires_on.isoformat() if part.expires_on else None,
        "exam": {
            "citizen_id": person.citizen_id,
            "regime": exam["regime"],
            "class": exam["class"],
            "session": exam["session"],
            "passed_on": exam["held_on"],
            "decision": exam["pass_decision"],
        },
    }


def _class_examined(part: PartFacts, held_on: date) -> str:
    """The class at the exam: a B of today that began before 2025 was examined as B2."""
    if held_on < REGIME_2024_FROM:
        return {"B": "B2", "A": "A1"}.get(part.licence_class, part.licence_class)
    return part.licence_class


def _scores(licence_class: str, held_on: date) -> list[tuple[str, int, int]]:
    score, out_of = THEORY[licence_class]
    scores = [("theory", score, out_of)]
    if licence_class in {"A1", "A"}:
        return [*scores, ("figure", 90, 100)]
    if held_on >= SIMULATION_FROM:
        scores.append(("simulation", 42, 50))
    return [*scores, ("figure", 85, 100), ("road", 90, 100)]


def _pass_decision(person: Person, held_on: date) -> dict[str, str]:
    body = "CSGT" if held_on >= POLICE_ISSUES_FROM else "SGTVT"
    return {"number": f"{1000 + person.serial}/QĐ-{body}", "date": held_on.isoformat()}


def _issued_by(person: Person, day: date) -> str:
    if day >= POLICE_ISSUES_FROM:
        return f"Phòng CSGT - {police_of(person.province)}"
    return f"Sở Giao thông vận tải {PROVINCES[person.province]}"
