"""Persons and their numbers in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from services.violations.adapters.dialects import upsert
from services.violations.adapters.tables import PERSON_NUMBERS, PERSONS
from services.violations.application.ports import Link, Numbers, Person
from services.violations.application.telling import IDENTITY, LICENCE
from shared.db.sets import among, append_missing
from shared.kernel.ids import new_id

MOST_LINKS = 20_000
"""Far above what a chunk of a batch can meet; a number is one person's but for mistakes."""
MOST_NUMBERS = 200
"""Far above the licences and old cards of one life."""


class SqlPersons:
    """Reads and writes persons; ``now`` marks what is written."""

    def __init__(self, connection: Connection, *, now: datetime | None = None) -> None:
        self._connection = connection
        self._now = now

    def find(self, citizen_ids: Collection[str]) -> dict[str, Person]:
        """Persons met before, by personal number."""
        if not citizen_ids:
            return {}
        query = (
            select(PERSONS.c.person_id, PERSONS.c.citizen_id)
            .where(among(self._connection, PERSONS.c.citizen_id, citizen_ids))
            .order_by(PERSONS.c.citizen_id)
            .limit(len(citizen_ids))
        )
        return {row.citizen_id: Person(row.person_id, row.citizen_id) for row in self._connection.execute(query)}

    def ensure(self, citizen_ids: Collection[str]) -> dict[str, Person]:
        """Persons by personal number; those not met before get their opaque id now."""
        found = self.find(citizen_ids)
        missing = sorted(set(citizen_ids) - found.keys())
        if not missing:
            return found
        rows = [(new_id(), number, self._now) for number in missing]
        if append_missing(self._connection, PERSONS, ("person_id", "citizen_id", "met_at"), rows) < len(rows):
            return found | self.find(missing)  # somebody else has met one of them meanwhile
        return found | {number: Person(person_id, number) for person_id, number, _ in rows}

    def links(self, numbers: Numbers) -> list[Link]:
        """Whose the numbers are known to be."""
        if not numbers:
            return []
        table = PERSON_NUMBERS
        query = (
            select(table.c.kind, table.c.number, table.c.confirmed, PERSONS.c.person_id, PERSONS.c.citizen_id)
            .join(PERSONS, PERSONS.c.person_id == table.c.person_id)
            .where(
                or_(
                    *(
                        (table.c.kind == kind) & among(self._connection, table.c.number, values)
                        for kind, values in ((IDENTITY, numbers.identities), (LICENCE, numbers.licences))
                        if values
                    )
                )
            )
            .order_by(table.c.kind, table.c.number, table.c.person_id)
            .limit(MOST_LINKS)
        )
        return [
            Link(row.kind, row.number, Person(row.person_id, row.citizen_id), row.confirmed)
            for row in self._connection.execute(query)
        ]

    def numbers_of(self, person: Person) -> list[Link]:
        """The numbers known to be the person's beside the personal number: at most 200, the confirmed ones first."""
        table = PERSON_NUMBERS
        query = (
            select(table.c.kind, table.c.number, table.c.confirmed)
            .where(table.c.person_id == person.id)
            .order_by(table.c.confirmed.desc(), table.c.kind, table.c.number)
            .limit(MOST_NUMBERS)
        )
        return [Link(row.kind, row.number, person, row.confirmed) for row in self._connection.execute(query)]

    def disown(self, licences: Collection[str]) -> None:
        """Forget that it was confirmed whose these licences are."""
        if licences:
            table = PERSON_NUMBERS
            named = (table.c.kind == LICENCE) & table.c.number.in_(sorted(licences))
            self._connection.execute(update(table).where(named).values(confirmed=False))

    def link(self, links: Sequence[Link]) -> None:
        """Remember whose numbers are; what was confirmed stays so."""
        if not links:
            return
        distinct = {(link.kind, link.number, link.person.id): link for link in links}
        table = PERSON_NUMBERS
        if not any(link.confirmed for link in links):
            rows = [(*key, False, self._now) for key in sorted(distinct)]
            append_missing(self._connection, table, ("kind", "number", "person_id", "confirmed", "linked_at"), rows)
            return
        statement = upsert(self._connection, table)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.kind, table.c.number, table.c.person_id],
                set_={"confirmed": or_(table.c.confirmed, statement.excluded.confirmed)},
            ),
            [
                {
                    "kind": kind,
                    "number": number,
                    "person_id": person_id,
                    "confirmed": link.confirmed,
                    "linked_at": self._now,
                }
                for (kind, number, person_id), link in sorted(distinct.items())
            ],
        )
