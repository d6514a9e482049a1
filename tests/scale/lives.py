"""Lives of drivers as police would write them down over decades: made up, lawful in form, the same for a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from services.violations.domain.case import (
    Case,
    Decision,
    Fine,
    HeldForm,
    HeldItem,
    HeldKind,
    Part,
    Place,
    PoliceFigure,
    Restoration,
    Role,
    Scope,
    Status,
    Subject,
    Suspension,
    Vehicle,
    VehicleGroup,
)
from services.violations.domain.catalogue import Act, the_catalogue
from shared.kernel.clock import BUSINESS_ZONE

YEARS = timedelta(days=30 * 365)
SOURCES = ("G01.01", "G01.79")
ACTS = sorted(the_catalogue().acts.values(), key=lambda act: act.code)


@dataclass(frozen=True)
class Driver:
    """The numbers somebody goes by; all of them are nobody's."""

    citizen_id: str
    alias: str
    licence_number: str

    @classmethod
    def number(cls, number: int) -> Driver:
        """The driver with that number, below one million."""
        return cls(f"9990{60 + number % 40}{number:06d}", f"99{number:07d}", f"999{number:09d}")


@dataclass(frozen=True)
class Life:
    """What police and examiners wrote of one driver: every version of every case, and tests passed."""

    driver: Driver
    cases: tuple[tuple[Case, ...], ...]
    tests: tuple[Restoration, ...]

    @property
    def versions(self) -> list[Case]:
        """All versions, case by case, lowest first."""
        return [version for case in self.cases for version in case]


class Author:
    """Writes lives. ``last`` is the last day anything may be dated; nothing that police could not send is written."""

    def __init__(self, chance: Random, *, first: date, last: date, drivers: int = 2) -> None:
        self._chance = chance
        self._first = first
        self._last = last
        self._drivers = drivers

    def life(self, number: int, *, sessions: int) -> Life:
        """One driver's life with so many sanctions."""
        driver = Driver.number(number)
        days = sorted(self._day(self._first, self._last) for _ in range(sessions))
        if sessions and self._maybe(0.5):  # a bad year, so that points run out and collide with their coming back
            days = sorted(day if self._maybe(0.5) else self._near(days[0]) for day in days)
        cases = [
            case for index, day in enumerate(days) for case in self._session(driver, number * 1000 + index * 10, day)
        ]
        return Life(driver, tuple(cases), tuple(self._tests(days)))

    def _session(self, driver: Driver, number: int, day: date) -> list[tuple[Case, ...]]:
        """The cases sanctioned by one decision, mostly one."""
        chance = self._chance
        source = chance.choice(SOURCES)
        decided = min(self._last, day + timedelta(days=chance.choice((0, 0, 3, 7, 30))))
        effective = decided + timedelta(days=chance.choice((0, 0, 0, 1, 30)))
        decision = Decision(f"{number}/QĐ-XPHC", decided, effective)
        count = chance.choice((1, 1, 1, 2, 3))
        return [
            self._case(
                driver, source, f"{number + index:07d}/BB-VPHC", self._day(day - timedelta(days=2), day), decision
            )
            for index in range(count)
        ]

    def _case(self, driver: Driver, source: str, case_number: str, day: date, decision: Decision) -> tuple[Case, ...]:
        chance = self._chance
        acts, group = self._acts(day)
        noted = Case(
            source=source,
            case_number=case_number,
            version=1,
            occurred_at=datetime.combine(day, time(chance.randrange(24)), BUSINESS_ZONE),
            place=Place("79", "Ngã tư Thử Nghiệm"),
            subject=self._subject(driver),
            vehicle=Vehicle("51A-123.45" if self._maybe(0.5) else None, group),
            acts=tuple(act.code for act in acts),
            held_items=self._held(day),
        )
        versions = [noted]
        decided = replace(
            noted,
            decision=decision,
            fine=Fine(chance.randrange(4) * 100_000, None) if self._maybe(0.9) else None,
            suspension=self._suspension(acts, day, decision),
            points=PoliceFigure(chance.randrange(13), chance.choice(list(Part))) if self._maybe(0.3) else None,
            status=Status.DECIDED,
        )
        if self._maybe(0.9):
            versions.append(decided)
            if self._maybe(0.7):
                versions.append(self._ended(decided, decision))
        if self._maybe(0.15):
            versions.append(self._corrected(versions[-1]))
        if self._maybe(0.08):
            versions.append(replace(versions[-1], status=Status.CANCELLED))
        if self._maybe(0.02):
            versions.append(versions[-2] if len(versions) > 1 else versions[-1])
        if self._maybe(0.3):
            versions = versions[-1:]
        return tuple(replace(version, version=index) for index, version in enumerate(versions, 1))

    def _acts(self, day: date) -> tuple[list[Act], VehicleGroup]:
        group = self._chance.choice((VehicleGroup.CAR, VehicleGroup.CAR, VehicleGroup.MOTORCYCLE, VehicleGroup.OTHER))
        fitting = [a for a in ACTS if a.in_force(day) and group in (a.vehicle_group, VehicleGroup.OTHER)]
        if self._maybe(0.8):
            fitting = [act for act in fitting if not act.suspends]
        return self._chance.sample(fitting, self._chance.choice((1, 1, 2, 3))), group

    def _suspension(self, acts: list[Act], day: date, decision: Decision) -> Suspension | None:
        chance = self._chance
        if not any(act.suspends for act in acts) or self._maybe(0.1):
            return None
        part = chance.choice(list(Scope))
        if self._maybe(0.2):
            return Suspension(chance.randrange(1, 25), part, None, None)
        starts = chance.choice((day, decision.decided_on, decision.effective_on, self._near(decision.effective_on)))
        starts = max(starts, day)
        ends = starts + timedelta(days=chance.randrange(1, 700)) if self._maybe(0.3) else None
        return Suspension(chance.randrange(1, 25), part, starts, ends)

    def _held(self, day: date) -> tuple[HeldItem, ...]:
        if self._maybe(0.8):
            return ()
        taken = min(self._last, day + timedelta(days=self._chance.choice((0, 5))))
        back = self._day(taken, self._last) if self._maybe(0.8) else None
        kind, form = self._chance.choice(list(HeldKind)), self._chance.choice(list(HeldForm))
        return (HeldItem(kind, form, "Trạm Thử Nghiệm", taken, back),)

    def _ended(self, case: Case, decision: Decision) -> Case:
        """Paid, or called settled, or both."""
        paid_on = min(self._last, decision.decided_on + timedelta(days=self._chance.randrange(0, 400)))
        fine = case.fine and (replace(case.fine, paid_on=paid_on) if self._maybe(0.8) else case.fine)
        return replace(case, fine=fine, status=self._chance.choice((Status.DECIDED, Status.SETTLED)))

    def _corrected(self, case: Case) -> Case:
        """Another person, no longer sure who drove, or a word changed."""
        other = Driver.number(self._chance.randrange(self._drivers))
        return self._chance.choice(
            (
                replace(case, subject=self._subject(other)),
                replace(case, subject=replace(case.subject, role=self._chance.choice(list(Role)))),
                replace(case, place=Place("79", "Địa điểm đã sửa")),
            )
        )

    def _subject(self, driver: Driver) -> Subject:
        role = Role.DRIVER if self._maybe(0.93) else self._chance.choice((Role.OWNER, Role.UNKNOWN))
        by = self._chance.choice(
            (
                (driver.citizen_id, driver.licence_number),
                (driver.citizen_id, None),
                (driver.alias, None),
                (None, driver.licence_number),
            )
        )
        return Subject(role, *by, None)

    def _tests(self, days: list[date]) -> list[Restoration]:
        if not days:
            return []
        found = {
            (part, self._near(self._chance.choice(days), days=800)): None
            for part in (self._chance.choice(list(Part)) for _ in range(self._chance.randrange(0, 4)))
        }
        return [Restoration(part, day, "KT-THỬ") for part, day in found if day <= self._last]

    def _near(self, day: date, *, days: int = 400) -> date:
        return min(self._last, day + timedelta(days=self._chance.randrange(0, days)))

    def _day(self, first: date, last: date) -> date:
        first = max(first, self._first)
        return first + timedelta(days=self._chance.randrange((max(last, first) - first).days + 1))

    def _maybe(self, likelihood: float) -> bool:
        return self._chance.random() < likelihood
