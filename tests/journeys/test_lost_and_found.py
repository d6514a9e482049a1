"""A citizen says that the card is lost, finds it again, or finds it too late."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from shared.kernel.ids import new_id
from tests.support.people import TestCitizen, TestOfficer, roadside_status
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

LICENCES = "/api/licences/v1/licences"
LOSS = {
    "circumstance": "lost",
    "occurred_on": "2026-11-20",
    "place": "Chợ Thử Nghiệm, Hà Nội",
    "declaration": "Tôi đánh rơi ví, trong đó có giấy phép lái xe.",
}


def posts(citizen: TestCitizen, path: str, body: Any = None) -> requests.Response:
    """A POST under the citizen's own token, whatever comes of it."""
    headers = {"Authorization": f"Bearer {citizen.token}", "Idempotency-Key": new_id(), "Accept-Language": "vi"}
    return citizen.outside.send("POST", f"{LICENCES}/{path}", headers=headers, json=body)


def history(citizen: TestCitizen, licence_id: str) -> dict[str, Any]:
    found: dict[str, Any] = citizen._get(f"{LICENCES}/{licence_id}/history")
    return found


def test_a_card_is_reported_lost_and_found_again(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    licence, serial = citizen.licence(), citizen.licence()["card"]["serial"]
    reported = posts(citizen, f"{licence['id']}/loss-reports", LOSS)
    assert (reported.status_code, roadside_status(suite, serial)) == (201, "reported_lost")
    (entry,) = history(citizen, licence["id"])["loss_reports"]
    assert entry["text"]["vi"].startswith(f"Ngày 22/11/2026, thẻ {serial} được khai báo bị mất")
    assert "ông/bà hãy rút khai báo" in entry["text"]["vi"]
    back = f"{licence['id']}/loss-reports/{reported.json()['id']}/withdraw"
    assert [posts(citizen, back).status_code for _ in range(2)] == [200, 200]
    assert roadside_status(suite, serial) == "live"
    (entry,) = history(citizen, licence["id"])["loss_reports"]
    assert "the card is live again" in entry["text"]["en"]
    newest = citizen._get("/api/licences/v1/lookups")["items"]
    assert "loss_report" in {name for look in newest for name in look["fields"]}


def test_a_card_found_after_the_new_one_is_out_is_to_be_handed_in(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    licence = citizen.licence()
    report = posts(citizen, f"{licence['id']}/loss-reports", LOSS).json()
    application = citizen.gets_to_review(citizen.files())
    TestOfficer.of(suite).approves(application)
    suite.settle()
    new = citizen.licence()["card"]["serial"]
    refused = posts(citizen, f"{licence['id']}/loss-reports/{report['id']}/withdraw")
    assert (refused.status_code, refused.json()["code"]) == (409, "new-card-issued")
    assert new in refused.json()["detail"]
    assert f"nộp lại thẻ {report['serial']}" in refused.json()["detail"]
    assert [roadside_status(suite, one) for one in (report["serial"], new)] == ["superseded", "live"]
    (told,) = history(citizen, licence["id"])["loss_reports"]
    assert "phải nộp lại" in told["text"]["vi"]
    (issued,) = history(citizen, licence["id"])["issuances"]
    assert issued["text"]["en"].endswith(f"The card {report['serial']} is void.")


def test_a_card_found_while_the_dossier_runs_lives_until_the_new_one_is_issued(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    licence = citizen.licence()
    application = citizen.gets_to_review(citizen.files())
    (report,) = history(citizen, licence["id"])["loss_reports"]
    assert posts(citizen, f"{licence['id']}/loss-reports/{report['id']}/withdraw").status_code == 200
    assert roadside_status(suite, report["serial"]) == "live"
    TestOfficer.of(suite).approves(application)
    suite.settle()
    new = citizen.licence()["card"]
    assert (new["status"], roadside_status(suite, report["serial"])) == ("live", "superseded")


def test_nobody_reports_or_finds_anothers_card(suite: RunningSuite) -> None:
    citizen, other = TestCitizen.of(suite, "clean"), TestCitizen.of(suite, "spare-1")
    licence = citizen.licence()
    assert posts(other, f"{licence['id']}/loss-reports", LOSS).status_code == 404
    report = posts(citizen, f"{licence['id']}/loss-reports", LOSS).json()
    assert posts(other, f"{licence['id']}/loss-reports/{report['id']}/withdraw").status_code == 404
    mine = other.licence()["id"]
    assert posts(other, f"{mine}/loss-reports/{report['id']}/withdraw").status_code == 404
    assert roadside_status(suite, licence["card"]["serial"]) == "reported_lost"
