"""Taking thousands of records in, a chunk per commit, to be gone on with after a crash under the same key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from services.violations.application.intake import (
    MoreLocks,
    Refused,
    Submission,
    Taken,
    locks_for,
    submission,
    take_in,
)
from services.violations.application.ports import Batch, Counts, Rejection, Store, Work
from services.violations.application.sources import hear
from services.violations.domain.case import Case
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.checks import case_faults
from services.violations.domain.versions import Effect
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.errors import Fault, Invalid, NotFound
from shared.kernel.ids import new_id

CHUNK = 1000
"""Records per commit: a writer holds the database for a fraction of a second."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that is no case by its form; ``source`` and ``case_number`` as far as they could be read."""

    case_number: str | None
    faults: tuple[Fault, ...]
    source: str | None = None


Reader = Callable[[int], Case | Unreadable]
"""Reads the record with that index; called once per record and attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """A batch as received: whose, under which key, which bytes, how many records and how to read each."""

    client_id: str
    key: str
    fingerprint: str
    received: int
    record: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRules:
    """What a record must satisfy, and when a source counts as having been silent."""

    sources: Collection[str]
    catalogue: Catalogue
    max_silence: timedelta


def push_batch(store: Store, request: BatchRequest, *, rules: IntakeRules, actor: Actor, clock: Clock) -> Batch:
    """Take a batch in, or go on with it, or give its answer again.

    Each chunk commits with the batch's progress, so that a repeated request starts after the last chunk committed;
    two at once share the work. Raises Invalid ``idempotency-key-reused`` if the key came with other bytes.
    """
    batch = _begin(store, request, actor=actor, clock=clock)
    if batch.fingerprint != request.fingerprint:
        raise Invalid("idempotency-key-reused")
    while batch.finished_at is None:
        batch = _chunk(store, request, batch, rules=rules, actor=actor, clock=clock)
    return read_batch(store, batch.id, client_id=request.client_id)


def read_batch(store: Store, batch_id: str, *, client_id: str) -> Batch:
    """A client's own batch with its rejections. Raises NotFound."""
    with store.read() as reading:
        batch = reading.batches.of_client(batch_id, client_id)
    if batch is None:
        raise NotFound("not-found")
    return batch


def _begin(store: Store, request: BatchRequest, *, actor: Actor, clock: Clock) -> Batch:
    fresh = Batch(new_id(), request.client_id, request.fingerprint, request.received, 0, Counts(), clock.now(), None)
    with store.begin(actor, f"batch:{request.client_id}/{request.key}") as work:
        return work.commit(work.batches.begin(fresh, request.key))


def _chunk(
    store: Store, request: BatchRequest, batch: Batch, *, rules: IntakeRules, actor: Actor, clock: Clock
) -> Batch:
    start, end = batch.next_index, min(batch.next_index + CHUNK, batch.received)
    good, rejections = _read_records(request, range(start, end), rules, clock)
    submissions = [item for _, item in good]
    locks = {f"batch:{request.client_id}/{request.key}"} | locks_for(submissions)
    while True:
        with store.begin(actor, *sorted(locks)) as work:
            now_at = work.batches.progress(batch.id)
            if now_at is None or now_at.next_index != start or now_at.finished_at is not None:
                return now_at or batch
            outcomes = take_in(work, submissions, locks=locks)
            if isinstance(outcomes, MoreLocks):
                locks |= outcomes.locks
                continue
            refused, counts = _sort_out(good, outcomes, rejections)
            more = hear(work, _tallies(good, outcomes, refused, rules), max_silence=rules.max_silence, locks=locks)
            if more:
                locks |= more
                continue
            work.batches.advance(batch.id, counts=counts, next_index=end, rejections=refused)
            _record_end(work, batch, end)
            finished_at = work.now if end == batch.received else None
            return work.commit(replace(batch, next_index=end, finished_at=finished_at))


def _read_records(
    request: BatchRequest, indexes: range, rules: IntakeRules, clock: Clock
) -> tuple[list[tuple[int, Submission]], list[Rejection]]:
    good: list[tuple[int, Submission]] = []
    rejections: list[Rejection] = []
    now = clock.now()
    for index in indexes:
        record = request.record(index)
        if isinstance(record, Unreadable):
            rejections.append(Rejection(index, record.case_number, record.faults, record.source))
            continue
        faults = case_faults(record, catalogue=rules.catalogue, now=now)
        if record.source not in rules.sources:
            faults = (Fault("/source", "source-not-allowed", {"source": record.source}), *faults)
        if faults:
            rejections.append(Rejection(index, record.case_number, faults, record.source))
        else:
            good.append((index, submission(record)))
    return good, rejections


def _sort_out(
    good: Sequence[tuple[int, Submission]], outcomes: Sequence[Taken | Refused], rejections: Sequence[Rejection]
) -> tuple[list[Rejection], Counts]:
    refused = list(rejections)
    effects: Counter[Effect] = Counter()
    for (index, item), outcome in zip(good, outcomes, strict=True):
        if isinstance(outcome, Refused):
            refused.append(Rejection(index, item.case.case_number, (outcome.fault,), item.case.source))
        else:
            effects[outcome.effect] += 1
    return refused, Counts(
        created=effects[Effect.CREATED],
        updated=effects[Effect.UPDATED],
        unchanged=effects[Effect.UNCHANGED],
        stale=effects[Effect.STALE],
        rejected=len(refused),
    )


def _tallies(
    good: Sequence[tuple[int, Submission]],
    outcomes: Sequence[Taken | Refused],
    refused: Sequence[Rejection],
    rules: IntakeRules,
) -> dict[str, tuple[int, int, int]]:
    """Per source of the client: every one of them was heard of.

    A reject counts for the source it names, or for the first where it names none of the client's.
    """
    created: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for (_, item), outcome in zip(good, outcomes, strict=True):
        records[item.case.source] += 1
        if isinstance(outcome, Taken) and outcome.effect is Effect.CREATED:
            created[item.case.source] += 1
    sources = sorted(rules.sources)
    rejects = Counter(one.source if one.source in rules.sources else sources[0] for one in refused) if sources else {}
    return {source: (created[source], records[source], rejects.get(source, 0)) for source in sources}


def _record_end(work: Work, batch: Batch, end: int) -> None:
    if end == batch.received and batch.received:
        work.audit(f"batch:{batch.id}", "batch.finished", {"received": batch.received})
