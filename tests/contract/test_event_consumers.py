"""Renewals on the feed of violations: every example, twice and in any order, ends in the same state."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.renewals import app as renewals
from services.renewals.adapters.violations import SERVICE, ViolationsFeed
from shared import contracts
from shared.http.client import Reply, ServiceClient
from shared.kernel.clock import MovableClock
from shared.messaging.consumer import Fetch
from tests.conftest import SUNDAY_MORNING
from tests.contract.test_events import TYPES, misfits
from tests.support.people import Police, TestCitizen, case_against
from tests.support.suites import RunningSuite, Template, prepared, running_suite

pytestmark = pytest.mark.contract

NEWS: list[dict[str, Any]] = [
    example for entry in TYPES.values() if entry["service"] == SERVICE for example in entry["examples"]
]


def shuffled(seed: int) -> list[dict[str, Any]]:
    """Every example twice, in an order that the seed fixes."""
    found = NEWS * 2
    random.Random(seed).shuffle(found)
    return found


ORDERS = {
    "once": NEWS,
    "each-twice": [event for event in NEWS for _ in range(2)],
    "all-twice": NEWS * 2,
    "backwards": NEWS[::-1],
    "backwards-twice": NEWS[::-1] * 2,
    "shuffled-1": shuffled(1),
    "shuffled-2": shuffled(2),
    "shuffled-3": shuffled(3),
}


def feed_of(items: Sequence[dict[str, Any]]) -> Fetch:
    """The feed that renewals would read if violations told these events and no more."""
    return ViolationsFeed(Told(items, items[-1]["cursor"])).fetch


@dataclass
class Told(ServiceClient):
    """A violations service whose feed holds what it is given, on one page, and then nothing."""

    items: Sequence[dict[str, Any]]
    place: str

    def get(self, path: str, **_asked: Any) -> Reply:
        page = {"items": list(self.items), "next": self.place}
        assert path == contracts.operation(SERVICE, "list_events")[1]
        return Reply(200, page, {})


def blocked(running: RunningSuite) -> None:
    """A dossier waits for clearance, because its holder has a fine to pay."""
    citizen = TestCitizen.of(running, "clean")
    Police(running).push(case_against(citizen, running.clock.now()))
    assert citizen.files()["state"] == "awaiting_clearance"
    running.settle()


@pytest.fixture(scope="module")
def waiting_world(sqlite_world: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("waiting")
    with prepared(sqlite_world, folder, MovableClock(SUNDAY_MORNING), blocked) as (world, _):
        yield world


@pytest.fixture
def waiting(waiting_world: Template, tmp_path: Path) -> Iterator[RunningSuite]:
    with running_suite(waiting_world, tmp_path, MovableClock(SUNDAY_MORNING)) as running:
        yield running


@pytest.mark.parametrize("order", ORDERS)
def test_news_of_nothing_changes_nothing(waiting: RunningSuite, order: str) -> None:
    before = state_of(waiting)
    tell(waiting, ORDERS[order])
    assert state_of(waiting) == before
    assert before["application"]["state"] == "awaiting_clearance"


@pytest.mark.parametrize("order", ORDERS)
def test_any_order_of_the_news_leads_to_the_same_end(waiting: RunningSuite, order: str, first: dict[str, Any]) -> None:
    settle_unheard(waiting)
    tell(waiting, ORDERS[order])
    after = state_of(waiting)
    assert after["application"]["state"] == "awaiting_payment"
    assert first.setdefault("end", after) == after


@pytest.fixture(scope="module")
def first() -> dict[str, Any]:
    """The end of the first order, for the others to be compared with."""
    return {}


def test_the_whole_feed_once_more_changes_nothing(waiting: RunningSuite) -> None:
    settle_unheard(waiting)
    waiting.settle()
    before = state_of(waiting)
    database = waiting.suite.apps["renewals"].extensions["gplx"].database
    items = everything(waiting)
    assert items
    renewals._consumer(database, feed_of(items * 2)).run_once()
    waiting.settle()
    assert state_of(waiting) == before


def test_what_is_told_here_is_the_contract() -> None:
    assert not [fault for event in NEWS for fault in misfits(event)]
    assert len({event["cursor"] for event in NEWS}) == len(NEWS)


def settle_unheard(waiting: RunningSuite) -> None:
    """The police settle the case; renewals does not listen yet."""
    citizen = TestCitizen.of(waiting, "clean")
    paid = {"amount_vnd": 900_000, "paid_on": waiting.clock.today().isoformat()}
    case = case_against(citizen, waiting.clock.now(), version=2, fine=paid, status="settled")
    assert Police(waiting).push(case).json()["effect"] == "updated"


def tell(waiting: RunningSuite, order: Sequence[dict[str, Any]]) -> None:
    """Feed renewals alone, about the person whose dossier waits; then let its jobs run, but not its own consumer."""
    runtime = waiting.suite.apps["renewals"].extensions["gplx"]
    person = person_of(waiting)
    items = [event | {"cursor": f"0.{10_000 + number}", **whom(event, person)} for number, event in enumerate(order)]
    consumer = renewals._consumer(runtime.database, feed_of(items))
    assert consumer.run_once() == len(items)
    _listen, *others = runtime.tasks
    while any(task() for task in others):
        pass


def whom(event: dict[str, Any], person: str) -> dict[str, Any]:
    """The event's subject and data, about that person where it is about one."""
    if "person" not in event["data"]:
        return {}
    return {"subject_id": person, "data": event["data"] | {"person": person}}


def person_of(waiting: RunningSuite) -> str:
    """The opaque person that violations tells about."""
    told = [item for item in everything(waiting) if item["type"] == "standing.changed"]
    return str(told[-1]["data"]["person"])


def everything(waiting: RunningSuite) -> list[dict[str, Any]]:
    """What the feed of violations holds."""
    token = waiting.outside.system_token("renewals")
    answer = waiting.outside.call("GET", "/api/violations/v1/events", token=token)
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def state_of(waiting: RunningSuite) -> dict[str, Any]:
    """The dossier and its steps as the citizen sees them, and what renewals told of it."""
    citizen = TestCitizen.of(waiting, "clean")
    [application] = citizen.open_applications()
    timeline = citizen._get(f"/api/renewals/v1/applications/{application['id']}/timeline")
    token = waiting.outside.system_token("portal")
    told = waiting.outside.call("GET", "/api/renewals/v1/events", token=token).json()["items"]
    found = {"application": application, "timeline": timeline, "told": [item["data"] for item in told]}
    kept: dict[str, Any] = without(found, OF_EACH_LOOK)
    return kept


OF_EACH_LOOK = {"version", "standing"}
"""A look at the register leaves its own id and a new version, even where nothing has changed since."""


def without(value: Any, names: set[str]) -> Any:
    """The value without members of these names, at any depth."""
    if isinstance(value, dict):
        return {name: without(member, names) for name, member in value.items() if name not in names}
    return [without(item, names) for item in value] if isinstance(value, list) else value
