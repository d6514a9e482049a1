"""Provinces before and after the reform of 2025, addresses in them, and the bodies that issue licences there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from services.commands.generate.days import NEW_PROVINCES_FROM, POLICE_ISSUE_FROM
from services.commands.generate.draws import Draws, weighted

FIRST_SOUTHERN = "070"
"""Old codes run from north to south; from here on a hamlet is an ấp, before a thôn or xóm."""


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 63 units before 2025-07-01 and the one of 34 that took it in.

    ``prefix`` is what licence numbers of first issue there begin with; ``plates`` what registration marks do.
    """

    code: str
    prefix: str
    name: str
    plates: tuple[str, ...]
    successor: str
    successor_name: str

    def code_on(self, day: int) -> str:
        """The code in use on the day: three digits, then two."""
        return self.successor if day >= NEW_PROVINCES_FROM else self.code

    def name_on(self, day: int) -> str:
        """The name, with its kind, on the day."""
        return self.successor_name if day >= NEW_PROVINCES_FROM else self.name

    def issuer_on(self, day: int) -> str:
        """Who issues licences there: the transport department, from 2025-03-01 the traffic police."""
        name = self.name_on(day)
        if day >= POLICE_ISSUE_FROM:
            return f"Phòng Cảnh sát giao thông - Công an {name}"
        return f"Sở Giao thông vận tải {name.removeprefix('TP. ').removeprefix('tỉnh ')}"


@dataclass(frozen=True, slots=True)
class Places:
    """All there is to draw from; ``by_population`` holds a province as often as people live there."""

    provinces: tuple[Province, ...]
    by_population: tuple[Province, ...]
    words: dict[str, Any]

    def province(self, code: str) -> Province:
        """The unit with that old code."""
        return next(province for province in self.provinces if province.code == code)


@lru_cache(maxsize=1)
def the_places() -> Places:
    """The places that ship with the generator."""
    files = resources.files(__package__).joinpath("data")
    units = json.loads(files.joinpath("provinces.json").read_text(encoding="utf-8"))
    words = json.loads(files.joinpath("places.json").read_text(encoding="utf-8"))
    names = {unit["code"]: _titled(unit) for unit in units["new_units"]}
    provinces = tuple(
        Province(
            code=unit["code"],
            prefix=unit["licence_prefix"],
            name=_titled(unit),
            plates=tuple(unit["plate_prefixes"]),
            successor=unit["successor"],
            successor_name=names[unit["successor"]],
        )
        for unit in units["old_units"]
    )
    population = words["population"]
    return Places(provinces, weighted({province: population[province.code] // 50 + 1 for province in provinces}), words)


def _titled(unit: dict[str, Any]) -> str:
    return f"TP. {unit['name']}" if unit["type"] == "thanh_pho" else f"tỉnh {unit['name']}"


def address(draws: Draws, province: Province, day: int) -> dict[str, str | None]:
    """An address as registers wrote it on that day: with a district before the reform of 2025, without one since."""
    words = the_places().words
    if draws.chance(400):
        commune = f"phường {draws.one(words['wards'])}"
        spot = f"Số {draws.between(1, 480)}, đường {draws.one(words['streets'])}"
    else:
        commune = f"xã {draws.one(words['communes'])}"
        spot = str(draws.one(words["hamlets"]["south" if province.code >= FIRST_SOUTHERN else "north"]))
    levels = [spot, commune]
    if day < NEW_PROVINCES_FROM:
        levels.append(draws.one(words["districts"]))
    levels.append(province.name_on(day))
    return {"text": ", ".join(levels), "province": province.code_on(day), "commune": commune}


def plate(draws: Draws, province: Province, *, motorcycle: bool) -> str:
    """A registration mark (biển số) of the province: ``51K-123.45`` for a car, ``59-B1 123.45`` for a motorcycle."""
    digits = draws.between(100, 99_999)
    number = f"{digits // 100:03d}.{digits % 100:02d}"
    letter = draws.one("ABCDEFGHKLMNPSTUVXYZ" if motorcycle else "ABCDEFGHK")
    prefix = draws.one(province.plates)
    return f"{prefix}-{letter}{draws.between(1, 9)} {number}" if motorcycle else f"{prefix}{letter}-{number}"
