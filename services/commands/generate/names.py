"""Vietnamese names in their order, family, middle, given (họ, chữ đệm, tên), about as frequent as they are."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from services.commands.generate.days import day_of
from services.commands.generate.draws import Draws, weighted

_COHORT = day_of(1985, 1, 1)


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("data/names.json").read_text(encoding="utf-8")
    found = json.loads(text)
    return {
        "family": weighted(found["family"]),
        "middle": {kind: weighted(names) for kind, names in found["middle"].items()},
        "given": {kind: weighted(names) for kind, names in found["given"].items()},
    }


def full_name(draws: Draws, *, sex: str, born: int) -> str:
    """A name of that sex and generation, NFC. Some have no middle name, some two."""
    lists = _lists()
    kind = f"{sex}-{'before' if born < _COHORT else 'after'}"
    family, given = draws.one(lists["family"]), draws.one(lists["given"][kind])
    if draws.chance(12):
        return f"{family} {given}"
    middle = draws.one(lists["middle"][kind])
    if middle.endswith(given):
        return f"{family} {middle}" if " " in middle else f"{family} {middle} An"
    return f"{family} {middle} {given}"
