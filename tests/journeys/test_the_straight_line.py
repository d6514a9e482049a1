"""The main job over HTTP, from the push of a case to the new card; everything as outside clients see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.commands.outside_client import CallFailedError
from shared.kernel.ids import new_id
from tests.support.people import Police, TestCitizen, TestOfficer, case_against, roadside_status
from tests.support.suites import RunningSuite


def test_a_clean_reissue_with_a_fee(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "clean"), TestOfficer.of(suite)
    old = citizen.licence()
    check = citizen.check(old["id"])
    assert check["outcome"] == "reissue_now"
    assert check["fee"]["amount_vnd"] == 115_000
    application = citizen.files()
    assert application["state"] == "awaiting_payment"
    assert application["clock"]["due_on"] is None
    assert citizen.licence()["card"]["status"] == "reported_lost"
    assert roadside_status(suite, old["card"]["serial"]) == "reported_lost"
    citizen.pays_fee(application)
    accepted = citizen.application(application["id"])
    assert accepted["state"] == "under_review"
    assert accepted["clock"]["due_on"] is not None
    officer.approves(application)
    suite.settle()
    issued = citizen.application(application["id"])
    assert issued["state"] == "delivered"
    new = citizen.licence()
    assert new["number"] == old["number"]
    assert new["card"]["status"] == "live"
    assert new["card"]["serial"] == issued["result"]["card_serial"] != old["card"]["serial"]
    assert [part["expires_on"] for part in new["parts"]] == [part["expires_on"] for part in old["parts"]]
    assert roadside_status(suite, old["card"]["serial"]) == "superseded"
    assert roadside_status(suite, new["card"]["serial"]) == "live"
    assert any(look["purpose"] == "reissue" and look["agency"] == "G01.08" for look in citizen.looks())


def test_a_block_goes_when_the_fine_is_paid_without_anybodys_hand(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "clean"), TestOfficer.of(suite)
    licence = citizen.licence()
    record = case_against(citizen, suite.clock.now())
    Police(suite).push(record)
    check = citizen.check(licence["id"])
    assert check["outcome"] == "blocked"
    [block] = [finding for finding in check["findings"] if finding["outcome"] == "block"]
    assert record["case_number"] in block["explanation"]["vi"]
    application = citizen.files()
    assert application["state"] == "awaiting_clearance"
    case_id = block["evidence"]["case_id"]
    citizen.pay({"kind": "fine", "case_id": case_id}, key=new_id())
    suite.settle()
    assert citizen.state(application) == "awaiting_payment"
    citizen.pays_fee(application)
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def test_a_later_police_version_does_not_unpay_a_fine(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    licence = citizen.licence()
    record = case_against(citizen, suite.clock.now())
    Police(suite).push(record)
    [block] = [f for f in citizen.check(licence["id"])["findings"] if f["outcome"] == "block"]
    citizen.pay({"kind": "fine", "case_id": block["evidence"]["case_id"]}, key=new_id())
    suite.settle()
    Police(suite).push(record | {"version": 2, "place": {"province": "79", "text": "Địa điểm đã sửa"}})
    assert citizen.check(licence["id"])["outcome"] == "reissue_now"


def test_a_suspended_licence_stays_blocked_and_says_until_when(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "suspended")
    licence = citizen.licence()
    check = citizen.check(licence["id"])
    assert check["outcome"] == "blocked"
    [block] = [finding for finding in check["findings"] if finding["outcome"] == "block"]
    until = block["evidence"]["until"]
    year, month, day = until.split("-")
    assert f"{day}/{month}/{year}" in block["explanation"]["vi"]


def test_a_zero_fee_by_the_conditions_in_force_today(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    application = citizen.files()
    assert application["fee"]["amount_vnd"] == 0
    assert application["state"] == "under_review"
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def test_a_refusal_carries_its_reason_and_gives_the_money_back(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "clean"), TestOfficer.of(suite)
    application = citizen.files()
    payment = citizen.pays_fee(application)
    refused = officer.refuses(application)
    assert refused["state"] == "refused"
    assert refused["decision"]["reason_code"] == "false-declaration"
    suite.settle()
    assert citizen.licence()["card"]["status"] == "reported_lost", "a refusal does not find a lost card"
    assert citizen._get(f"/api/renewals/v1/payments/{payment['id']}")["state"] == "refunded"


def test_after_a_refusal_one_may_file_again(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    officer.refuses(citizen.files())
    suite.settle()
    again = citizen.files()
    assert again["state"] == "under_review"
    officer.approves(again)
    suite.settle()
    assert citizen.state(again) == "delivered"


def test_a_withdrawal_gives_the_old_card_back(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    old = citizen.licence()["card"]
    application = citizen.files()
    assert citizen.licence()["card"]["status"] == "reported_lost"
    assert citizen.withdraws(application)["state"] == "withdrawn"
    suite.settle()
    assert citizen.licence()["card"] == old


def test_a_silent_police_source_is_waited_for_and_recovered_from(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    suite.outside.send("POST", "/sandbox/police/behaviour", json={"silent": True})
    suite.clock.move(timedelta(hours=25))
    suite.outside._tokens.clear()
    citizen.log_in_again()
    assert citizen.check(citizen.licence()["id"])["outcome"] == "pending_source"
    application = citizen.files()
    assert application["state"] == "awaiting_clearance"
    [silent] = [finding for finding in application["findings"] if finding["rule"] == "source-silent"]
    assert "Công an" in silent["explanation"]["vi"]
    Police(suite, "police-hcm").heartbeat()
    Police(suite, "police-hanoi").heartbeat()
    suite.settle()
    assert citizen.state(application) == "under_review"
    officer = TestOfficer.of(suite)
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def test_a_case_that_arrives_between_approval_and_issue_voids_the_decision(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    application = citizen.files()
    old = citizen.licence()["card"]["serial"]
    Police(suite).push(case_against(citizen, suite.clock.now()))  # nobody has re-checked yet
    officer.approves(application)
    suite.settle()
    after = citizen.application(application["id"])
    assert after["state"] == "awaiting_clearance"
    assert after["decision"]["in_force"] is False
    assert after["decision"]["void_reason"]
    assert citizen.licence()["card"] == {**citizen.licence()["card"], "serial": old, "status": "reported_lost"}
    standing = suite.outside.call(
        "POST", "/api/violations/v1/standings", token=citizen.token, body={"citizen_id": citizen.entry["citizen_id"]}
    ).json()
    citizen.pay({"kind": "fine", "case_id": standing["blocking"][0]["case_id"]}, key=new_id())
    suite.settle()
    assert citizen.state(application) == "under_review"
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"
    assert roadside_status(suite, old) == "superseded"


def test_a_stale_or_missing_version_decides_nothing(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    application = citizen.files()
    path = f"/api/renewals/v1/applications/{application['id']}/decision"
    for match, code in ((None, "precondition-required"), ('"999"', "precondition-failed")):
        with pytest.raises(CallFailedError, match=code):
            suite.outside.call(
                "POST",
                path,
                token=officer.token,
                body={"outcome": "approve"},
                key=new_id(),
                purpose="reissue",
                match=match,
            )
    assert citizen.state(application) == "under_review"


def test_nobody_sees_or_touches_what_is_not_theirs(suite: RunningSuite) -> None:
    citizen, stranger = TestCitizen.of(suite, "zero-fee"), TestCitizen.of(suite, "clean")
    application = citizen.files()
    with pytest.raises(CallFailedError, match="HTTP 404 not-found"):
        stranger.application(application["id"])
    with pytest.raises(CallFailedError, match="HTTP 404 not-found"):
        stranger.withdraws(application)
    with pytest.raises(CallFailedError, match="HTTP 403 subject-mismatch"):
        stranger.entry = stranger.entry | {"citizen_id": citizen.entry["citizen_id"]}
        stranger.licence()
