"""Rows to domain objects and back: behaviours, records, the station's outbox; and the store of them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, and_, insert, select, update

from services.sandbox.adapters.national_portal import SqlNationalPortal
from services.sandbox.adapters.repositories import (
    SqlAccounts,
    SqlCodes,
    SqlNotifications,
    SqlOrders,
    any_row,
    save_row,
)
from services.sandbox.adapters.sms import SqlShortMessages
from services.sandbox.adapters.tables import BEHAVIOURS, DEMO_LOADS, RECORDS, STATION_CASES
from services.sandbox.application.ports import DemoLoad, Json, Shelves, StationCase, Work
from services.sandbox.domain.behaviour import Behaviour, Part
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor

MOST_RECORDS = 50
THE_LOAD = "demo"


class SqlBehaviours:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, part: Part) -> Behaviour:
        traits = self._connection.execute(select(BEHAVIOURS.c.traits).where(BEHAVIOURS.c.part == part.value)).scalar()
        return Behaviour(**(traits or {}))

    def put(self, part: Part, behaviour: Behaviour) -> None:
        save_row(self._connection, BEHAVIOURS, {"part": part.value}, {"traits": asdict(behaviour)})


class SqlRecords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, part: Part, citizen_id: str) -> Sequence[Json]:
        query = (
            select(RECORDS.c.record)
            .where(RECORDS.c.part == part.value, RECORDS.c.citizen_id == citizen_id)
            .order_by(RECORDS.c.record_id)
            .limit(MOST_RECORDS)
        )
        return list(self._connection.execute(query).scalars())

    def put(self, part: Part, record_id: str, citizen_id: str, record: Json) -> None:
        key: dict[str, object] = {"part": part.value, "record_id": record_id}
        save_row(self._connection, RECORDS, key, {"citizen_id": citizen_id, "record": dict(record)})


class SqlOutbox:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, case_id: str) -> StationCase | None:
        row = self._connection.execute(select(STATION_CASES).where(STATION_CASES.c.id == case_id)).first()
        return StationCase(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name

    def add(self, case: StationCase) -> None:
        self._connection.execute(insert(STATION_CASES).values(asdict(case)))

    def mark_sent(self, case_id: str, at: datetime, status: int, answer: Json) -> None:
        values = {"sent_at": at, "answer_status": status, "answer": dict(answer)}
        self._connection.execute(update(STATION_CASES).where(STATION_CASES.c.id == case_id).values(values))

    def neighbours(self, case: StationCase) -> tuple[bool, bool]:
        table = STATION_CASES.c
        same = table.client_id == case.client_id
        earlier = and_(same, table.id < case.id, table.sent_at.is_(None))
        later = and_(same, table.id > case.id, table.sent_at.is_not(None))
        return any_row(self._connection, earlier), any_row(self._connection, later)


class SqlDemoLoads:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self) -> DemoLoad | None:
        row = self._connection.execute(select(DEMO_LOADS).where(DEMO_LOADS.c.name == THE_LOAD)).first()
        return DemoLoad(row.loaded_on, row.complete) if row else None

    def remember(self, day: date, *, complete: bool) -> None:
        save_row(self._connection, DEMO_LOADS, {"name": THE_LOAD}, {"loaded_on": day, "complete": complete})


class SqlShelves:
    """All repositories on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.accounts = SqlAccounts(connection)
        self.codes = SqlCodes(connection)
        self.orders = SqlOrders(connection)
        self.notifications = SqlNotifications(connection)
        self.behaviours = SqlBehaviours(connection)
        self.records = SqlRecords(connection)
        self.outbox = SqlOutbox(connection)
        self.demo = SqlDemoLoads(connection)
        self.national_portal = SqlNationalPortal(connection)
        self.short_messages = SqlShortMessages(connection)


class SandboxWork(UnitOfWork, SqlShelves):
    """A write transaction of the sandbox."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        UnitOfWork.__init__(self, connection, actor, now)
        SqlShelves.__init__(self, connection)


class SqlStore:
    """The sandbox's own database, as the use cases want it."""

    def __init__(self, database: Database[SandboxWork]) -> None:
        self._database = database

    def now(self) -> datetime:
        return self._database.clock.now()

    @contextmanager
    def reading(self) -> Iterator[Shelves]:
        with self._database.read() as connection:
            yield SqlShelves(connection)

    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]:
        return self._database.begin(actor, *locks)
