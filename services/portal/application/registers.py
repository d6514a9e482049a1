"""What the registers say about a citizen, as the pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Said = Mapping[str, str]
"""A sentence in both languages: ``{vi, en}``."""


@dataclass(frozen=True, slots=True)
class LicencePart:
    """One part of a licence (phần không thời hạn, phần có thời hạn): ``kind`` is ``untermed`` or ``termed``."""

    kind: str
    regime: str
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    first_issued_on: date | None
    issued_on: date | None
    expires_on: date | None
    valid: bool
    passed_on: date | None

    def is_over(self, today: date) -> bool:
        """Whether its term has ended."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Card:
    """The plastic card: ``status`` is ``live``, ``reported_lost``, ``superseded``, ``revoked`` or ``destroyed``."""

    serial: str
    status: str
    issued_on: date | None
    issued_by: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence and the card it is on."""

    id: str
    number: str = field(repr=False)
    holder_name: str
    born_on: date | None
    address: str = field(repr=False)
    photo_id: str | None
    holder_id: str
    parts: tuple[LicencePart, ...]
    card: Card | None
    loss_report_id: str | None


@dataclass(frozen=True, slots=True)
class PartPoints:
    """Points left of twelve, and whether the part is barred."""

    points: int
    blocked: bool
    suspended_until: date | None


@dataclass(frozen=True, slots=True)
class Points:
    """A person's standing in short. ``verdict`` is ``clear``, ``blocked``, ``check`` or ``unknown``."""

    verdict: str
    as_of: datetime
    parts: Mapping[str, PartPoints]
    open_cases: int
