"""Writing events and jobs in bulk at the end of a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, insert, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from shared.db.tables import EVENTS, JOBS


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be written."""

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
    statement = insert(EVENTS)
    if connection.dialect.name == "postgresql":
        statement = statement.values(xid=literal_column("pg_current_xact_id()"))
    connection.execute(
        statement,
        [
            {
                "id": event.id,
                "type": event.type,
                "subject_id": event.subject_id,
                "occurred_at": event.occurred_at,
                "data": dict(event.data),
            }
            for event in events
        ],
    )


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
