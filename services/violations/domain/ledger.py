"""The points ledger (điểm của giấy phép lái xe): how many of twelve a part has left on a day, computed from the law.

Luật 36/2024/QH15 Điều 58; NĐ 168/2024/NĐ-CP Điều 5.2, 50, 51; TT 65/2024/TT-BCA. Everything follows from the cases,
the restorations and the day; nothing is stored, so no order of arrival can leave a trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.violations.domain.case import Case, Part, Restoration, Role, Status
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.months import add_months

FULL = 12
"""Points of a part (Luật 36/2024 Điều 58.1)."""
CLEAN_MONTHS = 12
"""Months without a deduction after which a part is full again (Điều 58.2)."""
TEST_AFTER_MONTHS = 6
"""Months after the last point is gone before the knowledge test may be sat (Điều 58.3)."""
_PART_OF_GROUP = {"car": Part.TERMED, "motorcycle": Part.UNTERMED}


@dataclass(frozen=True, slots=True)
class Deduction:
    """What one sanction session takes from a part on the day its decision takes effect."""

    on: date
    part: Part
    points: int
    session: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """A part on a day.

    ``exhausted_on`` is the day the last point went, ``taken`` the deductions that applied, ``ignored`` the tests that
    were not due.
    """

    points: int
    exhausted_on: date | None = None
    taken: tuple[Deduction, ...] = ()
    ignored: tuple[Restoration, ...] = ()


def account(
    part: Part, cases: Sequence[Case], restorations: Sequence[Restoration], *, on: date, catalogue: Catalogue
) -> Account:
    """The account of a part at the end of a day.

    ``cases`` are the highest versions that name the person, in any order, none of them twice.
    """
    suspended = _suspensions(part, cases)
    takings = [
        deduction
        for deduction in deductions(cases, catalogue=catalogue)
        if deduction.part is part and deduction.on <= on and not _covered(deduction.on, suspended)
    ]
    tests = [test for test in restorations if test.part is part and test.passed_on <= on]
    days = sorted({deduction.on for deduction in takings} | {test.passed_on for test in tests})
    life = _Life()
    for day in days:
        life.pass_time(day)
        for deduction in takings:  # a decision is in force from the first hour of its day, before any test is sat
            if deduction.on == day:
                life.deduct(deduction)
        for test in sorted((t for t in tests if t.passed_on == day), key=lambda t: t.decision):
            life.pass_test(test)
    life.pass_time(on)
    return Account(life.points, life.exhausted_on, tuple(takings), tuple(life.ignored))


def deductions(cases: Iterable[Case], *, catalogue: Catalogue) -> list[Deduction]:
    """What each sanction session takes before suspensions of other sessions are looked at, sorted by day.

    Acts punished by one decision are one session: only the largest deduction counts (NĐ 168/2024 Điều 50.1.b), and
    where one of its acts is punished by suspension, nothing is taken (Điều 5.2), even before the suspension itself is
    reported. Only a driver loses points.
    """
    sessions: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.decision and case.status is not Status.CANCELLED and case.subject.role is Role.DRIVER:
            sessions[(case.source, case.decision.number)].append(case)
    found = (_largest(key, session, catalogue) for key, session in sessions.items())
    return sorted((d for d in found if d), key=lambda d: (d.on, d.session))


def _largest(key: tuple[str, str], session: list[Case], catalogue: Catalogue) -> Deduction | None:
    """The session's deduction. Of equals in both parts the one police name is taken, else that of the termed part."""
    if any(case.suspension for case in session):
        return None
    named = {case.points.part for case in session if case.points}
    candidates = []
    for case in session:
        for code in case.acts:
            act = catalogue.act(code)
            if act is None or not act.in_force(case.occurred_on):
                continue
            if act.suspends:
                return None
            part = _PART_OF_GROUP.get(act.vehicle_group.value)
            if part and act.points:
                candidates.append((-act.points, part not in named, part is not Part.TERMED, part))
    if not candidates:
        return None
    effective = max(case.decision.effective_on for case in session if case.decision)
    points, _, _, part = min(candidates)
    return Deduction(effective, part, -points, key)


def _suspensions(part: Part, cases: Iterable[Case]) -> list[tuple[date, date]]:
    found = []
    for case in cases:
        suspension = case.suspension
        if suspension is None or case.status is Status.CANCELLED or not suspension.part.touches(part):
            continue
        if suspension.starts_on is not None and suspension.last_day is not None:
            found.append((suspension.starts_on, suspension.last_day))
    return found


def _covered(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


class _Life:
    """One part from its first day on, moved forward event by event."""

    def __init__(self) -> None:
        self.points = FULL
        self.exhausted_on: date | None = None
        self.ignored: list[Restoration] = []
        self._last_deduction: date | None = None

    def pass_time(self, day: date) -> None:
        """Full again twelve clean months after the last deduction, unless nothing was left."""
        if self._last_deduction and 0 < self.points < FULL and day >= add_months(self._last_deduction, CLEAN_MONTHS):
            self.points = FULL

    def deduct(self, deduction: Deduction) -> None:
        """Take the points, or what is left of them."""
        self.points = max(0, self.points - deduction.points)
        self._last_deduction = deduction.on
        if self.points == 0 and self.exhausted_on is None:
            self.exhausted_on = deduction.on

    def pass_test(self, test: Restoration) -> None:
        """Full again by the test, which may be sat six months after the last point went."""
        if self.exhausted_on is None or test.passed_on < add_months(self.exhausted_on, TEST_AFTER_MONTHS):
            self.ignored.append(test)
            return
        self.points = FULL
        self.exhausted_on = None
