"""What the use cases need from the outside, as protocols: repositories, a store, a unit of work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from services.violations.domain.case import Case, KnownCase, Restoration, Settlement
from services.violations.domain.versions import Held
from shared.kernel.actor import Actor
from shared.kernel.errors import Fault

T = TypeVar("T")
CaseKey = tuple[str, str]
"""(source, case number)."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers a person goes by: personal numbers of any age, and licence numbers."""

    identities: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()

    def __or__(self, other: Numbers) -> Numbers:
        return Numbers(self.identities | other.identities, self.licences | other.licences)

    def __bool__(self) -> bool:
        return bool(self.identities or self.licences)


def numbers_of(case: Case) -> Numbers:
    """The numbers a case names its person by."""
    subject = case.subject
    return Numbers(
        frozenset({subject.citizen_id} if subject.citizen_id else ()),
        frozenset({subject.licence_number} if subject.licence_number else ()),
    )


@dataclass(slots=True)
class HeldCase:
    """What is held of a case before a push: its id, highest version's content, all fingerprints."""

    id: str
    current: Case
    held: Held


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be kept; ``content`` is canonical JSON."""

    case_id: str
    version: int
    fingerprint: str
    content: str


@dataclass(frozen=True, slots=True)
class Highest:
    """The version of a case that counts from now on; ``content`` is canonical JSON."""

    case_id: str
    case: Case
    content: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version as kept."""

    version: int
    received_at: datetime
    received_from: str
    case: Case


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case with the instants of its first and its last change."""

    known: KnownCase
    recorded_at: datetime
    updated_at: datetime
    settled_recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseDue:
    """A case of which a day has come that changes what it means."""

    case_id: str
    key: CaseKey
    day: date


@dataclass(frozen=True, slots=True)
class Person:
    """A person met here. ``id`` is opaque and may travel in events."""

    id: str
    citizen_id: str


@dataclass(frozen=True, slots=True)
class Link:
    """A number known to be a person's; ``confirmed`` where the register of licences vouches for it."""

    kind: str
    number: str
    person: Person
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What is counted of a source. ``silent`` tells that its silence was announced."""

    source: str
    last_received_at: datetime | None
    cases: int
    records: int
    rejects: int
    silent: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Records of a batch by what became of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.stale + other.stale,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record of a batch that was not taken, and why; ``index`` counts records from 0.

    ``source`` is the one the record names, as far as it could be read; it is counted, not kept.
    """

    index: int
    case_number: str | None
    faults: tuple[Fault, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch and how far it is. ``next_index`` is the first record not yet dealt with.

    ``rejections`` are read for those who ask for the batch, not for those who work on it.
    """

    id: str
    client_id: str
    fingerprint: str
    received: int
    next_index: int
    counts: Counts
    started_at: datetime
    finished_at: datetime | None
    rejections: tuple[Rejection, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RecordedRestoration:
    """A restoration as kept."""

    id: str
    citizen_id: str
    restoration: Restoration
    recorded_at: datetime


class Cases(Protocol):
    """Cases and their versions."""

    def held(self, keys: Collection[CaseKey]) -> dict[CaseKey, HeldCase]: ...
    def keep(self, versions: Sequence[NewVersion]) -> None: ...
    def put(self, cases: Sequence[Highest]) -> None: ...
    def naming(self, numbers: Numbers) -> list[KnownCase]: ...
    def due(self, today: date, limit: int) -> list[CaseDue]: ...
    def due_since(self, case_id: str, today: date) -> date | None: ...
    def look_again(self, case_id: str, day: date | None) -> None: ...
    def one(self, case_id: str) -> StoredCase | None: ...
    def versions(self, case_id: str) -> list[KeptVersion]: ...
    def search(self, criterion: str, value: str, *, after: str | None, limit: int) -> list[StoredCase]: ...
    def of_person(self, numbers: Numbers, *, after: str | None, limit: int) -> list[StoredCase]: ...


class Persons(Protocol):
    """Opaque ids of persons, and the numbers known to be theirs."""

    def find(self, citizen_ids: Collection[str]) -> dict[str, Person]: ...
    def ensure(self, citizen_ids: Collection[str]) -> dict[str, Person]: ...
    def links(self, numbers: Numbers) -> list[Link]: ...
    def numbers_of(self, person: Person) -> list[Link]: ...
    def disown(self, licences: Collection[str]) -> None: ...
    def link(self, links: Sequence[Link]) -> None: ...


class Settlements(Protocol):
    """Payments received for fines."""

    def by_payment(self, payment_id: str) -> Settlement | None: ...
    def add(self, settlement: Settlement) -> None: ...


class Restorations(Protocol):
    """Knowledge tests passed."""

    def of(self, identities: Collection[str]) -> list[Restoration]: ...
    def on_day(self, citizen_id: str, part: str, passed_on: date) -> RecordedRestoration | None: ...
    def add(self, recorded: RecordedRestoration) -> None: ...


class Sources(Protocol):
    """How each police source was heard of."""

    def rows(self) -> list[SourceRow]: ...
    def ensure(self, sources: Collection[str]) -> list[SourceRow]: ...
    def heard(self, source: str, *, created: int, records: int, rejects: int) -> None: ...
    def announce_silence(self, source: str) -> None: ...


class Batches(Protocol):
    """Batches and their progress."""

    def begin(self, batch: Batch, key: str) -> Batch: ...
    def progress(self, batch_id: str) -> Batch | None: ...
    def of_client(self, batch_id: str, client_id: str) -> Batch | None: ...
    def advance(self, batch_id: str, *, counts: Counts, next_index: int, rejections: Sequence[Rejection]) -> None: ...


class Reading(Protocol):
    """Repositories inside a read-only transaction."""

    @property
    def cases(self) -> Cases: ...
    @property
    def persons(self) -> Persons: ...
    @property
    def restorations(self) -> Restorations: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def batches(self) -> Batches: ...


class Work(Reading, Protocol):
    """Repositories inside a unit of work, with its instant and what goes with every change."""

    now: datetime
    actor: Actor

    @property
    def settlements(self) -> Settlements: ...
    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None: ...
    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None: ...
    def commit(self, result: T) -> T: ...


class Store(Protocol):
    """The service's database."""

    def read(self) -> AbstractContextManager[Reading]: ...
    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]: ...
