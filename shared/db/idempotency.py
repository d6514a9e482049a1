"""Answers remembered under an Idempotency-Key, written in the very transaction of the work they answer.

draft-ietf-httpapi-idempotency-key-header. A crash after the commit therefore never makes a repeated request do its
work twice, and a crash before it leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, text, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from shared.db.tables import IDEMPOTENCY_KEYS
from shared.kernel.actor import the_clock
from shared.kernel.errors import InProgress

if TYPE_CHECKING:
    from shared.db.engine import Database

KEPT_FOR = timedelta(days=7)
FORGOTTEN_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it left: HTTP status, headers that matter, body text; ``fingerprint`` of the request it answered."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """The key of the request in hand; ``render`` turns a use case's result into the answer."""

    scope: str
    key: str
    fingerprint: str
    render: Callable[[Any], StoredAnswer]

    def store(self, connection: Connection, result: object, now: datetime) -> None:
        """Remember the answer; a later commit of the same request replaces it."""
        answer = self.render(result)
        row = {
            "fingerprint": self.fingerprint,
            "status": answer.status,
            "headers": dict(answer.headers),
            "body": answer.body,
            "expires_at": now + KEPT_FOR,
        }
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(IDEMPOTENCY_KEYS).values(scope=self.scope, key=self.key, **row)
        connection.execute(statement.on_conflict_do_update(index_elements=["scope", "key"], set_=row))


reservation: ContextVar[Reservation | None] = ContextVar("idempotency_reservation", default=None)
"""Set by the web layer for the time of one request."""


class IdempotencyStore:
    """Looks answers up, and sees to it that a key is worked on once at a time."""

    def __init__(self, database: Database[Any]) -> None:
        self._database = database
        self._running: set[tuple[str, str]] = set()
        self._guard = threading.Lock()

    def lookup(self, scope: str, key: str) -> StoredAnswer | None:
        """The remembered answer, unless it has expired."""
        table = IDEMPOTENCY_KEYS
        query = select(table).where(
            table.c.scope == scope, table.c.key == key, table.c.expires_at > self._database.clock.now()
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else StoredAnswer(row.status, row.body, row.headers, row.fingerprint)

    @contextmanager
    def running(self, scope: str, key: str) -> Iterator[None]:
        """Hold the key while working. Raises InProgress if somebody else holds it.

        On SQLite one process serves, so a set will do; on PostgreSQL a session lock, which a killed process gives up
        by itself.
        """
        if self._database.dialect == "sqlite":
            with self._running_here(scope, key):
                yield
            return
        number = int.from_bytes(sha256(f"{scope}\n{key}".encode()).digest()[:8], "big", signed=True)
        with self._database.session() as connection:
            if not connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar():
                raise InProgress("request-in-progress")
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})

    @contextmanager
    def _running_here(self, scope: str, key: str) -> Iterator[None]:
        with self._guard:
            if (scope, key) in self._running:
                raise InProgress("request-in-progress")
            self._running.add((scope, key))
        try:
            yield
        finally:
            with self._guard:
                self._running.discard((scope, key))


def forget_expired(database: Database[Any]) -> int:
    """Delete one bounded portion of the answers past their time; how many. Safe to run at any time."""
    table = IDEMPOTENCY_KEYS
    over = table.c.expires_at <= database.clock.now()
    with database.read() as connection:
        if connection.execute(select(table.c.key).where(over).limit(1)).first() is None:
            return 0
    oldest = select(table.c.scope, table.c.key).where(over).order_by(table.c.expires_at).limit(FORGOTTEN_AT_ONCE)
    with database.begin(the_clock("idempotency")) as work:
        found = [tuple(row) for row in work.connection.execute(oldest)]
        work.connection.execute(delete(table).where(tuple_(table.c.scope, table.c.key).in_(found)))
        work.commit()
    return len(found)
