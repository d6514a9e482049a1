"""Decisions, the timeline and supplements in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from services.renewals.adapters.documents import from_document, to_document
from services.renewals.adapters.tables import DECISIONS, SUPPLEMENTS, TIMELINE
from services.renewals.application.repositories import Supplement, TimelineEntry
from services.renewals.domain.decisions import Decision, DecisionOutcome
from services.renewals.domain.findings import Finding
from services.renewals.domain.states import Event, State


class SqlDecisions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, decision: Decision) -> None:
        self._connection.execute(insert(DECISIONS).values(_decision_row(decision)))

    def save(self, decision: Decision) -> None:
        here = DECISIONS.c.id == decision.id
        self._connection.execute(update(DECISIONS).where(here).values(_decision_row(decision)))

    def latest(self, application_id: str) -> Decision | None:
        query = (
            select(DECISIONS)
            .where(DECISIONS.c.application_id == application_id)
            .order_by(DECISIONS.c.application_version.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else _decision(row)


class SqlTimeline:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: TimelineEntry) -> None:
        self._connection.execute(insert(TIMELINE).values(to_document(entry) | {"at": entry.at}))

    def of(self, application_id: str, limit: int) -> Sequence[TimelineEntry]:
        query = (
            select(TIMELINE).where(TIMELINE.c.application_id == application_id).order_by(TIMELINE.c.seq).limit(limit)
        )
        return tuple(_entry(row) for row in self._connection.execute(query))


class SqlSupplements:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, supplement: Supplement) -> None:
        row = to_document(supplement) | {"received_at": supplement.received_at}
        self._connection.execute(insert(SUPPLEMENTS).values(row))

    def of(self, application_id: str, limit: int) -> Sequence[Supplement]:
        query = (
            select(SUPPLEMENTS)
            .where(SUPPLEMENTS.c.application_id == application_id)
            .order_by(SUPPLEMENTS.c.id)
            .limit(limit)
        )
        return tuple(Supplement(**row._mapping) for row in self._connection.execute(query))  # noqa: SLF001  # public


def _decision_row(decision: Decision) -> dict[str, Any]:
    instants = {
        "decided_at": decision.decided_at,
        "signed_at": decision.signed_at,
        "voided_at": decision.voided_at,
    }
    row: dict[str, Any] = to_document(decision)
    return row | instants


def _decision(row: Row[Any]) -> Decision:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    values["outcome"] = DecisionOutcome(values["outcome"])
    values["findings"] = from_document(tuple[Finding, ...], values["findings"])
    return Decision(**values)


def _entry(row: Row[Any]) -> TimelineEntry:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    values["event"] = None if values["event"] is None else Event(values["event"])
    values["state"] = State(values["state"])
    return TimelineEntry(**values)
