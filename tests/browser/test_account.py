"""My account as it looks and works: who looked, messages, contact data, devices, help."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from services.portal.adapters.account_tables import MESSAGES
from services.portal.adapters.inbox import SqlPost, take_event
from services.portal.application.notifying import Applicant
from shared.kernel.actor import the_clock
from shared.kernel.ids import new_id
from shared.messaging.feed import Event
from shared.web.pages.sealing import Sealer
from shared.web.runtime import runtime_of
from tests.support.screen import Screen

STEPS = ("filed", "found_unclear", "cleared", "fee_fallen_due", "card_issued")


def hears(window: Screen, key: str) -> None:
    """Let events of a dossier reach a person's inbox."""
    suite = window.live.running
    database = runtime_of(suite.suite.apps["portal"]).database
    assert database is not None
    post = SqlPost(database, Sealer.open(Path(suite.environment["GPLX_PORTAL_KEYS_FILE"])))
    application_id = new_id()
    applicant = Applicant(window.live.person(key)["citizen_id"], None, None)
    for step in STEPS:
        data = {"code": "G01.79-261121-000123", "step": step, "due_on": "2026-11-30"}
        event = Event(new_id(), "application.checking", application_id, suite.clock.now(), data, "1")
        with database.begin(the_clock("test")) as work:
            take_event(work, event)
            made = work.connection.execute(select(MESSAGES.c.id).where(MESSAGES.c.event_id == event.id)).scalar_one()
            work.commit()
        with post.begin() as work_of_post:
            work_of_post.own(str(made), applicant)
            work_of_post.commit()


def test_my_account(window: Screen) -> None:
    hears(window, "zero-fee")
    page = window.log_in("zero-fee", to="/account")
    window.sound("account")
    window.go("/inbox")
    assert page.locator(".inbox__item").count() >= len(STEPS)
    window.sound("inbox")
    window.go("/licences")
    window.go("/lookups")
    expect(page.locator(".looks__said").first).to_be_visible()
    window.sound("lookups")
    window.go("/account/contact")
    page.fill("#phone", "12")
    page.locator("main button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    window.sound("contact-faulty")
    page.fill("#phone", "0900 000 002")
    page.fill("#email", "thu.hai@gplx.example")
    page.locator("main button").click()
    page.wait_for_url("**saved=yes**")
    window.sound("contact-saved")
    window.go("/account/sessions")
    window.sound("sessions")


def test_help_and_privacy_are_open_to_everybody(window: Screen) -> None:
    page = window.go("/help")
    expect(page.locator(".answer")).to_have_count(10)
    window.sound("help")
    window.go("/privacy")
    window.sound("privacy")
