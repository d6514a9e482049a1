"""The event feed: what happened here, in an order in which nothing is ever skipped.

On PostgreSQL a row number is given before its commit, so a reader who has seen 7 may still be shown 6 later, and a
plain ``id > cursor`` would lose it. Rows are therefore ordered by (transaction, number) and only read below the oldest
transaction still running: what is below can no longer change. Per subject this is the order of events, because a unit
of work takes its subjects' locks before its first write, that is before it is given a transaction number.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from shared.db.engine import Database
from shared.db.tables import EVENTS
from shared.kernel.errors import Fault, Invalid

MAX_EVENTS = 500
MAX_WAIT_SECONDS = 20.0
POLL_SECONDS = 0.25
START = "0.0"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``cursor`` is its place in the feed."""

    id: str
    type: str
    subject_id: str
    occurred_at: datetime
    data: Mapping[str, Any]
    cursor: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in order, and the cursor to ask with next."""

    items: tuple[Event, ...]
    next: str


def read_feed(database: Database[Any], *, after: str | None, limit: int = MAX_EVENTS, wait: float = 0) -> FeedPage:
    """The events after a cursor; with ``wait`` (seconds, ≤ 20) hold on until there is one.

    Raises Invalid ``unknown-cursor`` for a cursor this feed never gave.
    """
    place = after or START
    xid, seq = _parse(place)
    until = time.monotonic() + min(wait, MAX_WAIT_SECONDS)
    while True:
        with database.read() as connection:
            items = _after(connection, xid, seq, min(limit, MAX_EVENTS))
        left = until - time.monotonic()
        if items or left <= 0:
            return FeedPage(items, items[-1].cursor if items else place)
        database.wait_for_commit(min(left, POLL_SECONDS))


def _parse(cursor: str) -> tuple[int, int]:
    xid, dot, seq = cursor.partition(".")
    if not (dot and xid.isascii() and xid.isdigit() and seq.isascii() and seq.isdigit()) or len(cursor) > 40:
        raise Invalid("validation-failed", faults=[Fault("/after", "unknown-cursor")])
    return int(xid), int(seq)


def _after(connection: Connection, xid: int, seq: int, limit: int) -> tuple[Event, ...]:
    query = select(EVENTS).limit(limit)
    if connection.dialect.name == "postgresql":
        query = query.where(
            text("(xid, seq) > (CAST(CAST(:xid AS text) AS xid8), :seq)").bindparams(xid=str(xid), seq=seq),
            text("xid < pg_snapshot_xmin(pg_current_snapshot())"),
        ).order_by(EVENTS.c.xid, EVENTS.c.seq)
    else:
        query = query.where(EVENTS.c.seq > seq).order_by(EVENTS.c.seq)
    return tuple(
        Event(row.id, row.type, row.subject_id, row.occurred_at, row.data, f"{row.xid}.{row.seq}")
        for row in connection.execute(query)
    )
