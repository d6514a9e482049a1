"""Where a dossier is, by code and birth date, without a login: nothing about a person, and no room for guessing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.support.browser import Browser, Page
from tests.support.people import TestCitizen

pytestmark = pytest.mark.journey


@pytest.fixture
def citizen(browser: Browser) -> TestCitizen:
    return TestCitizen.of(browser.suite, "unpaid-fine")


@pytest.fixture
def application(citizen: TestCitizen) -> dict[str, Any]:
    return citizen.files()


@pytest.fixture
def born_on(citizen: TestCitizen) -> str:
    return str(citizen.licence()["holder"]["date_of_birth"])


def asked(browser: Browser, code: str, born_on: str) -> Page:
    """Somebody who is not logged in asks."""
    year, month, day = born_on.split("-")
    page = browser.get(f"/tracking?code={code}&lang=vi")
    return browser.send(page, "/tracking", born_on__day=day, born_on__month=month, born_on__year=year)


def test_the_code_of_the_acknowledgement_opens_the_state_and_no_more(
    browser: Browser, citizen: TestCitizen, application: dict[str, Any], born_on: str
) -> None:
    page = asked(browser, application["code"].lower(), born_on)
    assert page.status == 200
    assert application["code"] in page.text
    assert "Mới đăng ký" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    holder = citizen.licence()["holder"]
    for personal in (holder["full_name"], holder["citizen_id"], "BB-VPHC", "vi phạm", application["id"]):
        assert personal not in page.text
    assert "code=" not in page.path, "nothing is left in the address"


def test_a_wrong_birth_date_is_a_wrong_code(browser: Browser, application: dict[str, Any], born_on: str) -> None:
    pages = [
        asked(browser, application["code"], "1971-02-03"),
        asked(browser, "G01.08-261122-999999", born_on),
        asked(browser, "garbage", born_on),
    ]
    texts = [re.sub(r'value="[^"]*"|form_token', "", page.html) for page in pages]
    assert {page.status for page in pages} == {422}
    assert texts[0] == texts[1] == texts[2]
    assert pages[0].text.count("Không tìm thấy hồ sơ có mã và ngày sinh này.") == 2


def test_five_guesses_lock_a_code_for_everybody_and_an_hour_opens_it(
    browser: Browser, application: dict[str, Any], born_on: str
) -> None:
    for year in range(5):
        assert asked(browser, application["code"], f"{1970 + year}-01-01").status == 422
    locked = asked(Browser(browser.suite), application["code"], born_on)
    assert locked.status == 429
    assert "tạm dừng tra cứu đến 10:00 ngày 22/11/2026" in locked.text
    assert "đăng nhập để xem ngay" in locked.text
    unknown = "G01.08-261122-999999"
    for year in range(5):
        asked(browser, unknown, f"{1970 + year}-01-01")
    assert asked(browser, unknown, born_on).status == 429, "a code that is not there locks alike"
    browser.suite.clock.move(timedelta(hours=1, seconds=1))
    assert asked(browser, application["code"], born_on).status == 200


def test_an_address_that_guesses_at_many_codes_is_locked(
    browser: Browser, application: dict[str, Any], born_on: str
) -> None:
    for number in range(20):
        assert asked(browser, f"G01.08-261122-9{number:05d}", "1970-01-01").status == 422
    assert asked(browser, application["code"], born_on).status == 429
    browser.suite.clock.move(timedelta(hours=1, seconds=1))
    assert asked(browser, application["code"], born_on).status == 200


def test_right_answers_never_lock(browser: Browser, application: dict[str, Any], born_on: str) -> None:
    assert {asked(browser, application["code"], born_on).status for _ in range(8)} == {200}


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"code": ""}, "Nhập mã hồ sơ"),
        ({"born_on__day": "31", "born_on__month": "2", "born_on__year": "1990"}, "Ngày này không có trong lịch"),
        ({"born_on__day": "1", "born_on__month": "1", "born_on__year": "2090"}, "Ngày sinh không thể ở sau hôm nay"),
    ],
)
def test_faults_are_said_beside_the_field_and_what_was_typed_stays(
    browser: Browser, values: dict[str, str], fault: str
) -> None:
    page = browser.get("/tracking?code=G01.08-261122-000001&lang=vi")
    wrong = browser.send(page, "/tracking", **values)
    assert wrong.status == 422
    assert wrong.text.count(fault) == 2
    if "code" not in values:
        assert 'value="G01.08-261122-000001"' in wrong.html
