"""A case as it stood on a day: what happened later is not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.violations.domain.case import Case, KnownCase, Status
from shared.kernel.clock import business_date


def seen_on(known: KnownCase, on: date) -> KnownCase | None:
    """What is known now of a case, without decision, payment, hold or return dated after the day.

    None if the act itself was later. A suspension whose clock starts later is seen as ordered, its clock not running.
    """
    case = known.case
    if case.occurred_on > on:
        return None
    settlement = known.settlement
    if settlement and business_date(settlement.paid_at) > on:
        settlement = None
    return KnownCase(known.id, _case_on(case, on), settlement)


def _case_on(case: Case, on: date) -> Case:
    decided = case.decision is not None and case.decision.decided_on <= on
    suspension = case.suspension if decided else None
    if suspension and suspension.starts_on and suspension.starts_on > on:
        suspension = replace(suspension, starts_on=None, ends_on=None)
    fine = case.fine
    if fine and fine.paid_on and fine.paid_on > on:
        fine = replace(fine, paid_on=None)
    status = case.status
    if status is Status.SETTLED and not decided and case.decision:
        status = Status.OPEN
    elif status is Status.SETTLED and case.fine and case.fine.paid_on and case.fine.paid_on > on:
        status = Status.DECIDED
    items = tuple(
        replace(item, returned_on=None) if item.returned_on and item.returned_on > on else item
        for item in case.held_items
        if item.held_from <= on
    )
    return replace(
        case,
        decision=case.decision if decided else None,
        fine=fine,
        suspension=suspension,
        held_items=items,
        status=status,
    )
