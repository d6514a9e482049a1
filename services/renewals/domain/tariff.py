"""What a procedure costs whoever comes, and what less under conditions: for those who have not logged in yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.renewals.domain.fees import price
from services.renewals.domain.procedures import row_on
from services.renewals.domain.tables import Law
from shared.kernel.errors import Invalid
from shared.kernel.words import Words

CHANNELS = ("online", "counter")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a reduced fee."""

    code: str
    text: Words


@dataclass(frozen=True, slots=True)
class Reduced:
    """Less, if every condition holds, up to ``until``."""

    amount_vnd: int
    basis: str
    conditions: tuple[Condition, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Tariff:
    """The fee (lệ phí) of a procedure through a channel on a day; ``reduced`` None where nothing reduces it."""

    channel: str
    amount_vnd: int
    basis: str
    reduced: Reduced | None


def tariffs(law: Law, procedure: str, on: date) -> tuple[Tariff, ...]:
    """The fee through each channel; nothing for a day or a procedure the fee table does not know."""
    try:
        return tuple(_tariff(law, procedure, channel, on) for channel in CHANNELS)
    except Invalid:
        return ()


def _tariff(law: Law, procedure: str, channel: str, on: date) -> Tariff:
    full = price(law, procedure=procedure, channel=channel, on=on, person=None)
    code = row_on(law, procedure, on).code
    rows = [
        fee
        for fee in law.fees
        if fee.kind == "licence_issue"
        and fee.conditions
        and code in fee.procedures
        and fee.channel in {channel, "any"}
        and on in fee.period
    ]
    best = max(rows, key=lambda fee: (fee.priority, fee.id), default=None)
    reduced = None
    if best is not None and best.amount_vnd < full.amount_vnd:
        conditions = tuple(Condition(name, text) for name, text in best.conditions.items())
        reduced = Reduced(best.amount_vnd, best.legal_basis, conditions, best.period.last)
    return Tariff(channel, full.amount_vnd, full.basis, reduced)
