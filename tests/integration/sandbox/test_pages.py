from __future__ import annotations

import re

import pytest

from services.sandbox.web.words import DUTIES, NAMES, TEXTS
from tests.integration.sandbox.conftest import Sandbox
from tests.integration.sandbox.test_login import address

PAGES = ["/sandbox/", address(), address("officer-idp"), "/sandbox/sso/end_session", "/sandbox/sso/authorize"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_plain_and_protected(quick: Sandbox, path: str) -> None:
    page = quick.client.get(path, headers={"Accept": "text/html,application/xhtml+xml;q=0.9"})
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!127\.0\.0\.1)", page.text)


@pytest.mark.parametrize("path", PAGES)
def test_pages_speak_both_languages(quick: Sandbox, path: str) -> None:
    assert '<html lang="vi">' in quick.client.get(path).text
    assert '<html lang="en">' in quick.client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    chosen = quick.client.get(f"{path}{'&' if '?' in path else '?'}ui_locales=vi", headers={"Accept-Language": "en"})
    assert '<html lang="vi">' in chosen.text


def test_the_login_page_lists_who_may_log_in(quick: Sandbox) -> None:
    text = quick.client.get(address()).text
    for person in quick.people.values():
        assert (f">{person['username']}</a>" in text) == (person["kind"] == "citizen")
        assert person["password"] not in text


def test_a_name_of_the_list_fills_the_form_in(quick: Sandbox) -> None:
    text = quick.client.get(address(login_hint='clean"><b>')).text
    assert 'value="clean&#34;&gt;&lt;b&gt;"' in text


def test_every_input_has_a_label(quick: Sandbox) -> None:
    text = quick.client.get(address()).text
    for field in re.findall(r'<input id="(\w+)"', text):
        assert f'<label for="{field}">' in text


def test_the_form_token_is_the_browsers_own(quick: Sandbox) -> None:
    first = quick.client.get(address())
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert "SameSite=Lax" in first.headers["Set-Cookie"]
    tokens = [
        re.findall(r'name="form_token" value="([^"]+)"', page.text) for page in (first, quick.client.get(address()))
    ]
    assert tokens[0] == tokens[1]


def test_the_front_page_lists_parts_and_people(quick: Sandbox) -> None:
    text = quick.client.get("/sandbox/").text
    for name in NAMES.values():
        assert name.vi in text
    assert "officer1" in text
    assert quick.client.get("/sandbox/style.css").mimetype == "text/css"


def test_the_style_sheet_is_not_sent_again(quick: Sandbox) -> None:
    sheet = quick.client.get("/sandbox/style.css")
    again = quick.client.get("/sandbox/style.css", headers={"If-None-Match": sheet.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "http" not in sheet.text


def test_everything_is_said_in_both_languages() -> None:
    for words in (*TEXTS.values(), *NAMES.values(), *DUTIES.values()):
        assert words.vi
        assert words.en


def test_the_contract_names_every_json_route_with_examples(quick: Sandbox) -> None:
    document = quick.client.get("/sandbox/openapi.json").json
    operations = [
        (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if isinstance(operation, dict) and not path.endswith("/events")
    ]
    assert len(operations) >= 14
    for path, operation in operations:
        good = next(answer for status, answer in operation["responses"].items() if str(status).startswith("2"))
        content = good["content"]["application/json"]
        assert "example" in content or "examples" in content, path
