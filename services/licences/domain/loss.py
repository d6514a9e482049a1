"""The report that a card is gone (khai báo mất giấy phép lái xe): open, then withdrawn or closed by a reissue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.kernel.errors import Fault


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


def loss_faults(record: Mapping[str, object], today: date) -> Iterator[Fault]:
    """What cannot be true in a report, whichever licence it is about; members that could not be read are left out."""
    occurred_on = record.get("occurred_on")
    if isinstance(occurred_on, date) and occurred_on > today:
        yield Fault("/occurred_on", "in-the-future")
