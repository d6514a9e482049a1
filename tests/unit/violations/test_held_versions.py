"""Versions, payments, silence and the passing of days: what each does to a case, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.violations.domain.agencies import the_agencies
from services.violations.domain.case import (
    Decision,
    Fine,
    HeldForm,
    HeldKind,
    Part,
    Role,
    Scope,
    Settlement,
    Status,
    Suspension,
    Vehicle,
    VehicleGroup,
)
from services.violations.domain.catalogue import CatalogueError, read_catalogue, the_catalogue
from services.violations.domain.content import from_content, to_content
from services.violations.domain.freshness import Silence, SourceState
from services.violations.domain.passing import clean_day, next_change, own_days, points_come_back
from services.violations.domain.settling import check_settlement
from services.violations.domain.versions import Effect, Held
from shared.kernel.errors import Conflict, Invalid
from tests.support.violations import (
    RED_LIGHT_CAR,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
    figure,
    held_licence,
    known,
)

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_versions_in_order_and_out_of_order() -> None:
    held = Held()
    assert held.highest == 0
    assert held.take(2, "b") == (Effect.CREATED, True)
    assert held.take(2, "b") == (Effect.UNCHANGED, False)
    assert held.take(1, "a") == (Effect.STALE, True)
    assert held.take(1, "a") == (Effect.STALE, False)
    assert held.take(3, "c") == (Effect.UPDATED, True)
    assert held.take(2, "b") == (Effect.STALE, False)
    assert held.fingerprints == {1: "a", 2: "b", 3: "c"}


def test_the_same_version_with_other_content_is_refused_and_nothing_is_kept() -> None:
    held = Held({1: "a"})
    with pytest.raises(Conflict) as refused:
        held.take(1, "b")
    assert (refused.value.code, refused.value.params) == ("version-conflict", {"version": 1})
    assert held.fingerprints == {1: "a"}


@pytest.mark.parametrize(
    ("silent_for", "fresh"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, microseconds=1), False),
    ],
)
def test_a_source_counts_until_its_silence_is_too_long(silent_for: timedelta, fresh: bool) -> None:
    silence = Silence(("G01.79",), timedelta(hours=24))
    assert silence.is_fresh(NOW - silent_for, NOW) is fresh


def test_every_source_heard_of_or_required_is_told_by_code() -> None:
    silence = Silence(("G01.79", "G01.01"), timedelta(hours=24))
    assert silence.states({"G01.79": NOW, "G01.50": NOW - timedelta(days=2)}, NOW) == (
        SourceState("G01.01", None, fresh=False, required=True),
        SourceState("G01.50", NOW - timedelta(days=2), fresh=False, required=False),
        SourceState("G01.79", NOW, fresh=True, required=True),
    )


def test_many_sources_are_told_in_order() -> None:
    codes = [f"G01.{number:02d}" for number in range(40, 10, -1)]
    told = Silence(tuple(codes), timedelta(hours=24)).states({}, NOW)
    assert [state.source for state in told] == sorted(codes)


def test_the_fine_of_a_version_held_settles() -> None:
    check_settlement(known(a_fined_case()), amount_vnd=18_000_000, fines_of_versions={18_000_000, 19_000_000})
    with pytest.raises(Invalid) as refused:
        check_settlement(known(a_fined_case()), amount_vnd=1, fines_of_versions={19_000_000})
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code, fault.params) == ("/amount_vnd", "amount-differs", {"owed": 19_000_000})
    assert (refused.value.code, refused.value.params) == ("amount-differs", {"owed": 19_000_000})


@pytest.mark.parametrize(
    "case",
    [
        known(a_case()),
        known(a_fined_case(paid_on=date(2026, 10, 9))),
        known(a_fined_case(status=Status.SETTLED)),
        known(a_fined_case(status=Status.CANCELLED)),
        known(a_fined_case(fine=None)),
        known(a_fined_case(fine=Fine(0, None))),
        known(a_fined_case(), settlement=Settlement("s", "c", "p", 19_000_000, NOW)),
    ],
)
def test_money_for_what_is_not_owed_is_turned_away(case) -> None:
    with pytest.raises(Conflict) as refused:
        check_settlement(case, amount_vnd=19_000_000, fines_of_versions={19_000_000})
    assert (refused.value.code, refused.value.params) == ("state-conflict", {"state": case.case.status.value})


def test_one_dong_is_a_fine() -> None:
    check_settlement(known(a_fined_case(fine=Fine(1, None))), amount_vnd=1, fines_of_versions={1})


LATER = Decision("1/QĐ-XPHC", date(2026, 10, 5), date(2026, 10, 12))


@pytest.mark.parametrize(
    ("case", "after", "day"),
    [
        (a_case(), date(2026, 10, 1), None),
        (a_fined_case(decision=LATER), date(2026, 10, 11), date(2026, 10, 12)),
        (a_fined_case(decision=LATER), date(2026, 10, 12), date(2027, 10, 12)),
        (a_fined_case(decision=LATER), date(2027, 10, 12), None),
        (a_fined_case(decision=LATER, subject=addressed(Role.OWNER)), date(2026, 10, 12), None),
        (a_fined_case(decision=LATER, status=Status.CANCELLED), date(2026, 10, 11), None),
        (a_suspension_case(), date(2026, 10, 4), date(2026, 10, 5)),
        (a_suspension_case(), date(2026, 10, 5), date(2026, 10, 6)),
        (a_suspension_case(), date(2026, 10, 6), date(2027, 10, 5)),
        (a_suspension_case(), date(2027, 10, 5), date(2028, 8, 6)),
        (a_suspension_case(), date(2028, 8, 5), date(2028, 8, 6)),
        (a_suspension_case(), date(2028, 8, 6), None),
        (a_suspension_case(starts_on=None), date(2027, 10, 5), None),
    ],
)
def test_the_next_day_on_which_a_case_means_something_else(case, after: date, day: date | None) -> None:
    assert next_change(case, after=after) == day


def test_days_of_a_case_are_told_in_full() -> None:
    case = a_suspension_case()
    assert own_days(case) == (date(2026, 10, 5), date(2026, 10, 6), date(2028, 8, 6))
    assert own_days(a_case()) == own_days(replace(case, status=Status.CANCELLED)) == ()
    assert clean_day(case) == date(2027, 10, 5)
    assert clean_day(a_case()) is None
    assert clean_day(replace(case, status=Status.CANCELLED)) is None


FULL = a_suspension_case(
    suspension=Suspension(22, Scope.UNTERMED, date(2026, 10, 6), date(2028, 8, 1)),
    points=figure(4, Part.UNTERMED),
    held_items=(
        held_licence(returned_on=date(2026, 10, 9)),
        replace(held_licence(), kind=HeldKind.VEHICLE, form=HeldForm.ELECTRONIC),
    ),
    vehicle=Vehicle(None, VehicleGroup.MOTORCYCLE),
)


@pytest.mark.parametrize("case", [a_case(), a_fined_case(), a_suspension_case(starts_on=None), FULL])
def test_a_case_survives_being_written_and_read(case) -> None:
    assert from_content(to_content(case)) == case


def test_a_case_is_written_with_the_words_of_the_wire() -> None:
    assert to_content(FULL) == {
        "source": "G01.79",
        "case_number": "0012345/BB-VPHC",
        "version": 1,
        "occurred_at": "2026-10-01T01:30:00Z",
        "place": {"province": "79", "text": "Ngã tư Thử Nghiệm"},
        "subject": {
            "role": "driver",
            "citizen_id": "999090123456",
            "licence_number": None,
            "full_name": "Nguyễn Văn Thử Một",
        },
        "vehicle": {"plate": None, "group": "motorcycle"},
        "acts": [{"code": "168/2024:6.11.a"}],
        "decision": {"number": "0012345/QĐ-XPHC", "decided_on": "2026-10-05", "effective_on": "2026-10-05"},
        "fine": {"amount_vnd": 35_000_000, "paid_on": "2026-10-06"},
        "suspension": {"months": 22, "part": "untermed", "starts_on": "2026-10-06", "ends_on": "2028-08-01"},
        "points": {"deducted": 4, "part": "untermed"},
        "held_items": [
            {
                "kind": "licence",
                "form": "physical",
                "place": "Trạm Thử Nghiệm",
                "from": "2026-10-01",
                "returned_on": "2026-10-09",
            },
            {
                "kind": "vehicle",
                "form": "electronic",
                "place": "Trạm Thử Nghiệm",
                "from": "2026-10-01",
                "returned_on": None,
            },
        ],
        "status": "decided",
    }


def test_an_act_is_in_force_from_its_first_to_its_last_day() -> None:
    act = replace(the_catalogue().acts[RED_LIGHT_CAR], effective_from=date(2025, 1, 1), effective_to=date(2025, 12, 31))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [act.in_force(day) for day in days] == [False, True, True, False]
    assert replace(act, effective_to=None).in_force(date(2099, 1, 1))


RECORD = """{"code": "9/2030:1", "vehicle_group": "car", "title_vi": "Thử", "title_en": "Test", "fine_min_vnd": 1,
"fine_max_vnd": 2, "suspension_min_months": %s, "points": 3, "effective_from": "2030-01-01", "effective_to": %s}"""


def test_the_catalogue_is_read_as_it_is_written() -> None:
    (act,) = read_catalogue('{"acts": [%s]}' % (RECORD % ("null", '"2031-01-01"'))).acts.values()
    assert (act.code, act.vehicle_group, act.title_vi, act.title_en) == ("9/2030:1", VehicleGroup.CAR, "Thử", "Test")
    assert (act.fine_min_vnd, act.fine_max_vnd, act.points, act.suspends) == (1, 2, 3, False)
    assert (act.effective_from, act.effective_to) == (date(2030, 1, 1), date(2031, 1, 1))
    (suspending,) = read_catalogue('{"acts": [%s]}' % (RECORD % ("2", "null"))).acts.values()
    assert suspending.suspends
    assert suspending.effective_to is None


def test_a_record_listed_twice_is_named() -> None:
    record = RECORD % ("null", "null")
    with pytest.raises(CatalogueError, match="act 9/2030:1 is listed twice"):
        read_catalogue(f'{{"acts": [{record}, {record}]}}')


def test_an_agency_has_a_name_and_an_unknown_one_takes_no_money() -> None:
    known_one = the_agencies().agency("G01.79")
    assert known_one.code == "G01.79"
    assert "Công an" in known_one.name_vi
    assert known_one.payable_online
    unknown = the_agencies().agency("G99")
    assert (unknown.code, unknown.name_vi, unknown.name_en) == ("G99", "G99", "G99")
    assert not unknown.payable_online


@pytest.mark.parametrize(
    ("day", "back"), [(date(2027, 10, 4), False), (date(2027, 10, 5), True), (date(2027, 10, 6), False)]
)
def test_points_come_back_on_one_day(day: date, back: bool) -> None:
    case = known(a_fined_case())
    assert points_come_back([case], (), on=day, catalogue=the_catalogue()) is back
    assert not points_come_back([known(a_suspension_case())], (), on=day, catalogue=the_catalogue())
