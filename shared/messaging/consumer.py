"""Consuming another service's feed: the cursor commits with the effect, so each event works exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.db.engine import Database
from shared.db.tables import CONSUMER_CURSORS
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import the_clock
from shared.messaging.feed import Event, FeedPage

W = TypeVar("W", bound=UnitOfWork)
Fetch = Callable[[str | None, int, float], FeedPage]
PAGE = 200


class Consumer(Generic[W]):
    """Applies the events of one feed, in order. ``handlers`` by event type; other types are passed over.

    A handler changes only its own database (no HTTP: it enqueues a job instead) and may see an event of the past again
    only if the feed itself repeats it, so it must not count on news being new.
    """

    def __init__(
        self,
        *,
        name: str,
        database: Database[W],
        fetch: Fetch,
        handlers: Mapping[str, Callable[[W, Event], None]],
    ) -> None:
        self.name = name
        self._database = database
        self._fetch = fetch
        self._handlers = handlers

    def run_once(self, wait: float = 0) -> int:
        """Take one page of events in; how many there were. Raises whatever fetching or a handler raises."""
        with self._database.read() as connection:
            place = self._cursor(connection)
        page = self._fetch(place, PAGE, wait)
        for event in page.items:
            handler = self._handlers.get(event.type)
            if handler is None:
                continue
            if not self._apply(place, event, handler):
                return len(page.items)
            place = event.cursor
        if page.items and place != page.next:
            self._move_past(place, page.next)
        return len(page.items)

    def _apply(self, place: str | None, event: Event, handler: Callable[[W, Event], None]) -> bool:
        with self._database.begin(the_clock(self.name), f"consumer:{self.name}") as work:
            if self._cursor(work.connection) != place:
                return False  # another replica was quicker; the next round starts from where it got to
            handler(work, event)
            self._move(work, event.cursor)
            work.commit()
        return True

    def _move_past(self, place: str | None, cursor: str) -> None:
        with self._database.begin(the_clock(self.name), f"consumer:{self.name}") as work:
            if self._cursor(work.connection) == place:
                self._move(work, cursor)
                work.commit()

    def _cursor(self, connection: Connection) -> str | None:
        query = select(CONSUMER_CURSORS.c.cursor).where(CONSUMER_CURSORS.c.consumer == self.name)
        found: Any = connection.execute(query).scalar()
        return None if found is None else str(found)

    def _move(self, work: W, cursor: str) -> None:
        dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
        row = {"cursor": cursor, "moved_at": work.now}
        statement = dialect.insert(CONSUMER_CURSORS).values(consumer=self.name, **row)
        work.connection.execute(statement.on_conflict_do_update(index_elements=["consumer"], set_=row))
