"""Settlements, restorations and sources in the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from services.violations.adapters.dialects import upsert
from services.violations.adapters.tables import METADATA, POINT_RESTORATIONS, SETTLEMENTS, SOURCES
from services.violations.application.ports import RecordedRestoration, SourceRow
from services.violations.domain.case import Part, Restoration, Settlement
from shared.db.constraints import constraint_errors
from shared.kernel.errors import Conflict

MOST_SOURCES = 1000
MOST_RESTORATIONS = 1000


class SqlSettlements:
    """Payments received for fines."""

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def by_payment(self, payment_id: str) -> Settlement | None:
        """The settlement a payment made."""
        row = self._connection.execute(select(SETTLEMENTS).where(SETTLEMENTS.c.payment_id == payment_id)).one_or_none()
        if row is None:
            return None
        return Settlement(row.id, row.case_id, row.payment_id, row.amount_vnd, row.paid_at)

    def add(self, settlement: Settlement) -> None:
        """Keep one. Raises Conflict if the case or the payment has one already."""
        taken = Conflict("state-conflict", state="settled")
        errors = {"uq_settlements_case_id": taken, "uq_settlements_payment_id": taken}
        with constraint_errors(errors, METADATA):
            self._connection.execute(
                insert(SETTLEMENTS).values(
                    id=settlement.id,
                    case_id=settlement.case_id,
                    payment_id=settlement.payment_id,
                    amount_vnd=settlement.amount_vnd,
                    paid_at=settlement.paid_at,
                    recorded_at=self._now,
                )
            )


class SqlRestorations:
    """Knowledge tests passed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, identities: Collection[str]) -> list[Restoration]:
        """All tests under these personal numbers, by day."""
        table = POINT_RESTORATIONS
        query = (
            select(table)
            .where(table.c.citizen_id.in_(sorted(identities)))
            .order_by(table.c.passed_on, table.c.id)
            .limit(MOST_RESTORATIONS)
        )
        return [_restoration(row) for row in self._connection.execute(query)]

    def on_day(self, citizen_id: str, part: str, passed_on: date) -> RecordedRestoration | None:
        """The test of a person in a part on a day."""
        table = POINT_RESTORATIONS
        row = self._connection.execute(
            select(table).where(table.c.citizen_id == citizen_id, table.c.part == part, table.c.passed_on == passed_on)
        ).one_or_none()
        if row is None:
            return None
        return RecordedRestoration(row.id, row.citizen_id, _restoration(row), row.recorded_at)

    def add(self, recorded: RecordedRestoration) -> None:
        """Keep one. Raises Conflict if the person has one in that part on that day."""
        taken = Conflict("state-conflict", state="restored")
        with constraint_errors({"uq_point_restorations_citizen_id_part_passed_on": taken}, METADATA):
            self._connection.execute(
                insert(POINT_RESTORATIONS).values(
                    id=recorded.id,
                    citizen_id=recorded.citizen_id,
                    part=recorded.restoration.part.value,
                    passed_on=recorded.restoration.passed_on,
                    decision=recorded.restoration.decision,
                    recorded_at=recorded.recorded_at,
                )
            )


class SqlSources:
    """Police sources as heard of."""

    def __init__(self, connection: Connection, *, now: datetime | None = None) -> None:
        self._connection = connection
        self._now = now

    def rows(self) -> list[SourceRow]:
        """Every source heard of, by code."""
        query = select(SOURCES).order_by(SOURCES.c.source).limit(MOST_SOURCES)
        return [_source(row) for row in self._connection.execute(query)]

    def ensure(self, sources: Collection[str]) -> list[SourceRow]:
        """The rows of these sources, held for this transaction, made where missing."""
        if not sources:
            return []
        wanted = sorted(sources)
        query = (
            select(SOURCES)
            .where(SOURCES.c.source.in_(wanted))
            .order_by(SOURCES.c.source)
            .limit(len(wanted))
            .with_for_update()  # nothing on SQLite, whose writer is alone
        )
        rows = self._connection.execute(query).all()
        if len(rows) < len(wanted):
            self._connection.execute(
                upsert(self._connection, SOURCES).on_conflict_do_nothing(index_elements=[SOURCES.c.source]),
                [{"source": source, "cases": 0, "records": 0, "rejects": 0, "silent": False} for source in wanted],
            )
            rows = self._connection.execute(query).all()
        return [_source(row) for row in rows]

    def heard(self, source: str, *, created: int, records: int, rejects: int) -> None:
        """Note a sign of life with its counts."""
        self._connection.execute(
            update(SOURCES)
            .where(SOURCES.c.source == source)
            .values(
                last_received_at=self._now,
                cases=SOURCES.c.cases + created,
                records=SOURCES.c.records + records,
                rejects=SOURCES.c.rejects + rejects,
                silent=False,
            )
        )

    def announce_silence(self, source: str) -> None:
        """Remember that the silence was told."""
        self._connection.execute(update(SOURCES).where(SOURCES.c.source == source).values(silent=True))


def _restoration(row: Row[Any]) -> Restoration:
    return Restoration(Part(row.part), row.passed_on, row.decision)


def _source(row: Row[Any]) -> SourceRow:
    return SourceRow(row.source, row.last_received_at, row.cases, row.records, row.rejects, row.silent)
