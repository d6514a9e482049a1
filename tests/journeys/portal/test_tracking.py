"""My dossiers in a browser: every state says where it is, why, and what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.browser import Browser, Page
from tests.support.people import TestCitizen, TestOfficer

pytestmark = pytest.mark.journey


def filed(browser: Browser, key: str, **changes: Any) -> tuple[TestCitizen, dict[str, Any]]:
    """A citizen, logged in here and there, and their dossier."""
    citizen = TestCitizen.of(browser.suite, key)
    application = citizen.applies("3.000348", "lost", occurred_on="2026-11-21", **changes)
    browser.log_in(key, to="/applications")
    return citizen, application


def seen(browser: Browser, application: dict[str, Any], language: str = "vi") -> Page:
    """The dossier's page."""
    page = browser.get(f"/applications/{application['id']}?lang={language}")
    assert page.status == 200, page.text
    return page


def test_without_a_dossier_the_page_says_what_to_do(browser: Browser) -> None:
    page = browser.log_in("clean", to="/applications")
    assert "Ông/bà chưa nộp hồ sơ nào" in page.text
    assert 'href="/licences"' in page.html
    assert "You have not applied for anything" in browser.get("/applications?lang=en").text


def test_from_payment_to_the_card(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    page = seen(browser, application)
    assert "Chờ nộp lệ phí" in page.text
    assert "Tiếp nhận, cán bộ xem xét và quyết định" in page.text, "what is to come"
    gateway = browser.send(page, "/pay", follow=False)
    assert gateway.status == 303
    assert "/sandbox/gateway/" in gateway.headers["Location"]
    browser.suite.clock.move(timedelta(minutes=20))
    citizen.log_in_again()
    citizen.gets_to_review(application)
    page = seen(browser, application)
    assert "Cán bộ thụ lý hồ sơ" in page.text
    assert "Cục Cảnh sát giao thông" in page.text
    assert "còn 5 ngày kể cả hôm nay" in page.text
    assert "Chờ ông/bà nộp lệ phí, đến 09:20 ngày 22/11/2026" in page.text, "the wait is a gap"
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    page = seen(browser, application)
    assert "Đã trả kết quả" in page.text
    assert "Số thẻ mới: VN" in page.text
    assert "Hiện tại" not in page.text
    assert "The electronic licence is valid since" in seen(browser, application, "en").text
    listed = browser.get("/applications?lang=vi")
    assert application["code"] in listed.text


def test_papers_come_through_the_portal_and_are_kept_nowhere(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    citizen.gets_to_review(application)
    page = seen(browser, application)
    for kind in ("acknowledgement", "receipt"):
        path = f"/applications/{application['id']}/papers/{kind}"
        assert f'href="{path}"' in page.html
        paper = browser.get(path)
        assert (paper.status, paper.headers["Content-Type"]) == (200, "application/pdf")
        assert paper.headers["Cache-Control"] == "no-store"
        assert paper.html.startswith("%PDF-")
    assert browser.get(f"/applications/{application['id']}/papers/photo").status == 404


def test_anothers_dossier_is_none(browser: Browser) -> None:
    _citizen, application = filed(browser, "clean")
    other = Browser(browser.suite)
    other.log_in("motorcycle")
    for path in ("", "/papers/acknowledgement"):
        assert other.get(f"/applications/{application['id']}{path}").status == 404


def test_an_unpaid_fine_is_named_with_the_way_out_and_the_law(browser: Browser) -> None:
    _citizen, application = filed(browser, "unpaid-fine")
    page = seen(browser, application)
    assert "Chưa thể cấp: còn vụ việc vi phạm" in page.text
    assert "BB-VPHC" in page.text
    assert 'href="/violations"' in page.html
    assert "Căn cứ pháp luật" in page.text
    assert "Luật Trật tự" in page.text or "36/2024" in page.text
    browser.suite.clock.move(timedelta(days=30, hours=1))
    browser.suite.settle()
    browser.log_in("unpaid-fine")
    page = seen(browser, application)
    assert "Đã dừng xử lý" in page.text
    assert "Quá thời hạn chờ giải quyết vụ việc vi phạm." in page.text


def test_a_silent_police_source_is_named(browser: Browser) -> None:
    suite = browser.suite
    suite.outside.send("POST", "/sandbox/police/behaviour", json={"silent": True})
    suite.clock.move(timedelta(hours=25))
    suite.outside._tokens.clear()
    _citizen, application = filed(browser, "zero-fee")
    page = seen(browser, application)
    assert "Đang chờ cơ quan công an trả lời" in page.text
    assert "chưa trả lời về vi phạm" in page.text
    assert "Ông/bà không phải làm gì." in page.text


def test_a_refusal_says_why_what_one_may_do_and_where_the_money_is(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).refuses(application)
    page = seen(browser, application)
    assert "Bị từ chối" in page.text
    assert "Khai báo không trung thực hoặc giấy tờ giả mạo." in page.text
    assert "quyền khiếu nại" in page.text
    assert "đang được hoàn lại" in page.text or "đã được hoàn lại" in page.text
    browser.suite.settle()
    page = seen(browser, application)
    assert "Lệ phí đã được hoàn lại" in page.text
    assert "The fee has been paid back" in seen(browser, application, "en").text
