"""Verdict, blocking and warnings on single cases, and as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.violations.domain.blocking import Reason, UnsettledBars
from services.violations.domain.case import Fine, KnownCase, Part, Role, Scope, Settlement, Status, Subject
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import SourceState
from services.violations.domain.standing import Notice, Policy, Standing, Verdict, standing_of
from tests.support.violations import (
    CITIZEN,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
    figure,
    held_licence,
    known,
)

TODAY = date(2026, 11, 22)
FRESH = SourceState("G01.79", datetime(2026, 11, 22, tzinfo=UTC), fresh=True, required=True)
STALE = SourceState("G01.01", None, fresh=False, required=True)
POLICY = Policy(catalogue=the_catalogue())


def standing(*cases: KnownCase, on: date = TODAY, sources=(FRESH,), policy: Policy = POLICY) -> Standing:
    return standing_of(cases, (), sources, on=on, policy=policy)


def reasons(found: Standing) -> list[Reason]:
    return [block.reason for block in found.blocking]


def test_nobody_says_anything() -> None:
    found = standing()
    assert found.verdict is Verdict.CLEAR
    assert found.parts[Part.TERMED].points == 12
    assert not found.parts[Part.UNTERMED].blocked


def test_an_open_case_against_a_driver_blocks() -> None:
    assert reasons(standing(known(a_case()))) == [Reason.CASE_UNSETTLED]


@pytest.mark.parametrize("role", [Role.OWNER, Role.UNKNOWN])
def test_a_notice_without_decision_is_for_an_officer(role: Role) -> None:
    found = standing(known(a_case(subject=addressed(role))))
    assert found.verdict is Verdict.CHECK
    assert found.warnings[0].code is Notice.OWNER_NOTICE
    assert found.blocking == ()


def test_an_owner_with_a_decision_owes_the_fine() -> None:
    assert reasons(standing(known(a_fined_case(subject=addressed(Role.OWNER))))) == [Reason.FINE_UNPAID]


def test_an_unpaid_fine_blocks_the_person_and_names_the_sum() -> None:
    found = standing(known(a_fined_case()))
    assert found.verdict is Verdict.BLOCKED
    (block,) = found.blocking
    assert (block.reason, block.part, block.amount_vnd, block.since) == (
        Reason.FINE_UNPAID,
        Scope.ALL,
        19_000_000,
        date(2026, 10, 5),
    )
    assert found.parts[Part.UNTERMED].blocked
    assert found.parts[Part.TERMED].blocked


def test_by_the_milder_reading_an_unpaid_fine_blocks_one_part() -> None:
    policy = replace(POLICY, unsettled_bars=UnsettledBars.PART)
    found = standing(known(a_fined_case()), policy=policy)
    assert found.blocking[0].part is Scope.TERMED
    assert not found.parts[Part.UNTERMED].blocked


@pytest.mark.parametrize(
    "case",
    [
        a_fined_case(paid_on=date(2026, 10, 9)),
        a_fined_case(status=Status.SETTLED),
        a_fined_case(status=Status.CANCELLED),
        a_fined_case(fine=Fine(0, None)),
        a_fined_case(fine=None),
    ],
)
def test_a_fine_that_is_not_owed_does_not_block(case) -> None:
    assert standing(known(case)).verdict is Verdict.CLEAR


def test_a_settlement_ends_the_fine_only() -> None:
    paid = Settlement("s", "c", "p", 19_000_000, datetime(2026, 11, 1, tzinfo=UTC))
    assert standing(known(a_fined_case(), settlement=paid)).verdict is Verdict.CLEAR
    held = known(a_fined_case(held_items=(held_licence(),)), settlement=paid)
    assert reasons(standing(held)) == [Reason.LICENCE_HELD]
    suspended = known(a_suspension_case(fine=Fine(35_000_000, None)), settlement=paid)
    assert reasons(standing(suspended)) == [Reason.SUSPENDED]


def test_money_for_an_older_fine_settles_and_is_remarked() -> None:
    paid = Settlement("s", "c", "p", 18_000_000, datetime(2026, 11, 1, tzinfo=UTC))
    found = standing(known(a_fined_case(), settlement=paid))
    assert found.verdict is Verdict.CLEAR
    assert [warning.code for warning in found.warnings] == [Notice.SETTLED_AMOUNT_DIFFERS]


def test_a_held_licence_blocks_until_it_is_returned() -> None:
    kept = a_fined_case(paid_on=date(2026, 10, 9), held_items=(held_licence(),))
    assert reasons(standing(known(kept))) == [Reason.LICENCE_HELD]
    back = replace(kept, held_items=(held_licence(returned_on=date(2026, 10, 10)),))
    assert standing(known(back)).verdict is Verdict.CLEAR


@pytest.mark.parametrize(
    ("day", "blocked"), [(date(2026, 10, 6), True), (date(2028, 8, 5), True), (date(2028, 8, 6), False)]
)
def test_a_suspension_runs_through_its_last_day(day: date, blocked: bool) -> None:
    found = standing(known(a_suspension_case()), on=day)
    assert (reasons(found) == [Reason.SUSPENDED]) is blocked
    assert found.parts[Part.TERMED].suspended_until == (date(2028, 8, 5) if blocked else None)
    assert found.parts[Part.UNTERMED].suspended_until is None


def test_a_suspension_bars_its_part_only() -> None:
    found = standing(known(a_suspension_case()))
    assert found.parts[Part.TERMED].blocked
    assert not found.parts[Part.UNTERMED].blocked
    everything = standing(known(a_suspension_case(part=Scope.ALL)))
    assert everything.parts[Part.UNTERMED].blocked


def test_a_suspension_whose_clock_does_not_run_blocks() -> None:
    found = standing(known(a_suspension_case(starts_on=None)))
    assert reasons(found) == [Reason.SUSPENSION_NOT_STARTED]
    assert found.parts[Part.TERMED].suspended_until is None


def test_what_happened_later_is_not_seen() -> None:
    case = a_fined_case(paid_on=date(2026, 10, 20), held_items=(held_licence(returned_on=date(2026, 10, 21)),))
    assert standing(known(case), on=date(2026, 9, 30)).verdict is Verdict.CLEAR
    assert reasons(standing(known(case), on=date(2026, 10, 4))) == [Reason.CASE_UNSETTLED, Reason.LICENCE_HELD]
    assert reasons(standing(known(case), on=date(2026, 10, 19))) == [Reason.LICENCE_HELD, Reason.FINE_UNPAID]
    assert reasons(standing(known(case), on=date(2026, 10, 20))) == [Reason.LICENCE_HELD]
    assert standing(known(case), on=date(2026, 10, 21)).verdict is Verdict.CLEAR


def test_a_payment_through_us_is_not_seen_before_its_day() -> None:
    paid = Settlement("s", "c", "p", 19_000_000, datetime(2026, 10, 31, 17, 0, tzinfo=UTC))  # 1 November in Vietnam
    case = known(a_fined_case(), settlement=paid)
    assert standing(case, on=date(2026, 10, 31)).verdict is Verdict.BLOCKED
    assert standing(case, on=date(2026, 11, 1)).verdict is Verdict.CLEAR


def test_a_settled_case_was_open_before_it_was_decided() -> None:
    case = a_fined_case(paid_on=date(2026, 10, 9), status=Status.SETTLED)
    assert reasons(standing(known(case), on=date(2026, 10, 2))) == [Reason.CASE_UNSETTLED]
    assert reasons(standing(known(case), on=date(2026, 10, 6))) == [Reason.FINE_UNPAID]


def test_unknown_is_not_clear_and_yields_to_what_surely_blocks() -> None:
    assert standing(sources=(FRESH, STALE)).verdict is Verdict.UNKNOWN
    assert standing(known(a_case()), sources=(STALE,)).verdict is Verdict.BLOCKED
    notice = known(a_case(subject=addressed(Role.OWNER)))
    assert standing(notice, sources=(STALE,)).verdict is Verdict.UNKNOWN
    assert standing(sources=(replace(STALE, required=False),)).verdict is Verdict.CLEAR
    assert standing(sources=(STALE,), policy=replace(POLICY, test_freshness=False)).verdict is Verdict.CLEAR


def test_police_points_that_differ_are_flagged_and_ours_count() -> None:
    ours = standing(known(a_fined_case(points=figure(4, Part.TERMED))))
    assert [w.code for w in ours.warnings] == []
    theirs = standing(known(a_fined_case(points=figure(6, Part.TERMED))))
    assert [w.code for w in theirs.warnings] == [Notice.POINTS_DIFFER]
    assert theirs.parts[Part.TERMED].points == 8


def test_one_case_may_block_for_several_reasons() -> None:
    case = a_suspension_case(fine=Fine(35_000_000, None), held_items=(held_licence(),))
    assert set(reasons(standing(known(case)))) == {Reason.FINE_UNPAID, Reason.LICENCE_HELD, Reason.SUSPENDED}


def test_a_licence_number_will_do() -> None:
    case = a_case(subject=Subject(Role.DRIVER, None, "790123456789", None))
    assert standing(known(case)).verdict is Verdict.BLOCKED
    assert CITIZEN not in repr(case)
