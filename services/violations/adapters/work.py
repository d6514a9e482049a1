"""The unit of work of violations, its reading twin, and the store that opens both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from sqlalchemy import Connection

from services.violations.adapters.batches import SqlBatches
from services.violations.adapters.cases import SqlCases
from services.violations.adapters.persons import SqlPersons
from services.violations.adapters.records import SqlRestorations, SqlSettlements, SqlSources
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor


class ViolationsWork(UnitOfWork):
    """A write transaction with the repositories of violations."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        super().__init__(connection, actor, now)
        self.cases = SqlCases(connection, now=now, actor=actor)
        self.persons = SqlPersons(connection, now=now)
        self.settlements = SqlSettlements(connection, now=now)
        self.restorations = SqlRestorations(connection)
        self.sources = SqlSources(connection, now=now)
        self.batches = SqlBatches(connection, now=now)


class ViolationsReading:
    """A read-only transaction with the repositories of violations."""

    def __init__(self, connection: Connection) -> None:
        self.cases = SqlCases(connection)
        self.persons = SqlPersons(connection)
        self.restorations = SqlRestorations(connection)
        self.sources = SqlSources(connection)
        self.batches = SqlBatches(connection)


class SqlStore:
    """Opens transactions on the service's database."""

    def __init__(self, database: Database[ViolationsWork]) -> None:
        self._database = database

    @contextmanager
    def read(self) -> Iterator[ViolationsReading]:
        """A read-only transaction."""
        with self._database.read() as connection:
            yield ViolationsReading(connection)

    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[ViolationsWork]:
        """A write transaction under locks."""
        return self._database.begin(actor, *locks)
