"""What an officer typed for an applicant: beside the register, beside the population data, and never taken on trust."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.renewals.domain.facts import ClaimFacts, PersonFacts
from services.renewals.domain.findings import FindingOutcome, Outcome
from tests.unit.renewals.law.people import CLAIMS, NAME, decide, facts, named, rules_of

OTHER = "Nguyễn Văn Thứ Một"
TYPED = replace(CLAIMS, full_name=OTHER, typed=True)


def population(name: str | None, born_on: date | None = CLAIMS.date_of_birth) -> PersonFacts:
    return PersonFacts(2, basic_papers=True, licence_integrated=True, full_name=name, date_of_birth=born_on)


@pytest.mark.parametrize("reason", ["lost", "expiring", "data_change"])
@pytest.mark.parametrize("person", [None, population(None), population(NAME)])
def test_what_nobody_bears_out_needs_an_officer_field_by_field(reason: str, person: PersonFacts | None):
    decided = decide(facts(reason, claims=TYPED, person=person))
    assert decided.outcome is Outcome.OFFICER_REVIEW
    found = named(decided, "identity-differs")
    assert found.outcome is FindingOutcome.REVIEW
    held = person.full_name if person else None
    assert found.evidence["differences"] == [
        {"field": "full_name", "register": NAME, "typed": OTHER, "population": held}
    ]
    assert "đối chiếu với dữ liệu căn cước" in found.explanation.vi
    assert "typed" in found.explanation.en


@pytest.mark.parametrize("reason", ["expiring", "data_change"])
def test_what_the_population_data_bear_out_is_identity_data(reason: str):
    decided = decide(facts(reason, claims=TYPED, person=population(OTHER.upper())))
    assert decided.outcome is Outcome.EXCHANGE_NOW
    found = named(decided, "identity-differs")
    assert found.outcome is FindingOutcome.INFO
    assert found.evidence["differences"][0]["identity"] == OTHER


def test_a_reissue_goes_to_an_officer_even_if_it_is_borne_out():
    decided = decide(facts("lost", claims=TYPED, person=population(OTHER)))
    assert decided.outcome is Outcome.OFFICER_REVIEW


def test_each_field_that_differs_must_be_borne_out():
    claims = ClaimFacts(NAME, date(1990, 5, 16), CLAIMS.citizen_id, typed=True)
    assert decide(facts("expiring", claims=claims, person=population(NAME))).outcome is Outcome.OFFICER_REVIEW
    told = decide(facts("expiring", claims=claims, person=population(NAME, date(1990, 5, 16))))
    assert told.outcome is Outcome.EXCHANGE_NOW


def test_what_was_typed_as_registered_passes_and_does_not_speak_of_identity_data():
    decided = decide(facts(claims=replace(CLAIMS, typed=True)))
    assert "identity-differs" not in rules_of(decided)
    assert "dữ liệu căn cước" not in named(decided, "identity").explanation.vi
