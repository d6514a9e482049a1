"""From "my licence is lost" to the acknowledgement, and everything that may come between."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import requests

from shared.http.in_process import InProcessAdapter
from tests.support.browser import Browser, Page
from tests.support.suites import RunningSuite, Template, opened

pytestmark = pytest.mark.journey

THE_21ST = {"occurred_on__day": "21", "occurred_on__month": "11", "occurred_on__year": "2026"}
CODE = re.compile(r"G01\.08-261122-[0-9]{6}")
DRAFT = re.compile(r"/drafts/[0-9a-f-]{36}")
GATEWAY = "/sandbox/gateway/orders/"
BLOCKS = ("Sát hạch", "Giấy phép", "Vi phạm", "Điểm", "Căn cước và sức khỏe")


def begun(browser: Browser, key: str = "clean") -> Page:
    """What was found, after a loss was told on the page of licences."""
    return browser.send(browser.log_in(key), "/lost", reason="lost", **THE_21ST)


def answered(browser: Browser, found: Page, **values: str) -> Page:
    """Check and declare, after the delivery was answered."""
    page = browser.get(f"{found.path}/delivery")
    return browser.send(page, "/delivery", **{"phone": "0912 345 678", **values})


def paid(browser: Browser, gateway: Page) -> Page:
    """Where the browser lands after paying; the payment has been told to everybody."""
    page = browser.send(gateway, "", act="pay")
    browser.suite.settle()
    return browser.get(page.path)


def filed(browser: Browser) -> list[dict[str, Any]]:
    """All applications of whoever is logged in, as renewals has them."""
    people = {entry["citizen_id"]: entry for entry in browser.suite.outside.people() if entry["kind"] == "citizen"}
    found = []
    for key in ("clean", "zero-fee", "unpaid-fine", "spare-1"):
        entry = next(one for one in people.values() if one["key"] == key)
        token = browser.suite.outside.person_token(entry["username"], entry["password"])
        found += browser.suite.outside.call("GET", "/api/renewals/v1/applications", token=token).json()["items"]
    return found


def renewals_fails(monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Renewals answers no filing any more, before or after it took it in."""
    real = InProcessAdapter.send

    def send(self: InProcessAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and str(request.url).endswith("/api/renewals/v1/applications"):
            if after:
                real(self, request, *args, **kwargs)
            raise requests.ConnectionError
        return real(self, request, *args, **kwargs)

    monkeypatch.setattr(InProcessAdapter, "send", send)


def test_a_clean_case_from_lost_to_the_acknowledgement(browser: Browser) -> None:
    found = begun(browser)
    assert "Ông/bà được cấp lại ngay" in found.text
    assert all(f"{title} : ổn" in found.text for title in BLOCKS)
    assert 'type="file"' not in found.html
    page = answered(browser, found)
    assert "Bị mất, 21/11/2026" in page.text
    assert "0912345678" in page.text
    assert "115.000 đồng" in page.text
    gateway = browser.send(page, "/check", truthful="yes")
    assert gateway.path.startswith(GATEWAY)
    page = paid(browser, gateway)
    assert page.title.startswith("Đã tiếp nhận hồ sơ")
    assert CODE.search(page.text)
    assert "Hẹn trả kết quả 30/11/2026" in page.text
    assert "Cục Cảnh sát giao thông" in page.text
    pdf = browser.get(page.path.replace("/acknowledgement", "/papers/acknowledgement"))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.html.startswith("%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert browser.get(page.path.removesuffix("/acknowledgement")).status == 200, "the link to follow it"
    assert [one["state"] for one in filed(browser)] == ["under_review"]


def test_without_a_fee_filing_leads_straight_to_the_acknowledgement(browser: Browser) -> None:
    page = answered(browser, begun(browser, "zero-fee"))
    assert "0 đồng (miễn phí)" in page.text
    page = browser.send(page, "/check", truthful="yes")
    assert page.title.startswith("Đã tiếp nhận hồ sơ")


def test_the_payment_is_told_late_or_never(browser: Browser) -> None:
    gateway = browser.send(answered(browser, begun(browser)), "/check", truthful="yes")
    home = browser.get("/licences")
    assert "Hồ sơ đang làm dở" not in home.text
    back = browser.get(f"/payments/{gateway.path.split('/')[4]}")
    assert back.title.startswith("Đã nhận hồ sơ, còn chờ lệ phí")
    again = browser.send(back, "/pay")
    assert again.path == gateway.path, "the same order"
    assert paid(browser, again).title.startswith("Đã tiếp nhận hồ sơ")


def test_who_is_blocked_pays_the_fine_and_goes_on(browser: Browser) -> None:
    found = begun(browser, "unpaid-fine")
    assert "Có 1 vụ việc phải giải quyết trước" in found.text
    assert "0001001/BB-VPHC" in found.text
    page = paid(browser, browser.send(found, "/pay"))
    assert "Làm tiếp hồ sơ" in page.text
    assert found.path in page.html
    found = browser.get(found.path)
    assert "Ông/bà được cấp lại ngay" in found.text
    gateway = browser.send(answered(browser, found), "/check", truthful="yes")
    assert gateway.path.startswith(GATEWAY)


def test_who_is_blocked_may_file_and_wait(browser: Browser) -> None:
    page = browser.send(answered(browser, begun(browser, "unpaid-fine")), "/check", truthful="yes")
    assert page.title.startswith("Đã nhận hồ sơ, đang chờ")
    assert "0001001/BB-VPHC" in page.text


def test_who_needs_an_exam_cannot_file(browser: Browser) -> None:
    found = begun(browser, "expired-6-months")
    assert "Cần sát hạch lại lý thuyết" in found.text
    assert "/delivery" not in found.html


@pytest.mark.parametrize("key", ["owner-notice", "one-part-suspended", "suspended", "licence-held", "zero-points"])
def test_every_situation_is_explained(browser: Browser, key: str) -> None:
    found = begun(browser, key)
    assert found.status == 200
    assert 'class="verdict__title"' in found.html


def test_a_card_that_is_still_there_is_exchanged(browser: Browser) -> None:
    page = browser.log_in("old-2008-card")
    found = browser.send(page, "/exchange", wish="voluntary")
    assert "Ông/bà được đổi ngay" in found.text
    page = answered(browser, found, method="post", address="1 đường Thử Nghiệm, Huế")
    assert "Gửi thẻ qua bưu điện: 1 đường Thử Nghiệm, Huế" in page.text
    assert browser.send(page, "/check", truthful="yes").path.startswith(GATEWAY)


def test_a_double_click_two_tabs_and_back_are_one_application(browser: Browser) -> None:
    licences = browser.log_in("clean")
    one, other = (browser.send(licences, "/lost", reason="lost", **THE_21ST) for _ in range(2))
    second_tab = browser.send(browser.get("/licences"), "/lost", reason="lost", **THE_21ST)
    assert one.path == other.path == second_tab.path
    page = answered(browser, one)
    first = browser.send(page, "/check", truthful="yes")
    again = browser.send(page, "/check", truthful="yes")  # a double click, a reload, or back and again
    assert first.path.startswith(GATEWAY)
    assert again.path.endswith("/acknowledgement")
    assert browser.get(f"{one.path}/check").path == browser.get(one.path).path == again.path
    assert len(filed(browser)) == 1


def test_an_application_opened_elsewhere_is_led_to(browser: Browser) -> None:
    other = Browser(browser.suite, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")
    page = answered(browser, begun(browser))
    browser.send(page, "/check", truthful="yes")
    late = answered(other, begun(other))
    page = other.send(late, "/check", truthful="yes")
    assert len(filed(browser)) == 1
    assert page.path.startswith(GATEWAY), "its fee is still to be paid"


def test_answers_changed_in_another_tab_are_shown_before_they_are_filed(browser: Browser) -> None:
    found = begun(browser)
    page = answered(browser, found)
    answered(browser, found, phone="0987654321")
    told = browser.send(page, "/check", truthful="yes")
    assert told.status == 409
    assert "Câu trả lời đã được sửa ở một cửa sổ khác" in told.text
    assert "0987654321" in told.text
    assert not filed(browser)
    assert browser.send(told, "/check", truthful="yes").path.startswith(GATEWAY)


@pytest.mark.parametrize("screen", ["", "/delivery", "/check"])
def test_a_session_that_ends_on_the_way_is_taken_up_again(browser: Browser, screen: str) -> None:
    found = begun(browser)
    if screen == "/check":
        answered(browser, found)
    browser.suite.clock.move(timedelta(minutes=40))
    login = browser.get(found.path + screen)
    entry = next(one for one in browser.suite.outside.people() if one["key"] == "clean")
    page = browser.send(login, "", username=entry["username"], password=entry["password"])
    assert page.path == found.path + screen


def test_a_form_sent_after_the_session_ended_is_kept_over_the_login(browser: Browser) -> None:
    found = begun(browser)
    page = browser.get(f"{found.path}/delivery")
    browser.suite.clock.move(timedelta(minutes=40))
    login = browser.send(page, "/delivery", phone="0912345678")
    entry = next(one for one in browser.suite.outside.people() if one["key"] == "clean")
    held = browser.send(login, "", username=entry["username"], password=entry["password"])
    page = browser.send(held, "/delivery")
    assert page.path == f"{found.path}/check"
    assert "0912345678" in page.text


def test_kill_and_restart_between_any_two_screens(sqlite_world: Template, clock: Any, tmp_path: Any) -> None:
    world = sqlite_world.copy(tmp_path)
    cookies: dict[str, str] = {}

    def at(path: str, action: str, **values: str) -> Page:
        """One screen in a suite that was started for it and is gone afterwards."""
        with opened(world, clock) as running:
            browser = Browser(running)
            browser.cookies.update(cookies)
            page = browser.get(path) if path else browser.log_in("clean")
            page = browser.send(page, action, **values)
            cookies.update(browser.cookies)
            return page

    found = at("", "/lost", reason="lost", **THE_21ST)
    page = at(f"{found.path}/delivery", "/delivery", phone="0912345678")
    gateway = at(page.path, "/check", truthful="yes")
    page = at(gateway.path, "", act="pay")
    with opened(world, clock) as running:
        running.settle()
        browser = Browser(running)
        browser.cookies.update(cookies)
        assert browser.get(page.path).title.startswith("Đã tiếp nhận hồ sơ")
        assert len(filed(browser)) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before it took it in", "after it took it in"])
def test_a_filing_that_is_not_answered_is_kept_and_sent_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    found = begun(browser)
    page = answered(browser, found)
    with monkeypatch.context() as broken:
        renewals_fails(broken, after=after)
        told = browser.send(page, "/check", truthful="yes")
        assert told.status == 503
        assert "Hồ sơ đã được lưu lúc 09:00 ngày 22/11/2026" in told.text
    assert browser.get(f"{found.path}/delivery").path == f"{found.path}/check", "what was sent may not be changed"
    assert "Làm tiếp" in browser.get("/licences").text
    gateway = browser.send(browser.get(f"{found.path}/check"), "/check")
    assert gateway.path.startswith(GATEWAY)
    assert len(filed(browser)) == 1


def test_what_cannot_be_looked_up_now_keeps_the_draft(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    found = begun(browser)
    real = InProcessAdapter.send

    def send(self: InProcessAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        if "/api/renewals/" in str(request.url):
            raise requests.ConnectionError
        return real(self, request, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(InProcessAdapter, "send", send)
        page = browser.get(found.path)
    assert page.status == 200
    assert "Hồ sơ đã được lưu lúc 09:00 ngày 22/11/2026" in page.text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"reason": "lost"}, "Nhập đủ ngày, tháng, năm"),
        (THE_21ST, "Chọn điều đã xảy ra"),
        ({"reason": "lost", **THE_21ST, "occurred_on__day": "31"}, "Ngày này không có trong lịch"),
        ({"reason": "lost", **THE_21ST, "occurred_on__day": "23"}, "Ngày xảy ra không thể sau hôm nay"),
        ({"reason": "lost", **THE_21ST, "occurred_on__year": "2001"}, "không thể trước ngày cấp giấy phép"),
    ],
)
def test_a_faulty_answer_is_told_beside_the_field_and_kept(browser: Browser, values: dict[str, str], told: str) -> None:
    page = browser.send(browser.log_in("clean"), "/lost", **values)
    assert page.status == 422
    assert page.title.startswith("Lỗi: ")
    assert page.text.count(told) == 2, "in the summary and beside the field"
    day = values.get("occurred_on__day")
    assert day is None or f'value="{day}"' in page.html


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"phone": ""}, "Nhập số điện thoại"),
        ({"phone": "12"}, "Số điện thoại gồm 8 đến 15 chữ số"),
        ({"phone": "0912345678", "email": "ten"}, "Địa chỉ thư điện tử có dạng"),
        ({"phone": "0912345678", "method": "post", "address": ""}, "Nhập địa chỉ để bưu điện giao thẻ"),
    ],
)
def test_a_faulty_delivery_is_told(browser: Browser, values: dict[str, str], told: str) -> None:
    page = browser.get(f"{begun(browser).path}/delivery")
    assert "đường Thử Nghiệm" in page.html, "the address is filled in"
    page = browser.send(page, "/delivery", **values)
    assert page.status == 422
    assert page.text.count(told) == 2


def test_nothing_is_filed_without_the_declaration(browser: Browser) -> None:
    page = browser.send(answered(browser, begun(browser)), "/check")
    assert page.status == 422
    assert "Đánh dấu vào ô cam đoan" in page.text
    assert not filed(browser)


def test_a_draft_is_listed_discarded_and_in_the_end_forgotten(browser: Browser) -> None:
    found = begun(browser)
    home = browser.get("/licences")
    assert "Hồ sơ đang làm dở: Bị mất" in home.text
    home = browser.send(home, "/discard")
    assert "Hồ sơ đang làm dở" not in home.text
    assert browser.get(found.path).status == 404
    browser.send(home, "/lost", reason="fire", **THE_21ST)
    browser.suite.clock.move(timedelta(days=31))
    browser.suite.settle()
    assert "Hồ sơ đang làm dở" not in browser.log_in("clean").text


def test_a_draft_is_nobody_elses(suite: RunningSuite) -> None:
    path = begun(Browser(suite), "clean").path
    stranger = Browser(suite)
    home = stranger.log_in("spare-1")
    for screen in ("", "/delivery", "/check"):
        assert stranger.get(path + screen).status == 404
    taken = path.removeprefix("/drafts/")
    assert stranger.send(home, "/lost", form_id=taken, reason="lost", **THE_21ST).status == 404
    assert "Hồ sơ đang làm dở" not in stranger.get("/licences").text


def test_no_address_or_title_names_the_person(browser: Browser) -> None:
    entry = next(one for one in browser.suite.outside.people() if one["key"] == "clean")
    page = answered(browser, begun(browser))
    assert entry["citizen_id"] not in page.path + page.title
    assert DRAFT.match(page.path)


def test_what_the_account_knows_is_filled_in(browser: Browser) -> None:
    path = begun(browser).path
    account = browser.get("/account/contact")
    browser.send(account, "/account/contact", phone="0987654321", email="mot@example.vn")
    page = browser.get(f"{path}/delivery")
    assert 'value="0987654321"' in page.html
    assert 'value="mot@example.vn"' in page.html


def test_the_declaration_can_be_read_in_english(browser: Browser) -> None:
    page = browser.get(answered(browser, begun(browser)).path + "?lang=en")
    assert "what I state about my licence is “Lost”" in page.text
    assert "Tôi khai: giấy phép lái xe của tôi bị mất ngày 21/11/2026." in page.text
