"""Logged-in sessions on the server: the browser holds a random token, we its hash; ended ones are refused at once.

Thirty minutes idle, eight hours in all. What belongs to the session (tokens of access among it) is sealed and bound
to the session's row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Index, MetaData, Row, String, Table, Text, and_, delete, insert, or_, select, update

from shared.db.engine import Database
from shared.db.types import UTCDateTime
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id
from shared.web.pages.cookies import fresh_token
from shared.web.pages.sealing import Sealer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a session is in use: not every page is a write."""

KEPT_AFTER_END = timedelta(days=30)
LISTED = 50


def sessions_table(metadata: MetaData) -> Table:
    """The table of sessions of one front. ``id`` names a session to its owner, ``token_hash`` finds it."""
    return Table(
        "sessions",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("token_hash", String(64), nullable=False, unique=True),
        Column("subject", String(64), nullable=False),
        Column("about", String(200), nullable=False),
        Column("started_at", UTCDateTime, nullable=False),
        Column("seen_at", UTCDateTime, nullable=False),
        Column("ends_at", UTCDateTime, nullable=False),
        Column("ended_at", UTCDateTime, nullable=True),
        Column("end_reason", String(16), nullable=True),
        Column("sealed", Text, nullable=False),
        Column("busy_until", UTCDateTime, nullable=True),
        Index("ix_sessions_subject", "subject", "id"),
        Index("ix_sessions_ends_at", "ends_at", "id"),
    )


@dataclass(frozen=True, slots=True)
class Session:
    """A session in force. ``content`` is what was sealed; ``about`` names the browser."""

    id: str
    subject: str
    about: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    content: Mapping[str, Any] = field(repr=False, default_factory=dict)


class Sessions:
    """The sessions of one front in its own database."""

    def __init__(self, database: Database[Any], table: Table, *, clock: Clock, sealer: Sealer, name: str) -> None:
        self._database = database
        self._table = table
        self._clock = clock
        self._sealer = sealer
        self._actor = Actor(kind="system", subject=f"{name}-sessions", client_id=name)

    def start(self, subject: str, content: Mapping[str, Any], *, about: str) -> str:
        """Begin a session; the token for the browser, which is kept nowhere here."""
        token, session_id, now = fresh_token(), new_id(), self._clock.now()
        with self._begin() as work:
            work.connection.execute(
                insert(self._table).values(
                    id=session_id,
                    token_hash=_hash(token),
                    subject=subject,
                    about=about[:200],
                    started_at=now,
                    seen_at=now,
                    ends_at=now + ABSOLUTE,
                    sealed=self._sealer.seal(dict(content), bound_to=session_id),
                )
            )
            work.commit()
        return token

    def find(self, token: str) -> Session | None:
        """The session of a browser's token, noted as seen; None if there is none, or it is over."""
        now = self._clock.now()
        with self._database.read() as connection:
            row = connection.execute(select(self._table).where(self._table.c.token_hash == _hash(token))).first()
        if row is None or not _in_force(row, now):
            return None
        if now - row.seen_at >= NOTED_EVERY:
            self._set(row.id, seen_at=now)
        content = self._sealer.unseal(row.sealed, bound_to=row.id)
        return None if content is None else _session(row, content)

    def owner(self, token: str) -> str | None:
        """Whose session a token is or was."""
        query = select(self._table.c.subject).where(self._table.c.token_hash == _hash(token))
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def content_of(self, session_id: str) -> Mapping[str, Any] | None:
        """What a session holds now; None if it is over."""
        with self._database.read() as connection:
            row = connection.execute(select(self._table).where(self._table.c.id == session_id)).first()
        if row is None or not _in_force(row, self._clock.now()):
            return None
        content: Mapping[str, Any] | None = self._sealer.unseal(row.sealed, bound_to=row.id)
        return content

    def reseal(self, session_id: str, content: Mapping[str, Any]) -> None:
        """Keep new content; whoever waited for it may go on."""
        self._set(session_id, sealed=self._sealer.seal(dict(content), bound_to=session_id), busy_until=None)

    def claim(self, session_id: str, patience: timedelta) -> bool:
        """Whether the caller alone may now fetch new content for a session, for at most ``patience``."""
        table, now = self._table.c, self._clock.now()
        free = or_(table.busy_until.is_(None), table.busy_until <= now)
        with self._begin() as work:
            statement = update(self._table).where(and_(table.id == session_id, free))
            claimed = work.connection.execute(statement.values(busy_until=now + patience)).rowcount == 1
            work.commit()
        return claimed

    def release(self, session_id: str) -> None:
        """Give the claim back without new content."""
        self._set(session_id, busy_until=None)

    def end(self, session_id: str, reason: str, *, subject: str | None = None) -> bool:
        """End one session (of ``subject``, if given); whether it was in force."""
        table = self._table.c
        which = and_(table.id == session_id, table.ended_at.is_(None))
        if subject is not None:
            which = and_(which, table.subject == subject)
        return self._end(which, reason) > 0

    def end_all(self, subject: str, reason: str, *, but: str | None = None) -> int:
        """End every session of a person, ``but`` one; how many there were."""
        table = self._table.c
        which = and_(table.subject == subject, table.ended_at.is_(None))
        if but is not None:
            which = and_(which, table.id != but)
        return self._end(which, reason)

    def of(self, subject: str) -> list[Session]:
        """A person's sessions in force, newest first, without their content."""
        table, now = self._table.c, self._clock.now()
        query = select(self._table).where(table.subject == subject, table.ended_at.is_(None), table.ends_at > now)
        query = query.order_by(table.id.desc()).limit(LISTED)
        with self._database.read() as connection:
            return [_session(row, {}) for row in connection.execute(query) if _in_force(row, now)]

    def forget(self) -> int:
        """Empty what sessions held that are over by time alone, and delete what has been over for a month."""
        table, now = self._table.c, self._clock.now()
        over = and_(or_(table.ends_at <= now, table.seen_at <= now - IDLE), table.sealed != "")
        with self._begin() as work:
            emptied = work.connection.execute(update(self._table).where(over).values(sealed="")).rowcount
            gone = work.connection.execute(delete(self._table).where(table.ends_at < now - KEPT_AFTER_END)).rowcount
            work.commit()
        return int(emptied + gone)

    def _end(self, which: Any, reason: str) -> int:
        with self._begin() as work:
            values = {"ended_at": work.now, "end_reason": reason[:16], "sealed": ""}
            ended = work.connection.execute(update(self._table).where(which).values(values)).rowcount
            work.commit()
        return int(ended)

    def _set(self, session_id: str, **values: Any) -> None:
        with self._begin() as work:
            work.connection.execute(update(self._table).where(self._table.c.id == session_id).values(values))
            work.commit()

    def _begin(self) -> AbstractContextManager[UnitOfWork]:
        begin: Callable[[Actor], AbstractContextManager[UnitOfWork]] = self._database.begin
        return begin(self._actor)


def _in_force(row: Row[Any], now: datetime) -> bool:
    return row.ended_at is None and now < row.ends_at and now - row.seen_at < IDLE


def _session(row: Row[Any], content: Mapping[str, Any]) -> Session:
    return Session(row.id, row.subject, row.about, row.started_at, row.seen_at, row.ends_at, content)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
