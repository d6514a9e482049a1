"""One service's database: read-only connections, serial writes, the same behaviour on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from shared.db.fair_lock import FairLock
from shared.db.unit_of_work import UnitOfWork, unit_of_work_open
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock

W = TypeVar("W", bound=UnitOfWork)

LOCK_BUCKETS = 1024
"""Lock names share this many advisory locks: a batch of thousands stays within PostgreSQL's lock table."""

BUSY_SECONDS = 15


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


class Database(Generic[W]):
    """Opened once per process and service. ``dialect`` is ``sqlite`` or ``postgresql``."""

    def __init__(
        self, *, url: str, dialect: str, reader: Engine, writer: Engine, clock: Clock, unit_of_work: type[W]
    ) -> None:
        self.url = url
        self.dialect = dialect
        self.clock = clock
        self._reader = reader
        self._writer = writer
        self._unit_of_work = unit_of_work
        self._turn = FairLock() if dialect == "sqlite" else nullcontext()
        self._committed = threading.Condition()
        self._commits = 0
        self._callbacks: list[Callable[[], None]] = []

    @classmethod
    def open(cls, url: str, *, clock: Clock, unit_of_work: type[W]) -> Database[W]:
        """Open ``sqlite:///path`` or ``postgresql+psycopg://…``; the schema must already be there."""
        if make_url(url).get_backend_name() == "sqlite":
            Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
            reader, writer, dialect = _sqlite(url, read_only=True), _sqlite(url, read_only=False), "sqlite"
        else:
            reader = writer = _postgresql(url)
            dialect = "postgresql"
        return cls(url=url, dialect=dialect, reader=reader, writer=writer, clock=clock, unit_of_work=unit_of_work)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only transaction that never waits for a writer."""
        engine = self._reader
        if self.dialect == "postgresql":
            engine = engine.execution_options(postgresql_readonly=True)
        with engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def begin(self, actor: Actor, *locks: str) -> Iterator[W]:
        """A write transaction; rolled back unless its ``commit`` was called.

        ``locks`` name the subjects it decides about (``"licence:<id>"``). They are taken before the first write, so on
        PostgreSQL a transaction gets its number only once it is alone with its subjects: events of one subject
        therefore sort by transaction number in the order in which they happened (see ``shared.messaging.feed``).
        """
        with unit_of_work_open(), self._turn, self._writer.connect() as connection, connection.begin() as transaction:
            if locks and self.dialect == "postgresql":
                _take(connection, locks)
            work = self._unit_of_work(connection, actor, self.clock.now())
            yield work
            if work.committed:
                work.flush()
                _commit(connection, transaction)
            else:
                transaction.rollback()
        if work.committed:
            self._announce()

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection outside any transaction, for session-wide locks (PostgreSQL only)."""
        with self._writer.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield connection

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called, on the committing thread, after each commit of this process."""
        self._callbacks.append(callback)

    def wait_for_commit(self, timeout: float) -> None:
        """Sleep until this process commits here, or the timeout (seconds) has passed."""
        with self._committed:
            seen = self._commits
            self._committed.wait_for(lambda: self._commits != seen, timeout)

    def close(self) -> None:
        """Give back every connection."""
        self._reader.dispose()
        self._writer.dispose()

    def _announce(self) -> None:
        with self._committed:
            self._commits += 1
            self._committed.notify_all()
        for callback in self._callbacks:
            callback()


def _commit(connection: Connection, transaction: RootTransaction) -> None:
    """Commit. SQLite keeps a transaction open when its COMMIT fails (a deferred foreign key): end it here."""
    try:
        transaction.commit()
    except DBAPIError:
        connection.connection.rollback()
        raise


def _sqlite(url: str, *, read_only: bool) -> Engine:
    pool: dict[str, Any] = {"poolclass": QueuePool, "pool_size": 16, "max_overflow": 32}
    if not read_only:
        pool = {"poolclass": StaticPool}
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(url, connect_args=arguments, json_serializer=_dumps, json_deserializer=orjson.loads, **pool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver of Python 3.11 begins transactions lazily and only before some statements: take that over.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a commit that was answered survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "cache_size=-16384",
            *(("query_only=ON",) if read_only else ()),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=10,
        max_overflow=30,
        pool_pre_ping=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=15000"},
    )


def lock_number(name: str) -> int:
    """The advisory lock that stands for a subject."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") % LOCK_BUCKETS


def _take(connection: Connection, names: tuple[str, ...]) -> None:
    numbers = sorted({lock_number(name) for name in names})  # everybody in the same order: no deadlock
    connection.execute(
        text("SELECT pg_advisory_xact_lock(n) FROM (SELECT unnest(CAST(:numbers AS bigint[])) AS n ORDER BY n) AS o"),
        {"numbers": numbers},
    )
