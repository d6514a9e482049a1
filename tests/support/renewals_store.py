"""The store of renewals in memory: commits are whole, and the process may die at any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.renewals.application.repositories import Notice, Supplement, TimelineEntry
from services.renewals.domain.decisions import Decision
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.papers import Paper, PaperKind
from services.renewals.domain.payments import UNPAID, Payment, PaymentKind, PaymentState
from services.renewals.domain.states import CLOCK_MAY_RUN, HOLDS_THE_LICENCE, State
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict


class KilledError(BaseException):
    """kill -9: nothing after this line runs, and no handler sees it."""


@dataclass
class Shelf:
    """Everything that is committed."""

    dossiers: dict[str, Dossier] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    papers: dict[tuple[str, PaperKind], Paper] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    jobs: dict[tuple[str, str], datetime] = field(default_factory=dict)
    events: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)
    audit: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)

    def copy(self) -> Shelf:
        return Shelf(**{name: value.copy() for name, value in vars(self).items()})


class MemoryDossiers:
    def __init__(self, shelf: Shelf) -> None:
        self._all = shelf.dossiers
        self._numbers = shelf.numbers

    def get(self, application_id: str) -> Dossier | None:
        return self._all.get(application_id)

    def by_code(self, code: str, date_of_birth: date) -> Dossier | None:
        known = (code, date_of_birth)
        return next((d for d in self._all.values() if (d.code, d.filing.date_of_birth) == known), None)

    def add(self, dossier: Dossier) -> None:
        self._check(dossier)
        self._all[dossier.id] = dossier

    def save(self, dossier: Dossier) -> None:
        if self._all[dossier.id].version != dossier.version - 1:
            raise Conflict("state-conflict")
        self._check(dossier)
        self._all[dossier.id] = dossier

    def _check(self, dossier: Dossier) -> None:
        if dossier.state not in HOLDS_THE_LICENCE or dossier.filing.licence_id is None:
            return
        for other in self._all.values():
            same = other.filing.licence_id == dossier.filing.licence_id
            if other.id != dossier.id and same and other.state in HOLDS_THE_LICENCE:
                raise Conflict("application-already-open")

    def next_number(self, prefix: str) -> int:
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return self._numbers[prefix]

    def open_ids_of_person(self, person: str, limit: int) -> Sequence[str]:
        return [i for i in self.waiting_ids("", limit) if self._all[i].person == person]

    def waiting_ids(self, after: str, limit: int) -> Sequence[str]:
        waiting = sorted(i for i, d in self._all.items() if d.state is State.AWAITING_CLEARANCE and i > after)
        return waiting[:limit]

    def running(self, after: str, limit: int) -> Sequence[Dossier]:
        found = sorted((d for d in self._all.values() if d.state in CLOCK_MAY_RUN and d.id > after), key=lambda d: d.id)
        return [dossier for dossier in found if dossier.accepted_at is not None][:limit]

    def of_citizen(self, citizen_id: str, *, after: Any, limit: int) -> Sequence[Dossier]:
        return [d for d in self._all.values() if d.filing.citizen_id == citizen_id][:limit]

    def worklist(
        self, *, desk: str | None, states: Sequence[State], due_before: date | None, after: Any, limit: int
    ) -> Sequence[Dossier]:
        return [d for d in self._all.values() if d.state in states][:limit]


class MemoryPayments:
    def __init__(self, shelf: Shelf) -> None:
        self._all = shelf.payments

    def get(self, payment_id: str) -> Payment | None:
        return self._all.get(payment_id)

    def add(self, payment: Payment) -> None:
        self._all[payment.id] = payment

    def save(self, payment: Payment) -> None:
        if self._all[payment.id].version != payment.version - 1:
            raise Conflict("state-conflict")
        self._all[payment.id] = payment

    def unpaid_fee(self, application_id: str) -> Payment | None:
        found = [p for p in self._all.values() if p.application_id == application_id and p.state in UNPAID]
        return found[-1] if found else None

    def pending_fine(self, case_id: str) -> Payment | None:
        pending = {*UNPAID, PaymentState.PAID}
        found = [p for p in self._all.values() if p.kind is PaymentKind.FINE and p.case_id == case_id]
        return next((p for p in reversed(found) if p.state in pending), None)

    def of_application(self, application_id: str, limit: int) -> Sequence[Payment]:
        return [p for p in self._all.values() if p.application_id == application_id][:limit]


class MemoryDecisions:
    def __init__(self, shelf: Shelf) -> None:
        self._all = shelf.decisions

    def add(self, decision: Decision) -> None:
        self._all.append(decision)

    def save(self, decision: Decision) -> None:
        self._all[[known.id for known in self._all].index(decision.id)] = decision

    def latest(self, application_id: str) -> Decision | None:
        return next((d for d in reversed(self._all) if d.application_id == application_id), None)


class MemoryList:
    def __init__(self, entries: list[Any]) -> None:
        self._entries = entries

    def add(self, entry: Any) -> None:
        self._entries.append(entry)

    def of(self, application_id: str, limit: int) -> Sequence[Any]:
        return [entry for entry in self._entries if entry.application_id == application_id][:limit]


class MemoryNotices:
    def __init__(self, shelf: Shelf) -> None:
        self._all = shelf.notices

    def remember(self, notice: Notice, at: datetime) -> bool:
        return self._all.setdefault(notice.event_id, notice) is notice


class MemoryPapers:
    def __init__(self, shelf: Shelf) -> None:
        self._all = shelf.papers

    def add(self, paper: Paper) -> None:
        assert (paper.application_id, paper.kind) not in self._all
        self._all[paper.application_id, paper.kind] = paper

    def get(self, application_id: str, kind: PaperKind) -> Paper | None:
        return self._all.get((application_id, kind))

    def of(self, application_id: str) -> list[Paper]:
        return [paper for (owner, _kind), paper in sorted(self._all.items()) if owner == application_id]


class MemoryReadings:
    def __init__(self, shelf: Shelf) -> None:
        self.dossiers = MemoryDossiers(shelf)
        self.payments = MemoryPayments(shelf)
        self.decisions = MemoryDecisions(shelf)
        self.timeline = MemoryList(shelf.timeline)
        self.supplements = MemoryList(shelf.supplements)
        self.papers = MemoryPapers(shelf)
        self.notices = MemoryNotices(shelf)


class MemoryWork(MemoryReadings):
    def __init__(self, shelf: Shelf, actor: Actor, now: datetime) -> None:
        super().__init__(shelf)
        self.shelf = shelf
        self.actor = actor
        self.now = now
        self.committed = False

    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None:
        self.shelf.audit.append((chain, action, detail))

    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None:
        self.shelf.events.append((type, subject_id, data))

    def enqueue(
        self, kind: str, key: str, payload: Mapping[str, object] | None = None, *, run_at: datetime | None = None
    ) -> None:
        when = run_at or self.now
        self.shelf.jobs[kind, key] = min(when, self.shelf.jobs.get((kind, key), when))

    def commit(self, result: Any = None) -> Any:
        self.committed = True
        return result


class MemoryStore:
    """``die_at``: the process is killed at the so-many-th commit from now, just before or just after it."""

    def __init__(self, clock: Clock) -> None:
        self.shelf = Shelf()
        self._clock = clock
        self._open = False
        self.die_at: tuple[int, str] | None = None

    @contextmanager
    def read(self) -> Iterator[MemoryReadings]:
        yield MemoryReadings(self.shelf.copy())

    @contextmanager
    def begin(self, actor: Actor, *locks: str) -> Iterator[MemoryWork]:
        assert not self._open, "a unit of work is open"
        work = MemoryWork(self.shelf.copy(), actor, self._clock.now())
        self._open = True
        try:
            yield work
        finally:
            self._open = False
        if not work.committed:
            return
        died = self._killed()
        if died != "before":
            self.shelf = work.shelf
        if died:
            raise KilledError

    def require_closed(self) -> None:
        assert not self._open, "no HTTP while a unit of work is open"

    def _killed(self) -> str:
        if self.die_at is None:
            return ""
        left, when = self.die_at
        self.die_at = None if left == 0 else (left - 1, when)
        return when if left == 0 else ""
