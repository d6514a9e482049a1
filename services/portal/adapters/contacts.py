"""How people want to be told, in the portal's database; telephone and e-mail address are sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select, update

from services.portal.adapters.account_tables import CONTACTS
from services.portal.application.notifying import Contact
from services.portal.application.ports import Citizen
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.web.pages.sealing import Sealer


class SqlContacts:
    """See :class:`services.portal.application.account.Contacts`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def of(self, citizen: Citizen) -> Contact | None:
        with self._database.read() as connection:
            row = connection.execute(select(CONTACTS).where(CONTACTS.c.account_id == citizen.account_id)).first()
        return None if row is None else contact_in(row, self._sealer)

    def keep(self, citizen: Citizen, contact: Contact) -> None:
        account_id = citizen.account_id
        values = {
            "sealed": self._sealer.seal([contact.phone, contact.email], bound_to=account_id),
            "by_email": contact.by_email,
            "by_sms": contact.by_sms,
            "language": contact.language,
        }
        actor = Actor(kind="citizen", subject=account_id, client_id="portal")
        with self._database.begin(actor, f"contact:{account_id}") as work:
            here = update(CONTACTS).where(CONTACTS.c.account_id == account_id)
            changed = work.connection.execute(here.values(**values, changed_at=work.now))
            if changed.rowcount == 0:
                row = {"account_id": account_id, "changed_at": work.now, **values}
                work.connection.execute(insert(CONTACTS).values(row))
            channels = {"by_email": contact.by_email, "by_sms": contact.by_sms, "language": contact.language}
            work.audit(f"account:{account_id}", "contact.changed", channels)
            work.commit()


def contact_in(row: Row[Any], sealer: Sealer) -> Contact:
    """The contact data of a row."""
    phone, email = sealer.unseal(row.sealed, bound_to=row.account_id) or (None, None)
    return Contact(phone, email, row.by_email, row.by_sms, row.language)
