"""What of one case stands in the way of a reissue or an exchange (Luật 36/2024/QH15 Điều 62.4; NĐ 168/2024 Điều 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.violations.domain.case import HeldKind, KnownCase, Role, Scope, Status


class Reason(StrEnum):
    """Why a case blocks."""

    FINE_UNPAID = "fine-unpaid"
    LICENCE_HELD = "licence-held"
    SUSPENDED = "suspended"
    SUSPENSION_NOT_STARTED = "suspension-not-started"
    CASE_UNSETTLED = "case-unsettled"


class UnsettledBars(StrEnum):
    """Reach of an unsettled case: Điều 62.4 bars the person; that it bars one part only is the milder reading."""

    PERSON = "person"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing in the way. ``since`` is when it began, ``until`` its last day where that is known."""

    case_id: str
    case_number: str
    source: str
    reason: Reason
    part: Scope
    since: date
    until: date | None = None
    amount_vnd: int | None = None


def blocks_of(known: KnownCase, *, on: date, unsettled_bars: UnsettledBars) -> Iterator[Block]:
    """Everything of a case, as seen on the day, that blocks on that day.

    Each thing ends by its own fact: a fine by payment or the police's word "settled", a hold by the return, a
    suspension by its last day. Only a cancelled case ends all of them.
    """
    if known.case.status is Status.CANCELLED:
        return
    yield from _unsettled(known, unsettled_bars)
    yield from _unpaid(known, unsettled_bars)
    yield from _held(known)
    yield from _suspended(known, on)


def awaits_officer(known: KnownCase) -> bool:
    """Whether only an officer can tell: a notice to an owner or to somebody unknown, without a decision."""
    case = known.case
    undecided = case.decision is None and case.status in (Status.OPEN, Status.DECIDED)
    return undecided and case.subject.role is not Role.DRIVER


def fine_is_owed(known: KnownCase) -> bool:
    """Whether a decided fine is still to be paid."""
    case = known.case
    if case.decision is None or case.fine is None or case.fine.amount_vnd == 0:
        return False
    if case.status in (Status.CANCELLED, Status.SETTLED):
        return False
    return case.fine.paid_on is None and known.settlement is None


def _unsettled(known: KnownCase, bars: UnsettledBars) -> Iterator[Block]:
    case = known.case
    undecided = case.decision is None and case.status in (Status.OPEN, Status.DECIDED)
    if undecided and case.subject.role is Role.DRIVER:
        yield _block(known, Reason.CASE_UNSETTLED, _reach(known, bars), case.occurred_on)


def _unpaid(known: KnownCase, bars: UnsettledBars) -> Iterator[Block]:
    case = known.case
    if fine_is_owed(known) and case.decision and case.fine:
        yield _block(
            known,
            Reason.FINE_UNPAID,
            _reach(known, bars),
            case.decision.decided_on,
            amount_vnd=case.fine.amount_vnd,
        )


def _held(known: KnownCase) -> Iterator[Block]:
    held = [i for i in known.case.held_items if i.kind is HeldKind.LICENCE and i.returned_on is None]
    if held:
        yield _block(known, Reason.LICENCE_HELD, known.case.scope, min(item.held_from for item in held))


def _suspended(known: KnownCase, on: date) -> Iterator[Block]:
    suspension, decision = known.case.suspension, known.case.decision
    if suspension is None or decision is None:
        return
    last_day = suspension.last_day
    if suspension.starts_on is None or last_day is None:
        yield _block(known, Reason.SUSPENSION_NOT_STARTED, suspension.part, decision.decided_on)
    elif suspension.starts_on <= on <= last_day:
        yield _block(known, Reason.SUSPENDED, suspension.part, suspension.starts_on, until=last_day)


def _reach(known: KnownCase, bars: UnsettledBars) -> Scope:
    return Scope.ALL if bars is UnsettledBars.PERSON else known.case.scope


def _block(
    known: KnownCase,
    reason: Reason,
    part: Scope,
    since: date,
    *,
    until: date | None = None,
    amount_vnd: int | None = None,
) -> Block:
    case = known.case
    return Block(known.id, case.case_number, case.source, reason, part, since, until, amount_vnd)
