"""Licence classes (hạng) by regime, as data: a letter alone means nothing, ``(regime, code)`` does.

Luật 23/2008/QH12 Điều 59 (regime 2008, in use until 2024-12-31); Luật 36/2024/QH15 Điều 57 (regime 2024).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources


class PartKind(StrEnum):
    """The two parts a licence can have: without a term (không thời hạn, motorcycles) and with one (có thời hạn)."""

    UNTERMED = "untermed"
    TERMED = "termed"


class Regime(StrEnum):
    """The law a class comes from."""

    OLD = "2008"
    NEW = "2024"


@dataclass(frozen=True, slots=True)
class LicenceClass:
    """One class: which part it belongs to, the least age in years, and when it may be issued."""

    regime: Regime
    code: str
    part: PartKind
    min_age: int
    effective_from: date
    effective_to: date | None


@cache
def licence_classes() -> dict[tuple[str, str], LicenceClass]:
    """All classes by (regime, code)."""
    text = resources.files(__package__).joinpath("data/licence_classes.json").read_text(encoding="utf-8")
    return {
        (row["regime"], row["code"]): LicenceClass(
            regime=Regime(row["regime"]),
            code=row["code"],
            part=PartKind(row["part"]),
            min_age=row["min_age"],
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        )
        for row in json.loads(text)["classes"]
    }


def class_fault(regime: str, code: str, kind: PartKind | None = None) -> str | None:
    """What is wrong with a class: ``unknown-class`` in that regime, ``class-of-other-part``, or nothing."""
    known = licence_classes().get((regime, code))
    if known is None:
        return "unknown-class"
    if kind is not None and known.part is not kind:
        return "class-of-other-part"
    return None
