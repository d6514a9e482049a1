"""What changes about a case, and about the points of its person, by the passing of days alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.violations.domain import ledger
from services.violations.domain.as_of import seen_on
from services.violations.domain.case import ONE_DAY, Case, KnownCase, Part, Restoration, Role, Status
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.months import add_months


def next_change(case: Case, *, after: date) -> date | None:
    """The next day from which the case may mean something else for its person, though nobody touches it.

    None if nothing lies ahead.
    """
    days = [*own_days(case), *([clean] if (clean := clean_day(case)) else [])]
    return min((day for day in days if day > after), default=None)


def own_days(case: Case) -> tuple[date, ...]:
    """The days that change the case itself.

    A decision takes effect (points go, NĐ 168/2024 Điều 50.1.a), a suspension begins, or the day after its last one
    has come (Điều 5).
    """
    if case.status is Status.CANCELLED:
        return ()
    days: tuple[date, ...] = (case.decision.effective_on,) if case.decision else ()
    suspension = case.suspension
    if suspension and suspension.starts_on and suspension.last_day:
        days += (suspension.starts_on, suspension.last_day + ONE_DAY)
    return days


def clean_day(case: Case) -> date | None:
    """The day on which points come back if this decision's deduction stays the last (Luật 36/2024 Điều 58.2).

    Every decision against a driver has one, whether or not its own acts cost points: a session of several cases takes
    effect with the latest of their decisions. The ledger says whether anything comes back.
    """
    if case.status is Status.CANCELLED or case.decision is None or case.subject.role is not Role.DRIVER:
        return None
    return add_months(case.decision.effective_on, ledger.CLEAN_MONTHS)


def points_come_back(
    cases: Sequence[KnownCase], restorations: Sequence[Restoration], *, on: date, catalogue: Catalogue
) -> bool:
    """Whether some part has more points on the day than on the day before."""

    def points(part: Part, day: date) -> int:
        seen = [known.case for case in cases if (known := seen_on(case, day))]
        return ledger.account(part, seen, restorations, on=day, catalogue=catalogue).points

    return any(points(part, on) > points(part, on - ONE_DAY) for part in Part)
