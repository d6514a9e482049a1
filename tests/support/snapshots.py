"""What every database of a suite holds, so that a test can say that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import inspect, text

from tests.support.suites import RunningSuite

Snapshot = dict[str, tuple[int, str]]


class Snapshots:
    """Takes pictures of all tables of all services: rows counted and hashed."""

    def __init__(self, running: RunningSuite) -> None:
        self._databases = []
        for runtime in running.suite.runtimes():
            self._databases.append((runtime.name, runtime.database))
            if runtime.lookups is not None and running.dialect == "sqlite":  # on PostgreSQL both share one
                self._databases.append((f"{runtime.name}-lookups", runtime.lookups.database))
        self._tables: dict[str, list[str]] = {}
        for name, database in self._databases:
            with database.read() as connection:
                self._tables[name] = sorted(inspect(connection).get_table_names())

    def take(self) -> Snapshot:
        """Rows and a hash of them by database and table."""
        return dict(self._pictures())

    def _pictures(self) -> Iterator[tuple[str, tuple[int, str]]]:
        for name, database in self._databases:
            with database.read() as connection:
                for table in self._tables[name]:
                    rows = sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
                    yield f"{name}.{table}", (len(rows), sha256("\n".join(rows).encode()).hexdigest())


def changed(before: Snapshot, after: Snapshot) -> dict[str, int]:
    """The tables that differ, and by how many rows."""
    return {name: after[name][0] - before[name][0] for name in after if before.get(name) != after[name]}


def facts_changed(before: Snapshot, after: Snapshot) -> dict[str, int]:
    """The same without the log of looks: whoever was refused may have looked before."""
    found = changed(before, after)
    return {name: rows for name, rows in found.items() if name.rpartition(".")[2] not in LOOKS}


LOOKS = ("lookups", "agreement_usage")
