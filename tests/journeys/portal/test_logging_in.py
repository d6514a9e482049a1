"""Logging in at the national login, staying, being thrown out, coming back to where one was."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.browser import Browser
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey


def other_browser(suite: RunningSuite) -> Browser:
    return Browser(suite, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")


def test_a_citizen_logs_in_and_lands_where_they_wanted(browser: Browser) -> None:
    page = browser.log_in("clean", to="/licences")
    assert (page.status, page.path) == (200, "/licences")
    assert "Đăng xuất" in page.text


def test_a_page_for_citizens_sends_everybody_else_to_the_login(browser: Browser) -> None:
    page = browser.get("/licences", follow=False)
    assert page.status == 303
    assert page.headers["Location"] == "/login?next=%2Flicences"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_sent_elsewhere_after_the_login(browser: Browser, elsewhere: str) -> None:
    assert browser.log_in("clean", to=elsewhere).path == "/licences"


def test_logging_out_ends_the_session_and_the_tokens(browser: Browser) -> None:
    page = browser.log_in("clean")
    cookies = dict(browser.cookies)
    page = browser.send(page, "/logout")
    assert page.path == "/logged-out"
    browser.cookies.update(cookies)  # as somebody would who had copied them
    assert browser.get("/licences", follow=False).status == 303


def test_the_session_ends_after_half_an_hour_of_silence(browser: Browser) -> None:
    browser.log_in("clean")
    for _ in range(3):
        browser.suite.clock.move(timedelta(minutes=25))
        assert browser.get("/licences", follow=False).status == 200
    browser.suite.clock.move(timedelta(minutes=31))
    assert browser.get("/licences", follow=False).status == 303


def test_the_session_ends_after_eight_hours_however_busy(browser: Browser) -> None:
    browser.log_in("clean")
    for _ in range(19):
        browser.suite.clock.move(timedelta(minutes=25))
        assert browser.get("/licences", follow=False).status == 200
    browser.suite.clock.move(timedelta(minutes=10))
    assert browser.get("/licences", follow=False).status == 303


def test_each_login_has_a_token_of_its_own(browser: Browser) -> None:
    browser.log_in("clean")
    before = browser.cookies["gplx_session"]
    cookies = dict(browser.cookies)
    browser.cookies.clear()
    browser.cookies["gplx_session"] = "A" * 43  # planted by somebody
    browser.log_in("clean")
    assert browser.cookies["gplx_session"] not in {before, "A" * 43}
    browser.cookies.update(cookies)
    assert browser.get("/licences", follow=False).status == 200, "another device stays logged in"


def test_a_code_is_good_once_and_only_in_its_own_browser(browser: Browser) -> None:
    left = browser.get("/login")
    entry = next(found for found in browser.suite.outside.people() if found["key"] == "clean")
    back = browser.send(left, "", follow=False, username=entry["username"], password=entry["password"])
    callback = back.headers["Location"]
    stolen = other_browser(browser.suite).get(callback)
    assert (stolen.status, "Chưa đăng nhập được" in stolen.title) == (403, True)
    assert browser.get(callback, follow=False).status == 303
    assert browser.get(callback, follow=False).headers["Location"] == "/licences", "a reload leads on"
    late = other_browser(browser.suite)
    late.cookies["gplx_visit"] = browser.cookies["gplx_visit"]
    assert late.get(callback).status == 403


def test_an_answer_nobody_waits_for_is_refused(browser: Browser) -> None:
    assert browser.get("/login/callback?code=abc&state=made-up").status == 403


def test_an_answer_mixed_up_with_another_login_is_refused(browser: Browser) -> None:
    left = browser.get("/login")
    mine = parse_qs(urlsplit(left.url).query)["state"][0]
    other = other_browser(browser.suite)
    theirs = other.get("/login")
    entry = next(found for found in browser.suite.outside.people() if found["key"] == "clean")
    back = other.send(theirs, "", follow=False, username=entry["username"], password=entry["password"])
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    assert browser.get(f"/login/callback?code={code}&state={mine}").status == 403, "the code hangs on a verifier"


def test_an_answer_of_another_issuer_is_refused(browser: Browser) -> None:
    left = browser.get("/login")
    state = parse_qs(urlsplit(left.url).query)["state"][0]
    assert browser.get(f"/login/callback?code=abc&state={state}&iss=https://evil.example").status == 403


def test_a_login_that_was_stopped_says_so(browser: Browser) -> None:
    left = browser.get("/login")
    state = parse_qs(urlsplit(left.url).query)["state"][0]
    page = browser.get(f"/login/callback?error=access_denied&state={state}")
    assert "đã dừng đăng nhập" in page.text


def test_the_login_being_away_is_told_and_can_be_tried_again(browser: Browser) -> None:
    left = browser.get("/login")
    entry = next(found for found in browser.suite.outside.people() if found["key"] == "clean")
    back = browser.send(left, "", follow=False, username=entry["username"], password=entry["password"])
    browser.suite.outside.send("POST", "/sandbox/sso/behaviour", json={"fail": True})
    page = browser.get(back.headers["Location"])
    assert page.status == 503
    browser.suite.outside.send("POST", "/sandbox/sso/behaviour", json={"fail": False})
    assert browser.log_in("clean").path == "/licences"
