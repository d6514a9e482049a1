"""Dossiers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.renewals.adapters.documents import from_document, to_document
from services.renewals.adapters.tables import APPLICATIONS, CODE_NUMBERS, METADATA
from services.renewals.domain.dossier import (
    Desk,
    Dossier,
    DueFee,
    Filing,
    LossReport,
    Result,
    Spell,
    StandingSnapshot,
)
from services.renewals.domain.findings import Finding, NewPart, Outcome
from services.renewals.domain.register_search import RecordedSearch
from services.renewals.domain.states import CLOCK_MAY_RUN, State
from shared.db.constraints import constraint_errors
from shared.kernel.errors import Conflict

TABLE = APPLICATIONS


class SqlDossiers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, application_id: str) -> Dossier | None:
        row = self._connection.execute(select(TABLE).where(TABLE.c.id == application_id)).one_or_none()
        return None if row is None else _dossier(row)

    def by_code(self, code: str, date_of_birth: date) -> Dossier | None:
        born_on = TABLE.c.filing["date_of_birth"].as_string()
        here = and_(TABLE.c.code == code, born_on == date_of_birth.isoformat())
        row = self._connection.execute(select(TABLE).where(here)).one_or_none()
        return None if row is None else _dossier(row)

    def add(self, dossier: Dossier) -> None:
        taken = {"uq_applications_open_licence": Conflict("application-already-open")}
        with constraint_errors(taken, METADATA):
            self._connection.execute(insert(TABLE).values(_row(dossier)))

    def save(self, dossier: Dossier) -> None:
        taken = {"uq_applications_open_licence": Conflict("application-already-open")}
        here = and_(TABLE.c.id == dossier.id, TABLE.c.version == dossier.version - 1)
        with constraint_errors(taken, METADATA):
            changed = self._connection.execute(update(TABLE).where(here).values(_row(dossier)))
        if changed.rowcount != 1:
            raise Conflict("state-conflict", state=dossier.state.value)

    def next_number(self, prefix: str) -> int:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(CODE_NUMBERS).values(prefix=prefix, last=1)
        counted = statement.on_conflict_do_update(
            index_elements=[CODE_NUMBERS.c.prefix], set_={"last": CODE_NUMBERS.c.last + 1}
        ).returning(CODE_NUMBERS.c.last)
        return int(self._connection.execute(counted).scalar_one())

    def open_ids_of_person(self, person: str, limit: int) -> Sequence[str]:
        query = (
            select(TABLE.c.id)
            .where(TABLE.c.person == person, TABLE.c.state == State.AWAITING_CLEARANCE.value)
            .order_by(TABLE.c.id)
            .limit(limit)
        )
        return tuple(self._connection.execute(query).scalars())

    def waiting_ids(self, after: str, limit: int) -> Sequence[str]:
        query = (
            select(TABLE.c.id)
            .where(TABLE.c.state == State.AWAITING_CLEARANCE.value, TABLE.c.id > after)
            .order_by(TABLE.c.id)
            .limit(limit)
        )
        return tuple(self._connection.execute(query).scalars())

    def running(self, after: str, limit: int) -> Sequence[Dossier]:
        states = sorted(CLOCK_MAY_RUN)
        query = (
            select(TABLE)
            .where(TABLE.c.state.in_(states), TABLE.c.accepted_at.is_not(None), TABLE.c.id > after)
            .order_by(TABLE.c.id)
            .limit(limit)
        )
        return tuple(_dossier(row) for row in self._connection.execute(query))

    def of_citizen(self, citizen_id: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[Dossier]:
        query = select(TABLE).where(TABLE.c.citizen_id == citizen_id)
        if after is not None:
            at, last = after
            older = or_(TABLE.c.submitted_at < at, and_(TABLE.c.submitted_at == at, TABLE.c.id < last))
            query = query.where(older)
        query = query.order_by(TABLE.c.submitted_at.desc(), TABLE.c.id.desc()).limit(limit)
        return tuple(_dossier(row) for row in self._connection.execute(query))

    def worklist(
        self,
        *,
        desk: str | None,
        states: Sequence[State],
        due_before: date | None,
        after: tuple[date, str] | None,
        limit: int,
    ) -> Sequence[Dossier]:
        query = select(TABLE).where(TABLE.c.state.in_([state.value for state in states]))
        if desk is not None:
            query = query.where(TABLE.c.desk_agency == desk)
        if due_before is not None:
            query = query.where(TABLE.c.due_on < due_before)
        if after is not None:
            day, last = after
            later = or_(TABLE.c.due_order > day, and_(TABLE.c.due_order == day, TABLE.c.id > last))
            query = query.where(later)
        query = query.order_by(TABLE.c.due_order, TABLE.c.id).limit(limit)
        return tuple(_dossier(row) for row in self._connection.execute(query))


def _row(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "code": dossier.code,
        "version": dossier.version,
        "state": dossier.state.value,
        "since": dossier.since,
        "procedure": dossier.filing.procedure,
        "licence_id": dossier.filing.licence_id,
        "citizen_id": dossier.filing.citizen_id,
        "person": dossier.person,
        "filing": to_document(dossier.filing),
        "submitted_at": dossier.submitted_at,
        "accepted_at": dossier.accepted_at,
        "working_days": dossier.working_days,
        "due_on": dossier.due_on,
        "due_order": dossier.due_on or date.max,
        "pauses": to_document(dossier.pauses),
        "waits_until": dossier.waits_until,
        "unknown_since": dossier.unknown_since,
        "desk_agency": dossier.desk.agency,
        "desk_officer": dossier.desk.officer,
        "desk_since": dossier.desk.since,
        "outcome": None if dossier.outcome is None else dossier.outcome.value,
        "parts": to_document(dossier.parts),
        "new_parts": to_document(dossier.new_parts),
        "findings": to_document(dossier.findings),
        "standing": to_document(dossier.standing),
        "fee": to_document(dossier.fee),
        "supplements_requested": dossier.supplements_requested,
        "loss": to_document(dossier.loss),
        "register_search": to_document(dossier.register_search),
        "issue_request": to_document(dossier.issue_request),
        "result": to_document(dossier.result),
        "end_reason": dossier.end_reason,
    }


def _dossier(row: Row[Any]) -> Dossier:
    return Dossier(
        id=row.id,
        code=row.code,
        filing=from_document(Filing, row.filing),
        submitted_at=row.submitted_at,
        state=State(row.state),
        since=row.since,
        version=row.version,
        desk=Desk(row.desk_agency, row.desk_officer, row.desk_since),
        person=row.person,
        accepted_at=row.accepted_at,
        working_days=row.working_days,
        due_on=row.due_on,
        pauses=from_document(tuple[Spell, ...], row.pauses),
        waits_until=row.waits_until,
        unknown_since=row.unknown_since,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        parts=from_document(dict[str, Outcome], row.parts),
        new_parts=from_document(tuple[NewPart, ...], row.new_parts),
        findings=from_document(tuple[Finding, ...], row.findings),
        standing=from_document(StandingSnapshot, row.standing),
        fee=from_document(DueFee, row.fee),
        supplements_requested=row.supplements_requested,
        loss=from_document(LossReport, row.loss),
        register_search=from_document(RecordedSearch, row.register_search),
        issue_request=row.issue_request,
        result=from_document(Result, row.result),
        end_reason=row.end_reason,
    )
