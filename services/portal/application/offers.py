"""What can be asked for here, what it costs today and how long it takes, for those who have not logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Said = Mapping[str, str]
REISSUE = "3.000348"
"""Cấp lại giấy phép lái xe: the card is gone."""


@dataclass(frozen=True, slots=True)
class ReducedFee:
    """Less, if every condition holds."""

    amount_vnd: int
    conditions: tuple[Said, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure (thủ tục) as it is offered today."""

    code: str
    name: Said
    working_days: int | None
    fee_vnd: int | None
    basis: str
    reduced: ReducedFee | None


class Offers(Protocol):
    """What renewals offers."""

    def offer(self, code: str) -> Offer:
        """A procedure today, asked at most once a minute. Raises Unavailable."""
        ...
