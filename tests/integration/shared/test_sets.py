"""Rows in and out by the thousand: the same rows as one by one, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from shared.db.engine import Database
from shared.db.sets import FEW, among, append, append_missing, overwrite
from shared.db.tables import EVENTS, JOBS
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import MovableClock
from tests.support.databases import PostgresDatabases, PostgresServer
from tests.support.queries import statements

NAMES = ("kind", "key", "payload", "run_at", "attempts", "generation", "leased_until", "last_error")
TEXTS = (
    None,
    "",
    "\\N",
    "\\.",
    "tab\tnew\nline\rback\\slash",
    'quote " comma, {brace}',
    "NULL",
    "Nguyễn 😀",
    "%s %% :x ?",
)
SOME, MANY = FEW // 2, FEW * 5


@pytest.fixture
def database(databases: Any, clock: MovableClock) -> Iterator[Database[UnitOfWork]]:
    found = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    yield found
    found.close()


def rows(count: int, clock: MovableClock) -> list[tuple[Any, ...]]:
    now = clock.now()
    return [
        ("k", f"{n:03}", f'{{"n": [{n}, "é"]}}', now, n, 1, now if n % 2 else None, TEXTS[n % len(TEXTS)])
        for n in range(count)
    ]


def held(connection: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(select(*(JOBS.c[name] for name in NAMES)).order_by(JOBS.c.key))]


def as_read(given: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:2], {"n": [row[4], "é"]}, *row[3:]) for row in given]


@pytest.mark.parametrize("count", [0, 1, SOME, MANY])
@pytest.mark.parametrize("write", [append, append_missing])
def test_what_goes_in_comes_out(database: Database[UnitOfWork], clock: MovableClock, count: int, write: Any) -> None:
    given = rows(count, clock)
    with statements() as told, database.begin(the_clock("test")) as work:
        write(work.connection, JOBS, NAMES, given)
        work.commit()
    assert sum("jobs" in statement for statement in told) == bool(count), "one statement, however many rows"
    with database.read() as connection:
        assert held(connection) == as_read(given)


@pytest.mark.parametrize("count", [SOME, MANY])
def test_a_row_that_is_there_is_refused_or_passed_over(
    database: Database[UnitOfWork], clock: MovableClock, count: int
) -> None:
    given = rows(count, clock)
    with database.begin(the_clock("test")) as work:
        append(work.connection, JOBS, NAMES, given[::2])
        work.commit()
    with pytest.raises(IntegrityError), database.begin(the_clock("test")) as work:
        append(work.connection, JOBS, NAMES, given)
    others = [(*row[:4], 99, *row[5:]) for row in given[::2]]
    with database.begin(the_clock("test")) as work:
        append_missing(work.connection, JOBS, NAMES, others + given[1::2])
        work.commit()
    with database.read() as connection:
        assert held(connection) == as_read(given)


@pytest.mark.parametrize("count", [0, 1, MANY])
def test_rows_are_overwritten_by_their_keys(database: Database[UnitOfWork], clock: MovableClock, count: int) -> None:
    given = rows(count, clock)
    with database.begin(the_clock("test")) as work:
        append(work.connection, JOBS, NAMES, given)
        changes = [("k", key, '{"new": null}', None, attempts + 1) for _, key, _, _, attempts, *_ in given[::2]]
        stranger = ("k", "stranger", "{}", None, 0)
        with statements() as told:
            columns = ("payload", "leased_until", "attempts")
            found = overwrite(work.connection, JOBS, ("kind", "key"), columns, [*changes, stranger])
        work.commit()
    assert found == len(changes)
    assert len(told) == 1
    with database.read() as connection:
        for number, (before, after) in enumerate(zip(as_read(given), held(connection), strict=True)):
            expected = (*before[:2], {"new": None}, before[3], before[4] + 1, before[5], None, before[7])
            assert after == (before if number % 2 else expected)


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_one_parameter_holds_all_values(database: Database[UnitOfWork], clock: MovableClock, count: int) -> None:
    with database.begin(the_clock("test")) as work:
        append(work.connection, JOBS, NAMES, rows(MANY, clock))
        work.commit()
    with database.read() as connection, statements() as told:
        asked = select(JOBS.c.key).where(among(connection, JOBS.c.key, {f"{n:03}" for n in range(count)}))
        found = connection.execute(asked.order_by(JOBS.c.key)).scalars().all()
    assert found == [f"{n:03}" for n in range(min(count, MANY))]
    assert len(told) == 1


@pytest.mark.parametrize("count", [SOME, MANY])
def test_what_does_not_fit_its_column_is_not_cut(postgres: PostgresServer, clock: MovableClock, count: int) -> None:
    databases = PostgresDatabases(postgres)  # SQLite knows no lengths
    database = Database.open(databases.fresh(None).database_url, clock=clock, unit_of_work=UnitOfWork)
    too_long = [("k" * 65, *row[1:]) for row in rows(count, clock)]
    for write in (append, append_missing):
        with pytest.raises(DataError), database.begin(the_clock("test")) as work:
            write(work.connection, JOBS, NAMES, too_long)
    database.close()
    databases.close()


def test_events_of_one_transaction_keep_their_order(database: Database[UnitOfWork]) -> None:
    with database.begin(the_clock("test")) as work:
        for number in range(MANY):
            work.emit("thing.done", f"s{number}", {"number": number})
            work.audit(f"thing:{number % 3}", "done", {"number": number})
        work.commit()
    with database.read() as connection:
        told = connection.execute(select(EVENTS.c.data).order_by(EVENTS.c.xid, EVENTS.c.seq)).scalars().all()
    assert [data["number"] for data in told] == list(range(MANY))
