"""The contract of events: every type the code can emit is in it, its examples fit, and feeds hold nothing else."""

from __future__ import annotations

import ast
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services.renewals.application.news import PERSON_NEWS, SOURCE_NEWS
from shared import contracts
from shared.messaging.feed import read_feed
from tests.architecture.sources import Source, calls, code
from tests.contract import givens_access, givens_licences, givens_renewals, givens_violations
from tests.contract.documents import FORMATS, SERVICES
from tests.contract.emitted import UnreadableTypeError, emitted
from tests.contract.stage import GIVENS, Stage
from tests.support.people import Police, TestCitizen, TestOfficer, case_against

pytestmark = pytest.mark.contract
assert all((givens_access, givens_licences, givens_renewals, givens_violations))

CONTRACT = contracts.load("events")
TYPES: dict[str, dict[str, Any]] = CONTRACT["types"]
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{number}")
    for name, entry in TYPES.items()
    for number, example in enumerate(entry["examples"])
]


def misfits(event: dict[str, Any]) -> list[str]:
    """What is wrong with an event, one line each."""
    entry = TYPES.get(event["type"])
    if entry is None:
        return [f"{event['type']} is not in the contract"]
    schema = {"$defs": CONTRACT["$defs"], "$ref": "#/$defs/Event", "properties": {"data": entry["data"]}}
    errors = Draft202012Validator(schema, format_checker=FORMATS).iter_errors(event)
    return sorted(f"{event['type']} {error.json_path}: {error.message}" for error in errors)


def test_every_type_the_code_emits_is_in_the_contract_and_the_reverse() -> None:
    found = {(one.service, one.type) for one in emitted()}
    assert found == {(entry["service"], name) for name, entry in TYPES.items()}


@pytest.mark.parametrize(
    "line", ["work.emit(kind, 'x', {})", "work.emit(f'{a}.b', 'x', {})", "work.emit(f'case.{a}', 'x', {})"]
)
def test_a_type_that_cannot_be_read_is_seen(line: str) -> None:
    with pytest.raises(UnreadableTypeError):
        list(emitted((Source("services/x/application/y.py", f"def f(work, kind, a):\n    {line}\n"),)))


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_fits_its_schema(name: str, example: dict[str, Any]) -> None:
    assert example["type"] == name
    assert not misfits(example)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_schema_sees_what_is_missing_and_what_is_too_much(name: str, example: dict[str, Any]) -> None:
    assert misfits(example | {"data": example["data"] | {"surprise": 1}})
    assert misfits(example | {"data": {}})
    assert misfits({member: value for member, value in example.items() if member != "cursor"})


@pytest.mark.parametrize("service", SERVICES)
def test_the_examples_of_the_feeds_fit_too(service: str) -> None:
    shown = contracts.example(service, "list_events", 200)["items"]
    assert not [fault for event in shown for fault in misfits(event)]
    assert {TYPES[event["type"]]["service"] for event in shown} == {service}


def test_all_types_that_renewals_listens_to_are_emitted_by_violations() -> None:
    of_violations = {name for name, entry in TYPES.items() if entry["service"] == "violations"}
    assert {*PERSON_NEWS, *SOURCE_NEWS} <= of_violations


def test_every_consumer_of_a_feed_is_tested() -> None:
    made = {
        source.path
        for source in code()
        for node, name in calls(source)
        if name.split(".")[-1] == "Consumer" and isinstance(node, ast.Call) and source.is_under("services")
    }
    heard = {"services/renewals/app.py", "services/portal/app.py", "services/portal/adapters/notices.py"}
    assert made == heard, "feed each new consumer every example, as test_event_consumers.py and test_portal_news.py do"


SELDOM = {
    "application.checking": "passed through inside one transaction",
    "application.stopped": "needs days to pass; see tests/unit/renewals/test_line.py",
}


def test_what_feeds_hold_after_the_whole_story_fits_the_contract(stage: Stage) -> None:
    for service, operation_id, status, name in sorted(GIVENS):
        stage.play(service, operation_id, GIVENS[service, operation_id, status, name](stage))
    stage.running.settle()
    refused_and_voided(stage)
    silent_and_back(stage)
    seen: set[str] = set()
    faults: list[str] = []
    for service in SERVICES:
        items = everything(stage, service)
        assert items
        faults += [fault for item in items for fault in misfits(item)]
        faults += [f"{service} tells {item['type']}" for item in items if TYPES[item["type"]]["service"] != service]
        seen |= {item["type"] for item in items}
    assert not sorted(set(faults))
    assert seen >= TYPES.keys() - SELDOM.keys(), TYPES.keys() - seen


def everything(stage: Stage, service: str) -> list[dict[str, Any]]:
    """The whole feed of a service, as its address shows it."""
    from shared.web.events import EventPageSchema

    database = stage.running.suite.apps[service].extensions["gplx"].database
    items: list[dict[str, Any]] = []
    after = None
    while True:
        page = EventPageSchema().dump(read_feed(database, after=after, limit=100))
        if not page["items"]:
            return items
        items += page["items"]
        after = page["next"]


def refused_and_voided(stage: Stage) -> None:
    """One dossier is refused and its fee goes back; another's approval is voided by a case that comes in between."""
    running = stage.running
    officer = TestOfficer.of(running)
    citizen = TestCitizen.of(running, "spare-3")
    application = citizen.files()
    citizen.pays_fee(application)
    officer.refuses(application)
    running.settle()
    citizen = TestCitizen.of(running, "no-health-certificate")
    application = citizen.files()
    citizen.pays_fee(application)
    Police(running).push(case_against(citizen, running.clock.now(), number=77))
    officer.approves(application)
    running.settle()
    Police(running).push(case_against(citizen, running.clock.now(), number=77, version=2, status="cancelled"))
    running.settle()


def silent_and_back(stage: Stage) -> None:
    """A police source is not heard for a day, then again."""
    running = stage.running
    running.outside.send("POST", "/sandbox/police/behaviour", json={"silent": True})
    running.clock.move(timedelta(hours=25))
    running.outside._tokens.clear()
    running.settle()
    Police(running, "police-hcm").heartbeat()
    running.settle()
