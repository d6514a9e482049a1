"""A driving licence (giấy phép lái xe): one number for life, one or two parts, and the cards printed for it.

At most one card is ever live. Exactly one card is current (live or reported lost) unless the licence is revoked, and
then none is. Violations of this are bugs, not refusals, so they raise ``BrokenInvariantError``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.licences.domain.card import Card, CardStatus
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import Decision
from services.licences.domain.loss import LossReport, LossStatus, loss_faults
from shared.kernel.clock import business_date
from shared.kernel.errors import Conflict, Fault, Invalid, NotFound


class BrokenInvariantError(AssertionError):
    """The register would hold a licence that cannot be."""


@dataclass(frozen=True, slots=True)
class PartExam:
    """The exam a part rests on, as written on its file; ``id`` where the exam itself is in the register."""

    id: str | None
    session: str
    passed_on: date
    decision: Decision | None
    licence_class: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part. Untermed parts never expire; the day of expiry of a termed one still counts as valid."""

    kind: PartKind
    regime: Regime
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    first_issued_on: date
    issued_on: date
    expires_on: date | None
    exam: PartExam | None = None

    def expired(self, on: date) -> bool:
        """Whether its term has run out on that day."""
        return self.expires_on is not None and on > self.expires_on


@dataclass(frozen=True, slots=True)
class Licence:
    """The aggregate: every decision about one licence is taken here. ``cards`` and ``losses`` run oldest first."""

    id: str
    number: str
    holder_id: str
    aliases: tuple[str, ...]
    parts: tuple[Part, ...]
    cards: tuple[Card, ...]
    losses: tuple[LossReport, ...] = ()
    revoked_on: date | None = None
    version: int = 1

    def __post_init__(self) -> None:
        current = [card for card in self.cards if card.is_current]
        if not self.cards:
            raise BrokenInvariantError("a licence has had at least one card")
        if len(current) != (0 if self.revoked_on else 1):
            raise BrokenInvariantError(f"{len(current)} current cards")
        if len({card.serial for card in self.cards}) != len(self.cards):
            raise BrokenInvariantError("a serial is used once")
        if not self.parts or len({part.kind for part in self.parts}) != len(self.parts):
            raise BrokenInvariantError("a licence has one or two parts, one of a kind")
        if any((part.expires_on is None) != (part.kind is PartKind.UNTERMED) for part in self.parts):
            raise BrokenInvariantError("termed parts expire, untermed ones do not")
        if self.open_loss is not None and [card.status for card in current] != [CardStatus.REPORTED_LOST]:
            raise BrokenInvariantError("an open report belongs to a card reported lost")

    @property
    def card(self) -> Card:
        """The current card; of a revoked licence the last one."""
        return next((card for card in self.cards if card.is_current), self.cards[-1])

    @property
    def open_loss(self) -> LossReport | None:
        """The report that has neither been withdrawn nor led to a new card."""
        return next((loss for loss in self.losses if loss.status is LossStatus.OPEN), None)

    def part(self, kind: PartKind) -> Part | None:
        """The part of that kind, if the licence has one."""
        return next((part for part in self.parts if part.kind is kind), None)

    def report_loss(self, report: LossReport) -> Licence:
        """The licence with its card reported lost.

        Raises Conflict ``licence-revoked`` or ``loss-already-reported``; Invalid if the day cannot be.
        """
        self.require_in_force()
        if self.card.status is CardStatus.REPORTED_LOST:
            raise Conflict("loss-already-reported")
        first = min(part.first_issued_on for part in self.parts)
        told: Mapping[str, object] = {"occurred_on": report.occurred_on}
        if faults := tuple(loss_faults(told, business_date(report.reported_at))):
            raise Invalid("validation-failed", faults=faults)
        if report.occurred_on < first:
            early = Fault("/occurred_on", "date-too-early", {"earliest": first.isoformat()})
            raise Invalid("validation-failed", faults=[early])
        return replace(
            self,
            cards=self.with_card(self.card.serial, CardStatus.REPORTED_LOST),
            losses=(*self.losses, replace(report, serial=self.card.serial)),
            version=self.version + 1,
        )

    def withdraw_loss(self, *, report_id: str, at: datetime) -> Licence:
        """The licence with its card live again; withdrawing twice changes nothing.

        Raises NotFound for a report of another licence, Conflict ``new-card-issued`` once a new card is out (Luật
        36/2024/QH15 Điều 57.7: only the latest card counts, so the old one is handed in), ``licence-revoked``.
        """
        report = self.loss(report_id)
        if report.status is LossStatus.WITHDRAWN:
            return self
        self.require_in_force()
        if report.status is LossStatus.CLOSED or report.serial != self.card.serial:
            raise Conflict("new-card-issued", found=report.serial, current=self.card.serial)
        return replace(
            self,
            cards=self.with_card(report.serial, CardStatus.LIVE),
            losses=self.ended_losses(LossStatus.WITHDRAWN, at),
            version=self.version + 1,
        )

    def loss(self, report_id: str) -> LossReport:
        """One report of this licence. Raises NotFound."""
        found = next((loss for loss in self.losses if loss.id == report_id), None)
        if found is None:
            raise NotFound("not-found")
        return found

    def require_in_force(self) -> None:
        """Raise Conflict ``licence-revoked`` if nothing can be done with this licence any more."""
        if self.revoked_on is not None:
            raise Conflict("licence-revoked")

    def with_card(self, serial: str, status: CardStatus) -> tuple[Card, ...]:
        """All cards, one of them in another state."""
        return tuple(card.become(status) if card.serial == serial else card for card in self.cards)

    def ended_losses(self, status: LossStatus, at: datetime) -> tuple[LossReport, ...]:
        """All reports, the open one ended."""
        return tuple(
            replace(loss, status=status, ended_at=at) if loss.status is LossStatus.OPEN else loss
            for loss in self.losses
        )


def valid_in_register(*, part: Part, card: Card, revoked: bool, on: date) -> bool:
    """Whether a part may be relied on, as far as this register knows: suspensions and points are asked elsewhere.

    Luật 36/2024/QH15 Điều 57.7: an expired licence or one whose card is not the latest is not in force.
    """
    return card.status is CardStatus.LIVE and not revoked and part.kind in card.parts and not part.expired(on)
