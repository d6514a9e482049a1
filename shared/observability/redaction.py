"""No personal number leaves through a log: runs of 9 or 12 digits and card-like numbers become ``[redacted]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "[redacted]"

_NUMBERS = re.compile(
    r"(?P<keep>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"  # our own opaque ids
    r"|(?<!\d)(?:\d{12}|\d{9})(?!\d)"  # personal and licence numbers, old and new
    r"|(?<!\d)\d{3}[ .-]\d{3}[ .-]\d{3}(?:[ .-]\d{3})?(?!\d)"  # the same, written in groups
    r"|(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)"  # bank cards
)
_OPAQUE = frozenset({"trace_id", "span_id", "parent_id", "timestamp", "ms", "status"})
_NINE_DIGITS, _TWELVE_DIGITS = 9, 12


def redacted(text: str) -> str:
    """The text without anything that looks like a personal, licence or card number."""
    return _NUMBERS.sub(lambda found: found.group() if found["keep"] else REDACTED, text)


def redact(value: Any) -> Any:
    """The same for a whole JSON-like value, keys included."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return REDACTED if len(str(abs(value))) in (_NINE_DIGITS, _TWELVE_DIGITS) else value
    if isinstance(value, bytes):
        return redacted(value.decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {redacted(str(key)): redact(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact(entry) for entry in value]
    if value is None or isinstance(value, float):
        return value
    return redacted(str(value))


def redact_event(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """The structlog processor: everything but the opaque identifiers of the hop."""
    return {key: value if key in _OPAQUE else redact(value) for key, value in event.items()}
