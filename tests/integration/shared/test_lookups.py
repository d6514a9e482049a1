"""Look-ups are on disk before anybody sees anything, counted per agreement, sealed per hour."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from shared.db.lookups import Lookup, LookupLog
from shared.db.lookups.seals import broken_seals, merkle_root, seal_finished_hours
from shared.db.lookups.tables import lookups
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock
from shared.kernel.errors import LimitReached
from tests.support.databases import PostgresDatabases, SqliteDatabases

PERSON = "999012345678"


@pytest.fixture
def log(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[LookupLog]:
    opened = LookupLog(databases.fresh(None).lookups_url, clock=clock, service="test")
    yield opened
    opened.close()


def look(person: str = PERSON, *, per_day: int | None = None) -> Lookup:
    agreement = None if per_day is None else "agreement"
    return Lookup(
        person, "system", "subject", "roadside", "G01.08", None, ("classes",), "roadside", None, agreement, per_day
    )


def test_a_look_can_be_read_back_newest_first(log: LookupLog, clock: MovableClock) -> None:
    for _ in range(3):
        log.record([look(), look("999000000000")])
        clock.move(timedelta(minutes=1))
    found = log.for_person(PERSON, before=None, limit=2)
    assert [entry.at.minute for entry in found] == [2, 1]
    assert found[0].lookup == look()
    assert [entry.at.minute for entry in log.for_person(PERSON, before=found[-1].id, limit=2)] == [0]


def test_the_daily_volume_holds_exactly_under_concurrency_and_ends_at_midnight(
    log: LookupLog, clock: MovableClock
) -> None:
    refused: list[int] = []

    def record() -> None:
        for _ in range(5):
            try:
                log.record([look(per_day=12)])
            except LimitReached as error:
                refused.append(error.retry_after)

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [15 * 3600 + 1] * 8
    assert len(log.for_person(PERSON, before=None, limit=50)) == 12
    clock.move(timedelta(days=1))
    log.record([look(per_day=12)])


def test_a_seal_shows_a_dropped_and_a_changed_look(log: LookupLog, clock: MovableClock) -> None:
    for _ in range(3):
        log.record([look(), look("999000000000")])
        clock.move(timedelta(hours=1))
    assert seal_finished_hours(log) == 2
    clock.move(timedelta(minutes=6))
    assert seal_finished_hours(log) == 1
    assert seal_finished_hours(log) == 0
    assert broken_seals(log) == []
    first = log.for_person(PERSON, before=None, limit=5)[-1]
    with log.database.begin(the_clock("forger")) as work:
        work.connection.execute(delete(lookups).where(lookups.c.id == first.id))
        work.commit()
    assert len(broken_seals(log)) == 1
    second = log.for_person(PERSON, before=None, limit=5)[0]
    with log.database.begin(the_clock("forger")) as work:
        work.connection.execute(update(lookups).where(lookups.c.id == second.id).values(purpose="audit"))
        work.commit()
    assert len(broken_seals(log)) == 2


def test_merkle_roots_differ_for_different_leaves() -> None:
    roots = {merkle_root(leaves) for leaves in ([], [b"a"], [b"a", b"b"], [b"b", b"a"], [b"a", b"b", b"b"], [b"ab"])}
    assert len(roots) == 6
