"""The packaged tables of the law, read once and refused whole if one row is unsound."""

from __future__ import annotations

from dataclasses import dataclass

from services.renewals.domain.law_settings import LawSettings
from shared.kernel.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Law:
    """Every table of the law, validated."""

    calendar: WorkingCalendar


def load_law(overrides: LawSettings = LawSettings()) -> Law:
    """The law under the operator's readings (cached)."""
    raise NotImplementedError
