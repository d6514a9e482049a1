"""How a demo person is put together from few facts, everything else following from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from services.sandbox.demo.days import add_months, days_before
from services.sandbox.demo.people import PROVINCES, address_of
from services.sandbox.demo.registry import PartFacts, exam_record, holder_record, licence_record, photo_of
from services.sandbox.demo.shapes import ExpectedCheck, Person, Record, Situation
from services.sandbox.demo.words import ABOUT

FEE = 115_000
"""Fee for a licence filed online, dong (TT 154/2025/TT-BTC)."""

CERTIFICATE_MONTHS = 12
"""A driver's health certificate counts for a year (TT 36/2024/TT-BYT)."""


def situation(
    key: str,
    person: Person,
    today: date,
    parts: Sequence[PartFacts] = (),
    *,
    check: ExpectedCheck,
    cases: Sequence[tuple[str, Record]] = (),
    card_status: str = "live",
    registered_name: str | None = None,
    aliases: Sequence[str] = (),
    health_certificate: bool = True,
    licence_integrated: bool = False,
    assurance_level: int = 2,
    examined: Sequence[PartFacts] | None = None,
) -> Situation:
    """A person with a licence of these parts. ``examined`` names exams where no licence followed."""
    known = tuple(parts) if examined is None else tuple(examined)
    taken_on = days_before(today, 400 + person.serial)
    return Situation(
        key=key,
        person=person,
        about=ABOUT[key],
        check=check,
        holder=holder_record(person, taken_on=taken_on, full_name=registered_name) if known else None,
        exams=tuple(exam_record(person, part) for part in known),
        licence=licence_record(person, parts, card_status=card_status, aliases=aliases) if parts else None,
        cases=tuple(cases),
        health=health_record(person, days_before(today, 60)) if health_certificate else None,
        population=population_record(
            person, taken_on=taken_on, assurance_level=assurance_level, licence_integrated=licence_integrated
        ),
    )


def health_record(person: Person, issued_on: date) -> Record:
    """A driver's health certificate (giấy khám sức khỏe của người lái xe) as hospitals send it to the health data."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"demo-health-{person.serial}")),
        "citizen_id": person.citizen_id,
        "group": "3",
        "issued_on": issued_on.isoformat(),
        "expires_on": add_months(issued_on, CERTIFICATE_MONTHS).isoformat(),
        "facility": f"Bệnh viện Thử Nghiệm {PROVINCES[person.province]}",
        "conclusion": "fit",
    }


def population_record(person: Person, *, taken_on: date, assurance_level: int, licence_integrated: bool) -> Record:
    """What the population register answers: identity, assurance level of the e-ID, papers integrated, photo."""
    return {
        "citizen_id": person.citizen_id,
        "full_name": person.full_name,
        "date_of_birth": person.born_on.isoformat(),
        "sex": person.sex,
        "assurance_level": assurance_level,
        "basic_papers_integrated": assurance_level > 1,
        "licence_integrated": licence_integrated,
        "photo": photo_of(person, taken_on),
        "address": address_of(person),
    }
