"""Short messages (tin nhắn) as the gateway got them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """One message. ``times``: how often it was handed over; the recipient's telephone rings once."""

    reference: str
    recipient: str
    text: str
    times: int
    received_at: datetime
