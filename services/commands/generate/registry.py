"""Lives as the records that licences' imports take: holders, exams, licences."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from services.commands.generate import classes, days
from services.commands.generate.draws import Draws
from services.commands.generate.lives import ExamFacts, Life, PartFacts, Registry

Record = dict[str, Any]

THEORY = MappingProxyType(
    {"A1": (21, 25), "A2": (23, 25), "A": (23, 25), "A3": (23, 25), "A4": (23, 25), "B1": (27, 30), "B1-AT": (27, 30),
     "B": (27, 30), "B2": (32, 35), "C1": (32, 35), "C": (36, 40)}
)  # fmt: skip
"""Points that pass and points there are; those of the largest classes for the rest."""
LARGE = (41, 45)
_FOUND_BY = ("population", "licence-office")


def holder_record(registry: Registry, life: Life) -> Record:
    """The person, as of the day their card was made."""
    draws = Draws(registry.seed, "holder", life.index)
    photo = None
    if not life.paper and draws.chance(700):
        photo = {
            "id": f"anh-{life.index:07d}",
            "sha256": draws.digest(),
            "taken_on": days.text(life.card_on - draws.below(20)),
            "source": draws.one(_FOUND_BY),
        }
    return {
        "citizen_id": life.citizen_id,
        "full_name": life.full_name,
        "date_of_birth": days.text(life.born),
        "sex": life.sex,
        "nationality": "VNM",
        "address": life.address,
        "aliases": [life.alias] if life.alias else [],
        "photo": photo,
    }


def exam_records(registry: Registry, life: Life) -> list[Record]:
    """Every exam the licence rests on, with the attempts before it, oldest first."""
    draws = Draws(registry.seed, "exams", life.index)
    records = []
    for part in life.parts:
        exam = part.exam
        if exam.failed_on is not None:
            records.append(_failed(draws, life, exam, exam.failed_on))
        passed = _exam_record(life, exam, exam.held_on)
        passed["result"] = "passed"
        passed["parts"] = [_exam_part(draws, kind, least, out_of) for kind, least, out_of in _exam_parts(exam)]
        passed["pass_decision"] = _decision(exam)
        records.append(passed)
    return records


def licence_record(life: Life) -> Record:
    """The licence with its current card. A paper card has no number of a blank."""
    return {
        "number": life.number,
        "citizen_id": life.citizen_id,
        "aliases": [life.alias] if life.alias else [],
        "parts": [_part_record(life, part) for part in life.parts],
        "card": {
            "serial": life.serial,
            "status": life.status,
            "issued_on": days.text(life.card_on),
            "issued_by": (life.home if life.card_on > life.parts[0].issued_on else life.first_home).issuer_on(
                life.card_on
            ),
            "blank": None if life.paper else f"PET{life.index:08d}",
        },
    }


def session_of(life: Life, day: int) -> str:
    """The session (kỳ sát hạch): the centre, K, the year, and the week as its running number."""
    return f"{_centre(life)}K{days.week(day)}"


def _centre(life: Life) -> str:
    return f"{life.first_home.prefix}00{life.index % 7 + 1}"


def _exam_record(life: Life, exam: ExamFacts, held_on: int) -> Record:
    return {
        "citizen_id": life.citizen_id,
        "regime": exam.regime,
        "class": exam.licence_class,
        "session": session_of(life, held_on),
        "centre": _centre(life),
        "held_on": days.text(held_on),
        "result": "",
        "parts": [],
        "pass_decision": None,
    }


def _failed(draws: Draws, life: Life, exam: ExamFacts, held_on: int) -> Record:
    record = _exam_record(life, exam, held_on)
    record["result"] = "absent" if draws.chance(150) else "failed"
    if record["result"] == "failed":
        kind, least, out_of = _exam_parts(exam)[0]
        score = least - draws.between(1, 6)
        record["parts"] = [{"kind": kind, "score": score, "out_of": out_of, "passed": False}]
    return record


def _exam_parts(exam: ExamFacts) -> list[tuple[str, int, int]]:
    """Part, points that pass, points there are."""
    theory = ("theory", *THEORY.get(exam.licence_class, LARGE))
    if (exam.regime, exam.licence_class) in classes.RIDER_CLASSES:
        return [theory, ("figure", 80, 100)]
    rest = [("figure", 80, 100), ("road", 80, 100)]
    if days.SIMULATION_FROM <= exam.held_on <= days.SIMULATION_TO:
        return [theory, ("simulation", 35, 50), *rest]
    return [theory, *rest]


def _exam_part(draws: Draws, kind: str, least: int, out_of: int) -> Record:
    return {"kind": kind, "score": draws.between(least, out_of), "out_of": out_of, "passed": True}


def _decision(exam: ExamFacts) -> Record:
    body = "CSGT" if exam.decided_on >= days.POLICE_ISSUE_FROM else "SGTVT"
    return {"number": f"{exam.decision}/QĐ-{body}", "date": days.text(exam.decided_on)}


def _part_record(life: Life, part: PartFacts) -> Record:
    exam = part.exam
    return {
        "kind": part.kind,
        "regime": part.regime,
        "classes": [part.licence_class],
        "conditions": [part.condition] if part.condition else [],
        "first_issued_on": days.text(part.first_issued_on),
        "issued_on": days.text(part.issued_on),
        "expires_on": None if part.expires_on is None else days.text(part.expires_on),
        "exam": {
            "citizen_id": life.citizen_id,
            "regime": exam.regime,
            "class": exam.licence_class,
            "session": session_of(life, exam.held_on),
            "passed_on": days.text(exam.held_on),
            "decision": _decision(exam),
        },
    }
