"""What a check says: findings a citizen, an officer and an auditor read alike, and the verdict over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shared.kernel.words import Words

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class FindingOutcome(StrEnum):
    """What one finding means for the dossier."""

    PASS = "pass"  # noqa: S105  # a verdict, not a secret
    BLOCK = "block"
    EXAM = "exam"
    WAIT = "wait"
    REVIEW = "review"
    INFO = "info"


class Outcome(StrEnum):
    """What a check ends in, for a part and for the whole."""

    REISSUE_NOW = "reissue_now"
    EXCHANGE_NOW = "exchange_now"
    REISSUE_AFTER_WAIT = "reissue_after_wait"
    THEORY_EXAM = "theory_exam"
    THEORY_AND_PRACTICAL_EXAM = "theory_and_practical_exam"
    BLOCKED = "blocked"
    PARTIALLY_ALLOWED = "partially_allowed"
    NOT_FOUND = "not_found"
    OFFICER_REVIEW = "officer_review"
    PENDING_SOURCE = "pending_source"
    REFUSED = "refused"
    REVOKED = "revoked"


ALLOWED = frozenset({Outcome.REISSUE_NOW, Outcome.EXCHANGE_NOW, Outcome.REISSUE_AFTER_WAIT})
"""The outcomes under which a part may be listed on a new card."""


@dataclass(frozen=True, slots=True)
class LegalRef:
    """A place in a norm: ``norm`` "Luật 36/2024/QH15", ``ref`` "Điều 62 khoản 4"."""

    norm: str
    ref: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule established, with its article and the evidence it looked at."""

    rule: str
    outcome: FindingOutcome
    part: str | None
    legal_basis: tuple[LegalRef, ...]
    explanation: Words
    evidence: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part as it will stand on the new card."""

    kind: str
    regime: str
    classes: tuple[str, ...]
    conditions: tuple[str, ...]
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of a request. ``exam_parts``: theory, practice, practice_figure, practice_road."""

    outcome: Outcome
    parts: Mapping[str, Outcome]
    findings: tuple[Finding, ...]
    new_parts: tuple[NewPart, ...] = ()
    exam_parts: tuple[str, ...] = ()
    wait_months: int | None = None
