"""Durable jobs: promised in the transaction of a change, kept afterwards, by whichever process comes first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from shared.db.engine import Database
from shared.db.tables import JOBS
from shared.kernel.actor import the_clock

LEASE = timedelta(seconds=120)
"""How long a claimed job is left alone; a killed process's jobs are free again after it."""

LEASE_TO_BEGIN_WITH = timedelta(seconds=90)
"""A job is begun with at least this much left: one that waited behind slow ones gets a new lease first, if it can."""

FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=5)
AT_ONCE = 20
ERROR_KEPT = 500

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A promise being kept. ``attempts`` counts failures so far."""

    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    generation: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """A job in hand, ours until ``until`` (UTC)."""

    job: Job
    until: datetime


Handler = Callable[[Job], datetime | None]
"""Does the work in its own units of work and must bear being run twice. Returns when to run again, or None if done."""


class JobRunner:
    """Runs due jobs of one service."""

    def __init__(self, database: Database[Any], handlers: Mapping[str, Handler], *, service: str) -> None:
        self._database = database
        self._handlers = handlers
        self._actor = the_clock(service)

    def run_due(self) -> int:
        """Run what is due now, at most 20 jobs; how many were claimed.

        Other processes may run jobs of the same service: a job is claimed by one, and is another's once its lease is
        over.
        """
        claims = self._claim()
        for claim in claims:
            held = self._held(claim)
            if held is not None:
                self._run(held)
        return len(claims)

    def _claim(self) -> list[_Claim]:
        now = self._database.clock.now()
        due = and_(
            JOBS.c.kind.in_(sorted(self._handlers)),
            JOBS.c.run_at <= now,
            or_(JOBS.c.leased_until.is_(None), JOBS.c.leased_until <= now),
        )
        query = select(JOBS).where(due).order_by(JOBS.c.run_at, JOBS.c.kind, JOBS.c.key).limit(AT_ONCE)
        with self._database.read() as connection:
            if connection.execute(query.limit(1)).first() is None:
                return []
        until = now + LEASE
        with self._database.begin(self._actor) as work:
            jobs = [
                Job(row.kind, row.key, row.payload, row.attempts, row.generation)
                for row in work.connection.execute(query.with_for_update(skip_locked=True))
            ]
            for job in jobs:
                work.connection.execute(update(JOBS).where(_is(job)).values(leased_until=until))
            work.commit()
        return [_Claim(job, until) for job in jobs]

    def _held(self, claim: _Claim) -> _Claim | None:
        """The claim with enough of its lease left, or None if somebody else has the job by now."""
        now = self._database.clock.now()
        if claim.until - now >= LEASE_TO_BEGIN_WITH:
            return claim
        until = now + LEASE
        with self._database.begin(self._actor) as work:
            kept = work.connection.execute(update(JOBS).where(_ours(claim)).values(leased_until=until)).rowcount
            work.commit()
        return _Claim(claim.job, until) if kept else None

    def _run(self, claim: _Claim) -> None:
        job = claim.job
        try:
            again = self._handlers[job.kind](job)
        except Exception as error:  # noqa: BLE001  # whatever went wrong, the promise stands and is tried again
            log.warning("job-failed", kind=job.kind, key=job.key, attempts=job.attempts + 1, error=repr(error))
            self._retry(claim, repr(error)[:ERROR_KEPT])
            return
        with self._database.begin(self._actor) as work:
            same = and_(_is(job), JOBS.c.generation == job.generation)
            if again is None:
                work.connection.execute(delete(JOBS).where(same))
            else:
                work.connection.execute(update(JOBS).where(same).values(run_at=again, attempts=0, last_error=None))
            # Asked for again while it ran: it stays, and is free to run at once.
            work.connection.execute(update(JOBS).where(_ours(claim)).values(leased_until=None))
            work.commit()

    def _retry(self, claim: _Claim, error: str) -> None:
        pause = min(FIRST_RETRY * 2 ** min(claim.job.attempts, 16), LONGEST_RETRY)
        with self._database.begin(self._actor) as work:
            work.connection.execute(
                update(JOBS)
                .where(_ours(claim))
                .values(run_at=work.now + pause, attempts=JOBS.c.attempts + 1, last_error=error, leased_until=None)
            )
            work.commit()


def overdue(database: Database[Any]) -> float:
    """How many jobs should have been run by now; not a number if the database does not answer. For a gauge."""
    now = database.clock.now()
    query = select(func.count()).select_from(JOBS).where(JOBS.c.run_at <= now)
    try:
        with database.read() as connection:
            return float(connection.execute(query).scalar() or 0)
    except SQLAlchemyError:
        return math.nan


def release_abandoned(database: Database[Any]) -> int:
    """Free every claimed job. For a process that knows it is the only one, at its start; how many."""
    with database.begin(the_clock("jobs")) as work:
        freed: int = work.connection.execute(
            update(JOBS).where(JOBS.c.leased_until.is_not(None)).values(leased_until=None)
        ).rowcount
        work.commit()
    return freed


def _is(job: Job) -> Any:
    return and_(JOBS.c.kind == job.kind, JOBS.c.key == job.key)


def _ours(claim: _Claim) -> Any:
    return and_(_is(claim.job), JOBS.c.leased_until == claim.until)
