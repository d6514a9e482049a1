"""What no page gives away and no foreign page can do."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.support.browser import Browser, Page

pytestmark = pytest.mark.journey

PAGES = ("/", "/licences", "/violations", "/nothing-here", "/logged-out")
JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.")


@pytest.fixture
def inside(browser: Browser) -> Browser:
    browser.log_in("unpaid-fine")
    return browser


def test_every_page_forbids_what_is_not_ours(inside: Browser) -> None:
    for path in PAGES:
        headers = inside.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_hold_no_inline_code(inside: Browser) -> None:
    for path in PAGES:
        html = inside.get(path).html
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html), path


def test_no_token_reaches_the_browser(inside: Browser) -> None:
    for path in PAGES:
        page = inside.get(path)
        assert not JWT.search(page.html + str(dict(page.headers)))
    assert not any(JWT.search(value) for value in inside.cookies.values())


def test_no_personal_number_is_in_an_address_a_title_or_a_log(
    browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    entry = next(found for found in browser.suite.outside.people() if found["key"] == "unpaid-fine")
    page = browser.log_in("unpaid-fine")
    visited: list[Page] = [page, *(browser.get(path) for path in PAGES)]
    number = entry["citizen_id"]
    assert not any(number in step for shown in visited for step in (shown.url, shown.title, *shown.history))
    assert not any(
        number in address for shown in visited for address in re.findall(r'(?:href|action)="([^"]*)"', shown.html)
    )
    written = capfd.readouterr()
    assert '"route":"/licences"' in written.out, "the log was looked at"
    assert number not in written.out + written.err


@pytest.mark.parametrize("token", [None, "", "x", "A" * 88])
def test_a_form_of_a_foreign_page_does_nothing(inside: Browser, token: str | None) -> None:
    page = inside.post("/logout", {} if token is None else {"form_token": token})
    assert page.status == 403
    assert "Biểu mẫu đã quá cũ" in page.text
    assert inside.get("/licences", follow=False).status == 200


def test_a_form_of_another_browser_does_nothing(inside: Browser) -> None:
    other = Browser(inside.suite)
    theirs = other.log_in("clean")
    token = dict(theirs.form("/logout").fields)["form_token"]
    assert inside.post("/logout", {"form_token": token}).status == 403


def test_a_form_that_came_too_late_is_kept_for_its_writer(inside: Browser) -> None:
    page = inside.get("/violations")
    form = page.form("/pay")
    inside.suite.clock.move(timedelta(minutes=31))
    left = inside.post(form.action, form.fields)
    entry = next(found for found in inside.suite.outside.people() if found["key"] == "unpaid-fine")
    back = inside.send(left, "", username=entry["username"], password=entry["password"])
    assert back.path == "/login/continue"
    assert "vẫn còn nguyên" in back.text
    paying = inside.send(back, "/pay")
    assert "/sandbox/gateway/" in paying.url


def test_a_form_that_came_too_late_is_shown_to_nobody_else(inside: Browser) -> None:
    form = inside.get("/violations").form("/pay")
    inside.suite.clock.move(timedelta(minutes=31))
    left = inside.post(form.action, form.fields)
    entry = next(found for found in inside.suite.outside.people() if found["key"] == "clean")
    back = inside.send(left, "", username=entry["username"], password=entry["password"])
    assert back.path != "/login/continue"


def test_many_requests_at_once_renew_the_tokens_once(inside: Browser) -> None:
    inside.suite.clock.move(timedelta(minutes=9))  # the access token has a minute left
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: inside.get("/licences", follow=False).status, range(6)))
    assert answers == [200] * 6
    inside.suite.clock.move(timedelta(minutes=9))
    assert inside.get("/licences", follow=False).status == 200, "no refresh token was shown twice"


def test_paying_twice_with_one_form_is_one_order(inside: Browser) -> None:
    form = inside.get("/violations").form("/pay")
    first, second = (inside.post(form.action, form.fields, follow=False) for _ in range(2))
    assert first.status == second.status == 303
    assert first.headers["Location"] == second.headers["Location"]


def test_a_provider_that_is_away_leaves_the_rest_of_the_page(inside: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from shared.http.faults import unavailable

    portal = inside.suite.suite.apps["portal"].extensions["gplx-doorman"].portal
    monkeypatch.setattr(type(portal.violations), "points", lambda *_: (_ for _ in ()).throw(unavailable("violations")))
    page = inside.get("/licences")
    assert page.status == 200
    assert "Hiện chưa tra cứu được dữ liệu vi phạm" in page.text
    assert "id-card" in page.html


def test_english_is_chosen_by_link_and_kept(browser: Browser) -> None:
    assert 'lang="vi"' in browser.get("/").html
    page = browser.get("/?lang=en")
    assert 'html lang="en"' in page.html
    assert "Start" in page.text
    assert 'html lang="en"' in browser.get("/nothing-here").html
    assert 'html lang="vi"' in browser.get("/?lang=vi").html


def test_styles_are_kept_for_ever_under_a_name_of_their_content(browser: Browser) -> None:
    found = re.search(r'href="(/static/site\.[0-9a-f]{12}\.css)"', browser.get("/").html)
    assert found is not None
    sheet = browser.get(found[1])
    assert (sheet.status, sheet.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert browser.get("/static/site.css").status == 404
    fonts = re.findall(r'url\("(/static/[^"]+)"\)', sheet.html) or re.findall(r"url\((/static/[^)]+)\)", sheet.html)
    assert len(fonts) == 4
    assert all(browser.get(font).status == 200 for font in fonts)


def test_a_page_is_light(inside: Browser) -> None:
    from gzip import compress

    sheet = re.search(r'href="(/static/site\.[0-9a-f]{12}\.css)"', inside.get("/").html)
    assert sheet is not None
    style = len(compress(inside.get(sheet[1]).html.encode()))
    for path in PAGES:
        assert style + len(compress(inside.get(path).html.encode())) < 60_000, path
