"""The readings of doubtful law that an operator may change without changing a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LawSettings:
    """Defaults are the readings explained in ``docs/law.md``.

    ``rows_on`` and ``rows_off``: ids of rule rows switched against their default. ``working_days``: overrides the time
    limit of every offered procedure (TT 108/2026/TT-BCA is reported to halve it). ``counter_fee_vnd``: overrides the
    counter fee from 2026 (the annex of TT 154/2025/TT-BTC was not read). ``reissue_starts_new_term``: a reissued card
    gets a full term. ``owner_notice``: review, ignore or block. ``expired_while_waiting``: freeze, review or exam.
    ``part_bound``: the bars that stay with one part of an integrated card. ``extra_holidays`` and ``extra_swapped``:
    days added to the calendar.
    """

    rows_on: frozenset[str] = frozenset()
    rows_off: frozenset[str] = frozenset()
    working_days: int | None = None
    counter_fee_vnd: int | None = None
    reissue_starts_new_term: bool = False
    owner_notice: str = "review"
    partially_allowed: bool = True
    expired_while_waiting: str = "review"
    part_bound: frozenset[str] = frozenset({"suspended", "licence-held"})
    extra_holidays: frozenset[date] = frozenset()
    extra_swapped: frozenset[date] = frozenset()
