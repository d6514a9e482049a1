"""When money for a fine is taken, and when it is turned away."""

from __future__ import annotations

from collections.abc import Collection

from services.violations.domain.blocking import fine_is_owed
from services.violations.domain.case import KnownCase
from shared.kernel.errors import Conflict, Fault, Invalid


def check_settlement(known: KnownCase, *, amount_vnd: int, fines_of_versions: Collection[int]) -> None:
    """Whether a payment of that amount settles the fine.

    The amount must be the fine of a version held: a correction that came between the order and the money does not
    make the money wrong. Raises Conflict ``state-conflict`` if nothing is owed (paid, settled, cancelled, undecided),
    Invalid ``amount-differs`` otherwise.
    """
    if not fine_is_owed(known):
        raise Conflict("state-conflict", state=known.case.status.value)
    if amount_vnd not in fines_of_versions:
        owed = known.case.fine.amount_vnd if known.case.fine else 0
        raise Invalid("amount-differs", faults=[Fault("/amount_vnd", "amount-differs", {"owed": owed})], owed=owed)
