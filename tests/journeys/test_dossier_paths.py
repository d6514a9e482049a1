"""The ways a dossier may take besides the straight line: waiting, running out of time, coming back, other hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.commands.outside_client import CallFailedError
from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.adapters.merchant import rfc3339
from services.sandbox.domain.behaviour import Part
from shared.kernel.ids import new_id
from tests.support.people import RENEWALS, TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

EXCHANGE = "3.000347"


def wait(suite: RunningSuite, citizen: TestCitizen, **time: float) -> None:
    """Time passes, and with it tokens; the world goes on."""
    suite.clock.move(timedelta(**time))
    suite.outside._tokens.clear()
    citizen.log_in_again()
    suite.settle()


def rules(view: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in view["findings"]}


def test_a_missing_health_certificate_is_asked_for_and_a_second_time_counts_as_late(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "no-health-certificate"), TestOfficer.of(suite)
    application = citizen.gets_to_review(citizen.files())
    assert "health-certificate-missing" in rules(application)
    due = application["clock"]["due_on"]
    asked = officer.asks_for(application, "health-certificate")
    assert (asked["state"], asked["clock"]["paused_for"], asked["clock"]["due_on"]) == (
        "supplement_requested",
        "supplement",
        None,
    )
    wait(suite, citizen, days=3)
    back = citizen.supplements(application)
    assert (back["state"], back["clock"]["paused"], back["clock"]["late"]) == ("under_review", False, False)
    assert back["clock"]["due_on"] > due
    officer = TestOfficer.of(suite)
    again = officer.asks_for(application, "health-certificate")
    assert (again["clock"]["late"], again["clock"]["late_for"]) == (True, "second_supplement")
    citizen.supplements(application)
    with pytest.raises(CallFailedError, match="supplement-already-requested"):
        officer.asks_for(application, "health-certificate")
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "delivered"


def test_a_fee_that_is_not_paid_in_three_days_stops_and_late_money_goes_back(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    order = {"kind": "fee", "application_id": application["id"]}
    payment = citizen._post(f"{RENEWALS}/payments", order, key=new_id())
    wait(suite, citizen, days=3, seconds=1)
    stopped = citizen.application(application["id"])
    assert (stopped["state"], stopped["end_reason"]) == ("stopped", "payment-expired")
    told(suite, payment)
    suite.settle()
    late = citizen._get(f"{RENEWALS}/payments/{payment['id']}")
    assert late["state"] == "refunding", "the stand-in never had this money: the refund is ordered again and again"
    assert citizen.state(application) == "stopped"
    assert citizen.files()["state"] == "awaiting_payment", "the way is free for another dossier"


def test_money_a_slow_bank_brings_after_the_deadline_is_refunded_and_the_payer_sees_it(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    order = {"kind": "fee", "application_id": application["id"]}
    payment = citizen._post(f"{RENEWALS}/payments", order, key=new_id())
    wait(suite, citizen, days=3, seconds=1)
    assert citizen.application(application["id"])["end_reason"] == "payment-expired"
    suite.outside.send("POST", "/sandbox/gateway/behaviour", json={"accept_late": 1})
    paid = suite.outside.send("POST", f"/sandbox/gateway/orders/{payment['id']}/pay", json={})
    assert paid.json()["status"] == "paid"
    suite.settle()
    seen = citizen._get(f"{RENEWALS}/payments/{payment['id']}")
    assert (seen["state"], seen["refunded_at"] is not None) == ("refunded", True)
    assert suite.outside.send("GET", f"/sandbox/gateway/orders/{payment['id']}").json()["status"] == "refunded"
    assert citizen.state(application) == "stopped"


def told(suite: RunningSuite, payment: dict[str, Any]) -> None:
    """A bank that took its time: the gateway tells of money for an order that has run out."""
    claims = {
        "iss": f"{suite.environment['GPLX_ISSUER']}/sandbox/gateway",
        "aud": "renewals",
        "event_id": new_id(),
        "type": "payment.paid",
        "order_id": payment["id"],
        "amount_vnd": payment["amount_vnd"],
        "at": rfc3339(suite.clock.now()),
    }
    notice = SigningKeys.load(suite.var / "keys/sandbox").sign(Part.GATEWAY, claims, type="JOSE")
    path, kind = f"{RENEWALS}/payments/notifications", {"Content-Type": "application/jose"}
    assert suite.outside.send("POST", path, data=notice.encode(), headers=kind).ok


def test_a_case_nobody_settles_in_thirty_days_stops_the_dossier(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "unpaid-fine")
    application = citizen.files()
    assert application["state"] == "awaiting_clearance"
    wait(suite, citizen, days=29, hours=23)
    assert citizen.state(application) == "awaiting_clearance"
    wait(suite, citizen, hours=2)
    stopped = citizen.application(application["id"])
    assert (stopped["state"], stopped["end_reason"]) == ("stopped", "clearance-expired")
    assert stopped["end_reason_text"]["vi"]


def test_an_officer_files_at_the_counter_and_another_decides(suite: RunningSuite) -> None:
    citizen, filer, decider = (
        TestCitizen.of(suite, "spare-2"),
        TestOfficer.of(suite, "officer"),
        TestOfficer.of(suite, "decider"),
    )
    old = citizen.licence()["card"]["serial"]
    application = filer.files_for(citizen)
    assert (application["channel"], application["desk"]["agency"]) == ("counter", "G01.79")
    assert application["code"].startswith("G01.79-261122-")
    citizen.gets_to_review(application)
    with pytest.raises(CallFailedError, match="own-dossier"):
        filer.approves(application)
    assert decider.approves(application)["state"] == "issued"
    assert roadside_status(suite, old) == "superseded"
    assert filer.hands_over(application)["state"] == "delivered"


def test_a_card_by_post_is_delivered_when_it_is_dispatched(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    delivery = {"method": "post", "address": "2 phố Thử Nghiệm, Phường Hoàn Kiếm, Hà Nội"}
    application = citizen.applies(
        "3.000348", "stolen", occurred_on="2026-11-21", delivery=delivery, licence_id=citizen.licence()["id"]
    )
    officer.approves(application)
    suite.settle()
    assert citizen.state(application) == "issued"
    again = citizen.files()
    assert again["id"] != application["id"], "a card on its way holds no other dossier up"
    assert officer.hands_over(application)["state"] == "delivered"


def test_a_licence_the_register_lacks_is_searched_for_by_an_officer(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "no-licence-data"), TestOfficer.of(suite)
    claimed = {"number": "920199990118", "classes": ["B"], "issued_on": "2025-11-22", "issued_by": "CSGT Cần Thơ"}
    application = citizen.applies("3.000348", "lost", licence_id=None, claimed=claimed, occurred_on="2026-11-20")
    reviewed = citizen.gets_to_review(application)
    assert reviewed["outcome"] == "officer_review"
    with pytest.raises(CallFailedError, match="licence-not-in-register"):
        officer.approves(application)
    refused = officer.refuses(application, "not-in-system")
    assert (refused["state"], refused["decision"]["reason_code"]) == ("refused", "not-in-system")
    suite.settle()
    assert citizen.application(application["id"])["fee"]["paid_at"] is not None


def test_losing_a_card_twice_in_two_years_is_flagged_and_no_bar(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "zero-fee"), TestOfficer.of(suite)
    first = citizen.files()
    assert "repeated-loss-flag" not in rules(first)
    officer.approves(first)
    suite.settle()
    wait(suite, citizen, days=20)
    check = citizen.check(citizen.licence()["id"])
    assert "repeated-loss-flag" in rules(check)
    assert check["outcome"] == "reissue_now"
    second = citizen.files()
    assert "repeated-loss-flag" in rules(second)
    assert second["state"] == "under_review"
