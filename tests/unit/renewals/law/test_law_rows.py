"""Every row of the rule table speaks on the days it is in force, and on no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.renewals.domain.facts import ForceMajeure, HealthFacts
from services.renewals.domain.findings import FindingOutcome, Outcome
from services.renewals.domain.tables import load_law
from shared.kernel.errors import Invalid
from tests.unit.renewals.law.people import car, case, decide, facts, licence, moto, named, request, rules_of, standing

DAY = timedelta(days=1)
FAR = date(2027, 3, 31)


def expired(reason: str, days: int):
    """A request for a part that ran out so many days before the reference date."""
    return lambda on: facts(reason, car(expires_on=on - days * DAY), on=on)


def valid(reason: str):
    return lambda on: facts(reason, car(expires_on=on), on=on)


def barred(reason: str, asked: str = "lost", part: str = "all"):
    return lambda on: facts(asked, on=on, standing=standing(case(reason, part)))


def observed(flag: str, asked: str = "lost"):
    return lambda on: facts(asked, on=on, observed=frozenset({flag}))


def _proven(on: date):
    given = expired("expiring", 10)(on)
    return replace(given, request=replace(given.request, force_majeure=ForceMajeure("illness", "proof-1")))


def _absent(asked: str, procedure: str | None = None):
    def make(on: date):
        wanted = request(asked, on) if procedure is None else replace(request(asked, on), procedure=procedure)
        return facts(on=on, licence=None, request=wanted)

    return make


def _integrated(on: date):
    return facts("lost", moto(), car(), on=on, standing=standing(case("suspended", "termed")))


def _old_classes(on: date):
    return facts("lost", car("B2", regime="2008"), on=on)


def _class_d(on: date):
    born = on.replace(year=on.year - 54)
    return facts("lost", on=on, licence=licence(car("D"), holder_date_of_birth=born), claims=None)


def _twice_lost(on: date):
    return facts("lost", on=on, licence=licence(car(), loss_reports_on=(on - 300 * DAY,)))


def _revoked(on: date):
    return facts("lost", on=on, licence=licence(car(), status="revoked"))


BLOCK, EXAM, INFO, PASS, REVIEW, WAIT = (
    FindingOutcome.BLOCK,
    FindingOutcome.EXAM,
    FindingOutcome.INFO,
    FindingOutcome.PASS,
    FindingOutcome.REVIEW,
    FindingOutcome.WAIT,
)
ROWS = {
    "OLD-LOST-VALID": (valid("lost"), WAIT, Outcome.REISSUE_AFTER_WAIT),
    "OLD-LOST-EXP-LT3M": (expired("lost", 20), WAIT, Outcome.REISSUE_AFTER_WAIT),
    "OLD-LOST-EXP-3M-1Y": (expired("lost", 200), EXAM, Outcome.THEORY_EXAM),
    "OLD-LOST-EXP-GE1Y": (expired("lost", 500), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "OLD-LOST-WAIT": (valid("lost"), WAIT, Outcome.REISSUE_AFTER_WAIT),
    "OLD-BLOCK-HELD": (barred("licence-held"), BLOCK, Outcome.BLOCKED),
    "OLD-BLOCK-NORECORD": (_absent("lost"), BLOCK, Outcome.NOT_FOUND),
    "OLD-BLOCK-SUSPENDED": (barred("suspended"), BLOCK, Outcome.BLOCKED),
    "OLD-XCH-VALID": (valid("expiring"), PASS, Outcome.EXCHANGE_NOW),
    "OLD-XCH-EXP-LT3M": (expired("expiring", 20), PASS, Outcome.EXCHANGE_NOW),
    "OLD-XCH-EXP-3M-1Y": (expired("expiring", 200), EXAM, Outcome.THEORY_EXAM),
    "OLD-XCH-EXP-GE1Y": (expired("expiring", 500), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "OLD-XCH-BLOCK": (observed("card_erased_or_altered", "expiring"), BLOCK, Outcome.REFUSED),
    "OLD-FALSE-DECLARATION": (observed("false_loss_report"), BLOCK, Outcome.REVOKED),
    "NEW-LOST-VALID": (valid("lost"), PASS, Outcome.REISSUE_NOW),
    "NEW-LOST-EXP-LT1Y": (expired("lost", 1), EXAM, Outcome.THEORY_EXAM),
    "NEW-LOST-EXP-GE1Y": (expired("lost", 366), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "NEW-XCH-VALID": (valid("expiring"), PASS, Outcome.EXCHANGE_NOW),
    "NEW-XCH-DAMAGED": (valid("damaged"), PASS, Outcome.EXCHANGE_NOW),
    "NEW-XCH-DATA-CHANGE": (valid("data_change"), PASS, Outcome.EXCHANGE_NOW),
    "NEW-XCH-EXP-LT1M-FORCE-MAJEURE": (_proven, PASS, Outcome.EXCHANGE_NOW),
    "NEW-XCH-EXP-LT1Y": (expired("expiring", 1), EXAM, Outcome.THEORY_EXAM),
    "NEW-XCH-EXP-GE1Y": (expired("expiring", 366), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "NEW26-LOST-EXP-LT30D": (expired("lost", 29), PASS, Outcome.REISSUE_NOW),
    "NEW26-LOST-EXP-30D-1Y": (expired("lost", 30), EXAM, Outcome.THEORY_EXAM),
    "NEW26-LOST-EXP-GE1Y": (expired("lost", 366), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "NEW26-XCH-EXP-LT30D": (expired("expiring", 29), PASS, Outcome.EXCHANGE_NOW),
    "NEW26-XCH-EXP-30D-1Y": (expired("expiring", 30), EXAM, Outcome.THEORY_EXAM),
    "NEW26-XCH-EXP-GE1Y": (expired("expiring", 366), EXAM, Outcome.THEORY_AND_PRACTICAL_EXAM),
    "NEW-BLOCK-UNSETTLED": (barred("case-unsettled"), BLOCK, Outcome.BLOCKED),
    "NEW-BLOCK-UNPAID-FINE": (barred("fine-unpaid"), BLOCK, Outcome.BLOCKED),
    "NEW-BLOCK-CARD-HELD": (barred("licence-held"), BLOCK, Outcome.BLOCKED),
    "NEW-CHECK-OWNER-NOTICE": (
        lambda on: facts("lost", on=on, standing=standing(verdict="check")),
        REVIEW,
        Outcome.OFFICER_REVIEW,
    ),
    "NEW-BLOCK-SUSPENDED": (barred("suspended"), BLOCK, Outcome.BLOCKED),
    "NEW-BLOCK-SUSPENSION-PENDING": (barred("suspension-not-started"), BLOCK, Outcome.BLOCKED),
    "NEW-INTEGRATED-PART": (_integrated, INFO, Outcome.PARTIALLY_ALLOWED),
    "NEW-BLOCK-NORECORD-LOST": (_absent("lost"), REVIEW, Outcome.OFFICER_REVIEW),
    "NEW-BLOCK-NORECORD-XCH": (_absent("lost", "3.000347"), BLOCK, Outcome.NOT_FOUND),
    "NEW-REVOKED": (_revoked, BLOCK, Outcome.REVOKED),
    "NEW-POINTS-CARRY-OVER": (valid("lost"), INFO, Outcome.REISSUE_NOW),
    "NEW-POINTS-ZERO": (
        lambda on: facts("lost", on=on, standing=standing(points=0)),
        INFO,
        Outcome.REISSUE_NOW,
    ),
    "NEW-NUMBER-KEPT": (valid("lost"), INFO, Outcome.REISSUE_NOW),
    "NEW-EXPIRY-REISSUE": (valid("lost"), INFO, Outcome.REISSUE_NOW),
    "NEW-EXPIRY-EXCHANGE": (valid("expiring"), INFO, Outcome.EXCHANGE_NOW),
    "NEW26-EXPIRY-CLASS-D": (_class_d, INFO, Outcome.REISSUE_NOW),
    "NEW-CLASS-CONVERSION": (_old_classes, INFO, Outcome.REISSUE_NOW),
    "NEW-HEALTH-CERT": (valid("lost"), PASS, Outcome.REISSUE_NOW),
    "OLD-HEALTH-CERT": (valid("lost"), PASS, Outcome.REISSUE_AFTER_WAIT),
    "NEW-FALSE-DECLARATION": (observed("false_papers"), BLOCK, Outcome.REFUSED),
    "NEW-FALSE-DECLARATION-BAN": (observed("false_loss_report"), BLOCK, Outcome.REVOKED),
    "REPEATED-LOSS-FLAG": (_twice_lost, INFO, Outcome.REISSUE_NOW),
    "NEW-LOST-FOUND": (observed("card_found"), INFO, Outcome.REISSUE_NOW),
}
SWITCHED_ON = {"rows_on": frozenset({"NEW-FALSE-DECLARATION-BAN"})}
CODES = {"NEW-POINTS-ZERO": "points-zero"}


def _days() -> list:
    """Each row's first and last day, the day before, the day after, and a far day for rows without an end."""
    cases = []
    for rule in load_law().rules:
        first, last = rule.period.first, rule.period.last
        days = {first - DAY: False, first: True, first + DAY: True}
        if last is None:
            days[FAR] = True
        else:
            days |= {last - DAY: True, last: True, last + DAY: False}
        cases += [pytest.param(rule.id, on, there, id=f"{rule.id}-{on}") for on, there in sorted(days.items())]
    return cases


@pytest.mark.parametrize(("row", "on", "there"), _days())
def test_a_row_speaks_exactly_while_it_is_in_force(row: str, on: date, there: bool):
    make, outcome, verdict = ROWS[row]
    if on < load_law().first_day:
        with pytest.raises(Invalid) as refusal:
            decide(make(on), on, **SWITCHED_ON)
        assert refusal.value.faults[0].code == "date-before-rules"
        return
    decided = decide(make(on), on, **SWITCHED_ON)
    code = CODES.get(row, row.lower())
    assert (code in rules_of(decided)) is there
    if there:
        found = named(decided, code)
        assert (found.outcome, decided.outcome) == (outcome, verdict)
        assert found.legal_basis
        assert found.legal_basis[0].norm


def test_every_row_of_the_table_is_tried():
    assert set(ROWS) == {rule.id for rule in load_law().rules}


def test_the_doubtful_ban_is_off_unless_switched_on():
    given = observed("false_loss_report")(date(2026, 11, 21))
    assert "new-false-declaration-ban" not in rules_of(decide(given))
    assert decide(given).outcome is Outcome.REISSUE_NOW


@pytest.mark.parametrize("row", ["NEW-BLOCK-UNPAID-FINE", "NEW-BLOCK-SUSPENDED", "NEW-REVOKED", "NEW-POINTS-ZERO"])
def test_a_row_switched_off_no_longer_speaks(row: str):
    make, _, _ = ROWS[row]
    decided = decide(make(date(2026, 11, 21)), rows_off=frozenset({row}))
    assert CODES.get(row, row.lower()) not in rules_of(decided)


@pytest.mark.parametrize("flag", ["card_erased_or_altered", "unfit_health"])
def test_the_old_exchange_was_refused_on_each_ground(flag: str):
    on = date(2024, 6, 3)
    given = facts("expiring", on=on, observed=frozenset({flag}))
    assert decide(given, on).outcome is Outcome.REFUSED


def test_the_old_exchange_was_refused_for_unfitness_and_for_another_identity():
    on = date(2024, 6, 3)
    unfit = facts("expiring", on=on, health=HealthFacts(valid=False, unfit=True))
    other = facts("expiring", on=on, licence=licence(holder_full_name="Trần Thị Thử Hai"))
    assert decide(unfit, on).outcome is Outcome.REFUSED
    assert decide(other, on).outcome is Outcome.REFUSED
