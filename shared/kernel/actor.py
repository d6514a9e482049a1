"""Who is behind a change or a look: what every audit and look-up entry names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["citizen", "officer", "system", "clock"]


@dataclass(frozen=True, slots=True)
class Actor:
    """One doer. ``subject`` is opaque (never a personal number); ``client_id`` is the system the act came through."""

    kind: ActorKind
    subject: str
    client_id: str
    agency: str | None = None
    on_behalf_of: str | None = None
    purpose: str | None = None
    case: str | None = None


def the_clock(service: str) -> Actor:
    """The actor of what happens by itself: deadlines, retries, news from other services."""
    return Actor(kind="clock", subject=service, client_id=service)
