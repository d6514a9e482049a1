"""Feedback and ratings as they look, in each size and language."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from shared.kernel.ids import new_id
from tests.support.people import TestCitizen, TestOfficer
from tests.support.screen import LiveSuite, Screen
from tests.support.suites import RunningSuite

PATH = "/api/portal/v1/feedback"


@pytest.fixture(autouse=True)
def _clients_know_the_address(live: LiveSuite) -> None:
    """The key files of the copied world name the address it was made under; here it has another."""
    for path in (live.running.var / "demo/clients").glob("*.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"issuer": live.url}))


def answers(window: Screen, feedback_id: str, outcome: str, text: str) -> None:
    """An officer's outcome."""
    token = TestOfficer.of(window.live.running).token
    outside = window.live.running.outside
    body = {"outcome": outcome, "text": text}
    outside.call("POST", f"{PATH}/{feedback_id}/answers", token=token, body=body, key=new_id(), purpose="counter")


def test_feedback_from_the_choice_to_the_answer(window: Screen) -> None:
    page = window.log_in("clean", to="/feedback")
    window.sound("feedback-list-empty")
    window.go("/feedback/new")
    window.sound("feedback-choose")
    page.click("main button")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    window.sound("feedback-choose-error")
    window.go("/feedback/new/correction")
    window.sound("feedback-correction")
    page.click("main button")
    window.sound("feedback-correction-error")
    window.go("/feedback/new/complaint")
    window.sound("feedback-no-refusals")
    window.go("/feedback/new/feedback")
    page.fill("#text", "Tôi chờ ở quầy hai giờ mà không ai gọi tên.\nĐề nghị thêm người.")
    window.sound("feedback-write")
    page.click("main button")
    expect(page.locator(".timeline")).to_be_visible()
    window.sound("feedback-received")
    here = page.url.split("?")[0]
    feedback_id = here.rsplit("/", 1)[1]
    answers(window, feedback_id, "ask", "Ông/bà đến quầy nào, ngày nào?")
    window.go(f"/feedback/{feedback_id}")
    window.sound("feedback-asked")
    page.fill("#text", "Quầy 5, ngày 20/11/2026.")
    page.click("main button")
    answers(window, feedback_id, "answer", "Quầy 5 đã được thêm người từ ngày 23/11/2026.")
    window.go(f"/feedback/{feedback_id}")
    window.sound("feedback-answered")
    page.check("#helped-2")
    page.click("main button")
    window.sound("feedback-closed")
    window.go(f"/feedback/{feedback_id}/again")
    window.sound("feedback-again")
    window.go("/feedback")
    window.sound("feedback-list")


def has_a_result(running: RunningSuite) -> str:
    """The id of a dossier that ended with a card."""
    citizen = TestCitizen.of(running, "clean")
    application = citizen.files()
    citizen.gets_to_review(application)
    TestOfficer.of(running).approves(application)
    running.settle()
    return str(application["id"])


def test_a_rating_after_the_result(phone: Screen) -> None:
    with ThreadPoolExecutor(max_workers=1) as hand:  # the browser holds this thread
        application_id = hand.submit(has_a_result, phone.live.running).result()
    page = phone.log_in("clean", to=f"/applications/{application_id}/rating")
    phone.sound("rating")
    page.click("main button")
    phone.sound("rating-error")
    page.check("#satisfaction-1")
    page.click("main button")
    phone.sound("rating-given")
