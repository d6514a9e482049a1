"""The registry is one that could be: names, numbers, ages, exams, terms, and police cases that fit them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest

from services.commands.generate import classes, days
from services.commands.generate.acts import the_acts
from services.commands.generate.lives import MOST_LICENCES, YOUNG_IDS, Registry
from services.commands.generate.places import the_places
from services.commands.generate.registry import exam_records, holder_record, licence_record
from shared.kernel.citizen_id import contradictions, read_citizen_id
from shared.kernel.clock import BUSINESS_ZONE
from tests.unit.commands.generate.made import Record, make, records, summary

LICENCES, CASES = 4000, 2500
AS_OF = "2026-11-01"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("registry")
    return make(out, "--licences", str(LICENCES), "--cases", str(CASES), "--as-of", AS_OF)


@pytest.fixture(scope="module")
def holders(folder: Path) -> dict[str, Record]:
    return {record["citizen_id"]: record for record in records(folder, "holders")}


@pytest.fixture(scope="module")
def licences(folder: Path) -> dict[str, Record]:
    return {record["number"]: record for record in records(folder, "licences")}


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Record]:
    return [*records(folder, "cases-G01.79"), *records(folder, "cases-G01.01")]


def share(words: Counter[str], word: str) -> float:
    return words[word] / words.total()


def test_names_are_vietnamese_in_their_order_and_as_frequent_as_they_are(holders: dict[str, Record]) -> None:
    families = Counter(holder["full_name"].split()[0] for holder in holders.values())
    assert 0.33 < share(families, "Nguyễn") < 0.44
    assert share(families, "Trần") > share(families, "Phạm") > share(families, "Bùi") > share(families, "Chu")
    assert len(families) > 40
    middle = {sex: Counter() for sex in ("male", "female")}
    for holder in holders.values():
        middle[holder["sex"]].update(holder["full_name"].split()[1:-1])
    assert share(middle["male"], "Văn") > 0.2
    assert share(middle["female"], "Thị") > 0.3
    assert middle["male"]["Thị"] == middle["female"]["Văn"] == 0
    assert all(unicodedata.is_normalized("NFC", holder["full_name"]) for holder in holders.values())
    assert len({holder["full_name"] for holder in holders.values()}) > LICENCES * 0.7


def test_personal_numbers_fit_the_person_and_are_nobodys(holders: dict[str, Record]) -> None:
    assert len(holders) == LICENCES
    for number, holder in holders.items():
        born = date.fromisoformat(holder["date_of_birth"])
        assert number.startswith("999")
        assert not contradictions(number, born_on=born, sex=holder["sex"])
        assert all(alias.startswith("999") and len(alias) == 9 for alias in holder["aliases"])


def test_numbers_stay_apart_up_to_the_last_licence_of_a_million() -> None:
    registry = Registry(1, days.day_of(2026, 11, 1))
    old = range(YOUNG_IDS, MOST_LICENCES, 7)
    lives = [registry.life(index) for index in (*old, *(index - YOUNG_IDS for index in old))]
    for told in ("citizen_id", "number", "serial"):
        assert len({getattr(life, told) for life in lives}) == len(lives)
    assert all(life.part("untermed") or life.part("termed") for life in lives)
    assert max(life.born for life in lives[: len(old)]) < min(life.born for life in lives[len(old) :])


def test_addresses_have_the_codes_of_the_day_the_card_was_made(
    holders: dict[str, Record], licences: dict[str, Record]
) -> None:
    old = {province.code for province in the_places().provinces}
    new = {province.successor for province in the_places().provinces}
    assert (len(old), len(new)) == (63, 34)
    lengths = Counter()
    for licence in licences.values():
        address = holders[licence["citizen_id"]]["address"]
        since = licence["card"]["issued_on"] >= "2025-07-01"
        assert address["province"] in (new if since else old)
        assert ("huyện" in address["text"] or "thị xã" in address["text"]) is not since
        lengths[len(address["province"])] += 1
    assert lengths[2] > LICENCES / 30
    assert lengths[3] > LICENCES / 2


def test_a_part_was_passed_before_it_was_issued_at_an_age_at_which_one_may(
    folder: Path, holders: dict[str, Record], licences: dict[str, Record]
) -> None:
    exams = {
        (exam["citizen_id"], exam["session"], exam["class"]): exam
        for exam in records(folder, "exams")
        if exam["result"] == "passed"
    }
    for licence in licences.values():
        born = date.fromisoformat(holders[licence["citizen_id"]]["date_of_birth"])
        for part in licence["parts"]:
            told = part["exam"]
            exam = exams[licence["citizen_id"], told["session"], told["class"]]
            assert exam["held_on"] == told["passed_on"] < part["first_issued_on"] <= part["issued_on"]
            assert part["issued_on"] <= licence["card"]["issued_on"] < AS_OF
            assert exam["pass_decision"] == told["decision"]
            assert exam["regime"] == ("2024" if exam["held_on"] >= "2025-01-01" else "2008")
            age = classes.least_age(exam["regime"], exam["class"])
            assert date.fromisoformat(exam["held_on"]) >= date(born.year + age, born.month, min(born.day, 28))
        assert licence["number"][3:5] == min(part["exam"]["passed_on"] for part in licence["parts"])[2:4]


def test_terms_run_as_the_law_of_the_day_of_issue_has_it(licences: dict[str, Record]) -> None:
    years = {("2008", "B2"): 10, ("2008", "C"): 5, ("2024", "B"): 10, ("2024", "C1"): 10, ("2024", "C"): 5}
    seen = Counter()
    for licence in licences.values():
        for part in licence["parts"]:
            assert (part["expires_on"] is None) is (part["kind"] == "untermed")
            named = part["regime"], part["classes"][0]
            made_over = licence["card"]["issued_on"] != part["issued_on"]  # keeps the term it had under the law before
            if named in years and not (made_over and named[0] == "2024"):
                seen[named] += 1
                assert int(part["expires_on"][:4]) - int(part["issued_on"][:4]) == years[named]
    assert set(seen) == set(years)


def test_a_card_printed_since_2025_names_the_classes_of_2024(licences: dict[str, Record]) -> None:
    restricted = 0
    for licence in licences.values():
        if licence["card"]["issued_on"] >= "2025-01-01":
            for part in licence["parts"]:
                assert part["regime"] == "2024" or part["classes"] == ["A4"]
                if part["exam"]["class"] == "A1" and part["exam"]["regime"] == "2008":
                    restricted += 1
                    assert (part["classes"], part["conditions"]) == (["A"], ["R-A-LT175"])
    assert restricted > 10


def test_every_situation_is_there(folder: Path) -> None:
    counts = summary(folder)
    registry, feed = counts["registry"], counts["police_feed"]
    wanted = {
        "both-parts", "without-term-only", "with-term-only", "regime-2008", "regime-2024", "converted-to-2024",
        "expired", "card-live", "card-reported_lost", "card-revoked", "paper-card", "old-identity-number",
        "failed-before", "male", "female",
    }  # fmt: skip
    assert wanted <= set(registry)
    assert registry["male"] + registry["female"] == LICENCES
    assert registry["card-live"] > 0.95 * LICENCES
    assert 0.01 * LICENCES < registry["expired"] < 0.15 * LICENCES
    assert 0.2 * LICENCES < registry["both-parts"] < 0.5 * LICENCES
    assert {
        "paid", "unpaid", "points", "suspended", "suspended-now", "suspension-not-begun", "something-held", "corrected",
        "cancelled", "owner-notice", "driver-named-later", "rows-sent-twice", "rows-behind-a-later-version",
        "old-identity-number", "status-open", "status-decided", "status-settled", "status-cancelled",
    } <= set(feed)  # fmt: skip
    assert counts["files"]["holders"] == {
        "rows": LICENCES, "clean": LICENCES, "dirty_but_taken": 0, "refused": 0, "dirty_by_kind": {},
    }  # fmt: skip


def test_cases_are_of_people_of_the_registry_with_the_licence_for_the_vehicle(
    cases: list[Record], holders: dict[str, Record], licences: dict[str, Record]
) -> None:
    kinds = {"car": "termed", "motorcycle": "untermed"}
    drivers = 0
    for case in cases:
        subject = case["subject"]
        if subject["role"] != "driver":
            assert not any((subject["citizen_id"], subject["licence_number"], case["decision"], case["points"]))
            assert case["vehicle"]["plate"]
            continue
        number, person = subject["licence_number"], subject["citizen_id"]
        if number is None:
            assert person in holders
            continue
        drivers += 1
        licence = licences[number]
        holder = holders[licence["citizen_id"]]
        assert person in (None, licence["citizen_id"], *holder["aliases"])
        assert subject["full_name"] == holder["full_name"]
        part = next(part for part in licence["parts"] if part["kind"] == kinds[case["vehicle"]["group"]])
        assert part["first_issued_on"] < day_of(case)
    assert drivers > CASES


def day_of(case: Record) -> str:
    at = datetime.fromisoformat(case["occurred_at"])
    return at.astimezone(BUSINESS_ZONE).date().isoformat()


def test_sanctions_are_those_of_the_decree_of_the_day(cases: list[Record]) -> None:
    acts = {act.code: act for act in the_acts()}
    for case in cases:
        found = [acts[act["code"]] for act in case["acts"]]
        day = date.fromisoformat(day_of(case)).toordinal()
        assert all(act.in_force(day) and act.group == case["vehicle"]["group"] for act in found)
        suspends = any(act.suspension for act in found)
        if case["fine"]:
            low, high = (sum(act.fine[end] for act in found) for end in (0, 1))
            assert low <= case["fine"]["amount_vnd"] <= high
            assert (case["suspension"] is not None) is suspends
        if case["points"]:
            assert day_of(case) >= "2025-01-01"
            assert not suspends
            assert case["points"]["deducted"] == max(act.points for act in found) > 0
        if case["suspension"] and case["suspension"]["ends_on"]:
            start, end = (date.fromisoformat(case["suspension"][name]) for name in ("starts_on", "ends_on"))
            assert (end + timedelta(days=1)).day in {start.day, 28, 29, 30}


def test_versions_come_out_of_order_and_twice_and_tell_one_story(cases: list[Record]) -> None:
    by_case: dict[str, list[Record]] = defaultdict(list)
    for case in cases:
        by_case[case["case_number"]].append(case)
    assert len(by_case) == CASES
    behind = twice = 0
    for rows in by_case.values():
        numbers = [row["version"] for row in rows]
        assert set(numbers) == set(range(1, max(numbers) + 1))
        behind += any(after < before for before, after in pairwise(numbers))
        twice += len(numbers) - len(set(numbers))
        for version in set(numbers):
            same = [row for row in rows if row["version"] == version]
            assert all(row == same[0] for row in same)
    assert behind > CASES / 20
    assert twice > CASES / 40


def test_the_day_of_the_registry_moves_everything_with_it() -> None:
    early = Registry(1, days.day_of(2022, 1, 1))
    for index in range(300):
        life = early.life(index)
        texts = str([holder_record(early, life), exam_records(early, life), licence_record(life)])
        assert "'2022-" not in texts.replace(f"'{days.text(life.card_on)}", "") or life.card_on < early.as_of
        assert life.card_on < early.as_of
        assert all(part.regime == "2008" for part in life.parts)
        assert read_citizen_id(life.citizen_id).birth_year <= 2004


def test_the_catalogue_of_acts_is_that_of_violations() -> None:
    ours, theirs = (
        resources.files(f"services.{package}").joinpath("data/violation_acts.json").read_bytes()
        for package in ("commands.generate", "violations.domain")
    )
    assert ours == theirs, "copy services/violations/domain/data/violation_acts.json over"
