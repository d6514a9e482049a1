"""The front page, my licences and my violations as they look and work."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.support.screen import Screen


def test_the_front_page_and_an_unknown_page(window: Screen) -> None:
    window.go("/")
    window.sound("start")
    window.go("/nothing-here")
    window.sound("not-found")


def test_my_licences(window: Screen) -> None:
    page = window.log_in("clean")
    expect(page.locator(".id-card")).to_have_count(1)
    window.sound("licences")
    page.click(".menu__button")
    page.wait_for_url("**/logged-out**")
    window.sound("logged-out")
