"""How long a part has been expired decides; counted here by hand, apart from the engine."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest

from services.renewals.domain.facts import ForceMajeure
from services.renewals.domain.findings import Outcome
from services.renewals.domain.periods import add, add_months, add_years
from tests.unit.renewals.law.people import car, decide, facts, moto, request

DAY = timedelta(days=1)
EXPIRIES = [
    date(2023, 11, 30),
    date(2023, 12, 31),
    date(2024, 2, 29),
    date(2024, 8, 31),
    date(2024, 9, 30),
    date(2025, 2, 28),
    date(2025, 12, 31),
    date(2026, 1, 31),
    date(2026, 5, 31),
    date(2026, 6, 1),
    date(2026, 6, 30),
    date(2026, 7, 16),
    date(2027, 1, 31),
]
SWITCHES = [
    date(2024, 12, 31),
    date(2025, 3, 1),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 8, 15),
    date(2027, 2, 28),
]


def by_hand_months(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def by_hand(kind: str, expires: date, on: date, *, proven: bool = False) -> Outcome:
    """The law of facts.md §2 told in plain ifs."""
    allowed = Outcome.REISSUE_NOW if kind == "lost" else Outcome.EXCHANGE_NOW
    a_year_late = on >= by_hand_months(expires, 12)
    if on < date(2025, 1, 1):
        if kind == "lost":
            allowed = Outcome.REISSUE_AFTER_WAIT
        if on < by_hand_months(expires, 3) or on <= expires:
            return allowed
    elif on <= expires:
        return allowed
    elif on >= date(2026, 7, 1):
        if (on - expires).days < 30:
            return allowed
    elif kind != "lost" and proven and date(2025, 3, 1) <= on and on < by_hand_months(expires, 1):
        return allowed
    return Outcome.THEORY_AND_PRACTICAL_EXAM if a_year_late else Outcome.THEORY_EXAM


def _days(expires: date) -> list[date]:
    marks = [expires, expires + 30 * DAY, *(by_hand_months(expires, months) for months in (1, 3, 12)), *SWITCHES]
    return sorted({mark + step * DAY for mark in marks for step in (-1, 0, 1)})


@pytest.mark.parametrize("kind", ["lost", "expiring"])
@pytest.mark.parametrize("expires", EXPIRIES, ids=str)
def test_every_threshold_the_day_before_on_and_after(kind: str, expires: date):
    for on in _days(expires):
        decided = decide(facts(kind, car(expires_on=expires), on=on), on)
        assert decided.outcome is by_hand(kind, expires, on), f"expired {expires}, asked on {on}"


@pytest.mark.parametrize("expires", EXPIRIES, ids=str)
def test_proven_force_majeure_spares_the_exam_for_a_month(expires: date):
    for on in _days(expires):
        wanted = request("expiring", on, force_majeure=ForceMajeure("epidemic", "proof-1"))
        decided = decide(facts("expiring", car(expires_on=expires), on=on, request=wanted), on)
        assert decided.outcome is by_hand("expiring", expires, on, proven=True), f"expired {expires}, asked on {on}"


@pytest.mark.parametrize("claim", [ForceMajeure("laziness", "proof-1"), ForceMajeure("illness", "")])
def test_force_majeure_needs_a_listed_kind_and_a_proof(claim: ForceMajeure):
    on = date(2026, 6, 1)
    wanted = request("expiring", on, force_majeure=claim)
    given = facts("expiring", car(expires_on=date(2026, 5, 31)), on=on, request=wanted)
    assert decide(given, on).outcome is Outcome.THEORY_EXAM


def test_exams_are_named_as_the_law_of_the_day_names_them():
    old = decide(facts("lost", car(expires_on=date(2022, 6, 1)), on=date(2024, 6, 3)), date(2024, 6, 3))
    new = decide(facts("lost", car(expires_on=date(2022, 6, 1))))
    theory = decide(facts("lost", car(expires_on=date(2026, 6, 1))))
    assert (old.exam_parts, old.wait_months) == (("theory", "practice"), 2)
    assert (new.exam_parts, new.wait_months) == (("theory", "practice_figure", "practice_road"), None)
    assert theory.exam_parts == ("theory",)


def test_a_part_without_term_never_expires():
    for on in (date(2018, 1, 1), date(2024, 12, 31), date(2060, 1, 1)):
        assert decide(facts("voluntary", moto(), on=on), on).outcome is Outcome.EXCHANGE_NOW


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, then: date):
    assert add_months(day, months) == then


def test_lengths_add_up():
    assert add(date(2024, 2, 29), {"years": 1}) == date(2025, 2, 28) == add_years(date(2024, 2, 29), 1)
    assert add(date(2024, 2, 29), {"days": 30}) == date(2024, 3, 30)
