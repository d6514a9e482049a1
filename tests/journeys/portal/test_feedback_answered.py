"""Feedback passed on by the national portal and answered by officers, as its sender sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests

from shared.kernel.ids import new_id
from tests.journeys.portal.test_feedback import WORDS, sends
from tests.support.browser import Browser
from tests.support.people import TestOfficer
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

PATH = "/api/portal/v1/feedback"


def calls(suite: RunningSuite, who: str, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
    """One call of the national portal (``system``) or an officer."""
    token = suite.outside.system_token("national-portal") if who == "system" else TestOfficer.of(suite).token
    purpose = "intake" if who == "system" else "counter"
    usual = {"Authorization": f"Bearer {token}", "Gplx-Purpose": purpose, "Idempotency-Key": new_id()}
    return suite.outside.send(method, path, json=body, headers=usual | headers)


def answers(suite: RunningSuite, feedback_id: str, outcome: str, text: str) -> requests.Response:
    """An officer's outcome."""
    return calls(suite, "officer", "POST", f"{PATH}/{feedback_id}/answers", {"outcome": outcome, "text": text})


def written(number: str | None, **changes: Any) -> dict[str, Any]:
    """What the national portal passes on."""
    sender = {"citizen_id": number, "full_name": "Nguyễn Văn Thử Một", "phone": None, "email": None}
    return {"reference": "PAKN-2026-1", "kind": "feedback", "sender": sender, "text": WORDS} | changes


def number_of(suite: RunningSuite, key: str) -> str:
    return str(next(one for one in suite.outside.people() if one["key"] == key)["citizen_id"])


def test_asked_replied_answered_and_judged(browser: Browser) -> None:
    suite = browser.suite
    browser.log_in("clean")
    page = sends(browser)
    feedback_id = page.path.rsplit("/", 1)[1]
    assert answers(suite, feedback_id, "forward", "Chuyển Phòng 1 trả lời.").json()["state"] == "forwarded"
    assert answers(suite, feedback_id, "ask", "Ông/bà đến quầy nào, ngày nào?").json()["paused"] is True
    asked = browser.get(page.path)
    assert "Ông/bà đến quầy nào, ngày nào?" in asked.text
    assert "thời hạn trả lời tạm dừng" in asked.text
    empty = browser.send(asked, "/reply", text="")
    assert (empty.status, empty.text.count("Viết câu trả lời")) == (422, 2)
    replied = browser.send(asked, "/reply", text="Quầy 5, ngày 20/11.")
    assert "Quầy 5, ngày 20/11." in replied.text
    assert browser.send(asked, "/reply", text="Lần hai").text.count("Lần hai") == 0, "sent twice it is one reply"
    again = answers(suite, feedback_id, "ask", "Còn gì nữa không?")
    assert (again.status_code, again.json()["code"]) == (409, "feedback-asked-before")
    done = answers(suite, feedback_id, "answer", "Quầy 5 đã được thêm người.")
    assert (done.json()["state"], done.json()["late_by"], done.json()["due_on"]) == ("answered", 0, None)
    answered = browser.get(page.path)
    assert "Quầy 5 đã được thêm người." in answered.text
    closed = browser.send(answered, "/helped", helped="no")
    assert "Chưa giải quyết được" in closed.text
    above = browser.send(browser.get(f"{page.path}/again"), "/again", text="Vẫn phải chờ hai giờ.")
    assert "Bộ Công an trả lời" in above.text
    assert above.path != page.path


def test_the_second_complaint_goes_to_the_agency_above(browser: Browser) -> None:
    suite, number = browser.suite, number_of(browser.suite, "clean")
    complaint = {"kind": "complaint", "dossier_code": "G01.08-261120-000001"}
    first = calls(suite, "system", "POST", PATH, written(number, **complaint)).json()
    assert (first["escalated"], first["agency"]["vi"]) == (False, "Cục Cảnh sát giao thông")
    while_open = calls(suite, "system", "POST", PATH, written(number, reference="PAKN-2026-2", **complaint))
    assert (while_open.status_code, while_open.json()["code"]) == (409, "feedback-open")
    assert answers(suite, first["id"], "answer", "Hồ sơ thiếu giấy khám sức khỏe.").ok
    second = calls(suite, "system", "POST", PATH, written(number, reference="PAKN-2026-2", **complaint)).json()
    assert (second["escalated"], second["agency"]["vi"]) == (True, "Bộ Công an")
    elsewhere = written(number_of(suite, "unpaid-fine"), reference="PAKN-2026-3", **complaint)
    assert calls(suite, "system", "POST", PATH, elsewhere).json()["escalated"] is False, "another person's is another's"


def test_what_the_national_portal_sends_is_taken_in_once(browser: Browser) -> None:
    suite = browser.suite
    body, key = written(number_of(suite, "clean")), new_id()
    first = calls(suite, "system", "POST", PATH, body, **{"Idempotency-Key": key})
    assert first.status_code == 201
    assert first.headers["Location"] == f"{PATH}/{first.json()['id']}"
    repeated = calls(suite, "system", "POST", PATH, body, **{"Idempotency-Key": key})
    assert (repeated.json(), repeated.headers["Idempotency-Replayed"]) == (first.json(), "true")
    other_key = calls(suite, "system", "POST", PATH, body)
    assert other_key.json()["id"] == first.json()["id"], "the reference names it"
    changed = calls(suite, "system", "POST", PATH, body | {"text": "Khác"}, **{"Idempotency-Key": key})
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency-key-reused")
    browser.log_in("clean", to="/feedback")
    assert browser.get("/feedback").html.count("matters__item") == 1, "its sender follows it here, too"


def test_officers_have_the_earliest_limit_first_and_readers_are_seen(browser: Browser) -> None:
    suite = browser.suite
    early = calls(suite, "system", "POST", PATH, written(number_of(suite, "clean"))).json()
    suite.clock.move(timedelta(days=1))
    late = calls(suite, "system", "POST", PATH, written(None, reference="PAKN-2026-2", kind="correction")).json()
    listed = calls(suite, "officer", "GET", PATH)
    assert [one["id"] for one in listed.json()["items"]] == [early["id"], late["id"]]
    assert WORDS not in listed.text
    only = calls(suite, "officer", "GET", f"{PATH}?kind=correction").json()["items"]
    assert [one["id"] for one in only] == [late["id"]]
    page = calls(suite, "officer", "GET", f"{PATH}?limit=1").json()
    rest = calls(suite, "officer", "GET", f"{PATH}?limit=1&after={page['next']}").json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([late["id"]], None)
    browser.log_in("clean")
    assert "Cán bộ đã đọc" not in browser.get(f"/feedback/{early['id']}").text
    for _ in range(2):
        read = calls(suite, "officer", "GET", f"{PATH}/{early['id']}").json()
    assert (read["text"], [step["act"] for step in read["steps"]]) == (WORDS, ["send", "read"])
    assert browser.get(f"/feedback/{early['id']}").text.count("Cán bộ đã đọc") == 1
    assert calls(suite, "officer", "GET", f"{PATH}/{new_id()}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "praise"}, "/kind"),
        ({"text": " "}, "/text"),
        ({"text": "a" * 2001}, "/text"),
        ({"reference": "a b"}, "/reference"),
        ({"more": 1}, "/more"),
        ({"sender": {"full_name": "N", "citizen_id": "12"}}, "/sender/citizen_id"),
    ],
)
def test_a_faulty_body_is_refused_at_the_member(browser: Browser, changes: dict[str, Any], pointer: str) -> None:
    answer = calls(browser.suite, "system", "POST", PATH, written(None) | changes)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


def test_each_door_is_for_its_own_callers(browser: Browser) -> None:
    suite = browser.suite
    sent = calls(suite, "system", "POST", PATH, written(None)).json()
    assert calls(suite, "system", "GET", PATH).status_code == 403
    assert calls(suite, "officer", "POST", PATH, written(None)).status_code == 403
    body = {"outcome": "answer", "text": "x"}
    assert calls(suite, "system", "POST", f"{PATH}/{sent['id']}/answers", body).status_code == 403
    assert calls(suite, "system", "POST", PATH, written(None), **{"Gplx-Purpose": "audit"}).status_code == 403
    assert suite.outside.send("GET", PATH).status_code == 401
