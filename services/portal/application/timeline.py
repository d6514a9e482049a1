"""A dossier's life as a vertical line: what is done, where it is now, what is to come, and every wait as a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from services.portal.application.dossiers import Dossier, Step
from services.portal.application.registers import Said

UNSAID = frozenset(("taken_up",))
"""Steps of the machine between two others at the same moment: they tell a person nothing."""

BAD_ENDS = frozenset(("stopped", "refused"))
WAITING = frozenset(("awaiting_clearance", "awaiting_payment", "supplement_requested"))


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of waiting: ``state`` says for what; ``until`` None, it goes on."""

    state: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One point of the line: ``kind`` is ``done``, ``waited``, ``now``, ``waiting``, ``stopped`` or ``next``."""

    kind: str
    text: Said | None
    at: datetime | None = None
    by: str = ""
    gap: Gap | None = None


def rows_of(dossier: Dossier) -> list[Row]:
    """The line from the first step to the last one to come."""
    steps = [step for step in dossier.steps if step.event not in UNSAID]
    rows = [_done(step, after) for step, after in pairwise([*steps, None]) if step is not None]
    if dossier.line.ended:
        if rows and dossier.state in BAD_ENDS | {"withdrawn"}:
            last = rows[-1]
            rows[-1] = Row("stopped", last.text, last.at, last.by)
        return rows
    rows.append(Row("waiting" if dossier.state in WAITING else "now", dossier.holder, dossier.since))
    return [*rows, *to_come(dossier.ahead)]


def to_come(ahead: Sequence[Said]) -> list[Row]:
    """What is still to come."""
    return [Row("next", text) for text in ahead]


def _done(step: Step, after: Step | None) -> Row:
    waited = step.state in WAITING and after is not None and after.at > step.at
    gap = Gap(step.state, step.at, after.at) if waited and after is not None else None
    return Row("waited" if waited else "done", step.text, step.at, step.by, gap)
