"""Feedback from the first page to the last word, its clock, and what nobody else may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from shared.web.runtime import runtime_of
from tests.support.browser import Browser, Page
from tests.support.people import TestCitizen, TestOfficer
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

WORDS = "Tôi chờ ở quầy hai giờ mà không ai gọi tên."


def sends(browser: Browser, words: str = WORDS, kind: str = "feedback") -> Page:
    """Feedback as a citizen sends it; the page of what was sent."""
    page = browser.send(browser.get("/feedback/new"), "/feedback/new", kind=kind)
    page = browser.send(page, f"/feedback/new/{kind}", text=words)
    assert page.status == 200, page.text
    return page


def test_feedback_is_sent_and_followed(browser: Browser) -> None:
    browser.log_in("clean", to="/feedback")
    assert "chưa gửi nội dung nào" in browser.get("/feedback").text
    page = sends(browser)
    assert "PA-261122-000001" in page.text
    assert WORDS in page.text
    # Sent on Sunday 22/11/2026; 24/11 is a day off. 2 working days: 23, 25. 15: 23, 25-27, 30/11-4/12, 7-11/12, 14.
    assert "Chậm nhất ngày 25/11/2026" in page.text
    assert "chậm nhất ngày 14/12/2026, còn 15 ngày làm việc" in page.text
    listed = browser.get("/feedback")
    assert "PA-261122-000001" in listed.text
    assert "Hạn trả lời: 14/12/2026" in listed.text


def test_an_agency_that_is_late_is_said_to_be(browser: Browser) -> None:
    browser.log_in("clean")
    page = sends(browser)
    browser.suite.clock.move(timedelta(days=5))  # Friday 27/11: two working days after the 25th
    browser.log_in("clean")
    assert "Cục Cảnh sát giao thông đã quá hạn 2 ngày làm việc (hạn: 25/11/2026)" in browser.get(page.path).text
    assert "Đã quá hạn 2 ngày làm việc" in browser.get("/feedback").text


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("feedback", {"text": "  "}, "Viết điều ông/bà muốn phản ánh, kiến nghị"),
        ("feedback", {"text": "a" * 2001}, "Nội dung tối đa 2.000 ký tự"),
        ("look_up", {"text": ""}, "Cho biết đó là lần xem nào"),
        ("correction", {"text": "Ngày sinh 01/01/1990"}, "Chọn dữ liệu ghi sai"),
        ("correction", {"text": "Ngày sinh 01/01/1990"}, "Cho biết đúng phải là gì"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(
    browser: Browser, kind: str, given: dict[str, str], message: str
) -> None:
    browser.log_in("clean")
    page = browser.send(browser.get(f"/feedback/new/{kind}"), f"/new/{kind}", **given)
    assert page.status == 422
    assert page.text.count(message) == 2, "in the summary and at the field"
    assert page.title.startswith("Lỗi: ")
    assert given["text"].strip() in page.html
    assert "chưa gửi nội dung nào" in browser.get("/feedback").text


def test_a_correction_says_what_is_wrong_and_what_is_right(browser: Browser) -> None:
    browser.log_in("clean")
    form = browser.get("/feedback/new/correction")
    page = browser.send(form, "/correction", about="identity", text="Nguyễn Văn Thừ", wanted="Nguyễn Văn Thử")
    for words in ("Họ tên, ngày sinh hoặc địa chỉ", "Nguyễn Văn Thừ", "Nguyễn Văn Thử"):
        assert words in page.text


def test_a_form_sent_twice_is_one_feedback(browser: Browser) -> None:
    browser.log_in("clean")
    form = browser.get("/feedback/new/feedback")
    first, second = (browser.send(form, "/new/feedback", text=WORDS) for _ in range(2))
    assert first.path == second.path
    assert browser.get("/feedback").html.count("matters__item") == 1


def test_nobody_else_sees_or_touches_it(browser: Browser) -> None:
    browser.log_in("clean")
    path = sends(browser).path
    stranger = Browser(browser.suite)
    stranger.log_in("unpaid-fine")
    token = dict(stranger.get("/feedback/new/feedback").form("/new/feedback").fields)["form_token"]
    assert stranger.get(path).status == stranger.get(f"{path}/again").status == 404
    for act in ("reply", "helped", "again"):
        assert stranger.post(f"{path}/{act}", {"form_token": token, "text": "x", "helped": "yes"}).status == 404
    assert "PA-" not in stranger.get("/feedback").text
    assert Browser(browser.suite).get(path, follow=False).status == 303, "nobody goes to the login"


def test_words_and_senders_are_sealed_at_rest(browser: Browser) -> None:
    browser.log_in("clean")
    sends(browser)
    number = next(one for one in browser.suite.outside.people() if one["key"] == "clean")["citizen_id"]
    database = runtime_of(browser.suite.suite.apps["portal"]).database
    assert database is not None
    with database.read() as connection:
        for table in ("feedback", "feedback_steps", "audit_entries"):
            kept = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert "hai giờ" not in kept
            assert number not in kept


def refused(suite: RunningSuite, key: str = "clean") -> dict[str, str]:
    """An application that an officer refused."""
    citizen, officer = TestCitizen.of(suite, key), TestOfficer.of(suite)
    application = citizen.gets_to_review(citizen.files())
    officer.refuses(application)
    suite.settle()
    return {"id": str(application["id"]), "code": str(application["code"])}


def test_a_refusal_is_complained_about_once_at_a_time(browser: Browser) -> None:
    browser.log_in("clean")
    assert "không có hồ sơ nào bị từ chối" in browser.get("/feedback/new/complaint").text
    dossier = refused(browser.suite)
    choice = browser.get("/feedback/new/complaint")
    assert dossier["code"] in choice.text
    address = f"/feedback/new/complaint?application={dossier['id']}"
    assert address in choice.html
    first = browser.send(browser.get(address), "/complaint", text="Tôi đã nộp đủ giấy tờ.")
    assert "Cục Cảnh sát giao thông trả lời" in first.text
    second = browser.send(browser.get(address), "/complaint", text="Tôi gửi thêm một lần nữa.")
    assert second.path == first.path, "while one is open there is no second"
    stranger = Browser(browser.suite)
    stranger.log_in("unpaid-fine")
    assert stranger.get(address).status == 404


def test_english_pages_have_english_words(browser: Browser) -> None:
    browser.log_in("clean")
    page = sends(browser)
    english = browser.get(f"{page.path}?lang=en").text
    assert "The Traffic Police Department answers by 14/12/2026; 15 working days are left." in english
    assert "What has happened" in english
    assert "What do you want to send?" in browser.get("/feedback/new?lang=en").text


def test_a_dossier_is_rated_once_and_without_a_name(browser: Browser) -> None:
    browser.log_in("clean")
    citizen = TestCitizen.of(browser.suite, "clean")
    application = citizen.files()
    path = f"/applications/{application['id']}/rating"
    assert browser.get(path).status == 404, "there is no result yet"
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    form = browser.get(path)
    assert browser.send(form, "/rating").status == 422
    done = browser.send(form, "/rating", satisfaction="not_satisfied", words="Chờ lâu")
    assert "Cảm ơn ông/bà" in done.text
    assert "Không hài lòng 1" in done.text
    assert "Gửi phản ánh để được trả lời" in done.text
    again = browser.send(form, "/rating", satisfaction="very_satisfied")
    assert "Rất hài lòng 0" in again.text, "the first one counts"
    stranger = Browser(browser.suite)
    stranger.log_in("unpaid-fine")
    assert stranger.get(path).status == 404
    database = runtime_of(browser.suite.suite.apps["portal"]).database
    assert database is not None
    with database.read() as connection:
        row = connection.execute(text("SELECT * FROM ratings")).one()
    assert set(row._mapping) == {"application_id", "satisfaction", "rated_at", "sealed"}
    assert "Chờ lâu" not in str(tuple(row))
