"""Every database: reachable, of this code's schema, in time, its logs whole, its jobs done, its feeds read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.commands.doctor.installation import Installation, Result, left_out, reachable
from shared.kernel.clock import Clock
from shared.kernel.settings import SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from services.suite import Part

CHAINS_LOOKED_AT = 500
HOURS_LOOKED_AT = 48
PATIENCE = timedelta(minutes=2)
"""A job or an event older than this should have been dealt with: workers look every second."""

LARGEST_SKEW = timedelta(seconds=5)
TAMPERED = "An entry was changed or taken out. Keep the file, and compare it with a backup."


def databases(installation: Installation) -> Iterator[Result]:
    """All that can be asked of the databases, service by service."""
    from sqlalchemy import create_engine  # heavy
    from sqlalchemy.exc import SQLAlchemyError

    for part in installation.parts:
        try:
            settings = installation.settings(part)
        except SettingsError:
            continue  # said above
        if not reachable(settings.database_url):
            yield Result(f"Schema of {part.name}", False, "no database", "Run `gplx migrate`.")
            continue
        engine = create_engine(settings.database_url)
        try:
            with engine.connect() as connection:
                yield from _one(installation, part, connection)
        except SQLAlchemyError as error:
            advice = f"Is the server up, and is what GPLX_{part.name.upper()}_DATABASE_URL says right?"
            yield Result(f"Database of {part.name}", False, type(error).__name__, advice)
            continue
        finally:
            engine.dispose()
        lookups_url = getattr(settings, "lookups_url", None)
        if lookups_url is not None and reachable(lookups_url):
            yield from _seals(part.name, lookups_url, installation.clock)


def _one(installation: Installation, part: Part, connection: Connection) -> Iterator[Result]:
    from shared.db.migrations import current_revision, head_of

    revision, head = current_revision(connection, part.migrations), head_of(part.migrations)
    yield Result(f"Schema of {part.name}", revision == head, f"{revision} of {head}", "Run `gplx migrate`.")
    if revision != head:
        return
    yield from _clock(part.name, connection, installation.clock)
    yield from _chains(part.name, connection)
    yield from jobs(part.name, connection, installation.clock)
    yield from feeds(installation, part, connection)


def _clock(name: str, connection: Connection, clock: Clock) -> Iterator[Result]:
    from sqlalchemy import text

    if connection.dialect.name != "postgresql":
        return  # the clock of this machine
    there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    skew = abs(there - clock.now())
    advice = "Let both machines follow one time server: terms, leases and tokens hang on it."
    yield Result(f"Clock of {name}'s database", skew <= LARGEST_SKEW, f"{skew.total_seconds():.1f} s apart", advice)


def _chains(name: str, connection: Connection) -> Iterator[Result]:
    from shared.db.audit import broken_links, newest_chains, read_chain

    chains = newest_chains(connection, limit=CHAINS_LOOKED_AT)
    broken = [chain for chain in chains if broken_links(read_chain(connection, chain))]
    seen = f"{len(chains)} newest chains whole" if not broken else f"broken: {', '.join(broken)}"
    yield Result(f"Audit of {name}", not broken, seen, TAMPERED)


def _seals(name: str, url: str, clock: Clock) -> Iterator[Result]:
    from sqlalchemy.exc import SQLAlchemyError

    from shared.db.lookups import LookupLog
    from shared.db.lookups.seals import broken_seals

    log = LookupLog(url, clock=clock, service="doctor")
    try:
        hours = [hour.isoformat() for hour in broken_seals(log, limit=HOURS_LOOKED_AT)]
    except SQLAlchemyError as error:
        yield Result(f"Look-ups of {name}", False, type(error).__name__, "Run `gplx migrate`.")
        return
    finally:
        log.close()
    seen = "seals hold" if not hours else f"hours that differ: {', '.join(hours)}"
    yield Result(f"Look-ups of {name}", not hours, seen, TAMPERED)


def jobs(name: str, connection: Connection, clock: Clock) -> Iterator[Result]:
    """Jobs that should have been done, and why the oldest is not."""
    from sqlalchemy import func, select

    from shared.db.tables import JOBS

    due = JOBS.c.run_at <= clock.now() - PATIENCE
    waiting: int = connection.execute(select(func.count()).select_from(JOBS).where(due)).scalar_one()
    if not waiting:
        yield Result(f"Jobs of {name}", True, "none is overdue")
        return
    oldest = connection.execute(select(JOBS).where(due).order_by(JOBS.c.run_at, JOBS.c.kind, JOBS.c.key)).first()
    seen = f"{waiting} overdue, the oldest ({oldest.kind}) since {oldest.run_at:%d/%m/%Y %H:%M} UTC" if oldest else ""
    seen += f", last: {oldest.last_error}" if oldest and oldest.last_error else ""
    yield Result(f"Jobs of {name}", False, seen, f"Is `gplx work {name}` (or `make run`) running? See its log.")


def feeds(installation: Installation, part: Part, connection: Connection) -> Iterator[Result]:
    """How far each consumer of a feed is behind; where the provider's database is not told of here, that is said."""
    from sqlalchemy import select

    from shared.db.tables import CONSUMER_CURSORS

    rows = connection.execute(select(CONSUMER_CURSORS).order_by(CONSUMER_CURSORS.c.consumer)).all()
    for row in rows:
        what = f"News of {row.consumer} for {part.name}"
        provider = next((other for other in installation.parts if other.name == row.consumer), None)
        if provider is None:
            yield left_out(what, f"the database of {row.consumer} is not told of here", "Look where both are.")
            continue
        oldest = _oldest_unread(installation.settings(provider), row.cursor, installation.clock)
        behind = installation.clock.now() - oldest if oldest else timedelta(0)
        seen = "all read" if oldest is None else f"unread for {behind.total_seconds():.0f} s"
        yield Result(what, behind <= PATIENCE, seen, f"Is `gplx work {part.name}` (or `make run`) running?")


def _oldest_unread(settings: Any, cursor: str, clock: Clock) -> datetime | None:
    from shared.db.engine import Database
    from shared.db.unit_of_work import UnitOfWork
    from shared.messaging.feed import read_feed

    database = Database.open(settings.database_url, clock=clock, unit_of_work=UnitOfWork)
    try:
        page = read_feed(database, after=cursor, limit=1)
    finally:
        database.close()
    return page.items[0].occurred_at if page.items else None
