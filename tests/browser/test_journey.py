"""From the front page to the acknowledgement on a phone: how it looks, how many screens it takes, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.screen import Screen

KEYS = {
    ("phone", "vi"): "spare-1",
    ("phone", "en"): "spare-2",
    ("desktop", "vi"): "spare-3",
    ("desktop", "en"): "clean",
}


def tell_the_loss(page: Page) -> None:
    """Open the question below the card and answer it."""
    page.locator("details.choice summary").first.click()
    page.check("#reason-1")
    for part, value in (("day", "21"), ("month", "11"), ("year", "2026")):
        page.fill(f"#occurred_on-{part}", value)


def go_on(page: Page, path: str) -> None:
    """Press the one red button."""
    page.locator("main .govuk-button:not(.govuk-button--secondary)").last.click()
    page.wait_for_url(path)


def test_a_clean_case_in_seven_screens(window: Screen) -> None:
    screens: list[str] = []
    page = window.go("/")
    screens.append("start")
    entry = window.live.person(KEYS[window.device, window.language])
    page.locator(".govuk-button--start").click()
    page.wait_for_url("**/sandbox/sso/**")
    screens.append("login")
    page.fill("#username", entry["username"])
    page.fill("#password", entry["password"])
    page.click("button.primary")
    page.wait_for_url("**/licences**")
    screens.append("licences")
    page.locator("details.choice summary").first.click()
    window.sound("journey-what-happened")
    page.locator("details.choice summary").first.click()
    tell_the_loss(page)
    page.locator("details.choice button").first.click()
    page.wait_for_url("**/drafts/*")
    screens.append("found")
    expect(page.locator(".checks__item")).to_have_count(5)
    window.sound("journey-found")
    go_on(page, "**/delivery")
    screens.append("delivery")
    page.fill("#phone", "0912 345 678")
    window.sound("journey-delivery")
    go_on(page, "**/check")
    screens.append("check")
    page.check("#truthful")
    window.sound("journey-check")
    page.locator("main button.govuk-button").last.click()
    page.wait_for_url("**/sandbox/gateway/**")
    screens.append("pay")
    page.locator("button.primary").first.click()
    page.wait_for_url("**/acknowledgement")
    window.live.settle()
    page.reload()
    expect(page.locator(".code--big")).to_have_text(re.compile(r"G01\.08-261122-\d{6}"))
    window.sound("journey-acknowledgement")
    assert len(screens) <= 7, screens
    assert page.locator("input[type=file]").count() == 0


def test_the_payment_is_still_to_come(window: Screen) -> None:
    page = window.log_in({"vi": "motorcycle", "en": "two-parts"}[window.language])
    if page.locator("details.choice").count() == 0 or window.device == "desktop":
        return
    tell_the_loss(page)
    page.locator("details.choice button").first.click()
    page.wait_for_url("**/drafts/*")
    go_on(page, "**/delivery")
    page.fill("#phone", "0912345678")
    go_on(page, "**/check")
    window.go("/licences")
    window.sound("journey-unfinished")
    page.locator(".block .govuk-button").first.click()
    page.wait_for_url("**/check")
    page.check("#truthful")
    page.locator("main button.govuk-button").last.click()
    page.wait_for_url("**/sandbox/gateway/**")
    page.go_back()
    page.reload()
    page.wait_for_url("**/acknowledgement")
    window.sound("journey-to-pay")


@pytest.mark.parametrize("key", ["unpaid-fine", "expired-6-months", "one-part-suspended", "owner-notice"])
def test_what_is_in_the_way_and_the_way_out(window: Screen, key: str) -> None:
    page = window.log_in(key)
    tell_the_loss(page)
    page.locator("details.choice button").first.click()
    page.wait_for_url("**/drafts/*")
    window.sound(f"journey-found-{key}")


def test_faults_of_every_form(window: Screen) -> None:
    page = window.log_in("scripted")
    page.locator("details.choice summary").first.click()
    page.locator("details.choice button").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    window.sound("journey-what-happened-faults")
    page.check("#reason-2")
    for part, value in (("day", "21"), ("month", "11"), ("year", "2026")):
        page.fill(f"#occurred_on-{part}", value)
    go_on(page, "**/drafts/**")
    page.goto(page.url.removesuffix("/check") + "/delivery")  # another size and language may have been here
    page.check("#method-2")
    page.fill("#address", "")
    page.fill("#phone", "12")
    page.fill("#email", "ten")
    page.locator("main button.govuk-button").click()
    expect(page.locator(".govuk-error-message")).to_have_count(3)
    window.sound("journey-delivery-faults")
    page.check("#method-1")
    page.fill("#phone", "0912345678")
    page.fill("#email", "")
    go_on(page, "**/check")
    page.locator("main button.govuk-button").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    window.sound("journey-check-faults")


def test_a_card_is_exchanged_by_keyboard_alone_without_scripts(plain_phone: Screen) -> None:
    page = plain_phone.log_in("old-2008-card")
    page.locator("details.choice summary").last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*")
    page.locator(".buttons .govuk-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/delivery")
    page.locator("#phone").focus()
    page.keyboard.type("0912345678")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    page.locator("#truthful").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sandbox/gateway/**")
