"""What a card costs (lệ phí cấp giấy phép lái xe) on the day the order is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.renewals.domain.facts import PersonFacts
from services.renewals.domain.tables import Law
from shared.kernel.words import Words


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition of a reduced fee. ``met`` None: nobody could tell."""

    code: str
    text: Words
    met: bool | None


@dataclass(frozen=True, slots=True)
class Fee:
    """``amount_vnd`` whole đồng; ``basis`` the norm; ``conditions`` those of the reduced fee in force, met or not."""

    amount_vnd: int
    basis: str
    conditions: tuple[ConditionResult, ...] = ()


def price(law: Law, *, procedure: str, channel: str, on: date, person: PersonFacts | None) -> Fee:
    """The fee of a procedure through a channel (online, counter, post) on the day of the order."""
    raise NotImplementedError
