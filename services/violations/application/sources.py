"""Hearing of police sources, noticing their silence, and telling both exactly once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.violations.application.ports import SourceRow, Store, Work
from services.violations.application.telling import source_lock
from services.violations.domain.freshness import Silence, SourceState
from shared.kernel.actor import the_clock
from shared.kernel.clock import Clock

Tally = tuple[int, int, int]
"""Of one source in one push: cases created, records, rejects."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source for its own agency and for the public: counts and freshness, nothing personal."""

    state: SourceState
    cases: int
    records: int
    rejects: int


def list_sources(
    store: Store, *, silence: Silence, clock: Clock, after: str = "", limit: int = 1000
) -> list[SourceReport]:
    """Up to ``limit`` of the sources heard of or required, by code, from after ``after``."""
    now = clock.now()
    with store.read() as reading:
        rows = {row.source: row for row in reading.sources.rows()}
    states = silence.states({source: row.last_received_at for source, row in rows.items()}, now)
    wanted = [state for state in states if state.source > after][:limit]
    return [_report(state, rows.get(state.source)) for state in wanted]


def hear(work: Work, tallies: Mapping[str, Tally], *, max_silence: timedelta, locks: Collection[str]) -> frozenset[str]:
    """Note that sources were heard of now; ``source.back`` where one had been silent.

    Returns the locks that are missing for that announcement; the caller then begins anew with them.
    """
    rows = work.sources.ensure(tallies)
    back = [row for row in rows if _was_silent(row, work.now, max_silence)]
    missing = {source_lock(row.source) for row in back} - set(locks)
    if missing:
        return frozenset(missing)
    for source in sorted(tallies):
        created, records, rejects = tallies[source]
        work.sources.heard(source, created=created, records=records, rejects=rejects)
    for row in back:
        work.emit("source.back", row.source, {"source": row.source})
    return frozenset()


def watch_sources(store: Store, *, silence: Silence, clock: Clock) -> int:
    """Announce each source that has fallen silent since it was last looked at; how many. Run periodically."""
    now = clock.now()
    with store.read() as reading:
        rows = {row.source: row for row in reading.sources.rows()}
    suspects = [
        source for source in sorted({*rows, *silence.required_sources}) if _is_news(rows.get(source), silence, now)
    ]
    return sum(_announce(store, source, silence) for source in suspects)


def _announce(store: Store, source: str, silence: Silence) -> bool:
    with store.begin(the_clock("violations"), source_lock(source)) as work:
        row = work.sources.ensure([source])[0]
        if not _is_news(row, silence, work.now):
            return False
        work.sources.announce_silence(source)
        last = row.last_received_at
        work.emit(
            "source.silent",
            source,
            {"source": source, "last_received_at": last.isoformat().replace("+00:00", "Z") if last else None},
        )
        return work.commit(result=True)


def _is_news(row: SourceRow | None, silence: Silence, now: datetime) -> bool:
    if row is None:
        return True
    return not row.silent and not silence.is_fresh(row.last_received_at, now)


def _was_silent(row: SourceRow, now: datetime, max_silence: timedelta) -> bool:
    return row.silent or row.last_received_at is None or now - row.last_received_at > max_silence


def _report(state: SourceState, row: SourceRow | None) -> SourceReport:
    if row is None:
        return SourceReport(state, 0, 0, 0)
    return SourceReport(state, row.cases, row.records, row.rejects)
