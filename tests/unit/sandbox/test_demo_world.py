from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from services.sandbox.demo.days import add_months, add_years, instant
from services.sandbox.demo.registry import TERM_YEARS
from services.sandbox.demo.shapes import World
from services.sandbox.demo.world import demo_world, scripted_day
from shared.kernel.citizen_id import contradictions

DAYS = [date(2026, 11, 22), date(2027, 3, 1), date(2028, 2, 29), date(2026, 12, 31)]


@pytest.fixture(params=DAYS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return demo_world(request.param)


def day(text: object) -> date:
    return date.fromisoformat(str(text))


def test_every_situation_of_the_brief_is_there() -> None:
    keys = {one.key for one in demo_world(DAYS[0]).situations}
    assert keys >= {
        "clean",
        "zero-fee",
        "unpaid-fine",
        "suspended",
        "suspension-not-started",
        "licence-held",
        "expired-20-days",
        "expired-6-months",
        "expired-2-years",
        "one-part-suspended",
        "not-found",
        "revoked",
        "name-differs",
        "owner-notice",
        "old-2008-card",
        "no-health-certificate",
        "zero-points",
        "no-licence-data",
    }


def test_personal_numbers_fit_the_person_and_are_visibly_fictitious(world: World) -> None:
    for one in world.situations:
        assert one.person.citizen_id.startswith("999")
        assert not contradictions(one.person.citizen_id, born_on=one.person.born_on, sex=one.person.sex)
        assert "Thử" in one.person.full_name


def test_numbers_are_unique(world: World) -> None:
    for numbers in (
        [one.person.citizen_id for one in world.situations],
        [licence["number"] for licence in world.licences],
        [licence["card"]["serial"] for licence in world.licences],
        [(case["source"], case["case_number"]) for cases in world.cases.values() for case in cases],
        [account.username for account in world.accounts],
    ):
        assert len(set(numbers)) == len(numbers)


def test_exam_comes_before_issue_and_issue_before_today(world: World) -> None:
    exams = {(exam["citizen_id"], exam["class"], exam["session"]): exam for exam in world.exams}
    births = {holder["citizen_id"]: day(holder["date_of_birth"]) for holder in world.holders}
    for licence in world.licences:
        for part in licence["parts"]:
            named = part["exam"]
            exam = exams[licence["citizen_id"], named["class"], named["session"]]
            assert exam["result"] == "passed"
            assert named["passed_on"] == exam["held_on"]
            assert named["decision"] == exam["pass_decision"]
            assert day(exam["held_on"]) < day(part["first_issued_on"]) <= day(part["issued_on"]) <= world.loaded_on
            assert add_years(births[licence["citizen_id"]], 18) <= day(exam["held_on"])
            assert all(0 < score["score"] <= score["out_of"] for score in exam["parts"])


def test_expiry_follows_class_and_regime(world: World) -> None:
    for licence in world.licences:
        assert sorted(part["kind"] for part in licence["parts"]) in (["termed"], ["untermed"], ["termed", "untermed"])
        for part in licence["parts"]:
            issued_on = day(part["issued_on"])
            years = TERM_YEARS[part["regime"], part["classes"][0]]
            assert part["regime"] == ("2024" if issued_on >= date(2025, 1, 1) else "2008")
            assert (part["kind"] == "untermed") == (years is None)
            assert part["expires_on"] == (add_years(issued_on, years).isoformat() if years else None)


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("expired-20-days", 19, 22), ("expired-6-months", 179, 185), ("expired-2-years", 728, 732)],
)
def test_expired_people_are_expired_by_what_their_name_says(world: World, key: str, least: int, most: int) -> None:
    one = next(one for one in world.situations if one.key == key)
    assert one.licence is not None
    expired = world.loaded_on - day(one.licence["parts"][0]["expires_on"])
    assert timedelta(days=least) <= expired <= timedelta(days=most)


def test_holders_exams_and_cases_speak_of_the_same_person(world: World) -> None:
    people = {one.person.citizen_id: one for one in world.situations}
    holders = {holder["citizen_id"] for holder in world.holders}
    for licence in world.licences:
        assert licence["citizen_id"] in holders
    for cases in world.cases.values():
        for case in cases:
            person = people[case["subject"]["citizen_id"]]
            assert case["subject"]["full_name"] == person.person.full_name
            assert case["subject"].get("licence_number") in {None, person.licence_number}


def test_only_one_name_differs_from_the_registry(world: World) -> None:
    identity = {person["citizen_id"]: person["full_name"] for person in world.population}
    differing = [h["full_name"] for h in world.holders if h["full_name"] != identity[h["citizen_id"]]]
    assert differing == ["Hồ Thị Thử Mười Bẩy"]


def test_cases_are_dated_in_order(world: World) -> None:
    for cases in world.cases.values():
        for case in cases:
            happened_on = day(case["occurred_at"][:10])
            decided_on = day(case["decision"]["decided_on"]) if case["decision"] else None
            paid_on = day(case["fine"]["paid_on"]) if case["fine"] and case["fine"]["paid_on"] else None
            dated = [moment for moment in (happened_on, decided_on, paid_on) if moment]
            assert dated == sorted(dated)
            assert dated[-1] <= world.loaded_on


def test_suspension_runs_on_the_day_of_loading(world: World) -> None:
    one = next(one for one in world.situations if one.key == "suspended")
    suspension = one.cases[0][1]["suspension"]
    assert day(suspension["starts_on"]) < world.loaded_on < day(suspension["ends_on"])
    assert day(suspension["ends_on"]) + timedelta(days=1) == add_months(day(suspension["starts_on"]), 23)


def test_zero_fee_holds_only_while_the_resolution_is_in_force() -> None:
    def fee(on: date) -> int | None:
        return next(one.check.fee_vnd for one in demo_world(on).situations if one.key == "zero-fee")

    assert (fee(date(2026, 8, 14)), fee(date(2026, 8, 15))) == (115_000, 0)
    assert (fee(date(2027, 2, 28)), fee(date(2027, 3, 1))) == (0, 115_000)


def test_the_same_day_gives_the_same_world_and_everything_is_json(world: World) -> None:
    again = demo_world(world.loaded_on)
    assert again == world
    for records in (world.holders, world.exams, world.licences, world.population, world.health, world.people):
        assert json.loads(json.dumps(records)) == list(records)


def test_people_say_what_their_check_must_answer(world: World) -> None:
    citizens = [line for line in world.people if line["kind"] == "citizen"]
    assert all(line["expected_outcome"] and line["check"] for line in citizens)
    assert {line["key"] for line in world.people if line["kind"] == "officer"} >= {"officer", "decider", "supervisor"}


def test_scripted_day_pays_corrects_and_withdraws() -> None:
    day_of_script = scripted_day(DAYS[0])
    identities = [(case["case_number"], case["version"]) for _client, case in day_of_script]
    assert len(set(identities)) == len(identities)
    assert [case["status"] for _client, case in day_of_script] == ["settled", "open", "open", "open", "cancelled"]
    loaded = {case["case_number"] for case in demo_world(DAYS[0]).cases["police-hcm"]}
    assert day_of_script[0][1]["case_number"] in loaded


def test_months_are_clamped_to_their_end() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_years(date(2028, 2, 29), -1) == date(2027, 2, 28)
    assert instant(date(2026, 11, 22), 6) == "2026-11-21T23:00:00Z"
