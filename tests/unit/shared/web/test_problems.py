from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from shared.auth.access import public
from shared.http.languages import choose_language
from shared.kernel.errors import DomainError, Fault, LimitReached, NotFound
from shared.web.problem_texts import FAULTS, PROBLEMS, TITLES
from shared.web.problems import STATUS_OF, Problems
from tests.support.toy_service import NEW_THING, PREFIX, Toy

THINGS = f"{PREFIX}/things"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en;q=0.3, vi;q=0.7", "vi"),
        ("vi;q=0.3, en;q=0.7", "en"),
        ("fr", "vi"),
        ("fr, en;q=0.1", "en"),
        ("*", "vi"),
        ("*, vi;q=0.1", "en"),
        ("vi;q=0", "vi"),
        ("en;q=0", "vi"),
        ("EN_us", "en"),
        (";;;,,q=", "vi"),
        ("en;q=banana", "vi"),
        ("e" * 2000, "vi"),
    ],
)
def test_the_language_is_the_better_liked_one(header: str | None, language: str) -> None:
    assert choose_language(header) == language


def test_a_problem_has_its_members_and_nothing_empty(toy: Toy) -> None:
    found = toy.client.get("/nothing", headers={"Accept-Language": "en", "traceparent": TRACE})
    assert found.status_code == 404
    assert found.content_type == "application/problem+json"
    assert found.headers["Content-Language"] == "en"
    assert found.json == {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such thing, or none you may know of.",
        "code": "not-found",
        "instance": "urn:trace:4bf92f3577b34da6a3ce929d0e0e4736",
    }


TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_faults_are_told_in_the_callers_language(toy: Toy) -> None:
    headers = toy.headers(Idempotency_Key="k")
    vi = toy.client.post(THINGS, json={"name": "x" * 99}, headers=headers).json["errors"]
    en = toy.client.post(THINGS, json={"name": "x" * 99}, headers={**headers, "Accept-Language": "en"}).json["errors"]
    assert vi[0] == {"pointer": "/name", "code": "too-long", "detail": "Nhiều nhất 20 ký tự hoặc phần tử."}
    assert en[0] == {"pointer": "/name", "code": "too-long", "detail": "At most 20 characters or entries."}


def test_a_services_own_codes_have_its_own_words(toy: Toy) -> None:
    body = {**NEW_THING, "name": "conflict"}
    found = toy.client.post(THINGS, json=body, headers=toy.headers(Idempotency_Key="k", Accept_Language="en"))
    assert found.status_code == 409
    assert (found.json["code"], found.json["detail"]) == ("thing-broken", "This one is broken because of rust.")


def test_405_keeps_allow(toy: Toy) -> None:
    found = toy.client.delete(THINGS, headers=toy.headers())
    assert (found.status_code, found.json["code"]) == (405, "method-not-allowed")
    assert set(found.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_406_says_what_there_is(toy: Toy) -> None:
    found = toy.client.get(THINGS, headers=toy.headers(Accept="text/html"))
    assert (found.status_code, found.json["code"]) == (406, "not-acceptable")
    assert "application/json" in found.json["detail"]
    for accept in ("*/*", "application/*", "text/html, application/json;q=0.1", ""):
        assert toy.client.get(THINGS, headers=toy.headers(Accept=accept)).status_code == 200


def test_a_crash_tells_nothing_and_is_noted_without_numbers(toy: Toy, capsys: pytest.CaptureFixture[str]) -> None:
    body = {**NEW_THING, "name": "crash"}
    found = toy.client.post(THINGS, json=body, headers=toy.headers(Idempotency_Key="k", traceparent=TRACE))
    assert (found.status_code, found.json["code"]) == (500, "internal-error")
    assert b"toy" not in found.data.replace(b"toys", b"")
    log = capsys.readouterr().out
    assert "unhandled-exception" in log
    assert "4bf92f3577b34da6a3ce929d0e0e4736" in log
    assert "999095000001" not in log


def test_an_unreachable_dependency_is_503_with_retry_after(toy: Toy) -> None:
    body = {**NEW_THING, "name": "away"}
    found = toy.client.post(THINGS, json=body, headers=toy.headers(Idempotency_Key="k"))
    assert (found.status_code, found.json["code"], found.headers["Retry-After"]) == (503, "dependency-unavailable", "5")


def raising(toy: Toy, error: Exception) -> Any:
    def view() -> Any:
        raise error

    toy.app.add_url_rule("/raise", "raise", public("a test")(view))
    return toy.client.get("/raise", headers={"Accept-Language": "en"})


def test_a_database_that_is_away_is_503(toy: Toy) -> None:
    found = raising(toy, OperationalError("SELECT '999095000001'", {}, Exception("locked")))
    assert (found.status_code, found.json["code"], found.headers["Retry-After"]) == (503, "service-unavailable", "5")
    assert "999095000001" not in found.text


def test_a_limit_names_its_wait(toy: Toy) -> None:
    found = raising(toy, LimitReached("rate-limited", retry_after=77))
    assert (found.status_code, found.headers["Retry-After"]) == (429, "77")
    assert "77 seconds" in found.json["detail"]


def test_a_code_without_words_still_makes_a_problem(toy: Toy) -> None:
    found = raising(toy, NotFound("nobody-wrote-this", faults=[Fault("/x", "nor-this")]))
    assert found.status_code == 404
    assert "detail" not in found.json
    assert found.json["errors"] == [{"pointer": "/x", "code": "nor-this", "detail": "nor-this"}]


def test_every_family_has_a_status() -> None:
    import shared.kernel.errors as kernel

    families = {
        kind
        for kind in vars(kernel).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
    }
    for family in families:
        assert any(base in STATUS_OF for base in family.__mro__), family


def test_every_status_has_a_title_and_every_text_fills_in_both_languages() -> None:
    assert set(STATUS_OF.values()) <= TITLES.keys()
    problems = Problems({})
    for code, text in {**PROBLEMS, **FAULTS}.items():
        assert text.vi
        assert text.en
        assert text.vi.count("{") == text.en.count("{"), code
        assert problems.sentence(code, "vi", {})
        assert problems.sentence(code, "en", {})


@pytest.mark.parametrize("path", ["/api/toys/v1//things", "/api/toys/v1/things/NOT-AN-ID", "/%00", "/%ff", "/../x"])
def test_odd_paths_are_404(toy: Toy, path: str) -> None:
    assert toy.client.get(path, headers=toy.headers()).status_code == 404
