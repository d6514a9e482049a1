"""What a card costs (lệ phí cấp giấy phép lái xe) on the day the order is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.renewals.domain.facts import Facts, PersonFacts, Reason
from services.renewals.domain.findings import ALLOWED, Outcome
from services.renewals.domain.procedures import row_on
from services.renewals.domain.rows import FeeRow
from services.renewals.domain.tables import Law
from shared.kernel.errors import Fault, Invalid
from shared.kernel.words import Words

FULL_ACCOUNT = 2
COUNTER_ROW = "LIC-2026-COUNTER"
RETURNED_FREE = "Không thu: trả lại phần giấy phép bị để lại ở lần cấp trước"
"""This system's own choice: the fee was paid with the card that left the part out."""


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
    """The fee of a procedure through a channel (online, counter, post) on the day of the order.

    A dossier by post is priced as one at the counter. A condition nobody could confirm does not hold. Raises Invalid
    ``validation-failed`` for a day before the first rule.
    """
    code = row_on(law, procedure, on).code
    way = "online" if channel == "online" else "counter"
    rows = [
        _overridden(law, fee)
        for fee in law.fees
        if fee.kind == "licence_issue" and code in fee.procedures and fee.channel in {way, "any"} and on in fee.period
    ]
    results = {fee.id: tuple(_results(fee, channel, person)) for fee in rows}
    payable = [fee for fee in rows if all(result.met for result in results[fee.id])]
    if not payable:
        first = law.first_day.isoformat()
        raise Invalid("validation-failed", faults=[Fault("/on", "date-before-rules", {"first": first})])
    best = max(payable, key=lambda fee: (fee.priority, fee.id))
    shown = max(rows, key=lambda fee: (bool(fee.conditions), fee.priority, fee.id))
    return Fee(best.amount_vnd, best.legal_basis, results[shown.id])


def price_of(law: Law, facts: Facts, parts: Mapping[str, Outcome], *, on: date) -> Fee:
    """The fee of a request; nothing where it only brings back a part that an earlier card had to leave out."""
    request = facts.request
    fee = price(law, procedure=request.procedure, channel=request.channel, on=on, person=facts.person)
    return replace(fee, amount_vnd=0, basis=RETURNED_FREE) if _returns_a_part(facts, parts) else fee


def _returns_a_part(facts: Facts, parts: Mapping[str, Outcome]) -> bool:
    if facts.licence is None or facts.request.reason != Reason.VOLUNTARY:
        return False
    left_out = [part.kind for part in facts.licence.parts if not part.on_card]
    return bool(left_out) and all(parts.get(kind) in ALLOWED for kind in left_out)


def _overridden(law: Law, fee: FeeRow) -> FeeRow:
    amount = law.settings.counter_fee_vnd
    return replace(fee, amount_vnd=amount) if fee.id == COUNTER_ROW and amount is not None else fee


def _results(fee: FeeRow, channel: str, person: PersonFacts | None) -> list[ConditionResult]:
    return [ConditionResult(code, text, _met(code, channel, person)) for code, text in fee.conditions.items()]


def _met(code: str, channel: str, person: PersonFacts | None) -> bool | None:
    if code == "FILED_ONLINE":
        return channel == "online"
    if person is None:
        return None
    if code == "VNEID_LEVEL_2":
        return person.assurance_level >= FULL_ACCOUNT
    if code == "VNEID_LICENCE_INTEGRATED":
        return person.licence_integrated
    return person.basic_papers if code == "VNEID_5_BASIC_PAPERS" else None
