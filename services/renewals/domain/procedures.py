"""The administrative procedures (thủ tục hành chính) on exchange and reissue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.renewals.domain.tables import Law
from shared.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Procedure:
    """``kind``: reissue (cấp lại) or exchange (đổi), or exchange_military, _police, _foreign, which are not offered."""

    code: str
    name: Words
    kind: str
    offered: bool
    effective_from: date
    effective_to: date | None


def procedures(law: Law, on: date) -> tuple[Procedure, ...]:
    """The procedures in force on a day, by code."""
    raise NotImplementedError


def procedure_for(law: Law, reason: str, on: date) -> Procedure:
    """The procedure that a reason belongs to on a day."""
    raise NotImplementedError
