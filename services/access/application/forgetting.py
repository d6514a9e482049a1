"""Throwing away what no decision needs any more: spent proofs past their time, logins long over."""

from __future__ import annotations

from datetime import timedelta

from services.access.application.ports import Begin
from services.access.domain.sessions import ABSOLUTE
from shared.kernel.actor import the_clock
from shared.kernel.clock import Clock

AT_ONCE = 1000
FAMILIES_KEPT = ABSOLUTE + timedelta(days=1)


def forget(*, begin: Begin, clock: Clock) -> int:
    """Delete one bounded portion; how many rows went. Safe to run at any time, any number of times."""
    with begin(the_clock("access")) as work:
        gone = work.proofs.forget(until=clock.now(), limit=AT_ONCE)
        gone += work.families.forget(started_until=clock.now() - FAMILIES_KEPT, limit=AT_ONCE)
        if gone:
            work.commit()
        return gone
