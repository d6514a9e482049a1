"""Where dossiers and what belongs to them are kept, as protocols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.renewals.domain.decisions import Decision
from services.renewals.domain.dossier import Dossier
from services.renewals.domain.papers import Paper, PaperKind
from services.renewals.domain.payments import Payment
from services.renewals.domain.states import Event, State


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified notification of the gateway."""

    event_id: str
    type: str
    order_id: str
    amount_vnd: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Supplement:
    """One file that was handed in later (giấy tờ bổ sung); ``sha256`` names the blob."""

    id: str
    application_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of a dossier's life."""

    application_id: str
    seq: int
    at: datetime
    event: Event | None
    state: State
    portal_state: int
    actor_kind: str
    agency: str | None
    reason_code: str | None


class Dossiers(Protocol):
    """Dossiers by id; ``save`` raises Conflict if the stored version is not ``dossier.version - 1``."""

    def get(self, application_id: str) -> Dossier | None: ...
    def by_code(self, code: str, date_of_birth: date) -> Dossier | None: ...
    def add(self, dossier: Dossier) -> None: ...
    def save(self, dossier: Dossier) -> None: ...
    def next_number(self, prefix: str) -> int: ...
    def open_ids_of_person(self, person: str, limit: int) -> Sequence[str]: ...
    def waiting_ids(self, after: str, limit: int) -> Sequence[str]: ...
    def running(self, after: str, limit: int) -> Sequence[Dossier]: ...
    def of_citizen(self, citizen_id: str, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[Dossier]: ...
    def worklist(
        self,
        *,
        desk: str | None,
        states: Sequence[State],
        due_before: date | None,
        after: tuple[date, str] | None,
        limit: int,
    ) -> Sequence[Dossier]: ...


class Payments(Protocol):
    """Payments by id."""

    def get(self, payment_id: str) -> Payment | None: ...
    def add(self, payment: Payment) -> None: ...
    def save(self, payment: Payment) -> None: ...
    def unpaid_fee(self, application_id: str) -> Payment | None: ...
    def pending_fine(self, case_id: str) -> Payment | None: ...
    def of_application(self, application_id: str, limit: int) -> Sequence[Payment]: ...


class Decisions(Protocol):
    """Decisions of a dossier, the newest last."""

    def add(self, decision: Decision) -> None: ...
    def save(self, decision: Decision) -> None: ...
    def latest(self, application_id: str) -> Decision | None: ...


class Timeline(Protocol):
    """The steps of a dossier, oldest first."""

    def add(self, entry: TimelineEntry) -> None: ...
    def of(self, application_id: str, limit: int) -> Sequence[TimelineEntry]: ...


class Notices(Protocol):
    """Notifications already seen; ``remember`` says whether this one is new."""

    def remember(self, notice: Notice, at: datetime) -> bool: ...


class Supplements(Protocol):
    """Files handed in later."""

    def add(self, supplement: Supplement) -> None: ...
    def of(self, application_id: str, limit: int) -> Sequence[Supplement]: ...


class Papers(Protocol):
    """Papers made, one of a kind for a dossier."""

    def add(self, paper: Paper) -> None: ...
    def get(self, application_id: str, kind: PaperKind) -> Paper | None: ...
    def of(self, application_id: str) -> Sequence[Paper]: ...


class Readings(Protocol):
    """Repositories over one consistent view of the store."""

    @property
    def dossiers(self) -> Dossiers: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def supplements(self) -> Supplements: ...
    @property
    def papers(self) -> Papers: ...
