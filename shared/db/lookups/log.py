"""Recording and reading look-ups; one writer per process commits many requests' entries together."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.db.engine import Database
from shared.db.lookups.tables import agreement_usage, lookups
from shared.db.sets import append
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.kernel.clock import BUSINESS_ZONE, Clock, business_date
from shared.kernel.errors import LimitReached, Unavailable
from shared.kernel.ids import new_id

_USED = (
    select(agreement_usage)
    .where(
        agreement_usage.c.agreement_id.in_(bindparam("agreements", expanding=True)),
        agreement_usage.c.day == bindparam("today"),
    )
    .order_by(agreement_usage.c.agreement_id)
    .with_for_update()
)

GROUP = 500
"""Requests whose entries share one commit, at most."""

PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Lookup:
    """One look at one person. ``person`` is the personal number; ``per_day`` the agreement's daily volume, if any."""

    person: str
    kind: str
    subject: str
    client_id: str
    agency: str | None
    on_behalf_of: str | None
    fields: tuple[str, ...]
    purpose: str
    case_ref: str | None
    agreement_id: str | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedLookup:
    """A look as it was recorded."""

    id: str
    at: datetime
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class _Request:
    entries: tuple[Lookup, ...]
    done: Future[None]


class LookupLog:
    """The look-up log of one service in one process."""

    def __init__(self, url: str, *, clock: Clock, service: str) -> None:
        self.database = Database.open(url, clock=clock, unit_of_work=UnitOfWork)
        self._clock = clock
        self._service = service
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._writer: threading.Thread | None = None

    def record(self, entries: Sequence[Lookup]) -> None:
        """Return once the entries are on disk.

        Raises LimitReached if they would pass their agreement's daily volume (then none is kept), Unavailable if the
        log cannot be written: then nothing may be shown.
        """
        if not entries:
            return
        self._start()
        request = _Request(tuple(entries), Future())
        self._requests.put(request)
        try:
            request.done.result(PATIENCE_SECONDS)
        except TimeoutError as error:
            raise Unavailable("service-unavailable") from error

    def for_person(self, person: str, *, before: str | None, limit: int) -> list[RecordedLookup]:
        """Looks at a person, newest first; ``before`` is the id of the last one seen."""
        query = select(lookups).where(lookups.c.person == person).order_by(lookups.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(lookups.c.id < before)
        with self.database.read() as connection:
            return [_recorded(row) for row in connection.execute(query).mappings()]

    def close(self) -> None:
        """Write what waits and stop."""
        with self._starting:
            writer, self._writer = self._writer, None
        if writer is not None:
            self._requests.put(None)
            writer.join(PATIENCE_SECONDS)
        self.database.close()

    def _start(self) -> None:
        if self._writer is not None and self._writer.is_alive():
            return
        with self._starting:
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._write_on, name=f"{self._service}-lookups", daemon=True)
                self._writer.start()

    def _write_on(self) -> None:
        while (request := self._requests.get()) is not None:
            group = [request]
            while len(group) < GROUP:
                try:
                    following = self._requests.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    self._requests.put(None)
                    break
                group.append(following)
            self._write(group)

    def _write(self, group: Sequence[_Request]) -> None:
        refused: list[tuple[_Request, LimitReached]] = []
        try:
            with self.database.begin(the_clock(self._service)) as work:
                accepted, refused = self._within_volume(work, group)
                rows = [_row(entry, work.now) for request in accepted for entry in request.entries]
                append(work.connection, lookups, _COLUMNS, rows)
                work.commit()
        except Exception as error:  # noqa: BLE001  # whatever it was, those who wait must learn that nothing is written
            for request in group:
                problem = Unavailable("service-unavailable")
                problem.__cause__ = error
                request.done.set_exception(problem)
            return
        for request, refusal in refused:
            request.done.set_exception(refusal)
        for request in accepted:
            request.done.set_result(None)

    def _within_volume(
        self, work: UnitOfWork, group: Sequence[_Request]
    ) -> tuple[list[_Request], list[tuple[_Request, LimitReached]]]:
        today = business_date(work.now)
        agreements = sorted({e.agreement_id for r in group for e in r.entries if e.agreement_id is not None})
        if not agreements:
            return list(group), []
        asked = {"agreements": agreements, "today": today}
        used = {row.agreement_id: row.used for row in work.connection.execute(_USED, asked)}
        accepted, refused = [], []
        for request in group:
            first = request.entries[0]
            key, allowed = first.agreement_id, first.per_day
            after = used.get(key, 0) + len(request.entries) if key else 0
            if key and allowed is not None and after > allowed:
                refused.append((request, LimitReached("rate-limited", retry_after=_until_midnight(work.now))))
                continue
            if key:
                used[key] = after
            accepted.append(request)
        _store_usage(work, used, today)
        return accepted, refused


def _store_usage(work: UnitOfWork, used: dict[str, int], today: date) -> None:
    rows = [{"agreement_id": key, "day": today, "used": count} for key, count in sorted(used.items())]
    if rows:
        work.connection.execute(_STORE[work.connection.dialect.name], rows)


def _storing(insert: Callable[[Table], Any]) -> Any:
    statement = insert(agreement_usage)
    return statement.on_conflict_do_update(
        index_elements=["agreement_id", "day"], set_={"used": statement.excluded.used}
    )


_STORE = {"postgresql": _storing(postgresql.insert), "sqlite": _storing(sqlite.insert)}
"""What is used up of each agreement today. Statements of every look-up are made once."""


def _until_midnight(now: datetime) -> int:
    local = now.astimezone(BUSINESS_ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int((midnight - local).total_seconds()) + 1


_OF_LOOKUP = tuple(column.name for column in lookups.c if column.name not in {"id", "at", "fields"})
_COLUMNS = ("id", "at", "fields", *_OF_LOOKUP)


def _row(entry: Lookup, now: datetime) -> tuple[object, ...]:
    """The values of ``_COLUMNS``."""
    shown = orjson.dumps(list(entry.fields)).decode()
    return (new_id(), now, shown, *(getattr(entry, name) for name in _OF_LOOKUP))


def _recorded(row: object) -> RecordedLookup:
    values = dict(row)  # type: ignore[call-overload]  # a RowMapping
    at, identity = values.pop("at"), values.pop("id")
    return RecordedLookup(id=identity, at=at, lookup=Lookup(**(values | {"fields": tuple(values["fields"])})))
