"""Read models: a dossier, a check and a payment as callers see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.renewals.application.ports import Ports
from services.renewals.application.repositories import TimelineEntry
from services.renewals.domain.decisions import Decision, reason_words
from services.renewals.domain.dossier import Desk, Dossier, Result
from services.renewals.domain.ends import END_REASONS, STEP_WORDS
from services.renewals.domain.fees import Fee
from services.renewals.domain.findings import Finding, Json, NewPart
from services.renewals.domain.formats import listed
from services.renewals.domain.papers import PaperKind, ready
from services.renewals.domain.payments import Payment
from services.renewals.domain.portal_states import PORTAL_STATES, portal_state
from services.renewals.domain.register_search import REGISTER_WORDS, FoundRecord, RecordedSearch
from services.renewals.domain.states import ENDED
from shared.kernel.clock import business_date
from shared.kernel.words import Words


@dataclass(frozen=True, slots=True)
class ClockView:
    """The time limit. ``late_by`` working days past it; a second supplement counts as late whatever the days."""

    working_days: int | None
    due_on: date | None
    paused: bool
    paused_for: str | None
    late: bool
    late_for: str | None
    late_by: int


@dataclass(frozen=True, slots=True)
class FeeView:
    """What is or was owed. ``paid_at`` None and ``amount_vnd`` 0: nothing to pay."""

    amount_vnd: int
    basis: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision in force, or the last one with why it is void."""

    id: str
    outcome: str
    reason_code: str | None
    reason: Words | None
    note: str | None
    decided_at: datetime
    agency: str | None
    in_force: bool
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class SignedDecisionView:
    """A decision with its signature (JWS compact, ES256 by the agency's key)."""

    decision: DecisionView
    application_id: str
    code: str
    signed_at: datetime | None
    jws: str | None


@dataclass(frozen=True, slots=True)
class RegisterSearchView:
    """The search in the paper registers on file."""

    registers: Sequence[str]
    registers_text: Words
    searched_on: date
    result: str
    found: FoundRecord | None
    note: str | None
    recorded_at: datetime
    agency: str | None


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A paper that can be had."""

    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """A dossier as its applicant, an officer and an auditor see it."""

    id: str
    code: str
    procedure: str
    state: str
    portal_state: int
    portal_state_text: Words
    licence_id: str | None
    holder_name: str
    reason: str
    channel: str
    delivery_method: str
    submitted_at: datetime
    accepted_at: datetime | None
    waits_until: datetime | None
    clock: ClockView
    desk: Desk
    outcome: str | None
    parts: Mapping[str, str]
    findings: Sequence[Finding]
    register_search: RegisterSearchView | None
    fee: FeeView | None
    decision: DecisionView | None
    result: Result | None
    end_reason: str | None
    end_reason_text: Words | None
    papers: Sequence[PaperLink]
    version: int
    citizen_id: str
    """Never sent; whose look-up entry an answer needs."""


@dataclass(frozen=True, slots=True)
class TimelineEntryView:
    """One step, in words."""

    at: datetime
    state: str
    portal_state: int
    event: str
    by: str
    agency: str | None
    reason_code: str | None
    text: Words


@dataclass(frozen=True, slots=True)
class TimeLimitView:
    """How long it will take once accepted; ``due_on`` if it were accepted on the reference date."""

    working_days: int | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the law says of a request, before it is filed."""

    outcome: str
    findings: Sequence[Finding]
    fee: Fee
    time_limit: TimeLimitView
    parts: Mapping[str, str]
    new_parts: Sequence[NewPart]
    exam_parts: Sequence[str]
    wait_months: int | None
    hypothetical: bool
    prefilled: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class PaymentView:
    """An order. ``payment_url`` None: nothing to pay, or the gateway has not answered yet."""

    id: str
    kind: str
    state: str
    application_id: str | None
    case_id: str | None
    amount_vnd: int
    basis: str
    payment_url: str | None
    expires_at: datetime
    paid_at: datetime | None
    settled_at: datetime | None
    refunded_at: datetime | None
    citizen_id: str
    """Never sent; whose look-up entry an answer needs."""


def view_of(ports: Ports, dossier: Dossier, decision: Decision | None) -> ApplicationView:
    """A dossier as seen today."""
    filing = dossier.filing
    code = portal_state(dossier.state, accepted=dossier.accepted_at is not None)
    return ApplicationView(
        id=dossier.id,
        code=dossier.code,
        procedure=filing.procedure,
        state=dossier.state.value,
        portal_state=code,
        portal_state_text=PORTAL_STATES[code],
        licence_id=filing.licence_id,
        holder_name=filing.holder_name,
        reason=filing.reason.value,
        channel=filing.channel.value,
        delivery_method=filing.delivery_method.value,
        submitted_at=dossier.submitted_at,
        accepted_at=dossier.accepted_at,
        waits_until=dossier.waits_until,
        clock=_clock_view(ports, dossier),
        desk=dossier.desk,
        outcome=None if dossier.outcome is None else dossier.outcome.value,
        parts={kind: outcome.value for kind, outcome in dossier.parts.items()},
        findings=dossier.findings,
        register_search=None if dossier.register_search is None else search_view(dossier.register_search),
        fee=None if dossier.fee is None else FeeView(dossier.fee.amount_vnd, dossier.fee.basis, dossier.fee.paid_at),
        decision=None if decision is None else decision_view(decision),
        result=dossier.result,
        end_reason=dossier.end_reason,
        end_reason_text=None if dossier.end_reason is None else END_REASONS[dossier.end_reason],
        papers=tuple(paper_link(dossier.id, kind) for kind in PaperKind if ready(kind, dossier)),
        version=dossier.version,
        citizen_id=filing.citizen_id,
    )


def paper_link(application_id: str, kind: PaperKind) -> PaperLink:
    """Where a paper is."""
    return PaperLink(kind.value, f"/api/renewals/v1/applications/{application_id}/papers/{kind.value}")


def _clock_view(ports: Ports, dossier: Dossier) -> ClockView:
    done = dossier.state in ENDED or dossier.result is not None
    day = business_date(dossier.since) if done else ports.clock.today()
    late_for = dossier.late_for(day, ports.law.calendar)
    cause = dossier.paused_for
    return ClockView(
        working_days=dossier.working_days,
        due_on=dossier.reckoned(ports.law.calendar).due_on,
        paused=cause is not None,
        paused_for=None if cause is None else cause.value,
        late=late_for is not None,
        late_for=None if late_for is None else late_for.value,
        late_by=dossier.late_by(day, ports.law.calendar),
    )


def search_view(recorded: RecordedSearch) -> RegisterSearchView:
    """A search without the officer who recorded it."""
    search = recorded.search
    return RegisterSearchView(
        registers=[register.value for register in search.registers],
        registers_text=listed([REGISTER_WORDS[register] for register in search.registers]),
        searched_on=search.searched_on,
        result=search.result.value,
        found=search.found,
        note=search.note,
        recorded_at=recorded.recorded_at,
        agency=recorded.agency,
    )


def decision_view(decision: Decision) -> DecisionView:
    """A decision without its signature."""
    return DecisionView(
        id=decision.id,
        outcome=decision.outcome.value,
        reason_code=decision.reason_code,
        reason=None if decision.reason_code is None else reason_words(decision.reason_code),
        note=decision.note,
        decided_at=decision.decided_at,
        agency=decision.agency,
        in_force=decision.in_force,
        void_reason=decision.void_reason,
    )


def timeline_view(entry: TimelineEntry) -> TimelineEntryView:
    """One step in words; the very first entry has no event."""
    filed = Words("Hồ sơ đã được nộp.", "Filed.")
    return TimelineEntryView(
        at=entry.at,
        state=entry.state.value,
        portal_state=entry.portal_state,
        event="filed" if entry.event is None else entry.event.value,
        by=entry.actor_kind,
        agency=entry.agency,
        reason_code=entry.reason_code,
        text=filed if entry.event is None else STEP_WORDS[entry.event],
    )


def payment_view(payment: Payment) -> PaymentView:
    """A payment as its payer sees it."""
    return PaymentView(
        id=payment.id,
        kind=payment.kind.value,
        state=payment.state.value,
        application_id=payment.application_id,
        case_id=payment.case_id,
        amount_vnd=payment.amount_vnd,
        basis=payment.basis,
        payment_url=payment.payment_url,
        expires_at=payment.expires_at,
        paid_at=payment.paid_at,
        settled_at=payment.settled_at,
        refunded_at=payment.refunded_at,
        citizen_id=payment.citizen_id,
    )
