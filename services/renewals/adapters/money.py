"""Payments and gateway notifications in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.renewals.adapters.tables import METADATA, NOTICES, PAYMENTS
from services.renewals.application.repositories import Notice
from services.renewals.domain.payments import UNPAID, Payment, PaymentKind, PaymentState
from shared.db.constraints import constraint_errors
from shared.kernel.errors import Conflict

_PENDING_FINE = (PaymentState.CREATED.value, PaymentState.OPEN.value, PaymentState.PAID.value)


class SqlPayments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, payment_id: str) -> Payment | None:
        row = self._connection.execute(select(PAYMENTS).where(PAYMENTS.c.id == payment_id)).one_or_none()
        return None if row is None else _payment(row)

    def add(self, payment: Payment) -> None:
        taken = {"uq_payments_open_fee": Conflict("state-conflict", state="open")}
        with constraint_errors(taken, METADATA):
            self._connection.execute(insert(PAYMENTS).values(_row(payment)))

    def save(self, payment: Payment) -> None:
        here = and_(PAYMENTS.c.id == payment.id, PAYMENTS.c.version == payment.version - 1)
        changed = self._connection.execute(update(PAYMENTS).where(here).values(_row(payment)))
        if changed.rowcount != 1:
            raise Conflict("state-conflict", state=payment.state.value)

    def unpaid_fee(self, application_id: str) -> Payment | None:
        query = (
            select(PAYMENTS)
            .where(
                PAYMENTS.c.application_id == application_id,
                PAYMENTS.c.kind == PaymentKind.FEE.value,
                PAYMENTS.c.state.in_([state.value for state in UNPAID]),
            )
            .order_by(PAYMENTS.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else _payment(row)

    def pending_fine(self, case_id: str) -> Payment | None:
        query = (
            select(PAYMENTS)
            .where(PAYMENTS.c.case_id == case_id, PAYMENTS.c.state.in_(_PENDING_FINE))
            .order_by((PAYMENTS.c.state == PaymentState.PAID.value).desc(), PAYMENTS.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else _payment(row)

    def of_application(self, application_id: str, limit: int) -> Sequence[Payment]:
        query = select(PAYMENTS).where(PAYMENTS.c.application_id == application_id)
        return tuple(_payment(row) for row in self._connection.execute(query.order_by(PAYMENTS.c.id).limit(limit)))


class SqlNotices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, notice: Notice, at: Any) -> bool:
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(NOTICES).values(
            event_id=notice.event_id,
            type=notice.type,
            order_id=notice.order_id,
            amount_vnd=notice.amount_vnd,
            said_at=notice.at,
            received_at=at,
        )
        fresh = statement.on_conflict_do_nothing(index_elements=[NOTICES.c.event_id]).returning(NOTICES.c.event_id)
        return self._connection.execute(fresh).first() is not None


def _row(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.id,
        "kind": payment.kind.value,
        "state": payment.state.value,
        "version": payment.version,
        "application_id": payment.application_id,
        "case_id": payment.case_id,
        "citizen_id": payment.citizen_id,
        "subject": payment.subject,
        "amount_vnd": payment.amount_vnd,
        "basis": payment.basis,
        "description": payment.description,
        "created_at": payment.created_at,
        "expires_at": payment.expires_at,
        "payment_url": payment.payment_url,
        "paid_at": payment.paid_at,
        "settled_at": payment.settled_at,
        "refunded_at": payment.refunded_at,
        "refund_reason": payment.refund_reason,
    }


def _payment(row: Row[Any]) -> Payment:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
    values["kind"] = PaymentKind(values["kind"])
    values["state"] = PaymentState(values["state"])
    return Payment(**values)
