"""A citizen reads who looked at their data, in every register, and objects to a look with one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from shared.http.in_process import InProcessAdapter
from tests.support.browser import Browser, Page
from tests.support.people import TestCitizen, TestOfficer

pytestmark = pytest.mark.journey


def filed_and_decided(browser: Browser, key: str) -> TestCitizen:
    """A citizen whose data several systems and an officer have looked at."""
    citizen = TestCitizen.of(browser.suite, key)
    application = citizen.files()
    citizen.gets_to_review(application)
    TestOfficer.of(browser.suite).approves(application)
    browser.suite.settle()
    return citizen


def sentences(page: Page) -> list[str]:
    """The looks on a page, in its order."""
    return [" ".join(said.split()) for said in re.findall(r'(?s)<p class="looks__said">(.*?)</p>', page.html)]


def test_every_look_of_every_register_is_a_sentence_newest_first(browser: Browser) -> None:
    citizen = filed_and_decided(browser, "clean")
    browser.log_in("clean")
    for _ in range(25):
        browser.suite.clock.move(timedelta(seconds=20))
        browser.get("/licences")
    said, page, pages = [], browser.get("/lookups"), 0
    while True:
        said += sentences(page)
        pages += 1
        older = re.search(r'href="(/lookups\?place=[^"]+)"', page.html)
        if older is None:
            break
        assert pages < 20
        page = browser.get(older[1])
    kept = []
    for service in ("licences", "violations", "renewals"):
        after = ""
        while True:
            answer = citizen.outside.call(
                "GET", f"/api/{service}/v1/lookups?limit=100{after}", token=citizen.token
            ).json()
            kept += answer["items"]
            if answer["next"] is None:
                break
            after = f"&after={answer['next']}"
    kept.sort(key=lambda entry: entry["at"], reverse=True)
    assert len(kept) > 60
    assert pages >= 2
    assert sorted(said) == sorted(entry["text"]["vi"] for entry in kept)
    times = {entry["text"]["vi"]: entry["at"][:16] for entry in kept}
    assert [times[one] for one in said] == sorted((times[one] for one in said), reverse=True)
    assert citizen.entry["citizen_id"] not in page.html


def test_one_register_alone_and_in_english(browser: Browser) -> None:
    filed_and_decided(browser, "clean")
    browser.log_in("clean")
    everything, one = browser.get("/lookups"), browser.get("/lookups?from=violations")
    assert one.text.count("Sổ vi phạm") - 1 == len(sentences(one)) > 0  # the filter names it once, too
    assert len(sentences(everything)) > 0
    english = browser.get("/lookups?from=violations&lang=en")
    assert "Who looked at my data" in english.text
    assert "Register of violations" in english.text
    assert all(" looked at " in said for said in sentences(english))


def test_a_register_that_is_down_is_named_and_the_others_are_shown(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed_and_decided(browser, "clean")
    browser.log_in("clean")
    send = InProcessAdapter.send

    def broken(self, request, *args, **kwargs):  # as requests calls it
        answer = send(self, request, *args, **kwargs)
        if "/violations/v1/lookups" in request.url:
            answer.status_code = 503
        return answer

    monkeypatch.setattr(InProcessAdapter, "send", broken)
    page = browser.get("/lookups")
    assert page.status == 200
    assert "Hiện chưa đọc được nhật ký của: Sổ vi phạm" in page.text
    assert len(sentences(page)) > 0


def test_a_look_is_disputed_once_with_one_click(browser: Browser) -> None:
    filed_and_decided(browser, "clean")
    browser.log_in("clean")
    page = browser.get("/lookups?from=renewals")
    done = browser.send(page, "/lookups")
    again = browser.send(page, "/lookups")
    assert done.status == 200
    assert "Đã ghi nhận ý kiến về một lượt xem" in done.text
    assert "Việc tiếp theo" in done.text
    assert done.path == again.path
    assert len({said for said in sentences(page) if said in done.text}) == 1
    listed = browser.get("/lookups")
    assert "Lượt xem ông/bà đã báo" in listed.text
    assert listed.html.count(done.path) == 1
    stranger = Browser(browser.suite)
    stranger.log_in("zero-fee")
    assert stranger.get(done.path).status == 404


def test_a_mark_that_is_not_ones_own_disputes_nothing(browser: Browser) -> None:
    filed_and_decided(browser, "clean")
    browser.log_in("clean")
    mark = dict(browser.get("/lookups?from=renewals").form("/lookups").fields)["mark"]
    stranger = Browser(browser.suite)
    stranger.log_in("zero-fee")
    filed_and_decided(browser, "zero-fee")
    page = stranger.get("/lookups?from=renewals")
    assert stranger.send(page, "/lookups", mark=mark).status == 404
    assert stranger.send(page, "/lookups", mark="x" * 9000).status == 404
    assert "Lượt xem ông/bà đã báo" not in stranger.get("/lookups").text


@pytest.mark.parametrize("place", ["x", "e30", "W10", "eyJsaWNlbmNlcyI6WzEsMiwzXX0", "%F0%9F%98%80"])
def test_a_place_nobody_made_is_the_beginning(browser: Browser, place: str) -> None:
    browser.log_in("clean")
    page = browser.get(f"/lookups?place={place}")
    assert page.status == 200
    assert sentences(page) == sentences(browser.get("/lookups"))
