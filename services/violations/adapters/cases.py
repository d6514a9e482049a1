"""Cases and their versions in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, union, update

from services.violations.adapters.tables import CASE_VERSIONS, CASES, SETTLEMENTS
from services.violations.application.ports import (
    CaseDue,
    CaseKey,
    HeldCase,
    Highest,
    KeptVersion,
    NewVersion,
    Numbers,
    StoredCase,
)
from services.violations.domain.case import KnownCase, Settlement
from services.violations.domain.content import from_content
from services.violations.domain.passing import next_change
from services.violations.domain.versions import Held
from shared.db.sets import among, append, overwrite
from shared.kernel.actor import Actor
from shared.kernel.clock import business_date

PAGE = 1000
"""Cases of one person read per query; more are read page by page, none left out."""
MOST_VERSIONS = 1000
_OF_VERSION = ("version", "status", "citizen_id", "licence_number", "plate", "content", "changes_on", "updated_at")
"""What another version of a case changes."""
_COLUMNS = {
    "citizen_id": CASES.c.citizen_id,
    "licence_number": CASES.c.licence_number,
    "plate": CASES.c.plate,
    "case_number": CASES.c.case_number,
}
_WITH_SETTLEMENT = select(
    CASES,
    SETTLEMENTS.c.id.label("settlement_id"),
    SETTLEMENTS.c.payment_id,
    SETTLEMENTS.c.amount_vnd,
    SETTLEMENTS.c.paid_at,
    SETTLEMENTS.c.recorded_at.label("settled_recorded_at"),
).select_from(CASES.outerjoin(SETTLEMENTS, SETTLEMENTS.c.case_id == CASES.c.id))


class SqlCases:
    """Reads and writes cases; ``now`` and ``actor`` mark what is written."""

    def __init__(self, connection: Connection, *, now: datetime | None = None, actor: Actor | None = None) -> None:
        self._connection = connection
        self._now = now
        self._actor = actor

    def held(self, keys: Collection[CaseKey]) -> dict[CaseKey, HeldCase]:
        """Cases of these keys with the fingerprints of all their versions, in two queries."""
        if not keys:
            return {}
        numbers: dict[str, set[str]] = defaultdict(set)
        for source, number in keys:
            numbers[source].add(number)
        of_source = [
            and_(CASES.c.source == source, among(self._connection, CASES.c.case_number, numbers[source]))
            for source in sorted(numbers)
        ]
        query = (
            select(CASES.c.id, CASES.c.source, CASES.c.case_number, CASES.c.content)
            .where(or_(*of_source))
            .order_by(CASES.c.id)
            .limit(len(keys))
        )
        rows = self._connection.execute(query).all()
        fingerprints = self._fingerprints([row.id for row in rows])
        return {
            (row.source, row.case_number): HeldCase(row.id, from_content(row.content), Held(fingerprints[row.id]))
            for row in rows
        }

    def keep(self, versions: Sequence[NewVersion]) -> None:
        """Add versions."""
        if not versions or self._actor is None:
            return
        names = ("case_id", "version", "fingerprint", "content", "received_at", "received_from")
        now, sender = self._now, self._actor.client_id
        rows = [(kept.case_id, kept.version, kept.fingerprint, kept.content, now, sender) for kept in versions]
        append(self._connection, CASE_VERSIONS, names, rows)

    def put(self, cases: Sequence[Highest]) -> None:
        """Make these the highest versions of their cases."""
        if self._now is None:
            return
        today = business_date(self._now)
        new: list[tuple[object, ...]] = []
        known: list[tuple[object, ...]] = []
        for highest in cases:
            case, row = highest.case, (highest.case_id, *_of_version(highest, today), self._now)
            if highest.is_new:
                new.append((*row, case.source, case.case_number, self._now))
            else:
                known.append(row)
        append(self._connection, CASES, ("id", *_OF_VERSION, "source", "case_number", "recorded_at"), new)
        overwrite(self._connection, CASES, ("id",), _OF_VERSION, known)

    def naming(self, numbers: Numbers) -> list[KnownCase]:
        """Every case whose highest version bears one of the numbers."""
        if not numbers:
            return []
        found: list[KnownCase] = []
        after = ""
        while True:
            ids = self._ids_naming(numbers, after)
            query = _WITH_SETTLEMENT.where(CASES.c.id.in_(ids)).order_by(CASES.c.id).limit(PAGE)
            rows = self._connection.execute(query).all()
            found += [_stored(row).known for row in rows]
            if len(rows) < PAGE:
                return found
            after = rows[-1].id

    def due(self, today: date, limit: int) -> list[CaseDue]:
        """Cases of which a day has come, the longest due first."""
        query = (
            select(CASES.c.id, CASES.c.source, CASES.c.case_number, CASES.c.changes_on)
            .where(CASES.c.changes_on <= today)
            .order_by(CASES.c.changes_on, CASES.c.id)
            .limit(limit)
        )
        return [
            CaseDue(row.id, (row.source, row.case_number), row.changes_on) for row in self._connection.execute(query)
        ]

    def due_since(self, case_id: str, today: date) -> date | None:
        """The first day of the case that has come and was not told of."""
        query = select(CASES.c.changes_on).where(CASES.c.id == case_id, CASES.c.changes_on <= today)
        return self._connection.execute(query).scalar_one_or_none()

    def look_again(self, case_id: str, day: date | None) -> None:
        """Note the next day on which the case changes by itself."""
        self._connection.execute(update(CASES).where(CASES.c.id == case_id).values(changes_on=day))

    def one(self, case_id: str) -> StoredCase | None:
        """A case by its id."""
        row = self._connection.execute(_WITH_SETTLEMENT.where(CASES.c.id == case_id)).one_or_none()
        return None if row is None else _stored(row)

    def versions(self, case_id: str) -> list[KeptVersion]:
        """All versions kept of a case, lowest first."""
        query = (
            select(CASE_VERSIONS)
            .where(CASE_VERSIONS.c.case_id == case_id)
            .order_by(CASE_VERSIONS.c.version)
            .limit(MOST_VERSIONS)
        )
        return [
            KeptVersion(row.version, row.received_at, row.received_from, from_content(row.content))
            for row in self._connection.execute(query)
        ]

    def search(self, criterion: str, value: str, *, after: str | None, limit: int) -> list[StoredCase]:
        """Cases whose highest version bears the value, by id."""
        query = _WITH_SETTLEMENT.where(_COLUMNS[criterion] == value).order_by(CASES.c.id).limit(limit)
        if after is not None:
            query = query.where(CASES.c.id > after)
        return [_stored(row) for row in self._connection.execute(query)]

    def of_person(self, numbers: Numbers, *, after: str | None, limit: int) -> list[StoredCase]:
        """Cases whose highest version bears one of the numbers and names no other person, by id."""
        nobody_else = or_(CASES.c.citizen_id.is_(None), CASES.c.citizen_id.in_(sorted(numbers.identities)))
        ids = self._ids_naming(numbers, after or "")
        query = _WITH_SETTLEMENT.where(CASES.c.id.in_(ids), nobody_else).order_by(CASES.c.id).limit(limit)
        return [_stored(row) for row in self._connection.execute(query)]

    def _ids_naming(self, numbers: Numbers, after: str) -> Any:
        """Each index on its own, then together: an OR over two columns would scan."""
        by = []
        for column, values in ((CASES.c.citizen_id, numbers.identities), (CASES.c.licence_number, numbers.licences)):
            if values:
                by.append(select(CASES.c.id).where(column.in_(sorted(values)), CASES.c.id > after))
        together = union(*by).subquery() if len(by) > 1 else by[0].subquery()
        return select(together.c.id)

    def _fingerprints(self, case_ids: Sequence[str]) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = defaultdict(dict)
        query = select(CASE_VERSIONS.c.case_id, CASE_VERSIONS.c.version, CASE_VERSIONS.c.fingerprint).where(
            among(self._connection, CASE_VERSIONS.c.case_id, case_ids)
        )
        for row in self._connection.execute(query):
            found[row.case_id][row.version] = row.fingerprint
        return found


def _of_version(highest: Highest, today: date) -> tuple[object, ...]:
    """The columns of ``_OF_VERSION`` but the last."""
    case = highest.case
    return (
        case.version,
        case.status.value,
        case.subject.citizen_id,
        case.subject.licence_number,
        case.vehicle.plate,
        highest.content,
        next_change(case, after=today),
    )


def _stored(row: Row[Any]) -> StoredCase:
    settlement = None
    if row.settlement_id is not None:
        settlement = Settlement(row.settlement_id, row.id, row.payment_id, row.amount_vnd, row.paid_at)
    known = KnownCase(row.id, from_content(row.content), settlement)
    return StoredCase(known, row.recorded_at, row.updated_at, row.settled_recorded_at)
