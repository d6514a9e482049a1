"""What the use cases ask of the world around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from services.sandbox.domain.behaviour import Behaviour, Part
from services.sandbox.domain.national_portal import PortalDossier
from services.sandbox.domain.orders import Notification, Order, Refund
from services.sandbox.domain.sign_in import IssuedCode
from services.sandbox.domain.sms import ShortMessage
from shared.kernel.actor import Actor
from shared.kernel.words import Words

T = TypeVar("T")
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """Someone fictitious who may log in. ``claims`` go into the ID token; ``position`` orders the list on the page."""

    part: Part
    username: str
    subject: str
    password_hash: str
    claims: Json
    about: Words
    position: int
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StationCase:
    """A case the station sends for a police client; ``answer`` is what the suite said to it."""

    id: str
    client_id: str
    record: Json
    entered_at: datetime
    sent_at: datetime | None = None
    answer_status: int | None = None
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class DemoLoad:
    """That the demo world was loaded; ``complete`` once registry and police data were sent too."""

    loaded_on: date
    complete: bool


class Accounts(Protocol):
    """Who may log in."""

    def get(self, part: Part, username: str) -> Account | None: ...
    def list(self, part: Part) -> Sequence[Account]: ...
    def save(self, account: Account) -> None: ...


class Codes(Protocol):
    """Codes given out and not yet forgotten."""

    def get(self, fingerprint: str) -> IssuedCode | None: ...
    def add(self, code: IssuedCode) -> None: ...
    def mark_used(self, fingerprint: str, at: datetime) -> None: ...
    def forget_before(self, expired: datetime) -> None: ...


class Orders(Protocol):
    """Orders and their refunds."""

    def get(self, order_id: str) -> Order | None: ...
    def add(self, order: Order) -> None: ...
    def mark_paid(self, order_id: str, at: datetime) -> None: ...
    def refund(self, refund_id: str) -> Refund | None: ...
    def refund_of(self, order_id: str) -> Refund | None: ...
    def add_refund(self, refund: Refund) -> None: ...


class Notifications(Protocol):
    """Messages to the merchant."""

    def get(self, event_id: str) -> Notification | None: ...
    def add(self, notification: Notification) -> None: ...
    def mark_delivered(self, event_id: str, at: datetime) -> None: ...
    def neighbours(self, notification: Notification) -> tuple[bool, bool]:
        """Whether an earlier one still waits, and whether a later one has gone."""
        ...


class Behaviours(Protocol):
    """How each part was told to behave."""

    def get(self, part: Part) -> Behaviour: ...
    def put(self, part: Part, behaviour: Behaviour) -> None: ...


class Records(Protocol):
    """Health certificates and population records: found by citizen id, kept as they were given."""

    def find(self, part: Part, citizen_id: str) -> Sequence[Json]: ...
    def put(self, part: Part, record_id: str, citizen_id: str, record: Json) -> None: ...


class Outbox(Protocol):
    """Cases the station has to send, and has sent."""

    def get(self, case_id: str) -> StationCase | None: ...
    def add(self, case: StationCase) -> None: ...
    def mark_sent(self, case_id: str, at: datetime, status: int, answer: Json) -> None: ...
    def neighbours(self, case: StationCase) -> tuple[bool, bool]:
        """Whether an earlier one of the client still waits, and whether a later one has gone."""
        ...


class DemoLoads(Protocol):
    """The day the demo world was loaded: its dates are relative to that day."""

    def load(self) -> DemoLoad | None: ...
    def remember(self, day: date, *, complete: bool) -> None: ...


class NationalPortal(Protocol):
    """Dossiers as the national portal got them, and who may send."""

    def open_session(self, fingerprint: str, until: datetime) -> None: ...
    def session_holds(self, fingerprint: str, now: datetime) -> bool: ...
    def get(self, code: str) -> PortalDossier | None: ...
    def put(self, code: str, record: Json, now: datetime) -> None: ...
    def add_step(self, code: str, record: Json, now: datetime) -> None: ...
    def newest(self, most: int) -> Sequence[PortalDossier]: ...


class ShortMessages(Protocol):
    """Short messages as they were handed over."""

    def put(self, reference: str, recipient: str, text: str, now: datetime) -> None: ...
    def newest(self, most: int) -> Sequence[ShortMessage]: ...


class Shelves(Protocol):
    """Everything stored, to be read."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def notifications(self) -> Notifications: ...
    @property
    def behaviours(self) -> Behaviours: ...
    @property
    def records(self) -> Records: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def demo(self) -> DemoLoads: ...
    @property
    def national_portal(self) -> NationalPortal: ...
    @property
    def short_messages(self) -> ShortMessages: ...


class Work(Shelves, Protocol):
    """Everything stored, to be changed in one transaction."""

    @property
    def now(self) -> datetime: ...
    def enqueue(
        self, kind: str, key: str, payload: Mapping[str, object] | None = None, *, run_at: datetime | None = None
    ) -> None: ...
    def commit(self, result: T = ...) -> T: ...


class Store(Protocol):
    """The sandbox's own database."""

    def now(self) -> datetime: ...
    def reading(self) -> AbstractContextManager[Shelves]: ...
    def begin(self, actor: Actor, *locks: str) -> AbstractContextManager[Work]: ...


class Signer(Protocol):
    """Signs for a part, and gives out the public half of its key."""

    def jwks(self, part: Part) -> dict[str, Any]:
        """A JWK set (RFC 7517)."""
        ...

    def sign(self, part: Part, claims: Json, *, type: str = ...) -> str:
        """A compact JWS, ES256."""
        ...


class Sender(Protocol):
    """Carries a notification to the merchant."""

    def send(self, notification: Notification) -> bool:
        """Whether it was answered with 2xx."""
        ...


class PoliceLine(Protocol):
    """The police systems' line to the violations service."""

    def clients(self) -> Sequence[str]:
        """The police clients whose keys are at hand."""
        ...

    def push(self, client_id: str, record: Json) -> tuple[int, Json]:
        """Status and body of the answer. Raises Unavailable if there was none."""
        ...

    def heartbeat(self, client_id: str) -> None:
        """Send an empty batch: "I am here and have nothing". Raises Unavailable if nobody answered."""
        ...
