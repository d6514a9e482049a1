"""Following a dossier: in whose hands it is, what is to come, and what its code alone tells."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.support.people import RENEWALS, TestCitizen, TestOfficer
from tests.support.queries import statements
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def followed(citizen: TestCitizen, application: dict[str, Any]) -> dict[str, Any]:
    """What the applicant's page shows."""
    found: dict[str, Any] = citizen._get(f"{RENEWALS}/applications/{application['id']}/tracking")
    return found


def asked(suite: RunningSuite, code: str, born_on: str) -> requests.Response:
    """The portal asks for somebody who is not logged in."""
    headers = {"Authorization": f"Bearer {suite.outside.system_token('portal')}", "Gplx-Purpose": "reissue"}
    body = {"code": code, "date_of_birth": born_on}
    return suite.outside.send("POST", f"{RENEWALS}/trackings", json=body, headers=headers)


def test_a_dossier_is_followed_from_filing_to_the_card(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "clean"), TestOfficer.of(suite)
    application = citizen.files()
    seen = followed(citizen, application)
    assert seen["holder"]["en"] == "You (the applicant)"
    assert [step["state"] for step in seen["ahead"]] == ["under_review", "issued", "delivered"]
    assert (seen["days"], seen["payments"]) == (None, [])
    citizen.gets_to_review(application)
    seen = followed(citizen, application)
    assert seen["holder"]["en"] == "The case officer"
    assert seen["days"] == {"used": 0, "left": seen["application"]["clock"]["working_days"]}
    assert [payment["state"] for payment in seen["payments"]] == ["paid"]
    officer.approves(application)
    suite.settle()
    seen = followed(citizen, application)
    assert (seen["holder"], seen["ahead"], seen["application"]["state"]) == (None, [], "delivered")
    assert [step["event"] for step in seen["steps"]][-2:] == ["card_issued", "delivered"]


def test_days_are_used_by_the_agency_only(suite: RunningSuite) -> None:
    citizen, officer = TestCitizen.of(suite, "no-health-certificate"), TestOfficer.of(suite)
    application = citizen.gets_to_review(citizen.files())
    limit = application["clock"]["working_days"]
    officer.asks_for(application, "health-certificate")
    suite.clock.move(timedelta(days=4))
    suite.outside._tokens.clear()
    citizen.log_in_again()
    seen = followed(citizen, application)
    assert seen["days"] == {"used": 0, "left": limit}, "a Sunday, and then it waits for the applicant"


def test_a_code_tells_the_state_and_nothing_about_a_person(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "unpaid-fine")
    application = citizen.files()
    holder = citizen.licence()["holder"]
    found = asked(suite, application["code"], holder["date_of_birth"])
    assert found.status_code == 200, found.text
    told = json.dumps(found.json(), ensure_ascii=False)
    assert found.json()["portal_state_text"]["vi"] == "Mới đăng ký"
    for personal in (holder["full_name"], holder["citizen_id"], holder["date_of_birth"], "vi phạm", "BB-VPHC"):
        assert personal not in told
    texts = [entry["text"]["vi"] for entry in citizen._get(f"{RENEWALS}/lookups")["items"]]
    assert any("tình trạng hồ sơ bằng mã" in text for text in texts), "the applicant sees that somebody asked"


def test_a_wrong_birth_date_is_a_wrong_code(suite: RunningSuite) -> None:
    citizen = TestCitizen.of(suite, "clean")
    application = citizen.files()
    born_on = citizen.licence()["holder"]["date_of_birth"]
    answers = []
    for code, day in ((application["code"], "1971-01-01"), ("G01.08-261122-999999", born_on)):
        asked(suite, code, day)  # what is cached is cached
        with statements() as told:
            answer = asked(suite, code, day)
        problem = {name: value for name, value in answer.json().items() if name not in {"instance", "trace_id"}}
        answers.append((answer.status_code, problem, list(told)))
    assert answers[0] == answers[1], "the same answer for the same work"
    assert answers[0][0] == 404
