"""Writing events and jobs in bulk at the end of a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, case
from sqlalchemy.dialects import postgresql, sqlite

from shared.db.sets import append
from shared.db.tables import EVENTS, JOBS


class NewEvent(NamedTuple):
    """An event about to be written; a batch makes thousands."""

    id: str
    type: str
    subject_id: str
    occurred_at: datetime
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewJob:
    """A promise about to be written."""

    kind: str
    key: str
    payload: Mapping[str, object]
    run_at: datetime


def write_events(connection: Connection, events: Sequence[NewEvent]) -> None:
    """Append events in order; on PostgreSQL each remembers its transaction."""
    if not events:
        return
    names = ["id", "type", "subject_id", "occurred_at", "data"]
    rows: list[tuple[object, ...]] = [
        (event.id, event.type, event.subject_id, event.occurred_at, orjson.dumps(dict(event.data)).decode())
        for event in events
    ]
    if connection.dialect.name == "postgresql":
        transaction = connection.exec_driver_sql("SELECT CAST(pg_current_xact_id() AS text)").scalar_one()
        names.append("xid")
        rows = [(*row, transaction) for row in rows]
    append(connection, EVENTS, names, rows)


def write_jobs(connection: Connection, jobs: Iterable[NewJob]) -> None:
    """Insert jobs; one that waits already keeps the earlier time, takes the new payload and is run again if running."""
    rows = [{"kind": job.kind, "key": job.key, "payload": dict(job.payload), "run_at": job.run_at} for job in jobs]
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(JOBS)
    sooner = case((statement.excluded.run_at < JOBS.c.run_at, statement.excluded.run_at), else_=JOBS.c.run_at)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[JOBS.c.kind, JOBS.c.key],
            set_={
                "payload": statement.excluded.payload,
                "run_at": sooner,
                "generation": JOBS.c.generation + 1,
                "attempts": 0,
            },
        ),
        rows,
    )
