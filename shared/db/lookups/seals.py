"""Hourly seals over the look-up log: a Merkle root per hour shows later that no look was added, changed or dropped.

Hashing as in RFC 6962 §2.1 (leaf prefix 0x00, node prefix 0x01, SHA-256).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, func, insert, select

from shared.db.audit import canonical
from shared.db.lookups.log import LookupLog
from shared.db.lookups.tables import lookup_seals, lookups
from shared.kernel.actor import the_clock

HOUR = timedelta(hours=1)
SETTLING = timedelta(minutes=5)
"""An hour is sealed this long after its end, when no entry of it can still be on its way."""

HOURS_AT_ONCE = 48


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over the leaves in order; the hash of nothing for none."""
    if not leaves:
        return sha256(b"").digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        paired = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [*paired, level[-1]] if len(level) % 2 else paired
    return level[0]


def seal_finished_hours(log: LookupLog) -> int:
    """Seal each finished hour that has entries and no seal; how many were sealed."""
    now = log.database.clock.now()
    with log.database.read() as connection:
        hours = _unsealed(connection, now - SETTLING)
    for hour in hours:
        with log.database.begin(the_clock("lookups"), f"seal:{hour.isoformat()}") as work:
            if work.connection.execute(select(lookup_seals.c.hour).where(lookup_seals.c.hour == hour)).first():
                continue
            count, root = _root_of(work.connection, hour)
            work.connection.execute(
                insert(lookup_seals).values(hour=hour, entries=count, root=root, sealed_at=work.now)
            )
            work.commit()
    return len(hours)


def broken_seals(log: LookupLog, *, limit: int = 1000) -> list[datetime]:
    """The hours (newest first) whose entries no longer give the sealed root."""
    with log.database.read() as connection:
        seals = connection.execute(select(lookup_seals).order_by(lookup_seals.c.hour.desc()).limit(limit)).all()
        return [seal.hour for seal in seals if _root_of(connection, seal.hour) != (seal.entries, seal.root)]


def _unsealed(connection: Connection, before: datetime) -> list[datetime]:
    last = connection.execute(select(func.max(lookup_seals.c.hour))).scalar()
    hours: list[datetime] = []
    start = None if last is None else last + HOUR
    while len(hours) < HOURS_AT_ONCE:
        query = select(func.min(lookups.c.at))
        first = connection.execute(query if start is None else query.where(lookups.c.at >= start)).scalar()
        if first is None:
            break
        hour = first.replace(minute=0, second=0, microsecond=0)
        if hour + HOUR > before:
            break
        hours.append(hour)
        start = hour + HOUR
    return hours


def _root_of(connection: Connection, hour: datetime) -> tuple[int, str]:
    query = select(lookups).where(lookups.c.at >= hour, lookups.c.at < hour + HOUR).order_by(lookups.c.id)
    leaves = [canonical(dict(row)).encode() for row in connection.execute(query).mappings()]
    return len(leaves), merkle_root(leaves).hex()
