"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562 §5.7)."""

from __future__ import annotations

import os
import threading
import time
import uuid

RANDOM_AT_ONCE = 4096
"""Bytes of randomness fetched from the system together; an identifier takes eight."""

_MILLISECONDS = (1 << 48) - 1
_lock = threading.Lock()
_last = 0
_random = b""
_used = 0


def new_id() -> str:
    """A fresh UUIDv7 in canonical text; strictly increasing within one process.

    48 bits of Unix milliseconds, then 12 bits of sub-millisecond time (RFC 9562 §6.2, method 3), then 62 random bits.
    """
    global _last, _random, _used
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        _last = ticks if ticks > _last else _last + 1
        ticks = _last
        if _used >= len(_random):
            _random, _used = os.urandom(RANDOM_AT_ONCE), 0
        chance = int.from_bytes(_random[_used : _used + 8], "big")
        _used += 8
    when = f"{ticks >> 12 & _MILLISECONDS:012x}7{ticks & 0xFFF:03x}"
    by_chance = f"{0b10 << 62 | chance >> 2:016x}"
    return f"{when[:8]}-{when[8:12]}-{when[12:]}-{by_chance[:4]}-{by_chance[4:]}"


def is_id(text: str) -> bool:
    """Whether a text is an identifier of this form (any UUID version, canonical spelling)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _forget() -> None:
    """Draw other numbers than the parent, and from a lock nobody holds."""
    global _lock, _random
    _lock, _random = threading.Lock(), b""


os.register_at_fork(after_in_child=_forget)
