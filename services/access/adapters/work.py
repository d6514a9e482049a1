"""The unit of work of access and its repositories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from services.access.adapters.rows import agreement_row, all_agreements, key_row, read_agreements, read_client
from services.access.adapters.tables import AGREEMENTS, CLIENT_KEYS, LOGINS, METADATA, SPENT_PROOFS
from services.access.domain.agreements import Agreement
from services.access.domain.parties import Client, ClientKey
from services.access.domain.proofs import SpentProof
from services.access.domain.sessions import FamilyEnd, RefreshFamily
from shared.db.constraints import constraint_errors
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.kernel.errors import Conflict

MOST_AGREEMENTS = 1000


class SqlAgreements:
    """See :class:`services.access.application.ports.Agreements`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, agreement_id: str) -> Agreement | None:
        query = all_agreements().where(AGREEMENTS.c.id == agreement_id).order_by(AGREEMENTS.c.id).limit(1)
        return next(iter(read_agreements(self._connection, query)), None)

    def of_client(self, client_id: str) -> Sequence[Agreement]:
        query = all_agreements().where(AGREEMENTS.c.client_id == client_id)
        newest = query.order_by(AGREEMENTS.c.id.desc()).limit(MOST_AGREEMENTS)
        return read_agreements(self._connection, newest)[::-1]

    def add(self, agreement: Agreement) -> None:
        self._connection.execute(insert(AGREEMENTS).values(agreement_row(agreement)))

    def save_end(self, agreement: Agreement) -> None:
        self._connection.execute(
            update(AGREEMENTS)
            .where(AGREEMENTS.c.id == agreement.id)
            .values(ended_at=agreement.ended_at, end_reason=agreement.end_reason)
        )


class SqlClients:
    """See :class:`services.access.application.ports.Clients`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, client_id: str) -> Client | None:
        return read_client(self._connection, client_id)

    def add_key(self, client_id: str, key: ClientKey) -> None:
        taken = {"pk_client_keys": Conflict("key-exists", kid=key.kid)}
        with constraint_errors(taken, METADATA):
            self._connection.execute(insert(CLIENT_KEYS).values(key_row(client_id, key)))

    def save_revocation(self, client_id: str, key: ClientKey) -> None:
        self._connection.execute(
            update(CLIENT_KEYS)
            .where(CLIENT_KEYS.c.client_id == client_id, CLIENT_KEYS.c.kid == key.kid)
            .values(revoked_at=key.revoked_at)
        )


class SqlProofs:
    """See :class:`services.access.application.ports.SpentProofs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def spend(self, proof: SpentProof) -> bool:
        """The primary key decides: on PostgreSQL the second of two waits for the first, then finds the row there."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(SPENT_PROOFS).values(
            owner=proof.owner, digest=proof.digest, expires_at=proof.expires_at
        )
        spent = statement.on_conflict_do_nothing().returning(SPENT_PROOFS.c.digest)
        return self._connection.execute(spent).one_or_none() is not None

    def forget(self, *, until: datetime, limit: int) -> int:
        table = SPENT_PROOFS.c
        return _delete_some(
            self._connection, SPENT_PROOFS, (table.owner, table.digest), table.expires_at, until=until, limit=limit
        )


class SqlFamilies:
    """See :class:`services.access.application.ports.Families`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, family_id: str) -> RefreshFamily | None:
        row = self._connection.execute(select(LOGINS).where(LOGINS.c.id == family_id)).one_or_none()
        if row is None:
            return None
        return RefreshFamily(
            id=row.id,
            client_id=row.client_id,
            seq=row.seq,
            token_hash=row.token_hash,
            started_at=row.started_at,
            used_at=row.used_at,
            ended_at=row.ended_at,
            end=None if row.end_reason is None else FamilyEnd(row.end_reason),
        )

    def add(self, family: RefreshFamily) -> None:
        self._connection.execute(
            insert(LOGINS).values(
                id=family.id, client_id=family.client_id, started_at=family.started_at, **_moving(family)
            )
        )

    def save(self, family: RefreshFamily) -> None:
        self._connection.execute(update(LOGINS).where(LOGINS.c.id == family.id).values(**_moving(family)))

    def forget(self, *, started_until: datetime, limit: int) -> int:
        table = LOGINS.c
        return _delete_some(self._connection, LOGINS, (table.id,), table.started_at, until=started_until, limit=limit)


class AccessWork(UnitOfWork):
    """One change of access."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        super().__init__(connection, actor, now)
        self.agreements = SqlAgreements(connection)
        self.clients = SqlClients(connection)
        self.proofs = SqlProofs(connection)
        self.families = SqlFamilies(connection)


def _moving(family: RefreshFamily) -> dict[str, object]:
    return {
        "seq": family.seq,
        "token_hash": family.token_hash,
        "used_at": family.used_at,
        "ended_at": family.ended_at,
        "end_reason": None if family.end is None else family.end.value,
    }


def _delete_some(
    connection: Connection,
    table: Table,
    key: tuple[Column[str], ...],
    age: Column[datetime],
    *,
    until: datetime,
    limit: int,
) -> int:
    """Delete the oldest rows, no more than ``limit``."""
    oldest = select(*key).where(age <= until).order_by(age, *key).limit(limit)
    return connection.execute(delete(table).where(tuple_(*key).in_(oldest))).rowcount
