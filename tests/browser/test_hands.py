"""Pages in the hands of those who use no mouse, no scripts, big letters, a narrow window, or paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.screen import LiveSuite, Screen, screen

OPEN_PAGES = ("/", "/nothing-here", "/logged-out")
PAGES = (*OPEN_PAGES, "/tracking", "/licences", "/violations", "/applications", "/inbox", "/account", "/feedback")
NARROWEST = 320
MOST_STOPS = 80

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const drawn = one.matches('.govuk-radios__input, .govuk-checkboxes__input')
    ? getComputedStyle(one.nextElementSibling, '::before') : getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const marked = drawn.boxShadow !== 'none' || (drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2);
  return {
    name: one.tagName + ' ' + (one.textContent || one.name || '').trim().slice(0, 40),
    marked: marked && one.matches(':focus-visible'),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    place: [...document.querySelectorAll('*')].indexOf(one),
  };
}"""
"""What has the focus: whether one sees where it is, and its place in the page."""

REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility({checkVisibilityCSS: true}) && !one.disabled).length"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
  .filter((one) => one.checkVisibility() && !one.closest('p, li, td, .govuk-skip-link'))
  .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect()])
  .filter(([, box]) => box.height > 0 && (box.height < 24 || box.width < 24)).map(([name]) => name)"""
"""Controls that a finger misses (WCAG 2.2, 2.5.8: 24 pixels; links within a text are let off)."""


@pytest.fixture
def narrow(window_maker: Browser, live: LiveSuite) -> Iterator[Screen]:
    """1,280 pixels at 400 %, which is how wide a window is that nobody may have to scroll sideways (WCAG 1.4.10)."""
    with screen(window_maker, live, device="phone", language="vi") as found:
        found.page.set_viewport_size({"width": NARROWEST, "height": 256})
        yield found


@pytest.fixture
def desk(window_maker: Browser, live: LiveSuite) -> Iterator[Screen]:
    """A desktop window in Vietnamese."""
    with screen(window_maker, live, device="desktop", language="vi") as found:
        yield found


def stops(page: Page) -> list[dict[str, Any]]:
    """Where Tab leads, until it leaves the page."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (found and stop["place"] == found[0]["place"]):
            break
        found.append(stop)
    return found


def test_tab_leads_through_everything_in_order_and_one_sees_where_one_is(desk: Screen) -> None:
    desk.log_in("clean")
    for path in PAGES:
        page = desk.go(path)
        wanted = page.evaluate(REACHABLE)
        radios = page.evaluate("() => document.querySelectorAll('input[type=radio]').length")
        found = stops(page)
        assert [stop["name"] for stop in found if not (stop["marked"] and stop["seen"])] == [], path
        places = [stop["place"] for stop in found]
        assert places == sorted(places), f"{path}: the order of Tab is not the order of reading"
        assert wanted - radios <= len(found) <= wanted, f"{path}: {len(found)} of {wanted} are reached"


def test_the_first_stop_skips_to_what_the_page_is_about(desk: Screen) -> None:
    for path in OPEN_PAGES:
        page = desk.go(path)
        page.keyboard.press("Tab")
        expect(page.locator(".govuk-skip-link")).to_be_focused()
        expect(page.locator(".govuk-skip-link")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_a_fine_is_paid_with_the_keyboard_alone(desk: Screen) -> None:
    page = desk.log_in("scripted", to="/violations")
    page.locator(".block button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sandbox/gateway/**")
    page.locator("button.primary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/payments/**")
    page.locator(".menu__button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/logged-out**")


def test_without_scripts_one_logs_in_reads_everything_and_logs_out(plain_phone: Screen) -> None:
    page = plain_phone.log_in("clean")
    for path in PAGES:
        expect(plain_phone.go(path).locator("h1")).to_be_visible()
    page = plain_phone.go("/")
    page.locator("summary").first.click()
    expect(page.locator(".govuk-details__text").first).to_be_visible()
    page.click(".menu__button")
    page.wait_for_url("**/logged-out**")


def test_nothing_is_cut_off_in_the_narrowest_window(narrow: Screen) -> None:
    narrow.log_in("unpaid-fine")
    for path in PAGES:
        page = narrow.go(path)
        assert page.evaluate(TOO_WIDE) <= 0, path


def test_letters_of_twice_the_size_fit_on_a_phone_and_a_desk(window_maker: Browser, live: LiveSuite) -> None:
    for device in ("phone", "desktop"):
        with screen(window_maker, live, device=device, language="vi") as window:
            window.log_in("unpaid-fine")
            for path in PAGES:
                page = window.go(path)
                page.evaluate("() => { document.documentElement.style.zoom = '2' }")
                room = 0 if device == "desktop" else page.evaluate("() => document.documentElement.clientWidth / 2")
                assert page.evaluate(TOO_WIDE) <= room, f"{path} on a {device}"


def test_what_a_finger_presses_is_big_enough(phone: Screen) -> None:
    phone.log_in("unpaid-fine")
    for path in PAGES:
        assert phone.go(path).evaluate(SMALL) == [], path


def test_nothing_moves_for_those_who_want_it_still(phone: Screen) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((one) => {
      const style = getComputedStyle(one);
      return parseFloat(style.animationDuration) > 0.01 || parseFloat(style.transitionDuration) > 0.01;
    }).length"""
    phone.log_in("clean")
    for path in PAGES:
        assert phone.go(path).evaluate(moving) == 0, path


def test_paper_shows_the_matter_and_not_the_menu(desk: Screen) -> None:
    desk.log_in("clean")
    for path in ("/licences", "/violations"):
        page = desk.go(path)
        page.emulate_media(media="print")
        for gone in (".menu", ".band__tools", ".foot", ".govuk-skip-link"):
            expect(page.locator(gone)).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".brand__name")).to_be_visible()
        page.emulate_media(media="screen")


def test_a_faulty_form_says_so_beside_the_field_above_and_in_the_title(window: Screen) -> None:
    page = window.log_in("clean")
    held = page.locator("form[action$='/lost']").first.get_attribute("action")
    for path in (held, held.replace("/lost", "/exchange")):
        page = window.go(path)
        page.locator("main form button").first.click()
        word = "Lỗi" if window.language == "vi" else "Error"
        assert page.title().startswith(f"{word}: ")
        summary = page.locator(".govuk-error-summary")
        expect(summary).to_be_visible()
        window.sound(f"fault-{path.rpartition('/')[2]}")
        summary.locator("a").first.click()
        assert page.evaluate("() => document.activeElement.matches('input, textarea, select')")
