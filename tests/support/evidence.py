"""What the databases themselves say, past every service: rows, audit chains, cards, money, dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, create_engine, select
from sqlalchemy.pool import NullPool

from services.licences.adapters import tables as licences
from services.renewals.adapters import tables as renewals
from services.sandbox.adapters import tables as sandbox
from services.violations.adapters import tables as violations
from shared.db.audit import AuditEntry, broken_links
from shared.db.tables import AUDIT_ENTRIES

AUDITED = ("access", "licences", "violations", "renewals")
Row = dict[str, Any]


@dataclass
class Evidence:
    """Reads each service's database by its own connection; nothing is cached, nothing is kept open."""

    environment: Mapping[str, str]
    _engines: dict[str, Engine] = field(default_factory=dict)

    def rows(self, service: str, query: Select[Any] | Table) -> list[Row]:
        """The rows of a query, or of a whole table."""
        with self._open(service) as connection:
            found = connection.execute(query if isinstance(query, Select) else select(query))
            return [dict(row) for row in found.mappings()]

    def applications(self) -> list[Row]:
        """Every dossier, oldest first."""
        return self.rows("renewals", select(renewals.APPLICATIONS).order_by(renewals.APPLICATIONS.c.id))

    def application(self, application_id: str) -> Row:
        """One dossier."""
        return next(row for row in self.applications() if row["id"] == application_id)

    def payments(self) -> list[Row]:
        """Every order as renewals knows it."""
        return self.rows("renewals", select(renewals.PAYMENTS).order_by(renewals.PAYMENTS.c.id))

    def orders(self) -> dict[str, Row]:
        """Every order as the gateway knows it, by id, with ``refunded``."""
        refunded = {row["order_id"] for row in self.rows("sandbox", sandbox.REFUNDS)}
        orders = self.rows("sandbox", sandbox.ORDERS)
        return {row["order_id"]: row | {"refunded": row["order_id"] in refunded} for row in orders}

    def settlements(self) -> list[Row]:
        """Fines that were paid, as violations knows them."""
        return self.rows("violations", violations.SETTLEMENTS)

    def issuances(self) -> list[Row]:
        """Every card issued here."""
        return self.rows("licences", licences.ISSUANCES)

    def cards(self, licence_id: str) -> list[Row]:
        """The cards of a licence, oldest first."""
        query = select(licences.CARDS).where(licences.CARDS.c.licence_id == licence_id).order_by(licences.CARDS.c.seq)
        return self.rows("licences", query)

    def cards_at_fault(self) -> list[str]:
        """Licences with two live cards, or without exactly one current card although they are in force."""
        cards: dict[str, list[str]] = {}
        for row in self.rows("licences", licences.CARDS):
            cards.setdefault(row["licence_id"], []).append(row["status"])
        wrong = []
        for licence in self.rows("licences", select(licences.LICENCES.c["id", "in_force"])):
            states = cards.get(licence["id"], [])
            current = sum(state in {"live", "reported_lost"} for state in states)
            if states.count("live") > 1 or current != (1 if licence["in_force"] else 0):
                wrong.append(f"{licence['id']}: {states}")
        return wrong

    def broken_chains(self) -> list[str]:
        """Audit chains that are not whole from their first entry on, of all services."""
        broken = []
        for service in AUDITED:
            chains: dict[str, list[AuditEntry]] = {}
            query = select(AUDIT_ENTRIES).order_by(AUDIT_ENTRIES.c.chain, AUDIT_ENTRIES.c.seq)
            for row in self.rows(service, query):
                chains.setdefault(row["chain"], []).append(AuditEntry(**row))
            broken += [f"{service}/{chain}" for chain, entries in chains.items() if broken_links(entries)]
        return broken

    def audited(self, service: str, action: str) -> int:
        """How many audit entries of a service tell of that action."""
        return len(self.rows(service, select(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.action == action)))

    @contextmanager
    def _open(self, service: str) -> Iterator[Connection]:
        if service not in self._engines:
            url = self.environment[f"GPLX_{service}_DATABASE_URL".upper()]
            self._engines[service] = create_engine(url, poolclass=NullPool)
        with self._engines[service].connect() as connection:
            yield connection
