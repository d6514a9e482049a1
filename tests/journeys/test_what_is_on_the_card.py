"""What the new card lists: classes converted, names set right, parts left out and given back, terms run out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from services.sandbox.demo.world import demo_world
from shared.kernel.ids import new_id
from tests.journeys.test_dossier_paths import EXCHANGE, rules, wait
from tests.support.people import TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def issued(suite: RunningSuite, citizen: TestCitizen, application: dict[str, Any]) -> dict[str, Any]:
    """The licence after the fee is paid and an officer approved."""
    citizen.gets_to_review(application)
    TestOfficer.of(suite).approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered", citizen.application(application["id"])
    return citizen.licence()


def test_an_old_class_becomes_the_one_the_holder_chose(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "old-2008-card")
    old = citizen.licence()
    application = citizen.applies(EXCHANGE, "voluntary", class_choice={"B2": "C1"})
    assert application["outcome"] == "exchange_now"
    new = issued(suite, citizen, application)
    (part,) = new["parts"]
    assert (part["regime"], part["classes"]) == ("2024", ["C1"])
    assert part["expires_on"] > old["parts"][0]["expires_on"]
    assert part["first_issued_on"] == old["parts"][0]["first_issued_on"]
    assert new["number"] == old["number"]


def test_a_damaged_card_is_exchanged_and_the_old_one_is_dead(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "spare-1")
    old = citizen.licence()
    new = issued(suite, citizen, citizen.applies(EXCHANGE, "damaged"))
    assert new["card"]["serial"] != old["card"]["serial"]
    assert roadside_status(suite, old["card"]["serial"]) == "superseded"
    assert new["loss_report_id"] is None


def test_a_name_that_differs_is_set_right_on_the_new_card(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "name-differs")
    assert citizen.licence()["holder"]["full_name"] == "Hồ Thị Thử Mười Bẩy"
    application = citizen.applies(EXCHANGE, "data_change")
    assert "identity-differs" in rules(application)
    new = issued(suite, citizen, application)
    assert new["holder"]["full_name"] == "Hồ Thị Thử Mười Bảy"


def test_the_barred_part_is_left_out_and_comes_back_free_when_its_bar_ends(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "one-part-suspended")
    application = citizen.files()
    assert application["outcome"] == "partially_allowed"
    assert set(application["parts"].values()) == {"reissue_now", "blocked"}
    partial = issued(suite, citizen, application)
    assert partial["card"]["parts"] == ["untermed"]
    assert [part["on_card"] for part in partial["parts"]] == [True, False]
    wait(suite, citizen, days=640)
    second = citizen.applies(EXCHANGE, "voluntary", class_choice={"B2": "B"})
    assert (second["outcome"], second["fee"]["amount_vnd"]) == ("exchange_now", 0)
    whole = issued(suite, citizen, second)
    assert whole["card"]["parts"] == ["untermed", "termed"]
    assert [part["on_card"] for part in whole["parts"]] == [True, True]


def test_a_part_that_expires_while_the_dossier_waits_goes_to_an_officer_again(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "spare-3")
    last_day = suite.clock.today() + timedelta(days=2)
    expire(suite, "spare-3", last_day.isoformat())
    application = citizen.gets_to_review(citizen.files())
    assert "expired-while-waiting" not in rules(application)
    wait(suite, citizen, days=3)
    officer = TestOfficer.of(suite)
    officer.approves(application)
    suite.settle()
    again = citizen.application(application["id"])
    assert (again["state"], again["decision"]["in_force"]) == ("under_review", False)
    assert "expired-while-waiting" in rules(again)
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def expire(suite: RunningSuite, key: str, last_day: str) -> None:
    """The registry corrects the last day of a demo person's only part."""
    record = next(one for one in demo_world(suite.clock.today()).situations if one.key == key).licence
    assert record is not None
    (part,) = record["parts"]
    corrected = {**record, "parts": [{**part, "expires_on": last_day}]}
    answer = suite.outside.send(
        "POST",
        "/api/licences/v1/imports/licences",
        data=json.dumps(corrected).encode(),
        headers={
            "Authorization": f"Bearer {suite.outside.system_token('registry-loader')}",
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": new_id(),
            "Gplx-Purpose": "registry-load",
        },
    )
    assert answer.json()["updated"] == 1, answer.text
