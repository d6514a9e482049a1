"""Time limits in working days, with a ledger of pauses (tạm dừng tính thời hạn)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.renewals.domain.tables import Law
from shared.kernel.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands from the day after ``from_on`` to ``to_on`` inclusive; None: still standing."""

    from_on: date
    to_on: date | None
    why: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """``working_days`` from acceptance, or ``wait_months`` of the old regime."""

    working_days: int | None
    wait_months: int | None
    legal_basis: str


def due_on(accepted_on: date, working_days: int, pauses: Sequence[Pause], calendar: WorkingCalendar) -> date | None:
    """The last day of the limit; None while an open pause keeps it from being known."""
    raise NotImplementedError


def elapsed(accepted_on: date, on: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> int:
    """Working days of the limit used up at the end of ``on``, pauses left out."""
    raise NotImplementedError


def lateness(
    accepted_on: date, working_days: int, pauses: Sequence[Pause], calendar: WorkingCalendar, *, on: date
) -> int:
    """By how many working days the limit is passed at the end of ``on``; 0 if it is not."""
    raise NotImplementedError


def time_limit(law: Law, procedure: str, on: date) -> TimeLimit:
    """The limit of a procedure for a dossier submitted on a day."""
    raise NotImplementedError
