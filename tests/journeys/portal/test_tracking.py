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
    for path in ("", "/withdraw", "/supplement", "/papers/acknowledgement"):
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


def test_papers_asked_for_are_handed_in_once(browser: Browser) -> None:
    citizen, application = filed(browser, "no-health-certificate")
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).asks_for(application, "health-certificate")
    page = seen(browser, application)
    assert "Bổ sung giấy khám sức khỏe." in page.text
    path = f"/applications/{application['id']}/supplement"
    page = browser.get(path)
    assert "Chưa nhận được" in page.text
    for files, fault in (
        ([], "Chọn ít nhất một tệp"),
        ([("x.txt", b"plain")], "Tệp x.txt không phải PDF, JPEG hoặc PNG"),
        ([("../a/rong.pdf", b"")], "Tệp rong.pdf không có nội dung"),
        ([("to.pdf", b"%PDF-" + bytes(10 * 1024 * 1024))], "Tệp to.pdf lớn hơn 10 MB"),
        ([(f"{number}.pdf", b"%PDF-1.7") for number in range(6)], "Chọn nhiều nhất 5 tệp"),
    ):
        wrong = handed_in(browser, page, path, files)
        assert wrong.status == 422
        assert wrong.text.count(fault) == 2, "beside the field and in the summary"
        assert wrong.title.startswith("Lỗi: ")
    first = handed_in(browser, page, path, [("giay-kham.pdf", b"%PDF-1.7 demo")])
    assert first.path == f"/applications/{application['id']}"
    assert "Đã nhận hồ sơ bổ sung." in first.text
    again = handed_in(browser, page, path, [("giay-kham.pdf", b"%PDF-1.7 demo")])
    assert again.text.count("Đã nhận hồ sơ bổ sung.") == 1, "a second click is no second supplement"
    assert browser.get(path).path == f"/applications/{application['id']}", "nothing is asked for any more"


def handed_in(browser: Browser, page: Page, path: str, files: list[tuple[str, bytes]]) -> Page:
    """Send the form of the page with files."""
    fields = dict(page.form("/supplement").fields)
    sent = [("files", (name, content, "application/octet-stream")) for name, content in files]
    found = browser.http.post(browser.origin + path, data=fields, files=sent or {"files": ("", b"")}, timeout=60)
    return Browser._page(found)


def test_a_withdrawal_says_what_follows_and_it_follows(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    citizen.gets_to_review(application)
    path = f"/applications/{application['id']}/withdraw"
    page = browser.get(path)
    assert "được hoàn lại vào nguồn" in page.text
    assert "thẻ cũ dùng lại được ngay" in page.text
    done = browser.send(page, "/withdraw")
    assert done.path == f"/applications/{application['id']}"
    assert "Đã rút hồ sơ" in done.text
    browser.suite.settle()
    assert "Lệ phí đã được hoàn lại" in seen(browser, application).text
    assert citizen.licence()["card"]["status"] == "live"
    assert browser.post(path, page.form("/withdraw").fields).path == f"/applications/{application['id']}", (
        "twice is once"
    )


def test_from_issuing_on_nothing_is_taken_back(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    citizen.gets_to_review(application)
    path = f"/applications/{application['id']}/withdraw"
    page = browser.get(path)
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    late = browser.post(path, page.form("/withdraw").fields)
    assert late.status == 409
    assert "Chưa rút được hồ sơ" in late.text


def test_a_card_found_is_live_again_until_a_new_one_is_issued(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    licence = citizen.licence()
    path = f"/licences/{licence['id']}/found"
    assert f'href="{path}"' in browser.get("/licences").html
    page = browser.get(path)
    assert f'href="/applications/{application["id"]}/withdraw"' in page.html, "the dossier reported it lost"
    browser.suite.clock.move(timedelta(days=3, minutes=1))
    browser.suite.settle()
    browser.log_in("clean")
    page = browser.get(path)
    if "Tôi đã tìm thấy thẻ" in page.text:  # the stopped dossier left the report open
        page = browser.send(page, "/found")
    assert f"Thẻ {licence['card']['serial']} đang dùng được" in page.text
    assert browser.get(f"/licences/{application['id']}/found").status == 404


def test_a_card_found_after_the_reissue_is_void_and_the_page_says_so(browser: Browser) -> None:
    citizen, application = filed(browser, "clean")
    licence = citizen.licence()
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    page = browser.get(f"/licences/{licence['id']}/found")
    assert "đang dùng được" in page.text
    assert "thẻ đó đã hết giá trị" in page.text
    token = dict(browser.get("/licences").form("/logout").fields)
    late = browser.post(f"/licences/{licence['id']}/found", token | {"report": licence["loss_report_id"]})
    assert late.status == 409
    assert "không còn giá trị" in late.text
    assert browser.post(f"/licences/{licence['id']}/found", token | {"report": "1"}).status == 404
