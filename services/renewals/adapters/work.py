"""The unit of work of renewals, and the store that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from sqlalchemy import Connection

from services.renewals.adapters.dossiers import SqlDossiers
from services.renewals.adapters.money import SqlNotices, SqlPayments
from services.renewals.adapters.papers import SqlPapers
from services.renewals.adapters.records import SqlDecisions, SqlSupplements, SqlTimeline
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor


class SqlReadings:
    def __init__(self, connection: Connection) -> None:
        self.dossiers = SqlDossiers(connection)
        self.payments = SqlPayments(connection)
        self.decisions = SqlDecisions(connection)
        self.timeline = SqlTimeline(connection)
        self.supplements = SqlSupplements(connection)
        self.papers = SqlPapers(connection)


class RenewalsWork(UnitOfWork):
    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        super().__init__(connection, actor, now)
        self.dossiers = SqlDossiers(connection)
        self.payments = SqlPayments(connection)
        self.decisions = SqlDecisions(connection)
        self.timeline = SqlTimeline(connection)
        self.supplements = SqlSupplements(connection)
        self.papers = SqlPapers(connection)
        self.notices = SqlNotices(connection)


class SqlStore:
    def __init__(self, database: Database[RenewalsWork]) -> None:
        self._database = database

    @contextmanager
    def read(self) -> Iterator[SqlReadings]:
        with self._database.read() as connection:
            yield SqlReadings(connection)

    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[RenewalsWork]:
        return self._database.begin(actor, *locks)
