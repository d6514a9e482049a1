"""A licence that only paper knows: searched, found and entered, or searched in vain; never left lying."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from services.commands.outside_client import CallFailedError
from services.sandbox.demo import people
from services.sandbox.demo.registry import car, licence_record
from shared.kernel.ids import new_id
from tests.support.people import RENEWALS, TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

RECORD = licence_record(people.NO_LICENCE, [car(date(2023, 5, 4))])
FOUND = {
    "number": RECORD["number"],
    "classes": ["B2"],
    "issued_on": "2023-05-04",
    "issued_by": "Sở Giao thông vận tải Cần Thơ",
    "entry": "Sổ 3, trang 12",
}


def searched(officer: TestOfficer, application: dict[str, Any], result: str, found: Any = None) -> dict[str, Any]:
    path = f"{RENEWALS}/applications/{application['id']}"
    seen = officer.outside.call("GET", path, token=officer.token, purpose="reissue")
    body = {
        "registers": ["issue_list", "issue_book"],
        "searched_on": "2026-11-22",
        "result": result,
        "found": found,
    }
    answer = officer.outside.call(
        "POST",
        f"{path}/register-searches",
        token=officer.token,
        body=body,
        key=new_id(),
        purpose="reissue",
        match=seen.headers["ETag"],
    )
    view: dict[str, Any] = answer.json()
    return view


def entered(suite: RunningSuite) -> None:
    """The registry takes the old licence in, like any other it loads."""
    answer = suite.outside.send(
        "POST",
        "/api/licences/v1/imports/licences",
        data=json.dumps(RECORD).encode(),
        headers={
            "Authorization": f"Bearer {suite.outside.system_token('registry-loader')}",
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": new_id(),
            "Gplx-Purpose": "registry-load",
        },
    )
    assert answer.json()["created"] == 1, answer.text


def filed(citizen: TestCitizen) -> dict[str, Any]:
    claimed = {"number": RECORD["number"], "classes": ["B2"], "issued_on": "2023-05-04", "issued_by": "Cần Thơ"}
    application = citizen.applies("3.000348", "lost", licence_id=None, claimed=claimed, occurred_on="2026-11-20")
    return citizen.gets_to_review(application)


def test_found_on_paper_entered_and_reissued_without_another_hand(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "no-licence-data"), TestOfficer.of(suite)
    application = filed(citizen)
    assert (application["outcome"], application["licence_id"]) == ("officer_review", None)
    waiting = searched(officer, application, "found", FOUND)
    assert waiting["state"] == "under_review"
    assert "awaiting-registration" in {finding["rule"] for finding in waiting["findings"]}
    assert citizen.application(application["id"])["register_search"]["found"]["entry"] == "Sổ 3, trang 12"
    with pytest.raises(CallFailedError, match="licence-not-in-register"):
        officer.approves(application)
    entered(suite)
    suite.clock.move(timedelta(minutes=5, seconds=1))
    suite.settle()
    known = citizen.application(application["id"])
    assert (known["state"], known["outcome"]) == ("under_review", "reissue_now")
    assert known["clock"]["due_on"] == application["clock"]["due_on"], "the wait was the agency's"
    assert roadside_status(suite, RECORD["card"]["serial"]) == "reported_lost"
    officer.approves(application)
    suite.settle()
    issued = citizen.application(application["id"])
    assert issued["state"] == "delivered"
    assert roadside_status(suite, issued["result"]["card_serial"]) == "live"
    papers = {paper["kind"]: paper for paper in issued["result"]["documents"]}
    for kind, member in (("e-licence", "token"), ("decision", "jws")):
        token = citizen._get(papers[kind]["href"])[member]
        assert papers[kind]["sha256"] == sha256(token.encode()).hexdigest()
    steps = citizen._get(f"{RENEWALS}/applications/{application['id']}/timeline")["items"]
    assert [step["event"] for step in steps if step["event"].startswith(("found_in", "licence_", "recheck"))] == [
        "found_in_registers",
        "licence_entered",
        "rechecked",
    ]
    assert all(step["text"]["vi"] and step["text"]["en"] for step in steps)


def test_searched_in_vain_is_refused_with_a_signed_decision_and_the_fee_goes_back(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "no-licence-data"), TestOfficer.of(suite)
    application = filed(citizen)
    refused = searched(officer, application, "not_found")
    assert (refused["state"], refused["end_reason"], refused["outcome"]) == ("refused", "not-in-system", "not_found")
    suite.settle()
    decision = citizen._get(f"{RENEWALS}/applications/{application['id']}/decision")
    assert decision["jws"].count(".") == 2
    assert decision["decision"]["reason_code"] == "not-in-system"
    told = next(one for one in citizen.application(application["id"])["findings"] if one["rule"] == "not-in-system")
    assert "đã tra bảng kê cấp giấy phép và sổ quản lý cấp giấy phép và không tìm thấy" in told["explanation"]["vi"]
    again = citizen.applies("3.000348", "lost", licence_id=None, claimed={"classes": ["B2"]}, occurred_on="2026-11-20")
    assert again["id"] != application["id"], "the way is free for another dossier"
