"""Bodies nobody should send, to every operation that takes one: a 4xx that says what and where, never a change."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from shared import contracts
from tests.support.bad_bodies import BROKEN, FORMS, JSON, MISLABELLED, NO_OBJECTS, SPOILT, as_json, leaves, spoil
from tests.support.bad_bodies import with_strangers as strangers_in
from tests.support.routes import Caller, Route, faults, refusal, routes
from tests.support.snapshots import Snapshot, Snapshots, changed, facts_changed
from tests.support.suites import RunningSuite

pytestmark = pytest.mark.journey

NDJSON = "application/x-ndjson"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
MEBIBYTE = 1024 * 1024
QUERY_VALUES = ("", "%00", "%ff", "x" * 2000, "-1", "99999999999999999999", "2026-02-30")
HEADERS = ("If-Match", "Idempotency-Key", "Gplx-Case", "Gplx-On-Behalf-Of", "Accept-Language", "traceparent", "Accept")
HEADER_VALUES = ("\x7f", "x" * 300)
LANGUAGES = itertools.cycle(("vi", "en"))
OPEN_MEMBERS = {
    "tell_behaviour": {"/fail": "may be a number of times or true"},
    "portal_call": {"/data": "records are taken as they come: the national portal answers with an error code"},
    "push_case": {"/case": "passed on to the register of violations as it is, which is what the stand-in is for"},
}
"""Members whose place takes more than one kind of value, or any."""


@pytest.fixture(scope="module")
def caller(one_suite: RunningSuite) -> Caller:
    """Sends raw requests."""
    return Caller(one_suite)


@pytest.fixture(scope="module")
def snapshots(one_suite: RunningSuite) -> Snapshots:
    """Pictures of all databases."""
    return Snapshots(one_suite)


@pytest.fixture
def untouched(snapshots: Snapshots) -> Iterator[Snapshot]:
    """Nothing in any database may have changed at the end of the test."""
    before = snapshots.take()
    yield before
    assert not changed(before, snapshots.take())


def with_body(kind: str) -> list[Any]:
    """Every operation that takes a body of that media type, by the contracts."""
    found = []
    for service in ("access", "licences", "violations", "renewals", "sandbox"):
        for name, (_method, _path, entry) in contracts.operations(service).items():
            if kind in entry.get("requestBody", {}).get("content", {}):
                found.append(pytest.param((service, name), id=f"{service}.{name}"))
    return found


def route_of(caller: Caller, where: tuple[str, str]) -> Route:
    """The route of an operation."""
    return next(route for route in routes(caller.running) if (route.service, route.operation_id) == where)


def send(caller: Caller, route: Route, body: bytes, media_type: str | None = JSON, **headers: str) -> TestResponse:
    """A body to a route that is open but for the body."""
    given = caller.headers(route) | headers
    if media_type is not None:
        given["Content-Type"] = media_type
    return caller.send(route, given, data=body)


def refused(caller: Caller, route: Route, body: bytes, media_type: str | None = JSON) -> dict[str, Any]:
    """The problem, asked for in either language by turns."""
    language = next(LANGUAGES)
    return refusal(send(caller, route, body, media_type, **{"Accept-Language": language}), language)


def test_every_operation_that_takes_a_body_is_tried(caller: Caller) -> None:
    tried = {JSON, NDJSON, FORM, MULTIPART, "application/jose"}
    by_contract = {media_type for route in routes(caller.running) for media_type in route.media_types}
    assert by_contract == tried
    assert len(with_body(JSON)) >= 25


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("where", with_body(JSON))
def test_bytes_that_are_not_json_are_refused(caller: Caller, where: tuple[str, str]) -> None:
    route = route_of(caller, where)
    for name, body in BROKEN.items():
        if body or route.operation["requestBody"].get("required"):
            problem = refused(caller, route, body)
            assert (problem["status"], problem["code"]) == (400, "malformed-json"), name
    good = as_json(contracts.request_example(*where))
    for name, media_type in MISLABELLED.items():
        assert refused(caller, route, good, media_type)["code"] == "unsupported-media-type", name


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("where", with_body(JSON))
def test_a_document_of_the_wrong_shape_is_refused_with_every_place(caller: Caller, where: tuple[str, str]) -> None:
    route, example = route_of(caller, where), contracts.request_example(*where)
    for name, body in NO_OBJECTS.items():
        problem = refused(caller, route, body)
        assert problem["code"] == "validation-failed", name
        assert {pointer for pointer, _ in faults(problem)} == {""}, name
    if NDJSON in route.media_types:
        return  # what is wrong within a record is a rejection of that record: see below
    body, places = strangers_in(example)
    free = OPEN_MEMBERS.get(where[1], {})
    found = faults(refused(caller, route, as_json(body)))
    assert {(place, "unknown-field") for place in places if not place.startswith(tuple(free))} <= found
    for name, by in SPOILT.items():
        spoilt = spoil(example, by)
        wanted = {pointer for pointer, value in leaves(example) if is_spoilt(where[1], pointer, value, by)}
        found = {pointer for pointer, _ in faults(refused(caller, route, as_json(spoilt)))}
        missing = {place for place in wanted if not is_told(place, found)}
        assert not missing, f"{name}: no fault told of {sorted(missing)}, only of {sorted(found)}"


def is_told(place: str, found: set[str]) -> bool:
    """Whether a fault points to the place, to what is within it now or, for an entry of a list, to the list."""
    around, _, last = place.rpartition("/")
    return any(told == place or told.startswith(f"{place}/") for told in found) or (last.isdigit() and around in found)


def is_spoilt(operation_id: str, pointer: str, value: object, by: Any) -> bool:
    """Whether what stands there now is a fault by all the contract says."""
    if any(pointer.startswith(place) for place in OPEN_MEMBERS.get(operation_id, {})):
        return False
    return type(by(value)) is not type(value) or isinstance(value, str | int)


def test_faults_are_told_in_both_languages(caller: Caller) -> None:
    for parameter in with_body(JSON):
        where = parameter.values[0]
        route, body = route_of(caller, where), as_json({"không_có": 1})
        vi, en = (refusal(send(caller, route, body, **{"Accept-Language": lang}), lang) for lang in ("vi", "en"))
        assert vi["title"] != en["title"]
        assert vi["detail"] != en["detail"]
        assert faults(vi) == faults(en)
        for ours, theirs in zip(vi["errors"], en["errors"], strict=True):
            assert ours["detail"] != theirs["detail"], ours


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("where", [*with_body(JSON), *with_body(MULTIPART), *with_body("application/jose")])
def test_a_body_over_its_limit_is_refused_whether_or_not_it_says_how_long_it_is(
    caller: Caller, where: tuple[str, str]
) -> None:
    route = route_of(caller, where)
    view = caller.running.suite.apps[route.service].view_functions
    limit = next(
        getattr(view[rule.endpoint], "body_limit", MEBIBYTE)
        for rule in caller.running.suite.apps[route.service].url_map.iter_rules()
        if rule.endpoint.endswith(f".{where[1]}") or rule.endpoint == where[1]
    )
    media_type = route.media_types[0]
    if media_type == MULTIPART:
        media_type += "; boundary=x"
    headers = caller.headers(route) | {"Content-Type": media_type}
    head = PART if media_type.startswith(MULTIPART) else b'"'
    honest = caller.send(route, headers, data=head, environ_overrides={"CONTENT_LENGTH": str(limit + 1)})
    assert refusal(honest)["code"] == "body-too-large"
    if limit > 20 * MEBIBYTE:
        return  # fifty megabytes would be read to no purpose; the same code measures them
    chunked = {"wsgi.input_terminated": True, "wsgi.input": io.BytesIO(head + b"x" * limit)}
    endless = caller.send(route, headers | {"Transfer-Encoding": "chunked"}, environ_overrides=chunked)
    assert refusal(endless)["code"] == "body-too-large"


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("where", with_body(FORM))
def test_a_bad_form_is_refused_in_the_words_of_oauth(caller: Caller, where: tuple[str, str]) -> None:
    route = route_of(caller, where)
    for name, body in FORMS.items():
        answer = send(caller, route, body, FORM)
        assert answer.status_code in {400, 401}, name
        told = answer.get_json()
        assert set(told) == {"error", "error_description"}, name
        assert told["error_description"].isascii(), name
    for media_type in (JSON, None, "text/plain", f"{FORM}; charset=utf-16", MULTIPART):
        assert send(caller, route, b"grant_type=a", media_type).get_json()["error"] == "invalid_request", media_type


@pytest.mark.usefixtures("untouched")
def test_a_notification_that_is_no_signed_text_is_refused(caller: Caller) -> None:
    route = route_of(caller, ("renewals", "take_notification"))
    for body in (b"", b"abc", b"a.b.c", b"..", b"\xff\x00", b"eyJhbGciOiJub25lIn0.e30.", b"x" * 4096):
        refused(caller, route, body, "application/jose")
    for media_type in (JSON, None, "application/jose+json"):
        assert refused(caller, route, b"a.b.c", media_type)["code"] == "unsupported-media-type"


@pytest.mark.usefixtures("untouched")
def test_papers_that_are_no_form_are_refused(caller: Caller) -> None:
    route = route_of(caller, ("renewals", "supplement_application"))
    for media_type in (JSON, None, FORM):
        assert refused(caller, route, b"{}", media_type)["code"] == "unsupported-media-type"
    for body in (b"", b"--x--\r\n", b"--x\r\n\r\n", b"\xff\x00"):
        assert refused(caller, route, body, f"{MULTIPART}; boundary=x")["status"] in {400, 404, 422}
    refused(caller, route, b"--x--", MULTIPART)


def test_headers_and_queries_that_cannot_be_read_change_nothing(caller: Caller, snapshots: Snapshots) -> None:
    before = snapshots.take()
    for route in routes(caller.running):
        if route.operation_id is None or route.service == "sandbox":
            continue
        names = [entry["name"] for entry in route.operation.get("parameters", ()) if entry["in"] == "query"]
        for name, value in itertools.product([*names, "khong_co"], QUERY_VALUES):
            answer = caller.send(route, caller.headers(route), path=f"{route.path()}?{name}={value}")
            assert answer.status_code < 500, (str(route), name, value)
        for name, value in itertools.product(HEADERS, HEADER_VALUES):
            answer = caller.send(route, caller.headers(route) | {name: value})
            assert answer.status_code < 500, (str(route), name, value)
    assert not facts_changed(before, snapshots.take())


STRANGE_PATHS = ("/api", "/api/nope", "/api/licences/v1/nope", "/api/licences/v2/licences/search", "/api/%00")
"""Addresses of machines; what else nobody answers is told on a page of the portal."""

STRANGE_IDS = (
    "1",
    "%00",
    "..%2f..",
    "x" * 3000,
    "01A20127-0465-7041-B7BB-745C1602CB30",
    "999090000101",
    "%F0%9F%9A%97",
)


@pytest.mark.usefixtures("untouched")
def test_addresses_and_methods_nobody_answers_are_refused(caller: Caller) -> None:
    known = [route for route in routes(caller.running) if route.service != "portal" or "/api/" in route.template]
    for path in STRANGE_PATHS:
        for language in ("vi", "en"):
            answer = caller.client.get(path, headers={"Accept-Language": language})
            assert refusal(answer, language)["code"] == "not-found", path
    for route in known:
        for strange in STRANGE_IDS if "{" in route.template else ():
            path = re.sub(r"\{[^}]+\}", strange, route.template)
            answer = caller.send(route, caller.headers(route), path=path)
            assert answer.status_code < 500, (str(route), strange)
        methods = {other.method for other in known if other.template == route.template}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "BREW"} - methods:
            answer = caller.client.open(route.path(), method=method, headers=caller.headers(route))
            assert refusal(answer)["code"] == "method-not-allowed", (method, str(route))
            assert set(answer.headers["Allow"].split(", ")) >= methods
