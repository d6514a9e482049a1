"""No personal number, name or birth date gets into an address, a log line or an event, whatever happens."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from shared import contracts
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id
from shared.observability import logging as observed
from tests.conftest import SUNDAY_MORNING
from tests.contract.documents import SERVICES, examples_of
from tests.support.people import Police, TestCitizen, TestOfficer, case_against
from tests.support.routes import Caller, routes
from tests.support.suites import RunningSuite, Template, running_suite

pytestmark = pytest.mark.journey

NUMBER = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
OPAQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16}\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b")
ADDRESS = re.compile(r"^(?:https?://|/)")
PERSONAL_PARAMETERS = {
    "citizen_id",
    "number",
    "licence_number",
    "serial",
    "plate",
    "name",
    "date_of_birth",
    "case_number",
}


def numbers_in(text: str) -> list[str]:
    """Runs of nine or twelve digits that are no part of an opaque id."""
    return NUMBER.findall(OPAQUE.sub("<opaque>", text))


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        for entry in value.values():
            yield from texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("service", [*SERVICES, "sandbox"])
def test_no_address_in_a_contract_takes_or_shows_a_personal_number(service: str) -> None:
    for name, (_method, path, entry) in contracts.operations(service).items():
        in_address = {one["name"] for one in entry.get("parameters", ()) if one["in"] in {"path", "query"}}
        assert not in_address & PERSONAL_PARAMETERS, name
        assert not set(re.findall(r"\{([^}]+)\}", path)) & PERSONAL_PARAMETERS, name
        for place in (entry.get("requestBody", {}), *entry["responses"].values()):
            for content in contracts.resolved(contracts.load(service), place).get("content", {}).values():
                for example in examples_of(content).values():
                    shown = [text for text in texts(example) if ADDRESS.match(text)]
                    assert not [text for text in shown if numbers_in(text)], name


def journey(running: RunningSuite) -> None:
    """All that happens to people: blocked, paid, filed, paid, decided, issued, refused, withdrawn, and refusals."""
    citizen, officer = TestCitizen.of(running, "clean"), TestOfficer.of(running)
    licence = citizen.licence()
    Police(running).push(case_against(citizen, running.clock.now()))
    case = citizen._post("/api/violations/v1/standings", {"citizen_id": citizen.entry["citizen_id"]})["blocking"][0]
    citizen.check(licence["id"])
    application = citizen.files()
    citizen.pay({"kind": "fine", "case_id": case["case_id"]}, key=new_id())
    running.settle()
    citizen.pays_fee(application)
    officer.approves(application)
    running.settle()
    assert citizen.state(application) == "delivered"
    other = TestCitizen.of(running, "zero-fee")
    officer.refuses(other.files())
    third = TestCitizen.of(running, "spare-1")
    third.withdraws(third.files())
    running.settle()
    for one in (citizen, other, third):
        one.looks()
        one._get(f"/api/licences/v1/licences/{one.licence()['id']}/history")


def knocks(running: RunningSuite, citizen_id: str) -> None:
    """Requests that go wrong with a number where none should be."""
    caller = Caller(running)
    for route in routes(running):
        headers = caller.headers(route) | {"Gplx-Case": citizen_id, "User-Agent": citizen_id}
        caller.send(route, headers, path=f"{route.path()}/{citizen_id}?citizen_id={citizen_id}")
        caller.send(route, headers, json={"citizen_id": citizen_id, "nope": citizen_id})
    loader = running.outside.system_token("registry-loader")
    for kind in ("holders", "exams", "licences"):
        body = {"records": [{"citizen_id": citizen_id, "number": citizen_id, "full_name": "Nguyễn Văn Thử Một"}]}
        running.outside.call(
            "POST",
            f"/api/licences/v1/imports/{kind}",
            token=loader,
            body=body,
            purpose="registry-load",
            key=new_id(),
        )


def secrets_of(running: RunningSuite) -> dict[str, str]:
    """What must not be seen of the people in the journey, and what it is."""
    found = {}
    for key in ("clean", "zero-fee", "spare-1"):
        citizen = TestCitizen.of(running, key)
        licence = citizen.licence()
        holder, born = licence["holder"], date.fromisoformat(licence["holder"]["date_of_birth"])
        found |= {
            holder["citizen_id"]: "citizen id",
            licence["number"]: "licence number",
            holder["full_name"]: "name",
            holder["full_name"].encode("unicode_escape").decode(): "name, escaped",
            born.isoformat(): "birth date",
            born.strftime("%d/%m/%Y"): "birth date",
            born.strftime("%Y%m%d"): "birth date",
            holder["address"]["text"]: "address",
            licence["card"]["serial"]: "serial",
            citizen.entry["password"]: "password",
            citizen.token: "token",
            citizen.token.split(".")[1]: "claims of a token",
        }
    return found | {"demo@example.invalid": "email", "0900000000": "phone", "59A-000.01": "plate"}


@pytest.fixture
def everything_is_logged() -> Iterator[None]:
    """The most talkative setting there is."""
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    observed.configure_logging("debug")
    yield
    logging.getLogger().handlers, logging.getLogger().level = handlers, level
    observed._set_style(logging.INFO)


@pytest.mark.usefixtures("everything_is_logged")
def test_no_log_line_of_a_whole_journey_names_anybody(
    sqlite_world: Template, tmp_path: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    with running_suite(sqlite_world, tmp_path, MovableClock(SUNDAY_MORNING)) as running:
        secrets = secrets_of(running)
        capfd.readouterr()
        journey(running)
        knocks(running, next(iter(secrets)))
        found = capfd.readouterr()
        secrets |= {TestCitizen.of(running, "clean").licence()["card"]["serial"]: "new serial"}
    lines = [line for line in (found.out + found.err).splitlines() if line]
    assert len(lines) > 300, "the journey is logged"
    assert all(line.startswith("{") for line in lines), "one JSON object a line"
    told = {what for line in lines for secret, what in secrets.items() if secret in line}
    assert not told, [line for line in lines if any(secret in line for secret in secrets)][:3]
    assert not [line for line in lines if numbers_in(without_times(line))][:3]


def without_times(line: str) -> str:
    """A log line without its instants and durations."""
    return re.sub(r'"(?:timestamp|ms)":"?[^",}]*', "", line)


def test_no_event_of_a_whole_journey_names_anybody(one_suite: RunningSuite) -> None:
    secrets = secrets_of(one_suite)
    serials = {secret for secret, what in secrets.items() if what == "serial"}
    journey(one_suite)
    caller, types = Caller(one_suite), set()
    for route in routes(one_suite):
        if route.operation_id != "list_events" or route.service == "sandbox":
            continue
        after, pages = "", 0
        while True:
            query = f"?limit=500&wait=0{after}"
            page = caller.send(route, caller.headers(route), path=route.path() + query).get_json()
            for item in page["items"]:
                types.add(item["type"])
                told = str(item["data"]) + str(item["subject_id"])
                assert not numbers_in(told), item
                assert not [what for secret, what in secrets.items() if secret in told and secret not in serials], item
            pages += 1
            if not page["items"] or page["next"] is None:
                break
            after = f"&after={page['next']}"
            assert pages < 20
    assert {"card.issued", "case.recorded", "case.settled", "decision.made", "payment.received"} <= types


def test_no_answer_of_a_journey_carries_a_number_in_an_address(one_suite: RunningSuite) -> None:
    seen: list[tuple[str, str]] = []
    http = one_suite.suite.http
    send = http.send

    def noted(request: Any, **options: Any) -> Any:
        answer = send(request, **options)
        seen.append(("asked", str(request.url)))
        if "Location" in answer.headers:
            seen.append(("location", answer.headers["Location"]))
        if "json" in answer.headers.get("Content-Type", ""):
            seen.extend(("in the answer", text) for text in texts(answer.json()) if ADDRESS.match(text))
        return answer

    http.send = noted  # type: ignore[method-assign]
    try:
        citizen = TestCitizen.of(one_suite, "two-parts")
        application = citizen.files()
        if citizen.state(application) == "awaiting_payment":
            citizen.pays_fee(application)
        TestOfficer.of(one_suite).approves(application)
        one_suite.settle()
        citizen.application(application["id"])
        citizen.looks()
    finally:
        http.send = send  # type: ignore[method-assign]
    assert {kind for kind, _ in seen} == {"asked", "location", "in the answer"}
    assert not [(kind, address) for kind, address in seen if numbers_in(address)]
    plain = [address for _, address in seen]
    assert not [address for address in plain if citizen.entry["citizen_id"] in address]
