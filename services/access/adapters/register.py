"""Reading the register: each question is one short read-only transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from services.access.adapters.rows import agency_of, all_agreements, read_agreements, read_client
from services.access.adapters.tables import AGENCIES, AGREEMENTS
from services.access.adapters.work import AccessWork
from services.access.application.ports import ClientFile
from services.access.domain.agreements import Agreement
from services.access.domain.parties import Agency, Client
from shared.db.engine import Database
from shared.kernel.clock import business_date

MOST_AGREEMENTS = 200


class SqlRegister:
    """See :class:`services.access.application.ports.Register`."""

    def __init__(self, database: Database[AccessWork]) -> None:
        self._database = database

    def client_file(self, client_id: str, now: datetime) -> ClientFile | None:
        table = AGREEMENTS.c
        with self._database.read() as connection:
            client = read_client(connection, client_id)
            if client is None:
                return None
            query = (
                all_agreements()
                .where(table.client_id == client_id, table.valid_to >= business_date(now))
                .where(or_(table.ended_at.is_(None), table.ended_at > now))
                .order_by(table.id)
                .limit(MOST_AGREEMENTS)
            )
            return ClientFile(client, read_agreements(connection, query))

    def client(self, client_id: str) -> Client | None:
        with self._database.read() as connection:
            return read_client(connection, client_id)

    def agency(self, code: str) -> Agency | None:
        with self._database.read() as connection:
            row = connection.execute(select(AGENCIES).where(AGENCIES.c.code == code)).one_or_none()
        return None if row is None else agency_of(row)

    def agencies(self, *, after: str | None, limit: int) -> Sequence[Agency]:
        query = select(AGENCIES).order_by(AGENCIES.c.code).limit(limit)
        if after is not None:
            query = query.where(AGENCIES.c.code > after)
        with self._database.read() as connection:
            return [agency_of(row) for row in connection.execute(query)]

    def agreements(self, *, client_id: str | None, after: str | None, limit: int) -> Sequence[Agreement]:
        query = all_agreements().order_by(AGREEMENTS.c.id).limit(limit)
        if client_id is not None:
            query = query.where(AGREEMENTS.c.client_id == client_id)
        if after is not None:
            query = query.where(AGREEMENTS.c.id > after)
        with self._database.read() as connection:
            return read_agreements(connection, query)
