"""Logs of looks over HTTP, and disputed looks in the portal's database, sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, insert, select

from services.portal.adapters.account_tables import DISPUTES
from services.portal.adapters.calling import Provider, an_instant, words
from services.portal.application.looking import Dispute, Look, LookPage
from services.portal.application.ports import Citizen
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import ServiceClient
from shared.kernel.actor import Actor
from shared.kernel.ids import new_id
from shared.web.pages.sealing import Sealer

PAGE = 20
LISTED = 50
OPEN = "open"


class HttpLookLog(Provider):
    """See :class:`services.portal.application.looking.LookLog`."""

    def __init__(self, client: ServiceClient) -> None:
        super().__init__(client)
        self.name = client.name

    def page(self, citizen: Citizen, after: str | None) -> LookPage:
        params: dict[str, Any] = {"limit": PAGE} | ({} if after is None else {"after": after})
        found = self._get(f"/api/{self.name}/v1/lookups", of=citizen, params=params)
        with self.readable():
            return LookPage(tuple(_look(self.name, item) for item in found["items"]), found["next"])


class SqlDisputes:
    """See :class:`services.portal.application.looking.Disputes`."""

    def __init__(self, database: Database[UnitOfWork], sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def mark(self, citizen: Citizen, look: Look) -> str:
        return self._sealer.seal(_plain(look), bound_to=_owner(citizen))

    def marked(self, citizen: Citizen, mark: str) -> Look | None:
        found = self._sealer.unseal(mark, bound_to=_owner(citizen))
        return None if found is None else _restored(found)

    def open(self, citizen: Citizen, look: Look) -> str:
        plain = _plain(look)
        key = self._sealer.index("look:" + json.dumps(plain, sort_keys=True))
        same = and_(DISPUTES.c.account_id == citizen.account_id, DISPUTES.c.look_index == key)
        with self._database.begin(_actor(citizen), f"disputes:{citizen.account_id}") as work:
            known = work.connection.execute(select(DISPUTES.c.id).where(same)).scalar()
            if known is not None:
                return str(known)
            dispute_id = new_id()
            work.connection.execute(
                insert(DISPUTES).values(
                    id=dispute_id,
                    account_id=citizen.account_id,
                    look_index=key,
                    state=OPEN,
                    opened_at=work.now,
                    sealed=self._sealer.seal(plain, bound_to=dispute_id),
                )
            )
            work.audit(f"account:{citizen.account_id}", "look.disputed", {"dispute_id": dispute_id})
            work.commit()
        return dispute_id

    def get(self, citizen: Citizen, dispute_id: str) -> Dispute | None:
        own = and_(DISPUTES.c.id == dispute_id, DISPUTES.c.account_id == citizen.account_id)
        with self._database.read() as connection:
            row = connection.execute(select(DISPUTES).where(own)).first()
        return None if row is None else self._dispute(row)

    def of(self, citizen: Citizen) -> Sequence[Dispute]:
        query = select(DISPUTES).where(DISPUTES.c.account_id == citizen.account_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(DISPUTES.c.id.desc()).limit(LISTED)).all()
        return [self._dispute(row) for row in rows]

    def _dispute(self, row: Row[Any]) -> Dispute:
        look = _restored(self._sealer.unseal(row.sealed, bound_to=row.id))
        return Dispute(row.id, row.state, row.opened_at, look)


def _look(log: str, item: Mapping[str, Any]) -> Look:
    at = an_instant(item["at"])
    if at is None:
        raise ValueError("a look without its time")
    return Look(
        log=log,
        at=at,
        who=item["who"],
        agency=item["agency"],
        on_behalf_of=item["on_behalf_of"],
        fields=tuple(item["fields"]),
        purpose=item["purpose"],
        case=item["case"],
        text=words(item["text"]),
    )


def _plain(look: Look) -> dict[str, Any]:
    return asdict(look) | {"at": look.at.isoformat()}


def _restored(plain: Mapping[str, Any]) -> Look:
    changed = {"at": datetime.fromisoformat(plain["at"]), "fields": tuple(plain["fields"])}
    return Look(**{**plain, **changed})


def _owner(citizen: Citizen) -> str:
    return f"look:{citizen.account_id}"


def _actor(citizen: Citizen) -> Actor:
    return Actor(kind="citizen", subject=citizen.account_id, client_id="portal")
