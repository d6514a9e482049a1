"""From "my licence is lost" to a filed application: drafts, what was found, filing exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # ports names the protocols below
    from services.portal.application.ports import Citizen

Said = Mapping[str, str]
REISSUE, EXCHANGE = "3.000348", "3.000347"
"""Cấp lại giấy phép lái xe; đổi giấy phép lái xe."""

LOSSES = ("lost", "stolen", "fire", "disaster")
"""The reasons for which the card is gone and is reissued."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result goes out (``electronic``, ``post`` or ``counter``) and how to reach the citizen."""

    method: str
    address: str | None = field(repr=False, default=None)
    phone: str | None = field(repr=False, default=None)
    email: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Draft:
    """An application that is being prepared. ``version`` goes up with every change of an answer.

    ``sent_at``: it was sent, and nobody knows yet whether it arrived; no answer may change until that is known.
    """

    id: str
    licence_id: str
    reason: str
    occurred_on: date | None
    delivery: Delivery | None
    version: int
    saved_at: datetime
    sent_at: datetime | None = None
    application_id: str | None = None

    @property
    def procedure(self) -> str:
        """The procedure that the reason belongs to."""
        return REISSUE if self.reason in LOSSES else EXCHANGE

    @property
    def is_loss(self) -> bool:
        """Whether the card is gone."""
        return self.reason in LOSSES

    @property
    def path(self) -> str:
        """Where one goes on: the first screen that has not been answered."""
        if self.application_id is not None:
            return f"/applications/{self.application_id}/acknowledgement"
        return f"/drafts/{self.id}" if self.delivery is None else f"/drafts/{self.id}/check"


class Drafts(Protocol):
    """What citizens have begun. Nobody reaches another account's drafts: they raise NotFound."""

    def begin(self, citizen: Citizen, draft_id: str, licence_id: str, reason: str, occurred_on: date | None) -> Draft:
        """The draft of a licence with these answers: the one under way if there is one, else ``draft_id``, new."""
        ...

    def of(self, citizen: Citizen, draft_id: str) -> Draft: ...

    def under_way(self, citizen: Citizen) -> Sequence[Draft]:
        """Those not filed yet, newest first."""
        ...

    def last_delivery(self, citizen: Citizen) -> Delivery | None:
        """What was answered last time, so that nobody types it again."""
        ...

    def deliver(self, citizen: Citizen, draft_id: str, delivery: Delivery) -> Draft: ...

    def send(self, citizen: Citizen, draft_id: str, version: int) -> Draft | None:
        """Fix the answers for filing; None if they are not those of ``version`` any more."""
        ...

    def take_back(self, citizen: Citizen, draft_id: str) -> None:
        """Filing was refused: answers may change again."""
        ...

    def filed(self, citizen: Citizen, draft_id: str, application_id: str) -> None: ...

    def discard(self, citizen: Citizen, draft_id: str) -> None:
        """Delete a draft that was not sent."""
        ...


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A case in the way, as far as it can be settled from here."""

    case_id: str
    number: str
    payable_online: bool
    amount_vnd: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. ``outcome``: pass, block, exam, wait, review or info; ``basis``: places in the law."""

    rule: str
    outcome: str
    said: Said
    basis: tuple[str, ...]
    obstacle: Obstacle | None


@dataclass(frozen=True, slots=True)
class Check:
    """What renewals says before anything is filed."""

    outcome: str
    findings: tuple[Finding, ...]
    fee_vnd: int
    fee_basis: str
    working_days: int | None
    due_on: date | None
    wait_months: int | None

    @property
    def fileable(self) -> bool:
        """Whether an application filed now would be taken up rather than end at once."""
        return self.outcome not in ENDS_AT_ONCE


ENDS_AT_ONCE = frozenset(("theory_exam", "theory_and_practical_exam", "not_found", "refused", "revoked"))
"""Outcomes under which renewals ends an application as soon as it is filed."""


@dataclass(frozen=True, slots=True)
class Filed:
    """An application as its acknowledgement needs it. ``agency`` is the code of whose desk it is on."""

    id: str
    code: str
    state: str
    licence_id: str | None
    reason: str
    submitted_at: datetime
    waits_until: datetime | None
    due_on: date | None
    agency: str
    fee_vnd: int | None
    paid_at: datetime | None
    ended: Said | None
    hurdles: tuple[Finding, ...]
    papers: tuple[str, ...]


class Filings(Protocol):
    """Checking and filing at renewals. Everything raises Unavailable, filing also Refused."""

    def check(self, citizen: Citizen, draft: Draft) -> Check: ...

    def file(self, citizen: Citizen, draft: Draft, declaration: str) -> Filed:
        """File under the draft's id: however often it is sent, there is one application."""
        ...

    def open_for(self, citizen: Citizen, licence_id: str) -> Filed | None:
        """The application that is under way for a licence."""
        ...

    def application(self, citizen: Citizen, application_id: str) -> Filed: ...

    def paper(self, citizen: Citizen, application_id: str, kind: str) -> bytes:
        """A PDF. Raises NotFound until what it says has come true."""
        ...
