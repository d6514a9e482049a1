"""Two parts on one card: each is decided alone, then they are combined."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from services.renewals.domain.eligibility import combine
from services.renewals.domain.facts import PartStanding
from services.renewals.domain.findings import ALLOWED, FindingOutcome, Outcome
from services.renewals.domain.law_settings import LawSettings
from tests.unit.renewals.law.people import car, case, decide, facts, moto, named, rules_of, standing

LATE = date(2026, 6, 1)


def both(*blocking, expires_on=date(2030, 1, 1), reason="lost", **changes):
    return facts(reason, moto(), car(expires_on=expires_on), standing=standing(*blocking), **changes)


def test_both_parts_clear():
    decided = decide(both())
    assert decided.outcome is Outcome.REISSUE_NOW
    assert decided.parts == {"untermed": Outcome.REISSUE_NOW, "termed": Outcome.REISSUE_NOW}
    assert [part.kind for part in decided.new_parts] == ["untermed", "termed"]


@pytest.mark.parametrize("reason", ["suspended", "licence-held"])
@pytest.mark.parametrize(("barred", "free"), [("termed", "untermed"), ("untermed", "termed")])
def test_a_suspension_or_hold_stays_with_its_part(reason: str, barred: str, free: str):
    decided = decide(both(case(reason, barred)))
    assert decided.outcome is Outcome.PARTIALLY_ALLOWED
    assert decided.parts == {barred: Outcome.BLOCKED, free: Outcome.REISSUE_NOW}
    assert [part.kind for part in decided.new_parts] == [free]
    assert named(decided, "new-integrated-part").evidence == {"barred": [barred], "free": [free]}


@pytest.mark.parametrize("reason", ["fine-unpaid", "case-unsettled", "suspension-not-started"])
def test_an_unsettled_case_bars_the_person(reason: str):
    decided = decide(both(case(reason, "termed")))
    assert decided.outcome is Outcome.BLOCKED
    assert set(decided.parts.values()) == {Outcome.BLOCKED}
    assert decided.new_parts == ()
    assert "new-integrated-part" not in rules_of(decided)


def test_a_suspension_of_the_whole_bars_both():
    assert decide(both(case("suspended", "all"))).outcome is Outcome.BLOCKED


def test_both_parts_suspended():
    decided = decide(both(case("suspended", "termed"), case("suspended", "untermed")))
    assert decided.outcome is Outcome.BLOCKED
    assert "new-integrated-part" not in rules_of(decided)


def test_a_suspended_part_beside_an_unpaid_fine():
    decided = decide(both(case("suspended", "termed"), case("fine-unpaid", "untermed")))
    assert decided.outcome is Outcome.BLOCKED
    assert {"new-block-suspended", "new-block-unpaid-fine"} <= rules_of(decided)


def test_an_expired_part_beside_one_without_term():
    decided = decide(both(expires_on=LATE))
    assert decided.outcome is Outcome.PARTIALLY_ALLOWED
    assert decided.parts == {"untermed": Outcome.REISSUE_NOW, "termed": Outcome.THEORY_EXAM}
    assert decided.exam_parts == ("theory",)


def test_a_suspended_motorcycle_part_beside_an_expired_car_part():
    decided = decide(both(case("suspended", "untermed"), expires_on=LATE))
    assert decided.parts == {"untermed": Outcome.BLOCKED, "termed": Outcome.THEORY_EXAM}
    assert decided.outcome is Outcome.BLOCKED


def test_a_part_suspended_and_expired_is_told_both():
    decided = decide(both(case("suspended", "termed"), expires_on=LATE))
    assert decided.parts["termed"] is Outcome.BLOCKED
    assert decided.exam_parts == ()
    assert named(decided, "new26-lost-exp-30d-1y").outcome is FindingOutcome.EXAM


def test_a_card_of_one_part_is_not_barred_by_the_part_it_lacks():
    decided = decide(facts("lost", moto(), standing=standing(case("suspended", "termed"))))
    assert decided.outcome is Outcome.REISSUE_NOW
    assert named(decided, "not-a-bar").outcome is FindingOutcome.INFO


def test_the_old_law_barred_the_whole_card():
    on = date(2024, 6, 3)
    assert decide(both(case("suspended", "termed"), on=on), on).outcome is Outcome.BLOCKED


def test_the_setting_forbids_a_partial_card():
    decided = decide(both(case("suspended", "termed")), partially_allowed=False)
    assert decided.outcome is Outcome.BLOCKED
    assert decided.new_parts == ()


def test_the_row_for_integrated_cards_can_be_switched_off():
    decided = decide(both(case("suspended", "termed")), rows_off=frozenset({"NEW-INTEGRATED-PART"}))
    assert set(decided.parts.values()) == {Outcome.BLOCKED}


def test_which_bars_stay_with_a_part_is_a_setting():
    decided = decide(both(case("licence-held", "termed")), part_bound=frozenset({"suspended"}))
    assert decided.outcome is Outcome.BLOCKED


def test_points_are_told_by_part():
    points = {"untermed": PartStanding(12), "termed": PartStanding(0)}
    decided = decide(facts("lost", moto(), car(), standing=standing(parts=points)))
    assert named(decided, "points").part == "untermed"
    zero = named(decided, "points-zero")
    assert (zero.part, zero.outcome) == ("termed", FindingOutcome.INFO)
    assert decided.outcome is Outcome.REISSUE_NOW


def test_no_points_were_kept_under_the_old_law():
    on = date(2024, 6, 3)
    assert not {"points", "points-zero"} & rules_of(decide(facts(on=on, standing=standing(points=0)), on))


def test_the_health_certificate_is_for_the_part_with_a_term():
    missing = {"health": None}
    alone = decide(facts("lost", moto(), **missing))
    integrated = decide(both(**missing))
    assert "health-certificate-missing" not in rules_of(alone)
    assert named(alone, "new-health-cert").outcome is FindingOutcome.PASS
    assert named(integrated, "health-certificate-missing").outcome is FindingOutcome.WAIT
    assert integrated.outcome is Outcome.REISSUE_NOW


def test_no_certificate_is_asked_for_a_part_left_off_the_card():
    decided = decide(both(case("suspended", "termed"), health=None))
    assert named(decided, "new-health-cert").outcome is FindingOutcome.PASS


@pytest.mark.parametrize(("one", "other"), list(product(Outcome, repeat=2)))
def test_combining_never_promises_more_than_a_part_allows(one: Outcome, other: Outcome):
    decided = combine({"untermed": one, "termed": other}, LawSettings())
    assert decided is combine({"untermed": other, "termed": one}, LawSettings())
    if one is other:
        assert decided is one
    elif {Outcome.PENDING_SOURCE, Outcome.OFFICER_REVIEW} & {one, other}:
        assert decided in {Outcome.PENDING_SOURCE, Outcome.OFFICER_REVIEW}
    elif decided in ALLOWED:
        assert one in ALLOWED | {Outcome.PARTIALLY_ALLOWED}
        assert other in ALLOWED | {Outcome.PARTIALLY_ALLOWED}


def test_a_partial_card_keeps_the_points_of_the_part_it_lists():
    decided = decide(both(case("suspended", "termed")))
    assert named(decided, "new-points-carry-over").evidence == {"untermed": 12}
    assert decided.new_parts[0].expires_on is None
