"""The national portal's dossiers, their progress and open sessions in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from services.sandbox.adapters.tables import PORTAL_DOSSIERS, PORTAL_SESSIONS, PORTAL_STEPS
from services.sandbox.domain.national_portal import PortalDossier

MOST_STEPS = 200


class SqlNationalPortal:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_session(self, fingerprint: str, until: datetime) -> None:
        self._connection.execute(insert(PORTAL_SESSIONS).values(fingerprint=fingerprint, expires_at=until))

    def session_holds(self, fingerprint: str, now: datetime) -> bool:
        self._connection.execute(delete(PORTAL_SESSIONS).where(PORTAL_SESSIONS.c.expires_at < now))
        query = select(PORTAL_SESSIONS.c.expires_at).where(PORTAL_SESSIONS.c.fingerprint == fingerprint)
        return self._connection.execute(query).first() is not None

    def get(self, code: str) -> PortalDossier | None:
        row = self._connection.execute(select(PORTAL_DOSSIERS).where(PORTAL_DOSSIERS.c.code == code)).first()
        return None if row is None else replace(_dossier(row), progress=tuple(self._steps(code)))

    def put(self, code: str, record: Mapping[str, Any], now: datetime) -> None:
        here = PORTAL_DOSSIERS.c.code == code
        values = {"record": dict(record), "received_at": now}
        changed = self._connection.execute(
            update(PORTAL_DOSSIERS).where(here).values(times=PORTAL_DOSSIERS.c.times + 1, **values)
        )
        if changed.rowcount == 0:
            self._connection.execute(insert(PORTAL_DOSSIERS).values(code=code, times=1, **values))

    def add_step(self, code: str, record: Mapping[str, Any], now: datetime) -> None:
        last = select(func.max(PORTAL_STEPS.c.position)).where(PORTAL_STEPS.c.code == code)
        position = (self._connection.execute(last).scalar() or 0) + 1
        row = {"code": code, "position": position, "record": dict(record), "received_at": now}
        self._connection.execute(insert(PORTAL_STEPS).values(row))

    def newest(self, most: int) -> Sequence[PortalDossier]:
        query = select(PORTAL_DOSSIERS).order_by(PORTAL_DOSSIERS.c.received_at.desc(), PORTAL_DOSSIERS.c.code)
        found = [_dossier(row) for row in self._connection.execute(query.limit(most))]
        steps: dict[str, list[dict[str, Any]]] = {dossier.code: [] for dossier in found}
        query = select(PORTAL_STEPS).where(PORTAL_STEPS.c.code.in_(steps))
        for row in self._connection.execute(query.order_by(PORTAL_STEPS.c.code, PORTAL_STEPS.c.position)):
            steps[row.code].append(row.record)
        return [replace(dossier, progress=tuple(steps[dossier.code])) for dossier in found]

    def _steps(self, code: str) -> list[dict[str, Any]]:
        query = (
            select(PORTAL_STEPS.c.record)
            .where(PORTAL_STEPS.c.code == code)
            .order_by(PORTAL_STEPS.c.position)
            .limit(MOST_STEPS)
        )
        return list(self._connection.execute(query).scalars())


def _dossier(row: Row[Any]) -> PortalDossier:
    return PortalDossier(row.code, dict(row.record), row.received_at, row.times)
