"""One change, one commit, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from shared.db import idempotency
from shared.db.audit import broken_links, read_chain
from shared.db.engine import Database
from shared.db.idempotency import IdempotencyStore, Reservation, StoredAnswer, forget_expired, reservation
from shared.db.tables import AUDIT_ENTRIES, EVENTS, IDEMPOTENCY_KEYS, JOBS
from shared.db.unit_of_work import UnitOfWork, require_no_open_unit_of_work
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock
from shared.kernel.errors import InProgress
from tests.support.databases import PostgresDatabases, SqliteDatabases

ACTOR = the_clock("test")


@pytest.fixture
def database(databases: SqliteDatabases | PostgresDatabases, clock: MovableClock) -> Iterator[Database[UnitOfWork]]:
    opened = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    yield opened
    opened.close()


def counts(database: Database[UnitOfWork]) -> tuple[int, int, int]:
    with database.read() as connection:
        found = [
            connection.execute(select(func.count()).select_from(t)).scalar() for t in (EVENTS, AUDIT_ENTRIES, JOBS)
        ]
    return found[0] or 0, found[1] or 0, found[2] or 0


def change(work: UnitOfWork, number: int = 0) -> None:
    work.audit("thing:1", "changed", {"number": number})
    work.emit("thing.changed", "1", {"number": number})
    work.enqueue("follow", "1")


def test_a_commit_writes_audit_event_and_job_together(database: Database[UnitOfWork]) -> None:
    with database.begin(ACTOR, "thing:1") as work:
        change(work)
        work.commit()
    assert counts(database) == (1, 1, 1)


def test_without_commit_nothing_is_written(database: Database[UnitOfWork]) -> None:
    with database.begin(ACTOR, "thing:1") as work:
        change(work)
    with pytest.raises(ZeroDivisionError), database.begin(ACTOR, "thing:1") as work:
        change(work)
        work.commit()
        raise ZeroDivisionError
    assert counts(database) == (0, 0, 0)


def test_units_of_work_do_not_nest_and_forbid_http(database: Database[UnitOfWork]) -> None:
    with database.begin(ACTOR):
        with pytest.raises(RuntimeError, match="no HTTP"):
            require_no_open_unit_of_work()
        with pytest.raises(RuntimeError, match="already open"), database.begin(ACTOR):
            pass
    require_no_open_unit_of_work()


def test_readers_cannot_write(database: Database[UnitOfWork]) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"), database.read() as connection:
        connection.execute(text("DELETE FROM jobs"))


def test_a_chain_shows_a_changed_and_a_missing_entry(database: Database[UnitOfWork]) -> None:
    for number in range(3):
        with database.begin(ACTOR, "thing:1") as work:
            change(work, number)
            change(work, number)
            work.commit()
    with database.read() as connection:
        entries = read_chain(connection, "thing:1")
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert broken_links(entries) == []
    assert broken_links(entries[:2] + entries[3:]) == [4, 5, 6]
    with database.begin(ACTOR) as work:
        work.connection.execute(update(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.seq == 2).values(entry='{"forged": true}'))
        work.commit()
    with database.read() as connection:
        assert broken_links(read_chain(connection, "thing:1")) == [2]


def test_two_writers_of_one_chain_take_turns(database: Database[UnitOfWork]) -> None:
    def write() -> None:
        for number in range(15):
            with database.begin(ACTOR, "thing:1") as work:
                change(work, number)
                work.commit()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        entries = read_chain(connection, "thing:1")
    assert len(entries) == 60
    assert broken_links(entries) == []


def test_the_answer_is_remembered_with_the_work_and_only_then(
    database: Database[UnitOfWork], clock: MovableClock
) -> None:
    store = IdempotencyStore(database)
    held = Reservation("scope", "key", "print", lambda result: StoredAnswer(201, str(result), {"ETag": '"1"'}))
    token = reservation.set(held)
    try:
        with database.begin(ACTOR) as work:
            work.emit("thing.made", "1", {})
        assert store.lookup("scope", "key") is None
        with database.begin(ACTOR) as work:
            work.commit("made")
    finally:
        reservation.reset(token)
    assert store.lookup("scope", "key") == StoredAnswer(201, "made", {"ETag": '"1"'}, "print")
    assert store.lookup("scope", "other") is None
    clock.set(clock.now().replace(month=12))
    assert store.lookup("scope", "key") is None


def answer(database: Database[UnitOfWork], key: str) -> None:
    token = reservation.set(Reservation("scope", key, "print", lambda result: StoredAnswer(201, str(result))))
    try:
        with database.begin(ACTOR) as work:
            work.commit("made")
    finally:
        reservation.reset(token)


def test_answers_are_forgotten_after_seven_days_and_a_portion_at_a_time(
    database: Database[UnitOfWork], clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "FORGOTTEN_AT_ONCE", 2)
    for key in ("a", "b", "c"):
        answer(database, key)
    clock.move(timedelta(days=7, seconds=-1))
    answer(database, "young")
    assert forget_expired(database) == 0
    clock.move(timedelta(seconds=1))
    assert [forget_expired(database) for _ in range(3)] == [2, 1, 0]
    with database.read() as connection:
        assert connection.execute(select(IDEMPOTENCY_KEYS.c.key)).scalars().all() == ["young"]


def test_a_key_is_worked_on_once_at_a_time(database: Database[UnitOfWork]) -> None:
    store = IdempotencyStore(database)
    with store.running("scope", "key"):
        with pytest.raises(InProgress), store.running("scope", "key"):
            pass
        with store.running("scope", "another"):
            pass
    with store.running("scope", "key"):
        pass
