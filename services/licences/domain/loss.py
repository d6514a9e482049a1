"""The report that a card is gone (khai báo mất giấy phép lái xe): open, then withdrawn or closed by a reissue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Circumstance(StrEnum):
    """How the card was lost."""

    LOST = "lost"
    STOLEN = "stolen"
    FIRE = "fire"
    DISASTER = "disaster"


class LossStatus(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LossReport:
    """What the holder declares about one card. ``declaration`` is kept in the holder's own words.

    A false declaration can cost the licence, so the words and the instant are never edited.
    """

    id: str
    serial: str
    circumstance: Circumstance
    occurred_on: date
    place: str
    declaration: str
    reported_at: datetime
    status: LossStatus = LossStatus.OPEN
    ended_at: datetime | None = None
