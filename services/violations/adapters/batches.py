"""Batches, their progress and their rejections in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, case, insert, literal, select, update

from services.violations.adapters.dialects import upsert
from services.violations.adapters.tables import BATCH_REJECTIONS, BATCHES
from services.violations.application.ports import Batch, Counts, Rejection
from shared.db.idempotency import KEPT_FOR
from shared.db.types import UTCDateTime
from shared.kernel.errors import Fault

LONGEST_TEXT = 300
MOST_FAULTS = 50
"""Faults kept of one record."""
MOST_REJECTIONS = 5000
"""A batch has no more records."""


class SqlBatches:
    """Reads and writes batches; ``now`` marks what is written."""

    def __init__(self, connection: Connection, *, now: datetime | None = None) -> None:
        self._connection = connection
        self._now = now

    def begin(self, batch: Batch, key: str) -> Batch:
        """The batch under the client's key: this one, unless the key is known and was first used within seven days."""
        self._release(batch, key)
        row = {
            "id": batch.id,
            "client_id": batch.client_id,
            "idempotency_key": key,
            "fingerprint": batch.fingerprint,
            "received": batch.received,
            "next_index": 0,
            "created": 0,
            "updated": 0,
            "unchanged": 0,
            "stale": 0,
            "rejected": 0,
            "started_at": batch.started_at,
            "finished_at": None,
        }
        self._connection.execute(
            upsert(self._connection, BATCHES)
            .values(**row)
            .on_conflict_do_nothing(index_elements=[BATCHES.c.client_id, BATCHES.c.idempotency_key])
        )
        query = select(BATCHES).where(BATCHES.c.client_id == batch.client_id, BATCHES.c.idempotency_key == key)
        return _batch(self._connection.execute(query).one(), ())

    def _release(self, batch: Batch, key: str) -> None:
        """Free a key whose time is over; its batch stays, under a name no client can send (keys have no blanks)."""
        self._connection.execute(
            update(BATCHES)
            .where(
                BATCHES.c.client_id == batch.client_id,
                BATCHES.c.idempotency_key == key,
                BATCHES.c.started_at <= batch.started_at - KEPT_FOR,
            )
            .values(idempotency_key=literal("expired ") + BATCHES.c.id)
        )

    def progress(self, batch_id: str) -> Batch | None:
        """How far a batch is, without its rejections."""
        row = self._connection.execute(select(BATCHES).where(BATCHES.c.id == batch_id)).one_or_none()
        return None if row is None else _batch(row, ())

    def of_client(self, batch_id: str, client_id: str) -> Batch | None:
        """A client's batch with its rejections, in the order of the records."""
        query = select(BATCHES).where(BATCHES.c.id == batch_id, BATCHES.c.client_id == client_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _batch(row, self._rejections(batch_id))

    def advance(self, batch_id: str, *, counts: Counts, next_index: int, rejections: Sequence[Rejection]) -> None:
        """Note a chunk as dealt with; the last one finishes the batch."""
        self._connection.execute(
            update(BATCHES)
            .where(BATCHES.c.id == batch_id)
            .values(
                next_index=next_index,
                created=BATCHES.c.created + counts.created,
                updated=BATCHES.c.updated + counts.updated,
                unchanged=BATCHES.c.unchanged + counts.unchanged,
                stale=BATCHES.c.stale + counts.stale,
                rejected=BATCHES.c.rejected + counts.rejected,
                finished_at=case((BATCHES.c.received == next_index, literal(self._now, UTCDateTime)), else_=None),
            )
        )
        if rejections:
            self._connection.execute(
                insert(BATCH_REJECTIONS),
                [
                    {
                        "batch_id": batch_id,
                        "record_index": rejection.index,
                        "case_number": rejection.case_number,
                        "faults": [_fault_row(fault) for fault in rejection.faults[:MOST_FAULTS]],
                    }
                    for rejection in rejections
                ],
            )

    def _rejections(self, batch_id: str) -> tuple[Rejection, ...]:
        query = (
            select(BATCH_REJECTIONS)
            .where(BATCH_REJECTIONS.c.batch_id == batch_id)
            .order_by(BATCH_REJECTIONS.c.record_index)
            .limit(MOST_REJECTIONS)
        )
        return tuple(
            Rejection(
                row.record_index,
                row.case_number,
                tuple(Fault(entry["pointer"], entry["code"], entry["params"]) for entry in row.faults),
            )
            for row in self._connection.execute(query)
        )


def _fault_row(fault: Fault) -> dict[str, object]:
    """A fault as JSON both databases take: no NUL, no endless member name of somebody's making."""
    params = {
        name: value if isinstance(value, (int, float, type(None))) else _tame(str(value))
        for name, value in fault.params.items()
    }
    return {"pointer": _tame(fault.pointer), "code": fault.code, "params": params}


def _tame(text: str) -> str:
    return text.replace("\0", "\ufffd")[:LONGEST_TEXT]


def _batch(row: Row[Any], rejections: tuple[Rejection, ...]) -> Batch:
    return Batch(
        id=row.id,
        client_id=row.client_id,
        fingerprint=row.fingerprint,
        received=row.received,
        next_index=row.next_index,
        counts=Counts(row.created, row.updated, row.unchanged, row.stale, row.rejected),
        started_at=row.started_at,
        finished_at=row.finished_at,
        rejections=rejections,
    )
