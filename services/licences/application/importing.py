"""Loading the old register: chunk by chunk, each chunk one commit, so that a killed import goes on where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Generic, TypeVar

from services.licences.application.ports import Begin, ImportRun, Rejection, Work
from services.licences.domain.registry import Effect
from shared.kernel.actor import Actor
from shared.kernel.errors import Fault, Invalid, Unavailable
from shared.kernel.ids import new_id

CHUNK = 500
"""Records per commit; small enough that an issuance waiting for the same licence hardly notices."""

KEY_KEPT_FOR = timedelta(days=7)
REGISTRY_LOCK = "registry"
"""Imports take turns: two loads of one licence never race."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[R]):
    """One record as it was read: its value, or what is wrong with it."""

    index: int
    key: str | None
    value: R | None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class Outcomes:
    """What the records of a chunk did."""

    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)

    def did(self, effect: Effect) -> None:
        """Count a record that was taken."""
        self.counts[str(effect)] += 1

    def reject(self, record: Parsed[R], *faults: Fault) -> None:
        """Keep a record that was not."""
        self.rejections.append(Rejection(record.index, record.key, faults))


@dataclass(frozen=True, slots=True)
class Loader(Generic[R]):
    """How one kind of record is loaded. ``subjects`` names the locks a chunk needs, asked before it begins.

    ``load`` returns None if something appeared meanwhile that it holds no lock for: the chunk is then begun again.
    """

    kind: str
    subjects: Callable[[Sequence[R]], Sequence[str]]
    load: Callable[[Work, Sequence[Parsed[R]], Sequence[str], Outcomes], bool]


def run_import(
    loader: Loader[R], records: Sequence[Parsed[R]], *, key: str, fingerprint: str, begin: Begin, actor: Actor
) -> ImportRun:
    """Load the records. The same key again goes on, or gives the finished run.

    Raises Invalid ``idempotency-key-reused`` if the key came with other content.
    """
    run = _start(loader.kind, len(records), key=key, fingerprint=fingerprint, begin=begin, actor=actor)
    while run.done < run.received:
        run = _load_chunk(loader, run, records[run.done : run.done + CHUNK], begin=begin, actor=actor)
    return run


def _start(kind: str, received: int, *, key: str, fingerprint: str, begin: Begin, actor: Actor) -> ImportRun:
    with begin(actor, REGISTRY_LOCK) as work:
        known = work.import_runs.by_key(client_id=actor.client_id, kind=kind, key=key)
        if known is not None and known.started_at > work.now - KEY_KEPT_FOR:
            if known.fingerprint != fingerprint:
                raise Invalid("idempotency-key-reused")
            return known
        if known is not None:
            work.import_runs.release_key(known.id)
        run = ImportRun(
            id=new_id(),
            kind=kind,
            client_id=actor.client_id,
            key=key,
            fingerprint=fingerprint,
            received=received,
            done=0,
            counts={},
            rejections=(),
            started_at=work.now,
        )
        work.import_runs.add(run)
        work.audit(f"import:{run.id}", "import-started", {"kind": kind, "received": received})
        work.commit()
        return run


def _load_chunk(
    loader: Loader[R], run: ImportRun, chunk: Sequence[Parsed[R]], *, begin: Begin, actor: Actor
) -> ImportRun:
    good = [record for record in chunk if record.value is not None]
    for _ in range(5):
        locks = loader.subjects([record.value for record in good if record.value is not None])
        with begin(actor, REGISTRY_LOCK, *locks) as work:
            now = work.import_runs.by_key(client_id=run.client_id, kind=run.kind, key=run.key)
            if now is None or now.id != run.id:
                raise Invalid("idempotency-key-reused")
            if now.done != run.done:
                return now  # the same request, sent twice, is being worked on elsewhere: go on from there
            outcomes = Outcomes()
            if not loader.load(work, good, locks, outcomes):
                continue
            for record in chunk:
                if record.value is None:
                    outcomes.reject(record, *record.faults)
            moved = _moved(run, len(chunk), outcomes)
            work.import_runs.move(moved)
            work.commit()
            return moved
    raise Unavailable("service-unavailable")


def _moved(run: ImportRun, records: int, outcomes: Outcomes) -> ImportRun:
    rejections = sorted((*run.rejections, *outcomes.rejections), key=lambda rejection: rejection.index)
    return replace(
        run,
        done=run.done + records,
        counts=dict(Counter(run.counts) + outcomes.counts),
        rejections=tuple(rejections),
    )
