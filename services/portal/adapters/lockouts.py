"""Guesses in the portal's database, one at a time for each code and each address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from services.portal.adapters.lockout_tables import TRACKING_GUESSES
from services.portal.application.lockouts import ADDRESS, CODE, Locked, Lockout
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.web.pages.sealing import Sealer

TRACKER = Actor(kind="system", subject="portal-tracking", client_id="portal")
TABLE = TRACKING_GUESSES


class SqlLockouts:
    """See :class:`services.portal.application.lockouts.Lockouts`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def attempt(self, code: str, address: str) -> Locked | None:
        keys = self._keys(code, address)
        with self._database.begin(TRACKER, *keys) as work:
            rows = {key: _row(work.connection, key) for key in keys}
            for key, row in rows.items():
                if row is not None and row.locked_until is not None and row.locked_until > work.now:
                    return Locked(row.locked_until, per_code=key == keys[0])
            for key, limit in zip(keys, (CODE, ADDRESS), strict=True):
                _count(work.connection, key, rows[key], limit=limit, now=work.now)
            work.commit()
        return None

    def take_back(self, code: str, address: str) -> None:
        keys = self._keys(code, address)
        with self._database.begin(TRACKER, *keys) as work:
            for key in keys:
                here = (TABLE.c.key_index == key) & (TABLE.c.guesses > 0)
                values = {"guesses": TABLE.c.guesses - 1, "locked_until": None}
                work.connection.execute(update(TABLE).where(here).values(values))
            work.commit()

    def forget(self) -> int:
        with self._database.begin(TRACKER) as work:
            gone = work.connection.execute(delete(TABLE).where(TABLE.c.forget_at <= work.now)).rowcount
            work.commit()
        return gone

    def _keys(self, code: str, address: str) -> tuple[str, str]:
        return self._sealer.index(f"tracking-code:{code}"), self._sealer.index(f"tracking-address:{address}")


def _row(connection: Connection, key: str) -> Row[Any] | None:
    return connection.execute(select(TABLE).where(TABLE.c.key_index == key)).first()


def _count(connection: Connection, key: str, row: Row[Any] | None, *, limit: Lockout, now: datetime) -> None:
    """One more guess; the last one allowed locks, and a window that is over begins anew."""
    fresh = row is None or row.locked_until is not None or row.began_at + limit.per <= now
    guesses = 1 if fresh or row is None else row.guesses + 1
    began_at = now if fresh or row is None else row.began_at
    locked_until = now + limit.locked if guesses >= limit.guesses else None
    values = {
        "began_at": began_at,
        "guesses": guesses,
        "locked_until": locked_until,
        "forget_at": max(began_at + limit.per, now + limit.locked),
    }
    if row is None:
        connection.execute(insert(TABLE).values(key_index=key, **values))
    else:
        connection.execute(update(TABLE).where(TABLE.c.key_index == key).values(values))
