"""What comes next for a dossier: pure decisions over what was gathered, at the check and at the last look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.renewals.domain.dossier import Dossier
from services.renewals.domain.findings import Finding, FindingOutcome, Outcome, Verdict
from services.renewals.domain.policy import Policy
from services.renewals.domain.states import Event, State
from shared.kernel.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Step:
    """A move to make, or none. ``end_reason`` a code of :mod:`ends`; ``waits_until`` the deadline of the next state."""

    event: Event | None
    waits_until: datetime | None = None
    unknown_since: datetime | None = None
    end_reason: str | None = None


_BARS = {
    Outcome.THEORY_EXAM: "exam-needed",
    Outcome.THEORY_AND_PRACTICAL_EXAM: "exam-needed",
    Outcome.REISSUE_AFTER_WAIT: "waiting-period",
}
_REFUSALS = {
    Outcome.NOT_FOUND: "not-in-system",
    Outcome.REVOKED: "licence-revoked",
    Outcome.REFUSED: "refused-by-rule",
}
_UNCLEAR = frozenset({Outcome.BLOCKED, Outcome.PENDING_SOURCE})
_ISSUABLE = frozenset({Outcome.REISSUE_NOW, Outcome.EXCHANGE_NOW, Outcome.PARTIALLY_ALLOWED})
_TO_WEIGH = frozenset({FindingOutcome.BLOCK, FindingOutcome.REVIEW, FindingOutcome.WAIT})


def after_check(
    dossier: Dossier, verdict: Verdict, *, fee_vnd: int, now: datetime, policy: Policy, calendar: WorkingCalendar
) -> Step:
    """Where a dossier that is being checked, or waits for clearance, goes on the verdict; ``fee_vnd`` as priced now."""
    if verdict.outcome in _BARS:
        return Step(Event.BARRED, end_reason=_BARS[verdict.outcome])
    if verdict.outcome in _REFUSALS:
        return Step(Event.REFUSED_BY_RULE, end_reason=_REFUSALS[verdict.outcome])
    if verdict.outcome in _UNCLEAR:
        pending = verdict.outcome is Outcome.PENDING_SOURCE
        return _unclear(dossier, pending=pending, now=now, policy=policy, calendar=calendar)
    if dossier.accepted_at is not None:
        return Step(Event.RECHECKED if dossier.state is State.CHECKING else Event.CLEARED)
    paid = dossier.fee is not None and dossier.fee.payment_id is not None
    if fee_vnd > 0 and not paid:
        return Step(Event.FEE_FALLEN_DUE, waits_until=policy.payment_until(now))
    return Step(Event.ACCEPTED)


def _unclear(dossier: Dossier, *, pending: bool, now: datetime, policy: Policy, calendar: WorkingCalendar) -> Step:
    unknown_since = (dossier.unknown_since or now) if pending else None
    if dossier.state is State.CHECKING:
        return Step(Event.FOUND_UNCLEAR, policy.clearance_until(now), unknown_since)
    if unknown_since is not None and now >= policy.unknown_until(unknown_since, calendar):
        return Step(Event.SOURCE_STAYED_SILENT)
    if dossier.waits_until is not None and now >= dossier.waits_until:
        return Step(Event.CLEARANCE_EXPIRED, end_reason="clearance-expired")
    return Step(None, dossier.waits_until, unknown_since)


def at_issue(verdict: Verdict, weighed: tuple[Finding, ...]) -> Event | None:
    """What the last look before the card says; None: issue.

    ``weighed`` are the findings the officer had before him when he approved: what he knew does not stop the issue,
    what is new does. A standing that bars, or is unknown for a reason he did not see, voids the decision.
    """
    if verdict.outcome in _ISSUABLE:
        return None
    if verdict.outcome in _BARS:
        return Event.EXAM_NEEDED_AT_ISSUE
    known = {_key(finding) for finding in weighed}
    fresh = [f for f in verdict.findings if f.outcome in _TO_WEIGH and _key(f) not in known]
    if verdict.outcome is Outcome.BLOCKED:
        return Event.BLOCKED_AT_ISSUE
    if verdict.outcome is Outcome.PENDING_SOURCE:
        return Event.BLOCKED_AT_ISSUE if fresh else None
    if verdict.outcome is Outcome.OFFICER_REVIEW:
        return Event.REVIEW_NEEDED_AT_ISSUE if fresh else None
    return Event.REVIEW_NEEDED_AT_ISSUE


def _key(finding: Finding) -> tuple[str, str | None, str]:
    return finding.rule, finding.part, str(finding.evidence.get("case_id", ""))
