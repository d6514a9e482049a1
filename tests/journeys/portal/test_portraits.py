"""The portrait on the card: one's own, through the portal, kept by no browser."""

from __future__ import annotations

import re

import pytest

from shared.http.faults import unavailable
from shared.kernel.errors import NotFound
from tests.support.browser import Browser

pytestmark = pytest.mark.journey


def address(browser: Browser) -> str:
    """Where the picture of the card on the page comes from."""
    found = re.search(r'<img src="(/portraits/[^"]+)" alt="[^"]+"', browser.get("/licences").html)
    assert found is not None
    return found[1]


def test_the_card_shows_the_picture_of_its_holder(browser: Browser) -> None:
    browser.log_in("clean")
    answer = browser.http.get(browser.origin + address(browser))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"\x89PNG")


def test_nobody_sees_the_picture_of_another(browser: Browser) -> None:
    browser.log_in("clean")
    theirs = address(browser)
    assert Browser(browser.suite).get(theirs, follow=False).status == 303, "nobody is logged in there"
    other = Browser(browser.suite)
    other.log_in("unpaid-fine")
    answer = other.get(theirs)
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (404, "image/svg+xml")


@pytest.mark.parametrize(("failure", "status"), [(NotFound("not-found"), 404), (unavailable("licences"), 503)])
def test_a_card_without_a_picture_has_a_drawing_in_its_place(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
) -> None:
    browser.log_in("clean")
    path = address(browser)
    portal = browser.suite.suite.apps["portal"].extensions["gplx-doorman"].portal

    def refuse(*_: object) -> None:
        raise failure

    monkeypatch.setattr(type(portal.licences), "portrait", refuse)
    answer = browser.get(path)
    assert answer.status == status
    assert answer.html.startswith("<svg")
