"""Issuances, the e-licences signed with them, and the series their serials come from."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.licences.adapters.rows import issuance_of
from services.licences.adapters.tables import CREDENTIALS, ISSUANCES, METADATA, SERIAL_SERIES
from services.licences.application.ports import Credential
from services.licences.domain.issuance import Issuance
from services.licences.domain.numbers import SerialSeries
from shared.db.constraints import constraint_errors
from shared.kernel.errors import Conflict


class SqlIssuances:
    """All issuances, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_application(self, application_id: str) -> Issuance | None:
        """What an application led to, if it has."""
        query = select(ISSUANCES).where(ISSUANCES.c.application_id == application_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else issuance_of(row)

    def credential_of(self, serial: str) -> str | None:
        """The id of the e-licence of a card."""
        found: str | None = self._connection.execute(
            select(CREDENTIALS.c.id).where(CREDENTIALS.c.serial == serial)
        ).scalar()
        return found

    def add(self, issuance: Issuance, credential: Credential) -> None:
        """Write both. Raises Conflict if the application has had its card meanwhile, on another licence."""
        standing = issuance.standing
        row = {
            "id": issuance.id,
            "licence_id": issuance.licence_id,
            "application_id": issuance.application_id,
            "reason": str(issuance.reason),
            "serial": issuance.serial,
            "previous_serial": issuance.previous_serial,
            "parts": [str(kind) for kind in issuance.parts],
            "standing": {
                "id": standing.id,
                "verdict": str(standing.verdict),
                "as_of": standing.as_of.isoformat(),
                "accepted_by": standing.accepted_by,
            },
            "issued_at": issuance.issued_at,
            "issued_by": issuance.issued_by,
        }
        with constraint_errors({"uq_issuances_application": Conflict("application-issued-elsewhere")}, METADATA):
            self._connection.execute(insert(ISSUANCES), row)
        self._connection.execute(
            insert(CREDENTIALS),
            {
                "id": credential.id,
                "licence_id": credential.licence_id,
                "serial": credential.serial,
                "key_id": credential.key_id,
                "token": credential.token,
                "issued_at": credential.issued_at,
            },
        )

    def next_serial(self, series: SerialSeries) -> str:
        """The next serial of the series.

        The row stays locked until the commit, so two issuances never get the same one and a rollback leaves no gap.
        """
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        start = dialect.insert(SERIAL_SERIES).values(prefix=series.prefix, last=series.first - 1)
        self._connection.execute(start.on_conflict_do_nothing(index_elements=["prefix"]))
        running = self._connection.execute(
            update(SERIAL_SERIES)
            .where(SERIAL_SERIES.c.prefix == series.prefix)
            .values(last=SERIAL_SERIES.c.last + 1)
            .returning(SERIAL_SERIES.c.last)
        ).scalar_one()
        return series.serial(running)
