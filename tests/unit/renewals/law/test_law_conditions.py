"""Words of a condition by themselves, where no row of today's table tells them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.renewals.domain.appraisal import appraise
from services.renewals.domain.conditions import WORDS, holds, validity_holds
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.situation import Look, Validity
from services.renewals.domain.tables import load_law
from tests.unit.renewals.law.people import TODAY, car, facts

LAW = load_law()


def look(*ages: tuple[str, date]) -> Look:
    situation = appraise(facts("lost", car()), LAW, TODAY, LawSettings())
    return Look(situation, part=replace(situation.parts[0], maximum_age_on=ages))


def test_a_validity_nobody_knows_fits_no_row() -> None:
    for state in ({"state": "valid_or_unlimited"}, {"state": "expired", "expired_for_at_least": {"days": 1}}):
        assert not validity_holds(state, Validity(TODAY, None, known=False))
        assert not validity_holds(state, Validity(TODAY, date(2020, 1, 1), known=False))


def test_years_to_the_highest_age_are_those_of_any_class_or_of_the_named_ones() -> None:
    near, far = ("2024:D", date(2030, 1, 1)), ("2024:D2", date(2040, 1, 1))
    condition = {"years_to_maximum_age_less_than": 5}
    assert holds(condition, look(near))
    assert holds(condition, look(near, far))
    assert holds(condition, look(far, near))
    assert not holds(condition, look(far))
    assert not holds(condition, look())
    assert not holds(condition, look(("2024:D", date(2031, 11, 21))))
    assert holds(condition, look(("2024:D", date(2031, 11, 20))))


def test_every_word_refuses_what_it_cannot_be() -> None:
    wrong = {"integrated_card": 1, "points": True, "class_in": [], "any_of": ["unknown"], "always": False, "card": "x"}
    assert not any(WORDS[key].sound(value) for key, value in wrong.items())
    right = {"integrated_card": True, "points": 0, "class_in": ["2024:D"], "any_of": ["forged_papers"], "always": True}
    assert all(WORDS[key].sound(value) for key, value in right.items())
