from __future__ import annotations

import pytest

from services.commands.demo.cast import Citizen
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def test_every_demo_person_is_told_what_the_list_of_people_promises(suite: RunningSuite) -> None:
    told, promised = {}, {}
    for one in suite.outside.people():
        if one["kind"] != "citizen":
            continue
        citizen = Citizen.log_in(suite.outside, one["key"])
        body = {"citizen_id": one["citizen_id"], **one["check"]}
        check = suite.outside.call("POST", "/api/renewals/v1/checks", token=citizen.token, body=body).json()
        fee = None if one["expected_fee_vnd"] is None else check["fee"]["amount_vnd"]
        found = one["expected_finding"] in {None, *(finding["rule"] for finding in check["findings"])}
        told[one["key"]] = (check["outcome"], fee, found)
        promised[one["key"]] = (one["expected_outcome"], one["expected_fee_vnd"], True)
    assert told == promised


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
