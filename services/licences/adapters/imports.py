"""Imports and how far each is, in SQL: progress is kept, the body is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from services.licences.adapters.tables import IMPORT_RUNS
from services.licences.application.ports import ImportRun, Rejection
from shared.kernel.errors import Fault


class SqlImportRuns:
    """All imports, inside one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def by_key(self, *, client_id: str, kind: str, key: str) -> ImportRun | None:
        """The run a client started under this key."""
        runs = IMPORT_RUNS.c
        query = select(IMPORT_RUNS).where(runs.client_id == client_id, runs.kind == kind, runs.key == key)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else run_of(row)

    def release_key(self, run_id: str) -> None:
        """Let the key be used again; the run itself stays."""
        self._connection.execute(update(IMPORT_RUNS).where(IMPORT_RUNS.c.id == run_id).values(key=None))

    def add(self, run: ImportRun) -> None:
        """Begin a run."""
        self._connection.execute(
            insert(IMPORT_RUNS),
            {
                "id": run.id,
                "kind": run.kind,
                "client_id": run.client_id,
                "key": run.key,
                "fingerprint": run.fingerprint,
                "received": run.received,
                "started_at": run.started_at,
                **_progress(run, self._now),
            },
        )

    def move(self, run: ImportRun) -> None:
        """Note how far it is."""
        self._connection.execute(
            update(IMPORT_RUNS).where(IMPORT_RUNS.c.id == run.id).values(**_progress(run, self._now))
        )


def _progress(run: ImportRun, now: datetime) -> dict[str, object]:
    return {
        "done": run.done,
        "counts": dict(run.counts),
        "rejections": [
            {
                "index": rejection.index,
                "key": rejection.key,
                "faults": [
                    {"pointer": fault.pointer, "code": fault.code, "params": _plain(fault.params)}
                    for fault in rejection.faults
                ],
            }
            for rejection in run.rejections
        ],
        "moved_at": now,
    }


def _plain(params: Any) -> dict[str, object]:
    return {name: value if isinstance(value, (int, str)) else str(value) for name, value in params.items()}


def run_of(row: Any) -> ImportRun:
    """A run, from the columns of ``import_runs``."""
    return ImportRun(
        id=row.id,
        kind=row.kind,
        client_id=row.client_id,
        key=row.key or "",
        fingerprint=row.fingerprint,
        received=row.received,
        done=row.done,
        counts=dict(row.counts),
        rejections=tuple(
            Rejection(
                entry["index"],
                entry["key"],
                tuple(Fault(fault["pointer"], fault["code"], fault["params"]) for fault in entry["faults"]),
            )
            for entry in row.rejections
        ),
        started_at=row.started_at,
    )
