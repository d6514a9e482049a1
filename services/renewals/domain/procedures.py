"""The administrative procedures (thủ tục hành chính) on exchange and reissue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.renewals.domain.facts import LOSS_REASONS
from services.renewals.domain.rows import Period, ProcedureRow
from services.renewals.domain.tables import Law
from shared.kernel.errors import Fault, Invalid
from shared.kernel.words import Words

OFFERED = frozenset({"3.000347", "3.000348"})
"""Exchange (cấp đổi) and reissue (cấp lại): what can be filed here."""
CHECKED_KINDS = frozenset({"reissue", "exchange"})


@dataclass(frozen=True, slots=True)
class Procedure:
    """``kind``: reissue (cấp lại) or exchange (đổi), or exchange_military, _police, _foreign, which are not offered."""

    code: str
    name: Words
    kind: str
    offered: bool
    effective_from: date
    effective_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether it may be used on a day."""
        return on in Period(self.effective_from, self.effective_to)


def _procedure(row: ProcedureRow) -> Procedure:
    return Procedure(row.code, row.name, row.kind, row.code in OFFERED, row.period.first, row.period.last)


def all_procedures(law: Law) -> tuple[Procedure, ...]:
    """Every procedure the tables know, those of the old regime included, by code."""
    return tuple(_procedure(law.procedures[code]) for code in sorted(law.procedures))


def procedures(law: Law, on: date) -> tuple[Procedure, ...]:
    """The procedures in force on a day, by code."""
    return tuple(procedure for procedure in all_procedures(law) if procedure.in_force(on))


def procedure(law: Law, code: str) -> Procedure:
    """A procedure by its code. Raises Invalid ``validation-failed`` with fault ``unknown-procedure``."""
    if code not in law.procedures:
        raise Invalid("validation-failed", faults=[Fault("/procedure", "unknown-procedure", {"procedure": code})])
    return _procedure(law.procedures[code])


def checkable(law: Law, code: str) -> Procedure:
    """A procedure this service has the rules of. Raises Invalid with fault ``procedure-not-offered`` otherwise."""
    found = procedure(law, code)
    if found.kind not in CHECKED_KINDS:
        raise Invalid("validation-failed", faults=[Fault("/procedure", "procedure-not-offered", {"procedure": code})])
    return found


def row_on(law: Law, code: str, on: date) -> ProcedureRow:
    """The row whose limits and fees count on a day: the procedure itself, or the one of its kind then in force."""
    row = law.procedures[code]
    if on in row.period:
        return row
    same = (other for other in law.procedures.values() if other.kind == row.kind and on in other.period)
    return next(same, row)


def kind_for(reason: str) -> str:
    """Reissue if the card is gone, exchange if the holder still has it."""
    return "reissue" if reason in LOSS_REASONS else "exchange"
