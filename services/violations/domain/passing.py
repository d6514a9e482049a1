"""What changes about a case by the passing of days alone."""

from __future__ import annotations

from datetime import date

from services.violations.domain.case import ONE_DAY, Case, Status


def next_change(case: Case, *, after: date) -> date | None:
    """The next day from which the case means something else for its person, though nobody touches it.

    A decision takes effect (points go, NĐ 168/2024 Điều 50.1.a), a suspension begins, or the day after its last one
    has come (Điều 5). None if nothing lies ahead.
    """
    if case.status is Status.CANCELLED:
        return None
    days = [case.decision.effective_on] if case.decision else []
    suspension = case.suspension
    if suspension and suspension.starts_on and suspension.last_day:
        days += [suspension.starts_on, suspension.last_day + ONE_DAY]
    return min((day for day in days if day > after), default=None)
