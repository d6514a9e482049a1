"""A dossier as its applicant follows it, and what one may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from services.portal.application.registers import Payment, Said

if TYPE_CHECKING:
    from services.portal.application.ports import Citizen

ENDED = frozenset(("delivered", "withdrawn", "stopped", "refused"))
"""Nothing moves a dossier out of these."""

MAY_WITHDRAW = frozenset(
    ("submitted", "checking", "awaiting_clearance", "awaiting_payment", "under_review", "supplement_requested",
     "approved")
)  # fmt: skip
"""From issuing on a dossier cannot be taken back (rút hồ sơ)."""

WAITS_FOR_APPLICANT = frozenset(("awaiting_payment", "supplement_requested"))
IN_THE_WAY = frozenset(("block", "exam", "wait", "review"))
MONEY_BACK = frozenset(("refunding", "refunded"))
LOSSES = frozenset(("lost", "stolen", "fire", "disaster"))


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier in the list. ``until`` ends the present wait."""

    id: str
    code: str
    procedure: str
    licence_id: str | None
    state: str
    reason: str
    submitted_at: datetime
    due_on: date | None
    until: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing will move it any more."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found (kết quả kiểm tra), with the places in the law. ``payable``: a fine that can be paid online."""

    rule: str
    outcome: str
    text: Said
    law: tuple[str, ...]
    case_id: str | None
    payable: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened. ``by`` is ``citizen``, ``officer``, ``system`` or ``clock``."""

    at: datetime
    state: str
    event: str
    by: str
    text: Said


@dataclass(frozen=True, slots=True)
class Decided:
    """The last decision: ``outcome`` is ``approve``, ``refuse`` or ``request_supplement``."""

    outcome: str
    reason: Said | None
    note: str | None
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """The time limit in working days. ``left`` counts today; ``paused_for`` why it stands, None: it runs."""

    limit: int | None
    used: int | None
    left: int | None
    due_on: date | None
    paused_for: str | None
    late_by: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the holder got."""

    card_serial: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier with its steps. ``holder`` who has to act next, by title; None once it has ended."""

    line: DossierLine
    procedure_name: Said
    agency: str
    holder: Said | None
    since: datetime
    accepted_at: datetime | None
    delivery: str
    clock: Clock
    fee_vnd: int | None
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    ahead: tuple[Said, ...]
    payments: tuple[Payment, ...]
    decision: Decided | None
    result: Result | None
    ended_for: Said | None
    papers: tuple[str, ...]
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.line.state

    @property
    def is_loss(self) -> bool:
        """Whether the old card was reported lost with it."""
        return self.line.reason in LOSSES

    @property
    def hurdles(self) -> tuple[Finding, ...]:
        """What is in the way or has to be looked at."""
        return tuple(finding for finding in self.findings if finding.outcome in IN_THE_WAY)

    @property
    def silent(self) -> Finding | None:
        """The finding that a source of violations has not answered."""
        return next((finding for finding in self.findings if finding.rule == "source-silent"), None)

    @property
    def refund(self) -> Payment | None:
        """The newest payment that goes back or went back."""
        return next((payment for payment in reversed(self.payments) if payment.state in MONEY_BACK), None)

    @property
    def may_withdraw(self) -> bool:
        """Whether the applicant may take it back."""
        return self.state in MAY_WITHDRAW


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A step without its reason."""

    at: datetime
    text: Said


@dataclass(frozen=True, slots=True)
class PublicDossier:
    """What code and birth date alone tell: nothing about a person."""

    code: str
    procedure_name: Said
    portal_state: int
    text: Said
    agency: str
    holder: Said | None
    ended: bool
    submitted_at: datetime
    paused: bool
    clock: Clock
    steps: tuple[PublicStep, ...]
    ahead: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to hand in; ``media_type`` by its first bytes."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


class Dossiers(Protocol):
    """The dossiers of renewals. Raises NotFound for another's, Unavailable, Refused for what the state forbids."""

    def own(self, citizen: Citizen) -> Sequence[DossierLine]:
        """The citizen's dossiers, the newest first, at most 50."""
        ...

    def dossier(self, citizen: Citizen, application_id: str) -> Dossier:
        """One dossier and all that its page shows."""
        ...

    def supplement(self, citizen: Citizen, application_id: str, files: Sequence[Attachment], *, key: str) -> None:
        """Hand papers in (bổ sung hồ sơ)."""
        ...

    def withdraw(self, citizen: Citizen, application_id: str) -> None:
        """Take the dossier back; twice is once."""
        ...

    def found_card(self, citizen: Citizen, licence_id: str, report_id: str) -> None:
        """Take the loss report back at the register of licences; twice is once."""
        ...

    def by_code(self, code: str, born_on: date) -> PublicDossier | None:
        """What a code tells; None for an unknown code as for another birth date. Asked as the portal itself."""
        ...
