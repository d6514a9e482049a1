"""The points ledger, rule by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.violations.domain import ledger
from services.violations.domain.case import Decision, Part, Restoration, Role, Status, Vehicle, VehicleGroup
from services.violations.domain.catalogue import the_catalogue
from tests.support.violations import (
    DRINK_CAR,
    DRUNK_CAR,
    HELMET_BIKE,
    PHONE_BIKE,
    RED_LIGHT_CAR,
    a_fined_case,
    a_suspension_case,
    addressed,
    figure,
)

CATALOGUE = the_catalogue()


def points(*cases, on: date, part: Part = Part.TERMED, tests=()) -> int:
    return ledger.account(part, cases, tests, on=on, catalogue=CATALOGUE).points


def sanction(number: int, effective: date, *acts: str, group: VehicleGroup = VehicleGroup.CAR, **changes):
    return a_fined_case(
        case_number=f"{number}/BB-VPHC",
        occurred_at=datetime(effective.year, effective.month, effective.day, tzinfo=UTC),
        decision=Decision(f"{number}/QĐ-XPHC", effective, effective),
        acts=acts or (RED_LIGHT_CAR,),
        vehicle=Vehicle("51A-123.45", group),
        **changes,
    )


def test_points_go_when_the_decision_takes_effect() -> None:
    case = a_fined_case(decision=Decision("1", date(2026, 10, 5), date(2026, 10, 12)))
    assert points(case, on=date(2026, 10, 11)) == 12
    assert points(case, on=date(2026, 10, 12)) == 8
    assert points(case, on=date(2026, 10, 12), part=Part.UNTERMED) == 12


def test_only_the_largest_of_one_session_counts() -> None:
    assert points(sanction(1, date(2026, 5, 1), RED_LIGHT_CAR, DRINK_CAR), on=date(2026, 5, 1)) == 2
    first = sanction(1, date(2026, 5, 1), RED_LIGHT_CAR)
    second = sanction(
        2,
        date(2026, 5, 1),
        DRINK_CAR,
    )
    joint = Decision("7/QĐ-XPHC", date(2026, 5, 1), date(2026, 5, 1))
    assert points(first, second, on=date(2026, 5, 1)) == 0
    assert points(replace(first, decision=joint), replace(second, decision=joint), on=date(2026, 5, 1)) == 2


def test_a_suspension_in_the_session_takes_the_place_of_points() -> None:
    case = a_suspension_case(acts=(DRUNK_CAR, RED_LIGHT_CAR))
    assert points(case, on=date(2026, 12, 1)) == 12


def test_an_act_punished_by_suspension_takes_the_place_of_points_before_the_suspension_is_reported() -> None:
    assert points(sanction(1, date(2026, 5, 1), DRUNK_CAR, RED_LIGHT_CAR), on=date(2026, 12, 1)) == 12


@pytest.mark.parametrize(
    ("figures", "termed", "untermed"),
    [((None, None), 8, 12), ((figure(4, Part.UNTERMED), None), 12, 8), ((figure(4, Part.TERMED),) * 2, 8, 12)],
)
def test_of_equals_in_both_parts_one_is_taken_and_the_police_say_which(figures, termed, untermed) -> None:
    joint = Decision("7/QĐ-XPHC", date(2026, 5, 1), date(2026, 5, 1))
    car = replace(sanction(1, date(2026, 5, 1)), decision=joint, points=figures[0])
    bike = sanction(2, date(2026, 5, 1), PHONE_BIKE, group=VehicleGroup.MOTORCYCLE)
    bike = replace(bike, decision=joint, points=figures[1])
    for order in ((car, bike), (bike, car)):
        assert points(*order, on=date(2026, 5, 1)) == termed
        assert points(*order, on=date(2026, 5, 1), part=Part.UNTERMED) == untermed


def test_on_the_day_of_a_test_a_decision_comes_first() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 2, 1)), sanction(3, date(2026, 8, 1))]
    test = Restoration(Part.TERMED, date(2026, 8, 1), "KT-1")
    assert points(*lives, on=date(2026, 8, 1), tests=[test]) == 12


def test_nothing_is_taken_while_suspended() -> None:
    suspended = a_suspension_case()  # 6/10/2026 to 5/8/2028
    during = sanction(2, date(2027, 1, 1))
    after = sanction(3, date(2028, 8, 6))
    assert points(suspended, during, on=date(2027, 1, 1)) == 12
    assert points(suspended, during, after, on=date(2028, 8, 6)) == 8
    bike = sanction(4, date(2027, 1, 1), PHONE_BIKE, group=VehicleGroup.MOTORCYCLE)
    assert points(suspended, bike, on=date(2027, 1, 1), part=Part.UNTERMED) == 8


def test_what_is_left_is_taken_and_no_more() -> None:
    lives = [sanction(1, date(2026, 5, 1), DRINK_CAR), sanction(2, date(2026, 6, 1))]
    account = ledger.account(Part.TERMED, lives, (), on=date(2026, 6, 1), catalogue=CATALOGUE)
    assert (account.points, account.exhausted_on) == (0, date(2026, 6, 1))


@pytest.mark.parametrize(("day", "left"), [(date(2027, 4, 30), 8), (date(2027, 5, 1), 12)])
def test_full_again_after_twelve_clean_months(day: date, left: int) -> None:
    assert points(sanction(1, date(2026, 5, 1)), on=day) == left


def test_a_new_deduction_starts_the_twelve_months_anew() -> None:
    lives = [sanction(1, date(2026, 5, 1)), sanction(2, date(2027, 4, 30), HELMET_BIKE), sanction(3, date(2027, 4, 30))]
    assert points(*lives, on=date(2028, 4, 29)) == 4
    assert points(*lives, on=date(2028, 4, 30)) == 12


def test_nothing_left_does_not_come_back_by_itself() -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 2, 1))]
    assert points(*lives, on=date(2030, 1, 1)) == 0


@pytest.mark.parametrize(("passed", "left"), [(date(2026, 7, 31), 0), (date(2026, 8, 1), 12)])
def test_a_test_restores_six_months_after_the_last_point_went(passed: date, left: int) -> None:
    lives = [sanction(1, date(2026, 1, 1), DRINK_CAR), sanction(2, date(2026, 2, 1))]
    test = Restoration(Part.TERMED, passed, "KT-1")
    account = ledger.account(Part.TERMED, lives, [test], on=date(2026, 9, 1), catalogue=CATALOGUE)
    assert account.points == left
    assert account.ignored == (() if left else (test,))
    assert points(*lives, on=date(2026, 9, 1), tests=[Restoration(Part.UNTERMED, passed, "KT-2")]) == 0


@pytest.mark.parametrize(
    "case",
    [
        a_fined_case(status=Status.CANCELLED),
        a_fined_case(subject=addressed(Role.OWNER)),
        a_fined_case(decision=None),
        a_fined_case(acts=(HELMET_BIKE,)),
        a_fined_case(occurred_at=datetime(2024, 12, 31, tzinfo=UTC)),
    ],
)
def test_cases_that_cost_no_points(case) -> None:
    assert points(case, on=date(2026, 12, 1)) == 12


POINTED = sorted(code for code, act in CATALOGUE.acts.items() if code.startswith(("168/", "238/")))
lives = st.lists(
    st.builds(
        sanction,
        st.integers(1, 30),
        st.dates(date(2025, 1, 1), date(2040, 1, 1)),
        st.sampled_from(POINTED),
        st.sampled_from(POINTED),
    ),
    max_size=25,
)
tests_passed = st.lists(
    st.builds(Restoration, st.sampled_from(Part), st.dates(date(2025, 1, 1), date(2040, 1, 1)), st.just("KT")),
    max_size=5,
)


@given(lives, tests_passed, st.dates(date(2025, 1, 1), date(2041, 1, 1)), st.sampled_from(Part), st.randoms())
def test_points_stay_within_bounds_in_any_order(cases, tests, on, part, chance) -> None:
    first = ledger.account(part, cases, tests, on=on, catalogue=CATALOGUE)
    assert 0 <= first.points <= 12
    assert (first.points == 0) == (first.exhausted_on is not None)
    shuffled = list(cases)
    chance.shuffle(shuffled)
    again = ledger.account(part, shuffled, tests[::-1], on=on, catalogue=CATALOGUE)
    assert again.points == first.points
