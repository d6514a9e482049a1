"""The book of what was told, and the dossiers as renewals has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from services.portal.adapters.calling import a_day, an_instant
from services.portal.adapters.sync_tables import SYNC_DOSSIERS
from services.portal.application.syncing import SYNC, DossierRecord, Entry, Step
from shared.db.engine import Database
from shared.db.unit_of_work import UnitOfWork
from shared.http.client import ServiceClient
from shared.http.faults import unavailable
from shared.kernel.actor import the_clock
from shared.messaging.feed import Event, FeedPage

NAME = "national-portal"
RENEWALS = "/api/renewals/v1"
PAGE = 500
STATES = (
    "submitted", "checking", "awaiting_clearance", "awaiting_payment", "under_review", "supplement_requested",
    "approved", "issuing", "issued", "delivered", "withdrawn", "stopped", "refused",
)  # fmt: skip
NEWS = tuple(f"application.{state}" for state in STATES)
"""The events of renewals that say a dossier has gone on."""


class SqlBookWork:
    """See :class:`services.portal.application.syncing.BookWork`."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self.now = work.now
        self.enqueue = work.enqueue

    def put(self, entry: Entry) -> None:
        put(self._work.connection, entry)

    def commit(self) -> None:
        self._work.commit()


class SqlBook:
    """See :class:`services.portal.application.syncing.Book`."""

    def __init__(self, database: Database[UnitOfWork]) -> None:
        self._database = database

    def get(self, application_id: str) -> Entry | None:
        with self._database.read() as connection:
            return _get(connection, application_id)

    def entries(self, *, parked: bool | None = None) -> Iterator[Entry]:
        table, last = SYNC_DOSSIERS, ""
        while True:
            query = select(table).where(table.c.application_id > last).order_by(table.c.application_id).limit(PAGE)
            if parked is not None:
                query = query.where(table.c.parked_at.is_not(None) if parked else table.c.parked_at.is_(None))
            with self._database.read() as connection:
                found = [_entry(row) for row in connection.execute(query)]
            if not found:
                return
            yield from found
            last = found[-1].application_id

    @contextmanager
    def begin(self) -> Iterator[SqlBookWork]:
        with self._database.begin(the_clock(NAME)) as work:
            yield SqlBookWork(work)


def put(connection: Connection, entry: Entry) -> None:
    """Write an entry, new or known."""
    values = asdict(entry)
    here = SYNC_DOSSIERS.c.application_id == entry.application_id
    if connection.execute(update(SYNC_DOSSIERS).where(here).values(values)).rowcount == 0:
        connection.execute(insert(SYNC_DOSSIERS).values(values))


def take_news(work: UnitOfWork, event: Event) -> None:
    """A dossier went on: promise to tell it. The cursor of the feed commits with the promise."""
    if _get(work.connection, event.subject_id) is None:
        put(work.connection, Entry(event.subject_id, str(event.data["code"])))
    work.enqueue(SYNC, event.subject_id, run_at=work.now)


class HttpRecords:
    """See :class:`services.portal.application.syncing.Records`; asks as the portal itself."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def record(self, application_id: str) -> DossierRecord:
        path = f"{RENEWALS}/applications/{application_id}/portal-record"
        found = self._client.get(path, purpose="reissue", case=application_id).json
        try:
            return _record(found)
        except (KeyError, TypeError, ValueError) as error:
            raise unavailable("renewals") from error

    def all_ids(self) -> Iterator[tuple[str, str]]:
        seen, place = set(), None
        while True:
            page = self.feed(place, PAGE, 0)
            for event in page.items:
                if event.type in NEWS and event.subject_id not in seen:
                    seen.add(event.subject_id)
                    yield event.subject_id, str(event.data["code"])
            if not page.items:
                return
            place = page.next

    def feed(self, after: str | None, limit: int, wait: float) -> FeedPage:
        """A page of renewals' events, for a consumer."""
        params: dict[str, Any] = {"limit": limit, "wait": int(wait)} | ({} if after is None else {"after": after})
        page = self._client.get(f"{RENEWALS}/events", params=params, timeout=(1.0, wait + 10.0)).json
        try:
            return FeedPage(tuple(_event(item) for item in page["items"]), page["next"])
        except (KeyError, TypeError, ValueError) as error:
            raise unavailable("renewals") from error


def _event(item: Mapping[str, Any]) -> Event:
    at = datetime.fromisoformat(item["occurred_at"])
    return Event(
        id=item["id"],
        type=item["type"],
        subject_id=item["subject_id"],
        occurred_at=at,
        data=item["data"],
        cursor=item["cursor"],
    )


def _record(found: Mapping[str, Any]) -> DossierRecord:
    view, applicant, fee = found["application"], found["applicant"], found["application"]["fee"]
    steps = tuple(_step(step) for step in found["steps"])
    return DossierRecord(
        application_id=view["id"],
        code=view["code"],
        procedure=view["procedure"],
        procedure_name=found["procedure_name"]["vi"],
        holder_name=applicant["full_name"],
        citizen_id=applicant["citizen_id"],
        phone=applicant["phone"],
        email=applicant["email"],
        channel=view["channel"],
        submitted_at=_instant(view["submitted_at"]),
        accepted_at=an_instant(view["accepted_at"]),
        due_on=_due(view),
        ended_at=steps[-1].at if view["portal_state"] in {3, 7, 8, 9, 10} else None,
        portal_state=view["portal_state"],
        state_text=view["portal_state_text"]["vi"],
        fee_vnd=None if fee is None else fee["amount_vnd"],
        fee_paid=fee is not None and (fee["paid_at"] is not None or fee["amount_vnd"] == 0),
        agency=view["desk"]["agency"],
        steps=steps,
    )


def _due(view: Mapping[str, Any]) -> date | None:
    return a_day(view["clock"]["due_on"])


def _step(step: Mapping[str, Any]) -> Step:
    return Step(_instant(step["at"]), step["portal_state"], step["by"], step["text"]["vi"])


def _instant(text: str) -> datetime:
    at = an_instant(text)
    if at is None:
        raise ValueError("no instant")
    return at


def _get(connection: Connection, application_id: str) -> Entry | None:
    row = connection.execute(select(SYNC_DOSSIERS).where(SYNC_DOSSIERS.c.application_id == application_id)).first()
    return None if row is None else _entry(row)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it
