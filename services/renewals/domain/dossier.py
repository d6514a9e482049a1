"""The dossier (hồ sơ): what was filed, how far it is, what was found, whose clock runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.renewals.domain.deadlines import Pause, due_on, lateness
from services.renewals.domain.facts import LOSS_REASONS, ClaimedLicence, ForceMajeure, Reason
from services.renewals.domain.findings import Finding, Json, NewPart, Outcome
from services.renewals.domain.register_search import RecordedSearch
from services.renewals.domain.states import ENDED_WITHOUT_CARD, Event, State, Who, transition
from shared.kernel.clock import business_date
from shared.kernel.working_days import WorkingCalendar


class Channel(StrEnum):
    """The way a dossier comes in (trực tuyến, trực tiếp, bưu chính)."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


class DeliveryMethod(StrEnum):
    """The way the result goes out."""

    ELECTRONIC = "electronic"
    POST = "post"
    COUNTER = "counter"


class PauseCause(StrEnum):
    """Why the clock of the time limit stands."""

    SUPPLEMENT = "supplement"
    CLEARANCE = "clearance"
    SOURCE = "source"


class LateCause(StrEnum):
    """Why a dossier counts as late: the limit is passed, or papers were asked for more than once."""

    TIME_LIMIT = "time_limit"
    SECOND_SUPPLEMENT = "second_supplement"


@dataclass(frozen=True, slots=True)
class Filer:
    """Who handed the dossier in: an opaque subject, and the agency of an officer at the counter."""

    kind: str
    subject: str
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Filing:
    """What was filed. It never changes, but that ``licence_id`` is filled in once the register holds the licence."""

    procedure: str
    licence_id: str | None
    citizen_id: str
    holder_name: str
    date_of_birth: date
    reason: Reason
    channel: Channel
    filed_by: Filer
    delivery_method: DeliveryMethod
    delivery_address: str | None = None
    phone: str | None = None
    email: str | None = None
    occurred_on: date | None = None
    declaration: Mapping[str, Json] = field(default_factory=dict)
    claimed: ClaimedLicence | None = None
    class_choice: Mapping[str, str] | None = None
    force_majeure: ForceMajeure | None = None

    @property
    def is_loss(self) -> bool:
        """Whether the holder no longer has the card, so that it must be reported lost."""
        return self.licence_id is not None and self.reason in LOSS_REASONS


@dataclass(frozen=True, slots=True)
class DueFee:
    """The fee (lệ phí) as last priced; ``payment_id`` the payment that is kept for it."""

    amount_vnd: int
    basis: str
    paid_at: datetime | None = None
    payment_id: str | None = None


@dataclass(frozen=True, slots=True)
class StandingSnapshot:
    """The dated word of the violations register that a step was based on."""

    id: str
    verdict: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class LossReport:
    """The loss report this dossier made in the licence register. ``id`` None: the card was reported lost before."""

    id: str | None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch in which the clock stood."""

    cause: PauseCause
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """On whose desk the dossier lies."""

    agency: str
    officer: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class ResultDocument:
    """A signed paper of the result: ``href`` answers JSON that holds it as a token.

    ``media_type`` and ``sha256`` (hex) are the token's; None only where an earlier release issued the card.
    """

    kind: str
    media_type: str
    href: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What the holder got."""

    card_serial: str
    issued_at: datetime
    documents: tuple[ResultDocument, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier at one version. Changed only through :meth:`moved` and :meth:`with_changes`."""

    id: str
    code: str
    filing: Filing
    submitted_at: datetime
    state: State
    since: datetime
    version: int
    desk: Desk
    person: str | None = None
    accepted_at: datetime | None = None
    working_days: int | None = None
    due_on: date | None = None
    pauses: tuple[Spell, ...] = ()
    waits_until: datetime | None = None
    unknown_since: datetime | None = None
    outcome: Outcome | None = None
    parts: Mapping[str, Outcome] = field(default_factory=dict)
    new_parts: tuple[NewPart, ...] = ()
    findings: tuple[Finding, ...] = ()
    standing: StandingSnapshot | None = None
    fee: DueFee | None = None
    supplements_requested: int = 0
    loss: LossReport | None = None
    register_search: RecordedSearch | None = None
    issue_request: Mapping[str, Json] | None = None
    result: Result | None = None
    end_reason: str | None = None

    @property
    def lock(self) -> str:
        """The name under which decisions about this dossier, its fee payments included, are made one at a time."""
        return f"application:{self.id}"

    @property
    def submitted_on(self) -> date:
        """The reference day of eligibility."""
        return business_date(self.submitted_at)

    @property
    def paused_for(self) -> PauseCause | None:
        """Why the clock stands now, if it does."""
        return self.pauses[-1].cause if self.pauses and self.pauses[-1].ended_at is None else None

    @property
    def fee_settled(self) -> bool:
        """Whether nothing is owed: priced at zero, or paid."""
        return self.fee is not None and (self.fee.amount_vnd == 0 or self.fee.payment_id is not None)

    @property
    def takes_fee(self) -> bool:
        """Whether money that arrives now is for something: wanted and not there yet.

        ``under_review`` without acceptance is a dossier whose police source stayed silent before it was paid for.
        """
        waiting = self.state is State.AWAITING_PAYMENT or (
            self.state is State.UNDER_REVIEW and self.accepted_at is None
        )
        return waiting and not self.fee_settled

    @property
    def owes_refund(self) -> bool:
        """Whether the fee is held although no card will come of it."""
        return self.state in ENDED_WITHOUT_CARD and self.fee is not None and self.fee.payment_id is not None

    def late_by(self, on: date, calendar: WorkingCalendar) -> int:
        """Working days past the limit at the end of ``on``; 0 before acceptance and within it."""
        if self.accepted_at is None or self.working_days is None:
            return 0
        return lateness(business_date(self.accepted_at), self.working_days, self.pauses_in_days(), calendar, on=on)

    def late_for(self, on: date, calendar: WorkingCalendar) -> LateCause | None:
        """Why the dossier counts as late at the end of ``on`` (QĐ 766/QĐ-TTg), if it does."""
        if self.late_by(on, calendar) > 0:
            return LateCause.TIME_LIMIT
        return LateCause.SECOND_SUPPLEMENT if self.supplements_requested > 1 else None

    def accepted(self, at: datetime, working_days: int, calendar: WorkingCalendar) -> Dossier:
        """Start the clock; a second acceptance changes nothing."""
        if self.accepted_at is not None:
            return self
        return _reckoned(replace(self, accepted_at=at, working_days=working_days), calendar)

    def moved(self, event: Event, *, by: Who, at: datetime, calendar: WorkingCalendar, **changes: Any) -> Dossier:
        """The dossier after ``event``, one version on; pauses and due day follow from the state.

        Raises Conflict ``state-conflict`` if the table of states has no such row.
        """
        row = transition(self.state, event, by)
        values = {"waits_until": None, **changes}
        after = replace(self, **values, state=row.next, since=at, version=self.version + 1)
        return _reckoned(_with_pauses(after, at), calendar)

    def reckoned(self, calendar: WorkingCalendar) -> Dossier:
        """The dossier with the due day by this calendar: a day of rest may have been added since it last moved."""
        return _reckoned(self, calendar)

    def with_changes(self, **changes: Any) -> Dossier:
        """The dossier with other facts in the same state, one version on."""
        return replace(self, **changes, version=self.version + 1)

    def pauses_in_days(self) -> tuple[Pause, ...]:
        """The stretches in which the clock stood, as the time limit counts them."""
        return tuple(
            Pause(
                from_on=business_date(spell.started_at),
                to_on=None if spell.ended_at is None else business_date(spell.ended_at),
                why=spell.cause.value,
            )
            for spell in self.pauses
        )


def _with_pauses(dossier: Dossier, at: datetime) -> Dossier:
    pauses = dossier.pauses
    if pauses and pauses[-1].ended_at is None:
        pauses = (*pauses[:-1], replace(pauses[-1], ended_at=at))
    cause = _reason_to_pause(dossier)
    if cause is not None:
        pauses = (*pauses, Spell(cause, at))
    return replace(dossier, pauses=pauses)


def _reason_to_pause(dossier: Dossier) -> PauseCause | None:
    if dossier.accepted_at is None:
        return None
    if dossier.state is State.SUPPLEMENT_REQUESTED:
        return PauseCause.SUPPLEMENT
    if dossier.state is State.AWAITING_CLEARANCE:
        return PauseCause.SOURCE if dossier.unknown_since is not None else PauseCause.CLEARANCE
    return None


def _reckoned(dossier: Dossier, calendar: WorkingCalendar) -> Dossier:
    if dossier.accepted_at is None or dossier.working_days is None:
        return replace(dossier, due_on=None)
    accepted_on = business_date(dossier.accepted_at)
    return replace(dossier, due_on=due_on(accepted_on, dossier.working_days, dossier.pauses_in_days(), calendar))
