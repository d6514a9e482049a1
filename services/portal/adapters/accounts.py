"""Accounts and logins on their way, in the portal's database; personal numbers only as keyed hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from services.portal.adapters.tables import ACCOUNTS, LOGIN_ATTEMPTS, METADATA, SPENT_LOGOUTS
from services.portal.application.ports import AccountMismatch
from shared.db.constraints import constraint_errors
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict
from shared.kernel.ids import new_id
from shared.web.pages.sealing import Sealer

AWAY_AT_MOST = timedelta(minutes=15)
DOORMAN = Actor(kind="system", subject="portal-login", client_id="portal")


class SqlAccounts:
    """See :class:`services.portal.application.ports.Accounts`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def link(self, subject: str, citizen_id: str, assurance_level: int) -> str:
        login, citizen = self._sealer.index(f"sub:{subject}"), self._sealer.index(f"citizen:{citizen_id}")
        with self._database.begin(DOORMAN, f"account:{citizen}") as work:
            known = _either(work.connection, login, citizen)
            if known is None:
                account_id = _add(work, login=login, citizen=citizen, assurance_level=assurance_level)
            elif known.login_index == login and known.citizen_index == citizen:
                account_id = str(known.id)
                seen = {"last_login_at": work.now, "assurance_level": assurance_level}
                work.connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == account_id).values(seen))
            else:
                raise AccountMismatch
            work.audit(f"account:{account_id}", "account.logged-in", {"assurance_level": assurance_level})
            work.commit()
        return account_id

    def of_login(self, subject: str) -> str | None:
        query = select(ACCOUNTS.c.id).where(ACCOUNTS.c.login_index == self._sealer.index(f"sub:{subject}"))
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def departed(self, state: str, visit: str, content: Mapping[str, Any]) -> None:
        state_hash = _hash(state)
        with self._database.begin(DOORMAN) as work:
            work.connection.execute(
                insert(LOGIN_ATTEMPTS).values(
                    state_hash=state_hash,
                    visit_hash=_hash(visit),
                    sealed=self._sealer.seal(dict(content), bound_to=state_hash),
                    expires_at=work.now + AWAY_AT_MOST,
                )
            )
            work.commit()

    def arrived(self, state: str, visit: str) -> Mapping[str, Any] | None:
        table, state_hash = LOGIN_ATTEMPTS.c, _hash(state)
        with self._database.begin(DOORMAN) as work:
            fresh = and_(
                table.state_hash == state_hash,
                table.visit_hash == _hash(visit),
                table.used_at.is_(None),
                table.expires_at > work.now,
            )
            row = work.connection.execute(select(table.sealed).where(fresh)).first()
            if row is None:
                return None
            taken = work.connection.execute(update(LOGIN_ATTEMPTS).where(fresh).values(used_at=work.now, sealed=""))
            work.commit()
        content = self._sealer.unseal(row.sealed, bound_to=state_hash) if taken.rowcount == 1 else None
        return content if isinstance(content, dict) else None

    def spend_logout(self, token: str, until: datetime) -> bool:
        spent = Conflict("state-conflict")
        try:
            with self._database.begin(DOORMAN) as work:
                with constraint_errors({"pk_spent_logouts": spent}, METADATA):
                    work.connection.execute(insert(SPENT_LOGOUTS).values(token_hash=_hash(token), expires_at=until))
                work.commit()
        except Conflict:
            return False
        return True

    def forget(self) -> int:
        """Delete logins that never came back and logout tokens nobody would take any more."""
        gone = 0
        with self._database.begin(DOORMAN) as work:
            for table in (LOGIN_ATTEMPTS, SPENT_LOGOUTS):
                gone += work.connection.execute(delete(table).where(table.c.expires_at <= work.now)).rowcount
            work.commit()
        return gone


def _either(connection: Connection, login: str, citizen: str) -> Row[Any] | None:
    """The account that has the login or the number; the first of two."""
    table = ACCOUNTS.c
    query = select(ACCOUNTS).where(or_(table.login_index == login, table.citizen_index == citizen))
    return connection.execute(query.order_by(table.id).limit(1)).first()


def _add(work: UnitOfWork, *, login: str, citizen: str, assurance_level: int) -> str:
    account_id = new_id()
    work.connection.execute(
        insert(ACCOUNTS).values(
            id=account_id,
            login_index=login,
            citizen_index=citizen,
            assurance_level=assurance_level,
            linked_at=work.now,
            last_login_at=work.now,
        )
    )
    return account_id


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
