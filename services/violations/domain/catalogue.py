"""The catalogue of acts (hành vi vi phạm) by decree: what an act carries, and when its decree was in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.violations.domain.case import VehicleGroup

MOST_POINTS = 12
"""A part has no more (Luật 36/2024/QH15 Điều 58.1)."""
_FILE = Path(__file__).parent / "data" / "violation_acts.json"


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a decree. Fines in dong, suspension in months, ``points`` 0 where the act costs none."""

    code: str
    vehicle_group: VehicleGroup
    title_vi: str
    title_en: str
    fine_min_vnd: int
    fine_max_vnd: int
    suspends: bool
    points: int
    effective_from: date
    effective_to: date | None

    def in_force(self, day: date) -> bool:
        """Whether the decree's wording with this act was in force on the day; both ends count."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class CatalogueError(Exception):
    """The catalogue's data cannot be used; the message names the record."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Acts by code; a code is unique and carries its decree ("168/2024:6.9.b")."""

    acts: Mapping[str, Act]

    def act(self, code: str) -> Act | None:
        """The act, or None if no decree held here has it."""
        return self.acts.get(code)


def read_catalogue(text: str) -> Catalogue:
    """Take the catalogue's JSON. Raises CatalogueError naming a record that is doubled, unreadable or impossible."""
    acts: dict[str, Act] = {}
    for record in json.loads(text)["acts"]:
        try:
            act = _act(record)
        except (KeyError, TypeError, ValueError) as error:
            raise CatalogueError(f"act {record.get('code')}: {error!r}") from error
        if not _possible(act):
            raise CatalogueError(f"act {act.code}: its days, fines or points cannot be")
        if act.code in acts:
            raise CatalogueError(f"act {act.code} is listed twice")
        acts[act.code] = act
    return Catalogue(acts)


@lru_cache(maxsize=1)
def the_catalogue() -> Catalogue:
    """The catalogue that ships with the service."""
    return read_catalogue(_FILE.read_text(encoding="utf-8"))


def _possible(act: Act) -> bool:
    days = act.effective_to is None or act.effective_from <= act.effective_to
    return days and 0 <= act.fine_min_vnd <= act.fine_max_vnd and 0 <= act.points <= MOST_POINTS


def _act(record: Mapping[str, Any]) -> Act:
    end = record["effective_to"]
    return Act(
        code=record["code"],
        vehicle_group=VehicleGroup(record["vehicle_group"]),
        title_vi=record["title_vi"],
        title_en=record["title_en"],
        fine_min_vnd=int(record["fine_min_vnd"]),
        fine_max_vnd=int(record["fine_max_vnd"]),
        suspends=record["suspension_min_months"] is not None,
        points=int(record["points"]),
        effective_from=date.fromisoformat(record["effective_from"]),
        effective_to=date.fromisoformat(end) if end else None,
    )
