"""Data-sharing agreements (thoả thuận chia sẻ dữ liệu): without one in force nobody gets a token for a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.access.domain.scopes import CATALOGUE, SERVICES, ActorKind, Purpose, scopes_of_service
from shared.kernel.clock import BUSINESS_ZONE
from shared.kernel.errors import Conflict, Fault, Invalid

LONGEST_YEARS = 10
EVERY_FIELD = "*"


class AgreementStatus(StrEnum):
    """Follows from the days and the early end; nobody sets it."""

    FUTURE = "future"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A provision (căn cứ pháp lý): the norm and the place in it."""

    norm: str
    ref: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who may read or write what at one service, why, and how much.

    ``valid_from`` and ``valid_to`` are days in Vietnam, both included. ``fields`` are names of the provider's answers
    or ``*`` for all. ``per_day`` counts persons looked up in a Vietnamese day; None is unlimited. ``acting_for`` says
    in whose name the client may use it: its own (``system``), or that of people it proves to be there.
    """

    id: str
    client_id: str
    service: str
    acting_for: ActorKind
    scopes: frozenset[str]
    purposes: frozenset[Purpose]
    fields: frozenset[str]
    legal_basis: tuple[LegalBasis, ...]
    valid_from: date
    valid_to: date
    per_day: int | None
    approved_by: str
    opened_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None

    @property
    def stops_at(self) -> datetime:
        """The instant from which it gives nothing any more."""
        last_midnight = _midnight_of(self.valid_to + timedelta(days=1))
        return last_midnight if self.ended_at is None else min(last_midnight, self.ended_at)

    def status_at(self, now: datetime) -> AgreementStatus:
        """What it is worth now. An early end shows as ended even after the agreed last day."""
        if self.ended_at is not None and self.ended_at <= now:
            return AgreementStatus.ENDED
        if now >= self.stops_at:
            return AgreementStatus.EXPIRED
        return AgreementStatus.IN_FORCE if now >= _midnight_of(self.valid_from) else AgreementStatus.FUTURE

    def in_force(self, now: datetime) -> bool:
        """Whether it grants anything now."""
        return self.status_at(now) is AgreementStatus.IN_FORCE

    def end(self, *, at: datetime, reason: str) -> Agreement:
        """Stop it before its last day. Raises Conflict ``state-conflict`` if it is over already."""
        status = self.status_at(at)
        if status in {AgreementStatus.ENDED, AgreementStatus.EXPIRED}:
            raise Conflict("state-conflict", state=status.value)
        return replace(self, ended_at=at, end_reason=reason)


def check_agreement(agreement: Agreement, today: date) -> None:
    """Raise Invalid with every fault of a proposed agreement at once.

    Scopes must be the service's and open to those it acts for; the last day must not be over and not lie more than
    ten years after the first.
    """
    faults = [*_scope_faults(agreement), *_purpose_faults(agreement)]
    if agreement.valid_to < agreement.valid_from:
        faults.append(Fault("/valid_to", "end-before-start"))
    elif agreement.valid_to < today:
        faults.append(Fault("/valid_to", "in-the-past"))
    elif agreement.valid_to.year - agreement.valid_from.year > LONGEST_YEARS:
        faults.append(Fault("/valid_to", "period-too-long", {"years": LONGEST_YEARS}))
    if EVERY_FIELD in agreement.fields and len(agreement.fields) > 1:
        faults.append(Fault("/fields", "fields-contradict"))
    if faults:
        raise Invalid("validation-failed", faults=faults)


def check_no_overlap(agreement: Agreement, others: Iterable[Agreement], now: datetime) -> None:
    """One agreement at a time per client, service and those acted for: else nobody could say which one was used.

    Raises Conflict ``agreement-overlaps`` naming the other.
    """
    for other in others:
        same = (other.client_id, other.service, other.acting_for) == (
            agreement.client_id,
            agreement.service,
            agreement.acting_for,
        )
        live = other.status_at(now) in {AgreementStatus.FUTURE, AgreementStatus.IN_FORCE}
        if same and live and agreement.valid_from <= other.valid_to and other.valid_from <= agreement.valid_to:
            raise Conflict("agreement-overlaps", agreement_id=other.id)


def _scope_faults(agreement: Agreement) -> list[Fault]:
    if agreement.service not in SERVICES:
        return [Fault("/service", "unknown-service")]
    known = scopes_of_service(agreement.service)
    faults = []
    for name in sorted(agreement.scopes):
        if name not in known:
            faults.append(Fault("/scopes", "scope-not-of-service", {"scope": name, "service": agreement.service}))
        elif agreement.acting_for not in CATALOGUE[name].kinds:
            faults.append(Fault("/scopes", "scope-not-for-kind", {"scope": name, "kind": agreement.acting_for.value}))
    return faults


def _purpose_faults(agreement: Agreement) -> list[Fault]:
    own = Purpose.SELF in agreement.purposes
    if own and agreement.acting_for is not ActorKind.CITIZEN:
        return [Fault("/purposes", "purpose-self-is-for-citizens")]
    return []


def _midnight_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=BUSINESS_ZONE)
