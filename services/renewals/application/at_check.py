"""Checking a dossier, and checking it again while it waits for clearance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.renewals.application.gathering import Gathered, gather, licence_of
from services.renewals.application.loss_reports import ensure_reported
from services.renewals.application.ports import Ports, Standing
from services.renewals.application.registration import ensure_known
from services.renewals.application.turns import commit_turn, errand_for
from services.renewals.domain.deadlines import time_limit
from services.renewals.domain.dossier import Dossier, DueFee, Filing, StandingSnapshot
from services.renewals.domain.eligibility import check
from services.renewals.domain.facts import ClaimFacts, Facts, Request
from services.renewals.domain.fees import Fee, price_of
from services.renewals.domain.findings import Finding, FindingOutcome, Verdict
from services.renewals.domain.progress import Step, after_check
from services.renewals.domain.states import Event, State, Who
from shared.kernel.actor import Actor
from shared.kernel.errors import Invalid
from shared.kernel.words import Words

PASSING = frozenset({"standing", "as_of"})
"""Evidence that is new with every look, though nothing is."""

CHOICE_VOID = Finding(
    rule="class-choice-void",
    outcome=FindingOutcome.REVIEW,
    part=None,
    legal_basis=(),
    explanation=Words(
        "Hạng đã chọn khi nộp hồ sơ không còn phù hợp với giấy phép hiện tại; cán bộ xem xét.",
        "The class chosen at filing no longer fits the licence as it is; an officer has to look.",
    ),
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at everything: what was gathered and what the law says of it."""

    gathered: Gathered
    verdict: Verdict
    fee: Fee


def turn(ports: Ports, dossier: Dossier, actor: Actor, answering: bool) -> bool:  # noqa: FBT001  # a Turn
    """Find the licence, report the loss, look, decide, commit. Raises Unavailable if the register does not answer."""
    if ensure_known(ports, dossier, actor, answering=answering):
        return True
    if ensure_reported(ports, dossier, actor, answering=answering):
        return True
    look = look_at(ports, dossier)
    step = after_check(
        dossier,
        look.verdict,
        fee_vnd=look.fee.amount_vnd,
        now=ports.clock.now(),
        policy=ports.policy,
        calendar=ports.law.calendar,
    )
    if step.event is None and _same(dossier, look, step):
        return False
    commit_turn(
        ports,
        dossier,
        lambda current, work: (_after(ports, current, look, step, work.now), step.event),
        actor=actor,
        answering=answering,
    )
    return step.event is not None


def look_at(ports: Ports, dossier: Dossier) -> Look:
    """Gather afresh and apply the law of the day of submission to what is known now."""
    filing, errand = dossier.filing, errand_for(dossier)
    licence = None
    if filing.licence_id is not None:
        licence = licence_of(ports, filing.citizen_id, filing.licence_id, errand=errand)
    gathered = gather(ports, filing.citizen_id, licence, on=None, errand=errand)
    today = ports.clock.today()
    facts = gathered.facts(
        request_of(filing),
        claims_of(filing),
        as_of=None if today == dossier.submitted_on else today,
        register_search=None if dossier.register_search is None else dossier.register_search.search,
    )
    verdict = _verdict(ports, facts, dossier.submitted_on)
    return Look(gathered, verdict, price_of(ports.law, facts, verdict.parts, on=today))


def _verdict(ports: Ports, facts: Facts, on: date) -> Verdict:
    """What the law says. A class choice that fitted at filing may fit no more: then it is the officer's to weigh."""
    try:
        return check(facts, law=ports.law, on=on, settings=ports.law_settings)
    except Invalid:
        plain = replace(facts, request=replace(facts.request, class_choice=None))
        verdict = check(plain, law=ports.law, on=on, settings=ports.law_settings)
        return replace(verdict, findings=(*verdict.findings, CHOICE_VOID))


def claims_of(filing: Filing) -> ClaimFacts:
    """Who the applicant is said to be: by the login, or by what an officer typed at the counter."""
    typed = filing.filed_by.kind != "citizen"
    return ClaimFacts(filing.holder_name, filing.date_of_birth, filing.citizen_id, typed=typed)


def request_of(filing: Filing) -> Request:
    """What is asked for, in the words of the rules."""
    return Request(
        procedure=filing.procedure,
        reason=filing.reason.value,
        channel=filing.channel.value,
        class_choice=filing.class_choice,
        force_majeure=filing.force_majeure,
        claimed=filing.claimed,
    )


def snapshot(standing: Standing | None) -> StandingSnapshot | None:
    """What is kept of a standing."""
    if standing is None:
        return None
    return StandingSnapshot(standing.facts.id, standing.facts.verdict, standing.facts.as_of)


def _after(ports: Ports, dossier: Dossier, look: Look, step: Step, at: datetime) -> Dossier:
    fee = dossier.fee
    if fee is None or (fee.payment_id is None and dossier.accepted_at is None):  # accepted: the price stands
        fee = DueFee(look.fee.amount_vnd, look.fee.basis)
    standing = look.gathered.standing
    facts = {
        "outcome": look.verdict.outcome,
        "parts": look.verdict.parts,
        "new_parts": look.verdict.new_parts,
        "findings": look.verdict.findings,
        "standing": snapshot(standing),
        "person": dossier.person if standing is None else standing.person or dossier.person,
        "fee": fee,
        "unknown_since": step.unknown_since,
        "waits_until": step.waits_until,
        "end_reason": step.end_reason,
    }
    if step.event is None:
        return dossier.with_changes(**facts)
    accepts = step.event is Event.ACCEPTED or (step.event is Event.SOURCE_STAYED_SILENT and _nothing_owed(fee))
    if accepts:
        dossier = start_clock(ports, dossier, at=at)
    return dossier.moved(step.event, by=Who.CLOCK, at=at, calendar=ports.law.calendar, **facts)


def start_clock(ports: Ports, dossier: Dossier, *, at: datetime) -> Dossier:
    """Acceptance (tiếp nhận): the time limit of the day of submission begins to run."""
    limit = time_limit(ports.law, dossier.filing.procedure, dossier.submitted_on)
    return dossier.accepted(at, limit.working_days or 0, ports.law.calendar)


def _nothing_owed(fee: DueFee) -> bool:
    return fee.amount_vnd == 0 or fee.payment_id is not None


def _lasting(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without which standing they were read from, and when: each look has its own."""
    return [
        replace(finding, evidence={key: value for key, value in finding.evidence.items() if key not in PASSING})
        for finding in findings
    ]


def _same(dossier: Dossier, look: Look, step: Step) -> bool:
    """Whether a look that moves nothing also taught nothing, so that the version may stay."""
    standing = look.gathered.standing
    person = None if standing is None else standing.person
    return (
        dossier.state is not State.CHECKING
        and dossier.outcome == look.verdict.outcome
        and _lasting(dossier.findings) == _lasting(look.verdict.findings)
        and dossier.unknown_since == step.unknown_since
        and (person is None or person == dossier.person)
    )
