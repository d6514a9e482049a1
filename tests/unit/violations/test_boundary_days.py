"""The days on which something begins or ends: the day before, the day itself, the day after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.violations.domain import ledger
from services.violations.domain.blocking import Reason
from services.violations.domain.case import (
    Case,
    Decision,
    Fine,
    HeldKind,
    KnownCase,
    Part,
    Restoration,
    Role,
    Scope,
    Settlement,
    Status,
    Suspension,
    Vehicle,
    VehicleGroup,
)
from services.violations.domain.catalogue import Catalogue, the_catalogue
from services.violations.domain.months import add_months
from services.violations.domain.standing import Notice, Policy, Standing, Verdict, standing_of
from tests.support.violations import (
    DRINK_CAR,
    RED_LIGHT_CAR,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
    figure,
    held_licence,
    known,
)

CATALOGUE = the_catalogue()
TODAY = date(2026, 11, 22)
POLICY = Policy(catalogue=CATALOGUE)


def sanction(number: int, effective: date, *acts: str, **changes) -> Case:
    return a_fined_case(
        case_number=f"{number}/BB-VPHC",
        occurred_at=datetime(effective.year, effective.month, effective.day, tzinfo=UTC),
        decision=Decision(f"{number}/QĐ-XPHC", effective, effective),
        acts=acts or (RED_LIGHT_CAR,),
        **changes,
    )


def account(*cases: Case, on: date, tests=()) -> ledger.Account:
    return ledger.account(Part.TERMED, cases, tests, on=on, catalogue=CATALOGUE)


def standing(*cases: KnownCase, on: date, tests=()) -> Standing:
    return standing_of(cases, tests, (), on=on, policy=POLICY)


@pytest.mark.parametrize(
    ("effective", "points"),
    [
        (date(2026, 10, 5), 8),
        (date(2026, 10, 6), 12),
        (date(2028, 8, 5), 12),
        (date(2028, 8, 6), 8),
    ],
)
def test_nothing_is_taken_on_the_first_and_the_last_day_of_a_suspension(effective: date, points: int) -> None:
    suspended = a_suspension_case()  # 6/10/2026 to 5/8/2028
    assert account(suspended, sanction(2, effective), on=effective).points == points


@pytest.mark.parametrize(
    "suspension",
    [
        Suspension(22, Scope.TERMED, None, None),
        Suspension(22, Scope.UNTERMED, date(2026, 10, 6), None),
    ],
)
def test_points_go_while_a_suspension_does_not_run_or_bars_the_other_part(suspension: Suspension) -> None:
    suspended = a_suspension_case(suspension=suspension)
    assert account(suspended, sanction(2, date(2026, 12, 1)), on=date(2026, 12, 1)).points == 8


def test_a_cancelled_suspension_keeps_no_points() -> None:
    suspended = a_suspension_case(status=Status.CANCELLED)
    assert account(suspended, sanction(2, date(2026, 12, 1)), on=date(2026, 12, 1)).points == 8


def test_a_suspension_of_one_case_of_the_session_takes_the_place_of_the_points_of_all() -> None:
    joint = Decision("7/QĐ-XPHC", date(2026, 5, 1), date(2026, 5, 1))
    ordered = Suspension(2, Scope.TERMED, None, None)
    lives = [sanction(1, date(2026, 5, 1)), sanction(2, date(2026, 5, 1), suspension=ordered)]
    for cases in (lives, lives[::-1]):
        assert account(*(replace(case, decision=joint) for case in cases), on=date(2026, 5, 1)).points == 12


def test_a_session_takes_effect_with_the_last_of_its_records() -> None:
    number = "7/QĐ-XPHC"
    early, late = (
        replace(sanction(index, date(2026, 5, 1)), decision=Decision(number, date(2026, 5, 1), date(2026, 5, day)))
        for index, day in ((1, 1), (2, 9))
    )
    for cases in ((early, late), (late, early)):
        assert account(*cases, on=date(2026, 5, 8)).points == 12
        assert account(*cases, on=date(2026, 5, 9)).points == 8


def test_an_act_of_a_vehicle_that_has_no_points_takes_none() -> None:
    pointless = [code for code, act in CATALOGUE.acts.items() if not act.points and not act.suspends]
    assert account(sanction(1, date(2026, 5, 1), *pointless), on=date(2026, 5, 1)).points == 12


def test_one_point_left_comes_back_after_twelve_months() -> None:
    act = replace(CATALOGUE.acts[RED_LIGHT_CAR], code="1/2030:1", points=1)
    law = Catalogue({**CATALOGUE.acts, act.code: act})
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 2, 1), act.code)]

    def points(on: date) -> int:
        return ledger.account(Part.TERMED, lives, (), on=on, catalogue=law).points

    assert [points(day) for day in (date(2026, 2, 1), date(2027, 1, 31), date(2027, 2, 1))] == [1, 1, 12]


def test_points_that_go_twice_are_restored_twice_each_six_months_after_its_own_day() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 1, 2))]
    again = [sanction(3, date(2026, 9, 1), DRINK_CAR), sanction(4, date(2026, 9, 2))]
    first = Restoration(Part.TERMED, date(2026, 7, 2), "KT-1")
    early, due = (Restoration(Part.TERMED, day, "KT-2") for day in (date(2027, 3, 1), date(2027, 3, 2)))
    assert account(*lives, *again, on=date(2026, 8, 31), tests=[first]).points == 12
    found = account(*lives, *again, on=date(2027, 4, 1), tests=[first, early])
    assert (found.points, found.exhausted_on, found.ignored) == (0, date(2026, 9, 2), (early,))
    assert account(*lives, *again, on=date(2027, 4, 1), tests=[first, due]).points == 12


def test_of_two_tests_on_one_day_the_first_by_number_counts_in_any_order() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 1, 2))]
    tests = [Restoration(Part.TERMED, date(2026, 8, 1), number) for number in ("KT-1", "KT-2")]
    for order in (tests, tests[::-1]):
        assert account(*lives, on=date(2026, 8, 1), tests=order).ignored == (tests[1],)


def test_what_was_taken_is_told_by_day_in_any_order() -> None:
    lives = [sanction(number, date(2026, month, 1)) for number, month in ((3, 1), (1, 2), (2, 2))]
    for order in (lives, lives[::-1]):
        assert [taken.session[1][0] for taken in account(*order, on=date(2026, 3, 1)).taken] == ["3", "1", "2"]


def test_what_comes_later_than_the_day_is_not_taken_and_not_sat() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 1, 2))]
    test = Restoration(Part.TERMED, date(2026, 8, 1), "KT-1")
    assert account(*lives, on=date(2026, 7, 31), tests=[test]) == account(*lives, on=date(2026, 7, 31))
    assert account(*lives, on=date(2026, 8, 1), tests=[test]).points == 12


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
        (date(2026, 1, 31), 25, date(2028, 2, 29)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def test_a_hold_begins_and_ends_on_its_days() -> None:
    item = replace(held_licence(returned_on=date(2026, 10, 10)), held_from=date(2026, 10, 3))
    case = known(a_fined_case(paid_on=date(2026, 10, 5), held_items=(item,)))
    reasons = [
        {block.reason for block in standing(case, on=date(2026, 10, day)).blocking} for day in (2, 3, 4, 5, 9, 10)
    ]
    undecided, held = Reason.CASE_UNSETTLED, Reason.LICENCE_HELD
    assert reasons == [{undecided}, {undecided, held}, {undecided, held}, {held}, {held}, set()]


def test_a_held_vehicle_does_not_hold_the_licence() -> None:
    item = replace(held_licence(), kind=HeldKind.VEHICLE)
    assert standing(known(a_fined_case(paid_on=date(2026, 10, 5), held_items=(item,))), on=TODAY).blocking == ()


def test_a_licence_held_twice_is_held_since_the_first_time() -> None:
    items = tuple(replace(held_licence(), held_from=date(2026, 10, day)) for day in (4, 2, 3))
    (block,) = standing(known(a_fined_case(paid_on=date(2026, 10, 5), held_items=items)), on=TODAY).blocking
    assert (block.since, block.part) == (date(2026, 10, 2), Scope.TERMED)


@pytest.mark.parametrize(
    ("group", "part"),
    [
        (VehicleGroup.CAR, Scope.TERMED),
        (VehicleGroup.MOTORCYCLE, Scope.UNTERMED),
        (VehicleGroup.OTHER, Scope.ALL),
    ],
)
def test_a_hold_bars_the_part_of_the_vehicle(group: VehicleGroup, part: Scope) -> None:
    case = a_fined_case(
        paid_on=date(2026, 10, 5), held_items=(held_licence(),), vehicle=Vehicle(None, group), acts=(RED_LIGHT_CAR,)
    )
    assert [block.part for block in standing(known(case), on=TODAY).blocking] == [part]


def test_an_unpaid_case_is_seen_as_open_before_its_decision_and_from_the_act_on() -> None:
    case = known(a_fined_case())  # act on 1/10, decision on 5/10
    found = [standing(case, on=day).blocking for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 4))]
    assert [[block.reason for block in blocks] for blocks in found] == [
        [],
        [Reason.CASE_UNSETTLED],
        [Reason.CASE_UNSETTLED],
    ]
    (owed,) = standing(case, on=date(2026, 10, 5)).blocking
    assert (owed.reason, owed.since, owed.amount_vnd) == (Reason.FINE_UNPAID, date(2026, 10, 5), 19_000_000)


def test_a_case_settled_without_a_decision_does_not_block() -> None:
    case = known(a_case(status=Status.SETTLED))
    assert standing(case, on=date(2026, 10, 1)).verdict is Verdict.CLEAR


def test_a_fine_paid_without_a_decision_settles_on_the_day_of_payment() -> None:
    case = known(a_case(status=Status.SETTLED, fine=Fine(19_000_000, date(2026, 10, 9))))
    verdicts = [standing(case, on=date(2026, 10, day)).verdict for day in (8, 9)]
    assert verdicts == [Verdict.BLOCKED, Verdict.CLEAR]


def test_a_settled_case_without_a_day_of_payment_owes_nothing_from_its_decision_on() -> None:
    case = known(a_fined_case(status=Status.SETTLED))
    assert standing(case, on=date(2026, 10, 5)).verdict is Verdict.CLEAR


def test_a_suspension_is_ordered_before_its_clock_runs_and_over_after_its_last_day() -> None:
    case = known(a_suspension_case())  # decided on 5/10, runs from 6/10/2026 to 5/8/2028, fine paid on 6/10
    told = {
        day: [(block.reason, block.since, block.until) for block in standing(case, on=day).blocking]
        for day in (date(2026, 10, 5), date(2026, 10, 6), date(2028, 8, 5), date(2028, 8, 6))
    }
    running = [(Reason.SUSPENDED, date(2026, 10, 6), date(2028, 8, 5))]
    assert sorted(told[date(2026, 10, 5)]) == [
        (Reason.FINE_UNPAID, date(2026, 10, 5), None),
        (Reason.SUSPENSION_NOT_STARTED, date(2026, 10, 5), None),
    ]
    assert told[date(2026, 10, 6)] == told[date(2028, 8, 5)] == running
    assert told[date(2028, 8, 6)] == []


def test_of_two_suspensions_the_later_end_is_told() -> None:
    ends = (date(2027, 1, 1), date(2027, 6, 1), date(2027, 3, 1))
    cases = [
        known(
            a_suspension_case(
                case_number=f"{index}/BB-VPHC", suspension=Suspension(2, Scope.TERMED, date(2026, 10, 6), end)
            )
        )
        for index, end in enumerate(ends)
    ]
    found = standing(*cases, on=TODAY)
    assert found.parts[Part.TERMED].suspended_until == date(2027, 6, 1)
    assert found.parts[Part.UNTERMED].suspended_until is None


def test_blocks_are_told_by_the_day_they_began_and_cases_by_source_and_number() -> None:
    young = known(replace(a_case(), case_number="1/BB-VPHC", occurred_at=datetime(2026, 10, 3, tzinfo=UTC)))
    old = known(replace(a_case(), case_number="2/BB-VPHC"))
    other = known(replace(a_case(), case_number="3/BB-VPHC", source="G01.01"))
    for order in ((young, old, other), (other, old, young)):
        assert [block.case_number[0] for block in standing(*order, on=TODAY).blocking] == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("deducted", "part", "status", "effective", "differs"),
    [
        (4, Part.TERMED, Status.DECIDED, date(2026, 10, 5), False),
        (3, Part.TERMED, Status.DECIDED, date(2026, 10, 5), True),
        (4, Part.UNTERMED, Status.DECIDED, date(2026, 10, 5), True),
        (0, Part.TERMED, Status.DECIDED, date(2026, 10, 5), True),
        (9, Part.TERMED, Status.CANCELLED, date(2026, 10, 5), False),
        (9, Part.TERMED, Status.DECIDED, TODAY, True),
        (9, Part.TERMED, Status.DECIDED, date(2026, 11, 23), False),
    ],
)
def test_a_police_figure_is_held_against_ours_from_the_day_of_effect(deducted, part, status, effective, differs):
    decision = Decision("1/QĐ-XPHC", date(2026, 10, 5), effective)
    case = a_fined_case(paid_on=date(2026, 10, 9), decision=decision, points=figure(deducted, part), status=status)
    codes = [warning.code for warning in standing(known(case), on=TODAY).warnings]
    assert codes == ([Notice.POINTS_DIFFER] if differs else [])


def test_police_who_count_nothing_where_nothing_is_due_agree() -> None:
    case = a_suspension_case(points=figure(0, Part.TERMED))
    assert standing(known(case), on=TODAY).warnings == ()
    undecided = a_case(points=figure(4, Part.TERMED))
    assert standing(known(undecided), on=TODAY).warnings == ()


def test_warnings_name_their_case_and_part() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 1, 2), points=figure(1, Part.TERMED))]
    early = Restoration(Part.TERMED, date(2026, 2, 1), "KT-1")
    found = standing(*map(known, lives), on=TODAY, tests=[early]).warnings
    assert [(w.code, w.case_number, w.source, w.part) for w in found] == [
        (Notice.POINTS_DIFFER, "2/BB-VPHC", "G01.79", None),
        (Notice.POINTS_ZERO, None, None, Part.TERMED),
        (Notice.RESTORATION_NOT_DUE, None, None, Part.TERMED),
    ]


def test_notices_are_told_by_source_and_case_number_in_any_order() -> None:
    notices = [
        known(a_case(source=source, case_number=f"{number}/BB-VPHC", subject=addressed(Role.OWNER)))
        for source, number in (("G01.79", 1), ("G01.01", 2), ("G01.79", 3))
    ]
    for order in (notices, notices[::-1]):
        assert [w.case_number[0] for w in standing(*order, on=TODAY).warnings if w.case_number] == ["2", "1", "3"]


def test_money_that_equals_the_fine_is_not_remarked_and_a_cancelled_case_says_nothing() -> None:
    paid = Settlement("s", "c", "p", 19_000_000, datetime(2026, 11, 1, tzinfo=UTC))
    assert standing(known(a_fined_case(), settlement=paid), on=TODAY).warnings == ()
    less = replace(paid, amount_vnd=1)
    assert standing(known(a_fined_case(status=Status.CANCELLED), settlement=less), on=TODAY).warnings == ()
    assert standing(known(a_fined_case(fine=None), settlement=less), on=TODAY).warnings == ()
    assert standing(known(a_fined_case(fine=Fine(19_000_001, None)), settlement=paid), on=TODAY).warnings
