"""The procedures and the rules in force on a day: the law as the public may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.renewals.application.ports import Ports
from services.renewals.domain.deadlines import time_limit
from services.renewals.domain.legal_refs import shown_basis
from services.renewals.domain.procedures import CHECKED_KINDS, all_procedures
from services.renewals.domain.tariff import Tariff, tariffs
from shared.kernel.errors import Invalid, NotFound
from shared.kernel.words import Words


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in force."""

    rule: str
    title: Words
    kind: str
    legal_basis: str
    effective_from: date
    effective_to: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure on a day; limits and rules are left out of lists."""

    code: str
    name: Words
    kind: str
    offered: bool
    in_force: bool
    effective_from: date
    effective_to: date | None
    on: date
    working_days: int | None = None
    wait_months: int | None = None
    time_limit_basis: str | None = None
    rules: Sequence[RuleView] = ()
    fees: Sequence[Tariff] = ()


def list_procedures(ports: Ports, on: date | None) -> Sequence[ProcedureView]:
    """Every procedure the tables know, by code, with whether it is in force on the day."""
    day = on or ports.clock.today()
    return tuple(
        ProcedureView(
            code=found.code,
            name=found.name,
            kind=found.kind,
            offered=found.offered,
            in_force=found.in_force(day),
            effective_from=found.effective_from,
            effective_to=found.effective_to,
            on=day,
        )
        for found in all_procedures(ports.law)
    )


def show_procedure(ports: Ports, code: str, on: date | None) -> ProcedureView:
    """One procedure with its limit and the rules in force on the day. Raises NotFound."""
    day = on or ports.clock.today()
    found = next((entry for entry in all_procedures(ports.law) if entry.code == code), None)
    if found is None:
        raise NotFound("not-found")
    try:
        limit = time_limit(ports.law, code, day)
    except Invalid:
        limit = None
    return ProcedureView(
        code=found.code,
        name=found.name,
        kind=found.kind,
        offered=found.offered,
        in_force=found.in_force(day),
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        on=day,
        working_days=None if limit is None else limit.working_days,
        wait_months=None if limit is None else limit.wait_months,
        time_limit_basis=None if limit is None else shown_basis(limit.legal_basis),
        rules=_rules(ports, found.kind, day),
        fees=tariffs(ports.law, code, day) if found.kind in CHECKED_KINDS else (),
    )


def _rules(ports: Ports, kind: str, day: date) -> Sequence[RuleView]:
    if kind not in CHECKED_KINDS:
        return ()
    return tuple(
        RuleView(
            rule=rule.code,
            title=rule.title,
            kind=rule.kind,
            legal_basis=shown_basis(rule.legal_basis),
            effective_from=rule.period.first,
            effective_to=rule.period.last,
            confidence=rule.confidence,
        )
        for rule in ports.law.rules
        if rule.enabled and day in rule.period and rule.procedure in {kind, "both", "any"}
    )
