"""Messages, their owners and their deliveries in the portal's database; addresses sealed until they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from services.portal.adapters.account_tables import CONTACTS, DELIVERIES, DOSSIER_OWNERS, MESSAGES
from services.portal.adapters.contacts import contact_in
from services.portal.adapters.tables import ACCOUNTS
from services.portal.application.notifying import (
    DELIVER,
    NOTIFY,
    REFUNDED,
    STATES,
    Applicant,
    Channel,
    Contact,
    Delivery,
    Message,
    kind_of,
)
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import ServiceClient
from shared.http.faults import unavailable
from shared.kernel.actor import Actor, the_clock
from shared.kernel.ids import new_id
from shared.messaging.feed import Event
from shared.web.pages.sealing import Sealer

NAME = "notifications"
NEWS = (*(f"application.{state}" for state in STATES), REFUNDED)
"""The events of renewals that a message may come of."""

SHOWN = 50
MOST_COUNTED = 99
FACTS = ("code", "due_on", "amount_vnd")
READER = Actor(kind="system", subject="portal-inbox", client_id="portal")


def take_event(work: UnitOfWork, event: Event) -> None:
    """Keep the message of an event, once, and promise to find out whose it is."""
    kind = kind_of(event.type, event.data)
    known = select(MESSAGES.c.id).where(MESSAGES.c.event_id == event.id)
    if kind is None or work.connection.execute(known).first() is not None:
        return
    message_id = new_id()
    refund = event.type == REFUNDED
    work.connection.execute(
        insert(MESSAGES).values(
            id=message_id,
            event_id=event.id,
            application_id=str(event.data["application_id"]) if refund else event.subject_id,
            kind=kind,
            facts={name: event.data[name] for name in FACTS if event.data.get(name) is not None},
            happened_at=event.occurred_at,
        )
    )
    work.enqueue(NOTIFY, message_id, run_at=work.now)


class HttpApplicants:
    """See :class:`services.portal.application.notifying.Applicants`; asks as the portal itself."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def of(self, application_id: str) -> Applicant:
        path = f"/api/renewals/v1/applications/{application_id}/portal-record"
        found = self._client.get(path, purpose="reissue", case=application_id).json
        try:
            applicant = found["applicant"]
            return Applicant(applicant["citizen_id"], applicant["phone"], applicant["email"])
        except (KeyError, TypeError) as error:
            raise unavailable("renewals") from error


class SqlPostWork:
    """See :class:`services.portal.application.notifying.PostWork`."""

    def __init__(self, work: UnitOfWork, sealer: Sealer) -> None:
        self._work = work
        self._sealer = sealer
        self.now = work.now
        self.commit = work.commit

    def own(self, message_id: str, applicant: Applicant | None) -> Contact | None:
        connection = self._work.connection
        query = select(MESSAGES.c.application_id).where(MESSAGES.c.id == message_id)
        application_id = str(connection.execute(query).scalar_one())
        owner = _owner(connection, application_id)
        if owner is None and applicant is not None:
            self._learn(application_id, applicant)
            owner = _owner(connection, application_id)
        if owner is None:
            return None
        here = update(MESSAGES).where(MESSAGES.c.id == message_id)
        connection.execute(here.values(citizen_index=owner.citizen_index))
        return self._contact(owner)

    def send(self, message: Message, channel: Channel, address: str, language: str) -> None:
        same = and_(DELIVERIES.c.message_id == message.id, DELIVERIES.c.channel == channel.value)
        if self._work.connection.execute(select(DELIVERIES.c.id).where(same)).first() is not None:
            return
        delivery_id = new_id()
        self._work.connection.execute(
            insert(DELIVERIES).values(
                id=delivery_id,
                message_id=message.id,
                channel=channel.value,
                sealed=self._sealer.seal(address, bound_to=delivery_id),
                language=language,
            )
        )
        self._work.enqueue(DELIVER, delivery_id, run_at=self.now)

    def sent(self, delivery_id: str) -> None:
        self._over(delivery_id, sent_at=self.now)

    def give_up(self, delivery_id: str) -> None:
        self._over(delivery_id, given_up_at=self.now)

    def _over(self, delivery_id: str, **values: Any) -> None:
        here = update(DELIVERIES).where(DELIVERIES.c.id == delivery_id)
        self._work.connection.execute(here.values(sealed="", **values))

    def _learn(self, application_id: str, applicant: Applicant) -> None:
        self._work.connection.execute(
            insert(DOSSIER_OWNERS).values(
                application_id=application_id,
                citizen_index=self._sealer.index(f"citizen:{applicant.citizen_id}"),
                sealed=self._sealer.seal([applicant.phone, applicant.email], bound_to=application_id),
                learned_at=self.now,
            )
        )

    def _contact(self, owner: Row[Any]) -> Contact:
        """What the citizen chose here; who never did is reached as the dossier says."""
        chosen = select(CONTACTS).join(ACCOUNTS, ACCOUNTS.c.id == CONTACTS.c.account_id)
        row = self._work.connection.execute(chosen.where(ACCOUNTS.c.citizen_index == owner.citizen_index)).first()
        if row is not None:
            return contact_in(row, self._sealer)
        phone, email = self._sealer.unseal(owner.sealed, bound_to=owner.application_id) or (None, None)
        return Contact(phone, email)


class SqlPost:
    """See :class:`services.portal.application.notifying.Post` and ``Inbox``."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def message(self, message_id: str) -> Message | None:
        with self._database.read() as connection:
            row = connection.execute(select(MESSAGES).where(MESSAGES.c.id == message_id)).first()
        return None if row is None else _message(row)

    def owner_known(self, application_id: str) -> bool:
        with self._database.read() as connection:
            return _owner(connection, application_id) is not None

    def delivery(self, delivery_id: str) -> Delivery | None:
        waiting = and_(
            DELIVERIES.c.id == delivery_id, DELIVERIES.c.sent_at.is_(None), DELIVERIES.c.given_up_at.is_(None)
        )
        with self._database.read() as connection:
            row = connection.execute(select(DELIVERIES).where(waiting)).first()
        message = None if row is None else self.message(row.message_id)
        if row is None or message is None:
            return None
        address = self._sealer.unseal(row.sealed, bound_to=row.id)
        return Delivery(row.id, Channel(row.channel), str(address), row.language, message)

    @contextmanager
    def begin(self) -> Iterator[SqlPostWork]:
        with self._database.begin(the_clock(NAME), "portal-post") as work:
            yield SqlPostWork(work, self._sealer)

    def unread(self, citizen_id: str) -> int:
        own = and_(MESSAGES.c.citizen_index == self._index(citizen_id), MESSAGES.c.read_at.is_(None))
        some = select(MESSAGES.c.id).where(own).limit(MOST_COUNTED).subquery()
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(some)).scalar() or 0)

    def open(self, citizen_id: str) -> Sequence[Message]:
        table = MESSAGES.c
        query = select(MESSAGES).where(table.citizen_index == self._index(citizen_id))
        query = query.order_by(table.happened_at.desc(), table.event_id.desc()).limit(SHOWN)
        with self._database.read() as connection:
            found = [_message(row) for row in connection.execute(query)]
        unread = [message.id for message in found if message.unread]
        if unread:
            with self._database.begin(READER) as work:
                seen = update(MESSAGES).where(table.id.in_(unread), table.read_at.is_(None))
                work.connection.execute(seen.values(read_at=work.now))
                work.commit()
        return found

    def _index(self, citizen_id: str) -> str:
        return self._sealer.index(f"citizen:{citizen_id}")


def _owner(connection: Connection, application_id: str) -> Row[Any] | None:
    query = select(DOSSIER_OWNERS).where(DOSSIER_OWNERS.c.application_id == application_id)
    return connection.execute(query).first()


def _message(row: Row[Any]) -> Message:
    facts: Mapping[str, Any] = row.facts
    happened_at: datetime = row.happened_at
    return Message(row.id, row.application_id, row.kind, facts, happened_at, unread=row.read_at is None)
