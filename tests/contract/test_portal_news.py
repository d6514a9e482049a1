"""The portal on the feed of renewals: every example, twice and in any order, leaves the same book and inbox."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from services.portal.adapters import inbox
from services.portal.adapters import syncing as book
from services.portal.adapters.account_tables import MESSAGES
from services.portal.adapters.sync_tables import SYNC_DOSSIERS
from shared import contracts
from shared.db.engine import Database
from shared.db.tables import JOBS
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import Reply, ServiceClient
from shared.kernel.clock import MovableClock
from shared.messaging.consumer import Consumer
from tests.contract.test_events import TYPES, misfits
from tests.support.databases import PostgresDatabases, SqliteDatabases

pytestmark = pytest.mark.contract

EXAMPLES: list[dict[str, Any]] = [
    example for entry in TYPES.values() if entry["service"] == "renewals" for example in entry["examples"]
]


def shuffled(seed: int) -> list[dict[str, Any]]:
    """Every example twice, in an order that the seed fixes."""
    found = EXAMPLES * 2
    random.Random(seed).shuffle(found)
    return found


ORDERS = {
    "each-twice": [event for event in EXAMPLES for _ in range(2)],
    "backwards": EXAMPLES[::-1],
    "backwards-twice": EXAMPLES[::-1] * 2,
    "shuffled-1": shuffled(1),
    "shuffled-2": shuffled(2),
}


@dataclass
class Told(ServiceClient):
    """A renewals service whose feed holds what it is given, on one page."""

    items: Sequence[dict[str, Any]]

    def get(self, path: str, **_asked: Any) -> Reply:
        assert path == contracts.operation("renewals", "list_events")[1]
        return Reply(200, {"items": list(self.items), "next": self.items[-1]["cursor"]}, {})


@pytest.fixture
def database(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[Database[UnitOfWork]]:
    url = databases.fresh("services.portal.migrations").database_url
    made: Database[UnitOfWork] = Database.open(url, clock=clock, unit_of_work=UnitOfWork)
    yield made
    made.close()


def hear(database: Database[UnitOfWork], items: Sequence[dict[str, Any]]) -> None:
    """Both consumers take one page in."""
    feed = book.HttpRecords(Told(items)).feed
    for name, news, take in ((book.NAME, book.NEWS, book.take_news), (inbox.NAME, inbox.NEWS, inbox.take_event)):
        Consumer(name=name, database=database, fetch=feed, handlers=dict.fromkeys(news, take)).run_once()


def state_of(database: Database[UnitOfWork]) -> dict[str, Any]:
    """What the portal knows now, whatever numbers it gave and when."""
    with database.read() as connection:
        return {
            "told": sorted(
                tuple(row) for row in connection.execute(select(SYNC_DOSSIERS.c.application_id, SYNC_DOSSIERS.c.code))
            ),
            "messages": sorted(
                tuple(row)
                for row in connection.execute(
                    select(MESSAGES.c.event_id, MESSAGES.c.application_id, MESSAGES.c.kind, MESSAGES.c.happened_at)
                )
            ),
            "jobs": sorted(row.kind for row in connection.execute(select(JOBS.c.kind))),
        }


@pytest.mark.parametrize("order", ORDERS)
def test_any_order_and_any_repetition_ends_alike(database: Database[UnitOfWork], order: str) -> None:
    hear(database, EXAMPLES)
    once = state_of(database)
    hear(database, ORDERS[order])
    assert state_of(database) == once
    assert {row[0] for row in once["told"]} == {
        event["subject_id"] for event in EXAMPLES if event["type"].startswith("application.")
    }
    assert len(once["messages"]) > 5


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_word_may_come_in_any_order(
    databases: SqliteDatabases | PostgresDatabases, database: Database[UnitOfWork], clock: MovableClock, order: str
) -> None:
    hear(database, EXAMPLES)
    url = databases.fresh("services.portal.migrations").database_url
    other: Database[UnitOfWork] = Database.open(url, clock=clock, unit_of_work=UnitOfWork)
    hear(other, ORDERS[order])
    assert state_of(other) == state_of(database)
    other.close()


def test_what_is_told_here_is_the_contract() -> None:
    assert not [fault for event in EXAMPLES for fault in misfits(event)]
