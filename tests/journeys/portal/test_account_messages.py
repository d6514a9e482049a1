"""Citizens hear of what happens to their dossiers: on the page always, by e-mail and SMS if they want, once each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from shared.kernel.clock import MovableClock
from tests.conftest import SUNDAY_MORNING
from tests.support.browser import Browser, Page
from tests.support.mail_server import MailServer, mail_server
from tests.support.people import TestCitizen, TestOfficer
from tests.support.suites import RunningSuite, Template, opened

pytestmark = pytest.mark.journey

PHONE, EMAIL = "0900000001", "thu.mot@gplx.example"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


@pytest.fixture
def posting(sqlite_world: Template, tmp_path: Path, post: MailServer) -> Iterator[RunningSuite]:
    """A suite that sends its e-mail to a real server."""
    world = sqlite_world.copy(tmp_path)
    with opened(world, MovableClock(SUNDAY_MORNING), GPLX_PORTAL_SMTP_URL=post.url) as running:
        yield running


def subjects(page: Page) -> list[str]:
    """The messages of an inbox, oldest first."""
    found = re.findall(r'(?s)<h2 class="inbox__title">(.*?)</h2>', page.html)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in reversed(found)]


def texted(suite: RunningSuite) -> list[str]:
    """What the gateway of short messages got, number and text, newest first."""
    page = Browser(suite).get("/sandbox/sms/")
    found = re.findall(r'(?s)<li><strong>(.*?)</strong>.*?<span class="about">(.*?)</span>', page.html)
    return [f"{number} {unescape(text)}" for number, text in found]


def wants(browser: Browser, **changes: str | list[str]) -> Page:
    """Fill in the contact data."""
    given: dict[str, str | list[str]] = {"phone": PHONE, "email": EMAIL, "channels": ["email", "sms"], "language": "vi"}
    return browser.send(browser.get("/account/contact"), "/account/contact", **(given | changes))


def test_the_straight_way_is_told_step_by_step_in_both_languages(browser: Browser) -> None:
    citizen = TestCitizen.of(browser.suite, "clean")
    application = citizen.files()
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    home = browser.log_in("clean")
    assert re.search(r'menu__count">5', home.html)
    page = browser.get("/inbox")
    assert subjects(page) == [
        "Đã nhận hồ sơ",
        "Cần nộp lệ phí",
        "Hồ sơ đã được tiếp nhận",
        "Hồ sơ được duyệt",
        "Giấy phép mới đã được cấp",
    ]
    assert page.html.count('class="inbox__new"') == 5
    assert f"/applications/{application['id']}" in page.html
    assert application["code"] in page.text
    assert citizen.entry["citizen_id"] not in page.html
    again = browser.get("/inbox?lang=en")
    assert "menu__count" not in again.html
    assert 'class="inbox__new"' not in again.html
    assert subjects(again)[1:3] == ["Fee to be paid", "Application accepted"]
    other = Browser(browser.suite)
    other.log_in("zero-fee")
    assert subjects(other.get("/inbox")) == []


def test_a_citizen_who_is_in_the_way_of_nothing_any_more_is_told(browser: Browser) -> None:
    citizen = TestCitizen.of(browser.suite, "unpaid-fine")
    citizen.files()
    browser.suite.settle()
    browser.log_in("unpaid-fine")
    assert subjects(browser.get("/inbox"))[:2] == ["Đã nhận hồ sơ", "Hồ sơ chưa thể xử lý tiếp"]
    page = browser.get("/violations")
    browser.send(page, "/pay", follow=False)
    browser.suite.settle()


def test_messages_go_out_by_mail_and_sms_once_and_without_a_number(posting: RunningSuite, post: MailServer) -> None:
    browser = Browser(posting)
    browser.log_in("clean")
    saved = wants(browser)
    assert "Đã lưu" in saved.text
    citizen = TestCitizen.of(posting, "clean")
    application = citizen.files()
    citizen.gets_to_review(application)
    posting.settle()
    letters = [letter for to, letter in post.letters if to == [EMAIL]]
    assert [letter["Subject"].split(" (")[0] for letter in letters] == [
        "Đã nhận hồ sơ",
        "Cần nộp lệ phí",
        "Hồ sơ đã được tiếp nhận",
    ]
    assert len({letter["Message-ID"] for letter in letters}) == 3
    told = texted(posting)
    assert len(told) == 3
    assert all(one.startswith(PHONE) and application["code"] in one for one in told)
    everything = " ".join([*told, *(letter.get_content() + letter["Subject"] for letter in letters)])
    assert citizen.entry["citizen_id"] not in everything
    assert citizen.entry["name"] not in everything
    assert "Kính gửi ông/bà," in letters[0].get_content()


def test_a_mail_server_that_is_away_is_tried_again_and_one_that_says_never_is_not(
    posting: RunningSuite, post: MailServer
) -> None:
    browser = Browser(posting)
    browser.log_in("zero-fee")
    wants(browser, channels=["email"], language="en")
    post.answers += ["451 try later", "451 try later", "250 fine", "550 nobody here", "250 fine"]
    TestCitizen.of(posting, "zero-fee").files()
    for _ in range(8):
        posting.settle()
        posting.clock.move(timedelta(minutes=5))
    posting.settle()
    assert len(post.letters) == 1, "of two letters one is for nobody"
    assert post.answers == ["250 fine"], "it was not tried again"
    assert "Dear Sir or Madam," in post.letters[0][1].get_content()
    assert texted(posting) == []


def test_a_letter_whose_answer_got_lost_is_the_same_letter_again(posting: RunningSuite, post: MailServer) -> None:
    browser = Browser(posting)
    browser.log_in("clean")
    wants(browser, channels=["email"])
    post.lose_after_taking = 1
    TestCitizen.of(posting, "clean").files()
    for _ in range(4):
        posting.settle()
        posting.clock.move(timedelta(minutes=5))
    posting.settle()
    subjects_seen = [letter["Subject"] for _, letter in post.letters]
    assert len(subjects_seen) == len(set(subjects_seen)) + 1
    assert len({letter["Message-ID"] for _, letter in post.letters}) == len(set(subjects_seen))


def test_an_sms_gateway_in_trouble_loses_and_doubles_nothing(browser: Browser) -> None:
    browser.log_in("zero-fee")
    wants(browser, channels=["sms"])
    stand_in = "/sandbox/sms/behaviour"
    assert browser.suite.outside.send("POST", stand_in, json={"lose_answer": 2, "fail": 1}).ok
    TestCitizen.of(browser.suite, "zero-fee").files()
    for _ in range(10):
        browser.suite.settle()
        browser.suite.clock.move(timedelta(minutes=5))
    browser.suite.settle()
    assert len(texted(browser.suite)) == 2


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"phone": "12"}, "Số điện thoại gồm 10 chữ số"),
        ({"email": "ten@"}, "Địa chỉ thư điện tử có dạng"),
        ({"email": "a@b.vn\r\nBcc: c@d.vn"}, "Địa chỉ thư điện tử có dạng"),
        ({"phone": ""}, "Nhập số điện thoại, hoặc bỏ chọn tin nhắn"),
        ({"email": ""}, "Nhập địa chỉ thư điện tử, hoặc bỏ chọn thư điện tử"),
        ({"language": "fr"}, "Chọn một ngôn ngữ"),
    ],
)
def test_contact_data_that_will_not_do_are_told_beside_the_field(
    browser: Browser, changes: dict[str, str], fault: str
) -> None:
    browser.log_in("clean")
    page = wants(browser, **changes)
    assert page.status == 422
    assert page.text.count(fault) == 2
    assert page.title.startswith("Lỗi")
    untouched = dict(browser.get("/account/contact").form("/account/contact").fields)
    assert untouched["phone"] == ""


def test_contact_data_are_sealed_and_come_back(browser: Browser) -> None:
    browser.log_in("clean")
    wants(browser, phone="0900 000 001", channels=["sms"], language="en")
    fields = browser.get("/account/contact").form("/account/contact").fields
    assert ("phone", PHONE) in fields
    assert [value for name, value in fields if name == "channels"] == ["sms"]
    assert ("language", "en") in fields
    if browser.suite.dialect == "sqlite":
        stored = (browser.suite.var / "portal.db").read_bytes()
        wal = browser.suite.var / "portal.db-wal"
        stored += wal.read_bytes() if wal.exists() else b""
        assert PHONE.encode() not in stored
        assert EMAIL.encode() not in stored


def test_other_devices_are_seen_and_ended(browser: Browser) -> None:
    browser.log_in("clean")
    others = [
        Browser(browser.suite, agent=f"Mozilla/5.0 ({system}) Firefox/150.0") for system in ("Windows NT", "Macintosh")
    ]
    for other in others:
        other.log_in("clean")
    page = browser.get("/account/sessions")
    assert [name in page.text for name in ("Firefox, Windows", "Firefox, Macintosh", "Chrome, Android")] == [True] * 3
    assert page.text.count("Thiết bị này") == 1
    listed = re.findall(r'action="(/account/sessions/[^"]+/end)"', page.html)
    assert len(listed) == 2
    browser.send(page, listed[0])
    assert [other.get("/licences").path.startswith("/licences") for other in others].count(True) == 1
    page = browser.send(browser.get("/account/sessions"), "/end-others")
    assert "Không có phiên nào khác." in page.text
    assert not any(other.get("/licences").path.startswith("/licences") for other in others)
    assert browser.get("/licences").path == "/licences"
    stranger = Browser(browser.suite)
    mine = stranger.log_in("zero-fee", to="/account/sessions")
    theirs = browser.get("/account/sessions")
    assert "Không có phiên nào khác." in theirs.text
    stranger.post(listed[1], dict(mine.form("/logout").fields))
    assert browser.get("/licences").path == "/licences"
