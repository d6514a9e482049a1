"""How often one address may do one thing; counted in the process, for doors where guessing or flooding would pay."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from flask import request

from shared.kernel.clock import Clock
from shared.kernel.errors import LimitReached

COUNTED_AT_MOST = 20_000
"""Doors and addresses counted at once; the longest unseen go first."""


class Limiter:
    """Counts per key in windows of ``per``. Several processes count apart: the limit holds for each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: OrderedDict[tuple[str, str], tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, door: str, key: str, *, limit: int, per: timedelta) -> None:
        """Count once more. Raises LimitReached ``rate-limited`` beyond ``limit`` within ``per``."""
        now = self._clock.now()
        with self._lock:
            began, count = self._counts.pop((door, key), (now, 0))
            if not timedelta(0) <= now - began < per:
                began, count = now, 0
            self._counts[door, key] = (began, count + 1)
            while len(self._counts) > COUNTED_AT_MOST:
                self._counts.popitem(last=False)
        if count >= limit:
            raise LimitReached("rate-limited", retry_after=int((began + per - now).total_seconds()) + 1)


def client_address(trusted_proxies: int = 0) -> str:
    """The browser's address; behind ``trusted_proxies`` of our own, what the outermost of them saw."""
    route = request.access_route
    return route[-trusted_proxies] if 0 < trusted_proxies <= len(route) else request.remote_addr or "unknown"
