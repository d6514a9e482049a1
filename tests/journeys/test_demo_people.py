from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from services.commands.demo.cast import Citizen
from services.commands.demo.outcomes import OUTCOMES, check_of, every_outcome
from services.commands.demo.stage import Stage
from services.renewals.domain.findings import Outcome
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def test_every_demo_person_is_told_what_the_list_of_people_promises(suite: RunningSuite) -> None:
    told, promised = {}, {}
    for one in suite.outside.people():
        if one["kind"] != "citizen":
            continue
        check = check_of(suite.outside, one)
        fee = None if one["expected_fee_vnd"] is None else check["fee"]["amount_vnd"]
        found = one["expected_finding"] in {None, *(finding["rule"] for finding in check["findings"])}
        told[one["key"]] = (check["outcome"], fee, found)
        promised[one["key"]] = (one["expected_outcome"], one["expected_fee_vnd"], True)
    assert told == promised


def test_the_demo_people_meet_every_outcome_but_the_one_that_takes_a_silent_day(suite: RunningSuite) -> None:
    promised = {one["expected_outcome"] for one in suite.outside.people() if one["kind"] == "citizen"}
    assert promised == set(OUTCOMES) - {"pending_source"} == {outcome.value for outcome in Outcome} - {"pending_source"}


def test_the_demo_shows_each_person_in_a_line(suite: RunningSuite) -> None:
    shown = Console(file=StringIO(), width=160)
    every_outcome(suite.outside, Stage(console=shown))
    text = shown.file.getvalue()
    citizens = [one for one in suite.outside.people() if one["kind"] == "citizen"]
    assert text.count("✓") == len(citizens) + 2
    assert "≠" not in text
    assert f"{len(citizens)} of {len(citizens)} as promised" in text
    assert "11 of 12" in text
    assert "pending_source: needs a police source silent" in text


def test_the_stations_scripted_day_frees_whom_it_says_has_paid(suite: RunningSuite) -> None:
    citizen = Citizen.log_in(suite.outside, "scripted")
    licence = citizen.licence()
    assert citizen.check(licence["id"])["outcome"] == "blocked"
    effects = [
        [item["answer"]["effect"] for item in suite.outside.send("POST", "/sandbox/police/script").json()["items"]]
        for _ in range(2)
    ]
    assert effects[0] == ["updated", "created", "updated", "created", "updated"]
    assert effects[1] == ["unchanged", "stale", "unchanged", "stale", "unchanged"]
    assert citizen.check(licence["id"])["outcome"] == "reissue_now"
