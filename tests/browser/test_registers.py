"""The front page, my licences and my violations as they look and work."""

from __future__ import annotations

import pytest
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


def test_my_violations_with_nothing_on_record(window: Screen) -> None:
    window.log_in("clean", to="/violations")
    window.sound("violations-none")


def test_a_fine_is_paid_and_clears_the_way(window: Screen) -> None:
    page = window.log_in("unpaid-fine", to="/violations")
    window.sound("violations-open")
    if page.locator(".block button").count() == 0:
        return  # another size and language has paid it already
    page.locator(".block button").first.click()
    page.wait_for_url("**/sandbox/gateway/**")
    page.locator("button.primary").first.click()
    page.wait_for_url("**/payments/**")
    window.sound("payment-waiting")
    window.live.settle()
    window.go("/violations")
    expect(page.locator(".verdict--good")).to_have_count(1)
    window.sound("violations-settled")


@pytest.mark.parametrize("key", ["licence-held", "one-part-suspended", "suspension-not-started", "owner-notice"])
def test_every_kind_of_bar_is_explained(window: Screen, key: str) -> None:
    window.log_in(key, to="/violations")
    window.sound(f"violations-{key}")
    window.go("/licences")
    window.sound(f"licences-{key}")
