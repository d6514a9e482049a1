"""Drafts in the portal's database; what was answered is sealed to its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, select, update

from services.portal.adapters.drafts_tables import DRAFTS
from services.portal.adapters.tables import METADATA
from services.portal.application.journey import Delivery, Draft
from services.portal.application.ports import Citizen
from shared.db.constraints import constraint_errors
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.kernel.errors import NotFound
from shared.web.pages.sealing import Sealer

LISTED = 10
FORGETTER = Actor(kind="system", subject="portal-drafts", client_id="portal")


class SqlDrafts:
    """See :class:`services.portal.application.journey.Drafts`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer, *, kept: timedelta) -> None:
        self._database = database
        self._sealer = sealer
        self._kept = kept

    def begin(self, citizen: Citizen, draft_id: str, licence_id: str, reason: str, occurred_on: date | None) -> Draft:
        table = DRAFTS.c
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            own = select(DRAFTS).where(table.account_id == citizen.account_id)
            row = work.connection.execute(own.where(table.id == draft_id)).first()  # the form was sent twice
            if row is None:
                going_on = and_(table.licence_id == licence_id, table.application_id.is_(None))
                row = work.connection.execute(own.where(going_on).order_by(table.id.desc()).limit(1)).first()
            if row is None:
                self._add(work, citizen, draft_id, licence_id, _content(reason, occurred_on, None))
            elif row.application_id is None and row.sent_at is None:
                self._save(work, row, _content(reason, occurred_on, self._draft(row).delivery))
            found = self._draft(_own(work.connection, citizen, row.id if row is not None else draft_id))
            work.commit()
        return found

    def of(self, citizen: Citizen, draft_id: str) -> Draft:
        with self._database.read() as connection:
            return self._draft(_own(connection, citizen, draft_id))

    def under_way(self, citizen: Citizen) -> Sequence[Draft]:
        query = select(DRAFTS).where(DRAFTS.c.account_id == citizen.account_id, DRAFTS.c.application_id.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(DRAFTS.c.id.desc()).limit(LISTED)).all()
        return [self._draft(row) for row in rows]

    def last_delivery(self, citizen: Citizen) -> Delivery | None:
        query = select(DRAFTS).where(DRAFTS.c.account_id == citizen.account_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.id).limit(LISTED)).all()
        return next((draft.delivery for draft in map(self._draft, rows) if draft.delivery is not None), None)

    def deliver(self, citizen: Citizen, draft_id: str, delivery: Delivery) -> Draft:
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            row = _own(work.connection, citizen, draft_id)
            if row.application_id is None and row.sent_at is None:
                draft = self._draft(row)
                self._save(work, row, _content(draft.reason, draft.occurred_on, delivery))
            found = self._draft(_own(work.connection, citizen, draft_id))
            work.commit()
        return found

    def send(self, citizen: Citizen, draft_id: str, version: int) -> Draft | None:
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            row = _own(work.connection, citizen, draft_id)
            if row.version != version:
                return None
            if row.sent_at is None:
                _set(work, draft_id, sent_at=work.now, saved_at=work.now)
            found = self._draft(_own(work.connection, citizen, draft_id))
            work.commit()
        return found

    def take_back(self, citizen: Citizen, draft_id: str) -> None:
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            _own(work.connection, citizen, draft_id)
            _set(work, draft_id, sent_at=None)
            work.commit()

    def filed(self, citizen: Citizen, draft_id: str, application_id: str) -> None:
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            _own(work.connection, citizen, draft_id)
            _set(work, draft_id, application_id=application_id, saved_at=work.now)
            work.audit(f"draft:{draft_id}", "draft.filed", {"application_id": application_id})
            work.commit()

    def discard(self, citizen: Citizen, draft_id: str) -> None:
        table = DRAFTS.c
        with self._database.begin(_actor(citizen), f"drafts:{citizen.account_id}") as work:
            own = and_(table.id == draft_id, table.account_id == citizen.account_id)
            work.connection.execute(delete(DRAFTS).where(own, table.sent_at.is_(None), table.application_id.is_(None)))
            work.commit()

    def forget(self) -> int:
        """Delete drafts nobody has touched for as long as they are kept, filed or not."""
        with self._database.begin(FORGETTER) as work:
            gone = work.connection.execute(delete(DRAFTS).where(DRAFTS.c.saved_at < work.now - self._kept)).rowcount
            work.commit()
        return int(gone)

    def _add(self, work: UnitOfWork, citizen: Citizen, draft_id: str, licence_id: str, content: dict[str, Any]) -> None:
        row = {
            "id": draft_id,
            "account_id": citizen.account_id,
            "licence_id": licence_id,
            "version": 1,
            "started_at": work.now,
            "saved_at": work.now,
            "sealed": self._sealer.seal(content, bound_to=draft_id),
        }
        with constraint_errors({"pk_drafts": NotFound("not-found")}, METADATA):  # somebody else's form
            work.connection.execute(insert(DRAFTS).values(row))

    def _save(self, work: UnitOfWork, row: Row[Any], content: dict[str, Any]) -> None:
        """Keep the answers; the version goes up only if one of them is another."""
        changed = self._sealer.unseal(row.sealed, bound_to=row.id) != content
        sealed = self._sealer.seal(content, bound_to=row.id)
        _set(work, row.id, sealed=sealed, saved_at=work.now, version=row.version + (1 if changed else 0))

    def _draft(self, row: Row[Any]) -> Draft:
        content = self._sealer.unseal(row.sealed, bound_to=row.id)
        if not isinstance(content, dict):  # sealed by keys that are gone: as good as forgotten
            raise NotFound("not-found")
        delivery = content["delivery"]
        return Draft(
            id=row.id,
            licence_id=row.licence_id,
            reason=content["reason"],
            occurred_on=date.fromisoformat(content["occurred_on"]) if content["occurred_on"] else None,
            delivery=None if delivery is None else Delivery(**delivery),
            version=row.version,
            saved_at=row.saved_at,
            sent_at=row.sent_at,
            application_id=row.application_id,
        )


def _actor(citizen: Citizen) -> Actor:
    return Actor(kind="citizen", subject=citizen.account_id, client_id="portal")


def _own(connection: Connection, citizen: Citizen, draft_id: str) -> Row[Any]:
    query = select(DRAFTS).where(DRAFTS.c.id == draft_id, DRAFTS.c.account_id == citizen.account_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("not-found")
    return row


def _set(work: UnitOfWork, draft_id: str, **values: Any) -> None:
    work.connection.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(values))


def _content(reason: str, occurred_on: date | None, delivery: Delivery | None) -> dict[str, Any]:
    return {
        "reason": reason,
        "occurred_on": occurred_on.isoformat() if occurred_on else None,
        "delivery": None
        if delivery is None
        else {
            "method": delivery.method,
            "address": delivery.address,
            "phone": delivery.phone,
            "email": delivery.email,
        },
    }
