"""A person's standing: a pure function of the highest case versions, settlements, restorations, sources and the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.violations.domain import ledger
from services.violations.domain.as_of import seen_on
from services.violations.domain.blocking import Block, Reason, UnsettledBars, awaits_officer, blocks_of
from services.violations.domain.case import KnownCase, Part, Restoration, Status
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.freshness import SourceState


class Verdict(StrEnum):
    """The answer in one word. Unknown is not clear."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    CHECK = "check"
    UNKNOWN = "unknown"


class Notice(StrEnum):
    """What does not block but must be said."""

    OWNER_NOTICE = "owner-notice"
    POINTS_DIFFER = "points-differ"
    POINTS_ZERO = "points-zero"
    SETTLED_AMOUNT_DIFFERS = "settled-amount-differs"
    RESTORATION_NOT_DUE = "restoration-not-due"
    SOURCE_STALE = "source-stale"
    NUMBER_NOT_CONFIRMED = "number-not-confirmed"


@dataclass(frozen=True, slots=True)
class StandingWarning:
    """One notice, and what it is about: a case, a part or a source."""

    code: Notice
    case_id: str | None = None
    case_number: str | None = None
    source: str | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class PartStanding:
    """One part of the licence: points left (0 to 12), blocked or not, last day of its suspension."""

    points: int
    blocked: bool
    suspended_until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person on a day."""

    on: date
    verdict: Verdict
    parts: Mapping[Part, PartStanding]
    blocking: tuple[Block, ...]
    warnings: tuple[StandingWarning, ...]
    sources: tuple[SourceState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What does not depend on the person. ``test_freshness`` is off for days that are past."""

    catalogue: Catalogue
    unsettled_bars: UnsettledBars = UnsettledBars.PERSON
    test_freshness: bool = True


def standing_of(
    cases: Sequence[KnownCase],
    restorations: Sequence[Restoration],
    sources: Sequence[SourceState],
    *,
    on: date,
    policy: Policy,
) -> Standing:
    """Decide. ``cases`` are those that name the person by any number, each at its highest version, in any order."""
    seen = sorted(
        (case for known in cases if (case := seen_on(known, on))), key=lambda k: (k.case.source, k.case.case_number)
    )
    blocking = _blocking(seen, on, policy)
    accounts = {
        part: ledger.account(part, [k.case for k in seen], restorations, on=on, catalogue=policy.catalogue)
        for part in Part
    }
    stale = [s for s in sources if s.required and not s.fresh] if policy.test_freshness else []
    warnings = (
        *_case_warnings(seen),
        *_figure_warnings(seen, accounts, on),
        *_account_warnings(accounts),
        *(StandingWarning(Notice.SOURCE_STALE, source=state.source) for state in stale),
    )
    return Standing(
        on=on,
        verdict=_verdict(blocking, stale=bool(stale), in_doubt=any(awaits_officer(known) for known in seen)),
        parts={part: _part(part, accounts[part], blocking) for part in Part},
        blocking=blocking,
        warnings=warnings,
        sources=tuple(sources),
    )


def _verdict(blocking: Sequence[Block], *, stale: bool, in_doubt: bool) -> Verdict:
    """What surely blocks comes first; silence comes before doubt, and doubt before clear."""
    if blocking:
        return Verdict.BLOCKED
    if stale:
        return Verdict.UNKNOWN
    return Verdict.CHECK if in_doubt else Verdict.CLEAR


def _blocking(seen: Sequence[KnownCase], on: date, policy: Policy) -> tuple[Block, ...]:
    found = (block for known in seen for block in blocks_of(known, on=on, unsettled_bars=policy.unsettled_bars))
    return tuple(sorted(found, key=lambda b: (b.since, b.source, b.case_number, b.reason)))


def _part(part: Part, account: ledger.Account, blocking: Sequence[Block]) -> PartStanding:
    mine = [block for block in blocking if block.part.touches(part)]
    ends = [block.until for block in mine if block.reason is Reason.SUSPENDED and block.until]
    return PartStanding(account.points, bool(mine), max(ends, default=None))


def _case_warnings(seen: Sequence[KnownCase]) -> Iterator[StandingWarning]:
    for known in seen:
        fine = known.case.fine
        if known.case.status is Status.CANCELLED:
            continue
        if awaits_officer(known):
            yield _about(Notice.OWNER_NOTICE, known)
        if known.settlement and fine and known.settlement.amount_vnd != fine.amount_vnd:
            yield _about(Notice.SETTLED_AMOUNT_DIFFERS, known)


def _figure_warnings(
    seen: Sequence[KnownCase], accounts: Mapping[Part, ledger.Account], on: date
) -> Iterator[StandingWarning]:
    """Where the police count other points than the law takes; both figures stay."""
    taken = {deduction.session: deduction for account in accounts.values() for deduction in account.taken}
    for known in seen:
        case, figure = known.case, known.case.points
        if figure is None or case.decision is None or case.status is Status.CANCELLED:
            continue
        if case.decision.effective_on > on:
            continue
        ours = taken.get((case.source, case.decision.number))
        if figure.deducted != (ours.points if ours else 0) or (ours and ours.part is not figure.part):
            yield _about(Notice.POINTS_DIFFER, known)


def _account_warnings(accounts: Mapping[Part, ledger.Account]) -> Iterator[StandingWarning]:
    for part, account in accounts.items():
        if account.points == 0:
            yield StandingWarning(Notice.POINTS_ZERO, part=part)
        for _ in account.ignored:
            yield StandingWarning(Notice.RESTORATION_NOT_DUE, part=part)


def _about(code: Notice, known: KnownCase) -> StandingWarning:
    return StandingWarning(code, known.id, known.case.case_number, known.case.source)
