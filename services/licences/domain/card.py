"""One printed card (thẻ giấy phép lái xe, PET) of a licence: append-only, its serial never used twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.licences.domain.classes import PartKind


class CardStatus(StrEnum):
    """Where a card stands in the register."""

    LIVE = "live"
    REPORTED_LOST = "reported_lost"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    DESTROYED = "destroyed"


CURRENT = frozenset({CardStatus.LIVE, CardStatus.REPORTED_LOST})
"""The states of the one card that stands for its licence."""


class Origin(StrEnum):
    """Whether a card came with a load of the old register or was issued here."""

    REGISTRY = "registry"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Card:
    """A card. ``blank`` is the number of the blank it was printed on, none for an electronic-only licence.

    ``parts`` are the parts of the licence it lists: after a partial reissue (NĐ 168/2024 Điều 5.6) not all of them.
    """

    serial: str
    status: CardStatus
    issued_on: date
    issued_by: str
    blank: str | None
    parts: tuple[PartKind, ...]
    origin: Origin

    @property
    def is_current(self) -> bool:
        """Whether it stands for its licence: live, or reported lost and not yet replaced."""
        return self.status in CURRENT

    def become(self, status: CardStatus) -> Card:
        """The same card in another state."""
        return replace(self, status=status)
