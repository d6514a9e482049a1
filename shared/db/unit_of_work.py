"""One change, one commit: row, audit entry, events, jobs and the stored answer stand or fall together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from shared.db.audit import AuditTrail
from shared.db.idempotency import reservation
from shared.db.outgoing import NewEvent, NewJob, write_events, write_jobs
from shared.kernel.actor import Actor
from shared.kernel.ids import new_id

T = TypeVar("T")

_open: ContextVar[int] = ContextVar("unit_of_work_open", default=0)


@contextmanager
def unit_of_work_open() -> Iterator[None]:
    """Mark this context as inside a write transaction; they do not nest."""
    if _open.get():
        raise RuntimeError("a unit of work is already open here: two transactions cannot be one change")
    token = _open.set(1)
    try:
        yield
    finally:
        _open.reset(token)


def require_no_open_unit_of_work() -> None:
    """Raise RuntimeError inside a write transaction: nobody waits for a network while holding locks."""
    if _open.get():
        raise RuntimeError("no HTTP while a unit of work is open: gather, decide, commit, tell")


class UnitOfWork:
    """A write transaction of one service; each service's subclass adds its repositories.

    ``now`` is one instant for everything in it.
    """

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.committed = False
        self._audit = AuditTrail()
        self._events: list[NewEvent] = []
        self._jobs: dict[tuple[str, str], NewJob] = {}
        self._result: object = None

    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None:
        """Add an entry to a chain (``"licence:<id>"``): who did what, with which facts."""
        self._audit.add(chain, action, detail)

    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None:  # the wire's name
        """Tell others. ``subject_id`` is opaque; ``data`` carries no personal number."""
        self._events.append(NewEvent(new_id(), type, subject_id, self.now, data))

    def enqueue(
        self, kind: str, key: str, payload: Mapping[str, object] | None = None, *, run_at: datetime | None = None
    ) -> None:
        """Promise work to be done at ``run_at`` (now if None); one promise per (kind, key), the earlier time wins."""
        job = NewJob(kind, key, payload or {}, run_at or self.now)
        known = self._jobs.get((kind, key))
        if known is None or job.run_at < known.run_at:
            self._jobs[kind, key] = job

    def commit(self, result: T = None) -> T:  # type: ignore[assignment]  # no result is None
        """Mark the change as decided; it is written when the block ends.

        ``result`` is what the caller will be answered with; under an Idempotency-Key that answer is stored with it.
        """
        self.committed = True
        self._result = result
        return result

    def flush(self) -> None:
        """Write what was gathered. Called by the database, last thing before the commit."""
        self._audit.write(self.connection, self.actor, self.now)
        write_events(self.connection, self._events)
        write_jobs(self.connection, self._jobs.values())
        held = reservation.get()
        if held is not None and self._result is not None:
            held.store(self.connection, self._result, self.now)
