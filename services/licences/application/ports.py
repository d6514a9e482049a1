"""What the use cases need from outside: a unit of work with the register's collections, reading, signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from services.licences.application.read_models import (
    CardStatusView,
    CredentialView,
    History,
    HolderView,
    LicenceView,
    PhotoView,
)
from services.licences.domain.exam import Exam
from services.licences.domain.holder import Holder
from services.licences.domain.issuance import Issuance
from services.licences.domain.licence import Licence
from services.licences.domain.numbers import SerialSeries
from shared.kernel.actor import Actor
from shared.kernel.errors import Fault

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """An aggregate before (None: new) and after a decision."""

    before: Licence | None
    after: Licence


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken. ``key`` is its number in the old register, where it could be read."""

    index: int
    key: str | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import and how far it is: ``done`` of ``received`` records; ``counts`` per effect."""

    id: str
    kind: str
    client_id: str
    key: str
    fingerprint: str
    received: int
    done: int
    counts: Mapping[str, int]
    rejections: tuple[Rejection, ...]
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Credential:
    """A signed e-licence (giấy phép lái xe điện tử): ``token`` is a compact JWS."""

    id: str
    licence_id: str
    serial: str
    key_id: str
    token: str
    issued_at: datetime


class Licences(Protocol):
    """All licences; set-based throughout."""

    def by_id(self, licence_id: str) -> Licence | None: ...

    def by_numbers(self, numbers: Sequence[str]) -> dict[str, Licence]: ...

    def numbers_of_serials(self, serials: Sequence[str]) -> dict[str, str]: ...

    def save(self, changes: Sequence[Change], *, cause: str) -> None: ...


class Holders(Protocol):
    """All holders."""

    def by_id(self, holder_id: str) -> Holder: ...

    def by_citizen_ids(self, citizen_ids: Sequence[str]) -> dict[str, Holder]: ...

    def add(self, holders: Sequence[Holder]) -> None: ...

    def replace(self, holders: Sequence[Holder]) -> None: ...

    def keep_photos(self, photos: Mapping[str, PhotoView]) -> None: ...


ExamKey = tuple[str, str, str, str]
"""holder id, regime, class, session"""


class Exams(Protocol):
    """All exams."""

    def of_holders(self, holder_ids: Sequence[str]) -> dict[ExamKey, Exam]: ...

    def add(self, exams: Mapping[ExamKey, Exam]) -> None: ...

    def replace(self, exams: Mapping[ExamKey, Exam]) -> None: ...


class Issuances(Protocol):
    """Issuances, their credentials, and the series of serials."""

    def by_application(self, application_id: str) -> Issuance | None: ...

    def credential_of(self, serial: str) -> str | None: ...

    def add(self, issuance: Issuance, credential: Credential) -> None: ...

    def next_serial(self, series: SerialSeries) -> str: ...


class ImportRuns(Protocol):
    """Imports and their progress."""

    def by_key(self, *, client_id: str, kind: str, key: str) -> ImportRun | None: ...

    def release_key(self, run_id: str) -> None: ...

    def add(self, run: ImportRun) -> None: ...

    def move(self, run: ImportRun) -> None: ...


class Work(Protocol):
    """One transaction on the register."""

    now: datetime
    actor: Actor

    @property
    def licences(self) -> Licences: ...

    @property
    def holders(self) -> Holders: ...

    @property
    def exams(self) -> Exams: ...

    @property
    def issuances(self) -> Issuances: ...

    @property
    def import_runs(self) -> ImportRuns: ...

    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None: ...

    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None: ...  # wire name

    def commit(self, result: T = ...) -> T: ...


class Begin(Protocol):
    """Opens a unit of work after taking the named locks."""

    def __call__(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]: ...


class Signer(Protocol):
    """Signs e-licences."""

    @property
    def key_id(self) -> str: ...

    def sign(self, claims: Mapping[str, object]) -> str: ...

    def public_keys(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceQuery:
    """Exactly one criterion; ``of_citizen`` narrows the answer to one person's licences."""

    licence_id: str | None = None
    number: str | None = None
    citizen_id: str | None = None
    alias: str | None = None
    serial: str | None = None
    of_citizen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderQuery:
    """A personal number, or a name (any spelling of marks) with a date of birth."""

    citizen_id: str | None = None
    name: str | None = None
    date_of_birth: date | None = None


class Reading(Protocol):
    """Reads for callers: a fixed number of statements each, never one per row."""

    def licences(self, query: LicenceQuery, *, on: date, losses: bool = False) -> list[LicenceView]: ...

    def holders(self, query: HolderQuery) -> list[HolderView]: ...

    def holder(self, holder_id: str) -> Holder | None: ...

    def exams(self, holder_id: str, *, after: tuple[str, str] | None, limit: int) -> list[Exam]: ...

    def photo(self, holder_id: str) -> PhotoView | None: ...

    def history(self, licence_id: str) -> History: ...

    def card_status(self, serial: str, *, on: date) -> CardStatusView | None: ...

    def credential(self, credential_id: str) -> CredentialView | None: ...

    def licence_ids(self, numbers: Sequence[str]) -> dict[str, str]: ...

    def import_run(self, run_id: str, *, client_id: str) -> ImportRun | None: ...
