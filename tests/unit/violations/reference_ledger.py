"""The law of points and of standings a second time, by another way: a life is walked through day by day.

Written from Luật 36/2024/QH15 Điều 58 and 62.4 and NĐ 168/2024/NĐ-CP Điều 5, 49, 50, 51, not from the service's code.
It is slow and plain on purpose: one page that a lawyer can follow, against which the ledger of the service is held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.violations.domain.case import (
    Case,
    Decision,
    KnownCase,
    Part,
    Restoration,
    Role,
    Scope,
    Status,
    VehicleGroup,
)
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.standing import Standing
from shared.kernel.clock import business_date

FULL = 12
PARTS = tuple(Part)
DAY = timedelta(days=1)
PARTS_OF = {
    Scope.TERMED: (Part.TERMED,),
    Scope.UNTERMED: (Part.UNTERMED,),
    Scope.ALL: (Part.UNTERMED, Part.TERMED),
}
SCOPE_OF_VEHICLE = {
    VehicleGroup.CAR: Scope.TERMED,
    VehicleGroup.MOTORCYCLE: Scope.UNTERMED,
    VehicleGroup.OTHER: Scope.ALL,
}


@dataclass(frozen=True)
class Obstacle:
    """Something in the way of a reissue."""

    source: str
    case_number: str
    reason: str
    part: str
    since: date
    amount_vnd: int | None = None


@dataclass(frozen=True)
class Expected:
    """What a standing must say: per part (points, blocked, last day of suspension)."""

    verdict: str
    parts: Mapping[Part, tuple[int, bool, date | None]]
    obstacles: frozenset[Obstacle]


def same_day_after(day: date, months: int) -> date:
    """The corresponding day so many months on; the last day of the month where it has none."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    last = ((first + timedelta(days=31)).replace(day=1) - DAY).day
    return first.replace(day=min(day.day, last))


def last_suspended_day(case: Case) -> date | None:
    """The last day of the ordered suspension, if its clock was started (NĐ 168/2024 Điều 5.3)."""
    ordered = case.suspension
    if ordered is None or ordered.starts_on is None:
        return None
    return ordered.ends_on or same_day_after(ordered.starts_on, ordered.months) - DAY


def suspended_on(cases: Iterable[Case], part: Part, day: date) -> bool:
    """Whether the part of the licence is under suspension on that day."""
    for case in cases:
        last = last_suspended_day(case)
        if last is None or case.suspension is None or case.suspension.starts_on is None:
            continue
        if part in PARTS_OF[case.suspension.part] and case.suspension.starts_on <= day <= last:
            return True
    return False


def sessions_by_day(cases: Sequence[Case], law: Catalogue) -> dict[date, list[tuple[Part, int]]]:
    """What each occasion of sanctioning (xử phạt trong cùng một lần, one decision) takes, by the day it takes effect.

    Of several acts only the one that costs most counts (Điều 50.1.b); if one of them is punished by suspension, the
    suspension alone applies (Điều 5.2). Of equals the one
    counts whose part of the licence the police's own record names, else the one with a car.
    """
    acts = defaultdict(list)
    named = defaultdict(set)
    for case in cases:
        if case.decision is None or case.subject.role is not Role.DRIVER:
            continue
        session = (case.source, case.decision.number, case.decision.effective_on)
        if case.points:
            named[session].add(case.points.part)
        for code in case.acts:
            act = law.acts[code]
            part = Part.TERMED if act.vehicle_group is VehicleGroup.CAR else Part.UNTERMED
            acts[session].append((act.points, part, act.suspends or case.suspension is not None))
    found = defaultdict(list)
    for session, punished in acts.items():
        most = max(points for points, _, _ in punished)
        parts = {part for points, part, _ in punished if points == most}
        part = max(parts & named[session] or parts, key=lambda part: part is Part.TERMED)
        if most and not any(suspends for _, _, suspends in punished):
            found[session[2]].append((part, most))
    return found


def walk(cases: Sequence[Case], tests: Sequence[Restoration], *, until: date, law: Catalogue) -> dict[Part, int]:
    """The points of both parts at the end of a day, from a full account before the first decision."""
    valid = [case for case in cases if case.status is not Status.CANCELLED]
    to_take = sessions_by_day(valid, law)
    sat = {day: [test.part for test in tests if test.passed_on == day] for day in {t.passed_on for t in tests}}
    points = dict.fromkeys(Part, FULL)
    full_again: dict[Part, date] = {}
    test_from: dict[Part, date] = {}
    today = min([*to_take, until])
    while today <= until:
        for part in PARTS:
            # Điều 58.2 of the law: something left, and nothing taken for 12 months.
            if 0 < points[part] < FULL and today == full_again[part]:
                points[part] = FULL
        for part, cost in to_take.get(today, ()):
            # Điều 50.1.đ, 50.1.c of the decree: nothing while suspended, and no more than there is.
            if points[part] and not suspended_on(valid, part, today):
                points[part] = max(0, points[part] - cost)
                full_again[part] = same_day_after(today, 12)
                test_from[part] = same_day_after(today, 6)
        for part in sat.get(today, ()):
            # Điều 58.3 of the law: six months after the last point went; a test sat earlier is none.
            if not points[part] and today >= test_from[part]:
                points[part] = FULL
        today += DAY
    return points


def obstacles_of(known: KnownCase, on: date) -> Iterable[Obstacle]:
    """All that a case puts in the way on a day (Luật 36/2024 Điều 62.4; NĐ 168/2024 Điều 5.5, 5.6, 48)."""
    case = known.case
    if case.status is Status.CANCELLED:
        return

    def obstacle(reason: str, part: Scope, since: date, amount: int | None = None) -> Obstacle:
        return Obstacle(case.source, case.case_number, reason, part.value, since, amount)

    decision = decision_by(case, on)
    if decision is None and case.subject.role is Role.DRIVER and not settled_without_decision(case):
        yield obstacle("case-unsettled", Scope.ALL, case.occurred_on)
    if decision and case.fine and case.fine.amount_vnd and not paid(known, on):
        yield obstacle("fine-unpaid", Scope.ALL, decision.decided_on, case.fine.amount_vnd)
    held = licence_held_since(case, on)
    if held:
        yield obstacle("licence-held", SCOPE_OF_VEHICLE[case.vehicle.group], held)
    if decision and case.suspension and (found := suspension_of(case, decision.decided_on, on)):
        yield obstacle(found[0], case.suspension.part, found[1])


def suspension_of(case: Case, ordered_on: date, on: date) -> tuple[str, date] | None:
    """Whether a suspension runs, or was ordered and does not run yet, and since when."""
    starts, last = case.suspension and case.suspension.starts_on, last_suspended_day(case)
    if starts is None or starts > on:
        return ("suspension-not-started", ordered_on)
    return ("suspended", starts) if last and on <= last else None


def decision_by(case: Case, on: date) -> Decision | None:
    """The decision, if it was made by that day."""
    return case.decision if case.decision and case.decision.decided_on <= on else None


def licence_held_since(case: Case, on: date) -> date | None:
    """The first day of the holding (tạm giữ) of a licence that is not over."""
    held = [item for item in case.held_items if item.kind == "licence" and item.held_from <= on]
    return min((i.held_from for i in held if i.returned_on is None or i.returned_on > on), default=None)


def settled_without_decision(case: Case) -> bool:
    """Whether the police closed a case that never led to a decision."""
    return case.status is Status.SETTLED and case.decision is None


def paid(known: KnownCase, on: date) -> bool:
    """Whether the fine was paid by that day, to us or to the police, or the police call the case settled."""
    case, fine = known.case, known.case.fine
    if known.settlement and business_date(known.settlement.paid_at) <= on:
        return True
    if fine and fine.paid_on:
        return fine.paid_on <= on
    return case.status is Status.SETTLED


def expected_standing(
    known: Sequence[KnownCase], tests: Sequence[Restoration], *, on: date, law: Catalogue, stale: bool = False
) -> Expected:
    """What the standing of a person must be at the end of a day."""
    seen = [entry for entry in known if entry.case.occurred_on <= on]
    decided = [entry.case for entry in seen if decision_by(entry.case, on)]
    points = walk(decided, tests, until=on, law=law)
    obstacles = frozenset(obstacle for entry in seen for obstacle in obstacles_of(entry, on))
    parts = {
        part: (
            points[part],
            any(part in PARTS_OF[Scope(obstacle.part)] for obstacle in obstacles),
            _suspended_until([c for c in decided if c.status is not Status.CANCELLED], part, on),
        )
        for part in Part
    }
    verdict = "blocked" if obstacles else "unknown" if stale else "check" if _in_doubt(seen, on) else "clear"
    return Expected(verdict, parts, obstacles)


def _in_doubt(seen: Sequence[KnownCase], on: date) -> bool:
    """A notice to an owner, or to nobody in particular, without a decision: an officer must look."""
    return any(
        entry.case.subject.role is not Role.DRIVER
        and entry.case.status is not Status.CANCELLED
        and not decision_by(entry.case, on)
        and not settled_without_decision(entry.case)
        for entry in seen
    )


def _suspended_until(cases: Sequence[Case], part: Part, on: date) -> date | None:
    running = [last for case in cases if (last := last_suspended_day(case)) and suspended_on([case], part, on)]
    return max(running, default=None)


def told(standing: Standing) -> Expected:
    """What the service says, in the words of this page."""
    return Expected(
        standing.verdict.value,
        {part: (found.points, found.blocked, found.suspended_until) for part, found in standing.parts.items()},
        frozenset(
            Obstacle(b.source, b.case_number, b.reason.value, b.part.value, b.since, b.amount_vnd)
            for b in standing.blocking
        ),
    )
