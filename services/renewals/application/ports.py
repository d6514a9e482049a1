"""What the use cases need from outside, as protocols: the store, the neighbours, the seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from services.renewals.application.repositories import Notice, Notices, Readings
from services.renewals.domain.facts import HealthFacts, LicenceFacts, PersonFacts, StandingFacts
from services.renewals.domain.findings import Json
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.papers import LETTERHEAD, Letterhead, PaperKind
from services.renewals.domain.payments import Payment
from services.renewals.domain.policy import Policy
from services.renewals.domain.tables import Law
from shared.kernel.actor import Actor
from shared.kernel.clock import Clock

T = TypeVar("T")


MAY_PASS = frozenset({"request-in-progress", "rate-limited", "scope-missing", "unreadable-answer"})


class Rejection(Exception):
    """A neighbour understood the call and said no. ``code`` is its stable code."""

    def __init__(self, service: str, code: str) -> None:
        super().__init__(f"{service}: {code}")
        self.service = service
        self.code = code

    @property
    def may_pass(self) -> bool:
        """Whether the same call may be answered otherwise later: it collided, or this system's own rights are amiss."""
        return self.code in MAY_PASS or self.code.startswith(("token-", "purpose-"))


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a neighbour is called, and for whom (an opaque subject)."""

    purpose: str = "reissue"
    case: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredLicence:
    """A licence as the register shows it: the facts for the rules, and what prefills a form."""

    facts: LicenceFacts
    holder: Mapping[str, Json]
    parts: Sequence[Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer of the violations register; ``person`` is the opaque id its events carry."""

    facts: StandingFacts
    person: str | None


@dataclass(frozen=True, slots=True)
class CaseFine:
    """The fine of a case and whose case it is. ``numbers``: every personal or licence number it names."""

    case_id: str
    numbers: frozenset[str]
    settled: bool


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """The new card (thẻ mới). ``credential_id`` of the e-licence, if the register named it."""

    serial: str
    credential_id: str | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What the population data says: the facts for the rules, and an address for a form."""

    facts: PersonFacts
    address: Mapping[str, Json] | None
    photo: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What the gateway says of an order: ``open``, ``paid``, ``expired`` or ``refunded``."""

    status: str
    amount_vnd: int
    paid_at: datetime | None


class Licences(Protocol):
    """The licence register. All calls may raise Unavailable; writes also Rejection."""

    def search(self, citizen_id: str, *, errand: Errand) -> Sequence[RegisteredLicence]: ...
    def report_loss(self, licence_id: str, report: Mapping[str, Json], *, key: str, errand: Errand) -> str: ...
    def withdraw_loss(self, licence_id: str, report_id: str, *, key: str, errand: Errand) -> None: ...
    def issue_card(self, licence_id: str, request: Mapping[str, Json], *, key: str, errand: Errand) -> IssuedCard: ...
    def credential(self, credential_id: str, *, errand: Errand) -> str: ...
    def card_issued_for(self, licence_id: str, application_id: str, *, errand: Errand) -> IssuedCard | None: ...


class Violations(Protocol):
    """The violations register. All calls may raise Unavailable; ``settle`` also Rejection."""

    def standing(
        self, citizen_id: str, *, numbers: Sequence[str], aliases: Sequence[str], on: date | None, errand: Errand
    ) -> Standing: ...
    def case_fine(self, case_id: str, *, errand: Errand) -> CaseFine | None: ...
    def settle(self, payment: Payment, *, errand: Errand) -> None: ...


class Gateway(Protocol):
    """The payment gateway. Calls may raise Unavailable or Rejection; ``read_notice`` raises Unauthenticated."""

    def place(self, payment: Payment) -> str | None: ...
    def status(self, payment_id: str) -> OrderStatus | None: ...
    def refund(self, payment: Payment) -> None: ...
    def read_notice(self, token: bytes) -> Notice: ...


class Population(Protocol):
    """The national population database (cơ sở dữ liệu quốc gia về dân cư)."""

    def person(self, citizen_id: str) -> PersonRecord | None: ...


class HealthRegister(Protocol):
    """Electronic health certificates for drivers."""

    def certificate(self, citizen_id: str, *, on: date) -> HealthFacts: ...


class Seal(Protocol):
    """The agency's signing key."""

    def sign(self, claims: Mapping[str, Json]) -> str: ...
    def public_keys(self) -> Mapping[str, Json]: ...


class Blobs(Protocol):
    """Files by the SHA-256 of their content."""

    def keep(self, content: bytes) -> str: ...
    def read(self, digest: str) -> bytes | None: ...


class Press(Protocol):
    """Papers typeset and sealed by the agency."""

    def sealed(self, kind: PaperKind, text: Mapping[str, Json], *, made_at: datetime) -> bytes: ...


class Work(Readings, Protocol):
    """One unit of work."""

    actor: Actor
    now: datetime

    @property
    def notices(self) -> Notices: ...
    def audit(self, chain: str, action: str, detail: Mapping[str, object]) -> None: ...
    def emit(self, type: str, subject_id: str, data: Mapping[str, object]) -> None: ...  # the wire's name
    def enqueue(
        self, kind: str, key: str, payload: Mapping[str, object] | None = None, *, run_at: datetime | None = None
    ) -> None: ...
    def commit(self, result: T = None) -> T: ...  # type: ignore[assignment]  # no result is None


class Store(Protocol):
    """The database of this service."""

    def read(self) -> AbstractContextManager[Readings]: ...
    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a use case may reach, chosen once in ``app.py``."""

    store: Store
    licences: Licences
    violations: Violations
    gateway: Gateway
    population: Population
    health: HealthRegister
    seal: Seal
    blobs: Blobs
    press: Press
    clock: Clock
    law: Law
    law_settings: LawSettings = field(default_factory=LawSettings)
    policy: Policy = field(default_factory=Policy)
    agency: str = "G01.08"
    letterhead: Letterhead = LETTERHEAD
    issuer: str = "http://127.0.0.1:8000"
    poll_seconds: int = 60
