"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562 §5.7)."""

from __future__ import annotations

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A fresh UUIDv7 in canonical text; strictly increasing within one process.

    48 bits of Unix milliseconds, then 12 bits of sub-millisecond time (RFC 9562 §6.2, method 3), then 62 random bits.
    """
    global _last
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        _last = ticks if ticks > _last else _last + 1
        ticks = _last
    milliseconds, fraction = divmod(ticks, 4096)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | fraction << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Whether a text is an identifier of this form (any UUID version, canonical spelling)."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
