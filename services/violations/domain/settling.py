"""When money for a fine is taken, and when it is turned away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from services.violations.domain.blocking import fine_is_owed
from services.violations.domain.case import KnownCase
from shared.kernel.errors import Conflict, Fault, Invalid

CLOCK_SKEW = timedelta(minutes=5)
"""How far the gateway's clock may run ahead of ours."""


def payment_faults(payment: Mapping[str, object], *, now: datetime) -> Iterator[Fault]:
    """What cannot be true of a payment, whichever case it is for; members that could not be read are left out."""
    paid_at = payment.get("paid_at")
    if isinstance(paid_at, datetime) and paid_at > now + CLOCK_SKEW:
        yield Fault("/paid_at", "in-the-future")


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
