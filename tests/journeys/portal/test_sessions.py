"""Sessions as an attacker or a careful citizen would try them: cookies, fixation, ending from afar, too many tries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.domain.behaviour import Part
from shared.auth.oidc import LOGOUT_EVENT
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from shared.web.runtime import runtime_of
from tests.support.browser import Browser, Page
from tests.support.suites import Template, opened

pytestmark = pytest.mark.journey

BACKCHANNEL = "/login/backchannel-logout"
LOGINS = 30


def arrival(browser: Browser, key: str = "clean") -> Page:
    """The answer with which the portal lets somebody in, not followed."""
    left = browser.get("/login")
    entry = next(found for found in browser.suite.outside.people() if found["key"] == key)
    back = browser.send(left, "", follow=False, username=entry["username"], password=entry["password"])
    return browser.get(back.headers["Location"], follow=False)


def logout_token(browser: Browser, key: str = "clean", **changes: Any) -> str:
    """What the national login sends when somebody logs out there (OpenID Connect Back-Channel Logout §2.4)."""
    suite = browser.suite
    entry = next(found for found in suite.outside.people() if found["key"] == key)
    database = runtime_of(suite.suite.apps["sandbox"]).database
    assert database is not None
    with database.read() as connection:
        query = text("SELECT subject FROM accounts WHERE username = :name ORDER BY subject")
        subject = connection.execute(query, {"name": entry["username"]}).scalar_one()
    claims = {
        "iss": f"{browser.origin}/sandbox/sso",
        "aud": "portal",
        "sub": subject,
        "iat": int(suite.clock.now().timestamp()),
        "exp": int(suite.clock.now().timestamp()) + 120,
        "jti": new_id(),
        "events": {LOGOUT_EVENT: {}},
    }
    keys = SigningKeys.load(suite.var / "keys/sandbox")
    return keys.sign(Part.SSO, {**claims, **changes}, type="logout+jwt")


def is_in(browser: Browser) -> bool:
    """Whether a page for citizens opens."""
    return browser.get("/licences", follow=False).status == 200


def test_cookies_are_for_this_site_alone_and_out_of_reach_of_scripts(browser: Browser) -> None:
    set_cookie = arrival(browser).headers["Set-Cookie"]
    assert "gplx_session=" in set_cookie
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert "Path=/" in set_cookie
    for forbidden in ("Domain=", "Max-Age", "Expires"):
        assert forbidden not in set_cookie, "it goes to no other host and ends with the browser"


def test_behind_https_cookies_and_pages_never_leave_it(
    sqlite_world: Template, tmp_path: Path, clock: MovableClock
) -> None:
    world = sqlite_world.copy(tmp_path)
    with opened(world, clock, GPLX_PUBLIC_URL="https://gplx.example.vn") as suite:
        answer = Browser(suite).get("/login", follow=False)
        assert answer.headers["Set-Cookie"].startswith("__Host-gplx_visit=")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_new_login_in_one_browser_ends_its_former_session(browser: Browser) -> None:
    left = browser.get("/login")
    entry = next(found for found in browser.suite.outside.people() if found["key"] == "clean")
    back = browser.send(left, "", follow=False, username=entry["username"], password=entry["password"])
    again = browser.get("/login")
    later = browser.send(again, "", follow=False, username=entry["username"], password=entry["password"])
    browser.get(back.headers["Location"], follow=False)
    first = browser.cookies["gplx_session"]
    browser.get(later.headers["Location"], follow=False)
    assert browser.cookies["gplx_session"] != first
    thief = Browser(browser.suite)
    thief.cookies["gplx_session"] = first
    assert not is_in(thief)


def test_a_logout_at_the_national_login_ends_every_session_at_once(browser: Browser) -> None:
    phone, desk, stranger = browser, Browser(browser.suite), Browser(browser.suite)
    arrival(phone)
    arrival(desk)
    arrival(stranger, "unpaid-fine")
    told = Browser(browser.suite).post(BACKCHANNEL, {"logout_token": logout_token(browser)})
    assert told.status == 200
    assert told.headers["Cache-Control"] == "no-store"
    assert not is_in(phone)
    assert not is_in(desk)
    assert is_in(stranger)


def test_a_logout_told_twice_ends_no_later_session(browser: Browser) -> None:
    arrival(browser)
    token = logout_token(browser)
    machine = Browser(browser.suite)
    assert machine.post(BACKCHANNEL, {"logout_token": token}).status == 200
    arrival(browser)
    assert machine.post(BACKCHANNEL, {"logout_token": token}).status == 200
    assert is_in(browser)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "officers"},
        {"events": {}},
        {"nonce": "n"},
        {"sub": None},
        {"iat": 1_700_000_000},
    ],
)
def test_a_logout_that_is_not_quite_right_ends_nothing(browser: Browser, changes: dict[str, Any]) -> None:
    arrival(browser)
    token = logout_token(browser, **changes)
    assert Browser(browser.suite).post(BACKCHANNEL, {"logout_token": token}).status == 400
    assert is_in(browser)


def test_a_session_ended_from_elsewhere_is_over_with_its_next_request(browser: Browser) -> None:
    arrival(browser)
    doorman = browser.suite.suite.apps["portal"].extensions["gplx-doorman"]
    found = doorman.sessions.find(browser.cookies["gplx_session"])
    assert is_in(browser)
    assert doorman.sessions.end(found.id, "revoked", subject=found.subject)
    assert not is_in(browser)


def test_too_many_logins_from_one_address_are_told_when_to_try_again(browser: Browser) -> None:
    for _ in range(LOGINS):
        assert browser.get("/login", follow=False).status == 303
    page = browser.get("/login", follow=False)
    assert (page.status, page.headers["Retry-After"]) == (429, "301")
    assert "Ông/bà đã thử quá nhiều lần" in page.text
    assert "Thử lại từ 09:05" in page.text
    assert browser.get("/").status == 200, "other pages still open"
