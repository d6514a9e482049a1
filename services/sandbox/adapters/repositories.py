"""Rows to domain objects and back: accounts and codes, orders, notifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, exists, insert, select, update

from services.sandbox.adapters.tables import ACCOUNTS, LOGIN_CODES, NOTIFICATIONS, ORDERS, REFUNDS
from services.sandbox.application.ports import Account
from services.sandbox.domain.behaviour import Part
from services.sandbox.domain.orders import Notification, Order, Refund, Tidings
from services.sandbox.domain.sign_in import IssuedCode
from shared.kernel.words import Words

MOST_ACCOUNTS = 200


def save_row(connection: Connection, table: Table, key: dict[str, object], values: dict[str, object]) -> None:
    """Change the row of that key, or add it. Callers hold a lock on the subject."""
    matches = and_(*(table.c[name] == value for name, value in key.items()))
    if connection.execute(update(table).where(matches).values(values)).rowcount == 0:
        connection.execute(insert(table).values(key | values))


class SqlAccounts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, part: Part, username: str) -> Account | None:
        query = select(ACCOUNTS).where(ACCOUNTS.c.part == part.value, ACCOUNTS.c.username == username)
        row = self._connection.execute(query).first()
        return _account(row) if row else None

    def list(self, part: Part) -> Sequence[Account]:
        query = (
            select(ACCOUNTS)
            .where(ACCOUNTS.c.part == part.value)
            .order_by(ACCOUNTS.c.position, ACCOUNTS.c.username)
            .limit(MOST_ACCOUNTS)
        )
        return [_account(row) for row in self._connection.execute(query)]

    def save(self, account: Account) -> None:
        key = {"part": account.part.value, "username": account.username}
        values = {
            "subject": account.subject,
            "password_hash": account.password_hash,
            "claims": dict(account.claims),
            "about_vi": account.about.vi,
            "about_en": account.about.en,
            "position": account.position,
            "failures": account.failures,
            "locked_until": account.locked_until,
        }
        save_row(self._connection, ACCOUNTS, dict(key), values)


class SqlCodes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, fingerprint: str) -> IssuedCode | None:
        row = self._connection.execute(select(LOGIN_CODES).where(LOGIN_CODES.c.fingerprint == fingerprint)).first()
        if row is None:
            return None
        values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name
        return IssuedCode(**values | {"part": Part(values["part"])})

    def add(self, code: IssuedCode) -> None:
        self._connection.execute(insert(LOGIN_CODES).values(asdict(code) | {"part": code.part.value}))

    def mark_used(self, fingerprint: str, at: datetime) -> None:
        self._connection.execute(update(LOGIN_CODES).where(LOGIN_CODES.c.fingerprint == fingerprint).values(used_at=at))

    def forget_before(self, expired: datetime) -> None:
        self._connection.execute(delete(LOGIN_CODES).where(LOGIN_CODES.c.expires_at < expired))


class SqlOrders:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, order_id: str) -> Order | None:
        row = self._connection.execute(select(ORDERS).where(ORDERS.c.order_id == order_id)).first()
        if row is None:
            return None
        refund = self.refund_of(order_id)
        order = Order(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name
        return replace(order, refunded_at=refund.at) if refund else order

    def add(self, order: Order) -> None:
        values = asdict(order)
        del values["refunded_at"]
        self._connection.execute(insert(ORDERS).values(values))

    def mark_paid(self, order_id: str, at: datetime) -> None:
        self._connection.execute(update(ORDERS).where(ORDERS.c.order_id == order_id).values(paid_at=at))

    def refund(self, refund_id: str) -> Refund | None:
        row = self._connection.execute(select(REFUNDS).where(REFUNDS.c.refund_id == refund_id)).first()
        return Refund(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name

    def refund_of(self, order_id: str) -> Refund | None:
        row = self._connection.execute(select(REFUNDS).where(REFUNDS.c.order_id == order_id)).first()
        return Refund(**row._mapping) if row else None  # noqa: SLF001  # SQLAlchemy's public name

    def add_refund(self, refund: Refund) -> None:
        self._connection.execute(insert(REFUNDS).values(asdict(refund)))


class SqlNotifications:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, event_id: str) -> Notification | None:
        row = self._connection.execute(select(NOTIFICATIONS).where(NOTIFICATIONS.c.event_id == event_id)).first()
        if row is None:
            return None
        values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name
        return Notification(**values | {"type": Tidings(values["type"])})

    def add(self, notification: Notification) -> None:
        values = asdict(notification) | {"type": notification.type.value}
        self._connection.execute(insert(NOTIFICATIONS).values(values))

    def mark_delivered(self, event_id: str, at: datetime) -> None:
        self._connection.execute(
            update(NOTIFICATIONS).where(NOTIFICATIONS.c.event_id == event_id).values(delivered_at=at)
        )

    def neighbours(self, notification: Notification) -> tuple[bool, bool]:
        table = NOTIFICATIONS.c
        earlier = and_(table.event_id < notification.event_id, table.delivered_at.is_(None))
        later = and_(table.event_id > notification.event_id, table.delivered_at.is_not(None))
        return any_row(self._connection, earlier), any_row(self._connection, later)


def any_row(connection: Connection, condition: Any) -> bool:
    """Whether any row meets the condition."""
    return bool(connection.execute(select(exists().where(condition))).scalar())


def _account(row: Row[Any]) -> Account:
    return Account(
        part=Part(row.part),
        username=row.username,
        subject=row.subject,
        password_hash=row.password_hash,
        claims=row.claims,
        about=Words(row.about_vi, row.about_en),
        position=row.position,
        failures=row.failures,
        locked_until=row.locked_until,
    )
