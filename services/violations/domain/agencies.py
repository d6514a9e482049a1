"""Police agencies: their names, and where a case of theirs is settled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "agencies.json"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that decides cases. ``payable_online`` tells whether it takes fines through the gateway."""

    code: str
    name_vi: str
    name_en: str
    address: str
    payable_online: bool


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies known by code; an unknown one is named by its code and takes no money online."""

    known: Mapping[str, Agency]

    def agency(self, code: str) -> Agency:
        """The agency, or a nameless stand-in so that a blocking case always says who holds it."""
        return self.known.get(code) or Agency(code, code, code, "", payable_online=False)


@lru_cache(maxsize=1)
def the_agencies() -> Agencies:
    """The agencies that ship with the service."""
    records = json.loads(_FILE.read_text(encoding="utf-8"))["agencies"]
    return Agencies({record["code"]: Agency(**record) for record in records})
