"""Telling the national portal (đồng bộ lên Cổng Dịch vụ công quốc gia): at least once, in order per dossier, nothing
twice and nothing lost, whatever becomes of an answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol

from shared.kernel.errors import Unavailable

SYNC = "national-portal-sync"
ERROR_KEPT = 480
"""Characters of a refusal that are kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a dossier (tiến độ). ``by``: citizen, officer, system or clock; ``text`` in Vietnamese."""

    at: datetime
    portal_state: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """A dossier as the national portal is told of it. ``fee_vnd`` None: no fee was set."""

    application_id: str
    code: str
    procedure: str
    procedure_name: str
    holder_name: str
    citizen_id: str
    phone: str | None
    email: str | None
    channel: str
    submitted_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    ended_at: datetime | None
    portal_state: int
    state_text: str
    fee_vnd: int | None
    fee_paid: bool
    agency: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Entry:
    """How far a dossier's telling is: whether the portal has it, the digest of what it was told last, steps told.

    ``unsure``: an answer was lost, so what arrived must be looked up first.
    """

    application_id: str
    code: str
    there: bool = False
    digest: str | None = None
    steps_told: int = 0
    unsure: bool = False
    refusals: int = 0
    parked_at: datetime | None = None
    last_error: str | None = None
    told_at: datetime | None = None


class PortalRefusal(Exception):
    """The national portal understood and said no. ``code`` is its own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class NationalPortal(Protocol):
    """The other side. Every call may raise Unavailable (it may have worked all the same) or PortalRefusal."""

    def tell_dossier(self, record: DossierRecord, *, again: bool) -> None: ...
    def tell_steps(self, record: DossierRecord, steps: Sequence[Step]) -> None: ...
    def look_up(self, code: str) -> Mapping[str, Any] | None: ...
    def dossier_as_told(self, record: DossierRecord) -> Mapping[str, Any]: ...
    def step_as_told(self, record: DossierRecord, step: Step) -> Mapping[str, Any]: ...


class Records(Protocol):
    """Where dossiers come from. Raises Unavailable; NotFound for one that is not there."""

    def record(self, application_id: str) -> DossierRecord: ...
    def all_ids(self) -> Iterator[tuple[str, str]]: ...


class BookWork(Protocol):
    """A change of the book."""

    now: datetime

    def put(self, entry: Entry) -> None: ...
    def enqueue(
        self, kind: str, key: str, payload: Mapping[str, object] | None = None, *, run_at: datetime | None = None
    ) -> None: ...
    def commit(self) -> None: ...


class Book(Protocol):
    """What was told of which dossier."""

    def get(self, application_id: str) -> Entry | None: ...
    def entries(self, *, parked: bool | None = None) -> Iterator[Entry]: ...
    def begin(self) -> AbstractContextManager[BookWork]: ...


@dataclass(frozen=True, slots=True)
class Syncing:
    """Everything the telling works with. ``most_refusals``: after so many in a row a dossier is parked."""

    book: Book
    records: Records
    portal: NationalPortal
    most_refusals: int = 5


def tell(syncing: Syncing, application_id: str) -> datetime | None:
    """Bring the national portal up to date about one dossier. Re-runnable: a job, tried again while it raises.

    Raises Unavailable while a side does not answer, PortalRefusal while refusals are worth another try.
    """
    entry = syncing.book.get(application_id)
    if entry is None or entry.parked_at is not None:
        return None
    record = syncing.records.record(application_id)
    try:
        entry = _found_out(syncing, entry, record) if entry.unsure else entry
        _tell_news(syncing, entry, record)
    except Unavailable as error:
        _keep(syncing, replace(entry, unsure=True, last_error=str(error)[:ERROR_KEPT]))
        raise
    except PortalRefusal as refusal:
        if not _refused(syncing, entry, refusal):
            raise
    return None


def _tell_news(syncing: Syncing, entry: Entry, record: DossierRecord) -> None:
    fresh = record.steps[entry.steps_told :]
    digest = _fingerprint(syncing.portal.dossier_as_told(record))
    if fresh or digest != entry.digest:
        syncing.portal.tell_dossier(record, again=entry.there)
    if fresh:
        syncing.portal.tell_steps(record, fresh)
    with syncing.book.begin() as work:
        told = replace(entry, there=True, digest=digest, steps_told=len(record.steps), unsure=False)
        work.put(replace(told, refusals=0, last_error=None, told_at=work.now))
        work.commit()


def _found_out(syncing: Syncing, entry: Entry, record: DossierRecord) -> Entry:
    """What did arrive of a telling whose answer was lost. Raises PortalRefusal if the other side has other steps."""
    there = syncing.portal.look_up(record.code)
    if there is None:
        return replace(entry, there=False, digest=None, steps_told=0)
    alike, theirs = _agreed(syncing, record, there), len(_steps_of(there))
    if alike < theirs:
        raise PortalRefusal("steps-differ", f"step {alike + 1} of {theirs} is not ours")
    return replace(entry, there=True, digest=None, steps_told=alike)


def _agreed(syncing: Syncing, record: DossierRecord, there: Mapping[str, Any]) -> int:
    """How many steps both sides have alike, from the first one on."""
    told = [syncing.portal.step_as_told(record, step) for step in record.steps]
    pairs = enumerate(zip(told, _steps_of(there), strict=False))
    return next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(told), len(_steps_of(there))))


def _steps_of(there: Mapping[str, Any]) -> Sequence[Any]:
    steps = there.get("TienDo")
    return steps if isinstance(steps, list) else []


def _fingerprint(told: Mapping[str, Any]) -> str:
    return sha256(json.dumps(dict(told), sort_keys=True).encode()).hexdigest()


def _refused(syncing: Syncing, entry: Entry, refusal: PortalRefusal) -> bool:
    """Count a refusal; whether the dossier is parked now. The call before it may have worked: look it up next time."""
    refusals = entry.refusals + 1
    parked = refusals >= syncing.most_refusals
    with syncing.book.begin() as work:
        after = replace(entry, refusals=refusals, unsure=True, last_error=str(refusal)[:ERROR_KEPT])
        work.put(replace(after, parked_at=work.now if parked else None))
        work.commit()
    return parked


def _keep(syncing: Syncing, entry: Entry) -> None:
    with syncing.book.begin() as work:
        work.put(entry)
        work.commit()


def replay(syncing: Syncing, chosen: Callable[[Entry], bool] = lambda _entry: True) -> int:
    """Take parked dossiers up again; how many."""
    taken = [entry for entry in syncing.book.entries(parked=True) if chosen(entry)]
    for entry in taken:
        with syncing.book.begin() as work:
            work.put(replace(entry, parked_at=None, refusals=0, unsure=True))
            work.enqueue(SYNC, entry.application_id, run_at=work.now)
            work.commit()
    return len(taken)


@dataclass(frozen=True, slots=True)
class Difference:
    """One dossier on which the sides differ. ``kind``: missing, behind, ahead, order, state or untold."""

    code: str
    kind: str
    ours: str
    theirs: str


def reconcile(syncing: Syncing) -> tuple[int, list[Difference]]:
    """Compare both sides, dossier by dossier (đối soát): how many were compared, and every difference."""
    compared, differences = 0, []
    for application_id, code in syncing.records.all_ids():
        compared += 1
        if syncing.book.get(application_id) is None:
            differences.append(Difference(code, "untold", "filed", "-"))
            continue
        found = _difference(syncing, syncing.records.record(application_id))
        if found is not None:
            differences.append(found)
    return compared, differences


def _difference(syncing: Syncing, record: DossierRecord) -> Difference | None:
    there = syncing.portal.look_up(record.code)
    ours = len(record.steps)
    if there is None:
        return Difference(record.code, "missing", f"{ours} steps", "-")
    theirs = len(_steps_of(there))
    alike = _agreed(syncing, record, there)
    if alike < min(ours, theirs):
        return Difference(record.code, "order", f"step {alike + 1} of {ours}", f"another step {alike + 1}")
    if ours != theirs:
        return Difference(record.code, "behind" if theirs < ours else "ahead", f"{ours} steps", f"{theirs} steps")
    told = syncing.portal.dossier_as_told(record)
    wrong = [name for name, value in told.items() if there.get(name) != value]
    return Difference(record.code, "state", ", ".join(wrong), "otherwise") if wrong else None


def repair(syncing: Syncing, differences: Sequence[Difference]) -> int:
    """Have dossiers told again that the other side lacks or has behind; how many. What differs otherwise is shown."""
    wanted = {found.code for found in differences if found.kind in {"missing", "behind", "state", "untold"}}
    taken = 0
    for application_id, code in syncing.records.all_ids():
        if code not in wanted:
            continue
        entry = syncing.book.get(application_id) or Entry(application_id, code)
        with syncing.book.begin() as work:
            work.put(replace(entry, unsure=True, parked_at=None, refusals=0))
            work.enqueue(SYNC, application_id, run_at=work.now)
            work.commit()
        taken += 1
    return taken
